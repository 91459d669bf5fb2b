/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "drydock undo", "finish" and "commit": what becomes of a repair in place. */
#include "app/command.h"

#include <stdio.h>
#include <string.h>

#include "app/fixinplace.h"
#include "app/here-internal.h"
#include "app/inplace.h"
#include "app/show.h"
#include "host/imagefix.h"
#include "host/status.h"
#include "report/clean.h"

struct action {
	const char *name;
	int (*run)(struct patient *patient, const struct inplace_run *run);
	enum imagefix image; /* the same of an image */
	const char *done;    /* what is said then */
};

static const struct action actions[] = {
	{ "undo", inplace_undo, IMAGEFIX_UNDO, "undone: all is as it was before" },
	{ "finish", inplace_finish, IMAGEFIX_FINISH, "finished: the repair is complete" },
	{ "commit", inplace_commit, IMAGEFIX_COMMIT, "committed: the undo file is gone" },
};

static const struct action *action_named(const char *name)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	return NULL;
}

static void say(struct pool *pool, const struct inplace_run *run,
		const struct action *action)
{
	const struct undo_log *log = &run->entry.log;

	printf("%s, repair of %s%s (%zu files, %zu block ranges), %s.\n",
	       clean_str(pool, bytes_of(log->head.note), CLEAN_LINE),
	       inplace_when(pool, run), run->entry.open ? ", interrupted" : "",
	       log->files, log->blocks, action->done);
}

/* The newest, or the interrupted one; of "commit" all. */
static int act(struct patient *patient, const struct inplace_options *options,
	       const struct action *action)
{
	struct inplace_runs runs;
	int status = inplace_find(patient, options, &runs);
	size_t count = action->run == inplace_commit ? runs.count : 1;

	if (status == 0 && runs.count == 0) {
		patient->why = "no repair in place is known of this system";
		status = STATUS_NO_SYSTEM;
	}
	for (size_t i = 0; status == 0 && i < count; i++) {
		status = action->run(patient, &runs.run[i]);
		if (status == 0)
			say(patient->pool, &runs.run[i], action);
	}
	inplace_end(&runs);
	return status;
}

static int on_disks(struct here *here, const struct action *action)
{
	const struct inplace_options options = { .journal = here->options->journal };
	struct patient *patient = &here->job.patient;
	int status;

	here_use_disks(here, patient);
	status = patient_open(patient, MOUNT_WRITABLE);
	if (status == 0)
		status = act(patient, &options, action);
	if (patient_close(patient) < 0 && status == 0) {
		status = STATUS_FAILED;
		patient->why = "the disks cannot be unmounted";
	}
	if (status)
		return command_fail(status, "%s: %s", strs_join(&here->disk, ", "),
				    patient->why);
	return 0;
}

static int undo_here(struct pool *pool, const struct options *options,
		     const struct action *action)
{
	struct here here = {
		.pool = pool,
		.options = options,
		.disk.pool = pool,
		.job = { .command = action->name,
			 .patient = { .pool = pool, .wanted_root = options->root } },
	};
	int status = here_take_options(&here);

	if (status == 0)
		status = here_choose(&here);
	if (status == 0)
		status = here_may_write(&here);
	if (status == 0)
		status = here_separate();
	if (status == 0)
		status = on_disks(&here, action);
	key_forget(&here.key);
	wish_forget(&here.wish);
	return status;
}

static int undo_image(struct pool *pool, const struct options *options,
		      const struct action *action)
{
	struct session session;
	int status, err;

	if (!options->undo)
		return command_fail(STATUS_USAGE,
				    "%s: name its undo file with --undo FILE",
				    action->name);
	status = fixinplace_device(options);
	if (status)
		return status;
	status = session_begin(&session, pool, options, SESSION_OF_IMAGES);
	if (status == 0)
		status = fixinplace_can(&session);
	if (status == 0) {
		err = imagefix_again(pool, session.disk, session.disks, options->undo,
				     action->image, session.work, &session.error);
		status = err < 0 ? command_fail((int)host_status(err), "%s",
						session.error.text)
				 : 0;
	}
	session_end(&session);
	if (status == 0)
		printf("%s: %s.\n", options->shown, action->done);
	return status;
}

static int undo_main(struct pool *pool, int argc, char **argv)
{
	struct options options;
	int status = options_parse(pool, argc, argv,
				   OPTIONS_IMAGE | OPTIONS_SYSTEM | OPTIONS_TARGET |
					   OPTIONS_HERE | OPTIONS_UNDO,
				   &options);

	if (status)
		return status;
	options.in_place = true;
	if (!options.here)
		return undo_image(pool, &options, action_named(argv[0]));
	status = here_allowed(&options);
	if (status)
		return status;
	return undo_here(pool, &options, action_named(argv[0]));
}

#define USAGE "[DISK...] [--journal DIR]\nIMAGE --undo FILE"

const struct command command_undo = {
	.name = "undo",
	.usage = USAGE,
	.help = "take the last repair in place back",
	.run = undo_main,
};

const struct command command_finish = {
	.name = "finish",
	.usage = USAGE,
	.help = "carry a repair in place that was interrupted out to its end",
	.run = undo_main,
};

const struct command command_commit = {
	.name = "commit",
	.usage = USAGE,
	.help = "keep the repairs in place for good: their undo files are removed",
	.run = undo_main,
};
