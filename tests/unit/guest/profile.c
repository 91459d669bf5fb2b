/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/profile.h"

#include <errno.h>

#include "test.h"

static int parse(struct pool *pool, const char *text, struct profile **profile,
		 const char **why)
{
	return profile_parse(pool, "test", bytes_of(text), profile, why);
}

static void reads_lists(void)
{
	struct pool *pool = pool_new();
	struct profile *profile = NULL;
	const char *why;

	EXPECT_INT(parse(pool,
			 "# a cloud\nkernel_require = nvme|virtio_blk sd_mod\n"
			 "kernel_min=2.6.37 2.6.32-504\nconsole = tty0 ttyS0,115200n8\n"
			 "kernel_args_add = rootdelay=300\r\nkernel_args_remove =\n",
			 &profile, &why),
		   0);
	EXPECT_INT(profile->kernel_require.count, 2);
	EXPECT_STR(profile->kernel_require.item[0], "nvme|virtio_blk");
	EXPECT_STR(profile->kernel_min.item[1], "2.6.32-504");
	EXPECT_STR(profile->console.item[1], "ttyS0,115200n8");
	EXPECT_STR(profile->kernel_args_add.item[0], "rootdelay=300");
	EXPECT_INT(profile->kernel_args_remove.count, 0);
	EXPECT_INT(profile->kernel_nic.count, 0);
	pool_free(pool);
}

static void refuses_what_it_does_not_know(void)
{
	struct pool *pool = pool_new();
	struct profile *profile;
	const char *why = NULL;

	EXPECT_INT(parse(pool, "\nkernel_requires = nvme\n", &profile, &why), -EINVAL);
	EXPECT_STR(why, "profile \"test\", line 2: unknown key \"kernel_requires\"");
	EXPECT_INT(parse(pool, "network = maybe\n", &profile, &why), -EINVAL);
	EXPECT_STR(why, "profile \"test\", line 1: \"maybe\" is no value of network");
	EXPECT_INT(parse(pool, "console\n", &profile, &why), -EINVAL);
	pool_free(pool);
}

static void reads_all_that_are_built_in(void)
{
	struct pool *pool = pool_new();

	for (const struct profile_text *text = profile_builtin; text->name; text++) {
		struct profile *profile = NULL;
		const char *why = NULL;

		EXPECT_INT(profile_load(pool, text->name, &profile, &why), 0);
		EXPECT(profile && profile->kernel_require.count > 0);
	}
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads lists", reads_lists },
	{ "refuses what it does not know", refuses_what_it_does_not_know },
	{ "reads all that are built in", reads_all_that_are_built_in },
	{ 0 },
};
