/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A start by UEFI.  A machine that never saw the disk has no boot entries in its
 * firmware: it starts the fallback program, or nothing (guest/efichain.h).
 */
#include "guest/trace-internal.h"

#include "base/path.h"
#include "guest/efichain.h"

bool trace_has_esp(const struct disk *disk)
{
	for (size_t i = 0; i < disk->table->count; i++)
		if (disk->table->partition[i].efi_system)
			return true;
	return false;
}

static const struct esp *esp_on(struct guest *guest, const struct disk *disk)
{
	size_t count;
	const struct esp *esp = guest_esps(guest, &count);

	for (size_t i = 0; i < count; i++)
		if (esp[i].volume->disk == disk)
			return &esp[i];
	return NULL;
}

static enum trace_state program_state(enum efichain_fault fault)
{
	switch (fault) {
	case EFICHAIN_NO_PROGRAM:
	case EFICHAIN_WRONG_KIND:
	case EFICHAIN_OTHER_OWNER:
		return TRACE_BROKEN;
	case EFICHAIN_NOT_KNOWN:
		return TRACE_UNKNOWN;
	default:
		return TRACE_HOLDS;
	}
}

static struct trace_link program_link(struct guest *guest, const struct efichain *chain)
{
	struct trace_link link = {
		.stage = TRACE_BOOT_CODE,
		.state = program_state(chain->fault),
		.where = chain->path,
		.value = chain->first ? efiloader_name(chain->first->kind) : NULL,
		.about = { .pool = guest->pool },
	};

	strs_add(&link.about, path_parent(guest->pool, chain->path));
	if (link.state != TRACE_HOLDS)
		link.text = chain->text;
	return link;
}

/* What the first program leads to: for shim GRUB, for GRUB its configuration. */
static struct trace_link loader_link(struct guest *guest, const struct efichain *chain)
{
	enum trace_state before = program_state(chain->fault);
	struct trace_link link = {
		.stage = TRACE_LOADER,
		.where = chain->grub ? chain->grub : chain->path,
		.about = { .pool = guest->pool },
	};

	strs_add(&link.about, chain->path);
	if (before != TRACE_HOLDS) {
		link.state = TRACE_NOT_APPLICABLE;
		link.text = "nothing known leads to it";
	} else if (chain->fault != EFICHAIN_FINE) {
		link.state = TRACE_BROKEN;
		link.text = chain->text;
	} else {
		link.value = chain->config
				     ? pool_printf(guest->pool, "reads %s", chain->config)
				     : NULL;
		link.text = chain->config ? "" : "it needs no file beside it";
	}
	return link;
}

/* A second way does not break the first one. */
static void add(struct trace *trace, struct trace_link link, bool is_only_way)
{
	if (!is_only_way && link.state != TRACE_HOLDS)
		link.state = TRACE_NOT_APPLICABLE;
	trace_add(trace->pool, &trace->common, &link);
}

static void add_unread(struct guest *guest, struct trace *trace, const struct disk *disk,
		       bool is_only_way)
{
	const struct volume *unread = guest_esp_unread(guest);

	add(trace,
	    (struct trace_link){
		    .stage = TRACE_BOOT_CODE,
		    .state = TRACE_UNKNOWN,
		    .where = disk->name,
		    .text = unread && unread->problem
				    ? unread->problem
				    : "the EFI system partition cannot be looked at",
	    },
	    is_only_way);
}

void trace_esp(struct guest *guest, struct trace *trace, const struct disk *disk,
	       bool is_only_way)
{
	const struct esp *esp = esp_on(guest, disk);
	struct efichain chain;
	struct strs archs;
	size_t others;
	char *own;

	if (!esp) {
		add_unread(guest, trace, disk, is_only_way);
		return;
	}
	own = guest_esp_vendor(guest, esp, &others);
	archs = efichain_architectures(guest, esp, own);
	chain = efichain_follow(guest, esp, archs.count ? archs.item[0] : "x64", own);
	add(trace, program_link(guest, &chain), is_only_way);
	add(trace, loader_link(guest, &chain), is_only_way);
}
