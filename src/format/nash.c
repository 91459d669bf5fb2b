/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/nash.h"

#include <string.h>

bool nash_is(struct bytes text)
{
	struct bytes line;

	return bytes_line(&text, &line) && bytes_starts(line, "#!") &&
	       bytes_find(line, bytes_of("/nash"), 0) > 0;
}

/* What follows the last slash of PATH. */
static struct bytes file_name(struct bytes path)
{
	size_t at = path.len;

	while (at > 0 && path.data[at - 1] != '/')
		at--;
	return bytes_slice(path, at, SIZE_MAX);
}

static int folded(unsigned char c)
{
	return c == '-' ? '_' : c;
}

/* Whether FILE ("/lib/virtio-blk.ko") is that of module NAME. */
static bool is_module(struct bytes file, const char *name)
{
	size_t len = strlen(name);

	file = file_name(file);
	if (file.len < len || (file.len > len && file.data[len] != '.'))
		return false;
	for (size_t i = 0; i < len; i++)
		if (folded(file.data[i]) != folded((unsigned char)name[i]))
			return false;
	return true;
}

/* insmod takes one module and its parameters; modprobe may have options before it. */
bool nash_loads(struct bytes text, const char *name)
{
	struct span line, word;
	size_t next = 0;

	while (text_next_line(text, &next, &line)) {
		size_t at = line.offset;
		struct bytes command;

		if (!text_next_word(text, line, &at, &word))
			continue;
		command = file_name(text_slice(text, word));
		if (!bytes_is(command, "insmod") && !bytes_is(command, "modprobe"))
			continue;
		while (text_next_word(text, line, &at, &word) &&
		       text.data[word.offset] == '-')
			;
		if (is_module(text_slice(text, word), name))
			return true;
	}
	return false;
}

/* What wants the disk: device mapper, RAID, resuming, the root. */
static bool needs_disk(struct bytes command)
{
	static const char *const commands[] = { "mkrootdev", "resume", "lvm",
						"dmraid",    "mdadm",  "raidautorun",
						"multipath", "dm" };

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (bytes_is(command, commands[i]))
			return true;
	return false;
}

struct bytes nash_insmod(struct pool *pool, struct bytes text, const struct strs *files)
{
	struct buf added = { .pool = pool };
	struct span line, word;
	size_t next = 0;
	bool makes_nodes = false;

	for (size_t i = 0; i < files->count; i++)
		buf_addf(&added, "echo \"Loading %s module\"\ninsmod /lib/%s\n",
			 files->item[i], files->item[i]);
	while (text_next_line(text, &next, &line)) {
		size_t at = line.offset;

		if (!text_next_word(text, line, &at, &word))
			continue;
		makes_nodes |= bytes_is(text_slice(text, word), "mkblkdevs");
		if (!needs_disk(file_name(text_slice(text, word))))
			continue;
		if (makes_nodes)
			buf_adds(&added, "mkblkdevs\n");
		return text_insert(pool, text, line.offset,
				   bytes_str(pool, buf_bytes(&added)));
	}
	return (struct bytes){ 0 };
}
