/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which system a guest is: os-release(5) says it first, the older release files second,
 * the package database third.
 *
 * The one law: it is a name to show and to look up in a cloud's list; what is repaired is
 * decided by the parts that are there.
 */
#pragma once

#include "guest/guest.h"

/* One file that says which system this is. */
struct release_source {
	const char *path;
	const char *id;      /* as ID of os-release(5), in small letters; "": not known */
	const char *version; /* "7.9.2009", or "" */
	const char *text;    /* its own words, one line */
};

enum { RELEASE_SOURCES_MAX = 32 };

struct release {
	const char *id;      /* "ubuntu", "sles", "openeuler"; "" where nothing tells */
	const char *version; /* the longest that is told; or "" */
	const char *variant; /* VARIANT_ID of os-release(5): "coreos"; or "" */
	const char *name;    /* for people, never NULL */
	const char *path;    /* what told it, or NULL */
	struct strs like;    /* ID_LIKE */
	const char *arch;    /* of its programs: "x86_64", "aarch64"; "": not seen */
	unsigned bits;       /* of its programs: 64, 32; 0: not seen */
	const char *arch_of; /* the program that tells, or NULL */
	/* Everything that tells, os-release first. */
	struct release_source source[RELEASE_SOURCES_MAX];
	size_t source_count;
};

const struct release *guest_release(struct guest *guest);

/*
 * Whether the system is one of the FAMILIES of a profile: names as in ID of
 * os-release(5); "opensuse" stands for all openSUSE, "coreos" for Fedora CoreOS and
 * Flatcar too.
 */
bool release_is_of(const struct release *release, const struct strs *families);

/* Whether the tree is FreeBSD's, which is seen and not repaired. */
bool guest_is_freebsd(struct guest *guest);
