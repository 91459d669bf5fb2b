/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/manifest.h"

#include <string.h>

#include "report/report.h"

static void set(json_t *values, const char *key, const char *value)
{
	if (value && *value)
		(void)json_object_set_new(values, key, json_string(value));
}

/* Of "NAME FACT=VALUE FACT=VALUE" that VALUE which belongs to FACT, if any. */
static void set_by(json_t *values, const struct strs *words, const char *fact)
{
	size_t len = strlen(fact);

	for (size_t i = 1; len && i < words->count; i++)
		if (strncmp(words->item[i], fact, len) == 0 && words->item[i][len] == '=')
			set(values, words->item[0], words->item[i] + len + 1);
}

/* "NAME=VALUE" */
static void set_pairs(json_t *values, const struct strs *words)
{
	for (size_t i = 0; i < words->count; i++) {
		const char *equals = strchr(words->item[i], '=');
		size_t len = equals ? (size_t)(equals - words->item[i]) : 0;

		if (len)
			(void)json_object_setn_new(values, words->item[i], len,
						   json_string(equals + 1));
	}
}

/* Nothing where the target takes no disk that is large enough. */
static void set_disk(json_t *values, const struct profile *profile, uint64_t size)
{
	const uint64_t gib = 1ULL << 30;
	uint64_t least = size + profile->register_disk_above, count;

	if (least < profile->registered_min)
		least = profile->registered_min;
	count = least / gib + (least % gib != 0);
	if (!*profile->register_disk ||
	    (profile->vsize_max && count > profile->vsize_max / gib))
		return;
	(void)json_object_set_new(values, profile->register_disk,
				  json_integer((json_int_t)count));
}

static json_t *registration(const struct manifest_input *input, const json_t *system)
{
	const json_t *release = json_object_get(system, "release");
	const struct profile *profile = input->profile;
	json_t *values = json_object();

	set_disk(values, profile, input->size);
	set_by(values, &profile->register_format, input->format);
	if (!system)
		return values;
	set_by(values, &profile->register_firmware, report_text_of(system, "firmware"));
	set_by(values, &profile->register_arch, report_text_of(release, "arch"));
	set_by(values, &profile->register_system, report_text_of(release, "id"));
	if (*profile->register_version)
		set(values, profile->register_version,
		    report_text_of(release, "version"));
	set_pairs(values, &profile->register_values);
	return values;
}

/* "disk0p1" is on disk0. */
static char *disk_of(struct pool *pool, const char *volume)
{
	size_t len = strlen("disk");

	if (strncmp(volume, "disk", len) != 0)
		return NULL;
	len += strspn(volume + len, "0123456789");
	return pool_strndup(pool, volume, len);
}

/* Where /boot is, else where the root is; NULL where that is no disk alone. */
static char *boot_disk(struct pool *pool, const struct manifest_input *input)
{
	const json_t *system = json_object_get(input->report, "system");
	const json_t *volumes = json_object_get(input->report, "volumes");
	const char *root = report_text_of(json_object_get(system, "root"), "disk");

	if (input->disks == 1)
		return pool_strdup(pool, "disk0");
	for (size_t i = 0; i < json_array_size(volumes); i++) {
		const json_t *volume = json_array_get(volumes, i);

		if (report_is(volume, "mountpoint", "/boot"))
			return disk_of(pool, report_text_of(volume, "name"));
	}
	return *root ? pool_strdup(pool, root) : NULL;
}

/* ARRAY's objects with KEYS alone, those that WANTED (or all) takes. */
static json_t *pick(const json_t *array, const char *const *keys,
		    bool (*wanted)(const json_t *object))
{
	json_t *picked = json_array(), *object;
	size_t i;

	json_array_foreach(array, i, object)
	{
		json_t *one;

		if (wanted && !wanted(object))
			continue;
		one = json_object();
		for (size_t k = 0; keys[k]; k++)
			(void)json_object_set(one, keys[k],
					      json_object_get(object, keys[k]));
		(void)json_array_append_new(picked, one);
	}
	return picked;
}

static bool is_open(const json_t *finding)
{
	return !report_is(finding, "outcome", "repaired");
}

static bool was_not_judged(const json_t *rule)
{
	return report_is(rule, "verdict", "could-not-look");
}

static void add_report(json_t *manifest, const json_t *report)
{
	static const char *const change[] = { "path", "kind", "bytes", NULL };
	static const char *const finding[] = { "rule",    "severity", "title", "path",
					       "subject", "text",     "note",  NULL };
	static const char *const rule[] = { "id", "severity", "reason", NULL };
	static const char *const copied[] = { "system",   "network",          "blocks",
					      "verified", "findings_omitted", "status",
					      NULL };

	for (size_t i = 0; copied[i]; i++) {
		json_t *value = json_object_get(report, copied[i]);

		if (value)
			(void)json_object_set(manifest, copied[i], value);
	}
	(void)json_object_set_new(manifest, "changes",
				  pick(json_object_get(report, "changes"), change, NULL));
	(void)json_object_set_new(
		manifest, "open",
		pick(json_object_get(report, "findings"), finding, is_open));
	(void)json_object_set_new(
		manifest, "not_judged",
		pick(json_object_get(report, "rules_run"), rule, was_not_judged));
}

json_t *manifest_build(const struct manifest_input *input)
{
	const json_t *system = json_object_get(input->report, "system");
	struct pool *pool = pool_new();
	char *boot = boot_disk(pool, input);
	json_t *manifest = json_pack(
		"{s:i, s:s, s:s, s:s, s:b, s:s, s:{s:o, s:I}, s:o}", "manifest", 1,
		"drydock", input->version, "rules", input->rules, "command",
		input->command, "checked", input->report != NULL, "profile",
		input->profile->name, "disk", "name", json_sprintf("disk%u", input->disk),
		"bytes", (json_int_t)input->size, "registration",
		registration(input, system));

	set(manifest, "upload_place", input->profile->upload_place);
	if (input->report)
		add_report(manifest, input->report);
	if (input->report)
		(void)json_object_set_new(manifest, "ready",
					  json_boolean(report_is_ready(input->report)));
	if (input->report && boot)
		(void)json_object_set_new(manifest, "boot_disk", json_string(boot));
	pool_free(pool);
	return manifest;
}
