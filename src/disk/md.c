/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arrays of Linux RAID, by mdadm(8).
 *
 * Superblocks: Linux include/uapi/linux/raid/md_p.h.  Arrays start "read-auto": nothing
 * is written to the members before something is written to the array; and frozen, so that
 * no resync follows.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/major.h> /* for md_u.h */
#include <linux/raid/md_u.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/strs.h"
#include "disk/stack-internal.h"
#include "disk/tool.h"

#define MDADM  "/usr/sbin/mdadm"
#define MEMBER "linux_raid_member"

enum {
	MD_LAST = 127, /* minor numbers; names go from here down, as mdadm has it */
	MD_MAGIC = (int)0xa92b4efc,
	V0_RESERVED = 64 * 1024, /* version 0.90 lies in the last such block */
};

/* What a member says of its array. */
struct super {
	unsigned major;      /* version, 0 or 1 */
	unsigned raid_disks; /* 0: not known */
	unsigned minor;      /* of version 0: the number in the array's name */
	unsigned number;     /* of version 0: which member this is */
};

static bool read_v0(const struct volume *volume, struct super *super)
{
	unsigned char b[4096];
	uint64_t at = volume->size & ~(uint64_t)(V0_RESERVED - 1);

	if (at < V0_RESERVED || volume_read(volume, at - V0_RESERVED, b, sizeof(b)) < 0 ||
	    le32(b) != (uint32_t)MD_MAGIC || le32(b + 4) != 0)
		return false;
	*super = (struct super){ .raid_disks = le32(b + 40),
				 .minor = le32(b + 44),
				 .number = le32(b + 3968) };
	return true;
}

static bool read_v1(const struct volume *volume, struct super *super)
{
	/* 1.1, 1.2, and 1.0: at the end, on 4 KiB. */
	uint64_t end = volume->size / 512;
	const uint64_t places[] = { 0, 4096,
				    end < 16 ? 0 : ((end - 16) & ~(uint64_t)7) * 512 };
	unsigned char b[256];

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		if (volume_read(volume, places[i], b, sizeof(b)) < 0 ||
		    le32(b) != (uint32_t)MD_MAGIC || le32(b + 4) != 1)
			continue;
		*super = (struct super){ .major = 1, .raid_disks = le32(b + 92) };
		return true;
	}
	return false;
}

/* Version 0 gives its members no identity of their own but their number. */
static struct super read_super(struct pool *pool, struct volume *volume)
{
	struct super super = { .major = 1 };

	if (!read_v1(volume, &super) && read_v0(volume, &super) && volume->uuid)
		volume->uuid_sub =
			pool_printf(pool, "%s number %u", volume->uuid, super.number);
	return super;
}

static bool is_of(const struct volume *volume, const char *uuid)
{
	return stack_is_member(volume, MEMBER) && volume->uuid &&
	       strcmp(volume->uuid, uuid) == 0;
}

static bool is_free(struct pool *pool, unsigned minor)
{
	struct stat st;

	return stat(pool_printf(pool, "/sys/block/md%u", minor), &st) < 0;
}

/*
 * The kernel writes the number of a version 0 array into its members, so it gets the one
 * it has.
 */
static unsigned minor_for(struct pool *pool, const struct super *super)
{
	unsigned minor = MD_LAST;

	if (super->major == 0 && is_free(pool, super->minor))
		return super->minor;
	while (minor > 0 && !is_free(pool, minor))
		minor--;
	return minor;
}

/* "host:0" is /dev/md0, "host:root" is /dev/md/root (mdadm(8), "--name"). */
static char *name_of(struct pool *pool, const struct volume *member,
		     const struct super *super)
{
	const char *label = member->label ? member->label : "", *colon;

	if (super->major == 0)
		return pool_printf(pool, "md%u", super->minor);
	colon = strrchr(label, ':');
	label = colon ? colon + 1 : label;
	if (*label && label[strspn(label, "0123456789")] == '\0')
		return pool_printf(pool, "md%s", label);
	return pool_printf(pool, "md/%s", *label ? label : member->uuid);
}

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)!write(fd, text, strlen(text));
	close(fd);
}

static int stop(const char *node)
{
	int fd = open(node, O_RDONLY | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	err = ioctl(fd, STOP_ARRAY, NULL) < 0 ? -errno : 0;
	close(fd);
	return err;
}

static bool runs(struct pool *pool, unsigned minor)
{
	char *state = stack_sys_text(
		pool, pool_printf(pool, "/sys/block/md%u/md/array_state", minor));

	return *state && strcmp(state, "clear") != 0 && strcmp(state, "inactive") != 0;
}

/* Start the array of the members UUID as /dev/md MINOR; NULL, or why not. */
static const char *start(struct probe *probe, const char *uuid, unsigned minor)
{
	struct pool *pool = probe->pool;
	struct strs args = { .pool = pool };
	struct tool_result result;
	const char *node = pool_printf(pool, "/dev/md%u", minor);

	write_text("/sys/module/md_mod/parameters/start_ro", "1");
	strs_add(&args, MDADM);
	strs_add(&args, "--assemble");
	strs_add(&args, node);
	strs_add(&args, "--config=none");
	strs_add(&args, "--run");
	strs_add(&args, "--freeze-reshape");
	for (size_t i = 0; i < probe->volume_count; i++)
		if (is_of(&probe->volume[i], uuid))
			strs_add(&args, probe->volume[i].node);
	strs_add(&args, NULL);
	if (tool_run(pool, args.item, (struct bytes){ 0 }, &result) < 0)
		return "mdadm cannot be run";
	if (runs(pool, minor)) {
		write_text(pool_printf(pool, "/sys/block/md%u/md/sync_action", minor),
			   "frozen");
		return NULL;
	}
	(void)stop(node);
	return *result.error ? result.error : "mdadm failed";
}

static void refuse(struct probe *probe, const char *uuid, const char *name,
		   const struct super *super, const char *why)
{
	struct pool *pool = probe->pool;
	unsigned here = 0;
	const char *problem;

	for (size_t i = 0; i < probe->volume_count; i++)
		here += is_of(&probe->volume[i], uuid);
	problem =
		here < super->raid_disks
			? pool_printf(pool,
				      "the array %s has %u of its %u members here and "
				      "cannot be read: another disk of the machine is "
				      "needed",
				      name, here, super->raid_disks)
			: pool_printf(pool, "the array %s does not start: %s", name, why);
	for (size_t i = 0; i < probe->volume_count; i++)
		if (is_of(&probe->volume[i], uuid))
			probe->volume[i].problem = problem;
}

static void assemble(struct probe *probe, size_t which)
{
	struct pool *pool = probe->pool;
	const char *uuid = probe->volume[which].uuid, *name, *why, *device;
	struct super super = read_super(pool, &probe->volume[which]);
	unsigned minor;
	size_t added;

	name = name_of(pool, &probe->volume[which], &super);
	minor = minor_for(pool, &super);
	why = start(probe, uuid, minor);
	if (why) {
		refuse(probe, uuid, name, &super, why);
		return;
	}
	device = pool_printf(pool, "md%u", minor);
	added = stack_add(probe, VOLUME_MD, device, name);
	probe->volume[added].degraded =
		stack_sys_number(pool,
				 pool_printf(pool, "/sys/block/%s/md/degraded", device),
				 0) > 0;
}

static bool is_assembled(const struct probe *probe, size_t which)
{
	for (size_t i = which + 1; i < probe->volume_count; i++)
		for (size_t u = 0; u < probe->volume[i].under_count; u++)
			if (probe->volume[probe->volume[i].under[u]].uuid &&
			    probe->volume[i].kind == VOLUME_MD &&
			    strcmp(probe->volume[probe->volume[i].under[u]].uuid,
				   probe->volume[which].uuid) == 0)
				return true;
	return false;
}

/* What is left of an array whose member is there twice may be of either. */
static void refuse_rest(struct probe *probe)
{
	for (size_t i = 0; i < probe->volume_count; i++)
		for (size_t j = 0; j < probe->volume_count; j++) {
			const struct volume *twin = &probe->volume[j];

			if (probe->volume[i].uuid && twin->problem && twin->uuid &&
			    twin->type && strcmp(twin->type, MEMBER) == 0 &&
			    is_of(&probe->volume[i], twin->uuid))
				probe->volume[i].problem = twin->problem;
		}
}

void md_assemble(struct probe *probe, size_t first)
{
	size_t count = probe->volume_count;

	for (size_t i = first; i < count; i++)
		if (stack_is_member(&probe->volume[i], MEMBER))
			(void)read_super(probe->pool, &probe->volume[i]);
	stack_refuse_twins(probe, MEMBER);
	refuse_rest(probe);
	for (size_t i = first; i < count; i++)
		if (stack_is_member(&probe->volume[i], MEMBER) && probe->volume[i].uuid &&
		    !is_assembled(probe, i))
			assemble(probe, i);
}

unsigned md_end(struct probe *probe)
{
	unsigned ended = 0;

	for (unsigned minor = 0; minor <= MD_LAST; minor++) {
		const char *device = pool_printf(probe->pool, "md%u", minor);

		if (!is_free(probe->pool, minor) && runs(probe->pool, minor) &&
		    stack_is_on(probe, device) &&
		    stop(pool_printf(probe->pool, "/dev/%s", device)) == 0)
			ended++;
	}
	return ended;
}
