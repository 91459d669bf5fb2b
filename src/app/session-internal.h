/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of session.h. */
#pragma once

#include "app/session.h"

/* What lasts is shown to the user. */
extern const struct progress session_progress;

/*
 * Before the work, look at the outputs, their compression and signatures as the user
 * asked for them.  -errno, for session_said(), as of all here that do not return a
 * status.
 */
int session_plan_outputs(struct session *session);

/* -EINVAL where an output is one of the files that are read. */
int session_check_outputs(struct session *session);

/*
 * Have COMMAND done in the appliance on the layers; its report, status and message are
 * SESSION's then.
 */
int session_ask(struct session *session, const char *command);

/*
 * The format that is to be written: as the user said, or as the profile likes it best for
 * what is known of the disks by now.
 */
const char *session_format(const struct session *session);

/* -EINVAL where the target that the user named does not take what was said. */
int session_check_format(struct session *session);

/* The exit status of ERR, -errno, with the reason said. */
int session_said(struct session *session, int err);

/*
 * The sources are open: take what is known of their files, and decide on what is to be
 * written and how large its disks are.
 */
int session_images(struct session *session);
