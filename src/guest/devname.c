/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/devname.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "format/fstab.h"
#include "guest/devname-internal.h"

/* How names are written: mount(8), udev's 60-persistent-storage.rules, devices.txt. */
static const struct prefix {
	const char *text;
	enum devname_kind kind;
} prefixes[] = {
	{ "UUID=", DEVNAME_UUID },
	{ "LABEL=", DEVNAME_LABEL },
	{ "PARTUUID=", DEVNAME_PARTUUID },
	{ "PARTLABEL=", DEVNAME_PARTLABEL },
	{ "ID=", DEVNAME_BY_ID },
	{ "/dev/disk/by-uuid/", DEVNAME_UUID },
	{ "/dev/disk/by-label/", DEVNAME_LABEL },
	{ "/dev/disk/by-partuuid/", DEVNAME_PARTUUID },
	{ "/dev/disk/by-partlabel/", DEVNAME_PARTLABEL },
	{ "/dev/disk/by-id/dm-", DEVNAME_MAPPER },
	{ "/dev/disk/by-id/lvm-", DEVNAME_MAPPER },
	{ "/dev/disk/by-id/md-", DEVNAME_MD },
	{ "/dev/disk/by-id/", DEVNAME_BY_ID },
	{ "/dev/disk/by-path/", DEVNAME_BY_PATH },
	{ "/dev/mapper/", DEVNAME_MAPPER },
	{ "/dev/dm-", DEVNAME_MAPPER },
	{ "/dev/md", DEVNAME_MD },
	{ "/dev/sr", DEVNAME_REMOVABLE },
	{ "/dev/scd", DEVNAME_REMOVABLE },
	{ "/dev/cdrom", DEVNAME_REMOVABLE },
	{ "/dev/cdrw", DEVNAME_REMOVABLE },
	{ "/dev/dvd", DEVNAME_REMOVABLE },
	{ "/dev/fd", DEVNAME_REMOVABLE },
	{ "/dev/floppy", DEVNAME_REMOVABLE },
};

/* Disks named by a letter; those named by numbers are told by is_numbered(). */
static const char *const lettered[] = { "sd", "hd", "vd", "xvd", "ubd" };

/* The whole of S as a partition number, at most three digits; 0: it is none. */
static unsigned part_number(const char *s)
{
	size_t len = strspn(s, "0123456789");

	return len == 0 || len > 3 || s[len] || s[0] == '0' ? 0 : (unsigned)atoi(s);
}

static bool take_lettered(struct pool *pool, struct devname *name, const char *node)
{
	for (size_t i = 0; i < sizeof(lettered) / sizeof(*lettered); i++) {
		size_t len = strlen(lettered[i]), letters = 0;

		if (strncmp(node, lettered[i], len) != 0)
			continue;
		while (islower((unsigned char)node[len + letters]))
			letters++;
		name->disk = pool_strndup(pool, node, len + letters);
		name->part = part_number(node + len + letters);
		return letters > 0 && letters < 4 && (name->part || !node[len + letters]);
	}
	return false;
}

/* "nvme0n1p2", "mmcblk0p1", "cciss/c0d0p1": a name that ends in a digit, 'p', a number.
 */
static bool take_numbered(struct pool *pool, struct devname *name, const char *node)
{
	static const char *const families[] = { "nvme", "mmcblk", "cciss/c", "ida/c",
						"nbd" };
	size_t len = strlen(node), digits = 0;

	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
		if (strncmp(node, families[i], strlen(families[i])) != 0)
			continue;
		while (digits < len && isdigit((unsigned char)node[len - digits - 1]))
			digits++;
		if (digits == 0 || digits == len)
			return false;
		name->disk = pool_strdup(pool, node);
		if (node[len - digits - 1] != 'p')
			return true;
		name->part = part_number(node + len - digits);
		name->disk = pool_strndup(pool, node, len - digits - 1);
		return name->part > 0;
	}
	return false;
}

/* "NAME-part5" of by-id and by-path. */
static void take_part_suffix(struct pool *pool, struct devname *name)
{
	const char *suffix = NULL;

	for (const char *at = name->value; (at = strstr(at, "-part")); at++)
		suffix = at;
	name->disk = name->value;
	if (!suffix || !part_number(suffix + 5))
		return;
	name->part = part_number(suffix + 5);
	name->disk = pool_strndup(pool, name->value, (size_t)(suffix - name->value));
}

/* udev writes what is no plain letter as "\x20" in the names of its links. */
static char *without_escapes(struct pool *pool, const char *s)
{
	char *copy = pool_strdup(pool, s), *out = copy;

	while (*s) {
		if (s[0] == '\\' && s[1] == 'x' && isxdigit((unsigned char)s[2]) &&
		    isxdigit((unsigned char)s[3])) {
			char hex[] = { s[2], s[3], '\0' };

			*out++ = (char)strtoul(hex, NULL, 16);
			s += 4;
		} else {
			*out++ = *s++;
		}
	}
	*out = '\0';
	return copy;
}

static char *without_quotes(struct pool *pool, const char *s)
{
	size_t len = strlen(s);

	if (len >= 2 && (s[0] == '"' || s[0] == '\'') && s[len - 1] == s[0])
		return pool_strndup(pool, s + 1, len - 2);
	return pool_strdup(pool, s);
}

static bool is_network(const char *text)
{
	const char *colon = strchr(text, ':');

	if (strncmp(text, "//", 2) == 0 || strncmp(text, "\\\\", 2) == 0)
		return true;
	return text[0] != '/' && colon && colon > text && text[0] != '.';
}

static bool take_prefix(struct pool *pool, struct devname *name)
{
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		const char *rest = name->text + strlen(prefixes[i].text);

		if (strncmp(name->text, prefixes[i].text, strlen(prefixes[i].text)) != 0)
			continue;
		name->kind = prefixes[i].kind;
		name->value = prefixes[i].text[0] == '/' ? without_escapes(pool, rest)
							 : without_quotes(pool, rest);
		if (devname_is_positional(name))
			take_part_suffix(pool, name);
		/* "PARTUUID=X/PARTNROFF=1" is counted from X (early-lookup.c of Linux).
		 */
		if (name->kind == DEVNAME_PARTUUID && strstr(name->value, "/PARTNROFF="))
			name->value = pool_strndup(pool, name->value,
						   strcspn(name->value, "/"));
		return true;
	}
	return false;
}

struct devname *devname_parse(struct pool *pool, const char *text)
{
	struct devname *name = pool_alloc(pool, sizeof(*name));
	const char *node = text + 5;

	name->kind = DEVNAME_OTHER;
	name->text = pool_strdup(pool, text);
	if (take_prefix(pool, name))
		return name;
	if (strncmp(text, "/dev/", 5) == 0) {
		if (take_lettered(pool, name, node) || take_numbered(pool, name, node))
			name->kind = DEVNAME_DISK;
		else if (strchr(node, '/') && strncmp(node, "shm/", 4) != 0 &&
			 strncmp(node, "disk/", 5) != 0)
			name->kind = DEVNAME_MAPPER;
	} else if (is_network(text)) {
		name->kind = DEVNAME_NETWORK;
	} else if (text[0] == '/') {
		name->kind = DEVNAME_FILE;
	}
	return name;
}

struct devname *devname_of_entry(struct pool *pool, const struct fstab_entry *entry)
{
	struct devname *name = devname_parse(pool, entry->spec);

	name->mountpoint = entry->file;
	name->type = entry->type;
	return name;
}

bool devname_is_positional(const struct devname *name)
{
	return name->kind == DEVNAME_DISK || name->kind == DEVNAME_BY_ID ||
	       name->kind == DEVNAME_BY_PATH;
}

bool devname_is_tag(const struct devname *name)
{
	return name->kind == DEVNAME_UUID || name->kind == DEVNAME_LABEL ||
	       name->kind == DEVNAME_PARTUUID || name->kind == DEVNAME_PARTLABEL;
}

bool devname_is_exact(const struct devname *name, const struct volume *volume)
{
	return name->kind != DEVNAME_UUID || !volume->uuid ||
	       strlen(volume->uuid) == RFC4122_LEN ||
	       strcmp(name->value, volume->uuid) == 0;
}

struct devname_place devname_find_in(const struct guest *guest,
				     const struct devname *name)
{
	const struct volume *root = guest_volume_at(guest, "/");

	switch (name->kind) {
	case DEVNAME_UUID:
	case DEVNAME_LABEL:
	case DEVNAME_PARTUUID:
	case DEVNAME_PARTLABEL:
		return devname_find_tag(guest, name);
	case DEVNAME_DISK:
	case DEVNAME_BY_ID:
	case DEVNAME_BY_PATH:
		/* The tree this was read from is the root itself. */
		if (root && name->mountpoint && strcmp(name->mountpoint, "/") == 0)
			return (struct devname_place){ .fate = DEVNAME_HERE,
						       .volume = root };
		return devname_find_position(guest, name);
	case DEVNAME_MAPPER:
	case DEVNAME_MD:
		return devname_find_stacked(guest, name);
	case DEVNAME_REMOVABLE:
		return (struct devname_place){
			.fate = DEVNAME_MISSING,
			.why = "a removable disk is no part of this one"
		};
	default:
		return (struct devname_place){ .fate = DEVNAME_UNSURE,
					       .why = "it is no name of a disk" };
	}
}

/* A long fstab is parsed once a name; the memory for that goes back at once. */
static struct devname_place find(const struct guest *guest, const struct devname *name)
{
	struct guest inner = *guest;
	struct devname_place place;

	inner.pool = pool_new();
	place = devname_find_in(&inner, name);
	place.why = pool_strdup(guest->pool, place.why);
	pool_free(inner.pool);
	return place;
}

const struct volume *devname_volume(const struct guest *guest, const struct devname *name,
				    const char **why_not)
{
	struct devname_place place = find(guest, name);

	*why_not = place.why;
	return place.volume;
}

bool devname_is_missing(const struct guest *guest, const struct devname *name)
{
	return guest->volumes_known && find(guest, name).fate == DEVNAME_MISSING;
}

char *devname_stable(const struct guest *guest, const struct volume *volume)
{
	struct devname uuid = { .kind = DEVNAME_UUID, .text = "", .value = volume->uuid };

	if (volume->uuid && *volume->uuid &&
	    devname_find_tag(guest, &uuid).fate == DEVNAME_HERE)
		return pool_printf(guest->pool, "UUID=%s", volume->uuid);
	if (volume->partuuid && *volume->partuuid)
		return pool_printf(guest->pool, "PARTUUID=%s", volume->partuuid);
	return NULL;
}
