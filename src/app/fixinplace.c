/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/fixinplace.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/command.h"
#include "app/here.h"
#include "app/show.h"
#include "host/imagefix.h"
#include "host/status.h"
#include "report/report.h"

static int refuse_here(const struct options *options)
{
	if (options->undo)
		return command_fail(STATUS_USAGE,
				    "fix: --undo is for images; of a disk, say --journal "
				    "DIRECTORY");
	if (options->repair_filesystems && !options->no_undo)
		return command_fail(STATUS_USAGE,
				    "fix: what e2fsck and its like write in place cannot "
				    "be undone: repair an image of the disk, or add "
				    "--no-undo");
	return here_allowed(options);
}

static int refuse_image(const struct options *options)
{
	if (options->journal)
		return command_fail(STATUS_USAGE,
				    "fix: --journal is for disks; of an image, say "
				    "--undo FILE");
	if (!options->undo && !options->no_undo)
		return command_fail(STATUS_USAGE,
				    "fix: say where the way back is to be kept with "
				    "--undo FILE, or that there is to be none with "
				    "--no-undo");
	return fixinplace_device(options);
}

int fixinplace_refuse(const struct options *options)
{
	if (!options->in_place && (options->no_undo || options->journal ||
				   options->undo || options->yes_write_to))
		return command_fail(STATUS_USAGE, "fix: --no-undo, --journal, --undo and "
						  "--yes-write-to are for --in-place");
	if (!options->in_place)
		return 0;
	if (options->dry_run || options->output)
		return command_fail(STATUS_USAGE,
				    "fix: choose --in-place, -o or --dry-run");
	if (options->no_undo && (options->journal || options->undo))
		return command_fail(STATUS_USAGE,
				    "fix: choose --no-undo, or say where to with "
				    "--journal or --undo");
	return options->here ? refuse_here(options) : refuse_image(options);
}

static int device_allowed(const struct options *options, const char *path)
{
	int fd;

	if (!options->yes_write_to || strcmp(options->yes_write_to, path) != 0)
		return command_fail(STATUS_USAGE,
				    "%s is a disk of this machine: to have it written, "
				    "add --yes-write-to=%s",
				    path, path);
	/* The kernel gives nobody a disk alone of which another has a part. */
	fd = open(path, O_RDONLY | O_EXCL | O_CLOEXEC);
	if (fd < 0)
		return command_fail(STATUS_FAILED, "%s: %s", path,
				    errno == EBUSY ? "is in use: unmount what is on it"
						   : strerror(errno));
	(void)close(fd);
	return 0;
}

int fixinplace_device(const struct options *options)
{
	struct stat st;
	int status = 0;

	for (size_t i = 0; i < options->image_count && !status; i++)
		if (stat(options->images[i], &st) == 0 && S_ISBLK(st.st_mode))
			status = device_allowed(options, options->images[i]);
	return status;
}

static int said(struct session *session, int err)
{
	return err < 0 ? command_fail((int)host_status(err), "%s", session->error.text)
		       : 0;
}

int fixinplace_can(struct session *session)
{
	int err = 0;

	for (size_t i = 0; i < session->disks && !err; i++)
		err = imagefix_can(session->disk[i].source, &session->error);
	return said(session, err);
}

int fixinplace_may(struct session *session)
{
	int status = fixinplace_can(session), err = 0;

	if (status == 0 && session->options->undo)
		err = imagefix_plan(session->pool, session->options->undo,
				    &session->error);
	return status ? status : said(session, err);
}

int fixinplace_take(struct session *session)
{
	const struct options *options = session->options;
	uint64_t bytes;
	int err;

	/* A journal that was replayed on the layer alone is no repair. */
	if (!options->repair_filesystems &&
	    json_array_size(json_object_get(session->report, "changes")) == 0 &&
	    json_array_size(json_object_get(session->report, "blocks")) == 0)
		return 0;
	err = imagefix_write(session->pool, session->disk, session->disks, options->undo,
			     session->work, &bytes, &session->error);
	if (err < 0)
		return said(session, err);
	json_object_set_new(session->report, "output",
			    json_pack("{s:s, s:s, s:I}", "path", options->shown, "format",
				      "in place", "bytes", (json_int_t)bytes));
	if (options->undo)
		json_object_set_new(
			session->report, "verdict",
			json_sprintf("%s drydock undo takes it back with --undo %s; "
				     "drydock commit removes that file.",
				     report_verdict(session->pool, session->report),
				     options->undo));
	return 0;
}
