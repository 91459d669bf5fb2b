/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Versions of kernels, compared by their numbers. */
#include "guest/kernel.h"

#include <ctype.h>
#include <stdlib.h>

/* The next number of *S and *S behind it; -1 at the end of the leading numbers. */
static long next_number(const char **s)
{
	char *end;
	long value;

	if (**s == '.' || **s == '-' || **s == '_')
		++*s;
	if (!isdigit((unsigned char)**s))
		return -1;
	value = strtol(*s, &end, 10);
	*s = end;
	return value;
}

int kernel_compare(const char *a, const char *b)
{
	for (;;) {
		long x = next_number(&a), y = next_number(&b);

		if (x < 0)
			a = "";
		if (y < 0)
			b = "";
		if (x < 0 && y < 0)
			return 0;
		if ((x < 0 ? 0 : x) != (y < 0 ? 0 : y))
			return (x < 0 ? 0 : x) < (y < 0 ? 0 : y) ? -1 : 1;
	}
}

/* Whether A and B have their first three numbers in common. */
static bool is_same_series(const char *a, const char *b)
{
	for (int i = 0; i < 3; i++)
		if (next_number(&a) != next_number(&b))
			return false;
	return true;
}

const char *kernel_too_old(const char *version, const struct strs *minimum)
{
	for (size_t i = 1; i < minimum->count; i++)
		if (is_same_series(version, minimum->item[i]))
			return kernel_compare(version, minimum->item[i]) < 0
				       ? minimum->item[i]
				       : NULL;
	if (minimum->count == 0 || kernel_compare(version, minimum->item[0]) >= 0)
		return NULL;
	return minimum->item[0];
}
