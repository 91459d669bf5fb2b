/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/mdconf.h"

#include <fnmatch.h>
#include <string.h>
#include <strings.h>

#include "guest/devname.h"
#include "guest/layers.h"

static const char *const files[] = { "/etc/mdadm/mdadm.conf", "/etc/mdadm.conf" };

struct look {
	struct guest *guest;
	struct md_problems *problems;
	struct bytes text;
	const struct mdadm *conf;
	struct md_problem problem; /* of the place, to be filled */
};

static void add(const struct look *look, const struct mdadm_line *line,
		const char *subject, struct md_problem problem)
{
	struct guest *guest = look->guest;
	struct md_problems *problems = look->problems;

	problem.line = line->line;
	problem.subject = problem.inside ? pool_printf(guest->pool, "%s in %s", subject,
						       problem.inside + 1)
					 : subject;
	problem.text = pool_printf(guest->pool, "%s%s%s",
				   problem.inside ? problem.inside + 1 : "",
				   problem.inside ? " in it: " : "", problem.text);
	problems->problem = text_room(guest->pool, problems->problem, problems->count,
				      sizeof(problem));
	problems->problem[problems->count++] = problem;
}

static bool is_member(const struct volume *volume)
{
	return volume->type && strcmp(volume->type, "linux_raid_member") == 0;
}

/* Whether a word of a DEVICE line, which may be a pattern, lets VOLUME be looked at. */
static bool lets_through(struct guest *guest, const struct mdadm_line *line,
			 const struct volume *volume)
{
	struct strs names = layer_new_names(guest, volume);
	size_t good = 0;

	for (size_t n = 0; n < names.count; n++)
		for (size_t w = 1; w < line->words; w++)
			if (strcasecmp(line->word[w].text, "partitions") == 0 ||
			    fnmatch(line->word[w].text,
				    pool_printf(guest->pool, "/dev/%s", names.item[n]),
				    FNM_PATHNAME) == 0) {
				good++;
				break;
			}
	return good == names.count;
}

/* The devices of all such lines count together; without one, all partitions do. */
static void look_at_devices(const struct look *look)
{
	struct guest *guest = look->guest;
	const struct mdadm_line *first = NULL;

	for (size_t v = 0; v < guest->volume_count; v++) {
		const struct volume *volume = &guest->volume[v];
		bool found = false;

		if (!is_member(volume) || volume->kind != VOLUME_PART)
			continue;
		first = NULL;
		for (size_t i = 0; i < look->conf->count; i++) {
			const struct mdadm_line *line = &look->conf->item[i];

			if (!mdadm_is(line, "device"))
				continue;
			first = first ? first : line;
			found |= lets_through(guest, line, volume);
		}
		if (first && !found)
			break;
		first = NULL;
	}
	if (first) {
		struct md_problem problem = look->problem;

		problem.text = "DEVICE leaves out what the members will be called";
		problem.repaired = text_comment_line(guest->pool, look->text, first->span,
						     "# drydock: ");
		add(look, first, "DEVICE", problem);
	}
}

/* "aaaaaaaa:bbbbbbbb:cccccccc:dddddddd", as mdadm writes UUIDs. */
static char *mdadm_uuid(struct pool *pool, const char *uuid)
{
	struct buf out = { .pool = pool };
	unsigned digits = 0;

	for (; *uuid; uuid++) {
		if (*uuid == '-' || *uuid == ':')
			continue;
		buf_addf(&out, digits && digits % 8 == 0 ? ":%c" : "%c", *uuid);
		digits++;
	}
	return bytes_str(pool, buf_bytes(&out));
}

/*
 * The member the first of DEVICES, separated by commas, means on these disks, or NULL and
 * whether it is certainly on none of them.
 */
static const struct volume *member_of(struct guest *guest, const char *devices,
				      bool *is_missing)
{
	struct devname *name = devname_parse(
		guest->pool, pool_strndup(guest->pool, devices, strcspn(devices, ",")));
	const char *why;
	const struct volume *volume;

	name->type = "linux_raid_member";
	volume = devname_volume(guest, name, &why);
	*is_missing = devname_is_missing(guest, name);
	return volume && is_member(volume) && volume->uuid ? volume : NULL;
}

static bool names_positions(struct guest *guest, const char *devices)
{
	while (*devices) {
		size_t len = strcspn(devices, ",");

		if (devname_is_positional(devname_parse(
			    guest->pool, pool_strndup(guest->pool, devices, len))))
			return true;
		devices += len + (devices[len] == ',');
	}
	return false;
}

static void look_at_members(const struct look *look, const struct mdadm_line *line,
			    const char *devices, const struct mdadm_word *word,
			    const char *uuid)
{
	struct guest *guest = look->guest;
	struct md_problem problem = look->problem;
	const struct volume *member =
		uuid ? NULL : member_of(guest, devices, &problem.is_missing);

	problem.text =
		pool_printf(guest->pool, "%s only from %s",
			    line->words > 1 ? line->word[1].text : "an array", devices);
	if (uuid)
		problem.repaired = mdadm_drop(guest->pool, look->text, word);
	else if (member)
		problem.repaired =
			text_replace(guest->pool, look->text, word->span,
				     pool_printf(guest->pool, "UUID=%s",
						 mdadm_uuid(guest->pool, member->uuid)));
	else
		problem.why_not = "the line has no UUID, and none is certain";
	add(look, line, devices, problem);
}

static void look_at_array(const struct look *look, const struct mdadm_line *line)
{
	const char *uuid, *devices;
	const struct mdadm_word *word;
	struct guest *guest = look->guest;
	struct md_problem problem = look->problem;

	mdadm_find(line, "uuid", &uuid);
	word = mdadm_find(line, "devices", &devices);
	if (uuid && !layer_md_member(guest, uuid)) {
		if (line->words > 1 && strcasecmp(line->word[1].text, "<ignore>") == 0)
			return;
		problem.is_missing = true;
		problem.text = pool_printf(guest->pool, "%s: no member is on this disk",
					   line->word[1].text);
		problem.why_not =
			"whether it comes back is not known; take the line out if not";
		add(look, line, uuid, problem);
	} else if (word && names_positions(guest, devices)) {
		look_at_members(look, line, devices, word, uuid);
	}
}

static bool has_member(const struct guest *guest)
{
	for (size_t i = 0; i < guest->volume_count; i++)
		if (is_member(&guest->volume[i]))
			return true;
	return false;
}

struct md_problems guest_md_problems(struct guest *guest)
{
	struct md_problems problems = { .concerns = has_member(guest) };
	const struct copy_place *place;
	size_t places;

	if (!problems.concerns)
		return problems;
	place = guest_copies(guest, &places, &problems.why_not);
	for (size_t p = 0; p < places; p++)
		for (size_t f = 0; f < sizeof(files) / sizeof(*files); f++) {
			struct look look = { .guest = guest, .problems = &problems };

			if (!copy_read(guest, &place[p], files[f], &look.text))
				continue;
			look.conf = mdadm_parse(guest->pool, look.text);
			look.problem.path = place[p].path ? place[p].path : files[f];
			look.problem.inside = place[p].path ? files[f] : NULL;
			look_at_devices(&look);
			for (size_t i = 0; i < look.conf->count; i++)
				if (mdadm_is(&look.conf->item[i], "array"))
					look_at_array(&look, &look.conf->item[i]);
		}
	return problems;
}
