/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/pins.h"

#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "format/udevrules.h"

/* As dracut's hostonly modules and initramfs-tools' hooks write them. */
static const struct place {
	enum pin_kind kind;
	const char *dir;  /* with or without /usr and the like before it */
	const char *name; /* NULL: any */
} places[] = {
	{ PIN_LVM_DEVICES, "/etc/lvm/devices", "system.devices" },
	{ PIN_CMDLINE, "/etc/cmdline.d", NULL },
	{ PIN_CMDLINE, "/etc", "cmdline" },
	{ PIN_RESUME, "/conf/conf.d", "resume" },
	{ PIN_RESUME, "/conf", "resume" },
	{ PIN_CRYPTROOT, "/conf/conf.d", "cryptroot" },
	{ PIN_CRYPTROOT, "/cryptroot", "crypttab" },
};

#define WAITS "/initqueue/finished/devexists-"

const char *pin_name(enum pin_kind kind)
{
	static const char *const names[] = {
		[PIN_NET_NAME] = "a name for one network card",
		[PIN_UDEV_DEVICE] = "a udev rule for one device",
		[PIN_LVM_DEVICES] = "the devices LVM looks at",
		[PIN_CMDLINE] = "arguments of the command line",
		[PIN_WAITS] = "a device that is waited for",
		[PIN_RESUME] = "where to resume from",
		[PIN_CRYPTROOT] = "what to decrypt",
	};

	return names[kind];
}

static void add(struct guest *guest, struct pins *pins, struct pin pin)
{
	if (pins->count == PINS_MAX) {
		pins->too_many = true;
		return;
	}
	pins->pin = text_room(guest->pool, pins->pin, pins->count, sizeof(pin));
	pins->pin[pins->count++] = pin;
}

/* Every line that is not empty, no comment and not the version of the syntax. */
static void add_lines(struct guest *guest, struct pins *pins, enum pin_kind kind,
		      const struct initramfs_file *file)
{
	struct span line, word;
	unsigned number = 0;
	size_t next = 0;

	while (!pins->too_many && text_next_line(file->data, &next, &line)) {
		size_t at = line.offset;

		number++;
		if (text_next_word(file->data, line, &at, &word) &&
		    file->data.data[word.offset] != '#' &&
		    !bytes_starts(text_slice(file->data, word), "VERSION="))
			add(guest, pins,
			    (struct pin){ kind, file->path, number,
					  text_str(guest->pool, file->data, line) });
	}
}

/* A rule that asks for hardware by its serial number, its WWN or the slot it sits in. */
static bool asks_for_device(struct bytes rule)
{
	static const char *const keys[] = { "ENV{ID_SERIAL", "ENV{ID_WWN", "ENV{ID_PATH",
					    "ATTRS{serial}", "ATTRS{wwid}" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		ptrdiff_t at = bytes_find(rule, bytes_of(keys[i]), 0), equals;

		if (at < 0)
			continue;
		equals = bytes_find(rule, bytes_of("=="), (size_t)at);
		/* ="?*" asks whether there is one at all. */
		if (equals > 0 &&
		    !bytes_starts(bytes_slice(rule, (size_t)equals, SIZE_MAX),
				  "==\"?*") &&
		    !bytes_starts(bytes_slice(rule, (size_t)equals, SIZE_MAX), "==\"\""))
			return true;
	}
	return false;
}

static void add_rules(struct guest *guest, struct pins *pins,
		      const struct initramfs_file *file)
{
	const struct udevrules *rules = udevrules_parse(guest->pool, file->data);

	for (size_t i = 0; i < rules->count && !pins->too_many; i++) {
		const struct udev_rule *rule = &rules->rule[i];
		struct pin pin = { PIN_NET_NAME, file->path, rule->line, NULL };

		if (rule->mac && rule->name)
			pin.text = pool_printf(guest->pool, "\"%s\" is %s", rule->name,
					       rule->mac);
		else if (asks_for_device(text_slice(file->data, rule->span)))
			pin = (struct pin){ PIN_UDEV_DEVICE, file->path, rule->line,
					    text_str(guest->pool, file->data,
						     rule->span) };
		if (pin.text)
			add(guest, pins, pin);
	}
}

static int hex(char c)
{
	const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* "/dev/disk" of "\x2fdev\x2fdisk.sh". */
static char *unescaped(struct pool *pool, const char *name)
{
	char *out = pool_strdup(pool, name), *to = out;
	size_t len = strlen(name);

	if (len > 3 && strcmp(name + len - 3, ".sh") == 0)
		len -= 3;
	for (size_t i = 0; i < len; i++) {
		if (name[i] == '\\' && i + 3 < len && name[i + 1] == 'x' &&
		    hex(name[i + 2]) >= 2 && hex(name[i + 3]) >= 0) {
			*to++ = (char)(hex(name[i + 2]) << 4 | hex(name[i + 3]));
			i += 3;
		} else {
			*to++ = name[i];
		}
	}
	*to = '\0';
	return out;
}

/* Whether PATH is DIR/NAME; NAME may be any. */
static bool is_at(const char *path, const struct place *place)
{
	size_t len = strlen(place->dir);

	return strncmp(path, place->dir, len) == 0 && path[len] == '/' &&
	       !strchr(path + len + 1, '/') &&
	       (!place->name || strcmp(path + len + 1, place->name) == 0);
}

/* /etc/udev/rules.d is what the system's owner wrote; elsewhere only names count. */
static bool is_rules(const char *path)
{
	size_t len = strlen(path);
	bool own = strncmp(path, "/etc/udev/rules.d/", 18) == 0;

	return len > 6 && strcmp(path + len - 6, ".rules") == 0 &&
	       (own || (strstr(path, "/udev/rules.d/") &&
			strstr(path_name(path), "persistent") &&
			strstr(path_name(path), "net")));
}

struct pins guest_pins(struct guest *guest, const struct initramfs *archive)
{
	struct pins pins = { 0 };

	for (size_t i = 0; i < archive->file_count && !pins.too_many; i++) {
		const struct initramfs_file *file = &archive->file[i];
		const char *waits = strstr(file->path, WAITS);

		if (!S_ISREG(file->mode))
			continue;
		/* An empty one, behind the image, took its place. */
		if (waits && file->size > 0)
			add(guest, &pins,
			    (struct pin){
				    PIN_WAITS, file->path, 0,
				    unescaped(guest->pool, waits + strlen(WAITS)) });
		if (is_rules(file->path))
			add_rules(guest, &pins, file);
		for (size_t p = 0; p < sizeof(places) / sizeof(*places); p++)
			if (is_at(file->path, &places[p]))
				add_lines(guest, &pins, places[p].kind, file);
	}
	return pins;
}
