/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Edits of YAML text by position: comments, order and every other byte stay.
 *
 * The one law: an edit is made twice, in the tree and in the text; the new text is read
 * again and must say what the tree says, or there is no result.
 */
#pragma once

#include "format/yamldoc.h"

/* Start with doc and tag; the tree of doc is changed on the way. */
struct yamledit {
	struct yamldoc *doc;
	const char *tag; /* put before lines that go: "# drydock: " */
	struct yamledit_step *step;
	size_t count;
	const char *why_not; /* what cannot be done here, in one line; then nothing is */
};

/*
 * Every entry KEY of MAP says VALUE, a YAML value of one line; where there is none it
 * comes first in MAP.  A value of lists or maps is not replaced.
 */
void yamledit_set(struct yamledit *edit, struct yamlnode *map, const char *key,
		  const char *value);

/* The text that entry INDEX of NODE has as its value is WORD, in the same quotes. */
void yamledit_set_text(struct yamledit *edit, struct yamlnode *node, size_t index,
		       const char *word);

/* The key of entry INDEX of MAP is WORD, in the same quotes. */
void yamledit_rename(struct yamledit *edit, struct yamlnode *map, size_t index,
		     const char *word);

/*
 * The entry INDEX of NODE goes: its lines are commented out, in brackets it is taken out.
 * To leave nothing of a list or map in lines is no result: take out the whole of it.
 */
void yamledit_remove(struct yamledit *edit, struct yamlnode *node, size_t index);

/* Every entry KEY of MAP goes.  Returns how many. */
size_t yamledit_remove_key(struct yamledit *edit, struct yamlnode *map, const char *key);

/* The text with all of it done; false, and edit->why_not, where that is not possible. */
bool yamledit_done(struct yamledit *edit, struct bytes *text);
