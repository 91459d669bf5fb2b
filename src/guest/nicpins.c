/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/nicpins.h"

#include <ctype.h>
#include <string.h>

enum { NAME_MAX_LEN = 15, MAC_DIGITS = 12 };

/* The hexadecimal digits of MAC, small; false where they are not twelve. */
static bool digits_of(const char *mac, char digits[MAC_DIGITS + 1])
{
	size_t count = 0;

	for (; *mac; mac++) {
		if (*mac == ':' || *mac == '-')
			continue;
		if (!isxdigit((unsigned char)*mac) || count == MAC_DIGITS)
			return false;
		digits[count++] = (char)tolower((unsigned char)*mac);
	}
	digits[count] = '\0';
	return count == MAC_DIGITS;
}

bool nicpin_same_mac(const char *a, const char *b)
{
	char left[MAC_DIGITS + 1], right[MAC_DIGITS + 1];

	return digits_of(a, left) && digits_of(b, right) && strcmp(left, right) == 0;
}

/* What the kernel takes for a name (dev_valid_name()), and no quoting is needed for. */
static bool is_name(const char *name, size_t len)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789_-";

	return len > 0 && len <= NAME_MAX_LEN && strspn(name, safe) >= len;
}

const char *nicpin_problem(struct pool *pool, const char *word)
{
	const char *equals = strchr(word, '=');
	char digits[MAC_DIGITS + 1];

	if (!equals || !is_name(word, (size_t)(equals - word)))
		return pool_printf(pool, "\"%s\" is no NAME=MAC of a network card", word);
	if (!digits_of(equals + 1, digits))
		return pool_printf(pool, "\"%s\" is no MAC, such as 52:54:00:12:34:56",
				   equals + 1);
	return NULL;
}

static const char *with_colons(struct pool *pool, const char *mac)
{
	char digits[MAC_DIGITS + 1];
	struct buf out = { .pool = pool };

	(void)digits_of(mac, digits);
	for (size_t i = 0; i < MAC_DIGITS; i += 2)
		buf_addf(&out, "%s%.2s", i ? ":" : "", digits + i);
	return bytes_str(pool, buf_bytes(&out));
}

static struct nic_pin pin_of(struct pool *pool, const char *word)
{
	const char *equals = strchr(word, '=');
	struct nic_pin pin = { 0 };

	pin.name = pool_strndup(pool, word, (size_t)(equals - word));
	pin.mac = with_colons(pool, equals + 1);
	pin.link_path =
		pool_printf(pool, "/etc/systemd/network/10-drydock-%s.link", pin.name);
	pin.rule_path =
		pool_printf(pool, "/etc/udev/rules.d/70-drydock-net-%s.rules", pin.name);
	pin.link = bytes_of(pool_printf(
		pool, "[Match]\nMACAddress=%s\n\n[Link]\nName=%s\n", pin.mac, pin.name));
	pin.rule = bytes_of(pool_printf(pool,
					"SUBSYSTEM==\"net\", ACTION==\"add\", "
					"ATTR{address}==\"%s\", ATTR{type}==\"1\", "
					"NAME=\"%s\"\n",
					pin.mac, pin.name));
	return pin;
}

struct nic_pins guest_nic_pins(struct guest *guest)
{
	const struct strs *words = &guest->profile->nic_pins;
	struct nic_pins pins = { 0 };

	if (guest->profile->network != NETWORK_PIN)
		return pins;
	pins.pin = pool_alloc(guest->pool, (words->count + 1) * sizeof(*pins.pin));
	for (size_t i = 0; i < words->count; i++)
		if (!nicpin_problem(guest->pool, words->item[i]))
			pins.pin[pins.count++] = pin_of(guest->pool, words->item[i]);
	return pins;
}
