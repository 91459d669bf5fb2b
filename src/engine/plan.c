/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/plan.h"

#include <stdarg.h>
#include <string.h>

#include "engine/room.h"
#include "tree/overlay.h"

enum {
	ROUNDS_MAX = 8,     /* rounds over all rules until nothing changes */
	REPAIRS_MAX = 10000 /* findings one run repairs */
};

void plan_refuse(struct plan *plan, const char *format, ...)
{
	va_list args;

	if (plan->refusal)
		return;
	va_start(args, format);
	plan->refusal = pool_vprintf(plan->guest->pool, format, args);
	va_end(args);
}

void plan_note(struct plan *plan, const char *format, ...)
{
	va_list args;

	if (plan->note.len)
		buf_adds(&plan->note, "; ");
	va_start(args, format);
	buf_adds(&plan->note, pool_vprintf(plan->guest->pool, format, args));
	va_end(args);
}

static bool accepted(struct plan *plan, const char *path, int err)
{
	if (err < 0)
		plan_refuse(plan, "\"%s\": %s", path, strerror(-err));
	return err == 0;
}

bool plan_write(struct plan *plan, const char *path, struct bytes data)
{
	return accepted(plan, path, overlay_write(plan->overlay, path, data, 0644));
}

bool plan_append(struct plan *plan, const char *path, struct bytes data)
{
	return accepted(plan, path, overlay_append(plan->overlay, path, data));
}

bool plan_unlock(struct plan *plan, const char *path)
{
	return accepted(plan, path, overlay_unlock(plan->overlay, path));
}

bool plan_own(struct plan *plan, const char *path, const struct owner *owner)
{
	return accepted(plan, path, overlay_own(plan->overlay, path, owner));
}

bool plan_link(struct plan *plan, const char *path, const char *target)
{
	return accepted(plan, path, overlay_link(plan->overlay, path, target));
}

bool plan_remove(struct plan *plan, const char *path)
{
	return accepted(plan, path, overlay_remove(plan->overlay, path));
}

void plan_block(struct plan *plan, const struct disk *disk, uint64_t offset,
		struct bytes after, const char *what)
{
	struct guest *guest = plan->guest;
	struct block_edit edit = {
		.disk = disk, .offset = offset, .after = after, .what = what
	};
	int err = guest_disk_read(guest, disk, offset, after.len, &edit.before);

	if (!accepted(plan, disk->path, err))
		return;
	if (plan->block_count == plan->block_room) {
		size_t room = plan->block_room ? plan->block_room * 2 : 8;

		plan->block =
			pool_grow(guest->pool, plan->block,
				  plan->block_count * sizeof(edit), room * sizeof(edit));
		plan->block_room = room;
	}
	plan->block[plan->block_count++] = edit;
	guest->block = plan->block;
	guest->block_count = plan->block_count;
}

static void take_mended(struct plan *plan, struct mended mended)
{
	struct guest *guest = plan->guest;

	if (plan->mended_count == plan->mended_room) {
		size_t room = plan->mended_room ? plan->mended_room * 2 : 4;

		plan->mended = pool_grow(guest->pool, plan->mended,
					 plan->mended_count * sizeof(*plan->mended),
					 room * sizeof(*plan->mended));
		plan->mended_room = room;
	}
	plan->mended[plan->mended_count++] = mended;
	guest->mended = plan->mended;
	guest->mended_count = plan->mended_count;
}

void plan_mended(struct plan *plan, const struct volume *volume, enum mend how)
{
	take_mended(plan, (struct mended){ .volume = volume, .how = how });
}

void plan_padded(struct plan *plan, const struct disk *disk)
{
	take_mended(plan, (struct mended){ .disk = disk, .how = MEND_SIZE });
}

static struct item *item_add(struct plan *plan, const struct finding *finding)
{
	if (plan->item_count == plan->item_room) {
		size_t room = plan->item_room ? plan->item_room * 2 : 16;

		plan->item = pool_grow(plan->guest->pool, plan->item,
				       plan->item_count * sizeof(*plan->item),
				       room * sizeof(*plan->item));
		plan->item_room = room;
	}
	plan->item[plan->item_count] = (struct item){ .finding = *finding };
	return &plan->item[plan->item_count++];
}

static struct item *item_find(struct plan *plan, const struct finding *finding)
{
	for (size_t i = 0; i < plan->item_count; i++)
		if (finding_same(&plan->item[i].finding, finding))
			return &plan->item[i];
	return NULL;
}

static bool still_found(const struct check *check, const struct finding *finding)
{
	for (size_t i = 0; i < check->count; i++)
		if (finding_same(&check->finding[i], finding))
			return true;
	return false;
}

/* Blinded by its own repair: what it could see before, it cannot judge any more. */
static bool is_blinded(const struct check *before, const struct check *after)
{
	return after->verdict == COULD_NOT_LOOK && before->verdict != COULD_NOT_LOOK;
}

static void bug(struct plan *plan, const char *what, const struct finding *finding)
{
	if (!plan->bug)
		plan->bug =
			pool_printf(plan->guest->pool, "%s: %s in %s (%s)", what,
				    finding->rule->id, finding->path, finding->subject);
}

/* How far a plan has come, to go back to. */
struct mark {
	size_t edits, blocks, mended;
};

static struct mark mark_of(const struct plan *plan)
{
	return (struct mark){ overlay_mark(plan->overlay), plan->block_count,
			      plan->mended_count };
}

static void undo_to(struct plan *plan, struct mark mark)
{
	overlay_rollback(plan->overlay, mark.edits);
	plan->block_count = mark.blocks;
	plan->guest->block_count = mark.blocks;
	plan->mended_count = mark.mended;
	plan->guest->mended_count = mark.mended;
}

/* A file that cannot be read makes half a repair: then none. */
static void ask_rule(struct plan *plan, const struct finding *finding)
{
	struct tree *tree = plan->guest->tree;
	const char *path, *why;
	int err;

	(void)tree_take_error(tree, NULL);
	finding->rule->plan(plan, plan->guest, finding);
	err = tree_take_error(tree, &path);
	if (err < 0)
		(void)accepted(plan, path, err);
	why = plan->refusal ? NULL : room_lacks(plan->guest, plan->overlay);
	if (why)
		plan_refuse(plan, "%s", why);
}

/* Repair one finding in the overlay and look again; returns whether something changed. */
static bool repair(struct plan *plan, struct item *item, const struct check *before)
{
	const struct check *after;
	const struct rule *rule = item->finding.rule;
	struct mark mark = mark_of(plan);
	struct pool *pool = plan->guest->pool;

	plan->refusal = NULL;
	plan->note = (struct buf){ .pool = pool };
	ask_rule(plan, &item->finding);
	after = plan->refusal ? before : check_run(plan->guest, rule);
	if (!plan->refusal &&
	    (still_found(after, &item->finding) || is_blinded(before, after))) {
		bug(plan, "the repair did not take", &item->finding);
		plan_refuse(plan, "the repair did not take (a bug in drydock)");
	}
	if (plan->refusal) {
		undo_to(plan, mark);
		item->outcome = REFUSED;
		item->note = plan->refusal;
		return false;
	}
	item->outcome = REPAIRED;
	item->note = bytes_str(pool, buf_bytes(&plan->note));
	return true;
}

/* Take the first finding nobody has dealt with; false when there is none. */
static bool repair_next(struct plan *plan, const struct check *check, bool *changed)
{
	for (size_t i = 0; i < check->count; i++) {
		const struct finding *finding = &check->finding[i];
		struct item *item = item_find(plan, finding);

		if (item && item->outcome == REPAIRED) {
			bug(plan, "a repaired finding came back", finding);
			item->outcome = REFUSED;
			item->note = "came back after its repair (a bug in drydock)";
			continue;
		}
		if (item)
			continue;
		item = item_add(plan, finding);
		if (!finding->rule->plan) {
			item->outcome = REPORT_ONLY;
			continue;
		}
		if (repair(plan, item, check))
			*changed = true;
		return true;
	}
	return false;
}

static bool round_over_rules(struct plan *plan)
{
	bool changed = false;

	for (size_t r = 0; plan->rules[r]; r++) {
		size_t repairs = 0;

		plan->final[r] = check_run(plan->guest, plan->rules[r]);
		while (repair_next(plan, plan->final[r], &changed)) {
			if (++repairs > REPAIRS_MAX)
				break;
			plan->final[r] = check_run(plan->guest, plan->rules[r]);
		}
	}
	return changed;
}

static struct plan *plan_new(struct guest *guest, const struct selection *selection)
{
	struct plan *plan = pool_alloc(guest->pool, sizeof(*plan));
	size_t count = 0;

	plan->guest = guest;
	plan->rules = rules_selected(guest->pool, selection);
	while (plan->rules[count])
		count++;
	plan->final = pool_alloc(guest->pool, (count + 1) * sizeof(*plan->final));
	return plan;
}

struct plan *plan_check(struct guest *guest, const struct selection *selection)
{
	struct plan *plan = plan_new(guest, selection);

	for (size_t r = 0; plan->rules[r]; r++) {
		plan->final[r] = check_run(guest, plan->rules[r]);
		for (size_t i = 0; i < plan->final[r]->count; i++)
			item_add(plan, &plan->final[r]->finding[i])->outcome =
				plan->rules[r]->plan ? OPEN : REPORT_ONLY;
	}
	return plan;
}

/* What nobody repaired for itself, and is gone with what another repair did. */
static void settle(struct plan *plan)
{
	for (size_t i = 0; i < plan->item_count; i++) {
		struct item *item = &plan->item[i];
		size_t r = 0;

		while (plan->rules[r] != item->finding.rule)
			r++;
		if (item->outcome == REPAIRED ||
		    plan->final[r]->verdict == COULD_NOT_LOOK ||
		    still_found(plan->final[r], &item->finding))
			continue;
		item->outcome = REPAIRED;
		item->note = "gone with the other repairs";
	}
}

struct plan *plan_repairs(struct guest *guest, const struct selection *selection)
{
	struct plan *plan = plan_new(guest, selection);
	int rounds = 0;

	plan->overlay = overlay_new(guest->tree);
	guest->tree = plan->overlay;
	while (round_over_rules(plan))
		if (++rounds == ROUNDS_MAX) {
			plan->bug = "rules keep changing what others repaired";
			break;
		}
	settle(plan);
	return plan;
}

const struct edit **plan_edits(const struct plan *plan, size_t *count)
{
	*count = 0;
	return plan->overlay ? overlay_edits(plan->overlay, count) : NULL;
}

static const char *one_differs(struct pool *pool, const struct check *planned,
			       const struct check *real)
{
	if (planned->verdict != real->verdict)
		return pool_printf(pool, "%s %s", real->rule->id,
				   real->verdict == FINDING ? real->finding[0].text
				   : real->verdict == COULD_NOT_LOOK
					   ? real->reason
					   : "judges otherwise than rehearsed");
	for (size_t i = 0; i < real->count; i++)
		if (!still_found(planned, &real->finding[i]))
			return pool_printf(pool, "%s: %s", real->rule->id,
					   real->finding[i].text);
	if (real->count != planned->count)
		return pool_printf(pool, "%s: %zu findings, %zu rehearsed",
				   real->rule->id, real->count, planned->count);
	return NULL;
}

const char *plan_differs(const struct plan *plan, struct check *const *result)
{
	for (size_t r = 0; plan->rules[r]; r++) {
		const char *difference =
			one_differs(plan->guest->pool, plan->final[r], result[r]);

		if (difference)
			return difference;
	}
	return NULL;
}

struct check **plan_look_again(const struct plan *plan, struct guest *guest)
{
	struct check **result;
	size_t count = 0;

	while (plan->rules[count])
		count++;
	result = pool_alloc(guest->pool, (count + 1) * sizeof(struct check *));
	for (size_t r = 0; r < count; r++)
		result[r] = check_run(guest, plan->rules[r]);
	return result;
}
