/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/menulst.h"

#include <string.h>

#include "format/cmdline.h"
#include "sample.h"

static void reads_debian(void)
{
	struct pool *pool = pool_new();
	struct bytes text = sample_read(pool, "menulst/debian-lenny");
	const struct menulst *menu = menulst_parse(pool, text);
	struct menulst_load load;

	EXPECT_INT(menu->entries, 2);
	EXPECT_STR(menulst_get(menu, "timeout"), "5");
	EXPECT_INT(menulst_default(menu, NULL), 0);
	if (!EXPECT_INT(menu->options, 5))
		return;
	EXPECT_STR(menu->option[0].name, "kopt");
	EXPECT_STR(menu->option[0].value, "root=/dev/sda1 ro");
	EXPECT_INT(menu->option[0].line, 27);
	EXPECT_STR(menu->option[2].name, "groot");
	EXPECT(menulst_load(pool, text, menulst_next(menu, NULL, 1, "kernel"), &load));
	EXPECT_STR(load.file, "/boot/vmlinuz-2.6.26-2-amd64");
	EXPECT_STR(text_str(pool, text, load.args), "root=/dev/sda1 ro single");
	EXPECT(!menulst_next(menu, menulst_next(menu, NULL, 1, "kernel"), 1, "kernel"));
	pool_free(pool);
}

static void reads_red_hat_and_suse(void)
{
	struct pool *pool = pool_new();
	struct bytes text = sample_read(pool, "menulst/centos6");
	const struct menulst *menu = menulst_parse(pool, text);
	const struct menulst_command *module;
	struct menulst_load load;

	EXPECT_INT(menu->entries, 3);
	EXPECT_INT(menulst_default(menu, NULL), 1);
	EXPECT_STR(menulst_get(menu, "fallback"), "0");
	EXPECT_STR(menulst_get(menu, "hiddenmenu"), "");
	EXPECT(menulst_load(pool, text, menulst_next(menu, NULL, 1, "kernel"), &load));
	EXPECT_STR(load.file, "(hd0,0)/vmlinuz-2.6.32-754.el6.x86_64");
	EXPECT(cmdline_has(cmdline_parse(pool, text, load.args), "root"));
	EXPECT_STR(menulst_next(menu, NULL, 2, "rootnoverify")->value, "(hd1,0)");
	text = sample_read(pool, "menulst/sles11");
	menu = menulst_parse(pool, text);
	EXPECT_INT(menu->options, 0);
	module = menulst_next(menu, NULL, 2, "module");
	EXPECT(menulst_load(pool, text, module, &load));
	EXPECT_STR(load.file, "/boot/vmlinuz-3.0.13-0.27-xen");
	module = menulst_next(menu, module, 2, "module");
	EXPECT(menulst_load(pool, text, module, &load));
	EXPECT_INT(load.args.len, 0);
	pool_free(pool);
}

static void survives_what_nobody_wrote(void)
{
	struct pool *pool = pool_new();
	struct menulst *menu = menulst_parse(
		pool, bytes_of("default saved\r\ntitle\nkernel\nkernel --a --b\nkernel=\n"
			       "title=a=b\n=x\n## ## Start Default Options\n#\n# \n# =\n"
			       "# kopt\n# a b=c"));
	struct menulst_load load;

	EXPECT_INT(menu->entries, 2);
	EXPECT_STR(menu->entry[1].title, "a=b");
	EXPECT_INT(menulst_default(menu, "2"), 2);
	EXPECT_INT(menulst_default(menu, NULL), 0);
	for (const struct menulst_command *c = menulst_next(menu, NULL, 0, "kernel"); c;
	     c = menulst_next(menu, c, 0, "kernel"))
		EXPECT(!menulst_load(pool, bytes_of("x"), c, &load));
	EXPECT_INT(menulst_parse(pool, bytes_of(""))->entries, 0);
	EXPECT_INT(menu->options, 0);
	/* An option that ends with the file has no value behind it. */
	menu = menulst_parse(pool, bytes_slice(bytes_of("## ## Start Default Options\n"
							"# kopt=root"),
					       0, 34));
	EXPECT_INT(menu->options, 0);
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads Debian's", reads_debian },
	{ "reads Red Hat's and SUSE's", reads_red_hat_and_suse },
	{ "survives what nobody wrote", survives_what_nobody_wrote },
	{ 0 },
};
