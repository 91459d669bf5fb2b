/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/accel.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* random(4): made anew each time the host boots. */
static const char boot_id_file[] = "/proc/sys/kernel/random/boot_id";

struct line {
	char text[128];
};

/* The first line of FILE; "" where it cannot be read. */
static struct line read_line(const char *file)
{
	struct line line = { 0 };
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0)
		return line;
	if (read(fd, line.text, sizeof(line.text) - 1) < 0)
		line.text[0] = 0;
	line.text[strcspn(line.text, "\n")] = 0;
	close(fd);
	return line;
}

/* Where it is written down; NULL where the user has no place for it. */
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

/* What is written down for this boot of the host when WORKS is what works. */
static char *memory_of(struct pool *pool, enum accel works)
{
	struct line boot = read_line(boot_id_file);

	return boot.text[0] ? pool_printf(pool, "%s %s", boot.text, accel_name(works))
			    : NULL;
}

static bool is_remembered(struct pool *pool, enum accel works)
{
	const char *now = memory_of(pool, works);
	const char *dir = memory_dir(pool);
	struct line then;

	if (!dir || !now)
		return false;
	then = read_line(pool_printf(pool, "%s/accel", dir));
	return strcmp(now, then.text) == 0;
}

static bool can_open_kvm(void)
{
	int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

struct accel_choice accel_choose(struct pool *pool)
{
	const char *wish = getenv("DRYDOCK_ACCEL");

	if (wish && strcmp(wish, "tcg") == 0)
		return (struct accel_choice){ ACCEL_TCG, ACCEL_DECIDED };
	if (wish && strcmp(wish, "kvm") == 0)
		return (struct accel_choice){ ACCEL_KVM, ACCEL_DECIDED };
	if (!can_open_kvm() || is_remembered(pool, ACCEL_TCG))
		return (struct accel_choice){ ACCEL_TCG, ACCEL_KNOWN };
	if (is_remembered(pool, ACCEL_KVM))
		return (struct accel_choice){ ACCEL_KVM, ACCEL_KNOWN };
	return (struct accel_choice){ ACCEL_KVM, ACCEL_GUESSED };
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

void accel_remember(struct pool *pool, enum accel works)
{
	const char *now = memory_of(pool, works);
	char *dir = memory_dir(pool);
	int fd;

	if (!dir || !now)
		return;
	make_dirs(dir);
	fd = open(pool_printf(pool, "%s/accel", dir),
		  O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return;
	/* Forgetting costs five seconds at the next run, no more. */
	if (write(fd, now, strlen(now)) < 0)
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
