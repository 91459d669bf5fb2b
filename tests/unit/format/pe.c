/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/pe.h"

#include <string.h>

#include "sample.h"

static void reads_a_unified_kernel_image(void)
{
	struct pool *pool = pool_new();
	struct bytes file = sample_read(pool, "pe/arch-uki");
	const struct pe *pe = pe_parse(pool, file);

	if (!EXPECT(pe))
		return;
	EXPECT_STR(pe_architecture(pe), "x64");
	EXPECT_INT(pe->subsystem, 10);
	EXPECT_INT(pe->count, 7);
	EXPECT(pe_is_uki(pe));
	EXPECT(pe->is_signed);
	EXPECT(!pe->cut);
	EXPECT_STR(pe_text(pool, pe, ".cmdline"), "root=/dev/sda2 rw quiet\n");
	EXPECT_STR(pe_text(pool, pe, ".uname"), "6.9.7-arch1-1");
	EXPECT_INT(pe_find(pe, ".uname")->content.len, 13);
	EXPECT(!strncmp(pe_text(pool, pe, ".sbat"), "sbat,1,", 7));
	EXPECT(!pe_text(pool, pe, ".ucode"));
	pool_free(pool);
}

static void reads_32_bits(void)
{
	struct pool *pool = pool_new();
	const struct pe *pe = pe_parse(pool, sample_read(pool, "pe/grub-ia32"));

	if (!EXPECT(pe))
		return;
	EXPECT_STR(pe_architecture(pe), "ia32");
	EXPECT(!pe->is_signed);
	EXPECT(!pe_is_uki(pe));
	EXPECT(pe_find(pe, "mods"));
	EXPECT(strstr(pe_text(pool, pe, ".sbat"), "grub,3,"));
	pool_free(pool);
}

/* Every length a download can break at, and every byte of the headers turned round. */
static void survives_damage(void)
{
	struct pool *pool = pool_new();
	struct bytes file = sample_read(pool, "pe/arch-uki");
	const size_t headers = 64 + 24 + 240 + 7 * 40;
	unsigned char *copy = pool_alloc(pool, file.len);

	for (size_t len = 0; len < headers; len++)
		EXPECT(!pe_parse(pool, bytes_slice(file, 0, len)));
	for (size_t len = headers; len < file.len - 512; len += 97)
		EXPECT(pe_parse(pool, bytes_slice(file, 0, len))->cut);
	for (size_t i = 0; i < headers; i++) {
		const struct pe *pe;

		memcpy(copy, file.data, file.len);
		copy[i] ^= 0xff;
		pe = pe_parse(pool, (struct bytes){ copy, file.len });
		for (size_t s = 0; pe && s < pe->count; s++)
			EXPECT(pe->section[s].content.len <= file.len);
	}
	EXPECT(!pe_parse(pool, bytes_of("MZ")));
	EXPECT(!pe_parse(pool, bytes_of("")));
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads a unified kernel image", reads_a_unified_kernel_image },
	{ "reads 32 bits", reads_32_bits },
	{ "survives damage", survives_damage },
	{ 0 },
};
