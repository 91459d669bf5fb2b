/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The format and size of what is written, and what the rules are told of it. */
#include "app/session-internal.h"

#include <errno.h>
#include <string.h>

#include "app/command.h"
#include "app/netoptions.h"
#include "guest/imagefile.h"
#include "host/imagefacts.h"
#include "host/padtable.h"
#include "report/report.h"

/* The first that the profile takes of those that can be written here. */
static const char *first_written(const struct profile *profile)
{
	for (size_t i = 0; i < profile->formats.count; i++)
		if (export_format_named(profile->formats.item[i]))
			return profile->formats.item[i];
	return "qcow2";
}

const char *session_format(const struct session *session)
{
	const struct profile *profile = session->profile;
	uint64_t stored = 0;
	const char *chosen;

	if (session->options->format)
		return session->options->format;
	for (size_t i = 0; i < session->disks; i++)
		if (session->image[i].stored > stored)
			stored = session->image[i].stored;
	chosen = imagefile_choose(profile, stored);
	return export_format_named(chosen) ? chosen : first_written(profile);
}

int session_check_format(struct session *session)
{
	const struct options *options = session->options;
	const struct profile *profile = session->profile;
	const struct export_format *format =
		options->format ? export_format_named(options->format) : NULL;

	if (!format || !options->target_named ||
	    imagefile_format_taken(profile, format->name))
		return 0;
	return host_fail(&session->error, EINVAL, "%s takes no %s; it takes %s",
			 profile->name, format->name, strs_join(&profile->formats, ", "));
}

/* The format may be another now that it is known how much there is to be stored. */
static int choose_again(struct session *session)
{
	const struct export_format *format = export_format_named(session_format(session));
	int err = 0;

	for (size_t i = 0; format && i < session->disks && !err; i++)
		if (session->disk[i].output.format != format)
			err = output_change(session->pool, &session->disk[i].output,
					    format, session->options->compress,
					    &session->error);
	return err;
}

/* As large as the target and the format have it; what is behind its end reads as zeros.
 */
static uint64_t padded(const struct session *session, const struct imagefile *image,
		       const struct export_format *format)
{
	uint64_t whole = imagefile_whole(session->profile, image);

	if (format->align > whole)
		whole = format->align;
	return image->size % whole ? image->size + whole - image->size % whole
				   : image->size;
}

/* The rules judge what is made of it, wherever that goes. */
static void judge_output(struct session *session, size_t which)
{
	struct output_job *job = &session->disk[which];
	const struct export_format *format =
		session->writes ? job->output.format
				: export_format_named(session_format(session));

	imagefacts_write(&session->image[which], format,
			 session->writes && !job->output.stream ? job->output.name : "");
	job->size = padded(session, &session->image[which], format);
}

int session_images(struct session *session)
{
	const struct options *options = session->options;
	int err = 0;

	for (size_t i = 0; i < session->disks && !err; i++)
		err = imagefacts_read(session->pool, session->disk[i].source,
				      options->images[i], &session->image[i],
				      &session->error);
	if (!err && session->writes)
		err = choose_again(session);
	for (size_t i = 0; i < session->disks && !err; i++) {
		session->disk[i].size = session->disk[i].source->size;
		if (session->is_output)
			judge_output(session, i);
	}
	return err;
}

/* The report of a repair has it where the rule for it ran. */
static bool is_padding_told(const struct session *session)
{
	const json_t *findings = json_object_get(session->report, "findings"), *finding;
	size_t i;

	json_array_foreach(findings, i, finding)
	{
		if (strcmp(report_text_of(finding, "rule"), "vsize-granularity") == 0)
			return true;
	}
	return false;
}

int session_move_tables(struct session *session)
{
	int err = 0;

	for (size_t i = 0; i < session->disks && !err; i++) {
		struct output_job *job = &session->disk[i];
		const char *why, *size = imagefile_size_text(session->pool, job->size);
		bool moved;

		if (job->size == job->source->size)
			continue;
		err = padtable_move(session->pool, job, session->work, &moved, &why,
				    &session->error);
		if (!err && why)
			(void)command_fail(0,
					   "warning: disk%zu is padded with zeros to %s; "
					   "its backup GPT stays where it was: %s",
					   i, size, why);
		else if (!err && (moved || !is_padding_told(session)))
			(void)command_fail(
				0, "disk%zu is padded with zeros to %s%s", i, size,
				moved ? ", its backup GPT moved to the end" : "");
	}
	return err ? session_said(session, err) : 0;
}
