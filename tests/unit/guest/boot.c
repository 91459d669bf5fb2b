/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Trees of the rule cases, and some made here, as their boot loaders see them. */
#include "guest/boot.h"

#include <stdlib.h>
#include <string.h>

#include "guest/bootsource.h"
#include "test.h"
#include "tree/dir.h"

static struct guest *open_guest(const char *root)
{
	struct pool *pool = pool_new();
	struct guest *guest = pool_alloc(pool, sizeof(*guest));

	guest->pool = pool;
	EXPECT_INT(dir_open(pool, root, &guest->tree), 0);
	return guest;
}

static struct guest *open_case(const char *name)
{
	struct pool *pool = pool_new();
	struct guest *guest = open_guest(pool_printf(pool, "tests/rules/%s/root", name));

	pool_free(pool);
	return guest;
}

static void close_guest(struct guest *guest)
{
	dir_close(guest->tree);
	pool_free(guest->pool);
}

/* The default entry, the only one. */
static const struct boot_entry *default_of(const struct boot *boot)
{
	const struct boot_entry *found = NULL;

	for (size_t i = 0; i < boot->count; i++)
		if (boot->entry[i].is_default) {
			EXPECT(!found);
			found = &boot->entry[i];
		}
	EXPECT(found);
	return found;
}

static void reads_el8(void)
{
	struct guest *guest = open_case("grub-root-by-uuid/el8-kernelopts");
	const struct boot *boot = guest_boot(guest);
	const struct boot_entry *entry = default_of(boot);
	const struct boot_args *part;

	if (!EXPECT_INT(boot->count, 2) || !entry)
		return;
	EXPECT(entry == &boot->entry[0]);
	EXPECT_INT(entry->loader, BOOT_GRUB2_BLS);
	EXPECT_STR(entry->config, "/boot/grub2/grub.cfg");
	EXPECT_STR(entry->source, "/boot/grub2/grubenv");
	EXPECT_INT(entry->line, 3);
	EXPECT(strstr(entry->file, "553.el8_10.x86_64.conf"));
	EXPECT_INT(entry->file_line, 3);
	EXPECT_STR(entry->kernel, "/boot/vmlinuz-4.18.0-553.el8_10.x86_64");
	EXPECT_STR(entry->version, "4.18.0-553.el8_10.x86_64");
	EXPECT_INT(entry->initrd.count, 1);
	EXPECT_STR(entry->initrd.item[0], "/boot/initramfs-4.18.0-553.el8_10.x86_64.img");
	EXPECT(entry->is_own && !boot->elsewhere);
	EXPECT_STR(boot_arg(entry, "root", &part)->value_text, "/dev/sda2");
	EXPECT_STR(part->source, entry->source);
	EXPECT(boot_arg(entry, "$kernelopts", &part));
	EXPECT_STR(part->source, entry->file);
	close_guest(guest);
}

/* What is edited is the block, which stays 1024 bytes long. */
static void edits_el8(void)
{
	struct guest *guest = open_case("grub-root-by-uuid/el8-kernelopts");
	const struct boot_entry *entry = &guest_boot(guest)->entry[0];
	struct boot_change change = boot_put(guest, entry, "net.ifnames", "0");

	EXPECT_STR(change.path, "/boot/grub2/grubenv");
	EXPECT_INT(change.text.len, 1024);
	EXPECT(bytes_find(change.text, bytes_of("rhgb quiet net.ifnames=0 \n"), 0) > 0);
	change = boot_drop(guest, entry, "rhgb");
	EXPECT_INT(change.text.len, 1024);
	EXPECT(bytes_find(change.text, bytes_of("auto quiet \n"), 0) > 0);
	change = boot_drop(guest, entry, "nothing");
	EXPECT(!change.path && !change.why_not);
	close_guest(guest);
	guest = open_case("grub-root-by-uuid/el8-grubenv-full");
	change = boot_put(guest, &guest_boot(guest)->entry[0], "net.ifnames", "0");
	EXPECT(!change.path && change.why_not);
	close_guest(guest);
}

static void reads_legacy_and_syslinux(void)
{
	struct guest *guest = open_case("grub-root-by-uuid/el6-grub-conf-and-link");
	const struct boot *boot = guest_boot(guest);

	EXPECT_INT(boot->count, 2);
	EXPECT_STR(default_of(boot)->version, "2.6.32-754.el6.x86_64");
	EXPECT_STR(default_of(boot)->source, "/boot/grub/grub.conf");
	close_guest(guest);
	guest = open_case("grub-root-by-uuid/sles11-menu-lst");
	boot = guest_boot(guest);
	EXPECT_INT(boot->count, 3);
	EXPECT_STR(boot->entry[2].version, "3.0.13-0.27-xen");
	EXPECT_STR(boot->entry[2].initrd.item[0], "/boot/initrd-3.0.13-0.27-xen");
	close_guest(guest);
	guest = open_case("syslinux-root/alpine");
	boot = guest_boot(guest);
	EXPECT_STR(default_of(boot)->id, "lts");
	EXPECT_STR(boot->entry[1].kernel, "/boot/vmlinuz-virt");
	EXPECT_INT(boot->entry[1].initrd.count, 2);
	EXPECT_STR(boot->entry[1].initrd.item[1], "/boot/initramfs-virt");
	close_guest(guest);
	guest = open_case("syslinux-root/debian-includes");
	boot = guest_boot(guest);
	EXPECT_INT(boot->count, 3);
	EXPECT_STR(default_of(boot)->title, "l0");
	EXPECT_STR(boot->entry[1].initrd.item[0], "/boot/initrd.img-3.2.0-4-amd64");
	EXPECT_STR(boot->entry[0].config, "/boot/extlinux/extlinux.conf");
	close_guest(guest);
}

static void reads_systemd_boot(void)
{
	struct guest *guest = open_case("grub-root-by-uuid/arch-systemd-boot-esp");
	const struct boot *boot = guest_boot(guest);
	const struct boot_entry *entry = default_of(boot);
	struct boot_change change;

	EXPECT_INT(boot->count, 1);
	EXPECT_STR(entry->config, "/efi/loader/loader.conf");
	EXPECT_STR(entry->kernel, "/efi/vmlinuz-linux");
	EXPECT_STR(entry->initrd.item[1], "/efi/initramfs-linux.img");
	EXPECT_INT(entry->parts, 2);
	EXPECT_INT(entry->line, 6);
	change = boot_add(guest, entry, "console=ttyS0");
	EXPECT(bytes_find(change.text, bytes_of("rootfstype=ext4 console=ttyS0\n"), 0) >
	       0);
	close_guest(guest);
	guest = open_case("grub-root-by-uuid/uki-refused");
	entry = &guest_boot(guest)->entry[0];
	EXPECT_INT(entry->loader, BOOT_UKI);
	EXPECT_STR(entry->version, "6.9.7-arch1-1");
	EXPECT(entry->is_own && entry->fixed);
	EXPECT_STR(boot_arg(entry, "root", NULL)->value_text, "/dev/sda2");
	change = boot_add(guest, entry, "console=ttyS0");
	EXPECT(!change.path && change.why_not);
	close_guest(guest);
}

/* The title of the default of what SCRIPT makes below a new root. */
static void expect_default(const char *script, const char *title)
{
	char work[] = "/tmp/drydock-unit-XXXXXX";
	struct pool *pool = pool_new();
	struct guest *guest;
	const struct boot_entry *entry;

	EXPECT(mkdtemp(work) != NULL);
	EXPECT_INT(system(pool_printf(
			   pool, "cd %s && mkdir -p boot/grub2 boot/loader/entries && %s",
			   work, script)),
		   0);
	guest = open_guest(work);
	entry = default_of(guest_boot(guest));
	EXPECT_STR(entry ? entry->title : "", title);
	close_guest(guest);
	EXPECT_INT(system(pool_printf(pool, "rm -rf %s", work)), 0);
	pool_free(pool);
}

#define BLS                                                                              \
	"for v in 5.14.0-70 5.14.0-427 0-rescue; do "                                    \
	"printf 'title T%s\\nlinux /v-%s\\n' $v $v "                                     \
	">boot/loader/entries/m-$v.conf; done; "                                         \
	"printf 'set default=\"${saved_entry}\"\\nblscfg\\n' "                           \
	">boot/grub2/grub.cfg; env() { printf '# GRUB Environment Block\\n%s\\n' "       \
	"\"$1\" >boot/grub2/grubenv; }; "

static void tells_the_default_of_blscfg(void)
{
	expect_default(BLS "env saved_entry=m-5.14.0-70", "T5.14.0-70");
	expect_default(BLS "env saved_entry=T5.14.0-70", "T5.14.0-70");
	expect_default(BLS "env saved_entry=1", "T5.14.0-70");
	expect_default(BLS "env saved_entry=0", "T5.14.0-427");
	expect_default(BLS "env saved_entry=m-4.18.0-1", "T5.14.0-427");
	expect_default(BLS "true", "T5.14.0-427");
	expect_default(BLS "env saved_entry=1; sed -i '1a menuentry First { true; }' "
			   "boot/grub2/grub.cfg",
		       "T5.14.0-427");
}

#define SDBOOT                                                                           \
	"mkdir -p boot/EFI; cd boot/loader; for v in 6.1 6.10 6.9; do "                  \
	"printf 'title T%s\\nversion %s\\nlinux /v\\n' $v $v "                           \
	">entries/linux-$v.conf; done; echo timeout 3 >loader.conf; "

static void tells_the_default_of_systemd_boot(void)
{
	expect_default(SDBOOT "true", "T6.10");
	expect_default(SDBOOT "echo default linux-6.9.conf >loader.conf", "T6.9");
	expect_default(SDBOOT "echo default 'linux-6.?' >loader.conf", "T6.9");
	expect_default(SDBOOT "echo default @saved >loader.conf", "T6.10");
	expect_default(SDBOOT "echo sort-key a >>entries/linux-6.1.conf", "T6.1");
	expect_default(SDBOOT "mv entries/linux-6.10.conf entries/linux-6.10+0-3.conf",
		       "T6.9");
}

static void puts_into_all_sources(void)
{
	struct guest *guest = open_case("grub-root-by-uuid/el9-literal-and-stub");
	size_t count;
	const struct boot_args *part = guest_boot_sources(guest, &count);
	struct boot_change change = bootsource_put(guest, "net.ifnames", "0");

	EXPECT_INT(count, 2);
	EXPECT_STR(part[1].source, "/etc/kernel/cmdline");
	EXPECT_STR(change.path, "/etc/default/grub");
	change = bootsource_put(guest, "root", "/dev/sda3");
	EXPECT_STR(change.path, "/etc/default/grub");
	close_guest(guest);
	guest = open_case("syslinux-root/alpine");
	change = bootsource_put(guest, "net.ifnames", "0");
	EXPECT_STR(change.path, "/etc/update-extlinux.conf");
	EXPECT(bytes_find(change.text,
			  bytes_of("=\"quiet rootfstype=ext4 net.ifnames=0\""), 0) > 0);
	close_guest(guest);
}

/* A second word would be another command of the shell. */
static void quotes_what_was_one_word(void)
{
	char work[] = "/tmp/drydock-unit-XXXXXX";
	struct pool *pool = pool_new();
	struct guest *guest;
	struct boot_change change;

	EXPECT(mkdtemp(work) != NULL);
	EXPECT_INT(system(pool_printf(pool,
				      "cd %s && mkdir etc && printf 'root=/dev/sda1\\n"
				      "default_kernel_opts=quiet\\n' "
				      ">etc/update-extlinux.conf",
				      work)),
		   0);
	guest = open_guest(work);
	change = bootsource_put(guest, "net.ifnames", "0");
	EXPECT(bytes_is(change.text,
			"root=/dev/sda1\ndefault_kernel_opts=\"quiet net.ifnames=0\"\n"));
	close_guest(guest);
	EXPECT_INT(system(pool_printf(pool, "rm -rf %s", work)), 0);
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads EL 8", reads_el8 },
	{ "edits EL 8", edits_el8 },
	{ "reads GRUB legacy and SYSLINUX", reads_legacy_and_syslinux },
	{ "reads systemd-boot", reads_systemd_boot },
	{ "tells the default of blscfg", tells_the_default_of_blscfg },
	{ "tells the default of systemd-boot", tells_the_default_of_systemd_boot },
	{ "puts into all sources", puts_into_all_sources },
	{ "quotes what was one word", quotes_what_was_one_word },
	{ 0 },
};
