/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/stack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/dm-ioctl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/strs.h"
#include "disk/stack-internal.h"

enum {
	ROUNDS = 8, /* of looking for what appeared in the one before */
	DEPTH = 8,  /* hidden devices below a logical volume: thin pool, its RAID, … */
};

bool stack_is_member(const struct volume *volume, const char *type)
{
	return volume->type && strcmp(volume->type, type) == 0 && !volume->problem;
}

static const char *own_identity(const struct volume *volume)
{
	return volume->uuid_sub ? volume->uuid_sub : volume->uuid;
}

static const char *called(struct pool *pool, const struct volume *volume)
{
	if (volume->name)
		return volume->name;
	return volume->part ? pool_printf(pool, "%sp%u", volume->disk->name, volume->part)
			    : volume->disk->name;
}

static bool are_twins(const struct volume *a, const struct volume *b, const char *type)
{
	return a->type && b->type && strcmp(a->type, type) == 0 &&
	       strcmp(b->type, type) == 0 && a->uuid && b->uuid &&
	       strcmp(a->uuid, b->uuid) == 0 && own_identity(a) && own_identity(b) &&
	       strcmp(own_identity(a), own_identity(b)) == 0;
}

void stack_refuse_twins(struct probe *probe, const char *type)
{
	for (size_t i = 0; i < probe->volume_count; i++) {
		struct volume *a = &probe->volume[i];

		for (size_t j = i + 1; j < probe->volume_count; j++) {
			struct volume *b = &probe->volume[j];

			if (!are_twins(a, b, type))
				continue;
			a->problem = b->problem = pool_printf(
				probe->pool,
				"%s and %s have one identity (%s): one is a copy of the "
				"other, leave one out",
				called(probe->pool, a), called(probe->pool, b),
				own_identity(a));
		}
	}
}

char *stack_sys_text(struct pool *pool, const char *path)
{
	char line[512] = "";
	FILE *file = fopen(path, "re");

	if (file) {
		if (!fgets(line, sizeof(line), file))
			line[0] = '\0';
		fclose(file);
	}
	line[strcspn(line, "\n")] = '\0';
	return pool_strdup(pool, line);
}

uint64_t stack_sys_number(struct pool *pool, const char *path, uint64_t otherwise)
{
	char *end, *text = stack_sys_text(pool, path);
	uint64_t value = strtoull(text, &end, 10);

	return *text && !*end ? value : otherwise;
}

static struct strs names_in(struct pool *pool, const char *path)
{
	struct strs names = { .pool = pool };
	DIR *dir = opendir(path);

	for (struct dirent *entry; dir && (entry = readdir(dir));)
		if (entry->d_name[0] != '.')
			strs_add(&names, pool_strdup(pool, entry->d_name));
	if (dir)
		closedir(dir);
	strs_sort(&names);
	return names;
}

/* The index of the volume on DEVICE; their number where it is none. */
static size_t volume_on(const struct probe *probe, const char *device)
{
	size_t i = 0;

	while (i < probe->volume_count &&
	       (!probe->volume[i].node ||
		strcmp(probe->volume[i].node + strlen("/dev/"), device) != 0))
		i++;
	return i;
}

/* The volumes below DEVICE, through devices that are no volumes themselves. */
static void add_under(struct probe *probe, const char *device, int depth, size_t *under,
		      size_t *count)
{
	struct strs slaves = names_in(
		probe->pool, pool_printf(probe->pool, "/sys/block/%s/slaves", device));

	for (size_t i = 0; i < slaves.count; i++) {
		size_t which = volume_on(probe, slaves.item[i]), at = 0;

		if (which == probe->volume_count) {
			if (depth < DEPTH)
				add_under(probe, slaves.item[i], depth + 1, under, count);
			continue;
		}
		while (at < *count && under[at] != which)
			at++;
		if (at == *count)
			under[(*count)++] = which;
	}
}

bool stack_is_on(struct probe *probe, const char *device)
{
	size_t count = 0,
	       *under = pool_alloc(probe->pool, probe->volume_count * sizeof(*under));

	add_under(probe, device, 0, under, &count);
	return count > 0;
}

size_t stack_add(struct probe *probe, enum volume_kind kind, const char *device,
		 const char *name)
{
	struct pool *pool = probe->pool;
	size_t count = 0,
	       *under = pool_alloc(pool, (probe->volume_count + 1) * sizeof(*under));
	struct volume *volume;

	add_under(probe, device, 0, under, &count);
	volume = probe_add(probe, NULL);
	volume->kind = kind;
	volume->name = name;
	volume->node = pool_printf(pool, "/dev/%s", device);
	volume->size =
		512 * stack_sys_number(
			      pool, pool_printf(pool, "/sys/block/%s/size", device), 0);
	volume->under = under;
	volume->under_count = count;
	probe_identify(pool, volume);
	return probe->volume_count - 1;
}

/* Parts of a logical volume; lvm(8) keeps such names for itself. */
static bool is_inner_name(const char *name)
{
	static const char *const inner[] = {
		"_rimage_", "_rmeta_", "_mimage_", "_mlog",   "_tdata",  "_tmeta",
		"_cdata",   "_cmeta",  "_corig",   "_cvol",   "_wcorig", "_vdata",
		"_vorigin", "_imeta",  "_iorig",   "_pmspare"
	};

	for (size_t i = 0; i < sizeof(inner) / sizeof(*inner); i++)
		if (strstr(name, inner[i]))
			return true;
	return false;
}

/* "vg-lv", in which each '-' of either name is doubled, as "vg/lv". */
static char *lv_name(struct pool *pool, const char *mapped)
{
	char *name = pool_strdup(pool, mapped), *to = name;
	bool split = false;

	for (; *mapped; mapped++) {
		if (*mapped == '-' && mapped[1] == '-') {
			mapped++;
		} else if (*mapped == '-' && !split) {
			split = true;
			*to++ = '/';
			continue;
		}
		*to++ = *mapped;
	}
	*to = '\0';
	return name;
}

/* "LVM-", the identity of the group, that of the volume; what is longer is a part of one.
 */
static bool is_lv(const char *uuid, const char *name)
{
	enum { LVM_ID = 32 };

	return strncmp(uuid, "LVM-", 4) == 0 && strlen(uuid) == 4 + 2 * LVM_ID &&
	       !is_inner_name(name);
}

static bool is_container(const char *uuid)
{
	return strncmp(uuid, "CRYPT-LUKS", strlen("CRYPT-LUKS")) == 0;
}

void stack_add_mapped(struct probe *probe)
{
	struct pool *pool = probe->pool;
	struct strs devices = names_in(pool, "/sys/block");

	for (size_t i = 0; i < devices.count; i++) {
		const char *device = devices.item[i];
		char *dir = pool_printf(pool, "/sys/block/%s/dm", device);
		char *uuid = stack_sys_text(pool, pool_printf(pool, "%s/uuid", dir));
		char *name = stack_sys_text(pool, pool_printf(pool, "%s/name", dir));

		if (!*uuid || volume_on(probe, device) < probe->volume_count ||
		    !stack_is_on(probe, device))
			continue;
		if (is_lv(uuid, name))
			(void)stack_add(probe, VOLUME_LV, device, lv_name(pool, name));
		else if (is_container(uuid))
			(void)stack_add(probe, VOLUME_CRYPT, device, name);
	}
}

/* LVM comes last in a round: its groups may have members on all the others. */
void stack_assemble(struct probe *probe, struct stack_key key)
{
	size_t first = 0, first_lvm = 0;

	for (int round = 0; round < ROUNDS; round++) {
		size_t count = probe->volume_count;

		luks_open(probe, first, key);
		md_assemble(probe, first);
		first = count;
		if (probe->volume_count > count)
			continue;
		lvm_activate(probe, first_lvm);
		/* The kernel takes a copy of a btrfs for the same one. */
		stack_refuse_twins(probe, "btrfs");
		first_lvm = count;
		if (probe->volume_count == count)
			return;
	}
}

void stack_activate(struct probe *probe)
{
	lvm_activate(probe, 0);
}

static int remove_mapped(int control, const char *name)
{
	struct dm_ioctl request = {
		.version = { DM_VERSION_MAJOR, 0, 0 },
		.data_size = sizeof(request),
		.data_start = sizeof(request),
	};

	(void)snprintf(request.name, sizeof(request.name), "%s", name);
	return ioctl(control, DM_DEV_REMOVE, &request) < 0 ? -errno : 0;
}

/* End what is mapped onto our volumes and nothing uses; how much is still there is *LEFT.
 */
static unsigned end_mapped(struct probe *probe, unsigned *left)
{
	struct pool *pool = probe->pool;
	int control = open("/dev/mapper/control", O_RDWR | O_CLOEXEC);
	struct strs devices = names_in(pool, "/sys/block");
	unsigned ended = 0;

	*left = 0;
	for (size_t i = 0; control >= 0 && i < devices.count; i++) {
		char *dir = pool_printf(pool, "/sys/block/%s", devices.item[i]);
		char *uuid = stack_sys_text(pool, pool_printf(pool, "%s/dm/uuid", dir));
		char *name = stack_sys_text(pool, pool_printf(pool, "%s/dm/name", dir));

		if ((strncmp(uuid, "LVM-", 4) != 0 && !is_container(uuid)) ||
		    !stack_is_on(probe, devices.item[i]))
			continue;
		if (names_in(pool, pool_printf(pool, "%s/holders", dir)).count == 0 &&
		    remove_mapped(control, name) == 0)
			ended++;
		else
			++*left;
	}
	if (control >= 0)
		close(control);
	return ended;
}

int stack_end(struct probe *probe)
{
	unsigned left, ended;

	do {
		ended = end_mapped(probe, &left);
		ended += md_end(probe);
	} while (ended);
	return left ? -EBUSY : 0;
}

bool stack_is_degraded(const struct volume *volume, size_t count, size_t which,
		       size_t *lacking)
{
	/* What is stacked lies behind what it is made of. */
	for (size_t i = 0; which < count && i < volume[which].under_count; i++)
		if (volume[which].under[i] < which &&
		    stack_is_degraded(volume, count, volume[which].under[i], lacking))
			return true;
	if (which >= count || !volume[which].degraded)
		return false;
	*lacking = which;
	return true;
}
