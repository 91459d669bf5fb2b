/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The key of LUKS containers, on its way from the user to the appliance.
 *
 * The one law: it is in no argument, no file, no message and no report; what held it is
 * overwritten.  This process and its children leave no core dump once it is here.
 */
#pragma once

#include <jansson.h>

#include "base/bytes.h"

enum { KEY_MAX = 256 << 10 }; /* bytes */

struct key {
	unsigned char *data; /* NULL: none */
	size_t len;
};

/*
 * Read the key file PATH as it is, or, where PATH is NULL, a line of standard input
 * without its line feed; a terminal does not show it.  0, or -errno with one line in
 * *WHY.  The caller ends KEY with key_forget().
 */
int key_read(struct pool *pool, const char *path, struct key *key, const char **why);
void key_forget(struct key *key);

/*
 * Have the memory of JSON overwritten when it is freed, in all of this process from now
 * on: a parser keeps copies of what it reads.  key_read() does so by itself.
 */
void key_wipe_json(void);

/* KEY as a JSON text; null for none.  End it with key_forget_json(). */
json_t *key_json(const struct key *key);
void key_forget_json(json_t *value);

/* The key in VALUE; none where it is no text of key_json(). */
struct key key_of_json(const json_t *value);
