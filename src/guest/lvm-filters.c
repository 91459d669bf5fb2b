/* SPDX-License-Identifier: GPL-2.0-or-later */
/* filter and global_filter, lvm.conf(5). */
#include <regex.h>
#include <string.h>

#include "guest/layers.h"
#include "guest/lvm-internal.h"

enum { PATTERN_MAX = 512, PATTERNS_MAX = 64 }; /* bytes; more is not judged */

enum verdict { ACCEPTED, REJECTED, NOT_TOLD };

struct pattern {
	bool accepts;
	regex_t regex;
};

struct filter {
	struct pattern pattern[PATTERNS_MAX];
	size_t count;
};

/* LVM's expressions know neither counts nor back references, which regcomp(3) would. */
static char *posix_of(struct pool *pool, struct bytes pattern)
{
	struct buf out = { .pool = pool };

	for (size_t i = 0; i < pattern.len; i++) {
		unsigned char c = pattern.data[i];

		if (c == '{' || c == '}')
			buf_adds(&out, "\\");
		if (c == '\\' && i + 1 < pattern.len &&
		    strchr("0123456789`'<>bBwWsS", pattern.data[i + 1]))
			continue;
		buf_add(&out, bytes_slice(pattern, i, 1));
	}
	return bytes_str(pool, buf_bytes(&out));
}

/* "a|^/dev/sda|": what it does, and the expression between two equal signs or a pair. */
static bool compile(struct pool *pool, const char *text, struct pattern *pattern)
{
	static const char pairs[] = "()[]{}";
	size_t len = strlen(text);
	const char *pair;
	char close;

	if (len < 3 || len > PATTERN_MAX || (text[0] != 'a' && text[0] != 'r'))
		return false;
	pair = strchr(pairs, text[1]);
	close = pair && (pair - pairs) % 2 == 0 ? pair[1] : text[1];
	if (text[len - 1] != close)
		return false;
	pattern->accepts = text[0] == 'a';
	return regcomp(&pattern->regex,
		       posix_of(pool, (struct bytes){ (const unsigned char *)text + 2,
						      len - 3 }),
		       REG_EXTENDED | REG_NOSUB) == 0;
}

static void filter_free(struct filter *filter)
{
	while (filter->count > 0)
		regfree(&filter->pattern[--filter->count].regex);
}

static bool filter_read(struct pool *pool, const struct lvmconf_item *item,
			struct filter *filter)
{
	filter->count = 0;
	if (item->strings > PATTERNS_MAX)
		return false;
	for (size_t i = 0; i < item->strings; i++) {
		if (!compile(pool, item->string[i].text,
			     &filter->pattern[filter->count])) {
			filter_free(filter);
			return false;
		}
		filter->count++;
	}
	return true;
}

/* A device with COUNT names: the first that is accepted decides, no match is "yes". */
static enum verdict judge(const struct filter *filter, const char *const *names,
			  size_t count)
{
	bool rejected = false;

	for (size_t n = 0; n < count; n++)
		for (size_t i = 0; i < filter->count; i++) {
			if (regexec(&filter->pattern[i].regex, names[n], 0, NULL, 0) != 0)
				continue;
			if (filter->pattern[i].accepts)
				return ACCEPTED;
			rejected = true;
			break;
		}
	return rejected ? REJECTED : ACCEPTED;
}

static enum verdict judge_name(struct guest *guest, const struct filter *filter,
			       const struct volume *volume, const char *name)
{
	const char *names[] = {
		pool_printf(guest->pool, "/dev/%s", name),
		pool_printf(guest->pool, "/dev/disk/by-id/lvm-pv-uuid-%s", volume->uuid),
		pool_printf(guest->pool, "/dev/disk/by-partuuid/%s",
			    volume->partuuid ? volume->partuuid : ""),
	};

	return judge(filter, names, sizeof(names) / sizeof(*names));
}

/* Whether VOLUME was let through on a machine of any sort: what it was called there. */
static bool was_used(struct guest *guest, const struct filter *filter,
		     const struct volume *volume)
{
	static const char *const disks[] = { "sd",  "hd",      "vd",
					     "xvd", "nvme0n1", "cciss/c0d0" };

	for (size_t i = 0; i < sizeof(disks) / sizeof(*disks); i++)
		for (char letter = 'a'; letter <= 'd'; letter++) {
			bool numbered = strpbrk(disks[i], "01") != NULL;
			const char *name =
				numbered ? pool_printf(guest->pool, "%sp%u", disks[i],
						       volume->part)
					 : pool_printf(guest->pool, "%s%c%u", disks[i],
						       letter, volume->part);

			if (judge_name(guest, filter, volume, name) == ACCEPTED)
				return true;
		}
	return false;
}

/* Whether the root or another mounted file system lies on VOLUME. */
static bool is_needed(struct guest *guest, const struct volume *volume)
{
	size_t which = (size_t)(volume - guest->volume);

	for (size_t i = 0; i < guest->volume_count; i++)
		for (size_t u = 0;
		     guest->volume[i].mountpoint && u < guest->volume[i].under_count; u++)
			if (guest->volume[i].under[u] == which)
				return true;
	return false;
}

/* A pattern for VOLUME by its own identity, and by the names it will have. */
static char *pattern_for(struct guest *guest, const struct volume *volume,
			 const struct strs *names)
{
	return pool_printf(guest->pool, "\"a|^/dev/(disk/by-id/lvm-pv-uuid-%s|%s)$|\"",
			   volume->uuid, strs_join(names, "|"));
}

static struct bytes with_pattern(struct guest *guest, struct bytes text,
				 const struct lvmconf_item *item, const char *pattern)
{
	if (text.data[item->value_span.offset] == '[')
		return text_insert(guest->pool, text, item->string[0].span.offset,
				   pool_printf(guest->pool, "%s, ", pattern));
	return text_replace(guest->pool, text, item->value_span,
			    pool_printf(guest->pool, "[ %s, %s ]", pattern, item->value));
}

static bool is_safe(const char *uuid)
{
	return uuid[strspn(uuid, "0123456789-abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] == '\0';
}

static void look_at(struct guest *guest, struct lvm_problem *problem, struct bytes text,
		    const struct lvmconf_item *item, struct lvm_problems *problems)
{
	struct filter filter;

	if (item->strings == 0 || !filter_read(guest->pool, item, &filter))
		return;
	for (size_t v = 0; v < guest->volume_count; v++) {
		const struct volume *volume = &guest->volume[v];
		struct strs names;
		size_t n = 0;

		if (!lvm_is_pv(volume) || !is_safe(volume->uuid))
			continue;
		names = layer_new_names(guest, volume);
		while (n < names.count &&
		       judge_name(guest, &filter, volume, names.item[n]) == ACCEPTED)
			n++;
		if (n == names.count ||
		    (!was_used(guest, &filter, volume) && !is_needed(guest, volume)))
			continue;
		problem->text =
			pool_printf(guest->pool,
				    "%s leaves out /dev/%s, which will be a physical "
				    "volume",
				    item->path, names.item[n]);
		problem->repaired = with_pattern(guest, text, item,
						 pattern_for(guest, volume, &names));
		lvm_add(guest, problems, problem);
		break;
	}
	filter_free(&filter);
}

void lvm_look_at_filters(struct guest *guest, const struct copy_place *place,
			 struct lvm_problems *problems)
{
	static const char *const files[] = { LVM_CONF, LVM_LOCAL_CONF };
	static const char *const settings[] = { "devices/filter",
						"devices/global_filter" };

	for (size_t f = 0; f < 2; f++)
		for (size_t s = 0; s < 2; s++) {
			struct lvm_problem problem = {
				.path = place->path ? place->path : files[f],
				.inside = place->path ? files[f] : NULL,
				.repaired_file = files[f],
			};
			const struct lvmconf_item *item;
			struct bytes text;

			if (!copy_read(guest, place, files[f], &text))
				continue;
			item = lvmconf_find(lvmconf_parse(guest->pool, text),
					    settings[s]);
			if (!item)
				continue;
			problem.line = item->line;
			problem.subject = place->path
						  ? pool_printf(guest->pool, "%s in %s",
								settings[s], files[f] + 1)
						  : settings[s];
			look_at(guest, &problem, text, item, problems);
		}
}
