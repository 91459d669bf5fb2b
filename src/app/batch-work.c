/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One image of a batch, in a process of its own: "drydock fix", and what became of it. */
#include "app/batch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/child.h"
#include "app/command.h"
#include "base/clock.h"
#include "host/manifest.h"
#include "version.h"

enum { LOOK_EVERY = 64 };

struct work {
	struct pool *pool;
	const struct batch *batch;
	const struct batch_item *item;
	int mark;
	bool interrupted;   /* a run before this one began to write, and did not end */
	bool is_ours;       /* the output that is there was written by a batch */
	json_t *before;     /* the record that was there, or NULL */
	struct child child; /* fix */
	bool reaped;
	int wait_status;
	unsigned chunks;
	json_t *sums; /* path to sha256 */
};

static volatile sig_atomic_t ended_by;
static volatile pid_t fix;

static void on_signal(int sig)
{
	ended_by = sig;
	if (fix > 0)
		(void)kill(fix, SIGTERM);
}

static const int fatal[] = { SIGINT, SIGTERM, SIGHUP };

/* One that is ignored stays so: nohup(1). */
static void handle(void (*handler)(int))
{
	struct sigaction old, action = { .sa_handler = handler, .sa_flags = SA_RESTART };

	for (size_t i = 0; i < sizeof(fatal) / sizeof(*fatal); i++)
		if (sigaction(fatal[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			(void)sigaction(fatal[i], &action, NULL);
}

/* ---- the mark: one batch at a time, and what a killed one leaves ------------------- */

/* 0, -EBUSY, or another -errno.  The mark may be one that was removed meanwhile: again.
 */
static int take_mark(struct work *work)
{
	struct stat st;
	char byte;

	for (;;) {
		work->mark = open(work->item->mark,
				  O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (work->mark < 0)
			return -errno;
		if (flock(work->mark, LOCK_EX | LOCK_NB) < 0)
			return errno == EWOULDBLOCK ? -EBUSY : -errno;
		if (fstat(work->mark, &st) == 0 && st.st_nlink > 0)
			break;
		(void)close(work->mark);
	}
	work->interrupted = pread(work->mark, &byte, 1, 0) == 1;
	return 0;
}

static bool is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* From here on what stands at the output is this batch's own. */
static bool may_replace(struct work *work)
{
	bool there = is_there(work->item->output) ||
		     is_there(manifest_path(work->pool, work->item->output));
	bool may = work->is_ours || work->interrupted || work->batch->options->force;

	if (!there || may)
		(void)!pwrite(work->mark, "1", 1, 0);
	return there && may;
}

/* ---- fix ----------------------------------------------------------------------------
 */

static void become_fix(struct work *work, bool replace, pid_t parent)
{
	const struct batch_item *item = work->item;
	struct strs argv = { .pool = work->pool };
	int null = open("/dev/null", O_RDONLY);
	sigset_t none;

	(void)sigemptyset(&none);
	handle(SIG_DFL);
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	if (getppid() != parent)
		_exit(STATUS_FAILED);
	strs_add(&argv, "drydock");
	strs_add(&argv, "fix");
	strs_add(&argv, "--json");
	strs_addf(&argv, "--output=%s", item->output);
	if (replace)
		strs_add(&argv, "--force");
	batch_add_arguments(item, &argv);
	(void)dup2(null, STDIN_FILENO);
	(void)dup2(work->child.out, STDOUT_FILENO);
	(void)dup2(work->child.err, STDERR_FILENO);
	/* execv() does not write through its argument; the cast is its old prototype. */
	(void)execv("/proc/self/exe", (char **)(uintptr_t)argv.item);
	_exit(STATUS_FAILED);
}

static int start_fix(struct work *work)
{
	bool replace = may_replace(work);
	pid_t parent = getpid(), child;
	sigset_t all, old;
	int err = child_begin(&work->child);

	if (err < 0)
		return err;
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, &old);
	child = fork();
	if (child == 0)
		become_fix(work, replace, parent);
	fix = child;
	(void)sigprocmask(SIG_SETMASK, &old, NULL);
	return child < 0 ? -errno : 0;
}

static void reap(struct work *work, int flags)
{
	pid_t got = 0;

	if (work->reaped)
		return;
	do
		got = waitpid(fix, &work->wait_status, flags);
	while (got < 0 && errno == EINTR);
	if (got == 0)
		return;
	work->reaped = true;
	fix = 0;
}

static int fix_status(const struct work *work)
{
	return WIFEXITED(work->wait_status) ? WEXITSTATUS(work->wait_status)
					    : STATUS_FAILED;
}

/* ---- checksums, while fix reads the same bytes ------------------------------------- */

/* Not for an image of which nothing will come. */
static bool go_on(void *arg)
{
	struct work *work = arg;

	if (++work->chunks % LOOK_EVERY == 0)
		reap(work, WNOHANG);
	return !ended_by && !(work->reaped && fix_status(work) == STATUS_FAILED) &&
	       !(work->reaped && fix_status(work) == STATUS_USAGE);
}

static json_t *sum_of(struct work *work, const char *path)
{
	json_t *sum = json_object_get(work->sums, path);

	if (!sum) {
		sum = batch_hash(work->pool, path, go_on, work);
		if (sum)
			json_object_set_new(work->sums, path, sum);
	}
	return sum;
}

static void sum_images(struct work *work)
{
	const struct batch_item *item = work->item;

	for (size_t i = 0; i < item->images.count && go_on(work); i++) {
		char *real = realpath(item->images.item[i], NULL);
		json_t *file = real ? batch_file(real) : NULL;

		if (file)
			(void)sum_of(work, real);
		json_decref(file);
		free(real);
	}
}

/* What fix read, as it was then; none where a file has changed since. */
static json_t *inputs(struct work *work, const json_t *report)
{
	json_t *files = json_deep_copy(json_object_get(report, "inputs"));
	json_t *file;
	size_t i;

	json_array_foreach(files, i, file)
	{
		const char *path = json_string_value(json_object_get(file, "path"));
		json_t *sum = NULL, *now;

		if (path && !work->batch->options->no_checksum)
			sum = sum_of(work, path);
		now = path ? batch_file(path) : NULL;
		if (!now || !json_equal(now, file)) {
			json_decref(now);
			json_decref(files);
			return json_array();
		}
		json_decref(now);
		if (sum)
			json_object_set(file, "sha256", sum);
	}
	return files ? files : json_array();
}

/* ---- the result ---------------------------------------------------------------------
 */

/* The file of the image NUMBER; FORMAT is of the report. */
static const char *output_of(struct work *work, size_t number, const char *format)
{
	const struct batch_item *item = work->item;

	if (item->images.count == 1)
		return item->output;
	return pool_printf(work->pool, "%s/%s", item->output,
			   output_base(work->pool, item->images.item[number], format));
}

static json_t *outputs(struct work *work, const json_t *report)
{
	const json_t *output = json_object_get(report, "output");
	const char *format = json_string_value(json_object_get(output, "format"));
	json_t *files = json_array();

	if (format)
		for (size_t i = 0; i < work->item->images.count; i++)
			json_array_append_new(files,
					      batch_file(output_of(work, i, format)));
	else if (work->is_ours) /* it stays what it was */
		json_array_extend(files, json_object_get(work->before, "outputs"));
	return files;
}

static json_t *result_new(struct work *work, int status, const char *error)
{
	const struct batch_item *item = work->item;
	json_t *words = json_array();

	for (size_t i = 0; i < item->words.count; i++)
		json_array_append_new(words, json_string(item->words.item[i]));
	return json_pack("{s:s, s:s, s:o, s:s, s:o, s:s, s:i, s:s?}", "drydock",
			 DRYDOCK_VERSION, "rules", DRYDOCK_RULES, "images",
			 batch_images(item), "output", item->output, "options", words,
			 "options_sha256", item->options, "status", status, "error",
			 error);
}

/* The result goes to who started this, and ends it. */
static __attribute__((noreturn)) void finish(struct work *work, json_t *result)
{
	int status = (int)json_integer_value(json_object_get(result, "status"));

	(void)json_dumpfd(result, work->item->fd, JSON_COMPACT);
	_exit(status);
}

static void leave_mark(struct work *work)
{
	(void)unlink(work->item->mark);
	(void)close(work->mark);
}

static __attribute__((noreturn)) void end_by_signal(struct work *work)
{
	reap(work, 0);
	/* One that was finished in this moment is taken for ours by the next run. */
	if (work->is_ours || !is_there(work->item->output))
		leave_mark(work);
	handle(SIG_DFL);
	(void)raise(ended_by);
	_exit(STATUS_FAILED);
}

static json_t *run_fix(struct work *work)
{
	double start = clock_now();
	json_t *result, *report;
	int err = start_fix(work);

	if (err < 0)
		return result_new(work, STATUS_FAILED, strerror(-err));
	if (!work->batch->options->no_checksum)
		sum_images(work);
	reap(work, 0);
	if (ended_by)
		end_by_signal(work);
	report = child_json(&work->child);
	result = result_new(work, fix_status(work),
			    child_messages(work->pool, &work->child));
	json_object_set_new(result, "seconds", json_real(clock_now() - start));
	json_object_set_new(result, "inputs", inputs(work, report));
	json_object_set_new(result, "outputs", outputs(work, report));
	json_object_set_new(result, "report", report ? report : json_null());
	if (ended_by)
		end_by_signal(work);
	return result;
}

/* Whether what the last run wrote still holds; the result is then that of the record. */
static bool is_done(struct work *work)
{
	work->before = json_load_file(work->item->record, 0, NULL);
	work->is_ours =
		work->before && batch_is_ours(work->pool, work->item, work->before);
	return work->is_ours && batch_is_done(work->pool, work->item, work->before,
					      !work->batch->options->no_checksum);
}

void batch_work(const struct batch *batch, const struct batch_item *item)
{
	struct work work = {
		.pool = pool_new(), .batch = batch, .item = item, .sums = json_object()
	};
	json_t *result;
	int err;

	handle(on_signal);
	err = take_mark(&work);
	if (err)
		finish(&work, result_new(&work, STATUS_FAILED,
					 err == -EBUSY ? "another batch is at work on it"
						       : strerror(-err)));
	if (is_done(&work)) {
		leave_mark(&work);
		json_object_set_new(work.before, "done_before", json_true());
		finish(&work, work.before);
	}
	result = run_fix(&work);
	if (batch_record_write(item, work.pool, result) < 0) {
		json_object_set_new(result, "status", json_integer(STATUS_FAILED));
		json_object_set_new(result, "error",
				    json_sprintf("\"%s\" cannot be written: %s",
						 item->record, strerror(errno)));
	}
	leave_mark(&work);
	finish(&work, result);
}
