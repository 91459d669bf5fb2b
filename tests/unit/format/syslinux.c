/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/syslinux.h"

#include <string.h>

#include "sample.h"

static void reads_alpine(void)
{
	struct pool *pool = pool_new();
	struct bytes text = sample_read(pool, "syslinux/alpine");
	const struct syslinux *file = syslinux_parse(pool, text);

	if (!EXPECT_INT(file->labels, 2))
		return;
	EXPECT_STR(file->start.value, "menu.c32");
	EXPECT(!file->ui.value && !file->append.value && !file->ontimeout.value);
	EXPECT_STR(file->label[0].name, "lts");
	EXPECT(file->label[0].is_default && !file->label[1].is_default);
	EXPECT_STR(file->label[0].kernel.value, "vmlinuz-lts");
	EXPECT_STR(file->label[1].initrd.value, "intel-ucode.img,initramfs-virt");
	EXPECT_STR(file->label[1].title.value, "Linux virt");
	EXPECT_INT(file->label[0].append.line, 13);
	EXPECT(!strncmp(text_str(pool, text, file->label[0].append.span),
			"root=/dev/sda3 modules=", 23));
	pool_free(pool);
}

static void reads_debian(void)
{
	struct pool *pool = pool_new();
	const struct syslinux *file =
		syslinux_parse(pool, sample_read(pool, "syslinux/debian-extlinux"));

	if (!EXPECT_INT(file->labels, 3) || !EXPECT_INT(file->includes, 2))
		return;
	EXPECT_STR(file->include[0].value, "themes/debian/theme.cfg");
	EXPECT_STR(file->include[1].value, "linux.cfg");
	EXPECT_STR(file->start.value, "l0");
	EXPECT_STR(file->ontimeout.value, "l0");
	EXPECT(strstr(file->label[0].append.value, "root=/dev/sda1 ro quiet"));
	EXPECT(!file->label[1].kernel.value);
	EXPECT(!file->label[2].kernel.value);
	EXPECT_STR(file->label[2].append.value, "-");
	pool_free(pool);
}

static void keeps_what_is_global(void)
{
	struct pool *pool = pool_new();
	const struct syslinux *file = syslinux_parse(
		pool, bytes_of("ui vesamenu.c32\r\nAppend root=/dev/sda1\r\nLABEL a\r\n"
			       "\tkernel vmlinuz\r\nendtext\nmenu\nmenu default\nlabel"));

	EXPECT_STR(file->append.value, "root=/dev/sda1");
	EXPECT_STR(file->ui.value, "vesamenu.c32");
	EXPECT_STR(file->label[0].kernel.value, "vmlinuz");
	EXPECT(!file->label[0].append.value);
	EXPECT(file->label[0].is_default);
	EXPECT_STR(file->label[1].name, "");
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads Alpine's", reads_alpine },
	{ "reads Debian's", reads_debian },
	{ "keeps what is global", keeps_what_is_global },
	{ 0 },
};
