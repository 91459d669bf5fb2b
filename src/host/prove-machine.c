/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/prove-machine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/blockspec.h"
#include "host/run.h"

#define MAC "52:54:00:64:72:79"

/*
 * How the disk hangs in the machine: what QEMU's -device is told.  The machine is always
 * the i440FX one, so that a guest calls its interface the same whatever its disk is.
 */
struct bus {
	const char *word;
	const char *controller; /* or NULL */
	const char *disk;
	enum { ON_CONTROLLER, ON_AHCI, ON_IDE, ON_PCI } place;
};

static const struct bus buses[] = {
	[PROVE_VIRTIO] = { "virtio", NULL, "virtio-blk-pci", ON_PCI },
	[PROVE_SCSI] = { "scsi", "virtio-scsi-pci,addr=4", "scsi-hd", ON_CONTROLLER },
	[PROVE_SATA] = { "sata", "ich9-ahci,addr=4,id=ahci", "ide-hd", ON_AHCI },
	[PROVE_IDE] = { "ide", NULL, "ide-hd", ON_IDE },
	[PROVE_NVME] = { "nvme", NULL, "nvme,serial=drydock", ON_PCI },
};

static const char *const firmware_words[] = {
	[PROVE_BIOS] = "bios",
	[PROVE_UEFI] = "uefi",
};

/*
 * Where distributions put OVMF, and where the appliance has what lay on its medium; the
 * larger NVRAM is the current layout.
 */
static const struct {
	const char *code, *vars;
} firmware_files[] = {
	{ "/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd" },
	{ "/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd" },
	{ "/usr/share/edk2/ovmf/OVMF_CODE.fd", "/usr/share/edk2/ovmf/OVMF_VARS.fd" },
	{ "/usr/share/edk2/x64/OVMF_CODE.4m.fd", "/usr/share/edk2/x64/OVMF_VARS.4m.fd" },
	{ "/run/drydock/proof/root/usr/share/OVMF/OVMF_CODE_4M.fd",
	  "/run/drydock/proof/root/usr/share/OVMF/OVMF_VARS_4M.fd" },
};

int prove_bus_named(const char *word, enum prove_bus *bus)
{
	for (size_t i = 0; i < sizeof(buses) / sizeof(buses[0]); i++)
		if (strcmp(buses[i].word, word) == 0) {
			*bus = (enum prove_bus)i;
			return 0;
		}
	return -EINVAL;
}

int prove_firmware_named(const char *word, enum prove_firmware *firmware)
{
	for (size_t i = 0; i < sizeof(firmware_words) / sizeof(firmware_words[0]); i++)
		if (strcmp(firmware_words[i], word) == 0) {
			*firmware = (enum prove_firmware)i;
			return 0;
		}
	return -EINVAL;
}

static int copy_file(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	char part[65536];
	ssize_t n = -1;

	while (in >= 0 && out >= 0 && (n = read(in, part, sizeof(part))) > 0)
		if (write(out, part, (size_t)n) != n)
			break;
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return n == 0 ? 0 : -EIO;
}

static int add_uefi(struct machine *machine, struct host_error *error)
{
	struct pool *pool = machine->pool;

	for (size_t i = 0; i < sizeof(firmware_files) / sizeof(firmware_files[0]); i++) {
		const char *code = firmware_files[i].code;

		if (access(code, R_OK) || access(firmware_files[i].vars, R_OK))
			continue;
		if (copy_file(firmware_files[i].vars, machine->nvram))
			return host_fail(error, EIO, "cannot copy \"%s\" to \"%s\"",
					 firmware_files[i].vars, machine->nvram);
		qemu_arg(&machine->qemu, "-drive",
			 "if=pflash,format=raw,unit=0,readonly=on,file=%s", code);
		qemu_arg(&machine->qemu, "-drive", "if=pflash,format=raw,unit=1,file=%s",
			 qemu_quote(pool, machine->nvram));
		return 0;
	}
	return host_fail(
		error, ENOPKG,
		"no UEFI firmware for QEMU (Debian and Ubuntu: apt install ovmf; "
		"Fedora: dnf install edk2-ovmf)");
}

static char *overlay_of(const struct machine *machine, size_t which)
{
	return pool_printf(machine->pool, "%s/overlay-%zu.qcow2", machine->dir, which);
}

static int make_overlay(struct machine *machine, size_t which, uint64_t size,
			struct host_error *error)
{
	const char *argv[] = {
		"qemu-img",
		"create",
		"-q",
		"-f",
		"qcow2",
		overlay_of(machine, which),
		pool_printf(machine->pool, "%llu", (unsigned long long)size),
		NULL,
	};

	return run_checked(machine->pool, argv, NULL, NULL, error);
}

/* The first has the place it has alone; those behind the other cards are free. */
static const char *place_of(const struct machine *machine, const struct bus *bus,
			    size_t which)
{
	if (bus->place == ON_PCI)
		return pool_printf(machine->pool, ",addr=%zx", which ? which + 5 : 4);
	if (bus->place == ON_AHCI)
		return pool_printf(machine->pool, ",bus=ahci.%zu", which);
	if (bus->place == ON_IDE)
		return pool_printf(machine->pool, ",bus=ide.%zu,unit=%zu", which / 2,
				   which % 2);
	return "";
}

static void add_disk(struct machine *machine, const struct prove_options *options,
		     size_t which)
{
	const struct bus *bus = &buses[options->bus];
	char *node = pool_printf(machine->pool, "disk%zu", which);
	json_t *spec =
		json_pack("{s:s, s:s, s:s, s:{s:s, s:s, s:s}, s:O}", "driver", "qcow2",
			  "node-name", node, "discard", "unmap", "file", "driver", "file",
			  "filename", overlay_of(machine, which), "discard", "unmap",
			  "backing", options->disk[which].spec);
	char *text = json_dumps(spec, JSON_COMPACT);

	qemu_arg(&machine->qemu, "-blockdev", "%s", text ? text : "");
	free(text);
	json_decref(spec);
	if (bus->controller && which == 0)
		qemu_arg(&machine->qemu, "-device", "%s", bus->controller);
	qemu_arg(&machine->qemu, "-device", "%s%s,drive=%s,bootindex=%zu", bus->disk,
		 place_of(machine, bus, which), node, which + 1);
}

static int check_disks(const struct prove_options *options, struct host_error *error)
{
	static const size_t room[] = { [PROVE_SATA] = 6, [PROVE_IDE] = 4 };
	size_t bus = (size_t)options->bus;

	if (bus >= sizeof(room) / sizeof(*room) || !room[bus] ||
	    options->disks <= room[bus])
		return 0;
	return host_fail(error, EINVAL, "a controller for %s has room for %zu disks",
			 buses[bus].word, room[bus]);
}

static int add_lines(struct machine *machine, struct host_error *error)
{
	struct qemu *qemu = &machine->qemu;
	int err = qemu_line(qemu, "serial", &machine->serial_fd, error);

	if (!err)
		err = qemu_line(qemu, "qmp", &machine->qmp_fd, error);
	qemu_arg(qemu, "-serial", "chardev:serial");
	qemu_arg(qemu, "-mon", "chardev=qmp,mode=control");
	/*
	 * SeaBIOS and OVMF tell on this port what they do.  QEMU waits for room where
	 * this device prints, with its one lock held: into a line that we do not read
	 * while we wait for QMP's answer, both would wait for ever.  A ring never waits.
	 */
	qemu_arg(qemu, "-chardev", "ringbuf,id=" MACHINE_FIRMWARE ",size=%d",
		 MACHINE_FIRMWARE_KEPT);
	qemu_arg(qemu, "-device", "isa-debugcon,iobase=0x402,chardev=" MACHINE_FIRMWARE);
	return err;
}

static void add_devices(struct machine *machine, const struct prove_options *options)
{
	struct qemu *qemu = &machine->qemu;
	struct pool *pool = machine->pool;

	qemu_arg(qemu, "-m", "%u",
		 options->memory_mib ? options->memory_mib : PROVE_MEMORY);
	qemu_arg(qemu, "-smp", "%u", options->cpus ? options->cpus : 2);
	qemu_arg(qemu, "-boot", "strict=on");
	qemu_arg(qemu, "-device", "VGA,addr=2");
	qemu_arg(qemu, "-device", "virtio-rng-pci,addr=5");
	/* Port 0: the host picks a free one, so two proofs never meet. */
	qemu_arg(qemu, "-netdev", "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:0-:22");
	qemu_arg(qemu, "-device", "virtio-net-pci,netdev=net,addr=3,romfile=,mac=" MAC);
	qemu_arg(qemu, "-object", "filter-dump,id=wire,netdev=net,maxlen=1024,file=%s",
		 qemu_quote(pool, machine->wire));
}

static int make_dir(struct machine *machine, const char *work, struct host_error *error)
{
	struct pool *pool = machine->pool;
	char *dir = pool_printf(pool, "%s/prove-XXXXXX", work);

	if (!mkdtemp(dir))
		return host_fail(error, errno, "cannot make a directory in \"%s\": %m",
				 work);
	machine->dir = dir;
	machine->nvram = pool_printf(pool, "%s/nvram", dir);
	machine->wire = pool_printf(pool, "%s/wire.pcap", dir);
	machine->picture = pool_printf(pool, "%s/screen.ppm", dir);
	return 0;
}

int machine_prepare(struct machine *machine, struct pool *pool,
		    const struct prove_options *options, enum accel accel,
		    struct host_error *error)
{
	static const uint8_t mac[] = { 0x52, 0x54, 0x00, 0x64, 0x72, 0x79 };
	int err;

	*machine = (struct machine){ .pool = pool };
	memcpy(machine->mac, mac, sizeof(mac));
	qemu_init(&machine->qemu, pool, "pc", accel);
	err = make_dir(machine, options->work, error);
	if (!err)
		err = check_disks(options, error);
	for (size_t i = 0; !err && i < options->disks; i++) {
		err = make_overlay(machine, i, options->disk[i].size, error);
		machine->overlays++;
	}
	if (!err && options->firmware == PROVE_UEFI)
		err = add_uefi(machine, error);
	if (!err)
		err = add_lines(machine, error);
	if (err)
		return err;
	add_devices(machine, options);
	for (size_t i = 0; i < options->disks; i++)
		add_disk(machine, options, i);
	return 0;
}

unsigned machine_port(const char *usernet)
{
	/* "  TCP[HOST_FORWARD]  12       127.0.0.1 40541       10.0.2.15    22 ..." */
	const char *line = usernet ? strstr(usernet, "TCP[HOST_FORWARD]") : NULL;
	const char *address = line ? strstr(line, "127.0.0.1") : NULL;
	unsigned port;

	if (!address || sscanf(address, "127.0.0.1 %u", &port) != 1 || port > 65535)
		return 0;
	return port;
}

void machine_end(struct machine *machine)
{
	qemu_end(&machine->qemu);
	if (!machine->dir)
		return;
	for (size_t i = 0; i < machine->overlays; i++)
		(void)unlink(overlay_of(machine, i));
	(void)unlink(machine->nvram);
	(void)unlink(machine->wire);
	(void)unlink(machine->picture);
	(void)rmdir(machine->dir);
}
