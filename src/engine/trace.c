/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/trace.h"

#include <string.h>

#include "guest/boot.h"

enum { LINKS_MAX = 1000 }; /* by then the chain is broken a hundred times */

/* How sure it is that a finding is about a link; the state and the stage decide ties. */
enum {
	MATCH_SOURCE = 1 << 2,
	MATCH_FILE = 2 << 2,
	MATCH_LINE = 3 << 2,
	MATCH_SUBJECT = 4 << 2,
	MATCH_BROKEN = 2,
	MATCH_STAGE = 1,
};

/* The stretch of the chain that rules of a stage judge, and where else a finding goes. */
static const struct stretch {
	enum trace_stage first, last, home;
} stretches[] = {
	[STAGE_DISK] = { TRACE_FIRMWARE, TRACE_TABLE, TRACE_TABLE },
	[STAGE_FILESYSTEM] = { TRACE_ROOT, TRACE_FSTAB, TRACE_ROOT },
	[STAGE_MOUNTS] = { TRACE_FSTAB, TRACE_FSTAB, TRACE_FSTAB },
	[STAGE_LOADER] = { TRACE_BOOT_CODE, TRACE_ROOT, TRACE_CONFIG },
	[STAGE_KERNEL] = { TRACE_ENTRY, TRACE_KERNEL, TRACE_KERNEL },
	[STAGE_NETWORK] = { TRACE_NETWORK, TRACE_NETWORK, TRACE_NETWORK },
	[STAGE_LOGIN] = { TRACE_LOGIN, TRACE_LOGIN, TRACE_LOGIN },
	[STAGE_CLEANUP] = { TRACE_INIT, TRACE_LOGIN, TRACE_LOGIN },
	[STAGE_INITRAMFS] = { TRACE_INITRAMFS, TRACE_INITRAMFS, TRACE_INITRAMFS },
	[STAGE_BOOTCODE] = { TRACE_FIRMWARE, TRACE_LOADER, TRACE_BOOT_CODE },
};

static bool is_on_stretch(const struct rule *rule, enum trace_stage stage)
{
	const struct stretch *stretch = &stretches[rule->stage];

	return stage >= stretch->first && stage <= stretch->last;
}

static int match_file(const struct finding *finding, const struct trace_link *link)
{
	if (strcmp(finding->path, link->where) != 0)
		return strs_has(&link->about, finding->path)     ? MATCH_FILE
		       : strs_has(&link->sources, finding->path) ? MATCH_SOURCE
								 : 0;
	if (link->subject && strcmp(finding->subject, link->subject) == 0)
		return MATCH_SUBJECT;
	if (finding->line && finding->line == link->line)
		return MATCH_LINE;
	return link->line ? 0 : MATCH_FILE;
}

static int match(const struct finding *finding, const struct trace_link *link)
{
	int found = match_file(finding, link);

	if (found <= MATCH_SOURCE)
		return found;
	if (link->state == TRACE_BROKEN)
		found += MATCH_BROKEN;
	return found + (is_on_stretch(finding->rule, link->stage) ? MATCH_STAGE : 0);
}

static int best_match(const struct finding *finding, const struct trace_links *links,
		      struct trace_link **link)
{
	int best = 0;

	*link = NULL;
	for (size_t i = 0; i < links->count; i++) {
		int found = match(finding, &links->link[i]);

		if (found > best) {
			best = found;
			*link = &links->link[i];
		}
	}
	return best;
}

static bool breaks_main(const struct finding *finding)
{
	return finding->severity >= UNREACHABLE;
}

/*
 * A rule calls less grave what ails an entry that nobody starts by default; for that
 * entry itself it is as grave as the rule is.
 */
static bool breaks_other(const struct finding *finding, const struct trace_link *link)
{
	return finding->rule->severity >= UNREACHABLE &&
	       (finding->severity >= DEGRADED || link->state == TRACE_BROKEN);
}

static void put_fault(struct trace *trace, struct trace_link *link,
		      const struct finding *finding, bool is_breaking)
{
	link->fault =
		text_room(trace->pool, link->fault, link->faults, sizeof(*link->fault));
	link->fault[link->faults++] = (struct trace_fault){
		.rule = finding->rule->id,
		.severity = severity_name(finding->severity),
		.text = finding->text,
		.repairable = finding->rule->plan != NULL,
		.breaks = is_breaking,
	};
	if (is_breaking)
		link->state = TRACE_BROKEN;
}

/* What no link is about is a link of its own, where its rule has its place. */
static void add_own_link(struct trace *trace, const struct finding *finding)
{
	struct trace_link *link;

	if (!breaks_main(finding) || trace->common.count >= LINKS_MAX)
		return;
	link = trace_add(trace->pool, &trace->common,
			 &(struct trace_link){
				 .stage = stretches[finding->rule->stage].home,
				 .where = finding->path,
				 .line = finding->line,
				 .value = finding->subject,
			 });
	put_fault(trace, link, finding, true);
}

/* In each list the link it is most about, in those lists where it is most about one. */
static void attach(struct trace *trace, const struct finding *finding)
{
	struct trace_link *link;
	int best = best_match(finding, &trace->common, &link);

	for (size_t i = 0; i < trace->entries; i++) {
		int found = best_match(finding, &trace->entry[i].links, &link);

		best = found > best ? found : best;
	}
	if (best == 0) {
		add_own_link(trace, finding);
		return;
	}
	if (best_match(finding, &trace->common, &link) == best)
		put_fault(trace, link, finding,
			  best > MATCH_SOURCE && breaks_main(finding));
	for (size_t i = 0; i < trace->entries; i++) {
		struct trace_entry *entry = &trace->entry[i];

		if (best_match(finding, &entry->links, &link) == best)
			put_fault(trace, link, finding,
				  entry == trace->main ? breaks_main(finding)
						       : breaks_other(finding, link));
	}
}

static bool has_doubt(const struct trace_links *links, const struct rule *rule)
{
	for (size_t i = 0; i < links->count; i++)
		if (is_on_stretch(rule, links->link[i].stage) &&
		    (links->link[i].state == TRACE_UNKNOWN ||
		     links->link[i].state == TRACE_BROKEN))
			return true;
	return false;
}

/* Where a rule could not look and nothing else is in doubt, the doubt gets a link. */
static void add_blind(struct trace *trace, const struct rule *rule,
		      const struct check *check)
{
	if (check->verdict != COULD_NOT_LOOK || rule->severity < UNREACHABLE ||
	    has_doubt(&trace->common, rule) ||
	    (trace->main && has_doubt(&trace->main->links, rule)))
		return;
	trace_add(trace->pool, &trace->common,
		  &(struct trace_link){
			  .stage = stretches[rule->stage].home,
			  .state = TRACE_UNKNOWN,
			  .value = rule->id,
			  .text = pool_printf(trace->pool, "this rule could not look: %s",
					      check->reason),
		  });
}

/* The links of a stage, common ones first, in the order they were found. */
static void walk_list(struct trace *trace, struct trace_links *links,
		      enum trace_stage stage, struct trace_link **broken)
{
	for (size_t i = 0; i < links->count; i++) {
		struct trace_link *link = &links->link[i];

		if (link->stage != stage)
			continue;
		link->is_after_break = *broken && (*broken)->stage < stage;
		if (link->state == TRACE_BROKEN && !*broken)
			*broken = link;
		if (link->state == TRACE_UNKNOWN && trace->state == TRACE_HOLDS)
			trace->state = TRACE_UNKNOWN;
	}
}

static void walk(struct trace *trace)
{
	struct trace_link *broken = NULL;

	trace->state = TRACE_HOLDS;
	for (enum trace_stage stage = TRACE_FIRMWARE; stage <= TRACE_LOGIN; stage++) {
		walk_list(trace, &trace->common, stage, &broken);
		if (trace->main)
			walk_list(trace, &trace->main->links, stage, &broken);
	}
	trace->broken = broken;
	if (broken)
		trace->state = TRACE_BROKEN;
}

/* The links of an entry stand in the order of a start. */
static void walk_entry(struct trace_entry *entry)
{
	entry->state = entry->is_ours ? TRACE_HOLDS : TRACE_NOT_APPLICABLE;
	for (size_t i = 0; i < entry->links.count; i++) {
		struct trace_link *link = &entry->links.link[i];

		link->is_after_break = entry->state == TRACE_BROKEN;
		if (link->state == TRACE_BROKEN)
			entry->state = TRACE_BROKEN;
		else if (link->state == TRACE_UNKNOWN && entry->state != TRACE_BROKEN)
			entry->state = TRACE_UNKNOWN;
	}
}

void trace_judge(struct trace *trace, const struct finding *const *finding, size_t count,
		 const struct rule *const *rules, struct check *const *checks)
{
	for (size_t i = 0; i < count; i++)
		attach(trace, finding[i]);
	for (size_t r = 0; rules[r]; r++)
		add_blind(trace, rules[r], checks[r]);
	for (size_t i = 0; i < trace->entries; i++)
		walk_entry(&trace->entry[i]);
	walk(trace);
}

void trace_judge_plan(struct trace *trace, const struct plan *plan)
{
	const struct finding **list =
		pool_alloc(trace->pool, (plan->item_count + 1) * sizeof(*list));

	for (size_t i = 0; i < plan->item_count; i++)
		list[i] = &plan->item[i].finding;
	trace_judge(trace, list, plan->item_count, plan->rules, plan->final);
}

void trace_judge_result(struct trace *trace, const struct plan *plan)
{
	const struct finding **list;
	size_t count = 0;

	for (size_t r = 0; plan->rules[r]; r++)
		count += plan->final[r]->count;
	list = pool_alloc(trace->pool, (count + 1) * sizeof(*list));
	count = 0;
	for (size_t r = 0; plan->rules[r]; r++)
		for (size_t i = 0; i < plan->final[r]->count; i++)
			list[count++] = &plan->final[r]->finding[i];
	trace_judge(trace, list, count, plan->rules, plan->final);
}
