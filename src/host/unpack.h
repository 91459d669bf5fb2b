/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unpack a compressed image into a sparse file.
 *
 * The one law: blocks of zeroes are never stored, and what comes out is bounded by the
 * disk it goes to, not by what the input says.
 */
#pragma once

#include "host/error.h"
#include "host/progress.h"
#include "host/span.h"

/*
 * Unpack SPAN, every member of it, into the new file TO.  SHOWN is the input's name for
 * messages.  -ENODATA truncated, -EBADMSG damaged, -ENOSPC disk full, -EFBIG; all said.
 * Ends by SIGBUS where somebody shortens the input meanwhile.
 */
int unpack(const struct span *span, const char *shown, const char *to,
	   const struct progress *progress, struct host_error *error);
