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

static void reads_numbers_and_sizes(void)
{
	struct pool *pool = pool_new();
	struct profile *profile = NULL;
	const char *why;

	EXPECT_INT(parse(pool,
			 "mtu = 1460\nvsize_max = 500G\nvsize_align=1M\nfile_max = 0\n"
			 "fast_max = 16T\nvsize_min = 512\nnvme_io_timeout = max\n"
			 "nic_multiqueue = yes\nos_bits = 64\nignition_platform = aws\n"
			 "formats = vhd-fixed raw\nextra_nics = degraded\n",
			 &profile, &why),
		   0);
	EXPECT_INT(profile->mtu, 1460);
	EXPECT_INT(profile->vsize_max, 500LL << 30);
	EXPECT_INT(profile->vsize_align, 1 << 20);
	EXPECT_INT(profile->file_max, 0);
	EXPECT_INT(profile->fast_max, 16LL << 40);
	EXPECT_INT(profile->vsize_min, 512);
	EXPECT_INT(profile->nvme_io_timeout, NVME_IO_TIMEOUT_MAX);
	EXPECT(profile->nic_multiqueue);
	EXPECT_INT(profile->os_bits, 1 << OS_BITS_64);
	EXPECT_STR(profile->ignition_platform, "aws");
	EXPECT_STR(profile->formats.item[0], "vhd-fixed");
	EXPECT_INT(profile->extra_nics, POLICY_DEGRADED);
	pool_free(pool);
}

static void has_defaults(void)
{
	struct pool *pool = pool_new();
	struct profile *profile = NULL;
	const char *why;

	EXPECT_INT(parse(pool, "", &profile, &why), 0);
	EXPECT_STR(profile->title, "test");
	EXPECT_STR(profile->ignition_platform, "");
	EXPECT_INT(profile->firewall, FIREWALL_KEEP);
	EXPECT_INT(profile->cloud_init, POLICY_ALLOW);
	EXPECT_INT(profile->vsize_max, 0);
	EXPECT_INT(profile->formats.count, 0);
	for (const struct profile_entry *entry = profile->entry; entry->key; entry++) {
		char *said = pool_printf(pool, "%s = %s\n", entry->key, entry->fallback);
		struct profile *same = NULL;

		EXPECT(!entry->value);
		EXPECT_INT(parse(pool, said, &same, &why), 0);
	}
	pool_free(pool);
}

static const struct profile_entry *said(const struct profile *profile, const char *key)
{
	const struct profile_entry *entry = profile->entry;

	while (entry->key && strcmp(entry->key, key) != 0)
		entry++;
	return entry;
}

static void keeps_the_sources(void)
{
	struct pool *pool = pool_new();
	struct profile *profile = NULL;
	const char *why;

	EXPECT_INT(parse(pool,
			 "# About it.\n\n# A page says\n#  so.\nmtu = 1460\n"
			 "network = keep\n# Another.\nselinux = permissive\n\n"
			 "firewall = off\n",
			 &profile, &why),
		   0);
	EXPECT_STR(said(profile, "mtu")->source, "A page says so.");
	EXPECT_STR(said(profile, "network")->source, "A page says so.");
	EXPECT_INT(said(profile, "network")->line, 6);
	EXPECT_STR(said(profile, "network")->from, "test");
	EXPECT_STR(said(profile, "selinux")->source, "Another.");
	EXPECT_STR(said(profile, "selinux")->value, "permissive");
	EXPECT_STR(said(profile, "firewall")->source, "");
	EXPECT_STR(said(profile, "root_lvm")->fallback, "allow");
	pool_free(pool);
}

static void is_based_on_another(void)
{
	struct pool *pool = pool_new();
	struct profile *profile = NULL;
	const char *why = NULL;

	EXPECT_INT(
		parse(pool, "base = generic-kvm\nnic_names = eth[0-9]\n", &profile, &why),
		0);
	EXPECT_INT(profile->nic_names.count, 1);
	EXPECT_INT(profile->kernel_require.count, 2);
	EXPECT_STR(profile->name, "test");
	EXPECT_STR(said(profile, "kernel_require")->from, "generic-kvm");
	EXPECT_STR(said(profile, "nic_names")->from, "test");
	EXPECT_INT(parse(pool, "base = ./generic-kvm\n", &profile, &why), -EINVAL);
	EXPECT_INT(parse(pool, "mtu = 1\nbase = generic-kvm\n", &profile, &why), -EINVAL);
	EXPECT_STR(why, "profile \"test\", line 2: base must come before all other keys");
	EXPECT_INT(parse(pool, "base = generic\n", &profile, &why), -EINVAL);
	EXPECT_STR(why, "profile \"test\", line 1: base: there is no built-in profile "
			"\"generic\"; did you mean \"generic-kvm\"?");
	pool_free(pool);
}

static void refuses_what_it_does_not_know(void)
{
	static const char *const wrong[][2] = {
		{ "\nkernel_requires = nvme\n",
		  "line 2: unknown key \"kernel_requires\"; did you mean "
		  "\"kernel_require\"?" },
		{ "frimware = bios\n",
		  "line 1: unknown key \"frimware\"; did you mean \"firmware\"?" },
		{ "colour = red\n", "line 1: unknown key \"colour\"" },
		{ "network = maybe\n",
		  "line 1: \"maybe\" is no value of network (dhcp, keep, pin)" },
		{ "firmware = bios efi\n",
		  "line 1: \"bios efi\" is no value of firmware (of these: bios, uefi)" },
		{ "mtu = -1\n", "line 1: \"-1\" is no value of mtu (a number)" },
		{ "mtu = 1.5k\n", "line 1: \"1.5k\" is no value of mtu (a number)" },
		{ "mtu = 99999999999\n",
		  "line 1: \"99999999999\" is no value of mtu (a number)" },
		{ "nvme_io_timeout = min\n",
		  "line 1: \"min\" is no value of nvme_io_timeout (a number or max)" },
		{ "vsize_max = 40GB\n", "line 1: \"40GB\" is no value of vsize_max (a "
					"size: 40G, 1M, 0)" },
		{ "vsize_max = 99999999T\n", "line 1: \"99999999T\" is no value of "
					     "vsize_max (a size: 40G, 1M, 0)" },
		{ "vsize_max =\n",
		  "line 1: \"\" is no value of vsize_max (a size: 40G, 1M, 0)" },
		{ "ignition_platform = a b\n",
		  "line 1: \"a b\" is no value of ignition_platform (one word, or "
		  "none)" },
		{ "console\n", "line 1: no \"=\" in this line" },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct profile *profile;
		const char *why = NULL;

		EXPECT_INT(parse(pool, wrong[i][0], &profile, &why), -EINVAL);
		EXPECT_STR(why, pool_printf(pool, "profile \"test\", %s", wrong[i][1]));
	}
	pool_free(pool);
}

static void suggests_a_profile(void)
{
	struct pool *pool = pool_new();
	struct profile *profile;
	const char *why = NULL;

	EXPECT_INT(profile_load(pool, "generic-kmv", &profile, &why), -ENOENT);
	EXPECT(why && strstr(why, "did you mean \"generic-kvm\"?"));
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
		for (const struct profile_entry *entry = profile->entry; entry->key;
		     entry++)
			if (!entry->value || !*entry->source) {
				printf("%s: %s of %s\n", text->name,
				       entry->value ? "no source" : "no value",
				       entry->key);
				EXPECT(!"said, with its source");
			}
	}
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads lists", reads_lists },
	{ "reads numbers and sizes", reads_numbers_and_sizes },
	{ "has defaults", has_defaults },
	{ "keeps the sources", keeps_the_sources },
	{ "is based on another", is_based_on_another },
	{ "suggests a profile", suggests_a_profile },
	{ "refuses what it does not know", refuses_what_it_does_not_know },
	{ "reads all that are built in", reads_all_that_are_built_in },
	{ 0 },
};
