/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One run on one image: its work directory, its source, the copy-on-write layer, and the
 * appliance beside them.
 *
 * The one law: session_end() leaves nothing behind but a finished output.
 */
#pragma once

#include "app/key.h"
#include "app/options.h"
#include "host/output.h"
#include "host/overlay.h"
#include "host/vm.h"

struct session {
	struct pool *pool;
	const struct options *options;
	struct host_error error;
	struct workdir *work;
	struct source *source;
	struct output output; /* where options->output is given */
	const char *overlay;  /* path of the layer */
	json_t *report;       /* of the agent, or NULL */
	json_t *timings;      /* an array of {name, seconds} */
	struct key key;       /* of LUKS containers */
	int status;           /* the agent's */
	const char *message;  /* the agent's error, or NULL */
};

/* Open the image and lay an empty layer over it.  0, or the exit status, said. */
int session_begin(struct session *session, struct pool *pool,
		  const struct options *options);

/*
 * Run COMMAND in the appliance on the layer.  0 when the agent finished with status 0;
 * else the exit status, said.
 */
int session_run(struct session *session, const char *command);

/* Boot the layer; 0 with *RESULT, or the exit status, said. */
int session_prove(struct session *session, struct prove_result *result);

/* Take the layer as the output.  0, or the exit status, said. */
int session_take(struct session *session);

void session_end(struct session *session);
