/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * os-release: which system this is, by its own word (os-release(5)).
 *
 * Its one law: every field is a string, empty where the file has none; what a system *is*
 * is asked of facts, not of these names.
 */
#pragma once

#include "base/bytes.h"
#include "base/strs.h"

struct osrelease {
	const char *pretty_name, *name, *id, *version_id, *version, *variant_id;
	struct strs id_like;
};

/*
 * Parse TEXT.  Values may be in quotes, with the escapes of a shell; of a field given
 * twice the last one counts, and what is no assignment is passed over.  As the manual
 * page says, NAME is "Linux", ID "linux" and PRETTY_NAME "Linux" where they are missing.
 */
struct osrelease *osrelease_parse(struct pool *pool, struct bytes text);
