/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/crypttabs.h"
#include "guest/devname.h"
#include "guest/disktable.h"

/*
 * Report only: nothing is decrypted in place.  Swap that gets a new random key at each
 * start asks nobody for anything.
 */

/* NULL where it is not encrypted. */
static const char *method_of(const struct volume *volume)
{
	const char *type = volume->type ? volume->type : "";

	if (strcmp(type, "crypto_LUKS") == 0)
		return "LUKS";
	return strcmp(type, "BitLocker") == 0 ? "BitLocker" : NULL;
}

static bool is_random(const char *key)
{
	return strcmp(key, "/dev/urandom") == 0 || strcmp(key, "/dev/random") == 0;
}

/* "/", or what else is mounted of what VOLUME holds; NULL: nothing. */
static const char *holds(const struct guest *guest, const struct volume *volume)
{
	const char *at = NULL;

	for (size_t i = 0; i < guest->volume_count; i++)
		if (guest_mounts(&guest->volume[i]) &&
		    guest_lies_on(guest, &guest->volume[i], volume) &&
		    (!at || strlen(guest->volume[i].mountpoint) < strlen(at)))
			at = guest->volume[i].mountpoint;
	return at;
}

/* Whether crypttab makes it swap with a key of its own. */
static bool is_random_swap(const struct guest *guest, const struct crypttabs *tabs,
			   const struct volume *volume)
{
	for (size_t i = 0; i < tabs->count; i++) {
		const struct crypttab_entry *entry = tabs->place[i].entry;
		const char *why;

		if (is_random(entry->key) &&
		    devname_volume(guest, devname_parse(guest->pool, entry->source),
				   &why) == volume)
			return true;
	}
	return false;
}

static void detect(struct check *check, struct guest *guest)
{
	struct crypttabs tabs = guest_crypttabs(guest);

	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];
		const char *at;

		if (!method_of(volume) || !guest_disks_hold(guest, volume) ||
		    is_random_swap(guest, &tabs, volume))
			continue;
		at = holds(guest, volume);
		check_policy(check, guest->profile->encryption,
			     guest_volume_where(guest->pool, volume), method_of(volume),
			     at ? "it is encrypted by %s, and holds %s"
				: "it is encrypted by %s, and locked",
			     method_of(volume), at);
	}
}

const struct rule rule_disk_not_encrypted = {
	.id = "disk-not-encrypted",
	.title = "the disk is encrypted",
	.why = "the start waits for a passphrase at a console nobody sees, and a key in "
	       "a "
	       "TPM "
	       "stays in the old machine; imports refuse it or cannot look inside",
	.see = "Huawei Cloud IMS and Open Telekom Cloud: the image file must not be "
	       "encrypted; "
	       "virt-v2v, \"Root on encrypted disks\"",
	.severity = REJECTED,
	.stage = STAGE_DISK,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
};
