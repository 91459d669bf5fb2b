/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/kconfig.h"

#include <string.h>

#define PREFIX "CONFIG_"

/* What is behind "CONFIG_SYMBOL=" in LINE, or nothing. */
static bool value_of(struct bytes line, const char *symbol, struct bytes *value)
{
	size_t prefix = strlen(PREFIX), len = strlen(symbol);

	if (!bytes_starts(line, PREFIX) ||
	    !bytes_starts(bytes_slice(line, prefix, SIZE_MAX), symbol) ||
	    line.len <= prefix + len || line.data[prefix + len] != '=')
		return false;
	*value = bytes_slice(line, prefix + len + 1, SIZE_MAX);
	return true;
}

enum kconfig kconfig_get(struct bytes text, const char *symbol)
{
	enum kconfig found = KCONFIG_ABSENT;
	struct bytes line, value;

	while (bytes_line(&text, &line))
		if (value_of(line, symbol, &value) && value.len > 0)
			found = value.data[0] == 'm'   ? KCONFIG_MODULE
				: value.data[0] == 'n' ? KCONFIG_ABSENT
						       : KCONFIG_YES;
	return found;
}

bool kconfig_is(struct bytes text)
{
	struct bytes line;

	while (bytes_line(&text, &line))
		if (bytes_starts(line, PREFIX) &&
		    bytes_find(line, bytes_of("="), 0) > (ptrdiff_t)strlen(PREFIX))
			return true;
	return false;
}
