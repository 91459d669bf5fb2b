/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SELinux as the guest will start with it: /etc/selinux/config, its policy, and what the
 * kernel's command line says instead.
 *
 * The one law: the configuration is read as libselinux reads it: no shell, the first line
 * that says something counts, and SELINUXTYPE is another key than SELINUX.
 */
#pragma once

#include "guest/guest.h"

#define SELINUX_CONFIG "/etc/selinux/config"

enum selinux_mode {
	SELINUX_IS_NONE, /* not installed, or disabled */
	SELINUX_IS_PERMISSIVE,
	SELINUX_IS_ENFORCING,
};

struct selinux {
	enum selinux_mode configured, effective;
	unsigned mode_line, type_line; /* of SELINUX=, SELINUXTYPE=; 0: not said */
	const char *type;              /* "targeted" where nothing is said */
	/* The word of the default entry's command line that decides, or NULL. */
	const char *by_kernel;
};

struct selinux guest_selinux(struct guest *guest);

/* Types whose policy is there, "targeted", "mls", sorted. */
struct strs selinux_policies(struct guest *guest);

/* TEXT of the configuration with VALUE behind the first line KEY= that counts. */
struct bytes selinux_set(struct pool *pool, struct bytes text, const char *key,
			 const char *value);

/*
 * The label a new PATH in a home's .ssh gets: that of keys where the policy has one, with
 * user and role of the home; NULL: as files beside it.
 */
const char *selinux_label_of_keys(struct guest *guest, const char *path);
