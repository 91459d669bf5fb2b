/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a system looks for a hibernated one at each start: resume= of kernel command
 * lines, RESUME= of initramfs-tools, and the copy of that inside an initramfs.
 *
 * The one law: nobody hibernates into a move.  A device that is not there may be dropped,
 * and none is ever made up; an empty value, "none" and "auto" are right as they are.
 */
#pragma once

#include "guest/bootsource.h"

enum resume_kind { RESUME_CMDLINE, RESUME_CONF, RESUME_IN_IMAGE };

struct resume_setting {
	enum resume_kind kind;
	const char *path; /* of the file in the guest; of the image */
	unsigned line;    /* 0 in an image */
	const char *value;
	const char *problem;     /* why it cannot stay, in one line; never NULL */
	struct boot_place place; /* RESUME_CMDLINE */
	const char *inside;      /* RESUME_IN_IMAGE: the file in it */
	struct bytes text;       /* else: of the file, in the image or the guest */
};

/* All settings with a problem. */
struct resume_setting *guest_resume_problems(struct guest *guest, size_t *count);

/* What SETTING should say: "UUID=…", or NULL where no swap of this disk is meant. */
const char *resume_stable(struct guest *guest, const struct resume_setting *setting);

/* The edit that gives a command line VALUE, or takes resume= out where that is NULL. */
struct boot_change resume_change(struct guest *guest,
				 const struct resume_setting *setting, const char *value);
