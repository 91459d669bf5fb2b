/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The package database of a guest: dpkg's, apk's and pacman's are read; of rpm's, which
 * come in three formats of other people's databases, only its names are looked for.
 *
 * The one law: a package is installed where its database says so; where that cannot be
 * read, nobody says it is not.
 */
#pragma once

#include "guest/guest.h"

enum package_tool {
	PACKAGES_NONE,
	PACKAGES_DPKG,
	PACKAGES_RPM,
	PACKAGES_APK,
	PACKAGES_PACMAN,
};

enum package_state { PACKAGE_NO, PACKAGE_UNKNOWN, PACKAGE_YES };

struct package {
	enum package_state state;
	const char *version; /* "12.4+deb12u5"; "" where it is not told */
	const char *source;  /* the file that tells */
};

/* Whose database there is. */
enum package_tool guest_packages(struct guest *guest);

/*
 * The package NAME.  Of rpm's database the bytes of the name are taken for the package:
 * a package that was removed may leave them behind.
 */
struct package guest_package(struct guest *guest, const char *name);

/* A package that dpkg began to change and did not end with. */
struct unfinished {
	const char *name;  /* of the package */
	const char *state; /* "half-installed", … as dpkg(1) calls it */
	unsigned line;     /* in /var/lib/dpkg/status */
};

enum { UNFINISHED_MAX = 100 };

/* Those of dpkg's status file, at most UNFINISHED_MAX. */
struct unfinished *guest_unfinished(struct guest *guest, size_t *count);

/* The directory of rpm's database, resolved; NULL: none. */
const char *guest_rpm_dir(struct guest *guest);
