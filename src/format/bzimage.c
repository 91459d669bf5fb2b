/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/bzimage.h"

#include <string.h>

enum {
	MAGIC_AT = 0x202, /* "HdrS" */
	BOOT_PROTOCOL_AT = 0x206,
	VERSION_AT = 0x20e, /* of the text, less 0x200; since protocol 2.00 */
	HEADER_END = 0x210,
	RELEASE_MAX = 64, /* UTS_RELEASE has at most as many bytes */
};

/* "6.1.0-18-amd64 (debian-kernel@…) #1 SMP …": the release is the first word. */
char *bzimage_version(struct pool *pool, struct bytes head)
{
	size_t at, len = 0;

	if (head.len < HEADER_END || !bytes_is(bytes_slice(head, MAGIC_AT, 4), "HdrS") ||
	    le16(head.data + BOOT_PROTOCOL_AT) < 0x200 ||
	    le16(head.data + VERSION_AT) == 0)
		return NULL;
	at = (size_t)le16(head.data + VERSION_AT) + 0x200;
	while (at + len < head.len && head.data[at + len] > ' ' &&
	       head.data[at + len] < 0x7f && head.data[at + len] != '/')
		len++;
	if (at + len >= head.len || len == 0 || len > RELEASE_MAX)
		return NULL;
	return bytes_str(pool, bytes_slice(head, at, len));
}
