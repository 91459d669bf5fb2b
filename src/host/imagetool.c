/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/imagetool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/run.h"

enum { CHECK_CORRUPT = 2, CHECK_LEAKS = 3, CHECK_UNSUPPORTED = 63 /* qemu-img(1) */ };

/* Whether TEXT, what qemu-img printed, speaks of a file that ends too soon. */
static bool is_truncation(const char *text)
{
	static const char *const words[] = { "truncated", "end of the file",
					     "after file size", "after EOF",
					     "too short" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(text, words[i]))
			return true;
	return false;
}

/* What qemu-img could not open, in our words. */
static int explain(struct pool *pool, const char *text, const char *shown,
		   struct host_error *error)
{
	char *line = run_last_line(pool, text), *reason = NULL;

	if (strstr(text, "Failed to get") && strstr(text, "lock"))
		return host_fail(error, EBUSY,
				 "'%s' is in use by another process (a running VM?)",
				 shown);
	/* "Could not open 'json:{…}': reason": the name is long and says nothing. */
	for (char *next = line; (next = strstr(next, "': ")); next += 3)
		reason = next + 3;
	if (is_truncation(text))
		return host_fail(error, ENODATA, "'%s' is truncated", shown);
	return host_fail(error, EBADMSG, "'%s' cannot be read: %s", shown,
			 reason ? reason : line);
}

/* The number NAME of what "qemu-img ARGV" says as JSON. */
static int ask(struct pool *pool, const char *const argv[], const char *name,
	       const char *shown, uint64_t *number, struct host_error *error)
{
	struct run_result result;
	json_t *said;
	int err = run_program(pool, argv, NULL, NULL, &result, error);

	*number = 0;
	if (err)
		return err;
	if (result.status != 0)
		return explain(pool, result.err, shown, error);
	said = json_loads(result.out, 0, NULL);
	*number = (uint64_t)json_integer_value(json_object_get(said, name));
	json_decref(said);
	return 0;
}

int imagetool_size(struct pool *pool, const struct image *image, const char *shown,
		   uint64_t *size, struct host_error *error)
{
	const char *const argv[] = {
		"qemu-img",
		"info",
		"--output=json",
		blockspec_name(pool, blockspec_alone(image)),
		NULL,
	};

	return ask(pool, argv, "virtual-size", shown, size, error);
}

int imagetool_measure(struct pool *pool, json_t *spec, const char *shown, uint64_t *size,
		      struct host_error *error)
{
	const char *const argv[] = {
		"qemu-img", "measure", "--output=json",
		"-O",       "qcow2",   blockspec_name(pool, spec),
		NULL,
	};

	return ask(pool, argv, "required", shown, size, error);
}

static int check(struct pool *pool, const char *name, const char *shown,
		 struct host_error *error)
{
	const char *const argv[] = { "qemu-img", "check", "-q", name, NULL };
	struct run_result result;
	int err = run_program(pool, argv, NULL, NULL, &result, error);

	if (err)
		return err;
	switch (result.status) {
	case 0:
	case CHECK_LEAKS:
	case CHECK_UNSUPPORTED:
		return 0;
	case CHECK_CORRUPT:
		if (is_truncation(result.err))
			return host_fail(error, ENODATA,
					 "'%s' is truncated: it refers to data beyond "
					 "the end of the file",
					 shown);
		return host_fail(error, EBADMSG,
				 "'%s' is damaged: qemu-img check finds errors in its "
				 "tables",
				 shown);
	default:
		return explain(pool, result.err, shown, error);
	}
}

int imagetool_check(struct pool *pool, const struct image *image, const char *shown,
		    struct host_error *error)
{
	return check(pool, blockspec_name(pool, blockspec_image(image)), shown, error);
}

int imagetool_check_file(struct pool *pool, const char *path, const char *driver,
			 struct host_error *error)
{
	return check(pool, blockspec_name(pool, blockspec_file(path, driver)), path,
		     error);
}

struct meter {
	const char *stage;
	const struct progress *progress;
};

/* "    (12.34/100%)\r" */
static int read_figures(void *arg, const char *data, size_t len)
{
	const struct meter *meter = arg;
	const char *open = memrchr(data, '(', len);
	char text[16] = { 0 };
	size_t left;

	if (!open)
		return 0;
	left = len - (size_t)(open + 1 - data);
	memcpy(text, open + 1, left < sizeof(text) - 1 ? left : sizeof(text) - 1);
	if (strchr(text, '/'))
		progress_report(meter->progress, meter->stage, strtod(text, NULL) / 100);
	return 0;
}

int imagetool_run(struct pool *pool, const char *const argv[], const char *stage,
		  const struct progress *progress, struct host_error *error)
{
	struct meter meter = { stage, progress };
	struct run_result result;
	int err = run_program(pool, argv, read_figures, &meter, &result, error);

	if (err || result.status == 0)
		return err;
	if (strstr(result.err, "No space left") || strstr(result.err, "quota exceeded"))
		return host_fail(error, ENOSPC,
				 "no space left on the disk of the output");
	if (strstr(result.err, "Failed to get") && strstr(result.err, "lock"))
		return host_fail(error, EBUSY,
				 "an image is in use by another process (a running VM?)");
	return host_fail(error, EIO, "qemu-img %s failed (status %d): %s", argv[1],
			 result.status,
			 run_last_line(pool, *result.err ? result.err : result.out));
}
