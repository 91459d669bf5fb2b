/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/batch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/command.h"
#include "app/show.h"
#include "report/clean.h"

enum { WORKERS = 64 };

/* What the signal handler needs. */
static volatile pid_t worker[WORKERS];
static volatile sig_atomic_t ended_by;

static void on_signal(int sig)
{
	ended_by = sig;
	for (int i = 0; i < WORKERS; i++)
		if (worker[i] > 0)
			(void)kill(worker[i], SIGTERM);
}

static const int fatal[] = { SIGINT, SIGTERM, SIGHUP };

/* One that is ignored stays so: nohup(1). */
static void handle(void (*handler)(int))
{
	struct sigaction old, action = { .sa_handler = handler };

	for (size_t i = 0; i < sizeof(fatal) / sizeof(*fatal); i++)
		if (sigaction(fatal[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			(void)sigaction(fatal[i], &action, NULL);
}

/* The workers' place of PID; 0: a free one. */
static volatile pid_t *place_of(pid_t pid)
{
	for (int i = 0; i < WORKERS; i++)
		if (worker[i] == pid)
			return &worker[i];
	return NULL;
}

static json_t *lost(const struct batch_item *item, const char *why)
{
	return json_pack("{s:o, s:s, s:i, s:s}", "images", batch_images(item), "output",
			 item->output, "status", STATUS_FAILED, "error", why);
}

static void start(struct batch *batch, struct batch_item *item)
{
	pid_t parent = getpid();
	sigset_t all, old;

	item->fd = memfd_create("result", MFD_CLOEXEC);
	(void)fflush(NULL);
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, &old);
	item->pid = item->fd < 0 ? -1 : fork();
	if (item->pid == 0) {
		handle(SIG_DFL);
		(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
		(void)sigprocmask(SIG_SETMASK, &old, NULL);
		if (getppid() != parent)
			_exit(STATUS_FAILED);
		batch_work(batch, item);
	}
	if (item->pid > 0)
		*place_of(0) = item->pid;
	else
		item->result = lost(item, strerror(errno));
	(void)sigprocmask(SIG_SETMASK, &old, NULL);
}

static size_t ended(const struct batch *batch)
{
	size_t count = 0;

	for (size_t i = 0; i < batch->count; i++)
		count += batch->item[i].result != NULL;
	return count;
}

static void show_state(const struct batch *batch)
{
	size_t count = ended(batch);

	show_progress(pool_printf(batch->pool, "%zu of %zu", count, batch->count),
		      (double)count / (double)batch->count);
}

/* For who watches a log: the table comes at the end. */
static void say(const struct batch *batch, const struct batch_item *item)
{
	show_progress_end();
	fprintf(stderr, "[%zu/%zu] %s: %s\n", ended(batch), batch->count,
		clean_str(batch->pool, bytes_of(item->shown), CLEAN_LINE),
		batch_word(item));
	show_state(batch);
}

static void take_result(struct batch *batch, struct batch_item *item, int wait_status)
{
	*place_of(item->pid) = 0;
	item->pid = 0;
	(void)lseek(item->fd, 0, SEEK_SET);
	item->result = json_loadfd(item->fd, 0, NULL);
	(void)close(item->fd);
	if (!json_is_object(item->result)) {
		json_decref(item->result);
		item->result =
			lost(item, WIFSIGNALED(wait_status)
					   ? pool_printf(batch->pool,
							 "its process was ended by "
							 "signal %d",
							 WTERMSIG(wait_status))
					   : "its process ended without a word");
	}
	say(batch, item);
}

static void wait_for_one(struct batch *batch)
{
	int wait_status;
	pid_t pid = waitpid(-1, &wait_status, 0);

	for (size_t i = 0; pid > 0 && i < batch->count; i++)
		if (batch->item[i].pid == pid)
			take_result(batch, &batch->item[i], wait_status);
}

static size_t at_work(const struct batch *batch)
{
	size_t count = 0;

	for (size_t i = 0; i < batch->count; i++)
		count += batch->item[i].pid > 0;
	return count;
}

/* All of them, at most JOBS at once; after a signal none is started any more. */
static void run_all(struct batch *batch, unsigned jobs)
{
	size_t next = 0;

	show_state(batch);
	while (at_work(batch) || (!ended_by && next < batch->count)) {
		if (!ended_by && next < batch->count && at_work(batch) < jobs)
			start(batch, &batch->item[next++]);
		else
			wait_for_one(batch);
	}
	show_progress_end();
}

/* What would be the same file for all of them. */
static int check_options(const struct options *options)
{
	if (options->image_count != 1)
		return command_fail(STATUS_USAGE, "batch takes one list; see drydock(1)");
	if (options->dry_run || options->passphrase || options->root_password)
		return command_fail(STATUS_USAGE,
				    "batch writes outputs and has no standard input for "
				    "its images: --dry-run, --passphrase-stdin and "
				    "--set-root-password-stdin are of fix");
	if (options->screenshot)
		return command_fail(STATUS_USAGE,
				    "batch: --screenshot names one file; give it in the "
				    "options of an image");
	return 0;
}

static int make_directory(const struct options *options)
{
	if (!options->output || mkdir(options->output, 0777) == 0 || errno == EEXIST)
		return 0;
	return command_fail(STATUS_USAGE, "\"%s\": %s", options->output, strerror(errno));
}

static int batch_main(struct pool *pool, int argc, char **argv)
{
	struct options options;
	struct batch batch = { .pool = pool, .options = &options };
	int status = options_parse(pool, argc, argv,
				   OPTIONS_IMAGE | OPTIONS_SYSTEM | OPTIONS_RULES |
					   OPTIONS_REPORT | OPTIONS_OUTPUT | OPTIONS_FIX |
					   OPTIONS_PROVE | OPTIONS_LOGIN | OPTIONS_BATCH,
				   &options);

	if (status == 0)
		status = check_options(&options);
	if (status == 0)
		status = batch_read(&batch);
	if (status == 0)
		status = make_directory(&options);
	if (status)
		return status;
	handle(on_signal);
	run_all(&batch, options.jobs ? options.jobs : 1);
	handle(SIG_DFL);
	status = batch_show(&batch);
	if (ended_by) {
		(void)fflush(stdout);
		(void)raise(ended_by);
	}
	return status;
}

const struct command command_batch = {
	.name = "batch",
	.usage = "LIST [-o DIR] [--jobs N] [--json] [--no-checksum] "
		 "and all options of fix",
	.help = "fix each image of a list; started again, it goes on where it ended",
	.run = batch_main,
};
