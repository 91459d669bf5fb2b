/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the boot loaders of a guest would start: kernel, initramfs and command line of
 * each entry, with the place in the configuration that says so.
 *
 * The one law: paths are those of the guest's tree.  A loader counts from the root of the
 * file system it reads, so "/vmlinuz" of a separate /boot is "/boot/vmlinuz" here.
 */
#pragma once

#include "format/cmdline.h"
#include "format/grubcfg.h"
#include "guest/guest.h"

enum boot_loader {
	BOOT_GRUB2,       /* a menuentry of grub.cfg */
	BOOT_GRUB2_BLS,   /* loader/entries, read by blscfg of grub.cfg */
	BOOT_GRUB_LEGACY, /* menu.lst, grub.conf */
	BOOT_SYSLINUX,    /* extlinux.conf, syslinux.cfg */
	BOOT_SYSTEMD,     /* loader/entries, read by systemd-boot */
	BOOT_UKI, /* EFI/Linux/x.efi: all in one file, which is signed as a whole */
};

/* The loader's name for people: "GRUB 2". */
const char *boot_loader_name(enum boot_loader loader);

/* A part of a command line and the file it stands in. */
struct boot_args {
	const char *source; /* "/boot/grub/grub.cfg", "/boot/grub2/grubenv" */
	unsigned line;
	struct bytes text; /* of the source; the spans of args point into it */
	struct span args;
	const struct cmdline *cmdline;
	const char *fixed;       /* why it cannot be changed, in one line; NULL: it can */
	bool is_word;            /* one word, which is all that may stand there */
	enum boot_loader loader; /* that will read it */
};

struct boot_entry {
	enum boot_loader loader;
	const char *config; /* whose menu it is in; those of one menu share a default */
	const char *file;   /* that names the kernel: "/boot/loader/entries/x.conf" */
	unsigned file_line; /* 0: the whole file */
	/*
	 * The command line, or of several parts that with root= (of "$kernelopts" that in
	 * the environment block).  Line and file are those above unless there are parts.
	 */
	const char *source;
	unsigned line;
	struct bytes text;
	struct span args;
	const struct cmdline *cmdline;
	const char *fixed;      /* as in struct boot_args */
	struct boot_args *part; /* all parts, in their order */
	size_t parts;
	const char *title;
	const char *id;     /* what a default may name it by; NULL: none */
	const char *kernel; /* path in the guest; as written where it does not exist */
	bool kernel_there;
	/* A Linux of this guest: neither memtest nor another system on the disk. */
	bool is_own;
	const char *version; /* of the kernel, from its name; NULL: not told */
	struct strs initrd;  /* paths in the guest; as written where they do not exist */
	bool is_default;     /* of its loader: a guest may have several */
};

enum { BOOT_ENTRIES_MAX = 512 };

struct boot {
	struct boot_entry *entry;
	size_t count;
	bool too_many;         /* what is beyond BOOT_ENTRIES_MAX is not listed */
	const char *elsewhere; /* why some entries are not listed, or NULL */
};

/* All entries of all loaders, in their order; asked again, it is the same until an edit.
 */
const struct boot *guest_boot(struct guest *guest);

/* Whether there is the configuration of any of them, with or without entries. */
bool boot_has_loader(struct guest *guest);

/* The last NAME of the entry's command line, or NULL; *PART, unless NULL, says where. */
const struct cmdline_arg *boot_arg(const struct boot_entry *entry, const char *name,
				   const struct boot_args **part);

/* What is to be written where; PATH is NULL where nothing is to be changed. */
struct boot_change {
	const char *path;
	struct bytes text;
	const char *why_not; /* it cannot be done, in one line; NULL: it can */
};

/* NAME=VALUE in the entry's command line, exactly once. */
struct boot_change boot_put(struct guest *guest, const struct boot_entry *entry,
			    const char *name, const char *value);

/* WORD, such as "console=ttyS0", at the end of the entry's command line. */
struct boot_change boot_add(struct guest *guest, const struct boot_entry *entry,
			    const char *word);

/* The entry's command line without the last NAME. */
struct boot_change boot_drop(struct guest *guest, const struct boot_entry *entry,
			     const char *name);

/* TEXT, which is that of PART after an edit: an environment block keeps its length. */
struct boot_change boot_changed(struct guest *guest, const struct boot_args *part,
				struct bytes text);

/* The GRUB 2 configurations there are, as paths, those on an ESP included. */
struct strs guest_grub_configs(struct guest *guest);

/* An initramfs that is loaded, or would be by its name, and the kernel it is for. */
struct boot_image {
	const char *path, *version;
	bool is_default; /* the default entry loads it */
	bool is_lesser;  /* another entry's, where the default one's is known */
};

/*
 * The initramfs of every own entry, each once whatever its names; where none is known,
 * those whose names go with a kernel in /lib/modules.  Images for kdump and rescue, and
 * microcode beside an image, are left out.
 */
struct boot_image *guest_boot_images(struct guest *guest, size_t *count);

/* The one of these that is PATH, or NULL. */
const struct boot_image *guest_boot_image(struct guest *guest, const char *path);
