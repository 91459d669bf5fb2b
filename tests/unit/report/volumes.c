/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Disks and volumes in the report. */
#include "report/volumes.h"

#include <stdlib.h>
#include <string.h>

#include "report/report.h"

#include "test.h"

static struct disk first = { .name = "disk0", .fd = -1, .size = 100 };
static struct disk second = { .name = "disk1", .fd = -1, .size = 100 };
static struct disk *disks[] = { &first, &second };
static const size_t member[] = { 0 }, array[] = { 2 };

/* A mirror that lacks its other half, LVM on it, and a disk of somebody else. */
static struct volume volumes[] = {
	{ .disk = &first, .part = 1, .type = "linux_raid_member" },
	{ .disk = &second, .part = 1, .type = "crypto_LUKS", .problem = "encrypted" },
	{ .kind = VOLUME_MD,
	  .name = "md0",
	  .type = "LVM2_member",
	  .under = member,
	  .under_count = 1,
	  .degraded = true },
	{ .kind = VOLUME_LV,
	  .name = "vg/root",
	  .type = "ext4",
	  .under = array,
	  .under_count = 1,
	  .mountpoint = "/" },
};

static json_t *report_of(struct pool *pool)
{
	struct guest guest = { .pool = pool,
			       .disk = disks,
			       .disk_count = 2,
			       .volume = volumes,
			       .volume_count = 4 };
	json_t *report = json_object();

	json_object_set_new(report, "disks", volumes_disks(pool, &guest));
	json_object_set_new(report, "volumes", volumes_json(pool, &guest));
	return report;
}

static void names_what_lies_on_what(void)
{
	struct pool *pool = pool_new();
	json_t *report = report_of(pool);
	const json_t *list = json_object_get(report, "volumes");
	const json_t *root = json_array_get(list, 3);
	const json_t *on = json_object_get(root, "on");

	EXPECT_INT(json_array_size(list), 4);
	EXPECT_STR(report_text_of(root, "kind"), "logical volume");
	EXPECT_STR(json_string_value(json_array_get(on, 0)), "md0");
	EXPECT(json_is_true(json_object_get(json_array_get(list, 2), "degraded")));
	EXPECT_STR(report_text_of(json_array_get(list, 0), "name"), "disk0p1");
	list = json_object_get(report, "disks");
	EXPECT(json_is_true(json_object_get(json_array_get(list, 0), "used")));
	EXPECT(json_is_false(json_object_get(json_array_get(list, 1), "used")));
	json_decref(report);
	pool_free(pool);
}

static void tells_it_in_lines(void)
{
	static const struct report_style style = { 0 };
	struct pool *pool = pool_new();
	json_t *report = report_of(pool);
	char *text = NULL;
	size_t len;
	struct layout layout = { .file = open_memstream(&text, &len),
				 .pool = pool,
				 .style = &style };

	volumes_text(&layout, report);
	fclose(layout.file);
	EXPECT(strstr(text, "disk1p1     crypto_LUKS: encrypted\n"));
	EXPECT(strstr(text, "md0         array on disk0p1, degraded: lacks a member: "
			    "LVM2_member\n"));
	EXPECT(strstr(text, "vg/root     logical volume on md0: ext4 on /\n"));
	EXPECT(strstr(text, "disk1       nothing on it belongs to the system\n"));
	EXPECT(!strstr(text, "disk0p1 "));
	free(text);
	json_decref(report);
	pool_free(pool);
}

const struct test tests[] = {
	{ "names what lies on what", names_what_lies_on_what },
	{ "tells it in lines", tells_it_in_lines },
	{ 0 },
};
