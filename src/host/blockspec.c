/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/blockspec.h"

#include <stdlib.h>

static json_t *file_node(const char *path, bool is_device)
{
	return json_pack("{s:s, s:s}", "driver", is_device ? "host_device" : "file",
			 "filename", path);
}

static bool can_have_backing(enum image_kind kind)
{
	return kind == IMAGE_QCOW2 || kind == IMAGE_QCOW || kind == IMAGE_QED ||
	       kind == IMAGE_VMDK;
}

/* QEMU's raw driver cuts a window out of a file, in whole sectors. */
static json_t *window_node(const struct image *image)
{
	json_int_t size = (json_int_t)((image->span.size + 511) & ~(uint64_t)511);

	return json_pack("{s:s, s:I, s:I, s:b, s:o}", "driver", "raw", "offset",
			 (json_int_t)image->span.start, "size", size, "read-only", 1,
			 "file", file_node(image->path, image->is_device));
}

json_t *blockspec_alone(const struct image *image)
{
	json_t *node;

	if (image->is_window && image->kind == IMAGE_RAW)
		return window_node(image);
	node = json_pack("{s:s, s:b}", "driver", image_driver(image->kind), "read-only",
			 1);
	(void)json_object_set_new(node, "file",
				  image->is_window
					  ? window_node(image)
					  : file_node(image->path, image->is_device));
	if (image->data_file)
		(void)json_object_set_new(node, "data-file",
					  file_node(image->data_file, false));
	return node;
}

json_t *blockspec_image(const struct image *image)
{
	json_t *node = blockspec_alone(image);

	if (image->has_backing == BACKING_IMAGE)
		(void)json_object_set_new(node, "backing",
					  blockspec_image(image->backing));
	else if (image->has_backing == BACKING_NONE && can_have_backing(image->kind))
		(void)json_object_set_new(node, "backing", json_null());
	return node;
}

json_t *blockspec_writable(const struct image *image)
{
	json_t *node = blockspec_image(image);

	(void)json_object_set_new(node, "read-only", json_false());
	return node;
}

json_t *blockspec_overlay(const char *overlay, const struct image *image)
{
	return json_pack("{s:s, s:s, s:o, s:o}", "driver", "qcow2", "discard", "unmap",
			 "file",
			 json_pack("{s:s, s:s, s:s}", "driver", "file", "filename",
				   overlay, "discard", "unmap"),
			 "backing", blockspec_image(image));
}

json_t *blockspec_file(const char *path, const char *driver)
{
	json_t *node = json_pack("{s:s, s:b, s:o}", "driver", driver, "read-only", 1,
				 "file", file_node(path, false));

	if (can_have_backing(image_kind_named(driver)))
		(void)json_object_set_new(node, "backing", json_null());
	return node;
}

char *blockspec_name(struct pool *pool, json_t *spec)
{
	char *text = json_dumps(spec, JSON_COMPACT);
	char *name = pool_printf(pool, "json:%s", text ? text : "");

	free(text);
	json_decref(spec);
	return name;
}
