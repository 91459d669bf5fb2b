/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/uki.h"

#include "format/osrelease.h"
#include "format/pe.h"
#include "guest/facts-internal.h"

enum {
	UKI_MAX = 512 << 20,  /* bytes of an image; larger ones are not read */
	SECTION_MAX = 1 << 16 /* bytes of a text in it */
};

static const char *text_of(struct pool *pool, const struct pe *pe, const char *name)
{
	const struct pe_section *section = pe_find(pe, name);

	return section && section->content.len <= SECTION_MAX ? pe_text(pool, pe, name)
							      : NULL;
}

/* The texts are copied: the image itself is only needed while they are looked for. */
static int read_image(struct guest *guest, const char *path, struct uki *uki)
{
	struct pool *scratch = pool_new();
	const struct pe *pe = NULL;
	const char *release;
	struct bytes file;
	int err = tree_read_large(guest->tree, path, UKI_MAX, scratch, &file);

	if (err == 0)
		pe = pe_parse(scratch, file);
	if (pe && pe_is_uki(pe)) {
		uki->is_uki = true;
		uki->cmdline = text_of(guest->pool, pe, ".cmdline");
		uki->version = text_of(guest->pool, pe, ".uname");
		release = text_of(guest->pool, pe, ".osrel");
		if (release)
			uki->title = osrelease_parse(guest->pool, bytes_of(release))
					     ->pretty_name;
	}
	pool_free(scratch);
	return err;
}

const struct uki *guest_uki(struct guest *guest, const char *path)
{
	struct fact_key key;
	struct tree_stat st;
	struct uki *uki;

	if (tree_stat(guest->tree, path, &st) < 0)
		return NULL;
	key = fact_of_file(guest, FACT_UKI, &st, NULL);
	uki = fact_find(guest, &key);
	if (uki)
		return uki;
	uki = pool_alloc(guest->pool, sizeof(*uki));
	if (read_image(guest, path, uki) < 0)
		return NULL;
	fact_keep(guest, &key, uki);
	return uki;
}
