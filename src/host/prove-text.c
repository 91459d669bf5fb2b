/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/prove.h"

#include "host/prove-boot.h"

static const char *source_name(enum boot_source source)
{
	static const char *const names[] = {
		[BOOT_SEEN_ON_FIRMWARE_PORT] = "firmware",
		[BOOT_SEEN_ON_SERIAL] = "serial",
		[BOOT_SEEN_ON_SCREEN] = "screen",
		[BOOT_SEEN_ON_WIRE] = "wire",
		[BOOT_SEEN_BY_CONNECTING] = "connection",
		[BOOT_SEEN_BY_READING] = "disk",
	};

	return names[source];
}

static const char *verdict_name(enum prove_verdict verdict)
{
	static const char *const names[] = {
		[PROVE_BOOTS] = "boots",       [PROVE_NO_NETWORK] = "no-network",
		[PROVE_NO_LOGIN] = "no-login", [PROVE_FAILS] = "fails",
		[PROVE_STALLS] = "stalls",
	};

	return names[verdict];
}

/* A stage not seen itself, but one of those that stand on it was. */
static bool is_implied(const struct prove_result *result, int stage)
{
	return stage <= BOOT_INIT && stage < result->reached;
}

static void add_stages(struct strs *lines, const struct prove_result *result)
{
	for (int i = 0; i < BOOT_STAGES; i++) {
		const struct boot_evidence *seen = &result->stage[i];
		const char *name = boot_stage_name((enum boot_stage)i);

		if (seen->text)
			strs_addf(lines, "%-9s %6.1f s  %s: %s", name, seen->seconds,
				  source_name(seen->source), seen->text);
		else
			strs_addf(lines, "%-9s        -  %s", name,
				  is_implied(result, i) ? "passed, unseen"
							: "not reached");
	}
}

static void add_failure(struct strs *lines, const struct prove_result *result)
{
	if (result->waited > result->seconds)
		strs_addf(
			lines,
			"this host is busy: the guest ran %.0f s and waited %.0f s for a "
			"processor",
			result->seconds, result->waited);
	if (result->meaning)
		strs_addf(lines, "meaning: %s", result->meaning);
	if (result->last.count)
		strs_add(lines, "the last lines:");
	for (size_t i = 0; i < result->last.count; i++)
		strs_addf(lines, "  | %s", result->last.item[i]);
}

struct strs prove_text(struct pool *pool, const struct prove_result *result)
{
	struct strs lines = { .pool = pool };

	add_stages(&lines, result);
	if (!result->ok)
		add_failure(&lines, result);
	if (result->explained) {
		strs_add(&lines, "the same with console=ttyS0, to see why:");
		add_stages(&lines, result->explained);
		add_failure(&lines, result->explained);
	}
	strs_add(&lines, result->summary);
	return lines;
}

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *stages_json(const struct prove_result *result)
{
	json_t *stages = json_array();

	for (int i = 0; i < BOOT_STAGES; i++) {
		const struct boot_evidence *seen = &result->stage[i];

		if (seen->text)
			json_array_append_new(
				stages,
				json_pack("{s:s, s:f, s:s, s:s}", "stage",
					  boot_stage_name((enum boot_stage)i), "seconds",
					  seen->seconds, "source",
					  source_name(seen->source), "text", seen->text));
	}
	return stages;
}

static json_t *lines_json(const struct strs *list)
{
	json_t *lines = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(lines, json_string(list->item[i]));
	return lines;
}

json_t *prove_json(const struct prove_result *result)
{
	const char *reached = result->reached < 0
				      ? NULL
				      : boot_stage_name((enum boot_stage)result->reached);
	json_t *json = json_pack(
		"{s:s, s:b, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:i, s:f, s:f, s:s}",
		"verdict", verdict_name(result->verdict), "ok", result->ok, "summary",
		result->summary, "reached", text_or_null(reached), "address",
		text_or_null(result->address), "banner", text_or_null(result->banner),
		"failure", text_or_null(result->failure), "meaning",
		text_or_null(result->meaning), "stages", stages_json(result), "last",
		lines_json(&result->last), "resets", (int)result->resets, "seconds",
		result->seconds, "waited", result->waited, "accel",
		accel_name(result->accel));

	if (result->explained)
		json_object_set_new(json, "explained", prove_json(result->explained));
	return json;
}
