/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/accel.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* random(4): made anew each time the host boots. */
static const char boot_id_file[] = "/proc/sys/kernel/random/boot_id";

struct boot_id {
	char text[64];
};

/* The first line of FILE; "" where it cannot be read. */
static struct boot_id read_id(const char *file)
{
	struct boot_id id = { 0 };
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0)
		return id;
	if (read(fd, id.text, sizeof(id.text) - 1) < 0)
		id.text[0] = 0;
	id.text[strcspn(id.text, "\n")] = 0;
	close(fd);
	return id;
}

/* Where the distrust is written down; NULL where the user has no place for it. */
static char *memory_dir(struct pool *pool)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	const char *cache = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (runtime && runtime[0] == '/')
		return pool_printf(pool, "%s/drydock", runtime);
	if (cache && cache[0] == '/')
		return pool_printf(pool, "%s/drydock", cache);
	if (home && home[0] == '/')
		return pool_printf(pool, "%s/.cache/drydock", home);
	return NULL;
}

static int is_distrusted(struct pool *pool)
{
	struct boot_id now = read_id(boot_id_file);
	const char *dir = memory_dir(pool);
	struct boot_id then;

	if (!dir || !now.text[0])
		return 0;
	then = read_id(pool_printf(pool, "%s/kvm-does-not-work", dir));
	return strcmp(now.text, then.text) == 0;
}

static int can_open_kvm(void)
{
	int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return 0;
	close(fd);
	return 1;
}

struct accel_choice accel_choose(struct pool *pool)
{
	const char *wish = getenv("DRYDOCK_ACCEL");

	if (wish && strcmp(wish, "tcg") == 0)
		return (struct accel_choice){ ACCEL_TCG, ACCEL_DECIDED };
	if (wish && strcmp(wish, "kvm") == 0)
		return (struct accel_choice){ ACCEL_KVM, ACCEL_DECIDED };
	if (can_open_kvm() && !is_distrusted(pool))
		return (struct accel_choice){ ACCEL_KVM, ACCEL_GUESSED };
	return (struct accel_choice){ ACCEL_TCG, ACCEL_GUESSED };
}

/* mkdir -p: the cache of a new user may not have a single directory yet. */
static void make_dirs(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		(void)mkdir(path, 0700);
		*slash = '/';
	}
	(void)mkdir(path, 0700);
}

void accel_distrust_kvm(struct pool *pool)
{
	struct boot_id now = read_id(boot_id_file);
	char *dir = memory_dir(pool);
	int fd;

	if (!dir || !now.text[0])
		return;
	make_dirs(dir);
	fd = open(pool_printf(pool, "%s/kvm-does-not-work", dir),
		  O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return;
	/* Forgetting costs five seconds at the next run, no more. */
	if (write(fd, now.text, strlen(now.text)) < 0)
		(void)ftruncate(fd, 0);
	close(fd);
}

const char *accel_argument(enum accel accel)
{
	return accel == ACCEL_KVM ? "kvm" : "tcg,thread=multi,tb-size=256";
}

const char *accel_name(enum accel accel)
{
	return accel == ACCEL_KVM ? "kvm" : "tcg";
}
