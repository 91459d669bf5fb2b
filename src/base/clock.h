/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long something takes. */
#pragma once

/* Seconds of a clock that only goes forward, and starts anywhere. */
double clock_now(void);
