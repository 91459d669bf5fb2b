/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report: one JSON object (report.schema.json) made where the rules ran; it crosses
 * from the appliance to the host as one line, and text is a view of it.
 *
 * Its one law: it is bounded and valid UTF-8 whatever the guest's files and names hold.
 * Only the views make it harmless for a terminal, since it may come from elsewhere.
 */
#pragma once

#include <jansson.h>

#include "engine/plan.h"
#include "engine/trace.h"
#include "guest/lastboot.h"
#include "guest/nictable.h"
#include "guest/release.h"

struct report_input {
	const struct plan *plan;
	const char *version, *rules;     /* of drydock; the hash of its rule set */
	const char *command;             /* "check", "fix", "trace" */
	const char *profile;             /* name */
	const char *system;              /* guest_name(); NULL: none was found */
	const struct volume *root;       /* what holds "/"; NULL: not known */
	const struct guest *guest;       /* its disks and volumes; NULL: not known */
	struct strs kernels;             /* versions */
	const struct nic_table *network; /* as it was before a repair; or NULL */
	const char *cpu_level;           /* the least processor: "x86-64-v2"; or NULL */
	const char *firmware; /* what starts it: "bios", "uefi", "both", "none"; NULL */
	struct strs guest_tools; /* commands of the guest that were run */
	bool dry_run;
	bool verified; /* the written result was looked at and equals the rehearsal */
	/* Judged, or NULL; of a fix: as it was, and what it comes to. */
	const struct trace *trace, *trace_after;
	const struct lastboot *lastboot; /* or NULL */
	const struct release *release;   /* or NULL */
};

/*
 * The report, worst findings first; status and verdict are set.  The caller owns it.  In
 * a dry run the outcome "repaired" says what would be.
 */
json_t *report_build(const struct report_input *input);

/*
 * The exit status the report's own facts ask for (what they cannot know, such as 5, "not
 * proven to boot", the caller sets):
 *   0  nothing wrong but notes, or all repaired (in a dry run: all would be)
 *   1  findings remain
 *   3  none remains, but a rule could not look; or no system was found
 *   4  the plan was rejected as a bug, or what was written was not verified
 * Of a trace: 0 the chain holds, 1 a link is broken, 3 a link could not be judged.
 */
int report_status(const json_t *report);

/*
 * Whether its target takes and starts what is on the disk, as far as the rules know: of
 * those that a target rejects a disk for, that it does not start with, or that nobody
 * reaches it with, none found anything that is left, and all could look.
 */
bool report_is_ready(const json_t *report);

/* One line with figures, in POOL. */
char *report_verdict(struct pool *pool, const json_t *report);

/* SIZE in bytes for people: "812 bytes", "372 kB", "1.4 GB" (powers of 1000). */
char *report_size(struct pool *pool, uint64_t size);

/* Member NAME of the object as text; "" where it is none. */
const char *report_text_of(const json_t *object, const char *name);

/* Whether member NAME of the object is the text VALUE. */
bool report_is(const json_t *object, const char *name, const char *value);

/* Whether a fix changed, or a dry run would change, anything. */
bool report_has_changes(const json_t *report);

/* "starts by BIOS" of the member "firmware" of the object; NULL where there is none. */
const char *report_firmware(const json_t *system);

/* S as a JSON text, cut where it is too long; null where it is NULL. */
json_t *report_bounded(struct pool *pool, const char *s);
