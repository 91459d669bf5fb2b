/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/bare.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "format/cpio.h"
#include "format/deflate.h"
#include "format/elf.h"
#include "guest/drivers-internal.h"
#include "guest/families.h"
#include "guest/mounts.h"

/*
 * The kernel starts /init; /dev/console it brings itself.  switch_root(8) needs the new
 * root to be a mount, and leaves to the system what else there is to mount.
 */
static const char init_head[] = "#!/bin/busybox sh\n"
				"# Made by drydock for a root on one plain partition. "
				"The next run of the system's\n"
				"# own generator replaces it.\n"
				"uuid=%s type=%s\n";

static const char init_text[] =
	"export PATH=/bin:/sbin\n"
	"\n"
	"fail() {\n"
	"\techo \"initramfs: $*\"\n"
	"\texec sh\n"
	"}\n"
	"\n"
	"mount -t proc proc /proc\n"
	"mount -t sysfs sysfs /sys\n"
	"mount -t devtmpfs devtmpfs /dev\n"
	"mode=ro flags='' init=''\n"
	"for word in $(cat /proc/cmdline); do\n"
	"\tcase $word in\n"
	"\tro | rw) mode=$word ;;\n"
	"\trootflags=*) flags=,${word#rootflags=} ;;\n"
	"\tinit=*) init=${word#init=} ;;\n"
	"\tesac\n"
	"done\n"
	"for path in $(cut -d : -f 1 /lib/modules/*/modules.dep); do\n"
	"\tname=${path##*/}\n"
	"\tmodprobe -q \"${name%.ko}\" 2>/dev/null\n"
	"done\n"
	"tries=0\n"
	"until root=$(findfs \"UUID=$uuid\"); do\n"
	"\ttries=$((tries + 1))\n"
	"\t[ $tries -lt 60 ] || fail \"UUID=$uuid does not exist\"\n"
	"\tsleep 1\n"
	"done\n"
	"mount -t $type -o \"$mode$flags\" \"$root\" /sysroot || fail \"cannot mount "
	"$root\"\n"
	"for file in $init /sbin/init /lib/systemd/systemd /etc/init /bin/init /bin/sh; "
	"do\n"
	"\t[ -x \"/sysroot$file\" ] || [ -L \"/sysroot$file\" ] || continue\n"
	"\tmount --move /dev /sysroot/dev\n"
	"\tmount --move /sys /sysroot/sys\n"
	"\tmount --move /proc /sysroot/proc\n"
	"\texec switch_root /sysroot \"$file\"\n"
	"done\n"
	"fail 'no init on the root'\n";

/* The programs the script runs; the kernel calls /sbin/modprobe by itself. */
static const char *const applets[] = { "sh",       "mount",  "cat",   "cut",
				       "modprobe", "findfs", "sleep", "switch_root" };

/* What a file system needs beside its own module: sums it asks the kernel for by name. */
static const struct {
	const char *type, *modules;
} filesystems[] = {
	{ "ext2", "ext2|ext4" }, { "ext3", "ext3|ext4" }, { "ext4", "ext4" },
	{ "xfs", "xfs" },        { "btrfs", "btrfs" },
};

#define SUMS "?crc32c_generic ?crc32c_intel ?crc32c ?crc32_generic ?xxhash_generic"

/* A partition that is found by its UUID and by nothing else. */
static const struct volume *plain_root(struct guest *guest, const char **why)
{
	const struct volume *root = guest_volume_at(guest, "/");
	const struct fstab *fstab = guest_fstab(guest, NULL);

	*why = "its root is not known to be on one plain partition";
	if (!root || root->kind != VOLUME_PART || !root->disk || !root->uuid ||
	    !root->type ||
	    root->uuid[strspn(root->uuid, "0123456789abcdefABCDEF-")] != '\0')
		return NULL;
	for (size_t i = 0; i < guest->volume_count; i++)
		if (&guest->volume[i] != root && guest->volume[i].uuid &&
		    strcmp(guest->volume[i].uuid, root->uuid) == 0)
			return NULL;
	*why = "its /usr is a file system of its own";
	for (size_t i = 0; i < fstab->count; i++)
		if (strcmp(path_clean(guest->pool, fstab->entry[i].file), "/usr") == 0)
			return NULL;
	return root;
}

static const char *modules_of(const struct volume *root)
{
	for (size_t i = 0; i < sizeof(filesystems) / sizeof(*filesystems); i++)
		if (strcmp(filesystems[i].type, root->type) == 0)
			return filesystems[i].modules;
	return NULL;
}

/* A shell of the guest tells what its kernel runs. */
static bool runs(struct guest *guest, const struct elf *program)
{
	static const char *const shells[] = { "/bin/sh", "/bin/bash", "/sbin/init" };
	struct bytes file;
	struct elf own;

	for (size_t i = 0; i < sizeof(shells) / sizeof(*shells); i++)
		if (tree_has_text(guest->tree, shells[i], &file) && elf_read(file, &own))
			return own.machine == program->machine &&
			       own.bits == program->bits;
	return false;
}

static bool serves(struct guest *guest, struct bytes program)
{
	struct elf elf;

	if (!elf_read(program, &elf) || !elf.is_static || !runs(guest, &elf))
		return false;
	for (size_t i = 0; i < sizeof(applets) / sizeof(*applets); i++) {
		struct bytes name = { (const unsigned char *)applets[i],
				      strlen(applets[i]) + 1 };

		if (bytes_find(program, name, 0) < 0)
			return false;
	}
	return true;
}

static const char *find_busybox(struct guest *guest, struct bytes *program)
{
	static const char *const paths[] = { "/bin/busybox", "/usr/bin/busybox",
					     "/bin/busybox.static",
					     "/usr/lib/initcpio/busybox" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		if (tree_has_text(guest->tree, paths[i], program) &&
		    serves(guest, *program))
			return paths[i];
	*program = guest->busybox;
	return serves(guest, *program) ? "the busybox of drydock" : NULL;
}

static void put(struct cpio_writer *writer, const char *name, uint32_t mode,
		struct bytes data)
{
	struct cpio_entry entry = { .name = name,
				    .mode = mode,
				    .nlink = S_ISDIR(mode) ? 2 : 1 };

	cpio_write_entry(writer, &entry, data);
}

static struct bytes init_of(struct pool *pool, const struct volume *root)
{
	struct buf text = { .pool = pool };

	buf_addf(&text, init_head, root->uuid, root->type);
	buf_adds(&text, init_text);
	return buf_bytes(&text);
}

static struct bytes base(struct guest *guest, const struct volume *root,
			 struct bytes busybox)
{
	static const char *const dirs[] = {
		"bin", "sbin", "proc", "sys", "dev", "sysroot"
	};
	struct cpio_writer writer = { .out.pool = guest->pool };
	struct bytes none = { 0 };

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++)
		put(&writer, dirs[i], S_IFDIR | 0755, none);
	put(&writer, "bin/busybox", S_IFREG | 0755, busybox);
	for (size_t i = 0; i < sizeof(applets) / sizeof(*applets); i++)
		put(&writer, pool_printf(guest->pool, "bin/%s", applets[i]),
		    S_IFLNK | 0777, bytes_of("busybox"));
	put(&writer, "sbin/modprobe", S_IFLNK | 0777, bytes_of("../bin/busybox"));
	put(&writer, "init", S_IFREG | 0755, init_of(guest->pool, root));
	cpio_write_trailer(&writer);
	return deflate_gzip(guest->pool, buf_bytes(&writer.out));
}

static int add_modules(struct guest *guest, const struct boot_image *image,
		       const char *of_root, struct bytes *content, const char **why)
{
	static const struct initramfs_options options = { 0 };
	struct drivers_job job = {
		.guest = guest, .pool = guest->pool, .image = image, .unpacks = true
	};
	struct strs names = family_profile_modules(guest->pool, guest->profile);
	struct strs fs = strs_words(guest->pool, of_root),
		    absent = { .pool = guest->pool };
	struct strs sums = strs_words(guest->pool, SUMS);
	struct initramfs *archive;
	int err = initramfs_read(guest->pool, *content, &options, &archive);

	job.archive = archive;
	if (err == 0)
		err = drivers_open(&job);
	if (err == 0)
		(void)drivers_closure(&job, &fs, &absent);
	if (absent.count > 0) {
		*why = pool_printf(guest->pool, "kernel %s has no %s", job.version,
				   absent.item[0]);
		return -ENOENT;
	}
	for (size_t i = 0; i < fs.count; i++)
		strs_add(&names, fs.item[i]);
	for (size_t i = 0; i < sums.count; i++)
		strs_add(&names, sums.item[i]);
	if (err == 0)
		err = drivers_complete(&job, &names, content);
	if (err < 0)
		*why = job.why ? job.why : strerror(-err);
	return err;
}

int bare_image(struct guest *guest, const struct boot_image *image, struct bytes *content,
	       const char **from, const char **why)
{
	const struct volume *root = plain_root(guest, why);
	const char *modules = root ? modules_of(root) : NULL;
	struct bytes busybox;

	if (!root)
		return -EOPNOTSUPP;
	*why = pool_printf(guest->pool, "its root is on %s", root->type);
	if (!modules)
		return -EOPNOTSUPP;
	*from = find_busybox(guest, &busybox);
	*why = "there is no static busybox for it";
	if (!*from)
		return -ENOENT;
	*content = base(guest, root, busybox);
	return add_modules(guest, image, modules, content, why);
}
