/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/lastboot.h"

#include <errno.h>
#include <string.h>

#include "base/path.h"
#include "format/journal.h"
#include "format/text.h"

#define JOURNALS "/var/log/journal"

enum {
	LOG_MAX = 160 << 20, /* bytes; journald keeps its files below 128 MiB */
	ERR = 3,             /* the worst that is told: LOG_ERR of syslog(3) */
	DIRS_MAX = 8,        /* identities a machine had */
	LINE_MAX = 300,      /* bytes of a line that are told */
};

static void add(struct lastboot *boot, const struct lastboot_line *line)
{
	if (boot->count == LASTBOOT_LINES_MAX) {
		memmove(boot->line, boot->line + 1,
			(LASTBOOT_LINES_MAX - 1) * sizeof(*line));
		boot->count--;
		boot->more = true;
	}
	boot->line[boot->count++] = *line;
}

/* The same again and again says no more. */
static bool is_told(const struct lastboot *boot, const struct journal_entry *entry)
{
	for (size_t i = 0; i < boot->count; i++)
		if (strcmp(boot->line[i].text, entry->message) == 0 &&
		    strcmp(boot->line[i].from, entry->from) == 0)
			return true;
	return false;
}

static uint64_t last_time(const struct journal *journal)
{
	return journal->count ? journal->entry[journal->count - 1].realtime : 0;
}

static const char *problem_of(struct pool *pool, int err)
{
	return err == -EOPNOTSUPP ? "its format is newer than drydock"
	       : err == -EBADMSG  ? "it is damaged"
	       : err == -EFBIG    ? "it is too large"
				  : pool_strdup(pool, strerror(-err));
}

/* The journal of the identity that wrote last; several are left by a clone. */
static struct journal *newest(struct guest *guest, struct lastboot *boot)
{
	struct strs dirs = tree_match(guest->tree, JOURNALS, "*");
	struct journal *best = NULL;

	for (size_t i = 0; i < dirs.count && i < DIRS_MAX; i++) {
		const char *path = path_join(guest->pool, dirs.item[i], "system.journal");
		struct pool *scratch;
		struct journal *journal;
		struct bytes file;
		int err;

		if (!tree_has(guest->tree, path, TREE_FILE))
			continue;
		scratch = pool_new();
		err = tree_read_large(guest->tree, path, LOG_MAX, scratch, &file);
		if (err == 0)
			err = journal_read(guest->pool, file, ERR, &journal);
		pool_free(scratch);
		if (err == 0 && best && last_time(journal) <= last_time(best))
			continue;
		if (err < 0 && best)
			continue;
		boot->path = path;
		boot->problem = err < 0 ? problem_of(guest->pool, err) : NULL;
		if (err == 0)
			best = journal;
	}
	return best;
}

static void from_journal(struct guest *guest, struct lastboot *boot)
{
	const struct journal *journal = newest(guest, boot);

	for (size_t i = 0; journal && i < journal->count; i++) {
		const struct journal_entry *entry = &journal->entry[i];

		if (!is_told(boot, entry))
			add(boot, &(struct lastboot_line){ entry->realtime / 1000000,
							   entry->from, entry->message });
	}
	if (journal)
		boot->more |= journal->more;
}

static bool is_error(const char *line)
{
	static const char *const words[] = { "error",     "fail",      "panic",
					     "fatal",     "unable to", "cannot ",
					     "not found", "gave up",   "timed out" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcasestr(line, words[i]))
			return true;
	return false;
}

/* Behind the kernel's first line of the last start; the whole where there is none. */
static struct bytes last_start(struct bytes text)
{
	struct bytes sign = bytes_of("Linux version ");
	ptrdiff_t at = -1, found = -1;

	while ((at = bytes_find(text, sign, (size_t)(at + 1))) >= 0)
		found = at;
	return found < 0 ? text : bytes_slice(text, (size_t)found, SIZE_MAX);
}

static void from_text(struct guest *guest, const char *path, struct lastboot *boot)
{
	struct pool *scratch = pool_new();
	struct bytes text, line;
	int err = tree_read_large(guest->tree, path, LOG_MAX, scratch, &text);

	boot->path = path;
	boot->problem = err < 0 ? problem_of(guest->pool, err) : NULL;
	text = err < 0 ? text : last_start(text);
	while (err == 0 && bytes_line(&text, &line)) {
		struct bytes cut = bytes_slice(line, 0, LINE_MAX);
		char *one = bytes_str(scratch, cut);

		one[strcspn(one, "\r\n")] = '\0';
		if (is_error(one))
			add(boot, &(struct lastboot_line){
					  0, "", pool_strdup(guest->pool, one) });
	}
	pool_free(scratch);
}

const struct lastboot *guest_lastboot(struct guest *guest)
{
	static const char *const texts[] = { "/var/log/syslog", "/var/log/messages",
					     "/var/log/boot.log" };
	struct lastboot *boot = pool_alloc(guest->pool, sizeof(*boot));

	from_journal(guest, boot);
	/* A journal without errors is an answer too. */
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if ((!boot->path || boot->problem ||
		     strncmp(boot->path, JOURNALS, strlen(JOURNALS)) != 0) &&
		    !boot->count && tree_has(guest->tree, texts[i], TREE_FILE))
			from_text(guest, texts[i], boot);
	return boot;
}
