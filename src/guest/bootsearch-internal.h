/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files bootsearch*.c, one for each syntax, share. */
#pragma once

#include "guest/bootsearch.h"

struct bootsearch_list {
	struct guest *guest;
	const char *path; /* of the configuration that is looked at, */
	struct bytes text;
	struct boot_search *search;
	size_t count;
};

/* One that names nothing, at SPAN in LINE; what is right is still to be told. */
struct boot_search *bootsearch_add(struct bootsearch_list *list, unsigned line,
				   struct span span, const char *name);

/* Those of the menu of GRUB Legacy PATH. */
void bootsearch_menulst(struct bootsearch_list *list, const char *path);
