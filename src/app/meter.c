/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/meter-internal.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "app/show.h"
#include "base/clock.h"

/* The stage that is shown: since when, and when it was shown last. */
static struct {
	const char *stage;
	double since, shown;
	uint64_t done;
	bool events, ended;
} meter;

static void show_event(const char *stage, uint64_t done, uint64_t total, double seconds)
{
	double left = meter_left(done, total, seconds);
	json_t *event =
		json_pack("{s:s, s:s, s:I, s:I, s:I}", "event", "progress", "stage",
			  stage, "done", (json_int_t)done, "total", (json_int_t)total,
			  "bytes_per_second", (json_int_t)meter_rate(done, seconds));

	if (left >= 0)
		json_object_set_new(event, "seconds_left",
				    json_integer((json_int_t)left));
	json_dumpf(event, stderr, JSON_COMPACT);
	fputc('\n', stderr);
	json_decref(event);
}

void meter_events(void)
{
	meter.events = true;
}

void meter_show(const char *stage, uint64_t done, uint64_t total)
{
	double time = clock_now();
	char text[80];

	/* What packs ahead may read a little twice. */
	if (done > total)
		done = total;
	if (!meter.stage || strcmp(meter.stage, stage) != 0 || done < meter.done) {
		meter.stage = stage;
		meter.since = time;
		meter.shown = 0;
		meter.ended = false;
	}
	meter.done = done;
	if (!meter.events) {
		meter_text(text, sizeof(text), done, total, time - meter.since);
		show_progress_with(stage, (double)done / (double)total, text);
		return;
	}
	if (meter.ended || (done < total && time - meter.shown < 1))
		return;
	meter.shown = time;
	meter.ended = done == total;
	show_event(stage, done, total, time - meter.since);
}
