/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files behind services.h share.
 *
 * The one law: a directory that is a link to another is read once.
 */
#pragma once

#include "guest/services.h"

/* All that may start something, read once for each state of the tree. */
struct starts {
	struct strs unit;   /* "/etc/systemd/system/x.target.wants/ssh.service" */
	struct strs alias;  /* links in the directories of units to other units */
	struct strs script; /* "/etc/rc3.d/S10sshd", those of K too */
};

enum { STARTS_MAX = 20000 }; /* of each list; more is not looked at */

const struct starts *service_starts(struct guest *guest);

/* What the link PATH says, or NULL where it is none. */
const char *service_link(struct guest *guest, const char *path);

/* The directories of units, those of the administrator first, without doubles. */
struct strs unit_dirs(struct guest *guest);

/* The unit NAME ("ssh.service"). */
struct service service_unit(struct guest *guest, const char *name);

/* What UNIT is called in x.target.wants: its name, its real one, and their aliases. */
struct strs unit_names(struct guest *guest, const struct service *unit);

/* Upstart's job, the System V script or OpenRC's service NAME ("sshd"). */
struct service service_job(struct guest *guest, const char *name);
struct service service_script(struct guest *guest, const char *name);
struct service service_openrc(struct guest *guest, const char *name);

/*
 * The parts of a link in rc3.d: *START whether it starts, *ORDER its number; returns the
 * script's name in PATH, or NULL where PATH is no such link.
 */
const char *script_link(const char *path, bool *start, unsigned *order);

/* The runlevel a link in "…/rc3.d" is of: '3', 'S', 'B' of SUSE's boot.d; or 0. */
char script_level(const char *path);

/* Add CHANGE to ALL. */
void service_change(struct guest *guest, struct service_changes *all,
		    struct service_change change);

/* The directory PATTERN ("/etc/rc%c.d") is of the runlevel LEVEL. */
char *script_dir(struct pool *pool, const char *pattern, char level);
