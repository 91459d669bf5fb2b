/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An image with the modules of its kernel, as drivers*.c need it.
 *
 * The one law: what is asked here is asked of the image as the kernel would see it, its
 * generator's way of loading modules included.
 */
#pragma once

#include "format/moddep.h"
#include "guest/drivers.h"
#include "guest/kernel.h"

struct drivers_job {
	struct guest *guest;
	struct pool *pool;
	const struct boot_image *image;
	const struct initramfs *archive; /* that of the image; set before, it stays */
	enum generator generator;
	const char *version;     /* of the kernel, as its modules are called */
	const char *tree_dir;    /* of the kernel's modules, in the guest */
	const char *archive_dir; /* in the image; "/lib" where it is flat */
	struct bytes init;       /* nash's script, else empty */
	struct moddep *dep;
	struct bytes builtin;
	bool unpacks; /* modules go in plain, whatever the guest packs them with */
	struct kernel *kernel; /* opened where modules.builtin does not tell */
	const char *why;
};

/* 0, or -errno with why set; see drivers_look(). */
int drivers_open(struct drivers_job *job);

/* Paths of NAMES and all they need.  NAMES becomes what this kernel calls them; those it
 * does not have go to ABSENT.  NULL is allowed for ABSENT. */
struct strs drivers_closure(struct drivers_job *job, struct strs *names,
			    struct strs *absent);

/* The segment behind an image of IMAGE_LEN bytes that brings NAMES; as drivers_segment().
 */
int drivers_bring(struct drivers_job *job, const struct strs *names, size_t image_len,
		  struct bytes *segment);

/* CONTENT, which job->archive was read from, with NAMES behind it; as drivers_bring(). */
int drivers_complete(struct drivers_job *job, const struct strs *names,
		     struct bytes *content);

/* Whether the file of module NAME is in the image. */
bool drivers_has_file(const struct drivers_job *job, const char *name);

/* Whether it is, and the image would load it. */
bool drivers_has(const struct drivers_job *job, const char *name);
