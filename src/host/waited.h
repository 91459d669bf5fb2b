/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long a process was ready to run and had no processor.
 *
 * The one law: a guest is not blamed for what the host took from it.
 */
#pragma once

/*
 * Seconds that the thread of process PID which waited longest has waited for a processor
 * since it was started; 0 where the kernel does not count it.  The second number of
 * /proc/PID/task/TID/schedstat, nanoseconds (kernel
 * Documentation/scheduler/sched-stats.rst).
 */
double process_waited(int pid);
