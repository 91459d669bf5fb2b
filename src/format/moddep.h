/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which kernel module needs which: modules.dep(5), modules.builtin and modules.softdep of
 * a /lib/modules/<version>.
 *
 * Its one law: a module is known by its name: no directory, no suffix, '_' for '-'.
 */
#pragma once

#include "base/bytes.h"
#include "base/strs.h"

struct moddep_module {
	const char *name;
	const char *path; /* as written: relative to the modules directory, or absolute */
	struct bytes needs;    /* the rest of its line; see moddep_needs() */
	struct strs pre, post; /* names, from softdep lines */
	enum { MODDEP_NEW, MODDEP_OPEN, MODDEP_DONE } seen; /* during a closure */
};

struct moddep {
	struct moddep_module *module; /* sorted by name */
	size_t count;
};

/* "virtio_blk" of "kernel/drivers/block/virtio-blk.ko.xz", or of "virtio-blk". */
char *moddep_name(struct pool *pool, const char *path);

/* Whether PATH is the file (.ko, .ko.gz, .ko.xz, .ko.zst) of module NAME. */
bool moddep_is_module(const char *path, const char *name);

/* Parse modules.dep; lines without a colon are passed over.  Nothing of TEXT is kept. */
struct moddep *moddep_parse(struct pool *pool, struct bytes text);

/* A copy of DEP without its softdep lines; names and paths are DEP's. */
struct moddep *moddep_copy(struct pool *pool, const struct moddep *dep);

/* Add the "softdep NAME pre: A B post: C" lines of TEXT (modprobe.d(5)). */
void moddep_add_soft(struct pool *pool, struct moddep *dep, struct bytes text);

/* The paths of the modules it needs, as written: of thousands few are ever asked. */
struct strs moddep_needs(struct pool *pool, const struct moddep_module *module);

/* The module NAME (spelled any way), or NULL. */
const struct moddep_module *moddep_find(const struct moddep *dep, const char *name);

/*
 * Add to PATHS the modules NAMES and all they need, hard and soft, each once and in an
 * order in which they can be loaded; circles are cut.  Returns 0, or -ENOENT where DEP
 * knows not all of NAMES: those are added to MISSING, if that is not NULL.
 */
int moddep_closure(struct pool *pool, struct moddep *dep, const struct strs *names,
		   struct strs *paths, struct strs *missing);

/* Whether the modules.builtin in TEXT has module NAME. */
bool moddep_builtin_has(struct bytes text, const char *name);
