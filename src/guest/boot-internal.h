/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files boot-*.c, one for each boot loader, share. */
#pragma once

#include "format/bls.h"
#include "format/grubcfg.h"
#include "format/grubenv.h"
#include "guest/boot.h"

/* Each adds the entries of all configurations of its loader... */
void boot_read_grub2(struct guest *guest, struct boot *boot);
void boot_read_menulst(struct guest *guest, struct boot *boot);
void boot_read_syslinux(struct guest *guest, struct boot *boot);
void boot_read_systemd(struct guest *guest, struct boot *boot);

/* ... and each of these tells whether there is one. */
bool boot_has_grub2(struct guest *guest);
bool boot_has_menulst(struct guest *guest);
bool boot_has_syslinux(struct guest *guest);
bool boot_has_systemd(struct guest *guest);

enum { BOOT_CONFIGS_MAX = 32 }; /* of one loader; what is beyond is not read */

/* PATH among FOUND where it is a file and, links followed, not there yet. */
void boot_add_config(struct guest *guest, struct strs *found, const char *path);

/*
 * The configurations of a loader: those of KNOWN (paths, ended by NULL) that are there,
 * and NAME in the folders of vendors on every ESP.
 */
struct strs boot_configs(struct guest *guest, const char *const *known, const char *name);

/*
 * The path of what CONFIG, which is CFG, reads with configfile or source, with what is
 * known of the variables in it put in.
 */
const char *boot_followed(struct guest *guest, const struct grubcfg *cfg,
			  const char *config, const struct grubcfg_file *file,
			  bool *there);

/* The menus of GRUB legacy there are, as paths. */
struct strs boot_menulst_configs(struct guest *guest);

/* A new entry of BOOT that FILE describes, or NULL where there are too many. */
struct boot_entry *boot_new(struct guest *guest, struct boot *boot,
			    enum boot_loader loader, const char *file, unsigned line);

/* The command line ARGS in TEXT of the file SOURCE. */
struct boot_args boot_args_in(struct guest *guest, const char *source, unsigned line,
			      struct bytes text, struct span args);

/* ARGS of TEXT as a part of the command line. */
void boot_add_part(struct guest *guest, struct boot_entry *entry, const char *source,
		   unsigned line, struct bytes text, struct span args);

/*
 * The kernel, as WRITTEN by the loader in a configuration in DIR, and what follows from
 * it once the command line is known.
 */
void boot_set_kernel(struct guest *guest, struct boot_entry *entry, const char *dir,
		     const char *written);

/* A file to load as initramfs; variables that are nothing on this disk are left out. */
void boot_add_initrd(struct guest *guest, struct boot_entry *entry, const char *dir,
		     const char *written);

/*
 * A file as the loader names it in DIR, "($root)/boot/x" too, as a path in the guest.
 * DIR is that of the configuration, for names that do not start with '/'.
 */
const char *boot_path(struct guest *guest, const char *dir, const char *written,
		      bool *there);

/* The ESPs of the guest that are seen, as paths. */
struct strs boot_esps(struct guest *guest);

/* An environment block of GRUB; ENV is NULL where there is none. */
struct boot_env {
	const char *path; /* real: it may be a link to the ESP */
	struct bytes text;
	const struct grubenv *env;
};

/* The entries blscfg adds to CONFIG's menu, of which CFG sets the default. */
void boot_read_bls(struct guest *guest, struct boot *boot, const char *config,
		   struct bytes text, const struct grubcfg *cfg,
		   const struct boot_env *env);

/* A file of loader/entries. */
struct boot_bls_file {
	const char *path;
	struct bytes text;
	const struct bls *bls;
	struct bls_order order; /* its id too */
};

/* The entries in DIR, unordered. */
struct boot_bls_file *boot_bls_files(struct guest *guest, const char *dir, size_t *count);
