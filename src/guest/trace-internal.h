/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walkers of trace.h, one for each stretch of the chain.
 *
 * The one law: a walker only adds links, and adds one at least.
 */
#pragma once

#include "guest/boot.h"
#include "guest/trace.h"

/* Firmware, partition table, boot code, core image. */
void trace_disk(struct guest *guest, struct trace *trace);

/* Whether the disk has an EFI system partition, and what a start by UEFI finds there. */
bool trace_has_esp(const struct disk *disk);
void trace_esp(struct guest *guest, struct trace *trace, const struct disk *disk,
	       bool is_only_way);

/* The loader's configuration, and every entry up to its root. */
void trace_loader(struct guest *guest, struct trace *trace);

/* The links of one entry. */
void trace_kernel(struct guest *guest, struct trace_entry *entry);
void trace_initramfs(struct guest *guest, struct trace_entry *entry);
void trace_root(struct guest *guest, struct trace_entry *entry);

/* The link of the initramfs PATH of kernel VERSION. */
struct trace_link trace_image(struct guest *guest, const char *path, const char *version);

/* "partition 1 of disk0 (ext4)"; of a stacked volume, what it lies on too. */
const char *trace_volume(struct guest *guest, const struct volume *volume);

/* What the file systems, init, the network and a login need. */
void trace_fstab(struct guest *guest, struct trace *trace);
void trace_init(struct guest *guest, struct trace *trace);
void trace_network(struct guest *guest, struct trace *trace);
void trace_login(struct guest *guest, struct trace *trace);
