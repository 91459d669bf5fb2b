/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "format/text.h"
#include "guest/cloudinit.h"
#include "guest/network.h"

/*
 * Where a list leaves out all that the target serves, the target's take its place, in
 * the file whose list counts: a file of drydock's own would have to come behind it by
 * name.  Where there is no list cloud-init finds its data by itself, and that is left.
 */

#define DS_IDENTIFY "/etc/cloud/ds-identify.cfg"

static bool has_any(const struct strs *names, const struct strs *wanted)
{
	for (size_t i = 0; i < wanted->count; i++)
		if (strs_has(names, wanted->item[i]))
			return true;
	return false;
}

/* The line "NAME: …" of ds-identify.cfg; *NUMBER counts from 1. */
static const char *setting(struct guest *guest, struct bytes text, const char *name,
			   unsigned *number, struct span *span)
{
	size_t at = 0, len = strlen(name);
	const char *found = NULL;
	struct span line;

	for (unsigned n = 1; text_next_line(text, &at, &line); n++) {
		const char *word = text_str(guest->pool, text, line);

		if (strncmp(word, name, len) != 0 || word[len] != ':')
			continue;
		found = word + len + 1 + strspn(word + len + 1, " \t");
		*number = n;
		*span = line;
	}
	return found;
}

static bool read_identify(struct guest *guest, struct bytes *text)
{
	return tree_has(guest->tree, DS_IDENTIFY, TREE_FILE) &&
	       tree_read(guest->tree, DS_IDENTIFY, text) == 0;
}

static void detect_identify(struct check *check, struct guest *guest)
{
	const struct strs *wanted = &guest->profile->cloud_init_datasources;
	const char *value;
	struct bytes text;
	struct span span;
	unsigned line;

	if (!read_identify(guest, &text))
		return;
	value = setting(guest, text, "policy", &line, &span);
	if (value && strncmp(value, "disabled", 8) == 0)
		check_finding(check, DS_IDENTIFY, line, "policy",
			      "cloud-init does not run: policy: disabled");
	value = setting(guest, text, "datasource", &line, &span);
	if (value && *value && !strs_has(wanted, value))
		check_finding(check, DS_IDENTIFY, line, "datasource",
			      "cloud-init looks for %s only", value);
}

/* "network: {config: disabled}" leaves the network to files that must be there. */
static void detect_network(struct check *check, struct guest *guest)
{
	const char *path,
		*value = guest_cloudinit_value(guest, "network", "config", &path);

	if (value && strcmp(value, "disabled") == 0 && guest_nics(guest).count == 0)
		check_finding(check, path, 0, "network",
			      "cloud-init sets up no network, and no file does");
}

static void detect(struct check *check, struct guest *guest)
{
	const struct strs *wanted = &guest->profile->cloud_init_datasources;
	struct cloudinit_list list;

	if (!guest_cloudinit(guest).program) {
		check_not_applicable(check);
		return;
	}
	detect_network(check, guest);
	if (wanted->count == 0)
		return;
	list = guest_cloudinit_list(guest);
	if (list.problem)
		check_cannot_look(check, "%s", list.problem);
	if (list.path && !has_any(&list.names, wanted))
		check_finding(check, list.path, list.line, "datasource_list",
			      "cloud-init looks for %s only; here is %s",
			      list.names.count ? strs_join(&list.names, ", ") : "nothing",
			      strs_join(wanted, ", "));
	detect_identify(check, guest);
}

static void plan_list(struct plan *plan, struct guest *guest)
{
	struct cloudinit_list list = guest_cloudinit_list(guest);
	const char *names = strs_join(&guest->profile->cloud_init_datasources, ", ");

	if (list.problem) {
		plan_refuse(plan, "%s", list.problem);
	} else if (list.path &&
		   plan_write(plan, list.path,
			      text_replace(guest->pool, list.text, list.value,
					   pool_printf(guest->pool, ": [ %s, None ]",
						       names)))) {
		plan_note(plan, "looks for %s now", names);
	}
}

static void plan_identify(struct plan *plan, struct guest *guest, const char *name)
{
	struct bytes text;
	struct span span;
	unsigned line;

	if (!read_identify(guest, &text) || !setting(guest, text, name, &line, &span)) {
		plan_refuse(plan, "the line is not there any more");
		return;
	}
	if (plan_write(plan, DS_IDENTIFY,
		       text_comment_line(guest->pool, text, span, "# drydock: ")))
		plan_note(plan, "commented out: cloud-init finds its data by itself");
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	if (strcmp(finding->subject, "network") == 0)
		plan_refuse(plan, "which cards there will be is not known: configure one "
				  "for DHCP, or let cloud-init do it");
	else if (strcmp(finding->subject, "datasource_list") == 0)
		plan_list(plan, guest);
	else
		plan_identify(plan, guest, finding->subject);
}

const struct rule rule_cloud_init_datasource = {
	.id = "cloud-init-datasource",
	.title = "cloud-init looks for its data where this platform has none",
	.why = "no key and no password are set, and where cloud-init sets up the network "
	       "there is none",
	.see = "Open Telekom Cloud, IMS: configuring Cloud-Init, datasource_list; "
	       "cloud-init, \"Datasource dsidentify\"",
	.severity = UNREACHABLE,
	.stage = STAGE_NETWORK,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
