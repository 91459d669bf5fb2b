/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of a system before its output is measured (manifest.schema.json).
 *
 * The one law: what nobody looked at is not there, and "checked" says so.
 */
#pragma once

#include <jansson.h>

#include "guest/profile.h"

struct manifest_input {
	const char *version, *rules; /* of drydock; the hash of its rule set */
	const char *command;         /* "fix" or "export" */
	const struct profile *profile;
	const json_t *report; /* of the repair; NULL: nobody looked */
	unsigned disk;        /* number of this one, */
	size_t disks;         /* of so many */
	uint64_t size;        /* of this disk, bytes */
	const char *format;   /* of its file, as in --format */
};

/* The caller owns it; "file" and the hash of "disk" are not in it. */
json_t *manifest_build(const struct manifest_input *input);
