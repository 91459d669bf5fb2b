/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#include "guest/find.h"
#include "report/clean.h"
#include "report/diff.h"
#include "report/lastboot.h"
#include "report/network.h"
#include "report/segment.h"
#include "report/trace.h"
#include "report/volumes.h"
#include "tree/overlay.h"

enum {
	TEXT_MAX = 1000,     /* bytes of a name or message */
	FINDINGS_MAX = 5000, /* the worst ones; the others are counted */
	DIFFS_MAX = 8 << 20, /* bytes of all diffs */
};

static const char *const outcomes[] = {
	[OPEN] = "open",
	[REPAIRED] = "repaired",
	[REFUSED] = "refused",
	[REPORT_ONLY] = "report-only",
};

static const char *const verdicts[] = {
	[PASS] = "pass",
	[FINDING] = "finding",
	[NOT_APPLICABLE] = "not-applicable",
	[COULD_NOT_LOOK] = "could-not-look",
};

/* jansson drops a NULL value and says so; out of memory there is nothing to do. */
static void put(json_t *object, const char *name, json_t *value)
{
	(void)json_object_set_new(object, name, value);
}

json_t *report_bounded(struct pool *pool, const char *s)
{
	struct bytes whole, cut;

	if (!s)
		return json_null();
	whole = bytes_of(s);
	cut = bytes_slice(whole, 0, TEXT_MAX);
	while (cut.len < whole.len && cut.len > 0 && (whole.data[cut.len] & 0xc0) == 0x80)
		cut.len--;
	s = clean_str(pool, cut, CLEAN_JSON);
	return json_sprintf("%s%s", s, cut.len < whole.len ? "\xe2\x80\xa6" : "");
}

const char *report_firmware(const json_t *system)
{
	static const struct {
		const char *word, *text;
	} texts[] = {
		{ "bios", "starts by BIOS" },
		{ "uefi", "starts by UEFI" },
		{ "both", "starts by BIOS and UEFI" },
		{ "none", "starts by no firmware" },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (report_is(system, "firmware", texts[i].word))
			return texts[i].text;
	return NULL;
}

static json_t *strings_array(struct pool *pool, const struct strs *strings)
{
	json_t *array = json_array();

	for (size_t i = 0; i < strings->count; i++)
		(void)json_array_append_new(array,
					    report_bounded(pool, strings->item[i]));
	return array;
}

static json_t *release_object(struct pool *pool, const struct release *release)
{
	json_t *object = json_object();

	put(object, "id", report_bounded(pool, release->id));
	put(object, "version", report_bounded(pool, release->version));
	put(object, "arch", report_bounded(pool, release->arch));
	put(object, "source", report_bounded(pool, release->path));
	return object;
}

static json_t *system_object(struct pool *pool, const struct report_input *input)
{
	json_t *object = json_object(), *root = json_null();
	const struct volume *volume = input->root;

	if (volume) {
		root = json_object();
		put(root, "name", report_bounded(pool, volume_name(pool, volume)));
		put(root, "disk",
		    report_bounded(pool, volume->disk ? volume->disk->name : NULL));
		put(root, "part", json_integer(volume->part));
		put(root, "type", report_bounded(pool, volume->type));
		put(root, "uuid", report_bounded(pool, volume->uuid));
	}
	put(object, "name", report_bounded(pool, input->system));
	if (input->release)
		put(object, "release", release_object(pool, input->release));
	put(object, "root", root);
	put(object, "kernels", strings_array(pool, &input->kernels));
	if (input->cpu_level)
		put(object, "cpu_level", report_bounded(pool, input->cpu_level));
	if (input->firmware)
		put(object, "firmware", report_bounded(pool, input->firmware));
	return object;
}

static json_t *finding_object(struct pool *pool, const struct item *item)
{
	const struct finding *finding = &item->finding;
	json_t *object = json_object();

	put(object, "rule", report_bounded(pool, finding->rule->id));
	put(object, "severity", report_bounded(pool, severity_name(finding->severity)));
	put(object, "title", report_bounded(pool, finding->rule->title));
	put(object, "path", report_bounded(pool, finding->path));
	put(object, "line", finding->line ? json_integer(finding->line) : json_null());
	put(object, "subject", report_bounded(pool, finding->subject));
	put(object, "text", report_bounded(pool, finding->text));
	put(object, "outcome", report_bounded(pool, outcomes[item->outcome]));
	put(object, "note",
	    report_bounded(pool, item->note && *item->note ? item->note : NULL));
	return object;
}

static bool is_left(const struct item *item)
{
	return item->outcome != REPAIRED;
}

/* The worst first, then as the rules ran; the pointers are into one array. */
/* Worst first, then as the rules run, then as the file reads. */
static int worst_first(const void *a, const void *b)
{
	const struct finding *left = &(*(const struct item *const *)a)->finding;
	const struct finding *right = &(*(const struct item *const *)b)->finding;
	const struct rule *x = left->rule, *y = right->rule;
	int order;

	if (left->severity != right->severity)
		return left->severity > right->severity ? -1 : 1;
	if (x->stage != y->stage)
		return x->stage < y->stage ? -1 : 1;
	order = strcmp(x->id, y->id);
	if (!order)
		order = strcmp(left->path, right->path);
	if (!order && left->line != right->line)
		order = left->line < right->line ? -1 : 1;
	return order ? order : strcmp(left->subject, right->subject);
}

static void put_findings(struct pool *pool, json_t *report, const struct plan *plan)
{
	const struct item **sorted =
		pool_alloc(pool, (plan->item_count + 1) * sizeof(*sorted));
	json_t *array = json_array();
	size_t omitted = 0;

	for (size_t i = 0; i < plan->item_count; i++)
		sorted[i] = &plan->item[i];
	if (plan->item_count > 1)
		qsort(sorted, plan->item_count, sizeof(*sorted), worst_first);
	for (size_t i = 0; i < plan->item_count; i++) {
		if (i < FINDINGS_MAX)
			(void)json_array_append_new(array,
						    finding_object(pool, sorted[i]));
		else
			omitted += is_left(sorted[i]);
	}
	put(report, "findings", array);
	put(report, "findings_omitted", json_integer((json_int_t)omitted));
}

static bool has_finding(const struct plan *plan, const struct rule *rule)
{
	for (size_t i = 0; i < plan->item_count; i++)
		if (plan->item[i].finding.rule == rule)
			return true;
	return false;
}

static json_t *rules_array(struct pool *pool, const struct plan *plan)
{
	json_t *array = json_array();

	for (size_t r = 0; plan->rules[r]; r++) {
		const struct rule *rule = plan->rules[r];
		const struct check *check = plan->final[r];
		json_t *object = json_object();

		put(object, "id", report_bounded(pool, rule->id));
		put(object, "severity",
		    report_bounded(pool, severity_name(rule->severity)));
		put(object, "verdict", report_bounded(pool, verdicts[check->verdict]));
		put(object, "reason",
		    report_bounded(pool, check->verdict == COULD_NOT_LOOK ? check->reason
									  : NULL));
		if (has_finding(plan, rule)) {
			put(object, "why", report_bounded(pool, rule->why));
			put(object, "see", report_bounded(pool, rule->see));
		}
		(void)json_array_append_new(array, object);
	}
	return array;
}

static const char *edit_kind(const struct edit *edit)
{
	if (edit->kind == EDIT_REMOVE)
		return "remove";
	if (edit->kind == EDIT_LINK)
		return "link";
	if (edit->kind == EDIT_APPEND && edit->data.len == 0)
		return edit->owner ? "owner" : "unlock";
	if (edit->kind == EDIT_APPEND)
		return "append";
	return edit->created ? "create" : "modify";
}

/* What an append adds: the members of an initramfs segment, or lines as in a diff. */
static struct bytes append_text(struct pool *pool, const struct edit *edit,
				struct diff *diff)
{
	struct bytes shown, header;

	if (diff_is_binary(edit->data) || bytes_starts(edit->data, "07070"))
		return segment_listing(pool, edit->data);
	diff->new = &edit->data;
	shown = diff_unified(pool, diff);
	if (!bytes_starts(shown, "--- "))
		return shown;
	for (int i = 0; i < 3; i++)
		(void)bytes_line(&shown, &header);
	return shown;
}

static const char *owner_text(struct pool *pool, const struct owner *owner)
{
	return pool_printf(pool, "owner %u:%u, mode %04o\n", (unsigned)owner->uid,
			   (unsigned)owner->gid, (unsigned)owner->mode);
}

static struct bytes edit_text(struct pool *pool, const struct edit *edit, bool *masked)
{
	struct diff diff = { .path = edit->path };
	struct bytes shown;

	if (edit->kind == EDIT_REMOVE && edit->lower.len == 0)
		return bytes_of("a link or an empty file\n");
	if (edit->kind == EDIT_LINK)
		return bytes_of(
			pool_printf(pool, "a link to %s\n", bytes_str(pool, edit->data)));
	if (edit->kind == EDIT_APPEND && edit->data.len == 0 && edit->owner)
		return bytes_of(owner_text(pool, edit->owner));
	if (edit->kind == EDIT_APPEND) {
		shown = append_text(pool, edit, &diff);
	} else {
		diff.old = edit->created ? NULL : &edit->lower;
		diff.new = edit->kind == EDIT_REMOVE ? NULL : &edit->data;
		shown = diff_unified(pool, &diff);
	}
	*masked = diff.masked;
	return shown;
}

static json_t *changes_array(struct pool *pool, const struct plan *plan)
{
	json_t *array = json_array();
	size_t count, total = 0;
	const struct edit **edit = plan_edits(plan, &count);

	for (size_t i = 0; i < count; i++) {
		bool masked = false;
		struct bytes shown = edit_text(pool, edit[i], &masked);
		json_t *object = json_object();

		total += shown.len;
		if (total > DIFFS_MAX)
			shown = bytes_of("Not shown: the diffs are too long together\n");
		put(object, "path", report_bounded(pool, edit[i]->path));
		put(object, "kind", report_bounded(pool, edit_kind(edit[i])));
		put(object, "bytes", json_integer((json_int_t)edit[i]->data.len));
		put(object, "masked", json_boolean(masked));
		put(object, "diff", json_string(clean_str(pool, shown, CLEAN_JSON)));
		(void)json_array_append_new(array, object);
	}
	return array;
}

static json_t *blocks_array(struct pool *pool, const struct plan *plan)
{
	json_t *array = json_array();

	for (size_t i = 0; i < plan->block_count; i++) {
		const struct block_edit *block = &plan->block[i];
		json_t *object = json_object();

		put(object, "disk", report_bounded(pool, block->disk->name));
		put(object, "offset", json_integer((json_int_t)block->offset));
		put(object, "length", json_integer((json_int_t)block->after.len));
		put(object, "what", report_bounded(pool, block->what));
		(void)json_array_append_new(array, object);
	}
	return array;
}

json_t *report_build(const struct report_input *input)
{
	struct pool *pool = pool_new();
	const struct plan *plan = input->plan;
	json_t *report = json_object();
	json_t *last_boot = lastboot_json(pool, input->lastboot);

	put(report, "drydock", report_bounded(pool, input->version));
	put(report, "rules", report_bounded(pool, input->rules));
	put(report, "command", report_bounded(pool, input->command));
	put(report, "dry_run", json_boolean(input->dry_run));
	put(report, "profile", report_bounded(pool, input->profile));
	put(report, "system", system_object(pool, input));
	if (input->guest) {
		put(report, "disks", volumes_disks(pool, input->guest));
		put(report, "volumes", volumes_json(pool, input->guest));
	}
	if (last_boot)
		put(report, "last_boot", last_boot);
	if (input->network)
		put(report, "network", network_json(pool, input->network));
	put_findings(pool, report, plan);
	put(report, "rules_run", rules_array(pool, plan));
	put(report, "changes", changes_array(pool, plan));
	put(report, "blocks", blocks_array(pool, plan));
	put(report, "guest_tools", strings_array(pool, &input->guest_tools));
	put(report, "verified", json_boolean(input->verified));
	if (input->trace)
		put(report, "trace", trace_json(pool, input->trace));
	if (input->trace_after)
		put(report, "trace_after", trace_json(pool, input->trace_after));
	put(report, "bug", report_bounded(pool, plan->bug));
	put(report, "status", json_integer(report_status(report)));
	put(report, "verdict", report_bounded(pool, report_verdict(pool, report)));
	pool_free(pool);
	return report;
}
