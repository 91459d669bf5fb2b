/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/grubcfg.h"

#include "format/cmdline.h"
#include "sample.h"

static struct grubcfg *sample(struct pool *pool, const char *name, struct bytes *text)
{
	*text = sample_read(pool, pool_printf(pool, "grubcfg/%s", name));
	return grubcfg_parse(pool, *text);
}

static void reads_debian(void)
{
	struct pool *pool = pool_new();
	struct bytes text;
	struct grubcfg *cfg = sample(pool, "debian12", &text);
	const struct grubcfg_load *load;

	if (!EXPECT_INT(cfg->entries, 5) || !EXPECT_INT(cfg->loads, 6))
		return;
	EXPECT_STR(cfg->entry[0].title, "Debian GNU/Linux");
	EXPECT_STR(cfg->entry[0].id,
		   "gnulinux-simple-f5b43e4f-9f04-4b9e-8b0f-0d1ab5aa2f21");
	EXPECT(!cfg->entry[0].conditional && cfg->entry[4].conditional);
	EXPECT(cfg->entry[1].submenu);
	EXPECT_INT(cfg->entry[2].parent, 1);
	EXPECT_INT(cfg->entry[4].parent, GRUBCFG_TOP);
	load = grubcfg_entry_load(cfg, &cfg->entry[0], GRUBCFG_LINUX);
	EXPECT_STR(load->file->text, "/boot/vmlinuz-6.1.0-18-amd64");
	EXPECT_STR(text_str(pool, text, load->args), "root=/dev/sda1 ro  quiet");
	EXPECT_INT(load->line, text_line_of(text, load->args.offset));
	EXPECT_STR(
		cmdline_last(cmdline_parse(pool, text, load->args), "root")->value_text,
		"/dev/sda1");
	load = grubcfg_entry_load(cfg, &cfg->entry[2], GRUBCFG_INITRD);
	EXPECT_STR(load->file->text, "/boot/initrd.img-6.1.0-18-amd64");
	EXPECT_INT(cfg->files, 2);
	EXPECT(!cfg->blscfg && !cfg->too_deep);
	pool_free(pool);
}

static void reads_searches_and_roots(void)
{
	struct pool *pool = pool_new();
	struct bytes text;
	struct grubcfg *cfg = sample(pool, "debian12", &text);
	const struct grubcfg_set *set = grubcfg_find_set(cfg, "root");

	if (!EXPECT_INT(cfg->searches, 4))
		return;
	EXPECT_INT(cfg->search[0].entry, GRUBCFG_TOP);
	EXPECT_INT(cfg->search[3].entry, 0);
	for (size_t i = 0; i < cfg->searches; i++) {
		EXPECT_STR(cfg->search[i].by, "fs-uuid");
		EXPECT_STR(cfg->search[i].variable, "root");
		EXPECT_STR(text_str(pool, text, cfg->search[i].key.span),
			   "f5b43e4f-9f04-4b9e-8b0f-0d1ab5aa2f21");
	}
	EXPECT_STR(set->value, "hd0,msdos1");
	EXPECT_STR(text_str(pool, text, set->value_span), "hd0,msdos1");
	EXPECT_INT(set->entry, 3);
	EXPECT_STR(grubcfg_find_set(cfg, "timeout")->value, "5");
	EXPECT_STR(grubcfg_find_set(cfg, "font")->value, "/usr/share/grub/unicode.pf2");
	cfg = sample(pool, "esp-stub", &text);
	EXPECT_STR(cfg->search[0].key.text, "2d6ff1a3-2b1e-4f3e-a46d-9f7f8a9ad6d2");
	EXPECT_STR(cfg->search[0].by, "fs-uuid");
	EXPECT_STR(cfg->file[0].path.text, "$prefix/grub.cfg");
	EXPECT_STR(grubcfg_find_set(cfg, "prefix")->value, "($root)/boot/grub");
	EXPECT_STR(text_str(pool, text, grubcfg_find_set(cfg, "prefix")->value_span),
		   "($root)'/boot/grub'");
	pool_free(pool);
}

static void reads_xen_and_submenus(void)
{
	struct pool *pool = pool_new();
	struct bytes text;
	struct grubcfg *cfg = sample(pool, "opensuse", &text);
	const struct grubcfg_load *load = &cfg->load[cfg->loads - 3];

	if (!EXPECT_INT(cfg->entries, 5) || !EXPECT_INT(cfg->loads, 7))
		return;
	EXPECT_INT(cfg->entry[4].parent, 3);
	EXPECT(!cfg->entry[3].id);
	EXPECT_INT(load[0].kind, GRUBCFG_HYPERVISOR);
	EXPECT_INT(load[1].kind, GRUBCFG_MODULE);
	EXPECT(bytes_starts(text_slice(text, load[1].args), "placeholder root=UUID="));
	EXPECT_STR(load[2].file->text, "/boot/initrd-5.14.21-150500.53-default");
	EXPECT_INT(load[2].args.len, 0);
	pool_free(pool);
}

static const char *default_title(struct pool *pool, const char *name, const char *saved)
{
	struct bytes text;
	const struct grubcfg_entry *e =
		grubcfg_default(pool, sample(pool, name, &text), saved);

	return e ? e->title : NULL;
}

static void finds_the_default(void)
{
	struct pool *pool = pool_new();
	const char *core = "CentOS Linux (3.10.0-1160.el7.x86_64) 7 (Core)";

	EXPECT_STR(default_title(pool, "debian12", "1>2"), "Debian GNU/Linux");
	EXPECT_STR(default_title(pool, "centos7", NULL), core);
	EXPECT_STR(default_title(pool, "centos7", core), core);
	EXPECT_STR(default_title(pool, "centos7", "1"),
		   "CentOS Linux (0-rescue-4f5c) 7 (Core)");
	EXPECT_STR(default_title(pool, "centos7", "no such entry"), core);
	EXPECT_STR(default_title(pool, "centos7", "99999999999999999999"), core);
	EXPECT_STR(default_title(pool, "opensuse", "1>1"), "with Xen 4.17");
	EXPECT_STR(default_title(pool, "opensuse", "1>Xen>0"), "with Xen 4.17");
	EXPECT_STR(default_title(pool, "ubuntu-handwritten", NULL), "twos");
	EXPECT(!default_title(pool, "el9-blscfg", NULL));
	EXPECT(!default_title(pool, "el9-blscfg", "0"));
	EXPECT_STR(default_title(pool, "el9-blscfg", "uefi-firmware"),
		   "UEFI Firmware Settings");
	EXPECT(!default_title(pool, "esp-stub", NULL));
	pool_free(pool);
}

static void reads_quotes_and_continuations(void)
{
	struct pool *pool = pool_new();
	struct bytes text;
	struct grubcfg *cfg = sample(pool, "ubuntu-handwritten", &text);
	const struct grubcfg_load *load;
	struct cmdline *args;

	if (!EXPECT_INT(cfg->entries, 5) || !EXPECT_INT(cfg->loads, 6))
		return;
	EXPECT_STR(cfg->entry[0].title, "Ubuntu \"minimal\"");
	EXPECT_STR(cfg->entry[0].id, "mini");
	EXPECT_STR(cfg->entry[4].id, "second");
	EXPECT_STR(grubcfg_find_set(cfg, "root")->value, "(hd0,1)");
	load = grubcfg_entry_load(cfg, &cfg->entry[0], GRUBCFG_LINUX);
	args = cmdline_parse(pool, text, load->args);
	EXPECT_STR(cmdline_last(args, "root")->value_text, "/dev/sda1");
	EXPECT_STR(cmdline_last(args, "dyndbg")->value_text, "file foo.c +p");
	load = grubcfg_entry_load(cfg, &cfg->entry[0], GRUBCFG_INITRD);
	EXPECT_INT(load->files, 2);
	EXPECT_STR(load->file[1].text, "/initrd.img");
	load = grubcfg_entry_load(cfg, &cfg->entry[3], GRUBCFG_LINUX);
	EXPECT_INT(load->args.len, 0);
	EXPECT(!grubcfg_entry_load(cfg, &cfg->entry[4], GRUBCFG_INITRD));
	pool_free(pool);
}

static void tells_blscfg(void)
{
	struct pool *pool = pool_new();
	struct bytes text;
	struct grubcfg *cfg = sample(pool, "el9-blscfg", &text);

	EXPECT(cfg->blscfg);
	EXPECT_STR(grubcfg_find_set(cfg, "kernelopts")->name, "kernelopts");
	EXPECT(bytes_starts(
		text_slice(text, grubcfg_find_set(cfg, "kernelopts")->value_span),
		"root=UUID=3d7f"));
	EXPECT_STR(cfg->search[1].variable, "boot");
	cfg = grubcfg_parse(pool, bytes_of("insmod blscfg\n# blscfg\n"));
	EXPECT(!cfg->blscfg);
	pool_free(pool);
}

static void reads_crlf(void)
{
	struct pool *pool = pool_new();
	struct bytes text;
	struct grubcfg *cfg = sample(pool, "crlf-bom", &text);

	if (!EXPECT_INT(cfg->loads, 2))
		return;
	EXPECT_STR(text_str(pool, text, cfg->load[0].args), "root=/dev/sda1 ro");
	EXPECT_STR(cfg->load[1].file->text, "/initrd");
	EXPECT_INT(cfg->load[1].line, 4);
	pool_free(pool);
}

static void survives_hostile_text(void)
{
	static const char *const hostile[] = {
		"menuentry",
		"menuentry {",
		"}}}}}",
		"'",
		"linux",
		"initrd \"",
		"search --set",
		"search -s root",
		"linux \\",
		"set =",
		"set default=${",
		"menuentry 'a' --id",
		"fi fi fi if",
		"submenu a { ",
		"search.",
		"set a='",
		"set default=>",
		"linux --x --y z",
		"menuentry --id= {",
		"set a='b'c'd'",
	};
	struct pool *pool = pool_new();
	struct buf deep = { .pool = pool };

	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++)
		grubcfg_default(pool, grubcfg_parse(pool, bytes_of(hostile[i])), ">>>");
	for (unsigned i = 0; i < 1000; i++)
		buf_adds(&deep, "submenu a { ");
	EXPECT(grubcfg_parse(pool, buf_bytes(&deep))->too_deep);
	EXPECT(!grubcfg_default(pool, grubcfg_parse(pool, buf_bytes(&deep)), NULL));
	pool_free(pool);
}

static void tells_paths_that_name_something(void)
{
	struct pool *pool = pool_new();
	const struct grubcfg *cfg =
		grubcfg_parse(pool, bytes_of("menuentry 'A' --unrestricted --id a {\n}\n"
					     "submenu 'More > all' --id more {\n"
					     "menuentry 'B' { \n}\n}\n"));

	EXPECT(cfg->entry[0].unrestricted);
	EXPECT(!cfg->entry[1].unrestricted);
	EXPECT(grubcfg_has_path(pool, cfg, ""));
	EXPECT(grubcfg_has_path(pool, cfg, "0"));
	EXPECT(grubcfg_has_path(pool, cfg, "a"));
	EXPECT(grubcfg_has_path(pool, cfg, "1"));
	EXPECT(grubcfg_has_path(pool, cfg, "1>0"));
	EXPECT(grubcfg_has_path(pool, cfg, "more>B"));
	EXPECT(grubcfg_has_path(pool, cfg, "More >> all>B"));
	EXPECT(!grubcfg_has_path(pool, cfg, "2"));
	EXPECT(!grubcfg_has_path(pool, cfg, "B"));
	EXPECT(!grubcfg_has_path(pool, cfg, "more>C"));
	EXPECT(!grubcfg_has_path(pool, cfg, "a>0"));
	EXPECT(!grubcfg_has_path(pool, grubcfg_parse(pool, bytes_of("")), ""));
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads debian", reads_debian },
	{ "reads searches and roots", reads_searches_and_roots },
	{ "reads xen and submenus", reads_xen_and_submenus },
	{ "finds the default", finds_the_default },
	{ "reads quotes and continuations", reads_quotes_and_continuations },
	{ "tells blscfg", tells_blscfg },
	{ "reads crlf", reads_crlf },
	{ "survives hostile text", survives_hostile_text },
	{ "tells paths that name something", tells_paths_that_name_something },
	{ 0 },
};
