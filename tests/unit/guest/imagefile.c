/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/imagefile.h"

#include "engine/check.h"
#include "test.h"

enum { MIB = 1 << 20, GIB = 1 << 30 };

static struct profile *load(struct pool *pool, const char *name)
{
	struct profile *profile = NULL;
	const char *why;

	EXPECT_INT(profile_load(pool, name, &profile, &why), 0);
	return profile;
}

static void knows_what_is_taken(void)
{
	struct pool *pool = pool_new();
	struct profile *alibaba = load(pool, "alibaba"), *aws = load(pool, "aws");

	EXPECT(imagefile_format_taken(alibaba, "vhd"));
	EXPECT(imagefile_format_taken(alibaba, "vhd-fixed"));
	EXPECT(!imagefile_format_taken(alibaba, "vhdx"));
	EXPECT(!imagefile_format_taken(alibaba, "raw-tar-gz"));
	EXPECT(imagefile_format_taken(aws, "vmdk-stream"));
	EXPECT(!imagefile_format_taken(aws, "vmdk"));
	EXPECT(!imagefile_format_taken(load(pool, "azure"), "vhd"));
	alibaba->formats.count = 0;
	EXPECT(imagefile_format_taken(alibaba, "anything"));
	pool_free(pool);
}

static void chooses(void)
{
	struct pool *pool = pool_new();
	struct profile *huawei = load(pool, "huawei");

	EXPECT_STR(imagefile_choose(huawei, 0), "qcow2");
	EXPECT_STR(imagefile_choose(huawei, 128ull * GIB), "qcow2");
	EXPECT_STR(imagefile_choose(huawei, 128ull * GIB + 1), "zvhd2");
	EXPECT_STR(imagefile_choose(load(pool, "azure"), 0), "vhd-fixed");
	EXPECT_STR(imagefile_choose(load(pool, "gce"), 500ull * GIB), "raw-tar-gz");
	/* Nothing else is taken there either: the rules say so. */
	EXPECT_STR(imagefile_choose(load(pool, "oracle"), 500ull * GIB), "qcow2");
	huawei->formats.count = 0;
	EXPECT_STR(imagefile_choose(huawei, 0), "qcow2");
	pool_free(pool);
}

static void knows_what_is_whole(void)
{
	struct pool *pool = pool_new();
	struct imagefile zvhd2 = { .whole = GIB }, qcow2 = { .whole = 512 };

	EXPECT_INT(imagefile_whole(load(pool, "huawei"), NULL), 1);
	EXPECT_INT(imagefile_whole(load(pool, "huawei"), &qcow2), 512);
	EXPECT_INT(imagefile_whole(load(pool, "huawei"), &zvhd2), GIB);
	EXPECT_INT(imagefile_whole(load(pool, "azure"), &qcow2), MIB);
	EXPECT_STR(imagefile_size_text(pool, 40ull * GIB), "40 GiB");
	EXPECT_STR(imagefile_size_text(pool, 10300ull * MIB), "10300 MiB");
	EXPECT_STR(imagefile_size_text(pool, 1000), "1000 bytes");
	pool_free(pool);
}

/* What a profile names as a condition is a rule. */
static void names_rules(void)
{
	struct pool *pool = pool_new();

	for (const struct profile_text *text = profile_builtin; text->name; text++) {
		struct profile *profile = load(pool, text->name);

		for (size_t i = 0; i < profile->fast_rules.count; i++)
			EXPECT(rule_find(profile->fast_rules.item[i]));
	}
	pool_free(pool);
}

const struct test tests[] = {
	{ "knows what is taken", knows_what_is_taken },
	{ "chooses", chooses },
	{ "knows what is whole", knows_what_is_whole },
	{ "names rules", names_rules },
	{ 0 },
};
