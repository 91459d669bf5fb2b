/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: rules-test [--accept] [ID[/CASE]...]
 *
 * Runs the cases tests/rules/ID/CASE of the current directory (all, or those named), each
 * of which proves five things: what is found, the exact bytes changed, what is left, that
 * repairing twice changes nothing, and that undo restores every byte.  --accept writes
 * what came out into the expect files.  The last line is what tests/run adds up.
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/path.h"
#include "base/strs.h"
#include "case.h"
#include "host/remove.h"
#include "proof.h"

enum mode { COMPARE, ACCEPT };

/*
 * In place of the C library's: nothing of a case must outlive a loss of power, and on a
 * disk waiting for it takes most of the time of all cases.
 */
int fsync(int fd)
{
	(void)fd;
	return 0;
}

static const char base[] = "tests/rules";

static struct strs folders_in(struct pool *pool, const char *path)
{
	struct strs names = { .pool = pool };
	DIR *dir = opendir(path);

	for (struct dirent *entry; dir && (entry = readdir(dir));)
		if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
			strs_add(&names, pool_strdup(pool, entry->d_name));
	if (dir)
		closedir(dir);
	strs_sort(&names);
	return names;
}

static void add_cases(struct strs *cases, struct pool *pool, const char *id)
{
	struct strs names = folders_in(pool, pool_printf(pool, "%s/%s", base, id));

	if (names.count == 0)
		printf("%s/%s: no cases\n", base, id);
	for (size_t i = 0; i < names.count; i++)
		strs_addf(cases, "%s/%s", id, names.item[i]);
}

static struct strs cases_of(struct pool *pool, char *const *arg)
{
	struct strs cases = { .pool = pool }, ids;

	for (; *arg; arg++)
		if (strchr(*arg, '/'))
			strs_add(&cases, *arg);
		else
			add_cases(&cases, pool, *arg);
	if (cases.count)
		return cases;
	ids = folders_in(pool, base);
	for (size_t i = 0; i < ids.count; i++)
		add_cases(&cases, pool, ids.item[i]);
	return cases;
}

static void write_text(const char *path, struct bytes text)
{
	FILE *file = fopen(path, "we");

	if (!file || (text.len && fwrite(text.data, 1, text.len, file) != text.len)) {
		perror(path);
		exit(2);
	}
	fclose(file);
}

static void show_difference(struct pool *pool, const char *expect, const char *got,
			    struct bytes text)
{
	const char *const argv[] = { "diff", "-u", "-N", expect, got, NULL };

	(void)pool;
	write_text(got, text);
	fflush(stdout);
	(void)run_program(argv, NULL);
}

static bool judge(struct pool *pool, const char *name, enum mode mode, const char *work)
{
	const char *folder = pool_printf(pool, "%s/%s", base, name);
	const char *expect = pool_printf(pool, "%s/expect", folder);
	char *absolute = realpath(folder, NULL);
	struct outcome_of_case outcome;
	bool same;

	if (!absolute) {
		printf("FAIL %s: no such case\n", name);
		return false;
	}
	outcome = case_run(pool, absolute, pool_strndup(pool, name, strcspn(name, "/")),
			   work);
	free(absolute);
	if (mode == ACCEPT && outcome.text.len)
		write_text(expect, outcome.text);
	same = outcome.text.len > 0 &&
	       bytes_equal(outcome.text, file_content(pool, expect));
	if (same && !outcome.problem)
		return true;
	printf("FAIL %s%s%s\n", name, outcome.problem ? ": " : "",
	       outcome.problem ? outcome.problem : "");
	if (!same)
		show_difference(pool, expect, pool_printf(pool, "%s/got", work),
				outcome.text);
	return false;
}

static bool run_case(const char *name, enum mode mode)
{
	struct pool *pool = pool_new();
	const char *tmp = getenv("TMPDIR");
	char *work = pool_printf(pool, "%s/drydock-case-XXXXXX", tmp ? tmp : "/tmp");
	bool good;
	int fd;

	if (!mkdtemp(work)) {
		perror(work);
		exit(2);
	}
	good = judge(pool, name, mode, work);
	fd = open(work, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || remove_contents(fd, NULL) < 0 || rmdir(work) < 0)
		printf("%s: cannot be removed\n", work);
	close(fd);
	pool_free(pool);
	return good;
}

/* Every WORKERS-th case from FIRST on; how many failed. */
static int run_share(const struct strs *cases, enum mode mode, size_t first,
		     size_t workers)
{
	int failed = 0;

	for (size_t i = first; i < cases->count; i += workers)
		failed += !run_case(cases->item[i], mode);
	(void)fflush(stdout);
	return failed;
}

/* How many failed, of the cases of one process for each processor. */
static size_t run_all(const struct strs *cases, enum mode mode, size_t workers)
{
	int said[2], failed, heard = 0;
	size_t sum = 0;

	if (pipe(said) < 0)
		return cases->count;
	(void)fflush(stdout);
	for (size_t k = 0; k < workers; k++) {
		if (fork() != 0)
			continue;
		failed = run_share(cases, mode, k, workers);
		exit(write(said[1], &failed, sizeof(failed)) != sizeof(failed));
	}
	close(said[1]);
	while (read(said[0], &failed, sizeof(failed)) == sizeof(failed)) {
		sum += (size_t)failed;
		heard++;
	}
	close(said[0]);
	for (size_t k = 0; k < workers; k++) {
		int status;

		if (wait(&status) < 0 || status != 0)
			heard = -1;
	}
	if (heard != (int)workers) {
		printf("FAIL a process of the cases ended before its last\n");
		sum++;
	}
	return sum;
}

int main(int argc, char **argv)
{
	struct pool *pool = pool_new();
	enum mode mode = argc > 1 && strcmp(argv[1], "--accept") == 0 ? ACCEPT : COMPARE;
	struct strs cases = cases_of(pool, argv + 1 + (mode == ACCEPT));
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t failed;

	/* The tools that make the disks wait for the disk here as well: eatmydata(1). */
	(void)setenv("LD_PRELOAD", "libeatmydata.so", 1);
	failed = run_all(&cases, mode, processors < 1 ? 1 : (size_t)processors);
	printf("%zu passed, %zu failed\n", cases.count - failed, failed);
	pool_free(pool);
	return failed != 0;
}
