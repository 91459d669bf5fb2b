/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "drydock save VOLUME": the report on standard input goes to files on that volume of
 * this machine; for the menu, which has asked.
 */
#include "app/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "app/stick.h"
#include "report/html.h"
#include "report/text.h"

static void write_json(FILE *file, const json_t *report)
{
	(void)json_dumpf(report, file, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
}

static void write_text(FILE *file, const json_t *report)
{
	const struct report_style style = { .colour = REPORT_PLAIN, .width = 80 };

	report_changes_text(file, report, &style);
	report_text(file, report, &style);
}

static const struct kind {
	const char *suffix;
	void (*write)(FILE *, const json_t *);
} kinds[] = {
	{ "txt", write_text },
	{ "json", write_json },
	{ "html", report_html },
};

/* Nothing that is there already is written over. */
static int save_one(struct pool *pool, const json_t *report, const char *stem,
		    const struct kind *kind)
{
	const char *name = pool_printf(pool, "%s.%s", stem, kind->suffix);
	int fd = open(pool_printf(pool, STICK_DIR "/%s", name),
		      O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	bool failed;

	if (!file)
		return command_fail(STATUS_FAILED, "\"%s\": %s", name, strerror(errno));
	kind->write(file, report);
	failed = fflush(file) != 0 || ferror(file) || fsync(fd) < 0;
	failed |= fclose(file) != 0;
	if (failed)
		return command_fail(STATUS_FAILED, "\"%s\": %s", name, strerror(errno));
	(void)printf("%s\n", name);
	return 0;
}

static int save_all(struct pool *pool, const json_t *report)
{
	time_t now = time(NULL);
	struct tm tm;
	char stem[64];
	int status = 0;

	gmtime_r(&now, &tm);
	(void)strftime(stem, sizeof(stem), "drydock-%Y%m%d-%H%M%S", &tm);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds) && !status; i++)
		status = save_one(pool, report, stem, &kinds[i]);
	return status;
}

static int save_to(struct pool *pool, const json_t *report, const char *name)
{
	struct stick stick;
	int status = stick_mount(pool, name, MOUNT_WRITABLE, &stick);

	if (status)
		return status;
	return stick_end(pool, &stick, save_all(pool, report));
}

static int save_main(struct pool *pool, int argc, char **argv)
{
	json_t *report;
	int status;

	if (argc != 2)
		return command_fail(STATUS_USAGE, "save takes the name of a volume");
	report = json_loadf(stdin, 0, NULL);
	if (!report)
		return command_fail(STATUS_USAGE, "save: there is no report");
	status = save_to(pool, report, argv[1]);
	json_decref(report);
	return status;
}

const struct command command_save = {
	.name = "save",
	.run = save_main,
};
