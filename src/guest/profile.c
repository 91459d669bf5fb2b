/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/profile.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct choice {
	const char *word;
	int value;
};

static const struct choice missing_mounts[] = {
	{ "comment", MISSING_COMMENT },
	{ "nofail", MISSING_NOFAIL },
	{ 0 },
};

static const struct choice answers[] = {
	{ "no", false },
	{ "yes", true },
	{ 0 },
};

static const struct choice networks[] = {
	{ "dhcp", NETWORK_DHCP },
	{ "keep", NETWORK_KEEP },
	{ 0 },
};

static const struct choice families[] = {
	{ "virtio", DRIVERS_VIRTIO },
	{ "scsi-virtio", DRIVERS_SCSI_VIRTIO },
	{ "xen", DRIVERS_XEN },
	{ "ide", DRIVERS_IDE },
	{ "hyperv", DRIVERS_HYPERV },
	{ "nvme", DRIVERS_NVME },
	{ 0 },
};

static const struct choice tables[] = {
	{ "none", TABLE_NONE },
	{ "mbr", TABLE_DOS },
	{ "gpt", TABLE_GPT },
	{ 0 },
};

static const struct choice firmwares[] = {
	{ "bios", FIRMWARE_BIOS },
	{ "uefi", FIRMWARE_UEFI },
	{ 0 },
};

static const struct choice policies[] = {
	{ "allow", POLICY_ALLOW },
	{ "note", POLICY_NOTE },
	{ "degraded", POLICY_DEGRADED },
	{ "rejected", POLICY_REJECTED },
	{ "unreachable", POLICY_UNREACHABLE },
	{ "unbootable", POLICY_UNBOOTABLE },
	{ 0 },
};

static bool choose(const struct choice *choice, const char *word, int *value)
{
	for (; choice->word; choice++)
		if (strcmp(choice->word, word) == 0) {
			*value = choice->value;
			return true;
		}
	return false;
}

static bool set_title(struct pool *pool, struct profile *profile, const char *value)
{
	(void)pool;
	profile->title = value;
	return true;
}

static bool set_missing(struct pool *pool, struct profile *profile, const char *value)
{
	int chosen = 0;
	bool known = choose(missing_mounts, value, &chosen);

	(void)pool;
	profile->missing_mount = (enum missing_mount)chosen;
	return known;
}

static bool set_grub_only(struct pool *pool, struct profile *profile, const char *value)
{
	int chosen = 0;
	bool known = choose(answers, value, &chosen);

	(void)pool;
	profile->grub_only = chosen;
	return known;
}

static bool set_network(struct pool *pool, struct profile *profile, const char *value)
{
	int chosen = 0;
	bool known = choose(networks, value, &chosen);

	(void)pool;
	profile->network = (enum network_policy)chosen;
	return known;
}

#define SET(choices, member) .among = choices, .members = offsetof(struct profile, member)

/* The words of VALUE as a set: 1 << value of each. */
static bool choose_set(struct pool *pool, const struct choice *choice, const char *value,
		       unsigned *set)
{
	struct strs words = strs_words(pool, value);

	*set = 0;
	for (size_t i = 0; i < words.count; i++) {
		int member = 0;

		if (!choose(choice, words.item[i], &member))
			return false;
		*set |= 1u << member;
	}
	return true;
}

static bool choose_policy(const char *value, enum policy *policy)
{
	int chosen = 0;
	bool known = choose(policies, value, &chosen);

	*policy = (enum policy)chosen;
	return known;
}

static const struct key {
	const char *name;
	bool (*set)(struct pool *, struct profile *, const char *value);
	/* Where set is NULL, the offset of what gets it in struct profile: */
	size_t words;               /* a list, */
	size_t policy;              /* or a policy, */
	const struct choice *among; /* or a set of these */
	size_t members;
} keys[] = {
	{ "title", .set = set_title },
	{ "initrd_require", SET(families, initrd_require) },
	{ "initrd_advise", SET(families, initrd_advise) },
	{ "kernel_require", .words = offsetof(struct profile, kernel_require) },
	{ "kernel_nic", .words = offsetof(struct profile, kernel_nic) },
	{ "kernel_min", .words = offsetof(struct profile, kernel_min) },
	{ "kernel_args_add", .words = offsetof(struct profile, kernel_args_add) },
	{ "kernel_args_remove", .words = offsetof(struct profile, kernel_args_remove) },
	{ "console", .words = offsetof(struct profile, console) },
	{ "nic_names", .words = offsetof(struct profile, nic_names) },
	{ "grub_only", .set = set_grub_only },
	{ "grub_min", .words = offsetof(struct profile, grub_min) },
	{ "fs_types", .words = offsetof(struct profile, fs_types) },
	{ "fs_features_refused", .words = offsetof(struct profile, fs_features_refused) },
	{ "missing_mount", .set = set_missing },
	{ "network", .set = set_network },
	{ "firmware", SET(firmwares, firmware) },
	{ "partition_table", SET(tables, partition_table) },
	{ "second_disk", .policy = offsetof(struct profile, second_disk) },
	{ "boot_elsewhere", .policy = offsetof(struct profile, boot_elsewhere) },
	{ "encryption", .policy = offsetof(struct profile, encryption) },
	{ "other_system", .policy = offsetof(struct profile, other_system) },
	{ "other_partition", .policy = offsetof(struct profile, other_partition) },
	{ "behind_root", .policy = offsetof(struct profile, behind_root) },
	{ "swap_partition", .policy = offsetof(struct profile, swap_partition) },
	{ "root_lvm", .policy = offsetof(struct profile, root_lvm) },
};

static bool take_value(struct pool *pool, struct profile *profile, const struct key *key,
		       const char *value)
{
	char *at = (char *)profile;

	if (key->set)
		return key->set(pool, profile, value);
	if (key->among)
		return choose_set(pool, key->among, value,
				  (unsigned *)(void *)(at + key->members));
	if (key->policy)
		return choose_policy(value, (enum policy *)(void *)(at + key->policy));
	*(struct strs *)(void *)(at + key->words) = strs_words(pool, value);
	return true;
}

static char *trimmed(struct pool *pool, struct bytes text)
{
	const char *blanks = " \t\r\n";
	char *s = bytes_str(pool, text);
	size_t len;

	s += strspn(s, blanks);
	for (len = strlen(s); len > 0 && strchr(blanks, s[len - 1]); len--)
		;
	s[len] = '\0';
	return s;
}

static const struct key *key_find(const char *name)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

/* NULL, or what is wrong with the line. */
static const char *take_line(struct pool *pool, struct profile *profile, char *line)
{
	char *equals = strchr(line, '=');
	const struct key *key;
	const char *name, *value;

	if (line[0] == '\0' || line[0] == '#')
		return NULL;
	if (!equals)
		return "no \"=\" in this line";
	name = trimmed(pool,
		       (struct bytes){ (unsigned char *)line, (size_t)(equals - line) });
	value = trimmed(pool, bytes_of(equals + 1));
	key = key_find(name);
	if (!key)
		return pool_printf(pool, "unknown key \"%s\"", name);
	if (!take_value(pool, profile, key, value))
		return pool_printf(pool, "\"%s\" is no value of %s", value, name);
	return NULL;
}

int profile_parse(struct pool *pool, const char *name, struct bytes text,
		  struct profile **out, const char **why)
{
	struct profile *profile = pool_alloc(pool, sizeof(*profile));
	struct bytes line;

	profile->name = pool_strdup(pool, name);
	profile->title = profile->name;
	for (unsigned number = 1; bytes_line(&text, &line); number++) {
		const char *problem = take_line(pool, profile, trimmed(pool, line));

		if (problem) {
			*why = pool_printf(pool, "profile \"%s\", line %u: %s", name,
					   number, problem);
			return -EINVAL;
		}
	}
	*out = profile;
	return 0;
}

static int text_of_file(struct pool *pool, const char *path, struct bytes *text,
			const char **why)
{
	enum { MAX = 1 << 20 };
	FILE *file = fopen(path, "re");
	unsigned char *data;
	size_t len;

	if (!file) {
		int err = -errno;

		*why = pool_printf(pool, "profile \"%s\": %s", path, strerror(errno));
		return err;
	}
	data = pool_alloc(pool, MAX);
	len = fread(data, 1, MAX, file);
	fclose(file);
	*text = (struct bytes){ data, len };
	return 0;
}

int profile_text_of(struct pool *pool, const char *name, struct bytes *text,
		    const char **why)
{
	struct strs known = { .pool = pool };

	if (strchr(name, '/'))
		return text_of_file(pool, name, text, why);
	for (const struct profile_text *p = profile_builtin; p->name; p++) {
		if (strcmp(p->name, name) == 0) {
			*text = bytes_of(p->text);
			return 0;
		}
		strs_add(&known, p->name);
	}
	*why = pool_printf(pool, "unknown profile \"%s\" (there are: %s)", name,
			   strs_join(&known, ", "));
	return -ENOENT;
}

int profile_load(struct pool *pool, const char *name, struct profile **profile,
		 const char **why)
{
	struct bytes text;
	int err = profile_text_of(pool, name, &text, why);

	return err < 0 ? err : profile_parse(pool, name, text, profile, why);
}
