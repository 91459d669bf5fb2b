/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The boot chain of a guest, link by link: what each part hands over to the next, and
 * where that is written.
 *
 * The one law: a link states a fact with its evidence.  It holds only where that was
 * seen; what a rule judges (names, drivers, addresses) stays unknown here when it is not
 * clearly right, until engine/trace.h adds what the rules found.
 */
#pragma once

#include "guest/guest.h"

struct boot_entry;

/* In the order of a boot. */
enum trace_stage {
	TRACE_FIRMWARE,
	TRACE_TABLE,
	TRACE_BOOT_CODE, /* sector 0, or the EFI system partition */
	TRACE_LOADER,    /* its core image */
	TRACE_CONFIG,
	TRACE_ENTRY,
	TRACE_KERNEL,
	TRACE_INITRAMFS,
	TRACE_ROOT,
	TRACE_FSTAB,
	TRACE_INIT,
	TRACE_NETWORK,
	TRACE_LOGIN,
};

enum trace_state { TRACE_HOLDS, TRACE_BROKEN, TRACE_UNKNOWN, TRACE_NOT_APPLICABLE };

/* What a rule said about a link. */
struct trace_fault {
	const char *rule, *severity, *text;
	bool repairable;
	bool breaks; /* this start; not only the next update, or less than a boot */
};

struct trace_link {
	enum trace_stage stage;
	enum trace_state state;
	const char *where;   /* a file in the guest, a disk or partition; "": nowhere */
	unsigned line;       /* from 1; 0: none */
	uint64_t offset;     /* bytes, in a disk or a file; */
	bool has_offset;     /* where it says more than the line */
	const char *value;   /* what stands there; "" */
	const char *text;    /* what follows from it, one line */
	const char *subject; /* how a finding calls it; NULL: none does */
	struct strs about;   /* other files the link depends on */
	/* Files a configuration is made from: a fault there breaks the next one. */
	struct strs sources;
	struct trace_fault *fault; /* filled by engine/trace.h */
	size_t faults;
	bool is_after_break; /* what comes before it is broken: nothing is claimed */
};

struct trace_links {
	struct trace_link *link;
	size_t count;
};

struct trace_entry {
	const struct boot_entry *entry;
	bool is_ours; /* it starts this system, or would if its kernel were there */
	enum trace_state state;
	struct trace_links links; /* entry, kernel, initramfs, root */
};

struct trace {
	struct pool *pool;
	struct trace_links common; /* by stage; those of entries come between */
	struct trace_entry *entry;
	size_t entries;
	/* The entry that is walked: the default one, else the first of this system; NULL:
	 * there is none. */
	struct trace_entry *main;
	unsigned loaders; /* set of 1 << enum boot_loader: what the disk starts; 0: any */
	enum trace_state state;          /* of the whole chain, without other entries */
	const struct trace_link *broken; /* the first one, or NULL */
};

/* All links, none judged by a rule yet. */
struct trace *trace_collect(struct guest *guest);

/* A copy of LINK at the end of LINKS, in POOL; returns it. */
struct trace_link *trace_add(struct pool *pool, struct trace_links *links,
			     const struct trace_link *link);

/* "boot-code", "holds": as reports have them. */
const char *trace_stage_name(enum trace_stage stage);
const char *trace_state_name(enum trace_state state);
