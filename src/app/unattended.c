/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/unattended.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "app/child.h"
#include "app/command.h"
#include "app/here.h"
#include "disk/machine.h"
#include "disk/medium.h"
#include "format/cmdline.h"
#include "report/clean.h"
#include "version.h"

enum { TEXT_MAX = 4096, DISKS_MS = 15000, FINDINGS_MAX = 500 };

struct unattended {
	struct pool *pool;
	const char *run, *disk, *then; /* as asked; NULL: not said */
	struct strs words;             /* of the command */
	struct strs disks;             /* names of those it is run on */
	int status;
	const char *error;
	json_t *report;
};

/* ---- what is asked for --------------------------------------------------------------
 */

static struct bytes content(struct pool *pool, const char *path)
{
	unsigned char *text = pool_alloc(pool, TEXT_MAX);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, text, TEXT_MAX);

	if (fd >= 0)
		(void)close(fd);
	while (got > 0 && (text[got - 1] == '\n' || text[got - 1] == '\0'))
		got--;
	return (struct bytes){ text, got > 0 ? (size_t)got : 0 };
}

/*
 * drydock.NAME= of the kernel's command line, else the file opt/drydock/NAME of fw_cfg
 * (see docs/specs/fw_cfg in QEMU, and Documentation/ABI/testing/sysfs-firmware-qemu_
 * fw_cfg in Linux); NULL: neither.
 */
static const char *setting(struct pool *pool, const struct cmdline *cmdline,
			   const char *name)
{
	const struct cmdline_arg *arg =
		cmdline_last(cmdline, pool_printf(pool, "drydock.%s", name));
	struct bytes text;

	if (arg && arg->value_present)
		return arg->value_text;
	text = content(pool, pool_printf(pool,
					 "/sys/firmware/qemu_fw_cfg/by_name/opt/drydock/"
					 "%s/raw",
					 name));
	return text.len ? bytes_str(pool, text) : NULL;
}

static void read_settings(struct unattended *unattended)
{
	struct pool *pool = unattended->pool;
	struct bytes text = content(pool, "/proc/cmdline");
	const struct cmdline *cmdline =
		cmdline_parse(pool, text, (struct span){ 0, text.len });

	unattended->run = setting(pool, cmdline, "run");
	unattended->disk = setting(pool, cmdline, "disk");
	unattended->then = setting(pool, cmdline, "then");
}

static bool fail(struct unattended *unattended, int status, const char *error)
{
	unattended->status = status;
	unattended->error = error;
	return false;
}

/* A repair that nobody looks at is one of the disk itself. */
static bool take_command(struct unattended *unattended)
{
	static const char *const known[] = { "check", "trace",  "fix",
					     "undo",  "finish", "commit" };
	struct strs *words = &unattended->words;

	*words = strs_words(unattended->pool, unattended->run);
	if (unattended->then && strcmp(unattended->then, "poweroff") != 0 &&
	    strcmp(unattended->then, "reboot") != 0)
		return fail(unattended, STATUS_USAGE,
			    "drydock.then is poweroff or reboot");
	for (size_t i = 0; words->count && i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(words->item[0], known[i]) != 0)
			continue;
		if (strcmp(known[i], "fix") == 0 && !strs_has(words, "--dry-run") &&
		    !strs_has(words, "--in-place"))
			strs_add(words, "--in-place");
		return true;
	}
	return fail(unattended, STATUS_USAGE,
		    "drydock.run starts with check, trace, fix, undo, finish or commit");
}

/* ---- which disk ---------------------------------------------------------------------
 */

/* Those whose serial numbers stand in drydock.disk, with commas between them. */
static bool find_named(struct unattended *unattended)
{
	struct pool *pool = unattended->pool;
	struct strs all = machine_disks(pool);

	for (const char *at = unattended->disk; *at;) {
		size_t len = strcspn(at, ","), seen = 0;
		const char *serial = pool_strndup(pool, at, len);

		at += len + (at[len] == ',');
		for (size_t i = 0; i < all.count; i++) {
			const char *is = machine_disk(pool, all.item[i]).serial;

			if (!is || strcmp(is, serial) != 0)
				continue;
			if (medium_is(pool, all.item[i]))
				return fail(unattended, STATUS_USAGE,
					    "this is the appliance's own medium");
			strs_add(&unattended->disks, all.item[i]);
			seen++;
		}
		if (seen != 1)
			return fail(
				unattended, STATUS_NO_SYSTEM,
				pool_printf(
					pool, "%s the serial number \"%s\"",
					seen ? "more than one disk has" : "no disk has",
					clean_str(pool, bytes_of(serial), CLEAN_LINE)));
	}
	return unattended->disks.count ||
	       fail(unattended, STATUS_USAGE, "drydock.disk names no disk");
}

/* In a process of its own: the names of the disks, a line each. */
static int print_disks(void *arg)
{
	struct unattended *unattended = arg;
	struct pool *pool = unattended->pool;
	struct strs argv = { .pool = pool }, disks = { .pool = pool };
	struct options options;
	int status;

	for (size_t i = 0; i < unattended->words.count; i++)
		strs_add(&argv, unattended->words.item[i]);
	strs_add(&argv, NULL);
	status = options_parse(pool, (int)argv.count - 1, (char **)(uintptr_t)argv.item,
			       OPTIONS_SYSTEM | OPTIONS_RULES | OPTIONS_REPORT |
				       OPTIONS_TIMINGS | OPTIONS_FIX | OPTIONS_HERE |
				       OPTIONS_LOGIN | OPTIONS_INPLACE | OPTIONS_UNDO,
			       &options);
	if (status == 0 && options.image_count)
		return command_fail(STATUS_USAGE,
				    "drydock.run names no disk: drydock.disk does");
	if (status == 0)
		status = here_find(pool, &options, &disks);
	for (size_t i = 0; i < disks.count; i++)
		puts(disks.item[i]);
	return status;
}

static bool find_only(struct unattended *unattended)
{
	struct child child;

	if (child_begin(&child) < 0 || child_run(&child, print_disks, unattended) < 0)
		return fail(unattended, STATUS_FAILED, "no process to be had");
	unattended->disks =
		strs_words(unattended->pool, child_text(unattended->pool, &child));
	if (child.status)
		(void)fail(unattended, child.status,
			   child_messages(unattended->pool, &child));
	else if (!unattended->disks.count)
		(void)fail(unattended, STATUS_NO_SYSTEM, "no disk holds a system");
	if (child.status)
		unattended->disks.count = 0;
	child_end(&child);
	return unattended->disks.count > 0;
}

static bool find_disks(struct unattended *unattended)
{
	if (!unattended->disk || strcmp(unattended->disk, "auto") == 0)
		return find_only(unattended);
	(void)machine_settle(0, DISKS_MS);
	return find_named(unattended);
}

/* ---- the command --------------------------------------------------------------------
 */

static bool has_report(const struct unattended *unattended)
{
	static const char *const with[] = { "check", "trace", "fix" };

	for (size_t i = 0; i < sizeof(with) / sizeof(*with); i++)
		if (strcmp(unattended->words.item[0], with[i]) == 0)
			return true;
	return false;
}

static int become_command(void *arg)
{
	struct unattended *unattended = arg;
	struct strs argv = { .pool = unattended->pool };

	strs_add(&argv, "drydock");
	for (size_t i = 0; i < unattended->words.count; i++)
		strs_add(&argv, unattended->words.item[i]);
	if (has_report(unattended))
		strs_add(&argv, "--json");
	for (size_t i = 0; i < unattended->disks.count; i++)
		strs_addf(&argv, "/dev/%s", unattended->disks.item[i]);
	strs_add(&argv, NULL);
	/* execv() does not write through its argument; the cast is its old prototype. */
	(void)execv("/proc/self/exe", (char **)(uintptr_t)argv.item);
	return STATUS_FAILED;
}

static void run_command(struct unattended *unattended)
{
	struct child child;

	if (child_begin(&child) < 0 ||
	    child_run(&child, become_command, unattended) < 0) {
		(void)fail(unattended, STATUS_FAILED, "no process to be had");
		return;
	}
	unattended->status = child.status;
	unattended->error = child_messages(unattended->pool, &child);
	unattended->report = child_json(&child);
	child_end(&child);
}

/* ---- the result ---------------------------------------------------------------------
 */

static json_t *clean_json(struct pool *pool, const char *text)
{
	return text ? json_string(clean_str(pool, bytes_of(text), CLEAN_LINE))
		    : json_null();
}

static json_t *disks_json(struct unattended *unattended)
{
	struct pool *pool = unattended->pool;
	json_t *disks = json_array();

	for (size_t i = 0; i < unattended->disks.count; i++) {
		struct machine_disk disk = machine_disk(pool, unattended->disks.item[i]);

		json_array_append_new(disks,
				      json_pack("{s:s, s:o, s:o, s:I}", "name", disk.name,
						"model", clean_json(pool, disk.model),
						"serial", clean_json(pool, disk.serial),
						"size", (json_int_t)disk.size));
	}
	return disks;
}

/* Those of the report, short; the worst come first there. */
static json_t *findings_json(const json_t *report)
{
	static const char *const kept[] = { "severity", "rule", "path",
					    "line",     "text", "outcome" };
	const json_t *all = json_object_get(report, "findings");
	json_t *findings = json_array();

	for (size_t i = 0; i < json_array_size(all) && i < FINDINGS_MAX; i++) {
		json_t *one = json_object();

		for (size_t k = 0; k < sizeof(kept) / sizeof(*kept); k++)
			json_object_set(one, kept[k],
					json_object_get(json_array_get(all, i), kept[k]));
		json_array_append_new(findings, one);
	}
	return findings;
}

static void tell(struct unattended *unattended)
{
	struct pool *pool = unattended->pool;
	const char *verdict =
		json_string_value(json_object_get(unattended->report, "verdict"));
	const char *error = unattended->error;
	json_t *result = json_pack(
		"{s:s, s:s, s:s, s:o, s:o, s:i, s:o, s:o, s:o}", "command", "unattended",
		"drydock", DRYDOCK_VERSION, "rules", DRYDOCK_RULES, "run",
		clean_json(pool, unattended->run), "disks", disks_json(unattended),
		"status", unattended->status, "error", clean_json(pool, error), "verdict",
		clean_json(pool, verdict), "findings", findings_json(unattended->report));

	json_object_set(result, "report",
			unattended->report ? unattended->report : json_null());
	unattended_tell(
		pool, result,
		pool_printf(pool, "drydock %s on %s: status %d%s%s%s%s",
			    clean_str(pool, bytes_of(unattended->run), CLEAN_LINE),
			    unattended->disks.count ? strs_join(&unattended->disks, ", ")
						    : "no disk",
			    unattended->status, verdict ? "\n" : "",
			    verdict ? clean_str(pool, bytes_of(verdict), CLEAN_LINE) : "",
			    error ? "\n" : "", error ? error : ""));
	json_decref(result);
}

static void end(const struct unattended *unattended)
{
	sync();
	unattended_exit(unattended->status);
	if (unattended->then && strcmp(unattended->then, "poweroff") == 0)
		(void)reboot(RB_POWER_OFF);
	if (unattended->then && strcmp(unattended->then, "reboot") == 0)
		(void)reboot(RB_AUTOBOOT);
}

static int unattended_main(struct pool *pool, int argc, char **argv)
{
	struct unattended unattended = { .pool = pool, .disks.pool = pool };

	(void)argv;
	if (argc > 1 || !machine_is_appliance())
		return command_fail(STATUS_USAGE, "this command runs in the appliance");
	read_settings(&unattended);
	if (!unattended.run)
		return STATUS_FINE;
	if (take_command(&unattended) && find_disks(&unattended))
		run_command(&unattended);
	tell(&unattended);
	end(&unattended);
	return unattended.status;
}

const struct command command_unattended = {
	.name = "unattended",
	.run = unattended_main,
};
