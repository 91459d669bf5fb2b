/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "menu/keys.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* The next byte of the terminal; -1 at its end. */
static int next_byte(void)
{
	unsigned char byte;
	ssize_t got;

	do {
		got = read(STDIN_FILENO, &byte, 1);
	} while (got < 0 && errno == EINTR);
	return got == 1 ? byte : -1;
}

/* A key that is no character is "\033[" or "\033O", parameters, and a letter or "~". */
static bool is_esc_alone(void)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	int byte;

	if (poll(&in, 1, KEYS_ESC_MS) <= 0)
		return true;
	byte = next_byte();
	if (byte == '[' || byte == 'O')
		do
			byte = next_byte();
		while (byte >= ' ' && byte < '@');
	return false;
}

/* Whole characters of UTF-8 are taken back. */
static void take_back(char *line, size_t *len)
{
	while (*len && ((unsigned char)line[*len - 1] & 0xc0) == 0x80)
		line[--*len] = '\0';
	if (*len)
		line[--*len] = '\0';
}

bool keys_secret(char *line, size_t room)
{
	enum { CTRL_U = 0x15, DELETE = 0x7f };
	size_t len = 0;
	int byte;

	explicit_bzero(line, room);
	while ((byte = next_byte()) != '\r' && byte != '\n') {
		if (byte < 0 || (byte == '\033' && is_esc_alone())) {
			explicit_bzero(line, room);
			return false;
		}
		if (byte == DELETE || byte == '\b')
			take_back(line, &len);
		while (byte == CTRL_U && len)
			line[--len] = '\0';
		if (byte >= ' ' && byte != DELETE && len + 1 < room)
			line[len++] = (char)byte;
	}
	return true;
}

bool keys_esc(int milliseconds)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	char keys[64];
	ssize_t count;

	if (poll(&in, 1, milliseconds) <= 0)
		return false;
	count = read(STDIN_FILENO, keys, sizeof(keys));
	/* An arrow key begins with Esc too, but does not end with it. */
	if (count <= 0 || keys[count - 1] != '\033')
		return false;
	return poll(&in, 1, KEYS_ESC_MS) == 0;
}
