/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/crew.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

struct count {
	uint64_t filled, drained, blocks;
	int fail_fill, fail_work, fail_drain; /* at this block; 0: never */
	bool disordered, wrong;
	int tools;
};

static int fill(void *arg, struct crew_block *block)
{
	struct count *count = arg;

	if (count->filled == count->blocks)
		return 0;
	block->number = count->filled++;
	block->in[0] = (unsigned char)block->number;
	block->in_len = 1;
	return (int)block->number == count->fail_fill ? -EIO : 1;
}

static int work(void *arg, void *tool, struct crew_block *block)
{
	struct count *count = arg;

	/* The first are the slowest. */
	if (block->number % 7 == 0)
		(void)usleep(2000);
	block->out[0] = (unsigned char)(block->in[0] + *(int *)tool);
	block->out_len = 1;
	return (int)block->number == count->fail_work ? -ENOMEM : 0;
}

static int drain(void *arg, const struct crew_block *block)
{
	struct count *count = arg;

	count->disordered |= block->number != count->drained++;
	count->wrong |= block->out[0] != (unsigned char)(block->number + 1);
	return (int)block->number == count->fail_drain ? -ENOSPC : 0;
}

static void *tool_new(void *arg)
{
	int *tool = calloc(1, sizeof(int));

	(void)arg;
	*tool = 1;
	return tool;
}

static void *no_tool(void *arg)
{
	(void)arg;
	return NULL;
}

static int run(struct count *count, void *(*make)(void *arg))
{
	const struct crew_task task = { .in_room = 16,
					.out_room = 16,
					.fill = fill,
					.work = work,
					.drain = drain,
					.tool_new = make,
					.tool_free = free,
					.arg = count };

	return crew_run(&task);
}

static void keeps_the_order(void)
{
	struct count count = {
		.blocks = 500, .fail_fill = -1, .fail_work = -1, .fail_drain = -1
	};

	EXPECT_INT(run(&count, tool_new), 0);
	EXPECT_INT(count.drained, 500);
	EXPECT(!count.disordered);
	EXPECT(!count.wrong);
}

static void of_nothing_comes_nothing(void)
{
	struct count count = { .fail_fill = -1, .fail_work = -1, .fail_drain = -1 };

	EXPECT_INT(run(&count, tool_new), 0);
	EXPECT_INT(count.drained, 0);
}

static void any_error_ends_it(void)
{
	struct count filling = {
		.blocks = 99, .fail_fill = 50, .fail_work = -1, .fail_drain = -1
	};
	struct count working = {
		.blocks = 99, .fail_fill = -1, .fail_work = 50, .fail_drain = -1
	};
	struct count draining = {
		.blocks = 99, .fail_fill = -1, .fail_work = -1, .fail_drain = 50
	};
	struct count unequipped = {
		.blocks = 99, .fail_fill = -1, .fail_work = -1, .fail_drain = -1
	};

	EXPECT_INT(run(&filling, tool_new), -EIO);
	EXPECT_INT(run(&working, tool_new), -ENOMEM);
	EXPECT_INT(working.drained, 50);
	EXPECT_INT(run(&draining, tool_new), -ENOSPC);
	EXPECT_INT(draining.drained, 51);
	EXPECT_INT(run(&unequipped, no_tool), -ENOMEM);
}

const struct test tests[] = {
	{ "keeps_the_order", keeps_the_order },
	{ "of_nothing_comes_nothing", of_nothing_comes_nothing },
	{ "any_error_ends_it", any_error_ends_it },
	{ 0 },
};
