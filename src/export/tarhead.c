/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/tarhead.h"

#include <stdio.h>
#include <string.h>

enum { NAME_ROOM = 100, SUM_AT = 148, SUM_ROOM = 8, OCTAL_BITS = 33 };

void tarhead_number(unsigned char *to, uint64_t number)
{
	if (number >> OCTAL_BITS == 0) {
		(void)snprintf((char *)to, TAR_NUMBER, "%011llo",
			       (unsigned long long)number);
		return;
	}
	memset(to, 0, TAR_NUMBER);
	to[0] = 0x80;
	for (int i = TAR_NUMBER - 1; number; i--) {
		to[i] = (unsigned char)number;
		number >>= 8;
	}
}

static void begin(unsigned char *to, const char *name, uint64_t size, char type)
{
	memset(to, 0, TAR_BLOCK);
	(void)snprintf((char *)to, NAME_ROOM, "%s", name);
	memcpy(to + 100, "0000644", 8);
	memcpy(to + 108, "0000000", 8);
	memcpy(to + 116, "0000000", 8);
	tarhead_number(to + 124, size);
	tarhead_number(to + 136, 0);
	to[156] = (unsigned char)type;
}

void tarhead_file(unsigned char *to, const char *name, uint64_t size)
{
	begin(to, name, size, '0');
	memcpy(to + 257, "ustar\00000", 8);
	tarhead_sum(to);
}

void tarhead_sparse(unsigned char *to, const char *name, uint64_t size)
{
	begin(to, name, size, 'S');
	memcpy(to + 257, "ustar  ", 8);
}

void tarhead_sum(unsigned char *head)
{
	unsigned sum = 0;

	memset(head + SUM_AT, ' ', SUM_ROOM);
	for (int i = 0; i < TAR_BLOCK; i++)
		sum += head[i];
	(void)snprintf((char *)head + SUM_AT, SUM_ROOM - 1, "%06o", sum);
}
