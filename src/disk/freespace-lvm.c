/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By lvm(8), which checks its metadata, and with the settings in the appliance's
 * lvm.conf. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/strs.h"
#include "disk/freespace-internal.h"
#include "disk/stack-internal.h"
#include "disk/tool.h"

#define LVM    "/usr/sbin/lvm"
#define MEMBER "LVM2_member"

/* lvmreport(7): of each segment of a physical volume, and of the logical one it is of. */
#define FIELDS                                                                           \
	"pv_uuid,pe_start,pv_size,vg_extent_size,pvseg_start,pvseg_size,vg_name,lv_"     \
	"name,"                                                                          \
	"seg_start_pe,segtype,lv_layout,lv_role"

static const char *text_of(const json_t *row, const char *name)
{
	const char *text = json_string_value(json_object_get(row, name));

	return text ? text : "";
}

/* UINT64_MAX for what is no number, and what could overflow. */
static uint64_t number_of(const json_t *row, const char *name)
{
	const char *text = text_of(row, name);
	char *end;
	unsigned long long value = strtoull(text, &end, 10);

	return *text < '0' || *text > '9' || *end || value >> 56 ? UINT64_MAX : value;
}

static bool is(const json_t *row, const char *name, const char *value)
{
	return strcmp(text_of(row, name), value) == 0;
}

static size_t member_of(const struct probe *probe, const json_t *row)
{
	const char *uuid = text_of(row, "pv_uuid");
	size_t i = 0;

	while (i < probe->volume_count &&
	       (!stack_is_member(&probe->volume[i], MEMBER) || !probe->volume[i].uuid ||
		strcmp(probe->volume[i].uuid, uuid) != 0))
		i++;
	return i;
}

/* A part of a snapshot, a pool or a RAID is none of it, though it may lie as linear. */
static bool is_plain(const json_t *row)
{
	return is(row, "segtype", "linear") && is(row, "lv_layout", "linear") &&
	       is(row, "lv_role", "public") && *text_of(row, "lv_name") &&
	       *text_of(row, "lv_name") != '[';
}

static bool take_row(struct pool *pool, const struct probe *probe, const json_t *row,
		     struct lvm_segment *segment)
{
	uint64_t extent = number_of(row, "vg_extent_size");
	uint64_t first = number_of(row, "pe_start");
	uint64_t start = number_of(row, "pvseg_start");
	uint64_t size = number_of(row, "pvseg_size");
	uint64_t within = number_of(row, "seg_start_pe");

	*segment = (struct lvm_segment){ .kind = SEGMENT_OTHER,
					 .member = member_of(probe, row) };
	if (segment->member == probe->volume_count || extent == 0 || extent >> 40 ||
	    first == UINT64_MAX || start >> 32 || size >> 32)
		return false;
	segment->start = first + start * extent;
	segment->size = size * extent;
	if (segment->start > probe->volume[segment->member].size ||
	    segment->size > probe->volume[segment->member].size - segment->start)
		return false;
	if (is(row, "segtype", "free") && !*text_of(row, "lv_name")) {
		segment->kind = SEGMENT_FREE;
	} else if (is_plain(row) && !(within >> 32)) {
		segment->kind = SEGMENT_LINEAR;
		segment->within = within * extent;
		segment->lv = pool_printf(pool, "%s/%s", text_of(row, "vg_name"),
					  text_of(row, "lv_name"));
	}
	return true;
}

static json_t *report(struct pool *pool, const struct probe *probe)
{
	struct strs args = { .pool = pool };
	struct tool_result result;
	size_t fixed;

	strs_add(&args, LVM);
	strs_add(&args, "pvs");
	strs_add(&args, "--segments");
	strs_add(&args, "--reportformat=json");
	strs_add(&args, "--units=b");
	strs_add(&args, "--nosuffix");
	strs_add(&args, "--options=" FIELDS);
	fixed = args.count;
	for (size_t i = 0; i < probe->volume_count; i++)
		if (stack_is_member(&probe->volume[i], MEMBER)) {
			strs_add(&args, "--devices");
			strs_add(&args, probe->volume[i].node);
		}
	if (args.count == fixed)
		return NULL;
	strs_add(&args, NULL);
	if (tool_run(pool, args.item, (struct bytes){ 0 }, &result) < 0 || result.status)
		return NULL;
	return json_loadb((const char *)result.out.data, result.out.len, 0, NULL);
}

struct lvm_segment *lvm_segments(struct pool *pool, const struct probe *probe,
				 size_t *count)
{
	json_t *root = report(pool, probe), *row;
	const json_t *rows = json_object_get(
		json_array_get(json_object_get(root, "report"), 0), "pvseg");
	struct lvm_segment *segment =
		pool_alloc(pool, (json_array_size(rows) + 1) * sizeof(*segment));
	size_t i;

	*count = 0;
	json_array_foreach(rows, i, row)
	{
		if (take_row(pool, probe, row, &segment[*count]))
			++*count;
	}
	json_decref(root);
	return segment;
}
