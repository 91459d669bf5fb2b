/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Room for what a plan writes, volume by volume.
 *
 * The one law: it is known before anything is written, and the finding whose repair does
 * not fit is refused, not the run.
 */
#pragma once

#include "guest/guest.h"
#include "tree/overlay.h"

/* NULL where the edits of OVERLAY fit on GUEST's volumes, else one line. */
const char *room_lacks(struct guest *guest, struct tree *overlay);
