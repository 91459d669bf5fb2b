/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which entries start kernels that lack what the profile asks for. */
#include "guest/kernel.h"

struct faults {
	struct guest *guest;
	const struct strs *wanted;
	struct strs judged; /* kernels that are fine, or whose fault is told */
	struct kernel_fault *fault;
	size_t count;
};

/* What is wrong with the kernel VERSION; no text: nothing. */
static struct kernel_fault fault_of(struct faults *all, const struct boot_entry *entry,
				    const char *version)
{
	struct pool *pool = all->guest->pool;
	struct kernel_fault fault = { .entry = entry, .version = version };
	struct kernel_driver driver;
	const char *lacks;

	if (!version) {
		fault.text =
			pool_printf(pool, "%s: its version is not known", entry->kernel);
		return fault;
	}
	lacks = kernel_lacks(kernel_open(all->guest, version), all->wanted, &driver);
	fault.certain = lacks && driver.has == KERNEL_LACKS;
	if (fault.certain)
		fault.text = pool_printf(pool, "kernel %s has no %s: %s", version, lacks,
					 driver.evidence);
	else if (lacks)
		fault.text = pool_printf(pool, "%s: %s", entry->kernel, driver.evidence);
	return fault;
}

static void judge(struct faults *all, const struct boot_entry *entry)
{
	const char *version = kernel_of(all->guest, entry);
	struct kernel_fault fault;

	if (version && strs_has(&all->judged, version))
		return;
	if (version)
		strs_add(&all->judged, version);
	fault = fault_of(all, entry, version);
	if (!fault.text)
		return;
	all->fault = text_room(all->guest->pool, all->fault, all->count, sizeof(fault));
	all->fault[all->count++] = fault;
}

struct kernel_fault *kernel_faults(struct guest *guest, const struct boot *boot,
				   const struct strs *wanted, size_t *count)
{
	struct faults all = { .guest = guest,
			      .wanted = wanted,
			      .judged = { .pool = guest->pool } };

	for (size_t i = 0; i < boot->count; i++)
		if (boot->entry[i].is_own && boot->entry[i].is_default)
			judge(&all, &boot->entry[i]);
	for (size_t i = 0; i < boot->count; i++)
		if (boot->entry[i].is_own && !boot->entry[i].is_default)
			judge(&all, &boot->entry[i]);
	*count = all.count;
	return all.fault;
}
