/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/ntfs.h"

#include <errno.h>
#include <string.h>

#define END 0xffffffffu /* in place of a type */

enum {
	STRIDE = 512,
	FIRST_ATTRIBUTE = 0x14, /* where a record says where its first one is */
	HEAD = 0x18,            /* of an attribute, at least */
};

uint64_t ntfs_size(unsigned char shifted, uint64_t unit)
{
	unsigned power = 256u - shifted;

	if (shifted < 0x80)
		return shifted * unit;
	return power < 32 ? 1ull << power : 0;
}

bool ntfs_fix(unsigned char *record, size_t size, const char *magic)
{
	size_t place = le16(record + 4), count = le16(record + 6);

	if (memcmp(record, magic, 4) != 0 || count != size / STRIDE + 1 ||
	    place + 2 * count > STRIDE)
		return false;
	for (size_t i = 1; i < count; i++) {
		unsigned char *last = record + i * STRIDE - 2;

		if (memcmp(last, record + place, 2) != 0)
			return false;
		memcpy(last, record + place + 2 * i, 2);
	}
	return true;
}

struct bytes ntfs_attribute_next(const unsigned char *record, size_t size, size_t *at,
				 bool *torn)
{
	const unsigned char *head;
	size_t len;

	if (*at == 0)
		*at = le16(record + FIRST_ATTRIBUTE);
	*torn = *at + 4 > size;
	if (*torn || le32(record + *at) == END)
		return (struct bytes){ 0 };
	head = record + *at;
	len = *at + HEAD <= size ? le32(head + 4) : 0;
	*torn = len < HEAD || len > size - *at;
	if (*torn)
		return (struct bytes){ 0 };
	*at += len;
	return (struct bytes){ head, len };
}

struct bytes ntfs_attribute(const unsigned char *record, size_t size, uint32_t type)
{
	size_t at = 0;
	struct bytes found;
	bool torn;

	do
		found = ntfs_attribute_next(record, size, &at, &torn);
	while (found.len && (le32(found.data) != type || found.data[9]));
	return found;
}

const unsigned char *ntfs_content(const unsigned char *record, size_t size, uint32_t type,
				  size_t least)
{
	struct bytes attribute = ntfs_attribute(record, size, type);
	size_t content;

	if (!attribute.len || attribute.data[8])
		return NULL;
	content = le16(attribute.data + 0x14);
	return content + least <= attribute.len ? attribute.data + content : NULL;
}

int ntfs_run_next(struct bytes *rest, uint64_t *last, struct ntfs_run *run)
{
	unsigned count_len, start_len;
	uint64_t count = 0, start = 0;

	if (rest->len == 0)
		return -EINVAL;
	if (rest->data[0] == 0)
		return 0;
	count_len = rest->data[0] & 0xf;
	start_len = rest->data[0] >> 4;
	if (count_len == 0 || count_len > 8 || start_len > 8 ||
	    rest->len < 1 + count_len + start_len)
		return -EINVAL;
	for (unsigned i = count_len; i > 0; i--)
		count = count << 8 | rest->data[i];
	/* The start is a signed distance. */
	if (start_len && rest->data[count_len + start_len] & 0x80)
		start = UINT64_MAX;
	for (unsigned i = start_len; i > 0; i--)
		start = start << 8 | rest->data[count_len + i];
	*last += start;
	*run = (struct ntfs_run){ start_len ? *last : NTFS_HOLE, count };
	*rest = bytes_slice(*rest, 1 + count_len + start_len, rest->len);
	return count ? 1 : -EINVAL;
}
