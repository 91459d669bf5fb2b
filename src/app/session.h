/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One run on the images of one machine: its work directory, the sources, a copy-on-write
 * layer over each, and the appliance beside them.
 *
 * The one law: session_end() leaves nothing behind but a finished output.
 */
#pragma once

#include "app/key.h"
#include "app/options.h"
#include "app/wish.h"
#include "guest/imagefile.h"
#include "host/output.h"
#include "host/overlay.h"
#include "host/vm.h"

struct session {
	struct pool *pool;
	const struct options *options;
	struct host_error error;
	struct workdir *work;
	struct sign sign;                       /* where options->sign is given */
	struct output_job disk[OPTIONS_IMAGES]; /* output: where one is given */
	size_t disks;
	const char *made_dir; /* of the outputs, where this run made it; or NULL */
	json_t *report;       /* of the agent, or NULL */
	json_t *timings;      /* an array of {name, seconds} */
	struct key key;       /* of LUKS containers */
	struct wish wish;     /* of the user */
	struct profile *profile;
	struct imagefile image[OPTIONS_IMAGES]; /* what the rules are told of each */
	const char *locked;  /* the image that is encrypted, and so not open; or NULL */
	bool writes;         /* there is an output */
	bool is_output;      /* the rules judge what is, or would be, written */
	int status;          /* the agent's */
	const char *message; /* the agent's error, or NULL */
};

/* What a run is for: are the rules to judge the images, or what is made of them? */
enum session_of { SESSION_OF_IMAGES, SESSION_OF_OUTPUT };

/*
 * Open the images and lay an empty layer over each, of OUTPUT as large as the target has
 * it.  0, or the exit status, said.
 */
int session_begin(struct session *session, struct pool *pool,
		  const struct options *options, enum session_of of);

/*
 * Run COMMAND in the appliance on the layer.  0 when the agent finished with status 0;
 * else the exit status, said.
 */
int session_run(struct session *session, const char *command);

/* Boot the layer; 0 with *RESULT, or the exit status, said. */
int session_prove(struct session *session, struct prove_result *result);

/*
 * Disks that were padded get their backup GPT moved to the new end, where no rule did
 * it.  0, or the exit status, said.
 */
int session_move_tables(struct session *session);

/* Take the layers as the outputs.  0, or the exit status, said. */
int session_take(struct session *session);

/* {"path", "size", "mtime"} of each file that is read, as it was when it was opened. */
json_t *session_inputs(const struct session *session);

void session_end(struct session *session);
