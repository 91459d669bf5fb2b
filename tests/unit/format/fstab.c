/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/fstab.h"

#include "sample.h"

static const char sample[] =
	"# /dev/sda1 was / during installation\n"
	"\n"
	"/dev/sda1\t/  ext4 errors=remount-ro 0 1\n"
	"  /dev/sda10 /mnt/my\\040disk xfs defaults,nofail 0 0   \n"
	"/dev/sdb1 /data ext4\r\n"
	"\r\n"
	"//nas/x /nas cifs user=a\\b,context=\"u:r:s0:c1,nofail\" 0 x\n"
	"tmpfs /tmp tmpfs";

static void reads_entries(void)
{
	struct pool *pool = pool_new();
	struct fstab *fstab = fstab_parse(pool, bytes_of(sample));
	const struct fstab_entry *e = fstab->entry;

	if (!EXPECT_INT(fstab->count, 5))
		return;
	EXPECT_INT(e[0].line, 3);
	EXPECT_STR(e[0].spec, "/dev/sda1");
	EXPECT_STR(e[0].options, "errors=remount-ro");
	EXPECT_INT(e[0].passno, 1);
	EXPECT_INT(e[0].count, 6);
	EXPECT_INT(e[1].line, 4);
	EXPECT_STR(e[1].file, "/mnt/my disk");
	EXPECT_INT(e[1].bad_escapes, 0);
	EXPECT(e[2].cr && !e[1].cr);
	EXPECT_STR(e[2].type, "ext4");
	EXPECT_STR(e[2].options, "");
	EXPECT_INT(e[3].bad_escapes, 1 << FSTAB_OPTIONS);
	EXPECT(e[3].bad_number);
	EXPECT_INT(e[4].line, 8);
	pool_free(pool);
}

static void knows_exact_options(void)
{
	struct pool *pool = pool_new();
	const struct fstab_entry *e = fstab_parse(pool, bytes_of(sample))->entry;

	EXPECT(fstab_has_option(&e[1], "nofail"));
	EXPECT(!fstab_has_option(&e[1], "nofai"));
	EXPECT(!fstab_has_option(&e[1], "fail"));
	EXPECT(fstab_has_option(&e[0], "errors"));
	EXPECT(fstab_has_option(&e[3], "context"));
	EXPECT(!fstab_has_option(&e[3], "nofail"));
	EXPECT(!fstab_has_option(&e[2], "nofail"));
	EXPECT(!fstab_has_option(&e[2], ""));
	pool_free(pool);
}

static struct bytes edit(struct pool *pool, const char *s, enum fstab_field field,
			 const char *value)
{
	struct bytes text = bytes_of(s);

	return fstab_replace_field(pool, text, &fstab_parse(pool, text)->entry[0], field,
				   value);
}

static void replaces_one_field(void)
{
	struct pool *pool = pool_new();

	EXPECT(bytes_is(edit(pool, "# /dev/sda1\n/dev/sda1\t / ext4  ro 0 1 # /dev/sda1",
			     FSTAB_SPEC, "UUID=ab"),
			"# /dev/sda1\nUUID=ab\t / ext4  ro 0 1 # /dev/sda1"));
	EXPECT(bytes_is(edit(pool, "/dev/sda1 / ext4 ro\r\n", FSTAB_SPEC, "LABEL=a b\\c"),
			"LABEL=a\\040b\\134c / ext4 ro\r\n"));
	EXPECT(bytes_is(edit(pool, "/dev/sda1 /\n", FSTAB_OPTIONS, "ro"),
			"/dev/sda1 /\n"));
	pool_free(pool);
}

static struct bytes options(struct pool *pool, const char *s)
{
	struct bytes text = bytes_of(s);

	return fstab_add_options(pool, text, &fstab_parse(pool, text)->entry[0],
				 "nofail,x-systemd.device-timeout=5s");
}

static void adds_missing_options(void)
{
	struct pool *pool = pool_new();

	EXPECT(bytes_is(options(pool, "a /b c defaults 0 2\n"),
			"a /b c defaults,nofail,x-systemd.device-timeout=5s 0 2\n"));
	EXPECT(bytes_is(options(pool, "a /b c nofail\n"),
			"a /b c nofail,x-systemd.device-timeout=5s\n"));
	EXPECT(bytes_is(options(pool, "a /b c x-systemd.device-timeout=9,nofail\n"),
			"a /b c x-systemd.device-timeout=9,nofail\n"));
	EXPECT(bytes_is(options(pool, "a /b c\t\r\n"),
			"a /b c defaults,nofail,x-systemd.device-timeout=5s\t\r\n"));
	EXPECT(bytes_is(options(pool, "a /b"), "a /b"));
	EXPECT(bytes_is(options(pool, "a /b c u=a\\040b"),
			"a /b c u=a\\040b,nofail,x-systemd.device-timeout=5s"));
	pool_free(pool);
}

static struct bytes passno(struct pool *pool, const char *s)
{
	struct bytes text = bytes_of(s);

	return fstab_set_passno(pool, text, &fstab_parse(pool, text)->entry[0], 0);
}

static void sets_passno(void)
{
	struct pool *pool = pool_new();

	EXPECT(bytes_is(passno(pool, "a /b c d  1 2  # x\n"), "a /b c d  1 0  # x\n"));
	EXPECT(bytes_is(passno(pool, "a /b c d 1\n"), "a /b c d 1 0\n"));
	EXPECT(bytes_is(passno(pool, "a /b c # x\n"), "a /b c # x 0\n"));
	EXPECT(bytes_is(passno(pool, "a /b c d # x\n"), "a /b c d 0 0 # x\n"));
	EXPECT(bytes_is(passno(pool, "a /b c"), "a /b c defaults 0 0"));
	pool_free(pool);
}

static void reports_bad_escapes(void)
{
	struct pool *pool = pool_new();
	const struct fstab_entry *e =
		fstab_parse(pool, bytes_of("a\\04 /b\\ c \\134\\011\\\\ \\000\n"))->entry;

	EXPECT_STR(e->spec, "a\\04");
	EXPECT_STR(e->file, "/b\\");
	EXPECT_INT(e->bad_escapes, 1 << FSTAB_SPEC | 1 << FSTAB_FILE);
	e = fstab_parse(pool, bytes_of("\\134\\011\\\\x \\000 \\777 \\012\\"))->entry;
	EXPECT_STR(e->spec, "\\\t\\x");
	EXPECT_INT(e->bad_escapes,
		   1 << FSTAB_FILE | 1 << FSTAB_TYPE | 1 << FSTAB_OPTIONS);
	EXPECT_INT(fstab_parse(pool, (struct bytes){ 0 })->count, 0);
	pool_free(pool);
}

static void samples_round_trip(void)
{
	static const char *const samples[] = { "debian", "centos7", "suse-by-id",
					       "crlf-no-final-newline" };
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct bytes text =
			sample_read(pool, pool_printf(pool, "fstab/%s", samples[i]));
		struct fstab *fstab = fstab_parse(pool, text);

		EXPECT(fstab->count >= 2);
		for (size_t k = 0; k < fstab->count; k++) {
			const struct fstab_entry *e = &fstab->entry[k];

			EXPECT_INT(e->bad_escapes, 0);
			EXPECT(!e->bad_number);
			EXPECT(bytes_equal(
				fstab_replace_field(pool, text, e, FSTAB_SPEC, e->spec),
				text));
			EXPECT(bytes_equal(
				fstab_replace_field(pool, text, e, FSTAB_FILE, e->file),
				text));
		}
	}
	pool_free(pool);
}

const struct test tests[] = {
	{ "samples round-trip", samples_round_trip },
	{ "reads entries", reads_entries },
	{ "knows exact options", knows_exact_options },
	{ "replaces one field", replaces_one_field },
	{ "adds missing options", adds_missing_options },
	{ "sets passno", sets_passno },
	{ "reports bad escapes", reports_bad_escapes },
	{ 0 },
};
