/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/grubmods.h"

#include <string.h>

#include "base/strs.h"
#include "format/text.h"

/* Of the list: "mimg", where its first module is, and the size of all; then the modules.
 */
enum {
	OFFSET_32 = 4,
	SIZE_32 = 8,
	HEADER_32 = 12,
	OFFSET_64 = 8, /* behind four bytes of padding */
	SIZE_64 = 16,
	HEADER_64 = 24,
	WORD_32 = 4,
	MODULE = 8, /* of a module: type, size with these eight bytes */
	TYPE_MODULE = 0,
	TYPE_MEMDISK = 1,
	TYPE_CONFIG = 2,
	TYPE_PREFIX = 3,
};

static void take(struct pool *pool, uint32_t type, struct bytes content,
		 struct grubmods *mods)
{
	if (type == TYPE_MODULE) {
		mods->module = text_room(pool, mods->module, mods->modules,
					 sizeof(*mods->module));
		mods->module[mods->modules++] = content;
	} else if (type == TYPE_PREFIX) {
		mods->prefix = bytes_str(pool, content);
	} else if (type == TYPE_CONFIG) {
		mods->config = content;
	} else if (type == TYPE_MEMDISK) {
		mods->memdisk = content;
	}
}

static void read_modules(struct pool *pool, struct bytes list, struct grubmods *mods)
{
	while (list.len >= MODULE) {
		uint32_t len = le32(list.data + 4);

		if (len < MODULE || len > list.len)
			return;
		take(pool, le32(list.data), bytes_slice(list, MODULE, len - MODULE),
		     mods);
		list = bytes_slice(list, len, SIZE_MAX);
	}
}

static void read_list(struct pool *pool, struct bytes list, struct grubmods *mods)
{
	bool wide = list.len >= HEADER_64 && le32(list.data + OFFSET_32) == 0;
	uint64_t header = wide ? HEADER_64 : HEADER_32, offset, size;

	if (list.len < header)
		return;
	offset = wide ? le64(list.data + OFFSET_64) : le32(list.data + OFFSET_32);
	size = wide ? le64(list.data + SIZE_64) : le32(list.data + SIZE_32);
	if (offset < header || size < offset || offset > list.len)
		return;
	list = bytes_slice(list, 0, size < list.len ? (size_t)size : list.len);
	read_modules(pool, bytes_slice(list, (size_t)offset, SIZE_MAX), mods);
}

bool grubmods_find(struct pool *pool, struct bytes image, struct grubmods *mods)
{
	ptrdiff_t at = -1;

	*mods = (struct grubmods){ 0 };
	while (!mods->prefix &&
	       (at = bytes_find(image, bytes_of("mimg"), (size_t)(at + 1))) >= 0) {
		*mods = (struct grubmods){ 0 };
		read_list(pool, bytes_slice(image, (size_t)at, SIZE_MAX), mods);
	}
	return mods->prefix != NULL;
}

/* CONTENT, and behind it AT_LEAST so many zeros up to a whole word. */
static void add(struct buf *buf, uint32_t type, struct bytes content, size_t at_least)
{
	size_t len = (content.len + at_least + WORD_32 - 1) / WORD_32 * WORD_32;
	unsigned char header[MODULE];

	put_le32(header, type);
	put_le32(header + 4, (uint32_t)(MODULE + len));
	buf_add(buf, (struct bytes){ header, MODULE });
	buf_add(buf, content);
	buf_fill(buf, 0, len - content.len);
}

void grubmods_add(struct buf *buf, const struct grubmods *mods)
{
	size_t start = buf->len;

	buf_adds(buf, "mimg");
	buf_fill(buf, 0, HEADER_32 - 4);
	for (size_t i = 0; i < mods->modules; i++)
		add(buf, TYPE_MODULE, mods->module[i], 0);
	if (mods->memdisk.len)
		add(buf, TYPE_MEMDISK, mods->memdisk, 0);
	if (mods->config.len)
		add(buf, TYPE_CONFIG, mods->config, 1);
	if (mods->prefix)
		add(buf, TYPE_PREFIX, bytes_of(mods->prefix), 1);
	put_le32(buf->data + start + OFFSET_32, HEADER_32);
	put_le32(buf->data + start + SIZE_32, (uint32_t)(buf->len - start));
}

/* "search.fs_uuid UUID root" or "search --fs-uuid … UUID": the first word that is one. */
const char *grubmods_search_uuid(struct pool *pool, const struct grubmods *mods)
{
	struct bytes config = mods->config;
	ptrdiff_t at = bytes_find(config, bytes_of("fs_uuid"), 0);
	struct strs words;

	if (at < 0)
		at = bytes_find(config, bytes_of("fs-uuid"), 0);
	if (at < 0)
		return NULL;
	config = bytes_slice(config, (size_t)at, 512);
	words = strs_words(pool, bytes_str(pool, config));
	for (size_t i = 1; i < words.count; i++)
		if (strspn(words.item[i], "0123456789abcdefABCDEF-") ==
			    strlen(words.item[i]) &&
		    strlen(words.item[i]) >= 8)
			return words.item[i];
	return NULL;
}
