/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration a kernel was built with, as distributions keep it beside the kernel
 * (/boot/config-6.1.0): "CONFIG_X=y", "CONFIG_X=m", "# CONFIG_X is not set".
 *
 * The one law: symbols are whole words: CONFIG_VIRTIO_MENU=y says nothing of
 * CONFIG_VIRTIO.
 */
#pragma once

#include "base/bytes.h"

enum kconfig {
	KCONFIG_ABSENT, /* the file does not name it, or says "is not set" */
	KCONFIG_MODULE,
	KCONFIG_YES, /* built in; also any other value but n */
};

/* What TEXT says of SYMBOL, which is without "CONFIG_"; the last line counts. */
enum kconfig kconfig_get(struct bytes text, const char *symbol);

/* Whether TEXT is a kernel's configuration at all: some line sets a symbol. */
bool kconfig_is(struct bytes text);
