/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bare initramfs for a guest that has none left to make one from: a static busybox, the
 * modules of one kernel, and an init that mounts the root and starts the system.
 *
 * The one law: it is for a root on one plain partition only; whatever else a root may lie
 * on is the business of the guest's own generator.
 */
#pragma once

#include "guest/boot.h"

/*
 * The CONTENT of IMAGE, in the guest's pool; *FROM says whose busybox it is.  Returns 0,
 * or -errno with one line in *WHY.
 */
int bare_image(struct guest *guest, const struct boot_image *image, struct bytes *content,
	       const char **from, const char **why);
