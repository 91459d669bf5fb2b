/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/efichain.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/path.h"
#include "guest/volumes.h"

char *efichain_file(struct pool *pool, const char *architecture)
{
	char *name = pool_printf(pool, "BOOT%s.EFI", architecture);

	for (char *c = name; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	return name;
}

const struct esp_program *efichain_own(struct guest *guest, const char *dir,
				       const char *architecture, enum efiloader_kind kind)
{
	const char *usual = pool_printf(guest->pool, "grub%s.efi", architecture);
	const struct esp_program *found = NULL, *program;
	size_t count;

	program = guest_esp_programs(guest, dir, &count);
	for (size_t i = 0; i < count; i++) {
		const struct efiloader *loader = program[i].loader;

		if (loader->kind != kind || loader->cut || !loader->is_application ||
		    !loader->architecture ||
		    strcmp(loader->architecture, architecture) != 0)
			continue;
		/* "gcdx64.efi" is a GRUB too, for removable media. */
		if (!found || strcasecmp(program[i].name, usual) == 0)
			found = &program[i];
	}
	return found;
}

/* shim without its GRUB beside it is no help. */
const struct esp_program *efichain_first(struct guest *guest, const char *dir,
					 const char *architecture)
{
	static const enum efiloader_kind kinds[] = {
		EFILOADER_SHIM,
		EFILOADER_GRUB2,
		EFILOADER_SYSTEMD_BOOT,
		EFILOADER_GRUB_LEGACY,
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const struct esp_program *program =
			efichain_own(guest, dir, architecture, kinds[i]);

		if (program && (kinds[i] != EFILOADER_SHIM ||
				esp_find(guest, dir, program->loader->next)))
			return program;
	}
	return NULL;
}

struct strs efichain_architectures(struct guest *guest, const struct esp *esp,
				   const char *own)
{
	static const char *const known[] = { "x64", "aa64", "ia32", "arm", "riscv64" };
	struct strs found = { .pool = guest->pool };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		const char *file = pool_printf(guest->pool, "EFI/BOOT/%s",
					       efichain_file(guest->pool, known[i]));

		if (strcmp(known[i], "ia32") == 0 && strs_has(&found, "x64"))
			continue;
		if (esp_find(guest, esp->root, file) ||
		    (own && efichain_first(guest, own, known[i])))
			strs_add(&found, known[i]);
	}
	return found;
}

/* Text in UTF-16, or plain, up to the first comma: the program a line of CSV names. */
static char *listed_program(struct pool *pool, struct bytes csv)
{
	struct buf name = { .pool = pool };
	size_t start = csv.len >= 2 && le16(csv.data) == 0xfeff ? 2 : 0;

	for (size_t i = start; i < csv.len && csv.data[i] != ','; i++)
		if (csv.data[i])
			buf_add(&name, bytes_slice(csv, i, 1));
	return bytes_str(pool, buf_bytes(&name));
}

/* Whether EFI/DIR has a BOOTX64.CSV or BOOT.CSV whose first line names a file there. */
static bool has_list(struct guest *guest, const char *dir, const char *architecture)
{
	const char *const lists[] = {
		pool_printf(guest->pool, "BOOT%s.CSV", architecture), "BOOT.CSV"
	};
	struct bytes csv;

	for (size_t i = 0; i < 2; i++) {
		const char *path = esp_find(guest, dir, lists[i]), *name;

		if (!path || tree_read(guest->tree, path, &csv) < 0)
			continue;
		name = listed_program(guest->pool, csv);
		if (*name && esp_find(guest, dir, name))
			return true;
	}
	return false;
}

static bool any_list(struct guest *guest, const char *boot, const char *architecture)
{
	const char *efi = path_parent(guest->pool, boot);
	struct strs names;

	if (tree_list(guest->tree, efi, &names) < 0)
		return false;
	for (size_t i = 0; i < names.count; i++)
		if (strcasecmp(names.item[i], path_name(boot)) != 0 &&
		    has_list(guest, path_join(guest->pool, efi, names.item[i]),
			     architecture))
			return true;
	return false;
}

static void fault(struct efichain *chain, enum efichain_fault what, const char *text)
{
	chain->fault = what;
	chain->text = text;
}

/* The system whose directory the prefix "/EFI/fedora" names, where it is on ESP. */
static const char *other_owner(struct guest *guest, const struct esp *esp,
			       const char *prefix, const char *architecture,
			       const char *own)
{
	const struct esp_program *mine;

	if (!own || strncasecmp(prefix, "/EFI/", 5) != 0 ||
	    strcasecmp(prefix + 5, path_name(own)) == 0 ||
	    strcasecmp(prefix + 5, "BOOT") == 0 || !esp_find(guest, esp->root, prefix))
		return NULL;
	mine = efichain_own(guest, own, architecture, EFILOADER_GRUB2);
	if (mine && strcasecmp(mine->loader->prefix, prefix) == 0)
		return NULL;
	return prefix + 5;
}

/*
 * As grub_set_prefix_and_root() of GRUB's kern/main.c: a prefix without a device is on
 * the partition GRUB was started from, an empty one is its directory there.
 */
static void follow_grub2(struct guest *guest, const struct esp *esp,
			 const struct efiloader *grub, const char *dir,
			 struct efichain *chain)
{
	const char *prefix = grub->prefix, *beside;

	if (grub->search_uuid && !volume_with_uuid(guest, grub->search_uuid)) {
		fault(chain, EFICHAIN_NO_CONFIG,
		      pool_printf(guest->pool,
				  "%s searches the file system %s, which is not here",
				  path_name(chain->grub), grub->search_uuid));
		return;
	}
	if (prefix[0] == '(' || grub->sets_prefix)
		return;
	if (*prefix)
		dir = esp_place(guest, esp->root, prefix);
	beside = esp_find(guest, path_parent(guest->pool, chain->grub), "grub.cfg");
	chain->config = esp_find(guest, dir, "grub.cfg");
	if (!chain->config && grub->reads_beside)
		chain->config = beside;
	if (chain->config)
		return;
	chain->config = esp_place(guest, dir, "grub.cfg");
	fault(chain, EFICHAIN_NO_CONFIG,
	      pool_printf(guest->pool, "%s reads %s, which is missing",
			  path_name(chain->grub), chain->config + strlen(esp->root)));
}

/* The configuration of GRUB Legacy has the name of the program. */
static void follow_legacy(struct guest *guest, const char *dir, struct efichain *chain)
{
	const char *name = path_name(chain->path);
	const char *config =
		pool_printf(guest->pool, "%.*s.conf", (int)(strlen(name) - 4), name);

	chain->grub = chain->path;
	chain->config = esp_place(guest, dir, config);
	if (!tree_has(guest->tree, chain->config, TREE_FILE))
		fault(chain, EFICHAIN_NO_CONFIG,
		      pool_printf(guest->pool, "%s reads %s beside it, which is missing",
				  name, config));
}

static void follow_shim(struct guest *guest, const char *dir, const char *architecture,
			struct efichain *chain)
{
	const char *fb = pool_printf(guest->pool, "fb%s.efi", architecture);

	if (esp_find(guest, dir, fb)) {
		if (!any_list(guest, dir, architecture))
			fault(chain, EFICHAIN_NO_LIST,
			      pool_printf(guest->pool,
					  "%s starts %s, which finds no boot entries in "
					  "a BOOT*.CSV",
					  path_name(chain->path), fb));
		return;
	}
	chain->grub = esp_find(guest, dir, chain->first->next);
	if (!chain->grub)
		fault(chain, EFICHAIN_NO_NEXT,
		      pool_printf(guest->pool, "%s starts %s beside it, which is missing",
				  path_name(chain->path), chain->first->next));
}

static void follow_kind(struct guest *guest, const struct esp *esp,
			const char *architecture, const char *own, struct efichain *chain)
{
	const char *dir = path_parent(guest->pool, chain->path), *owner;
	const struct efiloader *grub = chain->first;

	if (chain->first->kind == EFILOADER_SHIM) {
		follow_shim(guest, dir, architecture, chain);
		grub = chain->grub ? guest_efiloader(guest, chain->grub) : NULL;
		if (chain->grub && !grub)
			fault(chain, EFICHAIN_NO_NEXT,
			      pool_printf(guest->pool, "%s is no program",
					  path_name(chain->grub)));
	} else if (chain->first->kind == EFILOADER_GRUB_LEGACY) {
		follow_legacy(guest, dir, chain);
	} else if (chain->first->kind == EFILOADER_GRUB2) {
		chain->grub = chain->path;
	}
	if (!grub || grub->kind != EFILOADER_GRUB2)
		return;
	owner = other_owner(guest, esp, grub->prefix, architecture, own);
	if (owner)
		fault(chain, EFICHAIN_OTHER_OWNER,
		      pool_printf(guest->pool, "%s starts \"%s\", another system",
				  path_name(chain->path), owner));
	else
		follow_grub2(guest, esp, grub, dir, chain);
}

struct efichain efichain_follow(struct guest *guest, const struct esp *esp,
				const char *architecture, const char *own)
{
	struct pool *pool = guest->pool;
	const char *file =
		pool_printf(pool, "EFI/BOOT/%s", efichain_file(pool, architecture));
	struct efichain chain = { .path = esp_place(guest, esp->root, file) };
	const char *name = path_name(chain.path);

	chain.first = guest_efiloader(guest, chain.path);
	if (!tree_has(guest->tree, chain.path, TREE_FILE)) {
		fault(&chain, EFICHAIN_NO_PROGRAM,
		      "missing: a new machine knows of no other program to start");
	} else if (chain.first && chain.first->kind == EFILOADER_WINDOWS) {
		fault(&chain, EFICHAIN_OTHER_OWNER,
		      pool_printf(pool, "%s is %s", name,
				  efiloader_name(chain.first->kind)));
	} else if (!chain.first || chain.first->cut) {
		fault(&chain, EFICHAIN_NO_PROGRAM,
		      pool_printf(pool, "%s is no whole program", name));
	} else if (!chain.first->architecture || !chain.first->is_application ||
		   strcmp(chain.first->architecture, architecture) != 0) {
		fault(&chain, EFICHAIN_WRONG_KIND,
		      pool_printf(pool, "%s is not a program for %s", name,
				  architecture));
	} else if (chain.first->kind == EFILOADER_OTHER) {
		fault(&chain, EFICHAIN_NOT_KNOWN,
		      pool_printf(pool, "what %s starts is not known", name));
	} else {
		follow_kind(guest, esp, architecture, own, &chain);
	}
	return chain;
}
