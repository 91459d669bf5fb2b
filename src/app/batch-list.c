/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of a batch: a CSV, of which one path a line is the simplest form. */
#include "app/batch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/command.h"
#include "base/path.h"
#include "export/format.h"
#include "format/csv.h"
#include "guest/profile.h"
#include "host/output.h"
#include "report/clean.h"

enum { LIST_MAX = 16 << 20, KEYS_MAX = 1 << 20 };

enum column { IMAGE, OUTPUT, PROFILE, OPTIONS, COLUMNS };

static const char *const names[COLUMNS] = { "image", "output", "profile", "options" };

static const char *shown(struct pool *pool, const char *text)
{
	return clean_str(pool, bytes_of(text), CLEAN_LINE);
}

/* All of PATH, "-" is standard input; false with errno. */
static bool slurp(struct pool *pool, const char *path, size_t limit, struct bytes *text)
{
	struct buf buf = { .pool = pool };
	int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	unsigned char data[65536];
	ssize_t got = fd < 0 ? -1 : 1;

	while (got > 0 && buf.len <= limit) {
		got = read(fd, data, sizeof(data));
		if (got > 0)
			buf_add(&buf, (struct bytes){ data, (size_t)got });
	}
	if (fd > STDIN_FILENO)
		(void)close(fd);
	*text = buf_bytes(&buf);
	if (got >= 0 && buf.len > limit)
		errno = EFBIG;
	return got >= 0 && buf.len <= limit;
}

struct list {
	struct batch *batch;
	enum column column[COLUMNS]; /* what stands in the fields, from the left */
	size_t columns;
	struct strs common; /* options for all */
};

static int wrong(const struct list *list, unsigned line, const char *what,
		 const char *which)
{
	struct pool *pool = list->batch->pool;

	return command_fail(STATUS_USAGE, "\"%s\", line %u: %s%s%s%s",
			    shown(pool, list->batch->options->image), line, what,
			    which ? " \"" : "", which ? shown(pool, which) : "",
			    which ? "\"" : "");
}

/* A first line that starts with "image" names the columns. */
static int take_header(struct list *list, const struct csv_row *row)
{
	bool seen[COLUMNS] = { false };

	for (size_t i = 0; i < row->field.count; i++) {
		size_t which = 0;

		while (which < COLUMNS &&
		       strcasecmp(names[which], row->field.item[i]) != 0)
			which++;
		if (which == COLUMNS || seen[which])
			return wrong(list, row->line,
				     "the columns are image, output, profile and "
				     "options, each once, not",
				     row->field.item[i]);
		seen[which] = true;
		list->column[i] = (enum column)which;
	}
	list->columns = row->field.count;
	return 0;
}

/* "a.vmdk|b.vmdk" are the disks of one machine. */
static void split_images(struct batch_item *item, struct pool *pool, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "|");

		if (len)
			strs_add(&item->images, pool_strndup(pool, text, len));
		text += len + (text[len] == '|');
	}
	item->shown = strs_join(&item->images, ", ");
}

/* What belongs to the batch, not to one of its images. */
static bool is_own(const char *word)
{
	static const char *const own[] = { "--json", "--jobs=", "--force",
					   "--no-checksum", "--output=" };

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (strncmp(word, own[i], strlen(own[i])) == 0)
			return true;
	return false;
}

void batch_add_arguments(const struct batch_item *item, struct strs *argv)
{
	for (size_t i = 0; i < item->words.count; i++)
		strs_add(argv, item->words.item[i]);
	strs_add(argv, "--");
	for (size_t i = 0; i < item->images.count; i++)
		strs_add(argv, item->images.item[i]);
	strs_add(argv, NULL);
}

/* The command line of its "fix", looked at by who will take it. */
static int parse_item(struct list *list, struct batch_item *item, struct options *options)
{
	struct pool *pool = list->batch->pool;
	struct strs argv = { .pool = pool };
	int status;

	strs_add(&argv, "fix");
	batch_add_arguments(item, &argv);
	status = options_parse(pool, (int)argv.count - 1, (char **)(uintptr_t)argv.item,
			       OPTIONS_IMAGE | OPTIONS_SYSTEM | OPTIONS_RULES |
				       OPTIONS_TIMINGS | OPTIONS_HTML | OPTIONS_JUNIT |
				       OPTIONS_OUTPUT | OPTIONS_FIX | OPTIONS_PROVE |
				       OPTIONS_LOGIN,
			       options);
	if (status)
		return wrong(list, item->line, "see above", NULL);
	if (options->output || options->force || options->dry_run ||
	    options->passphrase || options->root_password)
		return wrong(list, item->line,
			     "a batch has no use for -o, --force, --dry-run or standard "
			     "input as an option of one image",
			     NULL);
	if (options->format && !export_format_named(options->format))
		return wrong(list, item->line, "unknown format", options->format);
	item->words = options->words;
	return 0;
}

/* All that decides, beside the images, what the output will be. */
static int hash_options(struct list *list, struct batch_item *item,
			const struct options *options)
{
	struct pool *pool = list->batch->pool;
	struct buf all = { .pool = pool };
	struct bytes text;
	const char *why;

	for (size_t i = 0; i < item->words.count; i++)
		buf_addf(&all, "%s\n", item->words.item[i]);
	if (profile_text_of(pool, options->profile, &text, &why) < 0)
		return wrong(list, item->line, why, NULL);
	buf_add(&all, text);
	for (size_t i = 0; i < options->ssh_keys.count; i++) {
		const char *path = strchr(options->ssh_keys.item[i], '=');

		if (!path || !slurp(pool, path + 1, KEYS_MAX, &text))
			return wrong(list, item->line, "keys that cannot be read:",
				     options->ssh_keys.item[i]);
		buf_add(&all, text);
	}
	item->options = batch_sha256(pool, buf_bytes(&all));
	return 0;
}

/* The same for all names of one file: its directory without links, where it is there. */
static const char *known_as(struct pool *pool, const char *path)
{
	char *slash = strrchr(path, '/'), *real, cwd[PATH_MAX];
	const char *dir = slash == path ? "/"
			  : slash       ? pool_strndup(pool, path, (size_t)(slash - path))
					: ".";

	real = realpath(dir, NULL);
	if (real) {
		path = pool_printf(pool, "%s/%s", real, slash ? slash + 1 : path);
		free(real);
	}
	return path_join(pool, getcwd(cwd, sizeof(cwd)) ? cwd : "/", path);
}

static int place(struct list *list, struct batch_item *item,
		 const struct options *options)
{
	struct pool *pool = list->batch->pool;
	const char *dir = list->batch->options->output, *slash;

	if (!item->output || !*item->output) {
		if (!dir)
			return wrong(list, item->line,
				     "it names no output, and there is no -o DIRECTORY",
				     NULL);
		item->output = pool_printf(pool, "%s/%s", dir,
					   output_base(pool, item->images.item[0],
						       item->images.count > 1 ? ""
						       : options->format ? options->format
									 : "qcow2"));
	}
	while (item->output[1] && item->output[strlen(item->output) - 1] == '/')
		item->output = pool_strndup(pool, item->output, strlen(item->output) - 1);
	slash = strrchr(item->output, '/');
	item->record = pool_printf(pool, "%s.result.json", item->output);
	item->mark = pool_printf(pool, "%.*s.%s.batch",
				 slash ? (int)(slash - item->output) + 1 : 0,
				 item->output, slash ? slash + 1 : item->output);
	item->known_as = known_as(pool, item->output);
	for (size_t i = 0; i + 1 < list->batch->count; i++)
		if (strcmp(list->batch->item[i].known_as, item->known_as) == 0)
			return wrong(list, item->line,
				     "another line has this output too:", item->output);
	return 0;
}

static int take_row(struct list *list, const struct csv_row *row)
{
	struct batch *batch = list->batch;
	struct pool *pool = batch->pool;
	struct batch_item *item = &batch->item[batch->count++];
	const char *field[COLUMNS] = { "", "", "", "" };
	struct options options;
	struct strs words;
	int status;

	if (row->field.count > list->columns)
		return wrong(list, row->line,
			     "too many fields; a path with a comma in it is written in "
			     "double quotes",
			     NULL);
	for (size_t i = 0; i < row->field.count; i++)
		field[list->column[i]] = row->field.item[i];
	*item = (struct batch_item){ .line = row->line,
				     .images.pool = pool,
				     .words.pool = pool,
				     .output = field[OUTPUT] };
	split_images(item, pool, field[IMAGE]);
	if (!item->images.count)
		return wrong(list, row->line, "it names no image", NULL);
	for (size_t i = 0; i < list->common.count; i++)
		strs_add(&item->words, list->common.item[i]);
	if (*field[PROFILE])
		strs_addf(&item->words, "--for=%s", field[PROFILE]);
	words = strs_words(pool, field[OPTIONS]);
	for (size_t i = 0; i < words.count; i++)
		strs_add(&item->words, words.item[i]);
	status = parse_item(list, item, &options);
	if (status == 0)
		status = hash_options(list, item, &options);
	return status ? status : place(list, item, &options);
}

int batch_read(struct batch *batch)
{
	const struct options *options = batch->options;
	struct list list = { .batch = batch,
			     .column = { IMAGE, OUTPUT, PROFILE, OPTIONS },
			     .columns = COLUMNS,
			     .common.pool = batch->pool };
	struct bytes text;
	struct csv *csv;
	int status = 0;

	if (!slurp(batch->pool, options->image, LIST_MAX, &text))
		return command_fail(STATUS_USAGE, "\"%s\": %s",
				    shown(batch->pool, options->image), strerror(errno));
	csv = csv_parse(batch->pool, text);
	if (csv->fault)
		return wrong(&list, csv->fault_line, csv->fault, NULL);
	for (size_t i = 0; i < options->words.count; i++)
		if (!is_own(options->words.item[i]))
			strs_add(&list.common, options->words.item[i]);
	batch->item = pool_alloc(batch->pool, (csv->count + 1) * sizeof(*batch->item));
	for (size_t i = 0; i < csv->count && !status; i++)
		status =
			i == 0 && strcasecmp(csv->row[0].field.item[0], names[IMAGE]) == 0
				? take_header(&list, &csv->row[0])
				: take_row(&list, &csv->row[i]);
	if (!status && !batch->count)
		return command_fail(STATUS_USAGE, "\"%s\": it names no image",
				    shown(batch->pool, options->image));
	return status;
}
