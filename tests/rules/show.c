/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show.h"

#include <string.h>

#include "report/diff.h"
#include "report/segment.h"
#include "tree/overlay.h"

static void show_check(struct buf *out, const struct check *check, size_t rules)
{
	static const char *const names[] = {
		[PASS] = "pass",
		[FINDING] = "finding",
		[NOT_APPLICABLE] = "not applicable",
		[COULD_NOT_LOOK] = "could not look",
	};

	/* A case of all rules must not change when a rule is added. */
	if (rules > 1 && (check->verdict == PASS || check->verdict == NOT_APPLICABLE))
		return;
	buf_addf(out, "  %s: %s%s%s\n", check->rule->id, names[check->verdict],
		 check->reason ? ": " : "", check->reason ? check->reason : "");
	for (size_t i = 0; i < check->count; i++) {
		const struct finding *finding = &check->finding[i];

		buf_addf(out, "    %s %s:%u [%s] %s\n", severity_name(finding->severity),
			 finding->path, finding->line, finding->subject, finding->text);
	}
}

static void show_checks(struct buf *out, const struct plan *plan)
{
	size_t rules = 0;

	while (plan->rules[rules])
		rules++;
	for (size_t r = 0; r < rules; r++)
		show_check(out, plan->final[r], rules);
}

static void show_items(struct buf *out, const struct plan *plan)
{
	static const char *const outcomes[] = {
		[OPEN] = "open",
		[REPAIRED] = "repaired",
		[REFUSED] = "refused",
		[REPORT_ONLY] = "report only",
	};

	for (size_t i = 0; i < plan->item_count; i++) {
		const struct item *item = &plan->item[i];

		buf_addf(out, "  %s %s %s [%s]%s%s\n", outcomes[item->outcome],
			 item->finding.rule->id, item->finding.path,
			 item->finding.subject, item->note && *item->note ? " " : "",
			 item->note ? item->note : "");
	}
}

/*
 * What an initramfs gets: its members, since the packed bytes tell nobody anything.  Of
 * the sizes in the first line the packed one is that of this zlib, not of the rule.
 */
static void show_append(struct buf *out, struct pool *pool, const struct edit *edit)
{
	struct bytes rest = segment_listing(pool, edit->data), line;
	struct strs word;

	buf_addf(out, "append %s:\n", edit->path);
	if (!bytes_line(&rest, &line))
		return;
	word = strs_words(pool, bytes_str(pool, line));
	for (size_t i = 0; i < word.count; i++)
		if (i != 3 && i != 4)
			buf_addf(out, "%s%s", i ? " " : "", word.item[i]);
	buf_adds(out, "\n");
	buf_add(out, rest);
}

static void show_owner(struct buf *out, const struct edit *edit)
{
	const struct owner *owner = edit->owner;

	buf_addf(out, "owner of %s: %u:%u, mode %04o", edit->path, (unsigned)owner->uid,
		 (unsigned)owner->gid, (unsigned)owner->mode);
	if (edit->created)
		buf_addf(out, ", new directories %04o", (unsigned)owner->dir_mode);
	buf_addf(out, "%s%s\n", owner->label ? ", label " : "",
		 owner->label ? owner->label : "");
}

static void show_edit(struct buf *out, struct pool *pool, const struct edit *edit)
{
	struct diff diff = { .path = edit->path };

	if (edit->kind == EDIT_APPEND && edit->data.len > 0 &&
	    diff_is_binary(edit->data)) {
		show_append(out, pool, edit);
		return;
	}
	if (edit->unlock)
		buf_addf(out, "unlock %s\n", edit->path);
	if (edit->owner)
		show_owner(out, edit);
	if (edit->kind == EDIT_LINK) {
		buf_addf(out, "link %s to %s\n", edit->path, bytes_str(pool, edit->data));
		return;
	}
	if (edit->kind == EDIT_APPEND && edit->data.len == 0)
		return;
	if (edit->kind == EDIT_APPEND) {
		buf_addf(out, "append %s:\n", edit->path);
		buf_add(out, edit->data);
		return;
	}
	if (!edit->created)
		diff.old = &edit->lower;
	if (edit->kind == EDIT_WRITE)
		diff.new = &edit->data;
	if (edit->created)
		buf_addf(out, "new %s, mode %04o\n", edit->path,
			 (unsigned)(edit->owner ? edit->owner->mode : edit->mode));
	buf_add(out, diff_unified(pool, &diff));
}

static void show_changes(struct buf *out, struct pool *pool, const struct plan *plan)
{
	size_t count;
	const struct edit **edit = plan_edits(plan, &count);

	for (size_t i = 0; i < count; i++)
		show_edit(out, pool, edit[i]);
	for (size_t i = 0; i < plan->block_count; i++)
		buf_addf(out, "block %s at %llu: %zu bytes, %s\n",
			 plan->block[i].disk->name,
			 (unsigned long long)plan->block[i].offset,
			 plan->block[i].after.len, plan->block[i].what);
}

struct bytes show_case(struct pool *pool, const struct plan *checked,
		       const struct plan *plan)
{
	struct buf out = { .pool = pool };

	buf_adds(&out, "check:\n");
	show_checks(&out, checked);
	buf_adds(&out, "plan:\n");
	show_items(&out, plan);
	buf_adds(&out, "change:\n");
	show_changes(&out, pool, plan);
	buf_adds(&out, "left:\n");
	show_checks(&out, plan);
	return buf_bytes(&out);
}
