/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/netoptions.h"

#include <errno.h>
#include <string.h>

#include "guest/nicpins.h"

/* NULL, or what is wrong with --network and --mac together. */
static const char *problem(struct pool *pool, const struct options *options)
{
	bool pins = options->network && strcmp(options->network, "pin") == 0;

	if (options->macs.count > 0 && !pins)
		return "--mac goes with --network pin";
	if (pins && options->macs.count == 0)
		return "--network pin needs --mac NAME=MAC";
	for (size_t i = 0; i < options->macs.count; i++) {
		const char *wrong = nicpin_problem(pool, options->macs.item[i]);
		size_t len = strcspn(options->macs.item[i], "=") + 1;

		if (wrong)
			return pool_printf(pool, "--mac: %s", wrong);
		for (size_t j = 0; j < i; j++)
			if (strncmp(options->macs.item[i], options->macs.item[j], len) ==
				    0 ||
			    nicpin_same_mac(options->macs.item[i] + len,
					    strchr(options->macs.item[j], '=') + 1))
				return pool_printf(pool,
						   "--mac: \"%s\" and \"%s\" are one "
						   "name or one card",
						   options->macs.item[j],
						   options->macs.item[i]);
	}
	return NULL;
}

int netoptions_text(struct pool *pool, const struct options *options, struct bytes *text,
		    const char **why)
{
	struct buf all = { .pool = pool };
	int err;

	*why = problem(pool, options);
	if (*why)
		return -EINVAL;
	err = profile_text_of(pool, options->profile, text, why);
	if (err < 0 || !options->network)
		return err;
	buf_add(&all, *text);
	buf_addf(&all, "\n# --network\nnetwork = %s\n", options->network);
	if (options->macs.count > 0)
		buf_addf(&all, "# --mac\nnic_pins = %s\n",
			 strs_join(&options->macs, " "));
	*text = buf_bytes(&all);
	return 0;
}

int netoptions_load(struct pool *pool, const struct options *options,
		    struct profile **profile, const char **why)
{
	struct bytes text;
	int err;

	if (!options->network)
		err = profile_load(pool, options->profile, profile, why);
	else
		err = 0;
	if (err == 0)
		err = netoptions_text(pool, options, &text, why);
	return err < 0 || !options->network
		       ? err
		       : profile_parse(pool, options->profile, text, profile, why);
}
