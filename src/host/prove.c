/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/prove.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "host/prove-watch.h"
#include "host/vm.h"

enum { LAST_LINES = 20, TRIES = 3 };

/* The last lines of serial; of the screen where nothing came there. */
static struct strs last_lines(const struct watch *watch, struct pool *pool)
{
	struct strs lines = console_last(&watch->serial, pool, LAST_LINES);
	const struct strs *screen = &watch->screen;

	if (lines.count)
		return lines;
	for (size_t i = 0; i < screen->count; i++)
		strs_add(&lines, pool_strdup(pool, screen->item[i]));
	if (lines.count)
		return lines;
	return console_last(&watch->firmware, pool, LAST_LINES);
}

static const char *came_to(const struct prove_result *result)
{
	return result->reached < 0 ? "nothing"
				   : boot_stage_name((enum boot_stage)result->reached);
}

static const char *summary(struct pool *pool, const struct prove_result *result,
			   const struct watch *watch)
{
	const char *up = result->banner ? result->banner : "login prompt";

	switch (result->verdict) {
	case PROVE_BOOTS:
		if (!result->address)
			return pool_printf(pool, "boots: %s after %.0f s", up,
					   result->seconds);
		return pool_printf(pool, "boots: DHCP %s, %s after %.0f s",
				   result->address, up, result->seconds);
	case PROVE_NO_NETWORK:
		if (watch->wire.speaks_as[0])
			return pool_printf(pool,
					   "boots without network: the guest took no "
					   "address by DHCP, it speaks as %s",
					   watch->wire.speaks_as);
		return pool_printf(pool, "boots without network: the guest %s",
				   watch->wire.asked
					   ? "asked for an address, but took none"
					   : "asked for no address by DHCP");
	case PROVE_NO_LOGIN:
		return pool_printf(
			pool, "does not come up: DHCP %s, but neither SSH nor a login",
			result->address);
	case PROVE_FAILS:
		break;
	case PROVE_STALLS:
		return pool_printf(pool, "does not boot: came as far as %s, then nothing",
				   came_to(result));
	}
	if (result->failure)
		return pool_printf(pool, "does not boot: %s", result->failure);
	return pool_printf(pool, "does not boot: the guest %s after %s",
			   watch->boot.power == BOOT_POWERED_OFF
				   ? "switched the machine off"
				   : "restarts again and again",
			   came_to(result));
}

static void fill_result(struct pool *pool, const struct watch *watch,
			struct prove_result *result)
{
	const struct boot *boot = &watch->boot;

	memcpy(result->stage, boot->stage, sizeof(result->stage));
	result->ok = result->verdict == PROVE_BOOTS;
	result->reached = boot_last_stage(boot);
	result->seconds = clock_now() - watch->machine->qemu.started - watch->waited;
	result->waited = watch->waited;
	result->resets = boot->resets;
	result->last = last_lines(watch, pool);
	if (watch->wire.address[0])
		result->address = pool_strdup(pool, watch->wire.address);
	if (watch->ssh.banner[0])
		result->banner = pool_strdup(pool, watch->ssh.banner);
	if (result->verdict != PROVE_BOOTS && result->verdict != PROVE_NO_NETWORK &&
	    boot->failure) {
		result->failure = boot->failure_line;
		result->meaning = boot->failure->meaning;
	}
	result->summary = summary(pool, result, watch);
}

static int save_screenshot(const struct watch *watch, const char *path,
			   struct host_error *error)
{
	struct pool *pool;
	struct bytes png;
	int fd;

	if (!watch->picture_pool)
		return 0;
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		return host_fail(error, errno, "cannot write \"%s\": %m", path);
	pool = pool_new();
	png = ppm_to_png(pool, &watch->picture);
	while (png.len) {
		ssize_t n = write(fd, png.data, png.len);

		if (n <= 0)
			break;
		png = bytes_slice(png, (size_t)n, png.len);
	}
	pool_free(pool);
	if (close(fd) || png.len)
		return host_fail(error, EIO, "cannot write all of \"%s\"", path);
	return 0;
}

/* One boot.  1 where it says nothing of the disk, because the host was too busy. */
static int boot_once(struct pool *pool, const struct prove_options *options,
		     enum accel accel, struct prove_result *result,
		     struct host_error *error)
{
	struct watch *watch = pool_alloc(pool, sizeof(*watch));
	struct machine machine;
	int err = machine_prepare(&machine, pool, options, accel, error);

	watch->pool = pool;
	watch->options = options;
	watch->machine = &machine;
	watch->wire_fd = -1;
	watch->ssh.fd = -1;
	result->accel = accel;
	if (!err)
		err = watch_boot(watch, &result->verdict, error);
	if (!err)
		fill_result(pool, watch, result);
	if (!err && options->screenshot)
		err = save_screenshot(watch, options->screenshot, error);
	if (!err && watch->boot.failure && watch->boot.failure->end == FAILURE_OF_HOST)
		err = 1;
	watch_end(watch);
	machine_end(&machine);
	return err;
}

static int boot_again(struct pool *pool, const struct prove_options *options,
		      enum accel accel, struct prove_result *result,
		      struct host_error *error)
{
	int err = 1;

	for (int i = 0; i < TRIES && err == 1; i++) {
		memset(result, 0, sizeof(*result));
		err = boot_once(pool, options, accel, result, error);
	}
	return err == 1 ? host_fail(error, EAGAIN, "cannot prove anything: %s",
				    result->meaning)
			: err;
}

/* The serial line was silent: boot one that speaks there, to tell the user why. */
static void explain(struct pool *pool, const struct prove_options *options,
		    struct prove_result *result)
{
	struct prove_options again = *options;
	struct prove_result *why;

	if (options->explain(options->arg) < 0)
		return;
	why = pool_alloc(pool, sizeof(*why));
	again.explain = NULL;
	again.screenshot = NULL;
	if (boot_again(pool, &again, result->accel, why, NULL) == 0)
		result->explained = why;
}

static bool is_silent(const struct prove_result *result)
{
	for (size_t i = BOOT_LOADER; i <= BOOT_INIT; i++)
		if (result->stage[i].text &&
		    result->stage[i].source == BOOT_SEEN_ON_SERIAL)
			return false;
	return true;
}

int prove(struct pool *pool, const struct prove_options *options,
	  struct prove_result *result, struct host_error *error)
{
	int err;

	err = boot_again(pool, options, vm_try_accel(pool), result, error);
	if (!err && !result->ok && !result->failure && options->explain &&
	    is_silent(result))
		explain(pool, options, result);
	return err;
}
