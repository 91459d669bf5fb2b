/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: probe-driver FILE...
 *
 * The look before mounting, on each FILE as an ext4, and on its first half and its first
 * 4 KiB alone; with sanitizers, so that a misstep ends it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/superblock.h"

static void look(struct pool *pool, const char *node, uint64_t size, const char *name)
{
	struct volume volume = { .node = node, .type = "ext4", .size = size };

	superblock_probe(pool, &volume);
	printf("%s (%llu bytes): %s\n", name, (unsigned long long)size,
	       volume.problem ? volume.problem : "may be mounted");
}

static void look_at_part(struct pool *pool, const char *path, off_t size)
{
	char *copy = pool_strdup(pool, "/tmp/drydock-probe-XXXXXX");
	const char *command;
	int fd = mkstemp(copy);

	if (fd < 0)
		return;
	close(fd);
	command = pool_printf(pool, "head -c %lld '%s' > '%s'", (long long)size, path,
			      copy);
	if (system(command) == 0)
		look(pool, copy, (uint64_t)size, path);
	unlink(copy);
}

int main(int argc, char **argv)
{
	int looked = 0;

	for (int i = 1; i < argc; i++) {
		struct pool *pool = pool_new();
		struct stat st;

		if (stat(argv[i], &st) == 0) {
			look(pool, argv[i], (uint64_t)st.st_size, argv[i]);
			look_at_part(pool, argv[i], st.st_size / 2);
			look_at_part(pool, argv[i], 4096);
			looked++;
		}
		pool_free(pool);
	}
	printf("%d files\n", looked);
	return looked != argc - 1;
}
