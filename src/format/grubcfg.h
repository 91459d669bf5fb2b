/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a GRUB 2 grub.cfg would start, as grub-mkconfig of Debian, EL and SUSE or a person
 * wrote it: entries, and every line in them that names a file or a file system.
 *
 * The one law: no condition is evaluated; all branches are listed, in the file's order.
 */
#pragma once

#include "format/grubscript.h"

enum { GRUBCFG_TOP = -1 }; /* the entry of what stands outside all entries */

struct grubcfg_entry {
	bool submenu;
	bool conditional;  /* inside an if or a function */
	bool unrestricted; /* starts without a password where superusers are set */
	unsigned line;
	ptrdiff_t parent; /* index of the submenu around it, or GRUBCFG_TOP */
	const char *title;
	const char *id;                  /* of --id or $menuentry_id_option, or NULL */
	struct span title_span, id_span; /* with quotes */
};

enum grubcfg_kind {
	GRUBCFG_LINUX,      /* linux, linux16, linuxefi */
	GRUBCFG_INITRD,     /* initrd, initrd16, initrdefi */
	GRUBCFG_HYPERVISOR, /* multiboot, multiboot2, xen_hypervisor */
	GRUBCFG_MODULE,     /* module, module2, xen_module: Linux or its initrd */
};

struct grubcfg_load {
	enum grubcfg_kind kind;
	unsigned line;
	ptrdiff_t entry;
	const char *command;
	struct grub_word *file; /* the kernel, or all files of an initrd line */
	size_t files;           /* 1 except for initrd; 0 where it is missing */
	struct span
		args; /* the words behind the file, for cmdline_parse(); may be empty */
};

struct grubcfg_search {
	unsigned line;
	ptrdiff_t entry;
	const char *by;       /* "fs-uuid", "label" or "file" */
	const char *variable; /* "root"; what --set= names */
	struct grub_word key; /* the UUID, label or file */
};

struct grubcfg_set {
	unsigned line;
	ptrdiff_t entry;
	bool conditional;
	const char *name, *value;
	struct span value_span; /* inside the quotes */
};

struct grubcfg_file {
	unsigned line;
	ptrdiff_t entry;
	const char *command; /* "configfile" or "source" */
	struct grub_word path;
};

struct grubcfg {
	struct grubcfg_entry *entry;
	struct grubcfg_load *load;
	struct grubcfg_search *search;
	struct grubcfg_set *set; /* "set a=b" and "a=b"; root, default, timeout … */
	struct grubcfg_file *file;
	size_t entries, loads, searches, sets, files;
	bool blscfg; /* entries come from loader/entries (Boot Loader Specification) */
	size_t blscfg_at; /* how many entries and submenus of the top are before them */
	bool too_deep;    /* nested beyond any sense: the rest was not read */
};

/* What TEXT holds.  Never fails; what cannot be understood is skipped. */
struct grubcfg *grubcfg_parse(struct pool *pool, struct bytes text);

/* The last assignment of NAME, or NULL. */
const struct grubcfg_set *grubcfg_find_set(const struct grubcfg *cfg, const char *name);

/* The first load of KIND in ENTRY, or NULL. */
const struct grubcfg_load *grubcfg_entry_load(const struct grubcfg *cfg,
					      const struct grubcfg_entry *entry,
					      enum grubcfg_kind kind);

/*
 * The default as the file sets it, SAVED_ENTRY (may be NULL) put in; "" where it says
 * nothing, which is the first entry.
 */
const char *grubcfg_default_value(const struct grubcfg *cfg, const char *saved_entry);

/* Whether PATH, such as a default ("a>b"; "" is the first), is an entry or a submenu. */
bool grubcfg_has_path(struct pool *pool, const struct grubcfg *cfg, const char *path);

/*
 * The entry that starts by itself, never a submenu: "default" as the file sets it (a
 * number, title or id, "a>b" inside submenus), SAVED_ENTRY of the grubenv (may be NULL)
 * where the file says so, else the first entry.  NULL where there is none, or where
 * blscfg is used and the default is none of this file's.
 */
const struct grubcfg_entry *grubcfg_default(struct pool *pool, const struct grubcfg *cfg,
					    const char *saved_entry);
