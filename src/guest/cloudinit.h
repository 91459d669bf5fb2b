/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cloud-init in a guest: whether it is there and runs, and where it looks for its data.
 *
 * The one law: what counts is what the last file says, as cloud-init merges them.
 */
#pragma once

#include "format/yamldoc.h"
#include "guest/guest.h"

struct cloudinit {
	const char *program; /* NULL: not installed */
	bool is_unknown;     /* what would tell is mounted from elsewhere */
	const char *off;     /* why it does not run, in one line, or NULL */
	const char *off_path;
};

struct cloudinit guest_cloudinit(struct guest *guest);

/* The one datasource_list that counts. */
struct cloudinit_list {
	const char *path; /* NULL: there is none */
	unsigned line;
	struct strs names; /* "NoCloud", "None" */
	struct bytes text; /* of the file */
	struct span value; /* from behind the key to the end of the list */
	const char
		*problem; /* a file that cannot be read as YAML, in one line, or NULL */
};

struct cloudinit_list guest_cloudinit_list(struct guest *guest);

/* The last value of SECTION's KEY in all files ("network", "config"), or NULL. */
const char *guest_cloudinit_value(struct guest *guest, const char *section,
				  const char *key, const char **path);
