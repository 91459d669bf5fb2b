/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which system it is, where only its packages say so. */
#include "guest/release-internal.h"

#include <string.h>

#include "guest/packages.h"

/* Debian's base-files are numbered as Debian is; Ubuntu's say so in their version. */
static void from_dpkg(struct guest *guest, struct release *release)
{
	struct package package = guest_package(guest, "base-files");
	bool ubuntu = strstr(package.version, "ubuntu") != NULL;
	const char *version;

	if (package.state != PACKAGE_YES)
		return;
	version = ubuntu ? ""
			 : pool_strndup(guest->pool, package.version,
					strspn(package.version, "0123456789."));
	release_add(release,
		    (struct release_source){
			    package.source, ubuntu ? "ubuntu" : "debian", version,
			    ubuntu ? "Ubuntu"
				   : pool_printf(guest->pool, "Debian GNU/Linux %s",
						 version) });
}

static void from_rpm(struct guest *guest, struct release *release)
{
	static const struct {
		const char *package, *id, *name;
	} packages[] = {
		{ "oraclelinux-release", "ol", "Oracle Linux" },
		{ "centos-stream-release", "centos", "CentOS Stream" },
		{ "centos-linux-release", "centos", "CentOS Linux" },
		{ "centos-release", "centos", "CentOS" },
		{ "rocky-release", "rocky", "Rocky Linux" },
		{ "almalinux-release", "almalinux", "AlmaLinux" },
		{ "anolis-release", "anolis", "Anolis OS" },
		{ "alinux-release", "alinux", "Alibaba Cloud Linux" },
		{ "euleros-release", "euleros", "EulerOS" },
		{ "openEuler-release", "openeuler", "openEuler" },
		{ "neokylin-release", "neokylin", "NeoKylin" },
		{ "kylin-release", "kylin", "Kylin" },
		{ "system-release", "amzn", "Amazon Linux" },
		{ "sles-release", "sles", "SUSE Linux Enterprise Server" },
		{ "openSUSE-release", "opensuse", "openSUSE" },
		{ "redhat-release", "rhel", "Red Hat Enterprise Linux" },
		{ "redhat-release-server", "rhel", "Red Hat Enterprise Linux" },
		{ "fedora-release-common", "fedora", "Fedora Linux" },
		{ "fedora-release", "fedora", "Fedora Linux" },
	};

	for (size_t i = 0; i < sizeof(packages) / sizeof(*packages); i++) {
		struct package package = guest_package(guest, packages[i].package);

		if (package.state == PACKAGE_UNKNOWN)
			return;
		if (package.state == PACKAGE_YES) {
			release_add(release, (struct release_source){ package.source,
								      packages[i].id, "",
								      packages[i].name });
			return;
		}
	}
}

void release_from_packages(struct guest *guest, struct release *release)
{
	struct package package;

	switch (guest_packages(guest)) {
	case PACKAGES_DPKG:
		from_dpkg(guest, release);
		break;
	case PACKAGES_RPM:
		from_rpm(guest, release);
		break;
	case PACKAGES_APK:
		package = guest_package(guest, "alpine-base");
		if (package.state == PACKAGE_YES)
			release_add(release, (struct release_source){
						     package.source, "alpine",
						     package.version, "Alpine Linux" });
		break;
	case PACKAGES_PACMAN:
		release_add(release, (struct release_source){ "/var/lib/pacman/local",
							      "arch", "", "Arch Linux" });
		break;
	case PACKAGES_NONE:
		break;
	}
}
