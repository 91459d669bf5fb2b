/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The facts of a case: what the disks behind its tree would have told.  Lines:
 *
 *   profile NAME                 default generic-kvm
 *   set KEY = VALUE              one more line of the profile
 *   rules ID… | rules all        default: the rule the case lies under
 *   template                     many machines are to be made of it
 *   root-password WORD           asked for, as by --set-root-password-stdin
 *   ssh-key USER LINE            the same, as by --ssh-key
 *   busybox FILE                 what the appliance would bring, in the work directory
 *
 *   disk NAME size=3G [sector=512] [image=FILE]   FILE relative to the work directory
 *   volume DISK PART KEY=VALUE…  type uuid label partuuid partlabel node last_mounted
 *                                mount problem start size block room files files_free;
 *                                values may be "quoted"; "esp" alone makes it an ESP.
 *                                Of its superblock: state (clean, journal, unclean,
 *                                damaged, hibernated, unknown), version, features=A,B,…,
 *                                errors, devices.  Of its tools: found (sound, damaged,
 *                                failed), says, "repaired", left, removed=A,B,…, kept
 *   stacked KIND NAME on=VOLUME[,VOLUME…] KEY=VALUE…   KIND is lv, md or crypt; a VOLUME
 *                                is DISK:PART or the NAME of one stacked before; keys as
 *                                of a volume, and "degraded" alone
 *   other VOLUME NAME            another system there
 *   image DISK KEY=VALUE…        its file: name format what size whole file_size stored
 *                                packed container others snapshots bitmap (there, ovf);
 *                                and alone "encrypted", "written", "estimated", "tools"
 *
 *   locked i|a PATH…             chattr +i or +a of files
 *   owned UID:GID:MODE PATH…     whose a file is; without, all is root's
 *   unlabelled PATH…             has no SELinux label, as all others have
 *
 * The law: without a volume line the volumes are unknown, as for a plain directory.
 */
#pragma once

#include "engine/check.h"
#include "guest/imagefile.h"
#include "guest/request.h"

struct fact_owner;

struct facts {
	struct profile *profile;
	struct selection selection;
	struct disk *disk; /* those with an image are open; facts_close() */
	size_t disk_count;
	struct volume *volume;
	size_t volume_count;
	const char *busybox;                /* path of a file, or NULL */
	struct strs immutable, append_only; /* paths */
	struct strs unlabelled;             /* paths */
	struct fact_owner *owner;           /* of paths, MAX of them at most */
	size_t owners;
	struct request request;
	struct other_system *other;
	size_t other_count;
	bool is_template;
	struct imagefile *image;
	size_t image_count;
};

/*
 * Read TEXT for a case of the rule ID, images being below the directory WORK.  Returns 0
 * or -EINVAL with one line in *WHY.
 */
int facts_read(struct pool *pool, struct bytes text, const char *id, const char *work,
	       struct facts *facts, const char **why);

/* What GUEST's plan takes as mended is so in FACTS, which were read from the same text.
 */
void facts_mend(struct pool *pool, struct facts *facts, const struct guest *guest);

void facts_close(struct facts *facts);

/* The guest of these facts over TREE. */
struct guest *facts_guest(struct pool *pool, struct facts *facts, struct tree *tree);
