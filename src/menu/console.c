/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "menu/console.h"

#include <linux/vt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <unistd.h>

enum {
	KLOG_CONSOLE_LEVEL = 8, /* syslog(2) */
	KLOG_EMERGENCIES = 1,
};

static const char variable[] = "DRYDOCK_TERM"; /* what the operator has chosen */

static const char serial_plain[] = "vt220", screen_plain[] = "drydock-m";

struct console console_take(void)
{
	struct console console = { .is_serial = true };
	const char *chosen = getenv(variable), *tty = ttyname(STDIN_FILENO);
	struct vt_stat screen;

	tty = tty ? tty : "no terminal";
	if (strncmp(tty, "/dev/", 5) == 0)
		tty += 5;
	if (ioctl(STDIN_FILENO, VT_GETSTATE, &screen) == 0)
		console.is_serial = false;
	(void)snprintf(console.name, sizeof(console.name), "the %s (%s)",
		       console.is_serial ? "serial line" : "screen", tty);
	if (!chosen)
		chosen = console.is_serial ? serial_plain : "drydock";
	(void)setenv("TERM", chosen, 1);
	(void)klogctl(KLOG_CONSOLE_LEVEL, NULL, KLOG_EMERGENCIES);
	return console;
}

bool console_has_colour(void)
{
	const char *term = getenv("TERM");

	return term && strcmp(term, serial_plain) != 0 && strcmp(term, screen_plain) != 0;
}

void console_toggle_colour(const struct console *console)
{
	bool colour = !console_has_colour();
	const char *term = console->is_serial ? colour ? "xterm-256color" : serial_plain
			   : colour           ? "drydock"
					      : screen_plain;

	(void)setenv(variable, term, 1);
}
