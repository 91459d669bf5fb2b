/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the systems say of themselves, as their release packages have it. */
#include "guest/release.h"

#include "guest/imagebased.h"
#include "guest/packages.h"

#include "unit/guest/made.h"

#define OS(id, version, name)                                                            \
	"etc/os-release = ID=\"" id "\"\\nVERSION_ID=\"" version                         \
	"\"\\nPRETTY_NAME=\"" name "\"\\n\n"

static const struct {
	const char *tree, *id, *version, *name;
	const char *family; /* of a profile's list */
} table[] = {
	/* os-release. */
	{ OS("sles", "15.5", "SUSE Linux Enterprise Server 15 SP5"), "sles", "15.5",
	  "SUSE Linux Enterprise Server 15 SP5", "sles" },
	{ OS("sles_sap", "12.5", "SUSE Linux Enterprise Server for SAP"), "sles_sap",
	  "12.5", "SUSE Linux Enterprise Server for SAP", "sles" },
	{ OS("opensuse-leap", "15.5", "openSUSE Leap 15.5"), "opensuse-leap", "15.5",
	  "openSUSE Leap 15.5", "opensuse" },
	{ OS("opensuse-tumbleweed", "20240101", "openSUSE Tumbleweed"),
	  "opensuse-tumbleweed", "20240101", "openSUSE Tumbleweed", "opensuse" },
	{ OS("ol", "8.9", "Oracle Linux Server 8.9") "etc/redhat-release = Red Hat "
						     "Enterprise Linux release 8.9 "
						     "(Ootpa)\\n\n",
	  "ol", "8.9", "Oracle Linux Server 8.9", "ol" },
	{ OS("rhel", "9.3", "Red Hat Enterprise Linux 9.3 (Plow)"), "rhel", "9.3",
	  "Red Hat Enterprise Linux 9.3 (Plow)", "rhel" },
	{ OS("ubuntu", "22.04", "Ubuntu 22.04.3 LTS") "etc/debian_version = "
						      "bookworm/sid\\n\n",
	  "ubuntu", "22.04", "Ubuntu 22.04.3 LTS", "ubuntu" },
	{ OS("debian", "12", "Debian GNU/Linux 12 (bookworm)") "etc/debian_version = "
							       "12.5\\n\n",
	  "debian", "12.5", "Debian GNU/Linux 12 (bookworm)", "debian" },
	{ OS("centos", "7", "CentOS Linux 7 (Core)") "etc/centos-release = CentOS Linux "
						     "release 7.9.2009 (Core)\\n\n",
	  "centos", "7.9.2009", "CentOS Linux 7 (Core)", "centos" },
	{ OS("centos", "9", "CentOS Stream 9") "etc/centos-release = CentOS Stream "
					       "release 9\\n\n",
	  "centos", "9", "CentOS Stream 9", "centos" },
	{ OS("fedora", "39", "Fedora Linux 39 (Server Edition)"), "fedora", "39",
	  "Fedora Linux 39 (Server Edition)", "fedora" },
	{ OS("euleros", "2.0", "EulerOS 2.0 (SP8)") "etc/euleros-release = EulerOS "
						    "release 2.0 (SP8)\\n\n",
	  "euleros", "2.0", "EulerOS 2.0 (SP8)", "euleros" },
	{ OS("openEuler", "22.03", "openEuler 22.03 (LTS-SP1)"), "openeuler", "22.03",
	  "openEuler 22.03 (LTS-SP1)", "openeuler" },
	{ OS("kylin", "V10", "Kylin Linux Advanced Server V10 (Tercel)"), "kylin", "V10",
	  "Kylin Linux Advanced Server V10 (Tercel)", "kylin" },
	{ OS("neokylin", "V7Update6", "NeoKylin Linux Advanced Server V7Update6"),
	  "neokylin", "V7Update6", "NeoKylin Linux Advanced Server V7Update6", "kylin" },
	{ OS("alinux", "3", "Alibaba Cloud Linux 3 (Soaring Falcon)"), "alinux", "3",
	  "Alibaba Cloud Linux 3 (Soaring Falcon)", "alinux" },
	{ OS("anolis", "8.8", "Anolis OS 8.8"), "anolis", "8.8", "Anolis OS 8.8",
	  "anolis" },
	{ OS("amzn", "2", "Amazon Linux 2"), "amzn", "2", "Amazon Linux 2", "amzn" },
	{ OS("rocky", "9.3", "Rocky Linux 9.3 (Blue Onyx)"), "rocky", "9.3",
	  "Rocky Linux 9.3 (Blue Onyx)", "rocky" },
	{ OS("almalinux", "9.3", "AlmaLinux 9.3"), "almalinux", "9.3", "AlmaLinux 9.3",
	  "almalinux" },
	{ OS("flatcar", "3760.2.0", "Flatcar Container Linux 3760.2.0"), "flatcar",
	  "3760.2.0", "Flatcar Container Linux 3760.2.0", "coreos" },
	{ OS("coreos", "2605.12.0", "Container Linux by CoreOS"), "coreos", "2605.12.0",
	  "Container Linux by CoreOS", "coreos" },
	{ OS("alpine", "3.18.4", "Alpine Linux v3.18"), "alpine", "3.18.4",
	  "Alpine Linux v3.18", "alpine" },
	{ "usr/lib/os-release = NAME=\"Arch Linux\"\\nID=arch\\n\n"
	  "etc/os-release -> ../usr/lib/os-release\n",
	  "arch", "", "Arch Linux", "arch" },
	/* Release files: an os-release that says nothing does not count. */
	{ "etc/redhat-release = CentOS release 5.11 (Final)\\n\n", "centos", "5.11",
	  "CentOS release 5.11 (Final)", "centos" },
	{ "etc/centos-release = CentOS release 6.10 (Final)\\n\n"
	  "etc/redhat-release -> centos-release\n",
	  "centos", "6.10", "CentOS release 6.10 (Final)", "centos" },
	{ "etc/redhat-release = Red Hat Enterprise Linux Server release 6.9 "
	  "(Santiago)\\n\netc/os-release\n",
	  "rhel", "6.9", "Red Hat Enterprise Linux Server release 6.9 (Santiago)",
	  "rhel" },
	{ "etc/oracle-release = Oracle Linux Server release 6.10\\n\n"
	  "etc/redhat-release = Red Hat Enterprise Linux Server release 6.10 "
	  "(Santiago)\\n\n",
	  "ol", "6.10", "Oracle Linux Server release 6.10", "ol" },
	{ "etc/enterprise-release = Enterprise Linux Enterprise Linux Server release 5.5 "
	  "(Carthage)\\n\n",
	  "ol", "5.5", "Enterprise Linux Enterprise Linux Server release 5.5 (Carthage)",
	  "ol" },
	{ "etc/system-release = Amazon Linux AMI release 2018.03\\n\n", "amzn", "2018.03",
	  "Amazon Linux AMI release 2018.03", "amzn" },
	{ "etc/euleros-release = EulerOS release 2.0 (SP2)\\n\n", "euleros", "2.0",
	  "EulerOS release 2.0 (SP2)", "euleros" },
	{ "etc/neokylin-release = NeoKylin Linux Advanced Server release V7Update6 "
	  "(Chromium)\\n\n",
	  "neokylin", "V7", "NeoKylin Linux Advanced Server release V7Update6 (Chromium)",
	  "neokylin" },
	{ "etc/SuSE-release = SUSE Linux Enterprise Server 11 (x86_64)\\nVERSION = "
	  "11\\nPATCHLEVEL = 4\\n\n",
	  "sles", "11.4", "SUSE Linux Enterprise Server 11 (x86_64)", "sles" },
	{ "etc/SuSE-release = openSUSE 13.1 (x86_64)\\nVERSION = 13.1\\nCODENAME = "
	  "Bottle\\n\n",
	  "opensuse", "13.1", "openSUSE 13.1 (x86_64)", "opensuse" },
	{ "etc/lsb-release = DISTRIB_ID=Ubuntu\\nDISTRIB_RELEASE=10.04\\n"
	  "DISTRIB_DESCRIPTION=\"Ubuntu 10.04.4 LTS\"\\n\n"
	  "etc/debian_version = squeeze/sid\\n\n",
	  "ubuntu", "10.04", "Ubuntu 10.04.4 LTS", "ubuntu" },
	{ "etc/debian_version = 6.0.10\\n\n", "debian", "6.0.10",
	  "Debian GNU/Linux 6.0.10", "debian" },
	{ "etc/alpine-release = 3.10.2\\n\n", "alpine", "3.10.2", "Alpine Linux 3.10.2",
	  "alpine" },
	{ "etc/arch-release\n", "arch", "", "Arch Linux", "arch" },
	/* The package database. */
	{ "var/lib/dpkg/status = Package: base-files\\nStatus: install ok "
	  "installed\\nVersion: 10.3+deb10u13\\n\n",
	  "debian", "10.3", "Debian GNU/Linux 10.3", "debian" },
	{ "var/lib/dpkg/status = Package: x\\nStatus: install ok installed\\n\\nPackage: "
	  "base-files\\nStatus: install ok installed\\nVersion: 12ubuntu4.6\\n\\n\n",
	  "ubuntu", "", "Ubuntu", "ubuntu" },
	{ "var/lib/rpm/Packages = x\nvar/lib/rpm/Name = (centos-release) not-rhel\n",
	  "centos", "", "CentOS", "centos" },
	{ "usr/lib/sysimage/rpm/rpmdb.sqlite = |rocky-release-common|rocky-release|\n",
	  "rocky", "", "Rocky Linux", "rocky" },
	{ "lib/apk/db/installed = P:alpine-base\\nV:3.18.4-r0\\n\\n\n", "alpine",
	  "3.18.4-r0", "Alpine Linux", "alpine" },
	{ "var/lib/pacman/local/bash-5.2.021-1/desc\n", "arch", "", "Arch Linux",
	  "arch" },
	/* Not Linux, and nothing. */
	{ "bin/freebsd-version = #!/bin/sh\n", "freebsd", "", "FreeBSD", "freebsd" },
	{ "etc/\n", "", "", "an unknown Linux system", NULL },
	{ "etc/redhat-release = My Own Linux release 3\\n\n", "", "3",
	  "My Own Linux release 3", NULL },
	{ OS("mylinux", "1", "My Linux 1"), "mylinux", "1", "My Linux 1", NULL },
};

static void knows_every_family(void)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct made *made = made_open(table[i].tree);
		const struct release *release = guest_release(&made->guest);
		struct strs listed = { .pool = made->guest.pool };
		int before = test_failures;

		EXPECT_STR(release->id, table[i].id);
		EXPECT_STR(release->version, table[i].version);
		EXPECT_STR(release->name, table[i].name);
		EXPECT(!release_is_of(release, &listed));
		if (table[i].family) {
			strs_add(&listed, table[i].family);
			EXPECT(release_is_of(release, &listed));
		}
		EXPECT_INT(tree_take_error(made->guest.tree, NULL), 0);
		if (test_failures != before)
			printf("of: %s\n", table[i].name);
		made_close(made);
	}
}

static void a_variant_is_a_system_of_its_own(void)
{
	struct made *made = made_open(
		"etc/os-release = ID=fedora\\nVARIANT_ID=coreos\\nPRETTY_NAME=\"Fedora "
		"CoreOS\"\\n\n");
	const struct release *release = guest_release(&made->guest);
	struct strs listed = strs_words(made->guest.pool, "rhel coreos");

	EXPECT(release_is_of(release, &listed));
	made_close(made);
}

/* A program that is a header and one segment. */
static void put_program(const struct made *made, const char *name, unsigned char bits,
			unsigned char machine)
{
	unsigned char elf[128] = { 0x7f, 'E', 'L', 'F', bits == 64 ? 2 : 1, 1, 1 };
	char path[256];
	FILE *file;

	elf[16] = 2;
	elf[18] = machine;
	elf[bits == 64 ? 32 : 28] = bits == 64 ? 64 : 52;
	elf[bits == 64 ? 54 : 42] = bits == 64 ? 56 : 32;
	elf[bits == 64 ? 56 : 44] = 1;
	(void)snprintf(path, sizeof(path), "%s/%s", made->dir, name);
	file = fopen(path, "w");
	EXPECT(file && fwrite(elf, sizeof(elf), 1, file) == 1);
	if (file)
		(void)fclose(file);
}

static const char *arch_of(const char *tree, const char *program, unsigned char bits,
			   unsigned char machine)
{
	static char result[64];
	struct made *made = made_open(tree);
	const struct release *release;

	put_program(made, program, bits, machine);
	release = guest_release(&made->guest);
	(void)snprintf(result, sizeof(result), "%s %u %s", release->arch, release->bits,
		       release->arch_of ? release->arch_of : "-");
	made_close(made);
	return result;
}

/* The kernel may be of another kind than the programs. */
static void arch_is_that_of_the_programs(void)
{
	EXPECT_STR(arch_of("sbin/", "sbin/init", 64, 62), "x86_64 64 /sbin/init");
	EXPECT_STR(
		arch_of("sbin/\nlib/modules/6.1-amd64/modules.dep\n", "sbin/init", 32, 3),
		"i386 32 /sbin/init");
	EXPECT_STR(arch_of("sbin/init = #!/bin/sh\nlib/aarch64-linux-gnu/\n",
			   "lib/aarch64-linux-gnu/libc.so.6", 64, 183),
		   "aarch64 64 /lib/aarch64-linux-gnu/libc.so.6");
	EXPECT_STR(arch_of("boot/\n", "boot/vmlinuz", 64, 62), " 0 -");
}

static void dpkg_tells_what_it_did_not_end(void)
{
	struct made *made = made_open(
		"var/lib/dpkg/status = Package: a\\nStatus: install ok installed\\n\\n"
		"Package: linux-image-6.1\\nStatus: install ok half-configured\\n\\n"
		"Package: gone\\nStatus: deinstall ok config-files\\n\\n"
		"Package: b\\nStatus: install reinstreq half-installed\\n\n");
	size_t count;
	const struct unfinished *found = guest_unfinished(&made->guest, &count);

	EXPECT_INT(count, 2);
	EXPECT_STR(found[0].name, "linux-image-6.1");
	EXPECT_STR(found[0].state, "half-configured");
	EXPECT_INT(found[0].line, 4);
	EXPECT_STR(found[1].name, "b");
	EXPECT_STR(found[1].state, "half-installed");
	EXPECT_INT(guest_package(&made->guest, "a").state, PACKAGE_YES);
	EXPECT_INT(guest_package(&made->guest, "gone").state, PACKAGE_NO);
	made_close(made);
}

static const char *root_of(const char *tree)
{
	static char result[128];
	struct made *made = made_open(tree);
	const char *root = ostree_root(made->guest.tree);

	(void)snprintf(result, sizeof(result), "%s", root ? root : "-");
	made_close(made);
	return result;
}

/* It is going to be mounted, so no link may lead to it. */
static void the_root_of_an_ostree(void)
{
	EXPECT_STR(root_of("ostree/repo/config\nostree/deploy/fcos/deploy/1f0c.0/etc/a\n"
			   "ostree/deploy/fcos/deploy/1f0c.0.origin\n"
			   "ostree/deploy/fcos/var/a\n"),
		   "/ostree/deploy/fcos/deploy/1f0c.0");
	EXPECT_STR(root_of("ostree/repo/config\n"), "-");
	EXPECT_STR(root_of("ostree -> x\nx/deploy/fcos/deploy/1f0c.0/etc/a\n"), "-");
	EXPECT_STR(root_of("ostree/deploy/fcos/deploy/1f0c.0 -> /\n"), "-");
	EXPECT_STR(root_of("ostree/deploy/fcos/deploy -> /x\nx/1f0c.0/etc/a\n"), "-");
}

const struct test tests[] = {
	{ "knows every family", knows_every_family },
	{ "a variant is a system of its own", a_variant_is_a_system_of_its_own },
	{ "the architecture is that of the programs", arch_is_that_of_the_programs },
	{ "the root of an ostree", the_root_of_an_ostree },
	{ "dpkg tells what it did not end", dpkg_tells_what_it_did_not_end },
	{ 0 },
};
