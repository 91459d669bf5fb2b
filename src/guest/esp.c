/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/esp.h"

#include <string.h>
#include <strings.h>

#include "base/path.h"
#include "format/osrelease.h"
#include "format/text.h"

enum {
	DIRS_MAX = 64,     /* below EFI/; each vendor has one */
	PROGRAMS_MAX = 32, /* in one of them */
};

struct esp *guest_esps(struct guest *guest, size_t *count)
{
	struct esp *esps =
		pool_alloc(guest->pool, (guest->volume_count + 1) * sizeof(*esps));

	*count = 0;
	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (volume->is_esp && volume->mountpoint)
			esps[(*count)++] = (struct esp){ volume, volume->mountpoint };
	}
	return esps;
}

const struct volume *guest_esp_unread(const struct guest *guest)
{
	for (size_t i = 0; i < guest->volume_count; i++)
		if (guest->volume[i].is_esp && !guest->volume[i].mountpoint)
			return &guest->volume[i];
	return NULL;
}

/* NAME in DIR whatever its case, as it is spelt there, or NULL. */
static const char *spelt(struct guest *guest, const char *dir, const char *name)
{
	const char *found = NULL;
	struct strs names;

	if (tree_list(guest->tree, dir, &names) < 0)
		return NULL;
	for (size_t i = 0; i < names.count; i++)
		if (strcmp(names.item[i], name) == 0)
			return name;
		else if (!found && strcasecmp(names.item[i], name) == 0)
			found = names.item[i];
	return found;
}

char *esp_place(struct guest *guest, const char *dir, const char *path)
{
	char *at = pool_strdup(guest->pool, dir), *rest;

	for (rest = path_clean(guest->pool, path); *rest; rest += strcspn(rest, "/")) {
		const char *name, *there;

		rest += strspn(rest, "/");
		name = pool_strndup(guest->pool, rest, strcspn(rest, "/"));
		if (!*name)
			break;
		there = spelt(guest, at, name);
		at = path_join(guest->pool, at, there ? there : name);
	}
	return at;
}

char *esp_find(struct guest *guest, const char *dir, const char *path)
{
	char *place = esp_place(guest, dir, path);
	struct tree_stat st;

	return tree_stat(guest->tree, place, &st) == 0 ? place : NULL;
}

const struct efiloader *guest_efiloader(struct guest *guest, const char *path)
{
	struct efiloader *loader = NULL;
	struct tree_stat st;
	struct bytes file;
	struct pool *scratch;

	if (tree_stat(guest->tree, path, &st) < 0 || st.kind != TREE_FILE ||
	    st.size > ESP_FILE_MAX)
		return NULL;
	scratch = pool_new();
	if (tree_read_large(guest->tree, path, ESP_FILE_MAX, scratch, &file) == 0)
		loader = efiloader_read(guest->pool, file);
	pool_free(scratch);
	return loader;
}

static bool is_program(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && strcasecmp(name + len - 4, ".efi") == 0;
}

struct esp_program *guest_esp_programs(struct guest *guest, const char *dir,
				       size_t *count)
{
	struct esp_program *program = NULL;
	struct strs names;

	*count = 0;
	if (tree_list(guest->tree, dir, &names) < 0)
		return NULL;
	for (size_t i = 0; i < names.count && *count < PROGRAMS_MAX; i++) {
		const char *path = path_join(guest->pool, dir, names.item[i]);
		const struct efiloader *loader =
			is_program(names.item[i]) ? guest_efiloader(guest, path) : NULL;

		if (!loader)
			continue;
		program = text_room(guest->pool, program, *count, sizeof(*program));
		program[(*count)++] = (struct esp_program){ path, names.item[i], loader };
	}
	return program;
}

static bool has_linux_loader(struct guest *guest, const char *dir)
{
	size_t count;
	const struct esp_program *program = guest_esp_programs(guest, dir, &count);

	for (size_t i = 0; i < count; i++)
		switch (program[i].loader->kind) {
		case EFILOADER_SHIM:
		case EFILOADER_GRUB2:
		case EFILOADER_GRUB_LEGACY:
		case EFILOADER_SYSTEMD_BOOT:
			return true;
		default:
			break;
		}
	return false;
}

/* Directories below EFI/ with a boot loader of Linux, "BOOT" left out. */
static struct strs vendors(struct guest *guest, const char *efi)
{
	struct strs names, found = { .pool = guest->pool };

	if (tree_list(guest->tree, efi, &names) < 0)
		return found;
	for (size_t i = 0; i < names.count && i < DIRS_MAX; i++) {
		const char *dir = path_join(guest->pool, efi, names.item[i]);

		if (strcasecmp(names.item[i], "BOOT") != 0 &&
		    tree_has(guest->tree, dir, TREE_DIR) && has_linux_loader(guest, dir))
			strs_add(&found, names.item[i]);
	}
	return found;
}

/*
 * Names vendors give their directory: the ID of os-release, or its first part
 * ("opensuse" of "opensuse-leap"), or that of the system it was made from; those of Red
 * Hat and Oracle are "redhat".
 */
static struct strs own_names(struct guest *guest)
{
	struct strs names = { .pool = guest->pool };
	const struct osrelease *release;
	struct bytes text;

	if (tree_read(guest->tree, "/etc/os-release", &text) < 0 &&
	    tree_read(guest->tree, "/usr/lib/os-release", &text) < 0)
		return names;
	release = osrelease_parse(guest->pool, text);
	strs_add(&names, release->id);
	if (strcmp(release->id, "rhel") == 0 || strcmp(release->id, "ol") == 0)
		strs_add(&names, "redhat");
	strs_add(&names,
		 pool_strndup(guest->pool, release->id, strcspn(release->id, "-")));
	for (size_t i = 0; i < release->id_like.count; i++)
		strs_add(&names, release->id_like.item[i]);
	if (strs_has(&release->id_like, "rhel"))
		strs_add(&names, "redhat");
	return names;
}

static const char *own_among(const struct strs *names, const struct strs *found)
{
	for (size_t i = 0; i < names->count; i++)
		for (size_t f = 0; f < found->count; f++)
			if (strcasecmp(names->item[i], found->item[f]) == 0)
				return found->item[f];
	return NULL;
}

char *guest_esp_vendor(struct guest *guest, const struct esp *esp, size_t *others)
{
	char *efi = esp_place(guest, esp->root, "EFI");
	struct strs found = vendors(guest, efi), names = own_names(guest);
	const char *own = own_among(&names, &found), *last = NULL;

	*others = 0;
	for (size_t i = 0; !own && i < found.count; i++)
		if (strcasecmp(found.item[i], "systemd") != 0) {
			last = found.item[i];
			++*others;
		}
	if (!own && *others == 1)
		own = last;
	if (!own && *others == 0 && found.count)
		own = found.item[0];
	if (!own)
		return NULL;
	*others = 0;
	return path_join(guest->pool, efi, own);
}
