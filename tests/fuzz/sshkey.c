/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/sshkey.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size };
	struct sshkey key, again;
	const char *why;

	if (sshkey_parse(pool, text, &key, &why) == 0) {
		const char *line =
			pool_printf(pool, "%s %s %s", key.type, key.blob, key.comment);

		fuzz_require(sshkey_is_listed(bytes_of(line), &key));
		fuzz_require(sshkey_parse(pool, bytes_of(line), &again, &why) == 0);
		fuzz_require(strcmp(again.comment, key.comment) == 0);
	}
	key = (struct sshkey){ "ssh-rsa", "AAAA", "" };
	(void)sshkey_is_listed(text, &key);
	pool_free(pool);
	return 0;
}
