/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Boot a system disk in a machine of its own, and say with evidence how far it came.
 *
 * The one law: only what the guest itself did counts.  DHCP by firmware is not the
 * guest's DHCP, a TCP connection that is accepted is not an SSH server, and a disk that
 * prints nothing did not boot.
 *
 * The disk is never written: the guest runs on a throw-away overlay.  Its network is
 * restricted to this process: it reaches nobody.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/pool.h"
#include "base/strs.h"
#include "host/accel.h"
#include "host/error.h"

enum { PROVE_MEMORY = 1024 }; /* MiB of a guest, where nobody says otherwise */

enum prove_bus {
	PROVE_VIRTIO,
	PROVE_SCSI, /* virtio-scsi */
	PROVE_SATA,
	PROVE_IDE,
	PROVE_NVME,
};

enum prove_firmware {
	PROVE_BIOS,
	PROVE_UEFI,
};

/* How far a boot came; each stage stands on those before it, SSH and LOGIN on INIT. */
enum boot_stage {
	BOOT_FIRMWARE,
	BOOT_LOADER,
	BOOT_KERNEL,
	BOOT_ROOT,
	BOOT_INIT,
	BOOT_DHCP,
	BOOT_LOGIN,
	BOOT_SSH,
	BOOT_STAGES,
};

enum boot_source {
	BOOT_SEEN_ON_FIRMWARE_PORT,
	BOOT_SEEN_ON_SERIAL,
	BOOT_SEEN_ON_SCREEN,
	BOOT_SEEN_ON_WIRE,
	BOOT_SEEN_BY_CONNECTING,
	BOOT_SEEN_BY_READING, /* of the disk, more than a firmware reads */
};

/* That a stage was reached: where it was seen, and the line that says so. */
struct boot_evidence {
	const char *text; /* NULL: not seen */
	enum boot_source source;
	double seconds; /* from the start of QEMU; the guest's own time, as below */
};

enum prove_verdict {
	PROVE_BOOTS,      /* a login or SSH, and DHCP where that was asked for */
	PROVE_NO_NETWORK, /* a login, but the guest took no address and answers no SSH */
	PROVE_NO_LOGIN,   /* DHCP by the guest, but neither login nor SSH in time */
	PROVE_FAILS,      /* stopped at a known line */
	PROVE_STALLS,     /* no progress, no known line */
};

struct prove_result {
	enum prove_verdict verdict;
	bool ok; /* verdict is PROVE_BOOTS */
	struct boot_evidence stage[BOOT_STAGES];
	int reached;         /* the last enum boot_stage seen, -1: none */
	const char *summary; /* the verdict in one line, no line end */
	const char *address; /* the guest's, by DHCP; or NULL */
	const char *banner;  /* of its SSH server; or NULL */
	const char *failure; /* the known line it stopped at; or NULL */
	const char *meaning; /* of that line, for the user; or NULL */
	struct strs last;    /* the last lines of serial, or of the screen */
	unsigned resets;     /* how often the guest restarted itself */
	double seconds; /* of the guest: without those that it waited for a processor */
	double waited;  /* these */
	enum accel accel;
	/* Why it failed, from a second boot with console=ttyS0; or NULL. */
	struct prove_result *explained;
};

struct prove_disk {
	json_t *spec;  /* a BlockdevOptions object: the image, opened read-only */
	uint64_t size; /* bytes */
};

struct prove_options {
	/* In the order in which the firmware tries them. */
	const struct prove_disk *disk;
	size_t disks;
	const char *work; /* a directory of the caller's, removed by him; mode 0700 */
	enum prove_bus bus;
	enum prove_firmware firmware;
	enum { PROVE_WANTS_NETWORK, PROVE_WANTS_LOGIN } wants;
	const char *screenshot; /* where the PNG of the last screen goes, or NULL */
	unsigned timeout;       /* the guest's seconds in all; 0: 300 */
	unsigned patience;      /* the same without progress; 0: 120 */
	unsigned memory_mib;    /* 0: PROVE_MEMORY */
	unsigned cpus;          /* 0: 2, or those of the host */
	/*
	 * Called when the boot failed and nothing came on the serial line: make an image
	 * of the same disks whose kernel says everything on ttyS0, as they will be found
	 * under the same description.  0, or -errno.  The verdict stays that of the first
	 * boot.  May be NULL.
	 */
	int (*explain)(void *arg);
	/* Called some times a second with what was just reached; may be NULL. */
	void (*progress)(void *arg, enum boot_stage reached, double seconds);
	void *arg;
};

/*
 * Boot the disk and judge.  0 with RESULT set, in POOL, whether it boots or not; -errno
 * with ERROR said where nothing could be tried (no QEMU, no firmware, an image in use).
 */
int prove(struct pool *pool, const struct prove_options *options,
	  struct prove_result *result, struct host_error *error);

/* "virtio", "scsi", ... by name; -EINVAL for any other word. */
int prove_bus_named(const char *word, enum prove_bus *bus);
int prove_firmware_named(const char *word, enum prove_firmware *firmware);

/* The result as lines of text, the verdict last. */
struct strs prove_text(struct pool *pool, const struct prove_result *result);

/* The same as JSON; a new reference. */
json_t *prove_json(const struct prove_result *result);
