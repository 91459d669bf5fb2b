/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Volume groups of LVM2, by lvm(8) with the settings in the appliance's lvm.conf.
 */
#include <jansson.h>
#include <string.h>

#include "base/strs.h"
#include "disk/stack-internal.h"
#include "disk/tool.h"

#define LVM    "/usr/sbin/lvm"
#define MEMBER "LVM2_member"

/* One volume group, as one of its physical volumes tells. */
struct group {
	const char *name, *uuid, *system;
	unsigned missing; /* physical volumes */
	const char *problem;
};

struct groups {
	struct group *group;
	size_t count;
	size_t *of; /* for each volume, the number of its group; count: none */
};

static const char *text_of(struct pool *pool, const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return pool_strdup(pool, text ? text : "");
}

static size_t group_of(struct probe *probe, struct groups *groups, const json_t *pv)
{
	const char *uuid = text_of(probe->pool, pv, "vg_uuid");
	size_t i = 0;

	if (!*uuid)
		return SIZE_MAX;
	while (i < groups->count && strcmp(groups->group[i].uuid, uuid) != 0)
		i++;
	if (i == groups->count)
		groups->group[groups->count++] = (struct group){
			.name = text_of(probe->pool, pv, "vg_name"),
			.uuid = uuid,
			.system = text_of(probe->pool, pv, "vg_systemid"),
			.missing = (unsigned)strtoul(
				text_of(probe->pool, pv, "vg_missing_pv_count"), NULL,
				10),
		};
	return i;
}

/* A physical volume is known again by its identity: lvm may call its device otherwise. */
static void take_report(struct probe *probe, struct groups *groups, const json_t *list)
{
	const json_t *pv;
	size_t n;

	json_array_foreach(list, n, pv)
	{
		const char *uuid = text_of(probe->pool, pv, "pv_uuid");
		size_t group = group_of(probe, groups, pv);

		for (size_t i = 0; i < probe->volume_count; i++)
			if (stack_is_member(&probe->volume[i], MEMBER) &&
			    probe->volume[i].uuid &&
			    strcmp(probe->volume[i].uuid, uuid) == 0)
				groups->of[i] = group;
	}
}

/* "--devices NODE" for each physical volume, of a group without a problem if GROUPS. */
static void add_devices(struct probe *probe, const struct groups *groups,
			struct strs *args)
{
	for (size_t i = 0; i < probe->volume_count; i++) {
		size_t of = groups ? groups->of[i] : 0;

		if (!stack_is_member(&probe->volume[i], MEMBER) ||
		    (groups && (of == SIZE_MAX || groups->group[of].problem)))
			continue;
		strs_add(args, "--devices");
		strs_add(args, probe->volume[i].node);
	}
}

static void look(struct probe *probe, struct groups *groups)
{
	struct pool *pool = probe->pool;
	struct strs args = { .pool = pool };
	struct tool_result result;
	json_t *root;

	*groups = (struct groups){
		.group = pool_alloc(pool, probe->volume_count * sizeof(struct group)),
		.of = pool_alloc(pool, probe->volume_count * sizeof(size_t)),
	};
	for (size_t i = 0; i < probe->volume_count; i++)
		groups->of[i] = SIZE_MAX;
	strs_add(&args, LVM);
	strs_add(&args, "pvs");
	strs_add(&args, "--foreign");
	strs_add(&args, "--reportformat=json");
	strs_add(&args, "--options=pv_uuid,vg_uuid,vg_name,vg_systemid,"
			"vg_missing_pv_count");
	add_devices(probe, NULL, &args);
	strs_add(&args, NULL);
	if (tool_run(pool, args.item, (struct bytes){ 0 }, &result) < 0)
		return;
	root = json_loadb((const char *)result.out.data, result.out.len, 0, NULL);
	take_report(probe, groups,
		    json_object_get(json_array_get(json_object_get(root, "report"), 0),
				    "pv"));
	json_decref(root);
}

/* Two groups of one name would be mixed by all who name one. */
static void refuse_namesakes(struct pool *pool, struct groups *groups)
{
	for (size_t i = 0; i < groups->count; i++)
		for (size_t j = i + 1; j < groups->count; j++)
			if (strcmp(groups->group[i].name, groups->group[j].name) == 0)
				groups->group[i].problem = groups->group[j]
								   .problem = pool_printf(
					pool,
					"two volume groups are called \"%s\": give the "
					"disks of one machine only",
					groups->group[i].name);
}

/* A group may be reserved for the host that made it (lvmsystemid(7)); it is that host's.
 */
static char *system_ids(struct pool *pool, const struct groups *groups)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+_.-";
	struct strs ids = { .pool = pool };

	for (size_t i = 0; i < groups->count; i++) {
		const char *id = groups->group[i].system;

		if (*id && id[strspn(id, allowed)] == '\0')
			strs_addf(&ids, "\"%s\"", id);
	}
	return pool_printf(pool, "--config=local/extra_system_ids=[%s]",
			   strs_join(&ids, ","));
}

static const char *activate(struct probe *probe, const struct groups *groups)
{
	struct strs args = { .pool = probe->pool };
	struct tool_result result;
	size_t fixed;

	strs_add(&args, LVM);
	strs_add(&args, "vgchange");
	strs_add(&args, "--activate=y");
	strs_add(&args, system_ids(probe->pool, groups));
	fixed = args.count;
	add_devices(probe, groups, &args);
	if (args.count == fixed)
		return NULL;
	strs_add(&args, NULL);
	if (tool_run(probe->pool, args.item, (struct bytes){ 0 }, &result) < 0)
		return "lvm cannot be run";
	return result.status ? result.error : NULL;
}

/* What is said of the physical volumes, for they are all there is of the group. */
static void judge(struct probe *probe, struct groups *groups, size_t count,
		  const char *failure)
{
	struct pool *pool = probe->pool;

	for (size_t i = 0; i < groups->count; i++) {
		struct group *group = &groups->group[i];

		if (!group->problem && group->missing)
			group->problem = pool_printf(
				pool,
				"the volume group \"%s\" lacks %u physical volume%s: "
				"another disk of the machine is needed",
				group->name, group->missing,
				group->missing == 1 ? "" : "s");
		else if (!group->problem && failure)
			group->problem = pool_printf(
				pool, "not all of the volume group \"%s\" is active: %s",
				group->name, failure);
	}
	for (size_t i = 0; i < count; i++) {
		if (groups->of[i] == SIZE_MAX)
			continue;
		probe->volume[i].group = groups->group[groups->of[i]].name;
		probe->volume[i].problem = groups->group[groups->of[i]].problem;
	}
}

void lvm_activate(struct probe *probe, size_t first)
{
	size_t count = probe->volume_count;
	struct groups groups;
	const char *failure;
	bool any = false;

	stack_refuse_twins(probe, MEMBER);
	for (size_t i = 0; i < count; i++)
		any |= i >= first && stack_is_member(&probe->volume[i], MEMBER);
	if (!any)
		return;
	look(probe, &groups);
	refuse_namesakes(probe->pool, &groups);
	failure = activate(probe, &groups);
	stack_add_mapped(probe);
	judge(probe, &groups, count, failure);
}
