/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/mountunits.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"

#define UNITS "/etc/systemd/system"

enum {
	UNIT_MAX = 64 << 10, /* bytes; larger ones are not read */
	TARGETS_MAX = 64,    /* that may start units; further ones are not seen */
};

char *mount_unit_name(struct pool *pool, const char *path, const char *suffix)
{
	struct buf out = { .pool = pool };

	path += strspn(path, "/");
	for (const char *at = path; *at; at++) {
		unsigned char c = (unsigned char)*at;
		bool plain = isalnum(c) || strchr(":_", c) || (c == '.' && at > path);

		if (c == '/')
			buf_adds(&out, "-");
		else
			buf_addf(&out, plain ? "%c" : "\\x%02x", c);
	}
	buf_adds(&out, suffix);
	return bytes_str(pool, buf_bytes(&out));
}

char *mount_unit_path(struct pool *pool, const char *name)
{
	static const char suffix[] = ".device";
	size_t len = strlen(name), end = len - (sizeof(suffix) - 1);
	struct buf out = { .pool = pool };

	if (len < sizeof(suffix) || strcmp(name + end, suffix) != 0)
		return NULL;
	buf_adds(&out, "/");
	for (size_t i = 0; i < end; i++) {
		char hex[] = { 0, 0, 0 };
		unsigned char c = (unsigned char)name[i];

		if (c == '\\' && i + 3 < end && name[i + 1] == 'x' &&
		    isxdigit((unsigned char)name[i + 2]) &&
		    isxdigit((unsigned char)name[i + 3])) {
			memcpy(hex, name + i + 2, 2);
			c = (unsigned char)strtoul(hex, NULL, 16);
			i += 3;
		} else if (c == '-') {
			c = '/';
		}
		buf_add(&out, (struct bytes){ &c, 1 });
	}
	return bytes_str(pool, buf_bytes(&out));
}

char *mount_unit_device(const struct guest *guest, const struct volume *volume)
{
	const char *stable = devname_stable(guest, volume);

	if (!stable)
		return NULL;
	return strncmp(stable, "UUID=", 5) == 0
		       ? pool_printf(guest->pool, "/dev/disk/by-uuid/%s", stable + 5)
		       : pool_printf(guest->pool, "/dev/disk/by-partuuid/%s",
				     stable + strlen("PARTUUID="));
}

/* Targets the boot ends in the emergency shell without. */
static bool is_vital(const char *target)
{
	static const char *const vital[] = { "local-fs",   "sysinit",   "basic",
					     "multi-user", "graphical", "default" };
	size_t len = strcspn(target, ".");

	for (size_t i = 0; i < sizeof(vital) / sizeof(*vital); i++)
		if (strlen(vital[i]) == len && strncmp(target, vital[i], len) == 0)
			return true;
	return false;
}

struct reader {
	struct guest *guest;
	struct mount_units units;
	struct strs wants, requires; /* folders of links */
};

static void find_links(struct reader *reader, struct mount_unit *unit,
		       const struct strs *dirs, bool requires)
{
	struct guest *guest = reader->guest;

	for (size_t i = 0; i < dirs->count && i < TARGETS_MAX; i++) {
		const char *link = path_join(guest->pool, dirs->item[i], unit->name);
		bool vital = requires && is_vital(path_name(dirs->item[i]));
		struct tree_stat st;

		if (tree_lstat(guest->tree, link, &st) < 0)
			continue;
		strs_add(&unit->links, link);
		if (unit->use != MOUNT_UNIT_REQUIRED)
			unit->use = vital ? MOUNT_UNIT_REQUIRED : MOUNT_UNIT_WANTED;
	}
}

/* What and how it mounts, which helps to tell the device; of the unit, not the drop-in.
 */
static void set_use(struct guest *guest, struct mount_unit *unit)
{
	struct bytes text;
	const struct ini *ini;

	if (unit->is_swap) {
		unit->device->type = "swap";
		return;
	}
	if (tree_read_large(guest->tree, path_join(guest->pool, UNITS, unit->name),
			    UNIT_MAX, guest->pool, &text) < 0)
		return;
	ini = ini_parse(guest->pool, text);
	unit->device->mountpoint = ini_get(ini, "Mount", "Where");
	unit->device->type = ini_get(ini, "Mount", "Type");
}

static void add_file(struct reader *reader, const char *path, const char *name,
		     bool is_swap)
{
	struct guest *guest = reader->guest;
	struct mount_units *units = &reader->units;
	struct mount_unit unit = { .path = path, .name = name, .is_swap = is_swap };
	const char *section = is_swap ? "Swap" : "Mount";

	if (units->count == MOUNT_UNITS_MAX) {
		units->too_many = true;
		return;
	}
	if (tree_read_large(guest->tree, path, UNIT_MAX, guest->pool, &unit.text) < 0)
		return;
	unit.key = ini_find(ini_parse(guest->pool, unit.text), section, "What");
	/* "%" starts what systemd fills in. */
	if (!unit.key || strchr(unit.key->value, '%'))
		return;
	unit.device = devname_parse(guest->pool, unit.key->value);
	set_use(guest, &unit);
	unit.links = (struct strs){ .pool = guest->pool };
	find_links(reader, &unit, &reader->wants, false);
	find_links(reader, &unit, &reader->requires, true);
	units->unit = text_room(guest->pool, units->unit, units->count, sizeof(unit));
	units->unit[units->count++] = unit;
}

static void add_kind(struct reader *reader, const char *suffix, bool is_swap)
{
	struct guest *guest = reader->guest;
	struct strs files =
		tree_match(guest->tree, UNITS, pool_printf(guest->pool, "*%s", suffix));
	struct strs dirs =
		tree_match(guest->tree, UNITS, pool_printf(guest->pool, "*%s.d", suffix));

	for (size_t i = 0; i < files.count && !reader->units.too_many; i++)
		add_file(reader, files.item[i], path_name(files.item[i]), is_swap);
	for (size_t i = 0; i < dirs.count && !reader->units.too_many; i++) {
		const char *name = path_name(dirs.item[i]);
		struct strs conf = tree_match(guest->tree, dirs.item[i], "*.conf");

		name = pool_strndup(guest->pool, name, strlen(name) - 2);
		for (size_t c = 0; c < conf.count && !reader->units.too_many; c++)
			add_file(reader, conf.item[c], name, is_swap);
	}
}

struct mount_units guest_mount_units(struct guest *guest)
{
	struct reader reader = {
		.guest = guest,
		.wants = tree_match(guest->tree, UNITS, "*.wants"),
		.requires = tree_match(guest->tree, UNITS, "*.requires"),
	};

	add_kind(&reader, ".mount", false);
	add_kind(&reader, ".swap", true);
	return reader.units;
}
