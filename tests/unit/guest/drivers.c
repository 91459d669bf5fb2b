/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/drivers.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/path.h"
#include "test.h"
#include "tree/dir.h"

#define KVER "6.1.0-18-amd64"

/*
 * A system made by the script the rule cases use, its image, and what the kernel would
 * make of the image and the segment behind it.
 */
struct made {
	struct pool *pool;
	char *work;
	struct tree *tree;
	struct guest guest;
	struct boot_image image;
	struct initramfs *result;
};

static bool keep_all(const char *path, uint64_t size, void *ctx)
{
	(void)path;
	(void)size;
	(void)ctx;
	return true;
}

static int shell(struct made *made, const char *script)
{
	return system(pool_printf(made->pool,
				  "lib=$PWD/tests/rules/images.sh && "
				  "mkdir -p %s/root && cd %s/root && . $lib && %s",
				  made->work, made->work, script));
}

static struct made make(const char *script, const char *const *names)
{
	static const struct initramfs_options options = { .keep = keep_all };
	struct made made = { .pool = pool_new(),
			     .image = { .path = "/boot/initrd.img-" KVER,
					.version = KVER } };
	struct strs wanted = { .pool = made.pool };
	struct bytes segment, image;
	struct buf both = { .pool = made.pool };
	const char *why = "";

	made.work = pool_strdup(made.pool, "/tmp/drydock-unit-XXXXXX");
	EXPECT(mkdtemp(made.work) != NULL);
	EXPECT_INT(shell(&made, script), 0);
	EXPECT_INT(dir_open(made.pool, pool_printf(made.pool, "%s/root", made.work),
			    &made.tree),
		   0);
	made.guest = (struct guest){ .pool = made.pool, .tree = made.tree };
	for (; *names; names++)
		strs_add(&wanted, *names);
	EXPECT_INT(drivers_segment(&made.guest, &made.image, &wanted, &segment, &why), 0);
	EXPECT_STR(why, "Success");
	EXPECT_INT(tree_read(made.tree, made.image.path, &image), 0);
	buf_add(&both, image);
	buf_add(&both, segment);
	EXPECT_INT(initramfs_read(made.pool, buf_bytes(&both), &options, &made.result),
		   0);
	EXPECT(made.result->problem == NULL);
	return made;
}

static void unmake(struct made *made)
{
	dir_close(made->tree);
	EXPECT_INT(system(pool_printf(made->pool, "rm -r %s", made->work)), 0);
	pool_free(made->pool);
}

static const char *content(const struct made *made, const char *name)
{
	const struct initramfs_file *file = initramfs_resolve(
		made->result, path_join(made->pool, "/lib/modules/" KVER, name));

	return file ? bytes_str(made->pool, file->data) : "(not there)";
}

/* What modprobe(8) says on the modules of the result: it reads the binary indexes. */
static const char *modprobe(struct made *made, const char *options)
{
	const char *root = pool_printf(made->pool, "%s/result", made->work);
	char *out = pool_alloc(made->pool, 4096);
	FILE *pipe;

	for (size_t i = 0; i < made->result->file_count; i++) {
		const struct initramfs_file *file = &made->result->file[i];
		char *path;
		FILE *to;

		if (!path_is_below(file->path, "/usr/lib/modules") ||
		    !S_ISREG(file->mode))
			continue;
		path = pool_printf(made->pool, "%s%s", root, file->path + strlen("/usr"));
		(void)system(pool_printf(made->pool, "mkdir -p $(dirname %s)", path));
		to = fopen(path, "we");
		if (EXPECT(to != NULL)) {
			(void)fwrite(file->data.data, 1, file->data.len, to);
			fclose(to);
		}
	}
	pipe = popen(pool_printf(made->pool,
				 "/sbin/modprobe -d %s -S " KVER " %s 2>&1 | sed "
				 "'s,.*/kernel/,,'",
				 root, options),
		     "r");
	if (EXPECT(pipe != NULL)) {
		out[fread(out, 1, 4095, pipe)] = '\0';
		pclose(pipe);
	}
	return out;
}

#define START "modules " KVER " .ko.xz && image_start initramfs-tools merged && "
#define END   " && entry " KVER " && archive | gzip -n > boot/initrd.img-" KVER

static const char *const disk_and_net[] = { "virtio_blk", "virtio_pci", "virtio_net",
					    "no_such_module", NULL };

/* modprobe in the initramfs loads a disk driver with all it needs. */
static void closure_is_loadable(void)
{
	struct made made = make(START "true" END, disk_and_net);

	EXPECT_STR(modprobe(&made, "--show-depends virtio-blk"),
		   "drivers/virtio/virtio_ring.ko.xz \n"
		   "drivers/virtio/virtio.ko.xz \n"
		   "drivers/block/virtio_blk.ko.xz \n");
	EXPECT_STR(modprobe(&made, "-R virtio:d00000002v00001AF4"), "virtio_blk\n");
	EXPECT_STR(modprobe(&made, "-R pci:v00001AF4d00001001"), "virtio_pci\n");
	unmake(&made);
}

/* Modules the image has under another suffix are named as they lie there. */
static void own_paths_count(void)
{
	struct made made =
		make(START "image_modules " KVER " virtio_ring virtio netxen_nic && "
			   "image_unpacked" END,
		     disk_and_net);

	EXPECT_STR(modprobe(&made, "--show-depends virtio_net"),
		   "drivers/virtio/virtio_ring.ko \n"
		   "drivers/virtio/virtio.ko \n"
		   "drivers/net/virtio_net.ko.xz \n");
	EXPECT(strstr(content(&made, "modules.dep"),
		      "kernel/drivers/net/ethernet/netxen_nic.ko:\n"));
	EXPECT_STR(content(&made, "kernel/drivers/virtio/virtio_ring.ko.xz"),
		   "(not there)");
	unmake(&made);
}

/* A directory entry over the link "lib -> usr/lib" would delete it. */
static void link_to_usr_stays(void)
{
	struct made made = make(START "true" END, disk_and_net);
	const struct initramfs_file *lib = initramfs_find(made.result, "/lib");

	EXPECT(lib && S_ISLNK(lib->mode));
	EXPECT(initramfs_find(made.result, "/usr/lib/modules/" KVER "/modules.dep"));
	EXPECT(initramfs_find(made.result, "/conf/initramfs.conf"));
	unmake(&made);
}

const struct test tests[] = {
	{ "closure is loadable", closure_is_loadable },
	{ "own paths count", own_paths_count },
	{ "link to usr stays", link_to_usr_stays },
	{ 0 },
};
