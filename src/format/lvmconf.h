/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configuration of LVM2, lvm.conf(5): settings in nested sections; and its devices file,
 * lvmdevices(8): one device a line in words KEY=value.
 *
 * The one law: a setting is known by its whole path ("devices/filter"), and the last one
 * counts.
 */
#pragma once

#include "format/text.h"

struct lvmconf_string {
	const char *text; /* unquoted and unescaped */
	struct span span; /* quotes included */
};

struct lvmconf_item {
	unsigned line;          /* from 1, of the name */
	const char *path;       /* "devices/use_devicesfile" */
	const char *value;      /* as written, comments in it too: "0", "[ … ]" */
	struct span value_span; /* brackets included */
	struct lvmconf_string *string; /* in the value, where it has any */
	size_t strings;
};

struct lvmconf {
	struct lvmconf_item *item;
	size_t count;
};

/* The settings of TEXT.  Never fails; what comes after a syntax error may be left out. */
struct lvmconf *lvmconf_parse(struct pool *pool, struct bytes text);

/* The last setting PATH, or NULL. */
const struct lvmconf_item *lvmconf_find(const struct lvmconf *conf, const char *path);

/*
 * What a comment of the shipped file says NAME ("use_devicesfile") is when it is not set,
 * "# NAME = value"; NULL where none does.
 */
char *lvmconf_default(struct pool *pool, struct bytes text, const char *name);

/* TEXT with SECTION/NAME set; a section is added at the end where it is not set yet. */
struct bytes lvmconf_set(struct pool *pool, struct bytes text, const char *section,
			 const char *name, const char *value);

struct lvmdevice {
	unsigned line;                                /* from 1 */
	struct span span;                             /* the line */
	const char *idtype, *idname, *devname, *pvid; /* NULL where not there */
};

struct lvmdevices {
	struct lvmdevice *device;
	size_t count;
	bool knows_machine; /* says for which one it is: PRODUCT_UUID=, HOSTNAME= */
};

/* The lines of the devices file TEXT that have an IDTYPE. */
struct lvmdevices *lvmdevices_parse(struct pool *pool, struct bytes text);
