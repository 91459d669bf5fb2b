/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/overlay.h"

#include "host/run.h"

int overlay_create(struct pool *pool, const struct workdir *work,
		   const struct source *source, uint64_t size, const char **path,
		   struct host_error *error)
{
	*path = workdir_file(pool, work,
			     pool_printf(pool, "overlay-%u.qcow2", source->number));

	const char *const argv[] = {
		"qemu-img",
		"create",
		"-q",
		"-f",
		"qcow2",
		*path,
		pool_printf(pool, "%llu", (unsigned long long)size),
		NULL,
	};

	return run_checked(pool, argv, NULL, NULL, error);
}
