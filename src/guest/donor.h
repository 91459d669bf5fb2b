/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An initramfs that is lost, made again from another one of the same guest: what its
 * generator put there stays, the modules become those of the other kernel.
 *
 * The one law: nothing is invented; where no image of this guest is whole, there is none.
 */
#pragma once

#include "guest/boot.h"

/*
 * The new CONTENT of IMAGE, in the guest's pool, with the modules the donor had and those
 * the profile asks for; *FROM is the donor's path.  Returns 0, or -errno with one line in
 * *WHY.
 */
int donor_image(struct guest *guest, const struct boot_image *image,
		struct bytes *content, const char **from, const char **why);
