/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/error.h"

#include <stdarg.h>
#include <stdio.h>

int host_fail(struct host_error *error, int error_number, const char *format, ...)
{
	va_list args;

	if (error) {
		va_start(args, format);
		(void)vsnprintf(error->text, sizeof(error->text), format, args);
		va_end(args);
	}
	return -error_number;
}
