/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/shellvars.h"

#include "sample.h"

static const char grub[] =
	"# If you change this file, don't forget 'update-grub'\n"
	"GRUB_DEFAULT=0 # GRUB_DEFAULT=1\n"
	"#GRUB_TIMEOUT=9\n"
	"export GRUB_TIMEOUT=5\n"
	"GRUB_DISTRIBUTOR=`lsb_release -i -s 2> /dev/null || echo \"Debian\"`\n"
	"GRUB_CMDLINE_LINUX_DEFAULT=\"quiet a=\\\"b c\\\" \\$x $y\"\n"
	"GRUB_CMDLINE_LINUX='root=/dev/sda1'\r\n"
	"GRUB_CMDLINE_LINUX+=\" two\\\n lines\n\"\n"
	"GRUB_TERMINAL=a\"b\"'c'; X=$(f ')' ; Y=0) Z=z\n"
	"if [ \"$A\" = 1 ]; then IN=in; fi\n"
	"A B=not\n"
	"HOOKS=(base 'a)' udev)\n"
	"EMPTY=";

static const char *get(struct pool *pool, const char *text, const char *name)
{
	return shellvars_get(shellvars_parse(pool, bytes_of(text)), name);
}

static void reads_values(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(get(pool, grub, "GRUB_DEFAULT"), "0");
	EXPECT_STR(get(pool, grub, "GRUB_TIMEOUT"), "5");
	EXPECT_STR(get(pool, grub, "GRUB_DISTRIBUTOR"),
		   "`lsb_release -i -s 2> /dev/null || echo \"Debian\"`");
	EXPECT_STR(get(pool, grub, "GRUB_CMDLINE_LINUX_DEFAULT"),
		   "quiet a=\"b c\" $x $y");
	EXPECT_STR(get(pool, grub, "GRUB_CMDLINE_LINUX"), "root=/dev/sda1 two lines\n");
	EXPECT_STR(get(pool, grub, "GRUB_TERMINAL"), "abc");
	EXPECT_STR(get(pool, grub, "X"), "$(f ')' ; Y=0)");
	EXPECT_STR(get(pool, grub, "Z"), "z");
	EXPECT(!get(pool, grub, "Y"));
	EXPECT_STR(get(pool, grub, "IN"), "in");
	EXPECT(!get(pool, grub, "B"));
	EXPECT_STR(get(pool, grub, "HOOKS"), "(base 'a)' udev)");
	EXPECT_STR(get(pool, grub, "EMPTY"), "");
	EXPECT(!get(pool, grub, "GRUB"));
	pool_free(pool);
}

static void tells_where_and_how(void)
{
	struct pool *pool = pool_new();
	struct bytes text = bytes_of(grub);
	struct shellvars *vars = shellvars_parse(pool, text);
	const struct shell_assignment *a = shellvars_find(vars, "GRUB_CMDLINE_LINUX");

	EXPECT(a->append && !a->complex && a->quote == SHELL_DOUBLE);
	EXPECT_INT(a->line, 8);
	EXPECT_STR(text_str(pool, text, a->value_span), " two\\\n lines\n");
	a--;
	EXPECT_INT(a->quote, SHELL_SINGLE);
	EXPECT_STR(text_str(pool, text, a->span), "GRUB_CMDLINE_LINUX='root=/dev/sda1'");
	a = shellvars_find(vars, "GRUB_TIMEOUT");
	EXPECT(a->exported && a->line == 4);
	EXPECT(!shellvars_find(vars, "GRUB_DEFAULT")->exported);
	EXPECT(shellvars_find(vars, "GRUB_TERMINAL")->complex);
	EXPECT(shellvars_find(vars, "GRUB_DISTRIBUTOR")->complex);
	EXPECT(shellvars_find(vars, "GRUB_CMDLINE_LINUX_DEFAULT")->expands);
	EXPECT_INT(shellvars_find(vars, "GRUB_TERMINAL")->line, 11);
	pool_free(pool);
}

static struct bytes set(struct pool *pool, const char *text, const char *name,
			const char *value)
{
	return shellvars_set(pool, bytes_of(text), name, value);
}

static void sets_in_the_same_quotes(void)
{
	struct pool *pool = pool_new();

	EXPECT(bytes_is(set(pool, "A=1\nA='2' # x\nB=3\n", "A", "n w"),
			"A=1\nA='n w' # x\nB=3\n"));
	EXPECT(bytes_is(set(pool, "A='2'\n", "A", "it's"), "A=\"it's\"\n"));
	EXPECT(bytes_is(set(pool, "A=\"2\"\n", "A", "$x\"`\\"),
			"A=\"\\$x\\\"\\`\\\\\"\n"));
	EXPECT(bytes_is(set(pool, "BOOTPROTO=static\r\nX=1\r\n", "BOOTPROTO", "dhcp"),
			"BOOTPROTO=dhcp\r\nX=1\r\n"));
	EXPECT(bytes_is(set(pool, "A=b", "A", "b c"), "A=\"b c\""));
	EXPECT(bytes_is(set(pool, "A=`x`y\"z\"  # c", "A", "v"), "A=\"v\"  # c"));
	EXPECT(bytes_is(set(pool, "export A+=\"1\"", "A", "v"), "export A=\"v\""));
	pool_free(pool);
}

static void appends_what_is_missing(void)
{
	struct pool *pool = pool_new();

	EXPECT(bytes_is(set(pool, "#A=1\nAB=2", "A", "v"), "#A=1\nAB=2\nA=\"v\"\n"));
	EXPECT(bytes_is(set(pool, "", "A", ""), "A=\"\"\n"));
	EXPECT(bytes_is(set(pool, "X=1\r\n", "A", "v"), "X=1\r\nA=\"v\"\r\n"));
	pool_free(pool);
}

static void survives_hostile_text(void)
{
	static const char *const hostile[] = {
		"A=\"", "A='x", "A=`", "A=$(((", "A=${",       "A=\\",
		"A=(",  "A=$",  "=",   "A=\"\\", "A=a(b",      "\\",
		"A=$'", "(()",  "A+",  "1A=2",   "A=${x:-\"}",
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		struct bytes text = bytes_of(hostile[i]);
		struct shellvars *vars = shellvars_parse(pool, text);

		for (size_t k = 0; k < vars->count; k++)
			EXPECT(span_end(vars->item[k].span) <= text.len);
		shellvars_set(pool, text, "A", "v");
	}
	EXPECT_STR(get(pool, "A=\"x", "A"), "x");
	EXPECT(bytes_is(set(pool, "A=\"x", "A", "v"), "A=\"v\""));
	pool_free(pool);
}

static void samples_round_trip(void)
{
	static const char *const samples[] = { "debian-grub", "centos7-grub",
					       "ifcfg-eth0", "dracut-conf",
					       "cloud-grub-snippet" };
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct bytes text =
			sample_read(pool, pool_printf(pool, "shellvars/%s", samples[i]));
		struct shellvars *vars = shellvars_parse(pool, text);

		EXPECT(vars->count >= 3);
		for (size_t k = 0; k < vars->count; k++) {
			const struct shell_assignment *a = &vars->item[k];

			if (a->complex || a->expands || a->append)
				continue;
			EXPECT(bytes_equal(shellvars_set(pool, text, a->name, a->value),
					   text));
		}
	}
	pool_free(pool);
}

const struct test tests[] = {
	{ "samples round-trip", samples_round_trip },
	{ "reads values", reads_values },
	{ "tells where and how", tells_where_and_how },
	{ "sets in the same quotes", sets_in_the_same_quotes },
	{ "appends what is missing", appends_what_is_missing },
	{ "survives hostile text", survives_hostile_text },
	{ 0 },
};
