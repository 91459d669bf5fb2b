/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The other files that a disk image says it is made of.
 *
 * The one law: a reference is a text of an untrusted image.  Here it is only read and
 * classified; host/chain.h decides, and QEMU is never left to follow one by itself
 * (CVE-2024-32498: a qcow2 naming /etc/shadow as its data file).
 */
#pragma once

#include <stdbool.h>

#include "host/sniff.h"

enum ref_kind {
	REF_BACKING, /* what the image does not hold itself */
	REF_DATA,    /* qcow2's external data file */
	REF_EXTENT,  /* a VMDK extent */
};

enum ref_shape {
	REF_PLAIN,    /* a relative name without ".." */
	REF_ABSOLUTE, /* "/…" */
	REF_UPWARDS,  /* has a ".." */
	REF_PROTOCOL, /* "nbd://…", "json:{…}", "file:…", anything QEMU takes for one */
	REF_EMPTY,
};

struct ref {
	enum ref_kind kind;
	const char *name;
	const char *format; /* as the image states it, or NULL */
	uint64_t needs;     /* bytes that the file must have at least; 0: unknown */
};

struct refs {
	struct ref *item;
	size_t count;
};

/*
 * Read the references in the headers of SPAN, an image of KIND, into POOL.  Formats as in
 * host/sniff.h, and QEMU's block/vmdk.c for what it takes from a descriptor.
 *
 * 0; -EBADMSG where they cannot be read as they stand, with *WHY set to the reason, or
 * the -errno of reading.
 */
int refs_read(struct pool *pool, const struct span *span, enum image_kind kind,
	      struct refs *refs, const char **why);

/* The part of it for VMDK. */
int vmdk_refs_read(struct pool *pool, const struct span *span, struct refs *refs,
		   const char **why);

/* What the descriptor of a VMDK says of where it comes from. */
struct vmdk_origin {
	const char *create_type; /* "streamOptimized"; NULL: not said */
	bool tools;              /* a version of the VMware Tools is named */
};

/* Of SPAN; 0, or -errno where there is no descriptor or it cannot be read. */
int vmdk_origin_read(struct pool *pool, const struct span *span,
		     struct vmdk_origin *origin);

void refs_add(struct pool *pool, struct refs *refs, struct ref ref);

/* What QEMU would take NAME for (path_has_protocol() in its block.c). */
enum ref_shape ref_shape(const char *name);

/* For messages: "backing file", "is absolute". */
const char *ref_kind_text(enum ref_kind kind);
const char *ref_shape_text(enum ref_shape shape);
