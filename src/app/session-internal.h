/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of session.h. */
#pragma once

#include "app/session.h"

/*
 * The format that is to be written: as the user said, or as the profile likes it best for
 * what is known of the disks by now.
 */
const char *session_format(const struct session *session);

/* -EINVAL, said, where the target that the user named does not take what was said. */
int session_check_format(struct session *session);

/* The exit status of ERR, -errno, with the reason said. */
int session_said(struct session *session, int err);

/*
 * The sources are open: take what is known of their files, and decide on what is to be
 * written and how large its disks are.
 */
int session_images(struct session *session);
