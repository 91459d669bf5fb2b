/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/show.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "app/command.h"
#include "report/clean.h"
#include "report/html.h"
#include "report/junit.h"
#include "report/text.h"

/* With figures behind it the line is to fit 80 columns. */
enum { BAR = 30, SHORT_BAR = 16, STAGE = 20, SHORT_STAGE = 9, QUIET_SECONDS = 2 };

static bool drawn;

static bool is_early(void)
{
	static time_t first;
	time_t now = time(NULL);

	if (!first)
		first = now;
	return now - first < QUIET_SECONDS;
}

/* Whether somebody else shows the progress. */
static bool hand_over(const char *stage, double done)
{
	const char *number = getenv(SHOW_PROGRESS_FD);

	if (!number)
		return false;
	(void)dprintf(atoi(number), "%.3f %s\n", done < 0 ? 0 : done, stage);
	return true;
}

void show_progress(const char *stage, double done)
{
	show_progress_with(stage, done, "");
}

void show_progress_with(const char *stage, double done, const char *figures)
{
	char bar[BAR + 1];
	int length = *figures ? SHORT_BAR : BAR;
	int full = done < 0 ? 0 : (int)(done * length);

	if (hand_over(stage, done))
		return;
	if (!isatty(STDERR_FILENO) || is_early())
		return;
	for (int i = 0; i < length; i++)
		bar[i] = i < full ? '#' : '.';
	bar[length] = '\0';
	if (done < 0)
		fprintf(stderr, "\r  %-20s\033[K", stage);
	else
		fprintf(stderr, "\r  %-*s [%s] %3.0f%% %s\033[K",
			*figures ? SHORT_STAGE : STAGE, stage, bar, done * 100, figures);
	drawn = true;
}

void show_progress_end(void)
{
	if (drawn)
		fputs("\r\033[K", stderr);
	drawn = false;
}

static unsigned terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col < 40)
		return 80;
	return size.ws_col;
}

void show_json(const json_t *object)
{
	size_t flags = JSON_INDENT(2) | JSON_REAL_PRECISION(6);
	struct pool *pool = pool_new();
	char *text;

	if (!isatty(STDOUT_FILENO)) {
		json_dumpf(object, stdout, flags);
	} else {
		text = clean_dump(pool, object, flags);
		fputs(text ? text : "", stdout);
	}
	putchar('\n');
	pool_free(pool);
}

void show_set_images(json_t *report, const struct options *options)
{
	json_t *images = json_array();

	for (size_t i = 0; i < options->image_count; i++)
		json_array_append_new(images, json_string(options->images[i]));
	json_object_set_new(report, "image", json_string(options->shown));
	json_object_set_new(report, "images", images);
}

struct report_style show_style(void)
{
	bool terminal = isatty(STDOUT_FILENO);

	return (struct report_style){
		.colour =
			terminal && !getenv("NO_COLOR") ? REPORT_COLOURED : REPORT_PLAIN,
		.width = terminal ? terminal_width() : 0,
	};
}

void show_report(const json_t *report, enum show_as as)
{
	struct report_style style = show_style();

	if (as == SHOW_JSON) {
		show_json(report);
		return;
	}
	if (json_is_true(json_object_get(report, "dry_run")))
		report_changes_text(stdout, report, &style);
	report_text(stdout, report, &style);
	report_timings_text(stdout, report, &style);
}

/* STATUS where PATH is NULL or was written. */
static int show_file(const json_t *report, const char *path,
		     void (*write)(FILE *, const json_t *), int status)
{
	FILE *file = path ? fopen(path, "we") : NULL;
	bool failed;

	if (!path)
		return status;
	if (!file)
		return command_fail(STATUS_FAILED, "\"%s\": %s", path, strerror(errno));
	write(file, report);
	failed = ferror(file) != 0;
	failed |= fclose(file) != 0;
	if (!failed)
		return status;
	(void)unlink(path);
	return command_fail(STATUS_FAILED, "\"%s\" cannot be written", path);
}

int show_files(const json_t *report, const struct options *options, int status)
{
	status = show_file(report, options->html, report_html, status);
	return show_file(report, options->junit, report_junit, status);
}
