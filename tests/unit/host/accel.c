/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/accel.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "host/appliance.h"
#include "test.h"

static char dir[] = "/tmp/drydock-unit-XXXXXX";

static void make_dir(void)
{
	strcpy(dir, "/tmp/drydock-unit-XXXXXX");
	EXPECT(mkdtemp(dir));
}

static void go_home(struct pool *pool)
{
	make_dir();
	unsetenv("XDG_RUNTIME_DIR");
	unsetenv("DRYDOCK_ACCEL");
	setenv("XDG_CACHE_HOME", pool_printf(pool, "%s/cache", dir), 1);
}

static void leave_home(struct pool *pool)
{
	(void)unlink(pool_printf(pool, "%s/cache/drydock/accel", dir));
	(void)rmdir(pool_printf(pool, "%s/cache/drydock", dir));
	(void)rmdir(pool_printf(pool, "%s/cache", dir));
	(void)rmdir(dir);
	pool_free(pool);
}

static void the_user_decides(void)
{
	struct pool *pool = pool_new();

	go_home(pool);
	setenv("DRYDOCK_ACCEL", "kvm", 1);
	accel_remember(pool, ACCEL_TCG);
	EXPECT_INT(accel_choose(pool).accel, ACCEL_KVM);
	EXPECT_INT(accel_choose(pool).by, ACCEL_DECIDED);
	setenv("DRYDOCK_ACCEL", "tcg", 1);
	EXPECT_INT(accel_choose(pool).accel, ACCEL_TCG);
	EXPECT_INT(accel_choose(pool).by, ACCEL_DECIDED);
	leave_home(pool);
}

static void remembers_that_kvm_is_broken(void)
{
	struct pool *pool = pool_new();
	char *file;

	go_home(pool);
	accel_remember(pool, ACCEL_TCG);
	EXPECT_INT(accel_choose(pool).accel, ACCEL_TCG);
	EXPECT_INT(accel_choose(pool).by, ACCEL_KNOWN);
	/* What was so before the host was booted again says nothing. */
	file = pool_printf(pool, "%s/cache/drydock/accel", dir);
	EXPECT_INT(truncate(file, 10), 0);
	EXPECT_INT(accel_choose(pool).by,
		   access("/dev/kvm", R_OK | W_OK) ? ACCEL_KNOWN : ACCEL_GUESSED);
	leave_home(pool);
}

static void an_appliance_is_whole(void)
{
	struct pool *pool = pool_new();
	struct appliance found;
	struct host_error error = { "" };
	char *file;

	make_dir();
	setenv("DRYDOCK_APPLIANCE", dir, 1);
	EXPECT_INT(appliance_find(pool, &found, &error), -ENOPKG);
	EXPECT(strstr(error.text, dir));
	file = pool_printf(pool, "%s/kernel", dir);
	EXPECT_INT(symlink("/dev/null", file), 0);
	EXPECT_INT(appliance_find(pool, &found, NULL), -ENOPKG);
	EXPECT_INT(symlink("/dev/null", pool_printf(pool, "%s/initramfs.cpio.zst", dir)),
		   0);
	EXPECT_INT(appliance_find(pool, &found, NULL), 0);
	EXPECT_STR(found.kernel, file);
	(void)unlink(found.kernel);
	(void)unlink(found.initramfs);
	(void)rmdir(dir);
	pool_free(pool);
}

const struct test tests[] = {
	{ "the user decides", the_user_decides },
	{ "remembers that KVM is broken", remembers_that_kvm_is_broken },
	{ "an appliance is whole", an_appliance_is_whole },
	{ 0 },
};
