/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/bls.h"

#include <string.h>

#include "sample.h"

static void reads_keys(void)
{
	struct pool *pool = pool_new();
	struct bytes text = sample_read(pool, "bls/arch-systemd-boot");
	const struct bls *bls = bls_parse(pool, text);
	const struct bls_line *line;

	if (!EXPECT_INT(bls->count, 9))
		return;
	EXPECT_STR(bls_get(bls, "title"), "Arch Linux (linux)");
	EXPECT_STR(bls_get(bls, "sort-key"), "arch");
	EXPECT(!bls_get(bls, "efi"));
	line = bls_next(bls, NULL, "initrd");
	EXPECT_STR(line->value, "/intel-ucode.img");
	line = bls_next(bls, line, "initrd");
	EXPECT_STR(line->value, "/initramfs-linux.img");
	EXPECT(!bls_next(bls, line, "initrd"));
	line = bls_next(bls, bls_next(bls, NULL, "options"), "options");
	EXPECT_INT(line->line, 10);
	EXPECT_STR(text_str(pool, text, line->value_span), "rw rootfstype=ext4");
	pool_free(pool);
}

static void keeps_blanks_and_line_ends(void)
{
	struct pool *pool = pool_new();
	struct bytes text = sample_read(pool, "bls/crlf-no-end");
	const struct bls *bls = bls_parse(pool, text);

	EXPECT_STR(bls_get(bls, "options"), "root=/dev/sda1  ro");
	EXPECT_STR(bls_get(bls, "architecture"), "");
	EXPECT_INT(bls_next(bls, NULL, "options")->line, 4);
	EXPECT_STR(
		bls_get(bls_parse(pool, bytes_of("options $kernelopts $x\n")), "options"),
		"$kernelopts $x");
	EXPECT_INT(bls_parse(pool, bytes_of("\n # a b\n\r\n \t\n"))->count, 0);
	pool_free(pool);
}

/* Each line is older than the next. */
static void grub_takes_the_newest_first(void)
{
	static const char *const ordered[] = {
		"ostree-1",
		"0f1e-0-rescue",
		"0f1e-4.18.0-80.el8.x86_64",
		"0f1e-4.18.0-553.el8_10.x86_64",
		"0f1e-5.14.0-70.el9.x86_64",
		"0f1e-5.14.0-70.13.1.el9_0.x86_64",
		"0f1e-6.1.0~rc1-1",
		"0f1e-6.1.0-1",
		"1f1e-5.0-1",
	};

	for (size_t i = 0; i + 1 < sizeof(ordered) / sizeof(*ordered); i++) {
		EXPECT(bls_compare_grub(ordered[i], ordered[i + 1]) < 0);
		EXPECT(bls_compare_grub(ordered[i + 1], ordered[i]) > 0);
		EXPECT_INT(bls_compare_grub(ordered[i], ordered[i]), 0);
	}
	EXPECT_INT(bls_compare_grub("a-1.0-1", "a-1_0-01"), 0);
}

/* The list of UAPI.10 "Version Format Specification". */
static void versions_of_systemd_boot(void)
{
	static const char *const ordered[] = {
		"~",       "",        "122.1",  "123~rc1-1", "123",
		"123-a",   "123-a.1", "123-1",  "123-1.1",   "123^post1",
		"123.a-1", "123.1-1", "123a-1", "124-1",
	};

	for (size_t i = 0; i + 1 < sizeof(ordered) / sizeof(*ordered); i++) {
		EXPECT(bls_compare_versions(ordered[i], ordered[i + 1]) < 0);
		EXPECT(bls_compare_versions(ordered[i + 1], ordered[i]) > 0);
	}
	EXPECT_INT(bls_compare_versions("1_2", "1_2"), 0);
	EXPECT_INT(bls_compare_versions("01", "1"), 0);
}

static void orders_entries_of_systemd_boot(void)
{
	struct bls_order old = { .id = "z", .sort_key = "arch", .version = "6.1" };
	struct bls_order new = { .id = "a", .sort_key = "arch", .version = "6.10" };
	struct bls_order other = { .id = "zzz" }, later = { .id = "zzz-2" };
	struct bls_order failed = new;

	failed.exhausted = true;
	EXPECT(bls_compare_order(&new, &old) < 0);
	EXPECT(bls_compare_order(&old, &other) < 0);
	EXPECT(bls_compare_order(&other, &old) > 0);
	EXPECT(bls_compare_order(&later, &other) < 0);
	EXPECT(bls_compare_order(&other, &failed) < 0);
	EXPECT_INT(bls_compare_order(&old, &old), 0);
}

static void tells_ids_and_their_counters(void)
{
	static const struct {
		const char *name, *id;
		bool exhausted;
	} known[] = {
		{ "arch.conf", "arch", false },     { "arch+3.conf", "arch", false },
		{ "arch+0-3.conf", "arch", true },  { "arch+2-1.efi", "arch", false },
		{ "a-6.1+5.conf", "a-6.1", false }, { "a-6.1.conf", "a-6.1", false },
		{ "a-6-1.conf", "a-6-1", false },   { "+1.conf", "+1", false },
		{ ".conf", ".conf", false },
	};
	struct pool *pool = pool_new();
	bool exhausted;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		EXPECT_STR(bls_id(pool, known[i].name, &exhausted), known[i].id);
		EXPECT_INT(exhausted, known[i].exhausted);
	}
	EXPECT(bls_is_named(pool, "arch-*", "arch-lts"));
	EXPECT(bls_is_named(pool, "arch.conf", "arch"));
	EXPECT(!bls_is_named(pool, "arch", "arch-lts"));
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads keys", reads_keys },
	{ "keeps blanks and line ends", keeps_blanks_and_line_ends },
	{ "GRUB takes the newest first", grub_takes_the_newest_first },
	{ "versions of systemd-boot", versions_of_systemd_boot },
	{ "orders entries of systemd-boot", orders_entries_of_systemd_boot },
	{ "tells ids and their counters", tells_ids_and_their_counters },
	{ 0 },
};
