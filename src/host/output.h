/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The image that a run makes, or several, one for each disk of a machine.
 *
 * The one law: OUT is there only when it is complete, on the disk, and read back equal to
 * what it was made of; and of several all are there, or none.
 */
#pragma once

#include <jansson.h>

#include "export/format.h"
#include "host/sign.h"
#include "host/source.h"

enum replace {
	REPLACE_NEVER, /* an existing OUT is an error */
	REPLACE_FILE,  /* a regular file may be replaced */
};

struct output {
	const char *path; /* absolute */
	const char *dir;  /* its directory, resolved; for workdir_open_beside() */
	const char *name; /* its last part */
	const struct export_format *format;
	const char *compression; /* NULL: as the format has it by itself */
	int stream;              /* where to instead of a file; 0: a file */
	enum replace replace;
};

/*
 * Look at the request "-o PATH --format FORMAT" (NULL: qcow2) before any work: -EINVAL
 * unknown format, -EEXIST, -EISDIR, -ENOENT no such directory; said.  "-" is standard
 * output, -EINVAL where the format cannot be streamed.
 */
int output_plan(struct pool *pool, const char *path, const char *format,
		enum replace replace, struct output *output, struct host_error *error);

/* Have its blocks compressed by HOW; -EINVAL, said, where the format has no such way. */
int output_compress(struct pool *pool, struct output *output, const char *how,
		    struct host_error *error);

/*
 * Write it as FORMAT after all; COMPRESSION as the user said, or NULL.  Errors as those
 * of output_plan().
 */
int output_change(struct pool *pool, struct output *output,
		  const struct export_format *format, const char *compression,
		  struct host_error *error);

/* -EINVAL, said, where OUTPUT is a file that SOURCE is read from. */
int output_check_source(const struct output *output, const struct source *source,
			struct host_error *error);

/* A disk and where it goes. */
struct output_job {
	struct output output;
	struct source *source;
	const char *overlay; /* NULL: SOURCE alone */
	uint64_t size;       /* of the layer: that of the disk, or more */
	/*
	 * Where the disk depends on SOURCE and this text alone, a raw output that is cut
	 * short is gone on with by the next run.  NULL: it is not.
	 */
	const char *resume;
	/*
	 * What is known for the manifest beside it (report/manifest.h), borrowed; NULL:
	 * none is written.
	 */
	json_t *manifest;
	const struct sign *sign; /* of the manifest; NULL: it is not signed */
};

/* The disk of JOB, through its overlay, for QEMU; each reader of it needs its own. */
json_t *output_disk_spec(const struct output_job *job);

/*
 * The name of an output of IMAGE: "dir/disk.vmdk.xz" and the FORMAT raw make "disk.raw"
 * (NULL: qcow2; one that nobody knows: no ending).
 */
char *output_base(struct pool *pool, const char *image, const char *format);

/*
 * The outputs of COUNT sources in the directory DIR, which is made if need be (*MADE):
 * each has the base name of its source, with the ending of FORMAT.  -EEXIST, said, also
 * where two have one name.
 */
int output_plan_all(struct pool *pool, const char *dir, const char *format,
		    enum replace replace, const char *const *image,
		    struct output_job *job, size_t count, bool *made,
		    struct host_error *error);

/*
 * Write each disk seen through its overlay to its output: converted into WORK, checked,
 * compared with what it was made of, synced; when that is true of all, renamed.
 * Discarded clusters are not stored.  WORK must be beside the outputs.  -ESTALE where a
 * source changed meanwhile.
 */
int output_write(struct pool *pool, const struct output_job *job, size_t count,
		 const struct workdir *work, const struct progress *progress,
		 struct host_error *error);
