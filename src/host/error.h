/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why something on the host did not work: one line for the user.
 *
 * The one law: the function that fails says it once, with the path and the reason; those
 * above it hand the errno on and add nothing.
 */
#pragma once

struct host_error {
	char text[1024];
};

/* Write the line into ERROR (NULL is allowed) and return -ERROR_NUMBER. */
int host_fail(struct host_error *error, int error_number, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
