/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/prove-watch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "host/screen.h"
#include "host/waited.h"

enum {
	TICK = 250,                /* milliseconds */
	WIRE_MAX = 64 << 20,       /* of a pcap file that is read */
	PICTURE_MAX = 8192 * 8192, /* bytes */
	/* A blinking cursor changes one cell: that is no progress. */
	PICTURE_NOISE = 2 * 9 * 16,
	/* Bytes on the disk between two looks: a journal that ticks is no progress. */
	DISK_NOISE = 64 << 10,
	LOADED = 4 << 20, /* bytes: a kernel is larger, what a firmware looks at is not */
};

static const double look_every = 2; /* seconds */

/* Of the time that passes at least this part is the guest's, however busy the host. */
static const double least_share = 0.25;

static double now_in(const struct watch *watch)
{
	return clock_now() - watch->machine->qemu.started - watch->waited;
}

/* The clock of the guest stands while the host has no processor for it. */
static void count_waiting(struct watch *watch)
{
	double passed = clock_now() - watch->machine->qemu.started;
	double waited = process_waited(watch->machine->qemu.pid);
	double most = passed * (1 - least_share);

	if (waited > most)
		waited = most;
	if (waited > watch->waited)
		watch->waited = waited;
}

static void serial_line(void *arg, const char *line)
{
	struct watch *watch = arg;

	boot_line(&watch->boot, BOOT_SEEN_ON_SERIAL, line, now_in(watch));
}

static void firmware_line(void *arg, const char *line)
{
	struct watch *watch = arg;

	boot_line(&watch->boot, BOOT_SEEN_ON_FIRMWARE_PORT, line, now_in(watch));
}

/* A guest that prints without end must not keep us from judging: a bounded part a tick.
 */
static void drain_serial(struct watch *watch)
{
	unsigned char text[4096];

	for (int i = 0; i < 64; i++) {
		ssize_t n = read(watch->machine->serial_fd, text, sizeof(text));

		if (n <= 0)
			return;
		console_add(&watch->serial, (struct bytes){ text, (size_t)n });
		boot_progress(&watch->boot, now_in(watch));
	}
}

static void read_firmware(struct watch *watch)
{
	json_t *answer = NULL;
	struct bytes said;

	if (qmp_call(&watch->qmp, "ringbuf-read",
		     json_pack("{s:s, s:i}", "device", MACHINE_FIRMWARE, "size",
			       MACHINE_FIRMWARE_KEPT),
		     &answer))
		return;
	said = bytes_of(json_is_string(answer) ? json_string_value(answer) : "");
	if (said.len) {
		console_add(&watch->firmware, said);
		boot_progress(&watch->boot, now_in(watch));
	}
	json_decref(answer);
}

static void read_wire(struct watch *watch)
{
	unsigned char part[65536];
	unsigned before = watch->wire.packets;
	double now = now_in(watch);
	ssize_t n;
	size_t used;

	if (watch->wire_fd < 0)
		watch->wire_fd = open(watch->machine->wire, O_RDONLY | O_CLOEXEC);
	do {
		n = pread(watch->wire_fd, part, sizeof(part), watch->wire_at);
		if (n <= 0 || watch->wire_at > WIRE_MAX)
			break;
		used = dhcp_feed(&watch->wire, (struct bytes){ part, (size_t)n });
		watch->wire_at += (off_t)used;
	} while (used);
	/* A guest that waits sends IPv6 and ARP for ever: only its DHCP is progress. */
	if (watch->wire.packets > before && !before)
		boot_progress(&watch->boot, now);
	if (watch->wire.address[0])
		boot_reached(&watch->boot, BOOT_DHCP, BOOT_SEEN_ON_WIRE,
			     pool_printf(watch->pool, "DHCPACK of %s to the guest",
					 watch->wire.address),
			     now);
}

static void probe_ssh(struct watch *watch)
{
	sshprobe_step(&watch->ssh, clock_now());
	if (watch->ssh.banner[0])
		boot_reached(&watch->boot, BOOT_SSH, BOOT_SEEN_BY_CONNECTING,
			     watch->ssh.banner, now_in(watch));
}

static struct bytes read_picture(struct pool *pool, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct bytes file = { NULL, 0 };
	unsigned char *data;
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return file;
	if (fstat(fd, &st) == 0 && st.st_size > 0 && st.st_size < PICTURE_MAX) {
		data = pool_alloc(pool, (size_t)st.st_size);
		n = read(fd, data, (size_t)st.st_size);
		if (n > 0)
			file = (struct bytes){ data, (size_t)n };
	}
	close(fd);
	return file;
}

/* A picture that is not the last one is a sign of life. */
static void look_at_picture(struct watch *watch)
{
	struct pool *pool = pool_new();
	struct ppm picture;

	if (qmp_call(&watch->qmp, "screendump",
		     json_pack("{s:s}", "filename", watch->machine->picture), NULL) ||
	    ppm_parse(read_picture(pool, watch->machine->picture), &picture)) {
		pool_free(pool);
		return;
	}
	if (!watch->picture_pool ||
	    ppm_difference(&watch->picture, &picture) > PICTURE_NOISE)
		boot_progress(&watch->boot, now_in(watch));
	pool_free(watch->picture_pool);
	watch->picture_pool = pool;
	watch->picture = picture;
}

/* Only a row that was not there at the last look is news. */
static void look_at_text(struct watch *watch)
{
	struct pool *pool = pool_new();
	const char *dump = qmp_monitor(&watch->qmp, pool, SCREEN_COMMAND);
	struct strs rows = screen_rows(pool, dump ? dump : "");
	double now = now_in(watch);

	for (size_t i = 0; i < rows.count; i++) {
		if (strs_has(&watch->screen, rows.item[i]))
			continue;
		boot_line(&watch->boot, BOOT_SEEN_ON_SCREEN, rows.item[i], now);
		if (i + 1 == rows.count)
			boot_open_line(&watch->boot, BOOT_SEEN_ON_SCREEN, rows.item[i],
				       now);
	}
	pool_free(watch->screen_pool);
	watch->screen_pool = pool;
	watch->screen = rows;
}

/* What is loaded in silence, in a graphics mode: no firmware reads so much by itself. */
static void note_reading(struct watch *watch, const json_t *device)
{
	const char *node = json_string_value(json_object_get(device, "node-name"));
	json_int_t bytes = json_integer_value(
		json_object_get(json_object_get(device, "stats"), "rd_bytes"));

	if (!watch->boot.stage[BOOT_LOADER].text && node && strcmp(node, "disk0") == 0 &&
	    bytes > LOADED)
		boot_reached(&watch->boot, BOOT_LOADER, BOOT_SEEN_BY_READING,
			     pool_printf(watch->pool, "%lld MB read from the disk",
					 (long long)bytes / 1000000),
			     now_in(watch));
}

/* A quiet kernel on a slow machine shows only by its reading that it goes on. */
static void look_at_disk(struct watch *watch)
{
	json_int_t moved = 0;
	json_t *answer = NULL;
	json_t *device;
	size_t i;

	if (qmp_call(&watch->qmp, "query-blockstats", NULL, &answer))
		return;
	json_array_foreach(answer, i, device)
	{
		const json_t *stats = json_object_get(device, "stats");

		note_reading(watch, device);
		moved += json_integer_value(json_object_get(stats, "rd_bytes"));
		moved += json_integer_value(json_object_get(stats, "wr_bytes"));
	}
	json_decref(answer);
	if (moved - watch->moved > DISK_NOISE)
		boot_progress(&watch->boot, now_in(watch));
	watch->moved = moved;
}

static void look(struct watch *watch)
{
	look_at_disk(watch);
	look_at_picture(watch);
	look_at_text(watch);
	watch->looked = now_in(watch);
}

static void poll_lines(struct watch *watch)
{
	const struct machine *machine = watch->machine;
	struct pollfd ready[] = {
		{ .fd = machine->serial_fd, .events = POLLIN },
		{ .fd = watch->ssh.fd, .events = POLLIN },
		{ .fd = machine->qemu.errors, .events = POLLIN },
	};

	(void)poll(ready, sizeof(ready) / sizeof(ready[0]), TICK);
}

static void step(struct watch *watch)
{
	int gone;

	poll_lines(watch);
	count_waiting(watch);
	drain_serial(watch);
	read_firmware(watch);
	boot_open_line(&watch->boot, BOOT_SEEN_ON_SERIAL, watch->serial.open,
		       now_in(watch));
	read_wire(watch);
	probe_ssh(watch);
	qmp_listen(&watch->qmp);
	if (watch->qmp.resets != watch->boot.resets)
		boot_progress(&watch->boot, now_in(watch));
	watch->boot.resets = watch->qmp.resets;
	gone = qemu_listen(&watch->machine->qemu);
	if (gone || watch->qmp.power == QMP_SHUT_DOWN)
		watch->boot.power = BOOT_POWERED_OFF;
	else if (now_in(watch) - watch->looked >= look_every)
		look(watch);
	if (watch->options->progress)
		watch->options->progress(
			watch->options->arg,
			boot_last_stage(&watch->boot) < 0
				? BOOT_FIRMWARE
				: (enum boot_stage)boot_last_stage(&watch->boot),
			now_in(watch));
}

static int find_port(struct watch *watch, struct host_error *error)
{
	watch->ssh.port =
		machine_port(qmp_monitor(&watch->qmp, watch->pool, "info usernet"));
	if (watch->ssh.port)
		return 0;
	/* Without it SSH would never be seen, and that would be taken for the guest's. */
	return host_fail(error, EIO,
			 "QEMU does not say which port leads to the guest's SSH");
}

static int start(struct watch *watch, struct host_error *error)
{
	struct machine *machine = watch->machine;
	const char *complaint;
	int err;

	/* It keeps its picture where it ends, so that the last screen can be taken. */
	qemu_arg(&machine->qemu, "-no-shutdown", NULL);
	err = qemu_spawn(&machine->qemu, error);
	if (err)
		return err;
	err = qmp_open(&watch->qmp, machine->qmp_fd);
	if (err) {
		(void)qemu_wait(&machine->qemu, 1000);
		complaint = qemu_complaint(&machine->qemu);
		return host_fail(error, EIO, "QEMU does not start: %s",
				 *complaint ? complaint : strerror(-err));
	}
	return find_port(watch, error);
}

static struct boot_limits limits_of(const struct prove_options *options)
{
	return (struct boot_limits){
		.wants = options->wants == PROVE_WANTS_LOGIN ? BOOT_WANTS_LOGIN
							     : BOOT_WANTS_NETWORK,
		.timeout = options->timeout ? options->timeout : 300,
		.patience = options->patience ? options->patience : 120,
	};
}

int watch_boot(struct watch *watch, enum prove_verdict *verdict, struct host_error *error)
{
	struct boot_limits limits = limits_of(watch->options);
	int err;

	watch->boot.pool = watch->pool;
	watch->serial.line_done = serial_line;
	watch->firmware.line_done = firmware_line;
	watch->serial.arg = watch->firmware.arg = watch;
	memcpy(watch->wire.mac, watch->machine->mac, sizeof(watch->wire.mac));
	watch->wire_fd = -1;
	sshprobe_init(&watch->ssh);
	err = start(watch, error);
	if (err)
		return err;
	while (boot_judge(&watch->boot, &limits, now_in(watch), verdict) == BOOT_GOES_ON)
		step(watch);
	look(watch);
	return 0;
}

void watch_end(struct watch *watch)
{
	sshprobe_end(&watch->ssh);
	qmp_close(&watch->qmp);
	if (watch->wire_fd >= 0)
		close(watch->wire_fd);
	pool_free(watch->picture_pool);
	pool_free(watch->screen_pool);
	watch->picture_pool = watch->screen_pool = NULL;
}
