/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/nvmetimeout.h"

#include <string.h>

#include "base/path.h"
#include "format/inflate.h"
#include "guest/kernel.h"
#include "guest/modules.h"

enum {
	MODULE_MAX = 16 << 20, /* bytes of a module, unpacked */
	BYTE_MAX = 254,        /* of a byte, as AWS' NitroInstanceChecks has it */
};
#define UINT_LARGEST "4294967295"

/* What a kernel takes: of which module the parameter is, and how large it may be. */
struct timeout {
	const char *module; /* NULL: it has no driver for NVMe */
	bool is_byte;
	bool is_known;
};

static bool take_type(struct bytes text, const char *before, struct timeout *timeout)
{
	ptrdiff_t at = bytes_find(text, bytes_of(before), 0);

	if (at < 0)
		return false;
	text = bytes_slice(text, (size_t)at + strlen(before), sizeof("byte") - 1);
	timeout->is_byte = bytes_is(text, "byte");
	timeout->is_known = true;
	return true;
}

/* The module as a file, or in the list of what is built in. */
static bool take_module(struct guest *guest, const char *dir, struct moddep *dep,
			const char *name, struct timeout *timeout)
{
	const struct moddep_module *module = dep ? moddep_find(dep, name) : NULL;
	struct pool *pool = guest->pool;
	struct bytes text;

	if (module && tree_read_large(guest->tree, path_join(pool, dir, module->path),
				      MODULE_MAX, pool, &text) == 0) {
		if (inflate_sniff(text) != INFLATE_NONE)
			(void)inflate_bytes(pool, text, MODULE_MAX, &text);
		return take_type(text, "parmtype=io_timeout:", timeout);
	}
	if (tree_read(guest->tree, path_join(pool, dir, "modules.builtin.modinfo"),
		      &text) < 0)
		return false;
	return take_type(text, pool_printf(pool, "%s.parmtype=io_timeout:", name),
			 timeout);
}

static struct timeout timeout_of(struct guest *guest, const char *version)
{
	const char *dir = pool_printf(guest->pool, "/lib/modules/%s", version);
	struct kernel_driver driver = kernel_driver(kernel_open(guest, version), "nvme");
	struct timeout timeout = { 0 };
	struct moddep *dep = NULL;

	if (driver.has != KERNEL_HAS_MODULE && driver.has != KERNEL_HAS_BUILTIN)
		return timeout;
	(void)guest_modules(guest, dir, MODULES_HARD, &dep);
	timeout.module = "nvme_core";
	if (!take_module(guest, dir, dep, "nvme_core", &timeout) &&
	    take_module(guest, dir, dep, "nvme", &timeout))
		timeout.module = "nvme";
	return timeout;
}

/* The versions of the kernels that entries of this guest start, each once. */
static struct strs versions(struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);
	struct strs list = { .pool = guest->pool };

	for (size_t i = 0; i < boot->count; i++) {
		const char *version =
			boot->entry[i].is_own ? kernel_of(guest, &boot->entry[i]) : NULL;

		if (version && !strs_has(&list, version))
			strs_add(&list, version);
	}
	return list;
}

const char *guest_nvme_timeout(struct guest *guest, const char **unknown)
{
	unsigned wanted = guest->profile->nvme_io_timeout;
	struct strs list = versions(guest);
	const char *module = NULL;
	bool is_byte = false;

	*unknown = NULL;
	for (size_t i = 0; wanted && i < list.count; i++) {
		struct timeout timeout = timeout_of(guest, list.item[i]);

		if (!timeout.module)
			continue;
		if (!timeout.is_known && wanted > BYTE_MAX) {
			*unknown = pool_printf(guest->pool,
					       "how long kernel %s can wait for an NVMe "
					       "disk is not known",
					       list.item[i]);
			return NULL;
		}
		is_byte |= timeout.is_byte;
		/* A word for a module that is not there does nothing. */
		module = module ? module : timeout.module;
	}
	if (!module)
		return NULL;
	if (is_byte && wanted > BYTE_MAX)
		wanted = BYTE_MAX;
	return wanted == NVME_IO_TIMEOUT_MAX
		       ? pool_printf(guest->pool, "%s.io_timeout=" UINT_LARGEST, module)
		       : pool_printf(guest->pool, "%s.io_timeout=%u", module, wanted);
}
