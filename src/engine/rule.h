/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A rule: one thing that can be wrong with a guest, how to see it and how to repair it.
 *
 * The one law: a rule reads the guest and proposes.  detect() reports findings; plan()
 * puts new bytes into the overlay or refuses.  It never opens, writes, prints, or names
 * another rule.  After plan(), detect() runs again: the finding must be gone, and a plan
 * that was not refused but did not repair is reported as a bug of the rule.
 */
#pragma once

#include <string.h>

#include "guest/guest.h"
#include "tree/overlay.h"

enum severity { NOTE, DEGRADED, REJECTED, UNREACHABLE, UNBOOTABLE };

/* When a rule runs: what later stages build on comes first. */
enum stage {
	STAGE_DISK,
	STAGE_FILESYSTEM,
	STAGE_MOUNTS,
	STAGE_LOADER,
	STAGE_KERNEL,
	STAGE_NETWORK,
	STAGE_LOGIN,
	STAGE_CLEANUP,
	STAGE_INITRAMFS,
	STAGE_BOOTCODE,
};

struct rule;
struct check;
struct plan;

struct finding {
	const struct rule *rule;
	const char *path; /* file in the guest or name of a disk */
	unsigned line;    /* 1-based; 0: the whole file */
	/*
	 * What it is about within the path ("/dev/sda1", "ens192"): with rule and path it
	 * says whether two findings are the same, since line numbers move.
	 */
	const char *subject;
	const char *text;       /* one line for people */
	enum severity severity; /* the rule's, or a lesser one */
};

struct rule {
	const char *id;         /* = file name, for ever */
	const char *title;      /* what is wrong, in one line */
	const char *why;        /* what happens if it stays */
	const char *see;        /* where that is written */
	enum severity severity; /* what the user loses */
	enum stage stage;
	unsigned needs; /* set of enum guest_part; without them: see below */
	void (*detect)(struct check *check, struct guest *guest);
	/* NULL: report only. */
	void (*plan)(struct plan *plan, struct guest *guest,
		     const struct finding *finding);
};

/* All rules, generated from src/rules/; ends with NULL. */
extern const struct rule *const catalogue[];

/* What detect() may say.  SUBJECT must not be NULL. */
void check_finding(struct check *check, const char *path, unsigned line,
		   const char *subject, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* The same with a SEVERITY of its own: what ails a boot entry that is not the default. */
void check_finding_as(struct check *check, enum severity severity, const char *path,
		      unsigned line, const char *subject, const char *format, ...)
	__attribute__((format(printf, 6, 7)));

/* The same as the profile will have it: nothing where it allows that. */
void check_policy(struct check *check, enum policy policy, const char *path,
		  const char *subject, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* The rule could not look, for a reason of one line; never the same as "fine". */
void check_cannot_look(struct check *check, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The rule does not concern this guest (another loader, another network system). */
void check_not_applicable(struct check *check);

/*
 * What plan() may do; false where it cannot be done, and the plan is refused then.  PATH
 * holds DATA afterwards; a file that is new gets mode 0644.  DATA is memory of the
 * guest's pool.
 */
bool plan_write(struct plan *plan, const char *path, struct bytes data);

/* DATA comes after the content of PATH, which must exist. */
bool plan_append(struct plan *plan, const char *path, struct bytes data);

/* The locks of the file PATH (chattr +i, +a) go away for good. */
bool plan_unlock(struct plan *plan, const char *path);

/* The file PATH, new or not, is OWNER's afterwards; OWNER is of the guest's pool. */
bool plan_own(struct plan *plan, const char *path, const struct owner *owner);

/* PATH is a symbolic link to TARGET, memory of the guest's pool. */
bool plan_link(struct plan *plan, const char *path, const char *target);

/* PATH goes away; a link is not followed. */
bool plan_remove(struct plan *plan, const char *path);

/*
 * Another entry of the loader's configuration CONFIG starts by itself: the first that is
 * complete and whose kernel has the drivers of the profile.
 */
bool plan_other_default(struct plan *plan, const char *config);

/* The bytes of DISK at OFFSET become AFTER; only outside file systems.  WHAT names them.
 */
void plan_block(struct plan *plan, const struct disk *disk, uint64_t offset,
		struct bytes after, const char *what);

/* VOLUME was mended on the layer before it was read; the result must show it. */
void plan_mended(struct plan *plan, const struct volume *volume, enum mend how);

/* The same of DISK, which was padded. */
void plan_padded(struct plan *plan, const struct disk *disk);

/* One line for people on what the repair does, in the past tense. */
void plan_note(struct plan *plan, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Refuse, with the reason in one line; nothing this plan did is kept. */
void plan_refuse(struct plan *plan, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
