/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/crew.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>

#include "base/pool.h"

/* With blocks of 2 MiB, 24 threads hold 28 of them, in and out: 120 MiB. */
enum { THREADS_MAX = 24, AHEAD = 4 };

struct slot {
	struct crew_block block;
	bool done;
	int err;
};

/* Blocks are numbered as they come; block N is in slot N % slots. */
struct crew {
	const struct crew_task *task;
	pthread_mutex_t lock;
	pthread_cond_t filled, done;
	struct slot slot[THREADS_MAX + AHEAD];
	size_t slots;
	uint64_t drained, taken, put; /* drained <= taken <= put */
	bool stop;
};

/* The next block to work on, or NULL at the end. */
static struct slot *take(struct crew *crew)
{
	struct slot *slot = NULL;

	pthread_mutex_lock(&crew->lock);
	while (crew->taken == crew->put && !crew->stop)
		pthread_cond_wait(&crew->filled, &crew->lock);
	if (!crew->stop)
		slot = &crew->slot[crew->taken++ % crew->slots];
	pthread_mutex_unlock(&crew->lock);
	return slot;
}

static void give(struct crew *crew, struct slot *slot, int err)
{
	pthread_mutex_lock(&crew->lock);
	slot->done = true;
	slot->err = err;
	pthread_cond_signal(&crew->done);
	pthread_mutex_unlock(&crew->lock);
}

static void *worker(void *arg)
{
	struct crew *crew = arg;
	const struct crew_task *task = crew->task;
	void *tool = task->tool_new ? task->tool_new(task->arg) : NULL;
	struct slot *slot;

	while ((slot = take(crew)))
		give(crew, slot,
		     task->tool_new && !tool ? -ENOMEM
					     : task->work(task->arg, tool, &slot->block));
	if (tool)
		task->tool_free(tool);
	return NULL;
}

/* 1 where a block was put, 0 at the end of the input. */
static int put_next(struct crew *crew)
{
	struct slot *slot = &crew->slot[crew->put % crew->slots];
	int got;

	slot->done = false;
	got = crew->task->fill(crew->task->arg, &slot->block);
	if (got <= 0)
		return got;
	pthread_mutex_lock(&crew->lock);
	crew->put++;
	pthread_cond_signal(&crew->filled);
	pthread_mutex_unlock(&crew->lock);
	return 1;
}

static int drain_next(struct crew *crew)
{
	struct slot *slot = &crew->slot[crew->drained % crew->slots];

	pthread_mutex_lock(&crew->lock);
	while (!slot->done)
		pthread_cond_wait(&crew->done, &crew->lock);
	pthread_mutex_unlock(&crew->lock);
	crew->drained++;
	return slot->err ? slot->err : crew->task->drain(crew->task->arg, &slot->block);
}

static int run(struct crew *crew)
{
	bool more = true;
	int err = 0;

	while (!err && (more || crew->drained < crew->put)) {
		if (more && crew->put - crew->drained < crew->slots) {
			int got = put_next(crew);

			more = got > 0;
			err = got < 0 ? got : 0;
		} else {
			err = drain_next(crew);
		}
	}
	return err;
}

static size_t processors(void)
{
	cpu_set_t set;
	int count = sched_getaffinity(0, sizeof(set), &set) < 0 ? 1 : CPU_COUNT(&set);

	return count < 1 ? 1 : count > THREADS_MAX ? THREADS_MAX : (size_t)count;
}

static void make_slots(struct crew *crew, struct pool *pool, size_t count)
{
	crew->slots = count;
	for (size_t i = 0; i < count; i++) {
		crew->slot[i].block.in = pool_alloc(pool, crew->task->in_room);
		crew->slot[i].block.out = pool_alloc(pool, crew->task->out_room + 1);
	}
}

int crew_run(const struct crew_task *task)
{
	struct crew crew = { .task = task,
			     .lock = PTHREAD_MUTEX_INITIALIZER,
			     .filled = PTHREAD_COND_INITIALIZER,
			     .done = PTHREAD_COND_INITIALIZER };
	struct pool *pool = pool_new();
	pthread_t thread[THREADS_MAX];
	size_t wanted = processors(), threads = 0;
	int err;

	make_slots(&crew, pool, wanted + AHEAD);
	while (threads < wanted &&
	       pthread_create(&thread[threads], NULL, worker, &crew) == 0)
		threads++;
	err = threads ? run(&crew) : -EAGAIN;
	pthread_mutex_lock(&crew.lock);
	crew.stop = true;
	pthread_cond_broadcast(&crew.filled);
	pthread_mutex_unlock(&crew.lock);
	for (size_t i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
	pool_free(pool);
	return err;
}
