/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * LUKS containers, by cryptsetup(8).  The key goes through a pipe: it is in no argument
 * and no file.
 *
 * Discards pass through: only so does an output leave the free space of an encrypted file
 * system out.
 */
#include <string.h>

#include "disk/stack-internal.h"
#include "disk/tool.h"

#define CRYPTSETUP "/usr/sbin/cryptsetup"
#define MEMBER     "crypto_LUKS"

enum { EXIT_NO_KEY = 2, EXIT_NO_MEMORY = 3 };

static bool is_plain(const char *uuid)
{
	return uuid && *uuid && strlen(uuid) <= 36 &&
	       uuid[strspn(uuid, "0123456789abcdefABCDEF-")] == '\0';
}

static const char *why_not(struct pool *pool, const struct tool_result *result)
{
	switch (result->status) {
	case EXIT_NO_KEY:
		return "encrypted, and the key that was given does not open it";
	case EXIT_NO_MEMORY:
		return "encrypted, and the appliance has too little memory to open it "
		       "(--memory)";
	default:
		return pool_printf(pool, "encrypted, and cannot be opened: %s",
				   result->error);
	}
}

static const char *open_one(struct pool *pool, const struct volume *volume,
			    struct stack_key key)
{
	const char *const argv[] = {
		CRYPTSETUP,
		"open",
		"--type=luks",
		"--key-file=-",
		"--allow-discards",
		"--disable-keyring",
		"--batch-mode",
		volume->node,
		pool_printf(pool, "luks-%s", volume->uuid),
		NULL,
	};
	struct tool_result result;

	if (tool_run(pool, argv, (struct bytes){ key.data, key.len }, &result) < 0)
		return "encrypted, and cryptsetup cannot be run";
	return result.status ? why_not(pool, &result) : NULL;
}

void luks_open(struct probe *probe, size_t first, struct stack_key key)
{
	size_t count = probe->volume_count;

	stack_refuse_twins(probe, MEMBER);
	for (size_t i = first; i < count; i++) {
		struct volume *volume = &probe->volume[i];

		if (!stack_is_member(volume, MEMBER))
			continue;
		if (!key.data)
			volume->problem = "encrypted, and no key was given (--key-file, "
					  "--passphrase-stdin)";
		else if (!is_plain(volume->uuid))
			volume->problem = "encrypted, and its UUID is none";
		else
			volume->problem = open_one(probe->pool, volume, key);
	}
	stack_add_mapped(probe);
}
