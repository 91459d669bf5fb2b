/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/bare.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/path.h"
#include "format/initramfs.h"
#include "test.h"
#include "tree/dir.h"

#define KVER "6.1.0-18-amd64"
#define DIR  "/lib/modules/" KVER "/"
#define UUID "7d6a3c1e-52b4-4f0b-9a53-1f3b5f1c2a01"

static bool keep_all(const char *path, uint64_t size, void *ctx)
{
	(void)path;
	(void)size;
	(void)ctx;
	return true;
}

static struct bytes file(struct pool *pool, const char *path)
{
	unsigned char *data = pool_alloc(pool, 4 << 20);
	FILE *in = fopen(path, "rb");
	struct bytes got = { data, in ? fread(data, 1, 4 << 20, in) : 0 };

	EXPECT(got.len > 0);
	if (in)
		fclose(in);
	return got;
}

/* What SCRIPT leaves of a guest with a real shell, whose modules are packed. */
static struct tree *guest_of(struct pool *pool, const char *work)
{
	struct tree *tree;

	EXPECT_INT(system(pool_printf(
			   pool,
			   "lib=$PWD/tests/rules/images.sh && mkdir -p %s/root/bin && "
			   "cd %s/root && . $lib && cp -L /bin/sh bin/sh && "
			   "modules $kver .ko.xz && "
			   "find lib -name '*.ko.xz' | while read -r f; do "
			   "xz < $f > ../m && mv ../m $f; done",
			   work, work)),
		   0);
	EXPECT_INT(dir_open(pool, pool_printf(pool, "%s/root", work), &tree), 0);
	return tree;
}

static const struct initramfs_file *found(const struct initramfs *made, const char *path)
{
	const struct initramfs_file *at = initramfs_resolve(made, path);

	return EXPECT(at != NULL) ? at : NULL;
}

/* The script as the shell it is for reads it. */
static void expect_script(struct pool *pool, const char *work, struct bytes script)
{
	char *path = pool_printf(pool, "%s/init", work);
	FILE *out = fopen(path, "wb");

	EXPECT(out && fwrite(script.data, 1, script.len, out) == script.len);
	if (out)
		fclose(out);
	EXPECT_INT(system(pool_printf(pool, "busybox sh -n %s", path)), 0);
	EXPECT(bytes_find(script, bytes_of("uuid=" UUID " type=ext4\n"), 0) > 0);
}

static void makes_a_whole_one(void)
{
	static const struct initramfs_options options = { .keep = keep_all };
	struct pool *pool = pool_new();
	char *work = pool_strdup(pool, "/tmp/drydock-unit-XXXXXX");
	struct disk disk = { .name = "disk0" };
	struct volume root = {
		.disk = &disk, .part = 1, .type = "ext4", .uuid = UUID, .mountpoint = "/"
	};
	struct boot_image image = { .path = "/boot/initrd.img", .version = KVER };
	struct guest guest = { .pool = pool,
			       .volume = &root,
			       .volume_count = 1,
			       .volumes_known = true,
			       .busybox = file(pool, "/bin/busybox") };
	const struct initramfs_file *at;
	struct initramfs *made;
	struct profile *profile;
	struct bytes content;
	const char *from, *why = "";

	EXPECT(mkdtemp(work) != NULL);
	guest.tree = guest_of(pool, work);
	EXPECT_INT(profile_load(pool, "generic-kvm", &profile, &why), 0);
	guest.profile = profile;
	EXPECT_INT(bare_image(&guest, &image, &content, &from, &why), 0);
	EXPECT_STR(from, "the busybox of drydock");
	EXPECT_INT(initramfs_read(pool, content, &options, &made), 0);
	EXPECT(!made->problem);
	at = found(made, "/bin/busybox");
	EXPECT(at && bytes_equal(at->data, guest.busybox));
	EXPECT(found(made, "/sbin/modprobe") == at);
	at = found(made, "/init");
	if (at)
		expect_script(pool, work, at->data);
	at = found(made, DIR "kernel/drivers/block/virtio_blk.ko");
	EXPECT(at && bytes_is(at->data, "module virtio_blk\n"));
	EXPECT(!initramfs_find(made, DIR "kernel/drivers/block/virtio_blk.ko.xz"));
	at = found(made, DIR "modules.dep");
	EXPECT(at &&
	       bytes_find(at->data, bytes_of("kernel/drivers/block/virtio_blk.ko: "),
			  0) >= 0);
	dir_close(guest.tree);
	EXPECT_INT(system(pool_printf(pool, "rm -r %s", work)), 0);
	pool_free(pool);
}

const struct test tests[] = {
	{ "makes a whole one", makes_a_whole_one },
	{ 0 },
};
