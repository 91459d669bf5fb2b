/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a file is, told by its bytes.
 *
 * The one law: the name of a file says nothing; every number in it is a lie until it has
 * been compared with the size of the file.
 */
#pragma once

#include "host/span.h"

enum image_kind {
	IMAGE_RAW,
	IMAGE_QCOW2,
	IMAGE_QCOW,
	IMAGE_VMDK,
	IMAGE_VPC, /* VHD */
	IMAGE_VHDX,
	IMAGE_VDI,
	IMAGE_QED,
	IMAGE_PACKED, /* gzip, xz, zstd, bzip2: an image or a tar is inside */
	IMAGE_TAR,    /* an OVA, or a tar with one disk */
	IMAGE_OTHER,  /* not a disk image */
};

struct sniff {
	enum image_kind kind;
	const char *what;    /* for people: "qcow2", "an ISO 9660 image", "a text file" */
	int error;           /* 0, or the errno that stands for the problem */
	const char *problem; /* why it cannot be used, after "NAME ": "is encrypted" */
};

/*
 * Look at the headers of SPAN.  Formats: QEMU docs/interop/{qcow2,qed_spec,vhd,vmdk}.txt,
 * the VHD and VHDX specifications, VirtualBox VDICore.h, POSIX ustar.  0 or -errno.
 */
int image_sniff(const struct span *span, struct sniff *sniff);

/*
 * Look at SPAN as an image of KIND, which the user or a reference has named; only what is
 * wrong with it is found out.
 */
int image_sniff_as(const struct span *span, enum image_kind kind, struct sniff *sniff);

/* QEMU's name of the driver for a disk image KIND; NULL for the other kinds. */
const char *image_driver(enum image_kind kind);

/* The kind that a user or a header calls NAME ("vhd" is "vpc"); IMAGE_OTHER if none. */
enum image_kind image_kind_named(const char *name);
