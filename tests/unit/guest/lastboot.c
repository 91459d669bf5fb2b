/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/lastboot.h"

#include "unit/guest/made.h"

static void of_syslog(void)
{
	struct made *made = made_open(
		"var/log/messages = Jan  1 00:00:00 old kernel: Linux version 5.1\\n"
		"Jan  1 00:00:01 old kernel: error of the boot before\\n"
		"Jan  2 00:00:00 old kernel: [    0.000000] Linux version 5.1\\n"
		"Jan  2 00:00:01 old kernel: all is well\\n"
		"Jan  2 00:00:02 old systemd: Failed to mount /data.\\n\n"
		"var/log/boot.log = [FAILED] not looked at\\n\n");
	const struct lastboot *boot = guest_lastboot(&made->guest);

	EXPECT_STR(boot->path, "/var/log/messages");
	EXPECT_INT(boot->count, 1);
	EXPECT_STR(boot->line[0].text,
		   "Jan  2 00:00:02 old systemd: Failed to mount /data.");
	EXPECT(!boot->problem && !boot->more);
	made_close(made);
}

static void of_boot_log(void)
{
	struct made *made = made_open("var/log/syslog = Jan  1 00:00:00 old x: fine\\n\n"
				      "var/log/boot.log = [  OK  ] Started x.\\n"
				      "[FAILED] Failed to start y.\\n\n");
	const struct lastboot *boot = guest_lastboot(&made->guest);

	EXPECT_STR(boot->path, "/var/log/boot.log");
	EXPECT_INT(boot->count, 1);
	EXPECT_STR(boot->line[0].text, "[FAILED] Failed to start y.");
	made_close(made);
}

/* A journal that is none is told of, and the text beside it is read all the same. */
static void of_a_broken_journal(void)
{
	struct made *made = made_open("var/log/journal/4f0b/system.journal = nonsense\n");
	const struct lastboot *boot = guest_lastboot(&made->guest);

	EXPECT_STR(boot->path, "/var/log/journal/4f0b/system.journal");
	EXPECT_STR(boot->problem, "it is damaged");
	EXPECT_INT(boot->count, 0);
	made_close(made);
	made = made_open("var/log/journal/4f0b/system.journal = nonsense\n"
			 "var/log/syslog = Jan  1 00:00:00 old x: error\\n\n");
	boot = guest_lastboot(&made->guest);
	EXPECT_STR(boot->path, "/var/log/syslog");
	EXPECT_INT(boot->count, 1);
	made_close(made);
}

/* What systemd wrote, as unpacked by the test of the format. */
static void of_the_journal(void)
{
	struct made *made =
		made_open("var/log/journal/4f0b/\n"
			  "var/log/syslog = Jan  1 00:00:00 old x: error\\n\n");
	char command[512];
	const struct lastboot *boot;

	(void)snprintf(command, sizeof(command),
		       "gzip -dc tests/unit/format/journal/compact.journal.gz "
		       "> %s/var/log/journal/4f0b/system.journal",
		       made->dir);
	EXPECT_INT(system(command), 0);
	boot = guest_lastboot(&made->guest);
	EXPECT_STR(boot->path, "/var/log/journal/4f0b/system.journal");
	EXPECT_INT(boot->count, 6);
	EXPECT_STR(boot->line[4].from, "kernel");
	EXPECT_STR(boot->line[4].text, "kernel panic is near");
	EXPECT(boot->line[4].time > 1700000000);
	made_close(made);
}

static void nothing(void)
{
	struct made *made = made_open("etc/\n");

	EXPECT(!guest_lastboot(&made->guest)->path);
	made_close(made);
}

const struct test tests[] = {
	{ "of syslog", of_syslog },
	{ "of boot.log", of_boot_log },
	{ "of a broken journal", of_a_broken_journal },
	{ "of the journal", of_the_journal },
	{ "nothing", nothing },
	{ 0 },
};
