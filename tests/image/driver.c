/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The image handling of src/host without an appliance, for the tests of this directory:
 *
 *	driver IMAGE [-o OUT] [-f FORMAT] [-i INPUT-FORMAT] [-m MEMBER] [-t] [-F]
 *	       [-w OFFSET] [-c COMMAND]
 *
 * -t trusts references, -F replaces OUT, -w has qemu-io write 64 KiB of 0x5a at OFFSET of
 * the overlay, -c runs a shell command before the output is written.  Prints what it
 * found; the exit status is that of drydock.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/blockspec.h"
#include "host/output.h"
#include "host/overlay.h"
#include "host/run.h"
#include "host/status.h"

struct job {
	struct pool *pool;
	struct source_request request;
	struct output output;
	struct workdir *work;
	struct source *source;
	const char *out, *format, *write_at, *command;
	enum replace replace;
	struct host_error error;
};

static int poke(struct job *job, const char *overlay)
{
	char *name =
		blockspec_name(job->pool, blockspec_overlay(overlay, job->source->image));
	const char *const argv[] = {
		"qemu-io",
		"-c",
		pool_printf(job->pool, "write -P 0x5a %s 64k", job->write_at),
		name,
		NULL,
	};

	return run_checked(job->pool, argv, NULL, NULL, &job->error);
}

static int make_output(struct job *job)
{
	const char *overlay;
	int err = output_check_source(&job->output, job->source, &job->error);

	if (!err)
		err = overlay_create(job->pool, job->work, job->source, job->source->size,
				     &overlay, &job->error);
	if (!err && job->write_at)
		err = poke(job, overlay);
	if (!err && job->command) {
		const char *const argv[] = { "sh", "-c", job->command, NULL };

		err = run_checked(job->pool, argv, NULL, NULL, &job->error);
	}
	return err ? err
		   : output_write(job->pool,
				  &(struct output_job){ .output = job->output,
							.source = job->source,
							.overlay = overlay,
							.size = job->source->size },
				  1, job->work, NULL, &job->error);
}

static int work(struct job *job)
{
	int err = 0;

	if (job->out)
		err = output_plan(job->pool, job->out, job->format, job->replace,
				  &job->output, &job->error);
	if (!err)
		err = job->out ? workdir_open_beside(job->pool, job->output.dir,
						     job->output.name, &job->work,
						     &job->error)
			       : workdir_open_temporary(job->pool, &job->work,
							&job->error);
	if (!err)
		err = source_open(job->pool, &job->request, job->work, &job->source,
				  &job->error);
	if (!err)
		printf("%s %llu\n", image_driver(job->source->image->kind),
		       (unsigned long long)job->source->size);
	if (!err && job->out)
		err = make_output(job);
	if (!err && !job->out && job->command)
		err = system(job->command);
	source_close(job->source);
	workdir_close(job->work);
	return err;
}

static void read_options(struct job *job, int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "o:f:i:m:w:c:tF")) != -1) {
		switch (option) {
		case 'o':
			job->out = optarg;
			break;
		case 'f':
			job->format = optarg;
			break;
		case 'i':
			job->request.input_format = optarg;
			break;
		case 'm':
			job->request.member = optarg;
			break;
		case 'w':
			job->write_at = optarg;
			break;
		case 'c':
			job->command = optarg;
			break;
		case 't':
			job->request.trust = TRUST_ALL;
			break;
		case 'F':
			job->replace = REPLACE_FILE;
			break;
		default:
			exit(HOST_USAGE);
		}
	}
	if (optind + 1 != argc)
		exit(HOST_USAGE);
	job->request.path = argv[optind];
}

int main(int argc, char **argv)
{
	struct job job = { .pool = pool_new() };
	int err, status;

	read_options(&job, argc, argv);
	err = work(&job);
	status = err ? (int)host_status(err) : 0;
	if (err)
		fprintf(stderr, "driver: %s\n", job.error.text);
	pool_free(job.pool);
	return status;
}
