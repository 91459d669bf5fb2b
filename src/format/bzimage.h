/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The version a kernel file for x86 says it is (kernel Documentation/arch/x86/boot.rst,
 * kernel_version of the real-mode header).
 *
 * The one law: only what the header points to inside the bytes given is believed.
 */
#pragma once

#include "base/bytes.h"

/* As many bytes of a file as bzimage_version() needs: header and setup sectors. */
enum { BZIMAGE_HEAD = 0x200 + 0x8000 };

/*
 * The release in the kernel whose first bytes are HEAD ("6.1.0-18-amd64"), in POOL; NULL
 * where it is no such kernel or says nothing.
 */
char *bzimage_version(struct pool *pool, struct bytes head);
