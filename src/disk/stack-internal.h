/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of disk/stack.h share.
 *
 * The one law: a part names volumes by index; adding one moves the array.
 */
#pragma once

#include "disk/stack.h"

/* Add an empty volume; the array may move. */
struct volume *probe_add(struct probe *probe, const struct disk *disk);

/* Set type, identity and problem of VOLUME from what its node holds. */
void probe_identify(struct pool *pool, struct volume *volume);

/* Whether VOLUME is a member of the sort TYPE ("LVM2_member") that nothing speaks
 * against.
 */
bool stack_is_member(const struct volume *volume, const char *type);

/*
 * Give a problem to each pair of members of the sort TYPE, from FIRST on or before, whose
 * own identities are the same.
 */
void stack_refuse_twins(struct probe *probe, const char *type);

/* The first line of the file PATH of sysfs, "" where there is none. */
char *stack_sys_text(struct pool *pool, const char *path);

/* A number in such a file, or OTHERWISE. */
uint64_t stack_sys_number(struct pool *pool, const char *path, uint64_t otherwise);

/*
 * Add the device DEVICE ("dm-0", "md127") of this machine with what the kernel says it is
 * made of; its index.
 */
size_t stack_add(struct probe *probe, enum volume_kind kind, const char *device,
		 const char *name);

/* Add each device of the device mapper that is new: logical volumes and containers. */
void stack_add_mapped(struct probe *probe);

/* One step each: what is new from volume FIRST on. */
void luks_open(struct probe *probe, size_t first, struct stack_key key);
void md_assemble(struct probe *probe, size_t first);
void lvm_activate(struct probe *probe, size_t first);

/* Whether DEVICE ("dm-0", "md127") lies on a volume of PROBE. */
bool stack_is_on(struct probe *probe, const char *device);

/* End the arrays on PROBE's volumes that nothing uses; how many. */
unsigned md_end(struct probe *probe);
