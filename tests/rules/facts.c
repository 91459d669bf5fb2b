/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "format/text.h"
#include "facts-internal.h"
#include "tree/overlay.h"

enum { TODAY = 20000 }; /* 2024-10-04: a case is as old as it was made */

enum { FACTS_MAX = 256 }; /* disks, volumes or owners of a case */

struct reader {
	struct pool *pool;
	const char *work;
	struct facts *facts;
	const char *profile;
	struct buf more; /* lines of the profile */
	const char *why;
};

/* Take the next word from *REST; blanks inside "…" belong to it, the quotes do not. */
static char *next_word(struct pool *pool, const char **rest)
{
	struct buf word = { .pool = pool };
	const char *s = *rest + strspn(*rest, " \t\r\n");
	bool quoted = false, any = *s != '\0';

	for (; *s && (quoted || !strchr(" \t\r\n", *s)); s++)
		if (*s == '"')
			quoted = !quoted;
		else
			buf_add(&word, (struct bytes){ (const unsigned char *)s, 1 });
	*rest = s;
	return any ? bytes_str(pool, buf_bytes(&word)) : NULL;
}

static bool fail(struct reader *reader, const char *what, const char *value)
{
	reader->why = pool_printf(reader->pool, "%s \"%s\"", what, value ? value : "");
	return false;
}

uint64_t fact_size(const char *text)
{
	static const char units[] = "KMGT";
	char *end;
	uint64_t value = strtoull(text, &end, 10);
	const char *unit = *end ? strchr(units, *end) : NULL;

	return unit ? value << (10 * (unit - units + 1)) : value;
}

const char *fact_value(const char *word, const char *key)
{
	size_t len = strlen(key);

	return strncmp(word, key, len) == 0 && word[len] == '=' ? word + len + 1 : NULL;
}

static bool take_profile(struct reader *reader, const char *rest)
{
	reader->profile = next_word(reader->pool, &rest);
	return reader->profile || fail(reader, "no name after", "profile");
}

static bool take_set(struct reader *reader, const char *rest)
{
	buf_addf(&reader->more, "\n%s", rest);
	return true;
}

static bool take_rules(struct reader *reader, const char *rest)
{
	struct strs *only = &reader->facts->selection.only;

	*only = strs_words(reader->pool, rest);
	if (only->count == 1 && strcmp(only->item[0], "all") == 0)
		only->count = 0;
	return true;
}

static bool take_disk(struct reader *reader, const char *rest)
{
	struct disk disk = { .fd = -1, .sector = 512 }, *opened;
	const char *word, *value;
	struct facts *facts = reader->facts;

	disk.name = next_word(reader->pool, &rest);
	while (disk.name && (word = next_word(reader->pool, &rest)))
		if ((value = fact_value(word, "size")))
			disk.size = fact_size(value);
		else if ((value = fact_value(word, "sector")))
			disk.sector = (unsigned)fact_size(value);
		else if ((value = fact_value(word, "image")))
			disk.path = path_join(reader->pool, reader->work, value);
		else
			return fail(reader, "disk: what is", word);
	if (disk.path) {
		if (disk_open(reader->pool, disk.name, disk.path, &opened) < 0)
			return fail(reader, "disk: cannot open", disk.path);
		disk = *opened;
	}
	facts->disk[facts->disk_count++] = disk;
	return disk.name || fail(reader, "no name after", "disk");
}

static const struct disk *disk_of(struct reader *reader, const char *name)
{
	for (size_t i = 0; name && i < reader->facts->disk_count; i++)
		if (strcmp(reader->facts->disk[i].name, name) == 0)
			return &reader->facts->disk[i];
	return NULL;
}

static bool set_volume(struct reader *reader, struct volume *volume, const char *word)
{
	struct {
		const char *key, **to;
	} texts[] = {
		{ "node", &volume->node },
		{ "type", &volume->type },
		{ "uuid", &volume->uuid },
		{ "label", &volume->label },
		{ "partuuid", &volume->partuuid },
		{ "partlabel", &volume->partlabel },
		{ "last_mounted", &volume->last_mounted },
		{ "mount", &volume->mountpoint },
		{ "problem", &volume->problem },
	};
	const char *value;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if ((value = fact_value(word, texts[i].key))) {
			*texts[i].to = value;
			return true;
		}
	if ((value = fact_value(word, "start")))
		volume->start = fact_size(value);
	else if ((value = fact_value(word, "size")))
		volume->size = fact_size(value);
	else if ((value = fact_value(word, "block")))
		volume->block = (uint32_t)fact_size(value);
	else if ((value = fact_value(word, "room")))
		volume->room = fact_size(value);
	else if ((value = fact_value(word, "files")))
		volume->files = fact_size(value);
	else if ((value = fact_value(word, "files_free")))
		volume->files_free = fact_size(value);
	else if (strcmp(word, "esp") == 0)
		volume->is_esp = true;
	else if (strcmp(word, "degraded") == 0)
		volume->degraded = true;
	else if (!fact_tools(reader->pool, volume, word) &&
		 !fact_superblock(reader->pool, volume, word))
		return fail(reader, "volume: what is", word);
	return true;
}

static bool take_volume(struct reader *reader, const char *rest)
{
	const char *disk = next_word(reader->pool, &rest);
	const char *part = next_word(reader->pool, &rest), *word;
	struct volume volume = { .disk = disk_of(reader, disk) };

	if (!volume.disk || !part)
		return fail(reader, "volume: unknown disk, or no partition:", disk);
	volume.part = (unsigned)atoi(part);
	volume.node = pool_printf(reader->pool, "/dev/%s%s", disk, part);
	while ((word = next_word(reader->pool, &rest)))
		if (!set_volume(reader, &volume, word))
			return false;
	reader->facts->volume[reader->facts->volume_count++] = volume;
	return true;
}

/* The volume called NAME, "disk0:2" or "vg0/root"; their number where there is none. */
static size_t volume_called(const struct facts *facts, const char *name)
{
	size_t i = 0;

	for (; i < facts->volume_count; i++) {
		const struct volume *volume = &facts->volume[i];
		size_t len = volume->disk ? strlen(volume->disk->name) : 0;

		if (volume->name && strcmp(volume->name, name) == 0)
			break;
		if (volume->disk && strncmp(name, volume->disk->name, len) == 0 &&
		    name[len] == ':' && (unsigned)atoi(name + len + 1) == volume->part)
			break;
	}
	return i;
}

/* NAMES, "disk0:1,disk1:1", as what VOLUME is made of. */
static bool set_under(struct reader *reader, struct volume *volume, const char *names)
{
	size_t room = strlen(names) / 2 + 1, *under;

	under = pool_alloc(reader->pool, room * sizeof(*under));
	while (*names) {
		size_t len = strcspn(names, ",");
		const char *name = pool_printf(reader->pool, "%.*s", (int)len, names);

		under[volume->under_count] = volume_called(reader->facts, name);
		if (under[volume->under_count++] == reader->facts->volume_count)
			return fail(reader, "stacked: no volume", name);
		names += len + (names[len] == ',');
	}
	volume->under = under;
	return true;
}

static bool take_stacked(struct reader *reader, const char *rest)
{
	static const char *const kinds[] = {
		[VOLUME_LV] = "lv", [VOLUME_MD] = "md", [VOLUME_CRYPT] = "crypt"
	};
	const char *kind = next_word(reader->pool, &rest), *word, *value;
	struct volume volume = { .name = next_word(reader->pool, &rest) };

	for (size_t i = VOLUME_LV; kind && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kind, kinds[i]) == 0)
			volume.kind = (enum volume_kind)i;
	if (volume.kind == VOLUME_PART || !volume.name)
		return fail(reader, "stacked: unknown kind, or no name:", kind);
	volume.node = pool_printf(
		reader->pool, volume.kind == VOLUME_CRYPT ? "/dev/mapper/%s" : "/dev/%s",
		volume.name);
	while ((word = next_word(reader->pool, &rest))) {
		value = fact_value(word, "on");
		if (value ? !set_under(reader, &volume, value)
			  : !set_volume(reader, &volume, word))
			return false;
	}
	reader->facts->volume[reader->facts->volume_count++] = volume;
	return true;
}

static bool take_busybox(struct reader *reader, const char *rest)
{
	const char *name = next_word(reader->pool, &rest);

	reader->facts->busybox =
		name ? path_join(reader->pool, reader->work, name) : NULL;
	return name || fail(reader, "no file after", "busybox");
}

static bool take_template(struct reader *reader, const char *rest)
{
	(void)rest;
	reader->facts->is_template = true;
	return true;
}

static bool take_locked(struct reader *reader, const char *rest)
{
	const char *how = next_word(reader->pool, &rest), *path;
	struct facts *facts = reader->facts;

	if (!how || (strcmp(how, "i") != 0 && strcmp(how, "a") != 0))
		return fail(reader, "locked: what is", how);
	while ((path = next_word(reader->pool, &rest)))
		strs_add(how[0] == 'i' ? &facts->immutable : &facts->append_only, path);
	return true;
}

/* In place of what was said of PATH before. */
static void fact_own(struct facts *facts, const char *path, const struct owner *owner)
{
	struct fact_owner *one = facts->owner;

	while (one < facts->owner + facts->owners && strcmp(one->path, path) != 0)
		one++;
	if (one == facts->owner + FACTS_MAX)
		return;
	if (one == facts->owner + facts->owners)
		facts->owners++;
	*one = (struct fact_owner){ path, owner->uid, owner->gid, owner->mode };
}

static bool take_owned(struct reader *reader, const char *rest)
{
	const char *who = next_word(reader->pool, &rest), *path;
	struct facts *facts = reader->facts;
	unsigned uid, gid, mode;

	if (!who || sscanf(who, "%u:%u:%o", &uid, &gid, &mode) != 3)
		return fail(reader, "owned: what is", who);
	while ((path = next_word(reader->pool, &rest)))
		fact_own(facts, path, &(struct owner){ uid, gid, mode, 0, NULL });
	return true;
}

static bool take_unlabelled(struct reader *reader, const char *rest)
{
	const char *path;

	while ((path = next_word(reader->pool, &rest)))
		strs_add(&reader->facts->unlabelled, path);
	return true;
}

static bool take_root_password(struct reader *reader, const char *rest)
{
	reader->facts->request.root_password = next_word(reader->pool, &rest);
	return reader->facts->request.root_password ||
	       fail(reader, "no password after", "root-password");
}

static bool take_ssh_key(struct reader *reader, const char *rest)
{
	struct request *request = &reader->facts->request;
	struct request_key *key =
		text_room(reader->pool, request->key, request->keys, sizeof(*key));

	request->key = key;
	key += request->keys++;
	key->user = next_word(reader->pool, &rest);
	return sshkey_parse(reader->pool, bytes_of(rest), &key->key, &reader->why) == 0;
}

static bool take_other(struct reader *reader, const char *rest)
{
	struct facts *facts = reader->facts;
	const char *where = next_word(reader->pool, &rest);
	const char *name = next_word(reader->pool, &rest);
	size_t which = where ? volume_called(facts, where) : facts->volume_count;

	if (which == facts->volume_count || !name)
		return fail(reader, "other: no volume, or no name:", where);
	facts->other[facts->other_count++] =
		(struct other_system){ &facts->volume[which], name };
	return true;
}

static bool take_image(struct reader *reader, const char *rest)
{
	struct facts *facts = reader->facts;
	const char *disk = next_word(reader->pool, &rest), *word;

	if (!disk_of(reader, disk))
		return fail(reader, "image: unknown disk", disk);
	facts->image[facts->image_count] = (struct imagefile){ .disk = disk,
							       .name = "",
							       .format = "",
							       .what = "an image",
							       .container = "" };
	while ((word = next_word(reader->pool, &rest)))
		if (!fact_image(&facts->image[facts->image_count], word))
			return fail(reader, "image: what is", word);
	facts->image_count++;
	return true;
}

static bool take_line(struct reader *reader, const char *line)
{
	static const struct {
		const char *word;
		bool (*take)(struct reader *, const char *rest);
	} lines[] = {
		{ "profile", take_profile },
		{ "set", take_set },
		{ "rules", take_rules },
		{ "disk", take_disk },
		{ "volume", take_volume },
		{ "stacked", take_stacked },
		{ "busybox", take_busybox },
		{ "locked", take_locked },
		{ "other", take_other },
		{ "owned", take_owned },
		{ "unlabelled", take_unlabelled },
		{ "root-password", take_root_password },
		{ "ssh-key", take_ssh_key },
		{ "template", take_template },
		{ "image", take_image },
	};
	const char *rest = line, *word = next_word(reader->pool, &rest);

	if (!word || word[0] == '#')
		return true;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		if (strcmp(word, lines[i].word) == 0)
			return lines[i].take(reader, rest);
	return fail(reader, "unknown fact", word);
}

static int read_profile(struct reader *reader)
{
	struct bytes text;
	struct buf all = { .pool = reader->pool };
	int err = profile_text_of(reader->pool, reader->profile, &text, &reader->why);

	if (err < 0)
		return err;
	buf_add(&all, text);
	buf_add(&all, buf_bytes(&reader->more));
	return profile_parse(reader->pool, reader->profile, buf_bytes(&all),
			     &reader->facts->profile, &reader->why);
}

int facts_read(struct pool *pool, struct bytes text, const char *id, const char *work,
	       struct facts *facts, const char **why)
{
	struct reader reader = {
		.pool = pool,
		.work = work,
		.facts = facts,
		.profile = "generic-kvm",
		.more = { .pool = pool },
	};
	struct bytes line;
	int err = 0;

	*facts = (struct facts){ .immutable.pool = pool,
				 .append_only.pool = pool,
				 .unlabelled.pool = pool };
	facts->owner = pool_alloc(pool, FACTS_MAX * sizeof(*facts->owner));
	facts->disk = pool_alloc(pool, FACTS_MAX * sizeof(*facts->disk));
	facts->volume = pool_alloc(pool, FACTS_MAX * sizeof(*facts->volume));
	facts->image = pool_alloc(pool, FACTS_MAX * sizeof(*facts->image));
	facts->other = pool_alloc(pool, FACTS_MAX * sizeof(*facts->other));
	facts->selection.only = strs_words(pool, id);
	for (unsigned n = 1; err == 0 && bytes_line(&text, &line); n++)
		if (n > FACTS_MAX || !take_line(&reader, bytes_str(pool, line)))
			err = -EINVAL;
	if (err == 0)
		err = read_profile(&reader);
	*why = reader.why;
	return err;
}

static void forget(struct strs *list, const char *path)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->item[i], path) == 0)
			list->item[i] = "";
}

void facts_mend(struct pool *pool, struct facts *facts, const struct guest *guest)
{
	const struct edit **edit;
	size_t count;

	for (size_t i = 0; i < guest->mended_count; i++)
		if (guest->mended[i].how == MEND_SIZE)
			fact_padded(facts, guest->mended[i].disk);
		else
			fact_mended(
				pool,
				&facts->volume[guest->mended[i].volume - guest->volume],
				guest->mended[i].how);
	edit = overlay_edits(guest->tree, &count);
	for (size_t i = 0; i < count; i++)
		if (edit[i]->unlock) {
			forget(&facts->immutable, edit[i]->path);
			forget(&facts->append_only, edit[i]->path);
		}
	for (size_t i = 0; i < count; i++)
		if (edit[i]->owner)
			fact_own(facts, edit[i]->path, edit[i]->owner);
}

void facts_close(struct facts *facts)
{
	for (size_t i = 0; i < facts->disk_count; i++)
		if (facts->disk[i].fd >= 0)
			close(facts->disk[i].fd);
	facts->disk_count = 0;
}

static struct bytes file_of(struct pool *pool, const char *path)
{
	enum { ROOM = 1 << 16 };
	unsigned char *data = pool_alloc(pool, ROOM);
	FILE *file = fopen(path, "rb");
	size_t len = file ? fread(data, 1, ROOM, file) : 0;

	if (file)
		fclose(file);
	return (struct bytes){ data, len };
}

struct guest *facts_guest(struct pool *pool, struct facts *facts, struct tree *tree)
{
	struct guest *guest = pool_alloc(pool, sizeof(*guest));

	*guest = (struct guest){
		.pool = pool,
		.tree = fact_tree(pool, tree, facts),
		.request = &facts->request,
		.today = TODAY,
		.profile = facts->profile,
		.disk = pool_alloc(pool, (facts->disk_count + 1) * sizeof(*guest->disk)),
		.volume = facts->volume,
		.volume_count = facts->volume_count,
		.volumes_known = facts->volume_count > 0,
		.other = facts->other,
		.other_count = facts->other_count,
		.is_template = facts->is_template,
		.image = facts->image,
		.image_count = facts->image_count,
	};
	if (facts->busybox)
		guest->busybox = file_of(pool, facts->busybox);
	for (size_t i = 0; i < facts->disk_count; i++)
		if (facts->disk[i].fd >= 0)
			guest->disk[guest->disk_count++] = &facts->disk[i];
	return guest;
}
