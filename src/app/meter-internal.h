/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The figures of app/meter.h. */
#pragma once

#include "app/meter.h"

/* Bytes in a second; the first moments tell nothing: 0. */
double meter_rate(uint64_t done, double seconds);

/* Seconds that are left at that rate, or -1. */
double meter_left(uint64_t done, uint64_t total, double seconds);
