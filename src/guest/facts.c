/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/facts-internal.h"

#include "tree/overlay.h"

struct fact {
	struct fact *next;
	struct fact_key key;
	void *value;
};

struct guest_facts {
	struct fact *of_file, of_tree[FACT_KINDS];
};

struct fact_key fact_of_tree(const struct guest *guest, enum fact_kind kind)
{
	return (struct fact_key){
		.kind = kind,
		.failures = guest->tree->failures,
		.of_tree = true,
		.file[0].generation = overlay_generation(guest->tree),
	};
}

static struct fact_file file_of(const struct tree_stat *st)
{
	return (struct fact_file){
		.dev = st->dev,
		.ino = st->ino,
		.size = st->size,
		.generation = st->generation,
	};
}

struct fact_key fact_of_file(const struct guest *guest, enum fact_kind kind,
			     const struct tree_stat *st, const struct tree_stat *other)
{
	struct fact_key key = {
		.kind = kind,
		.failures = guest->tree->failures,
		.file[0] = file_of(st),
	};

	if (other)
		key.file[1] = file_of(other);
	return key;
}

static bool is_same(const struct fact_key *a, const struct fact_key *b)
{
	if (a->kind != b->kind || a->of_tree != b->of_tree)
		return false;
	for (int i = 0; i < FACT_FILES; i++)
		if (a->file[i].dev != b->file[i].dev ||
		    a->file[i].ino != b->file[i].ino ||
		    a->file[i].size != b->file[i].size ||
		    a->file[i].generation != b->file[i].generation)
			return false;
	return true;
}

void *fact_find(const struct guest *guest, const struct fact_key *key)
{
	const struct fact *fact = NULL;

	if (!guest->facts)
		return NULL;
	if (!key->of_tree)
		fact = guest->facts->of_file;
	else if (guest->facts->of_tree[key->kind].value)
		fact = &guest->facts->of_tree[key->kind];
	while (fact && !is_same(&fact->key, key))
		fact = fact->next;
	return fact ? fact->value : NULL;
}

void fact_keep(struct guest *guest, const struct fact_key *key, void *value)
{
	struct fact *fact;

	if (guest->tree->failures != key->failures)
		return;
	if (!guest->facts)
		guest->facts = pool_alloc(guest->pool, sizeof(*guest->facts));
	if (key->of_tree) {
		guest->facts->of_tree[key->kind] =
			(struct fact){ .key = *key, .value = value };
		return;
	}
	fact = pool_alloc(guest->pool, sizeof(*fact));
	*fact = (struct fact){ guest->facts->of_file, *key, value };
	guest->facts->of_file = fact;
}
