/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "app/meter-internal.h"

double meter_rate(uint64_t done, double seconds)
{
	return seconds < 0.2 ? 0 : (double)done / seconds;
}

double meter_left(uint64_t done, uint64_t total, double seconds)
{
	double rate = meter_rate(done, seconds);

	return rate > 0 && done <= total ? (double)(total - done) / rate : -1;
}

void meter_text(char *text, size_t room, uint64_t done, uint64_t total, double seconds)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
	double unit = 1024, rate = meter_rate(done, seconds),
	       left = meter_left(done, total, seconds);
	size_t name = 0;
	int len;

	while (name < 3 && (double)total / unit >= 1024) {
		unit *= 1024;
		name++;
	}
	len = snprintf(text, room, "%.1f of %.1f %s", (double)done / unit,
		       (double)total / unit, units[name]);
	if (rate <= 0 || left < 0 || len < 0 || (size_t)len >= room)
		return;
	(void)snprintf(text + len, room - (size_t)len, ", %.0f MiB/s, %d:%02d left",
		       rate / 1048576, (int)(left / 60), (int)left % 60);
}
