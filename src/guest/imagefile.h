/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file that a disk comes to its new place in: the image as it was given, or the one
 * that is to be written of it.
 *
 * The one law: it is told by whoever opened the file, for from inside a disk nobody sees
 * it.  Without it (a directory, an attached disk) no rule speaks of files.
 */
#pragma once

#include "guest/guest.h"

/* What lies beside NAME.raw as NAME.mf. */
enum image_bitmap {
	IMAGE_BITMAP_NONE,
	IMAGE_BITMAP_THERE,
	IMAGE_BITMAP_OVF, /* the checksums of an OVF package, which have that name too */
};

struct imagefile {
	const char *disk;   /* name of the struct disk: "disk0" */
	const char *name;   /* the last part of its path; "": not known yet */
	const char *format; /* a word of the profile's formats; "" where there is none */
	const char *what;   /* for people: "a VMDK image (monolithicFlat)" */
	uint64_t size;      /* of the disk in it, in bytes; 0: not known */
	uint64_t whole;     /* its readers round that up to these; 0: they do not */
	uint64_t file_size; /* bytes that are uploaded; 0: not known */
	uint64_t stored;    /* bytes of it that a sparse format keeps; 0: not known */
	const char *packed; /* what it is packed in: "an OVA"; NULL: nothing */
	const char *container; /* that as a word of the profile's formats; or "" */
	unsigned others;       /* files it cannot be read without */
	unsigned snapshots;    /* inside a qcow2 */
	bool encrypted;        /* by its own format */
	bool written;          /* it is to be written: its format was chosen here */
	bool estimated;        /* so that its sizes are the most that it will have */
	bool tools;            /* a VMDK that names the VMware Tools of its machine */
	enum image_bitmap bitmap;
};

/* What is known of the file of DISK, or NULL. */
const struct imagefile *guest_imagefile(const struct guest *guest,
					const struct disk *disk);

/* Whether PROFILE takes FORMAT; "vhd" stands for "vhd-fixed" too. */
bool imagefile_format_taken(const struct profile *profile, const char *format);

/* What PROFILE counts against its file_max; 0: not known. */
uint64_t imagefile_counted(const struct profile *profile, const struct imagefile *image);

/* Whether the file is too large for PROFILE's usual way, and there is another. */
bool imagefile_goes_fast(const struct profile *profile, const struct imagefile *image);

/* Whether any file of the guest's is. */
bool guest_goes_fast(const struct guest *guest);

/*
 * The format that PROFILE likes best for a disk of which a sparse file keeps STORED
 * bytes: the first it takes, or the first for large files.
 */
const char *imagefile_choose(const struct profile *profile, uint64_t stored);

/* A disk in IMAGE, or where NULL, is to be a whole number of so many bytes; 1: any. */
uint64_t imagefile_whole(const struct profile *profile, const struct imagefile *image);

/* SIZE as a size of disks is said: "40 GiB", "10300 MiB", "3221471744 bytes". */
const char *imagefile_size_text(struct pool *pool, uint64_t size);
