/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks worked on by all processors, and handed out in the order in which they came.
 *
 * The one law: memory is bounded by the number of processors, whatever the disk is.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct crew_block {
	uint64_t number;
	unsigned char *in, *out; /* of the room that the task says */
	size_t in_len, out_len;
	uint32_t value; /* the task's own */
};

/* fill() and drain() run on the caller's thread, each block in its order. */
struct crew_task {
	size_t in_room, out_room;
	int (*fill)(void *arg, struct crew_block *block); /* 1, 0 no more, -errno */
	/* On any thread; TOOL is the thread's own, of tool_new(). */
	int (*work)(void *arg, void *tool, struct crew_block *block);
	int (*drain)(void *arg, const struct crew_block *block);
	void *(*tool_new)(void *arg); /* NULL: out of memory; may be NULL with the next */
	void (*tool_free)(void *tool);
	void *arg;
};

/* Until there are no more: 0, or the first error of any of them. */
int crew_run(const struct crew_task *task);
