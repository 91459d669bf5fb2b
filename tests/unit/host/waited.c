/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/waited.h"

#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

/* A child that never rests, on the first processor that we may use. */
static pid_t busy(void)
{
	pid_t child = fork();
	cpu_set_t all, one;

	if (child != 0)
		return child;
	CPU_ZERO(&one);
	(void)sched_getaffinity(0, sizeof(all), &all);
	for (size_t cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &all)) {
			CPU_SET(cpu, &one);
			break;
		}
	(void)sched_setaffinity(0, sizeof(one), &one);
	for (;;)
		;
}

static void counts_two_on_one_processor(void)
{
	struct timespec while_they_run = { .tv_sec = 1 };
	pid_t one = busy(), other = busy();
	double waited;

	(void)nanosleep(&while_they_run, NULL);
	waited = process_waited(one) + process_waited(other);
	(void)kill(one, SIGKILL);
	(void)kill(other, SIGKILL);
	(void)waitpid(one, NULL, 0);
	(void)waitpid(other, NULL, 0);
	EXPECT(waited > 0.5 && waited < 60);
}

static void knows_of_no_process(void)
{
	EXPECT(process_waited(0) == 0);
}

const struct test tests[] = {
	{ "counts two on one processor", counts_two_on_one_processor },
	{ "knows of no process", knows_of_no_process },
	{ 0 },
};
