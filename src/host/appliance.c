/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/appliance.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/strs.h"

/* The first of the NULL-ended NAMES that can be read in DIR, or NULL. */
static const char *first_of(struct pool *pool, const char *dir, const char *const *names)
{
	for (; *names; names++) {
		char *path = pool_printf(pool, "%s/%s", dir, *names);

		if (access(path, R_OK) == 0)
			return path;
	}
	return NULL;
}

static int is_whole(struct pool *pool, const char *dir, struct appliance *found)
{
	/* kernel-pvh starts through PVH without unpacking itself, which TCG does slowly.
	 */
	static const char *const kernels[] = { "kernel-pvh", "kernel", NULL };
	/* The last is how a medium has it. */
	static const char *const archives[] = { "initramfs.cpio", "initramfs.cpio.zst",
						"initramfs.zst", NULL };

	found->kernel = first_of(pool, dir, kernels);
	found->initramfs = first_of(pool, dir, archives);
	return found->kernel && found->initramfs;
}

static void add_places(struct pool *pool, struct strs *places)
{
	const char *decided = getenv("DRYDOCK_APPLIANCE");
	char self[4096];
	ssize_t len;
	char *dir;

	if (decided && decided[0]) {
		strs_add(places, decided);
		return;
	}
	len = readlink("/proc/self/exe", self, sizeof(self));
	if (len <= 0 || len == (ssize_t)sizeof(self))
		return;
	dir = path_parent(pool, pool_strndup(pool, self, (size_t)len));
	strs_add(places, path_join(pool, dir, "appliance"));
	strs_add(places, path_join(pool, dir, "../lib/drydock"));
}

int appliance_find(struct pool *pool, struct appliance *found, struct host_error *error)
{
	struct strs places = { .pool = pool };

	add_places(pool, &places);
	for (size_t i = 0; i < places.count; i++)
		if (is_whole(pool, places.item[i], found))
			return 0;
	return host_fail(error, ENOPKG,
			 "the appliance (kernel and initramfs.cpio) is not in \"%s\"",
			 strs_join(&places, "\" nor in \""));
}
