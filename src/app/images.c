/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/images.h"

#include <stddef.h>

enum kind { TEXT, SIZE, NUMBER, FLAG };

/* The members of a struct imagefile that go over, each by its name. */
static const struct member {
	const char *name;
	enum kind kind;
	size_t at;
} members[] = {
	{ "disk", TEXT, offsetof(struct imagefile, disk) },
	{ "name", TEXT, offsetof(struct imagefile, name) },
	{ "format", TEXT, offsetof(struct imagefile, format) },
	{ "what", TEXT, offsetof(struct imagefile, what) },
	{ "packed", TEXT, offsetof(struct imagefile, packed) },
	{ "container", TEXT, offsetof(struct imagefile, container) },
	{ "size", SIZE, offsetof(struct imagefile, size) },
	{ "whole", SIZE, offsetof(struct imagefile, whole) },
	{ "file_size", SIZE, offsetof(struct imagefile, file_size) },
	{ "stored", SIZE, offsetof(struct imagefile, stored) },
	{ "others", NUMBER, offsetof(struct imagefile, others) },
	{ "snapshots", NUMBER, offsetof(struct imagefile, snapshots) },
	{ "bitmap", NUMBER, offsetof(struct imagefile, bitmap) },
	{ "encrypted", FLAG, offsetof(struct imagefile, encrypted) },
	{ "written", FLAG, offsetof(struct imagefile, written) },
	{ "estimated", FLAG, offsetof(struct imagefile, estimated) },
	{ "tools", FLAG, offsetof(struct imagefile, tools) },
};

enum { MEMBERS = sizeof(members) / sizeof(*members) };

static json_t *member_json(const struct imagefile *image, const struct member *member)
{
	const void *at = (const char *)image + member->at;
	const char *text;

	switch (member->kind) {
	case TEXT:
		text = *(const char *const *)at;
		return text ? json_string(text) : json_null();
	case SIZE:
		return json_integer((json_int_t) * (const uint64_t *)at);
	case NUMBER:
		return json_integer(*(const unsigned *)at);
	case FLAG:
		break;
	}
	return json_boolean(*(const bool *)at);
}

static void member_take(struct imagefile *image, const struct member *member,
			const json_t *value)
{
	void *at = (char *)image + member->at;

	switch (member->kind) {
	case TEXT:
		*(const char **)at = json_string_value(value);
		break;
	case SIZE:
		*(uint64_t *)at = (uint64_t)json_integer_value(value);
		break;
	case NUMBER:
		*(unsigned *)at = (unsigned)json_integer_value(value);
		break;
	case FLAG:
		*(bool *)at = json_is_true(value);
		break;
	}
}

json_t *images_json(const struct imagefile *image, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *object = json_object();

		for (size_t m = 0; m < MEMBERS; m++)
			json_object_set_new(object, members[m].name,
					    member_json(&image[i], &members[m]));
		json_array_append_new(array, object);
	}
	return array;
}

struct imagefile *images_of_json(struct pool *pool, const json_t *value, size_t *count)
{
	struct imagefile *image;

	*count = json_array_size(value);
	image = pool_alloc(pool, (*count + 1) * sizeof(*image));
	for (size_t i = 0; i < *count; i++) {
		const json_t *object = json_array_get(value, i);

		for (size_t m = 0; m < MEMBERS; m++)
			member_take(&image[i], &members[m],
				    json_object_get(object, members[m].name));
		/* What rules compare is never NULL. */
		image[i].disk = image[i].disk ? image[i].disk : "";
		image[i].name = image[i].name ? image[i].name : "";
		image[i].format = image[i].format ? image[i].format : "";
		image[i].what = image[i].what ? image[i].what : "a file";
		image[i].container = image[i].container ? image[i].container : "";
	}
	return image;
}
