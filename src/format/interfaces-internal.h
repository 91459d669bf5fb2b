/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the reader of interfaces(5) and its editor share. */
#pragma once

#include "format/interfaces.h"

/* Whether A and B are one option's name: '-' and '_' are the same. */
bool interfaces_same_name(const char *a, const char *b);

/* Whether NAME is PREFIX and a number. */
bool interfaces_is_numbered(const char *name, const char *prefix);
