/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/kernel.h"

#include <ctype.h>
#include <string.h>

#include "base/path.h"
#include "format/bzimage.h"
#include "format/kconfig.h"
#include "guest/modules.h"

enum { KERNEL_MAX = 256 << 20 }; /* bytes of a kernel file that is read */

struct kernel {
	struct guest *guest;
	const char *version, *dir;
	struct moddep *dep;   /* NULL: there is none */
	struct bytes builtin; /* modules.builtin */
	bool builtin_known;   /* kernels before 2.6.33 have none */
	struct bytes config;  /* empty: not found */
	const char *config_at;
};

/* Drivers a profile may ask for, and what builds them (drivers' Kconfig files). */
static const struct {
	const char *driver, *symbol;
} symbols[] = {
	{ "virtio", "VIRTIO" },
	{ "virtio_ring", "VIRTIO" },
	{ "virtio_pci", "VIRTIO_PCI" },
	{ "virtio_blk", "VIRTIO_BLK" },
	{ "virtio_scsi", "SCSI_VIRTIO" },
	{ "virtio_net", "VIRTIO_NET" },
	{ "virtio_console", "VIRTIO_CONSOLE" },
	{ "sd_mod", "BLK_DEV_SD" },
	{ "ahci", "SATA_AHCI" },
	{ "ata_piix", "ATA_PIIX" },
	{ "ata_generic", "ATA_GENERIC" },
	{ "nvme", "BLK_DEV_NVME" },
	{ "nvme_core", "NVME_CORE" },
	{ "ena", "ENA_ETHERNET" },
	{ "gve", "GVE" },
	{ "hv_vmbus", "HYPERV" },
	{ "hv_storvsc", "HYPERV_STORAGE" },
	{ "hv_netvsc", "HYPERV_NET" },
	{ "vmw_pvscsi", "VMWARE_PVSCSI" },
	{ "mptspi", "FUSION_SPI" },
	{ "vmxnet3", "VMXNET3" },
	{ "xen_blkfront", "XEN_BLKDEV_FRONTEND" },
	{ "xen_netfront", "XEN_NETDEV_FRONTEND" },
	{ "vfat", "VFAT_FS" },
	{ "udf", "UDF_FS" },
};

static void read_config(struct kernel *kernel)
{
	static const char *const forms[] = { "/boot/config-%s", "/lib/modules/%s/config",
					     "/usr/lib/modules/%s/config" };
	struct guest *guest = kernel->guest;

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		const char *star = strstr(forms[i], "%s");
		char *path = pool_printf(guest->pool, "%.*s%s%s", (int)(star - forms[i]),
					 forms[i], kernel->version, star + 2);
		struct bytes text;

		if (tree_has_text(guest->tree, path, &text) && kconfig_is(text)) {
			kernel->config = text;
			kernel->config_at = path;
			return;
		}
	}
}

struct kernel *kernel_open(struct guest *guest, const char *version)
{
	struct kernel *kernel = pool_alloc(guest->pool, sizeof(*kernel));

	kernel->guest = guest;
	kernel->version = version;
	kernel->dir = pool_printf(guest->pool, "/lib/modules/%s", version);
	(void)guest_modules(guest, kernel->dir, MODULES_HARD, &kernel->dep);
	kernel->builtin_known =
		tree_read(guest->tree,
			  path_join(guest->pool, kernel->dir, "modules.builtin"),
			  &kernel->builtin) == 0;
	read_config(kernel);
	return kernel;
}

/* The first file that module NAME needs and that does not exist, or NULL. */
static const char *file_missing(const struct kernel *kernel, const char *name)
{
	struct pool *pool = kernel->guest->pool;
	struct strs names = strs_words(pool, name), paths = { .pool = pool };

	(void)moddep_closure(pool, kernel->dep, &names, &paths, NULL);
	for (size_t i = 0; i < paths.count; i++) {
		char *path = path_join(pool, kernel->dir, paths.item[i]);

		if (!tree_has(kernel->guest->tree, path, TREE_FILE))
			return path;
	}
	return NULL;
}

static struct kernel_driver driver_is(enum kernel_has has, const char *evidence)
{
	return (struct kernel_driver){ has, evidence };
}

static struct kernel_driver by_module(const struct kernel *kernel, const char *name)
{
	struct pool *pool = kernel->guest->pool;
	const char *gone = file_missing(kernel, name);

	if (gone)
		return driver_is(KERNEL_LACKS,
				 pool_printf(pool, "%s is listed but missing", gone));
	return driver_is(KERNEL_HAS_MODULE,
			 pool_printf(pool, "%s/%s", kernel->dir,
				     moddep_find(kernel->dep, name)->path));
}

static const char *symbol_of(const char *driver)
{
	struct pool *pool = pool_new();
	char *name = moddep_name(pool, driver);
	const char *symbol = NULL;

	for (size_t i = 0; !symbol && i < sizeof(symbols) / sizeof(*symbols); i++)
		if (strcmp(symbols[i].driver, name) == 0)
			symbol = symbols[i].symbol;
	pool_free(pool);
	return symbol;
}

/* What the configuration tells where no list of modules has the driver. */
static struct kernel_driver by_config(const struct kernel *kernel, const char *name)
{
	struct pool *pool = kernel->guest->pool;
	const char *symbol = symbol_of(name);
	enum kconfig value;

	if (!symbol || !kernel->config_at)
		return driver_is(KERNEL_NOT_KNOWN,
				 pool_printf(pool, "nothing tells what is built into %s",
					     kernel->version));
	value = kconfig_get(kernel->config, symbol);
	if (value == KCONFIG_YES)
		return driver_is(
			KERNEL_HAS_BUILTIN,
			pool_printf(pool, "%s: CONFIG_%s=y", kernel->config_at, symbol));
	if (value == KCONFIG_MODULE)
		return driver_is(KERNEL_LACKS,
				 pool_printf(pool,
					     "%s says CONFIG_%s=m, but %s lacks the "
					     "module",
					     kernel->config_at, symbol, kernel->dir));
	return driver_is(KERNEL_LACKS, pool_printf(pool, "%s does not set CONFIG_%s",
						   kernel->config_at, symbol));
}

struct kernel_driver kernel_driver(struct kernel *kernel, const char *name)
{
	struct kernel_driver driver;

	if (kernel->dep && moddep_find(kernel->dep, name))
		return by_module(kernel, name);
	if (moddep_builtin_has(kernel->builtin, name))
		return driver_is(KERNEL_HAS_BUILTIN,
				 pool_printf(kernel->guest->pool, "%s/modules.builtin",
					     kernel->dir));
	driver = by_config(kernel, name);
	if (driver.has == KERNEL_NOT_KNOWN && kernel->dep && kernel->builtin_known)
		return driver_is(KERNEL_LACKS,
				 pool_printf(kernel->guest->pool,
					     "neither modules.dep nor modules.builtin of "
					     "%s has it",
					     kernel->dir));
	return driver;
}

/* One of the words of "a|b" is enough. */
static struct kernel_driver one_of(struct kernel *kernel, const char *words)
{
	struct kernel_driver best = { 0 };
	bool first = true;

	for (const char *s = words; s;) {
		const char *end = strchr(s, '|');
		size_t len = end ? (size_t)(end - s) : strlen(s);
		struct kernel_driver driver =
			kernel_driver(kernel, pool_strndup(kernel->guest->pool, s, len));

		if (driver.has >= KERNEL_HAS_MODULE)
			return driver;
		if (first || driver.has == KERNEL_NOT_KNOWN)
			best = driver;
		first = false;
		s = end ? end + 1 : NULL;
	}
	return best;
}

const char *kernel_lacks(struct kernel *kernel, const struct strs *wanted,
			 struct kernel_driver *driver)
{
	const char *unknown = NULL;

	for (size_t i = 0; i < wanted->count; i++) {
		struct kernel_driver here = one_of(kernel, wanted->item[i]);

		if (here.has == KERNEL_LACKS) {
			*driver = here;
			return wanted->item[i];
		}
		if (here.has == KERNEL_NOT_KNOWN && !unknown) {
			*driver = here;
			unknown = wanted->item[i];
		}
	}
	return unknown;
}

/* Arch names its kernels after their packages: /boot/vmlinuz-linux-lts. */
static const char *by_package(struct guest *guest, const struct strs *kernels,
			      const char *name)
{
	for (size_t i = 0; i < kernels->count; i++) {
		char *path = pool_printf(guest->pool, "/lib/modules/%s/pkgbase",
					 kernels->item[i]);
		struct bytes text;
		struct strs words;

		if (!tree_has_text(guest->tree, path, &text))
			continue;
		words = strs_words(guest->pool, bytes_str(guest->pool, text));
		if (words.count == 1 && strcmp(words.item[0], name) == 0)
			return kernels->item[i];
	}
	return NULL;
}

static const char *by_header(struct guest *guest, const char *path)
{
	struct pool *scratch = pool_new();
	struct bytes image;
	const char *version = NULL;

	if (tree_read_large(guest->tree, path, KERNEL_MAX, scratch, &image) == 0)
		version =
			bzimage_version(guest->pool, bytes_slice(image, 0, BZIMAGE_HEAD));
	pool_free(scratch);
	return version;
}

const char *kernel_of(struct guest *guest, const struct boot_entry *entry)
{
	struct strs kernels = guest_kernels(guest);
	const char *found = NULL;

	if (entry->version && strs_has(&kernels, entry->version))
		return entry->version;
	if (entry->version)
		found = by_package(guest, &kernels, entry->version);
	if (!found && entry->kernel_there)
		found = by_header(guest, entry->kernel);
	if (!found && entry->version && isdigit((unsigned char)entry->version[0]))
		found = entry->version;
	return found ? found : kernels.count == 1 ? kernels.item[0] : NULL;
}

bool kernel_is_xen_only(struct guest *guest, const char *version)
{
	struct kernel kernel = { .guest = guest, .version = version };

	read_config(&kernel);
	if (kconfig_get(kernel.config, "XEN_PVHVM") == KCONFIG_YES ||
	    kconfig_get(kernel.config, "XEN_PVHVM_GUEST") == KCONFIG_YES)
		return false;
	return strstr(version, "xen") ||
	       kconfig_get(kernel.config, "X86_64_XEN") == KCONFIG_YES ||
	       kconfig_get(kernel.config, "X86_XEN") == KCONFIG_YES;
}

const char *kernel_is_special(struct guest *guest, const char *version)
{
	static const struct {
		const char *part, *what;
	} parts[] = {
		{ "debug", "a debug kernel" },
		{ "kdump", "a kernel for crash dumps" },
		{ "rescue", "a rescue kernel" },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (strstr(version, parts[i].part))
			return parts[i].what;
	return kernel_is_xen_only(guest, version) ? "a kernel for Xen only" : NULL;
}
