/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two trees compared: names, kinds, modes, contents and the targets of links.
 */
#pragma once

#include "tree/tree.h"

/* NULL, or the first difference between A and B in one line. */
const char *trees_differ(struct tree *a, struct tree *b);
