/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "app/command.h"
#include "app/netoptions.h"
#include "disk/machine.h"

enum {
	OPT_INPUT_FORMAT = 256,
	OPT_MEMBER,
	OPT_TRUST,
	OPT_MEMORY,
	OPT_FOR,
	OPT_ONLY,
	OPT_SKIP,
	OPT_ROOT,
	OPT_NETWORK,
	OPT_MAC,
	OPT_JSON,
	OPT_HTML,
	OPT_JUNIT,
	OPT_TIMINGS,
	OPT_FORMAT,
	OPT_FORCE,
	OPT_SIGN,
	OPT_COMPRESS,
	OPT_WHOLE,
	OPT_DRY_RUN,
	OPT_PROVE,
	OPT_GUEST_TOOLS,
	OPT_CHECK_FS,
	OPT_REPAIR_FS,
	OPT_TEMPLATE,
	OPT_DISK,
	OPT_FIRMWARE,
	OPT_SCREENSHOT,
	OPT_TIMEOUT,
	OPT_NO_NETWORK,
	OPT_KEY_FILE,
	OPT_PASSPHRASE,
	OPT_DEGRADED,
	OPT_HERE,
	OPT_ROOT_PASSWORD,
	OPT_SSH_KEY,
	OPT_IN_PLACE,
	OPT_NO_UNDO,
	OPT_UNDO,
	OPT_JOURNAL,
	OPT_YES_WRITE_TO,
	OPT_JOBS,
	OPT_NO_CHECKSUM,
};

static const struct option_row {
	unsigned group;
	struct option option;
} rows[] = {
	{ OPTIONS_IMAGE, { "input-format", required_argument, NULL, OPT_INPUT_FORMAT } },
	{ OPTIONS_IMAGE, { "member", required_argument, NULL, OPT_MEMBER } },
	{ OPTIONS_IMAGE, { "trust-references", no_argument, NULL, OPT_TRUST } },
	{ OPTIONS_IMAGE, { "memory", required_argument, NULL, OPT_MEMORY } },
	{ OPTIONS_SYSTEM | OPTIONS_TARGET, { "for", required_argument, NULL, OPT_FOR } },
	{ OPTIONS_SYSTEM, { "network", required_argument, NULL, OPT_NETWORK } },
	{ OPTIONS_SYSTEM, { "mac", required_argument, NULL, OPT_MAC } },
	{ OPTIONS_RULES, { "only", required_argument, NULL, OPT_ONLY } },
	{ OPTIONS_RULES, { "skip", required_argument, NULL, OPT_SKIP } },
	{ OPTIONS_SYSTEM, { "root", required_argument, NULL, OPT_ROOT } },
	{ OPTIONS_SYSTEM, { "key-file", required_argument, NULL, OPT_KEY_FILE } },
	{ OPTIONS_SYSTEM, { "passphrase-stdin", no_argument, NULL, OPT_PASSPHRASE } },
	{ OPTIONS_LOGIN,
	  { "set-root-password-stdin", no_argument, NULL, OPT_ROOT_PASSWORD } },
	{ OPTIONS_LOGIN, { "ssh-key", required_argument, NULL, OPT_SSH_KEY } },
	{ OPTIONS_HERE, { "here", no_argument, NULL, OPT_HERE } },
	{ OPTIONS_REPORT, { "json", no_argument, NULL, OPT_JSON } },
	{ OPTIONS_HTML, { "html", required_argument, NULL, OPT_HTML } },
	{ OPTIONS_JUNIT, { "junit", required_argument, NULL, OPT_JUNIT } },
	{ OPTIONS_TIMINGS, { "timings", no_argument, NULL, OPT_TIMINGS } },
	{ OPTIONS_OUTPUT, { "output", required_argument, NULL, 'o' } },
	{ OPTIONS_OUTPUT, { "format", required_argument, NULL, OPT_FORMAT } },
	{ OPTIONS_OUTPUT, { "compress", required_argument, NULL, OPT_COMPRESS } },
	{ OPTIONS_OUTPUT, { "force", no_argument, NULL, OPT_FORCE } },
	{ OPTIONS_OUTPUT, { "sign", required_argument, NULL, OPT_SIGN } },
	{ OPTIONS_WHOLE, { "whole", no_argument, NULL, OPT_WHOLE } },
	{ OPTIONS_FIX, { "dry-run", no_argument, NULL, OPT_DRY_RUN } },
	{ OPTIONS_FIX, { "degraded", no_argument, NULL, OPT_DEGRADED } },
	{ OPTIONS_FIX, { "prove", no_argument, NULL, OPT_PROVE } },
	{ OPTIONS_FIX, { "run-guest-tools", no_argument, NULL, OPT_GUEST_TOOLS } },
	{ OPTIONS_FIX, { "repair-filesystems", no_argument, NULL, OPT_REPAIR_FS } },
	{ OPTIONS_INPLACE, { "in-place", no_argument, NULL, OPT_IN_PLACE } },
	{ OPTIONS_INPLACE, { "no-undo", no_argument, NULL, OPT_NO_UNDO } },
	{ OPTIONS_UNDO, { "undo", required_argument, NULL, OPT_UNDO } },
	{ OPTIONS_UNDO, { "journal", required_argument, NULL, OPT_JOURNAL } },
	{ OPTIONS_UNDO, { "yes-write-to", required_argument, NULL, OPT_YES_WRITE_TO } },
	{ OPTIONS_SYSTEM, { "template", no_argument, NULL, OPT_TEMPLATE } },
	{ OPTIONS_SYSTEM, { "check-filesystems", no_argument, NULL, OPT_CHECK_FS } },
	{ OPTIONS_PROVE, { "disk", required_argument, NULL, OPT_DISK } },
	{ OPTIONS_PROVE, { "firmware", required_argument, NULL, OPT_FIRMWARE } },
	{ OPTIONS_PROVE, { "screenshot", required_argument, NULL, OPT_SCREENSHOT } },
	{ OPTIONS_PROVE, { "timeout", required_argument, NULL, OPT_TIMEOUT } },
	{ OPTIONS_PROVE, { "no-network", no_argument, NULL, OPT_NO_NETWORK } },
	{ OPTIONS_BATCH, { "jobs", required_argument, NULL, OPT_JOBS } },
	{ OPTIONS_BATCH, { "no-checksum", no_argument, NULL, OPT_NO_CHECKSUM } },
};

enum { ROWS = sizeof(rows) / sizeof(*rows) };

/* Names separated by commas or given by several options add up. */
static void add_rules(struct strs *list, const char *names)
{
	while (*names) {
		size_t len = strcspn(names, ",");

		if (len)
			strs_add(list, pool_strndup(list->pool, names, len));
		names += len + (names[len] == ',');
	}
}

/* MiB; with less the appliance does not start, or has no room for an initramfs. */
enum { MEMORY_MIN = 256 };

static int take_number(const char *name, unsigned min, unsigned max, unsigned *number)
{
	char *end;
	unsigned long value = strtoul(optarg, &end, 10);

	if (*end || optarg[0] < '0' || optarg[0] > '9' || value < min || value > max)
		return command_fail(STATUS_USAGE,
				    "--%s takes a number from %u to %u, not "
				    "\"%s\"",
				    name, min, max, optarg);
	*number = (unsigned)value;
	return 0;
}

static int take_machine(int option, struct options *options)
{
	int err = option == OPT_DISK ? prove_bus_named(optarg, &options->bus)
				     : prove_firmware_named(optarg, &options->firmware);

	if (err == 0)
		return 0;
	return command_fail(STATUS_USAGE, "--%s does not know \"%s\" (%s)",
			    option == OPT_DISK ? "disk" : "firmware", optarg,
			    option == OPT_DISK ? "virtio, scsi, sata, ide, nvme"
					       : "bios, uefi");
}

static int take_network(struct options *options)
{
	static const char *const words[] = { "dhcp", "keep", "pin" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(optarg, words[i]) == 0) {
			options->network = optarg;
			return 0;
		}
	return command_fail(STATUS_USAGE,
			    "--network does not know \"%s\" (dhcp, keep, pin)", optarg);
}

static int take_word(int option, struct options *options)
{
	const char **to = option == 'o'                ? &options->output
			  : option == OPT_FORMAT       ? &options->format
			  : option == OPT_COMPRESS     ? &options->compress
			  : option == OPT_INPUT_FORMAT ? &options->input_format
			  : option == OPT_SIGN         ? &options->sign
			  : option == OPT_MEMBER       ? &options->member
			  : option == OPT_FOR          ? &options->profile
			  : option == OPT_ROOT         ? &options->root
			  : option == OPT_SCREENSHOT   ? &options->screenshot
			  : option == OPT_HTML         ? &options->html
			  : option == OPT_JUNIT        ? &options->junit
			  : option == OPT_KEY_FILE     ? &options->key_file
			  : option == OPT_UNDO         ? &options->undo
			  : option == OPT_JOURNAL      ? &options->journal
			  : option == OPT_YES_WRITE_TO ? &options->yes_write_to
						       : NULL;

	if (!to)
		return STATUS_USAGE;
	*to = optarg;
	options->target_named |= option == OPT_FOR;
	return 0;
}

static int take_flag(int option, struct options *options)
{
	bool *to = option == OPT_JSON            ? &options->json
		   : option == OPT_TIMINGS       ? &options->timings
		   : option == OPT_TRUST         ? &options->trust
		   : option == OPT_FORCE         ? &options->force
		   : option == OPT_WHOLE         ? &options->whole
		   : option == OPT_DRY_RUN       ? &options->dry_run
		   : option == OPT_PROVE         ? &options->prove
		   : option == OPT_GUEST_TOOLS   ? &options->guest_tools
		   : option == OPT_NO_NETWORK    ? &options->no_network
		   : option == OPT_PASSPHRASE    ? &options->passphrase
		   : option == OPT_ROOT_PASSWORD ? &options->root_password
		   : option == OPT_HERE          ? &options->here
		   : option == OPT_IN_PLACE      ? &options->in_place
		   : option == OPT_NO_UNDO       ? &options->no_undo
		   : option == OPT_DEGRADED      ? &options->degraded
		   : option == OPT_CHECK_FS      ? &options->check_filesystems
		   : option == OPT_REPAIR_FS     ? &options->repair_filesystems
		   : option == OPT_TEMPLATE      ? &options->is_template
		   : option == OPT_NO_CHECKSUM   ? &options->no_checksum
						 : NULL;

	if (!to)
		return take_word(option, options);
	*to = true;
	return 0;
}

static int take(int option, struct options *options)
{
	switch (option) {
	case OPT_ONLY:
		add_rules(&options->selection.only, optarg);
		return 0;
	case OPT_SKIP:
		add_rules(&options->selection.skip, optarg);
		return 0;
	case OPT_SSH_KEY:
		strs_add(&options->ssh_keys, optarg);
		return 0;
	case OPT_MAC:
		strs_add(&options->macs, optarg);
		return 0;
	case OPT_NETWORK:
		return take_network(options);
	case OPT_MEMORY:
		return take_number("memory", MEMORY_MIN, 1 << 20, &options->memory);
	case OPT_TIMEOUT:
		return take_number("timeout", 1, 3600, &options->timeout);
	case OPT_JOBS:
		return take_number("jobs", 1, 64, &options->jobs);
	case OPT_DISK:
	case OPT_FIRMWARE:
		return take_machine(option, options);
	default:
		return take_flag(option, options);
	}
}

/* "a.raw", or "a.raw (disk0), b.raw (disk1)" as the report names the disks. */
static const char *shown_names(struct pool *pool, const struct options *options)
{
	struct strs names = { .pool = pool };

	if (options->image_count == 1)
		return options->image;
	for (size_t i = 0; i < options->image_count; i++)
		strs_addf(&names, "%s (disk%zu)", options->images[i], i);
	return strs_join(&names, ", ");
}

/* In the appliance, a disk is one of this machine, and none named is all of them. */
static bool is_here(const char *operand)
{
	return machine_is_appliance() &&
	       (!operand || strncmp(operand, "/dev/", strlen("/dev/")) == 0);
}

/*
 * What is asked for is done by a rule: with --only, that one runs too.  The name of one
 * that --skip leaves out, or NULL.
 */
static const char *request_skipped(struct options *options)
{
	const struct {
		bool asked;
		const char *rule;
	} rules[] = {
		{ options->root_password, "set-root-password" },
		{ options->ssh_keys.count > 0, "set-ssh-key" },
	};
	struct selection *selection = &options->selection;

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		if (!rules[i].asked)
			continue;
		if (strs_has(&selection->skip, rules[i].rule))
			return rules[i].rule;
		if (selection->only.count && !strs_has(&selection->only, rules[i].rule))
			strs_add(&selection->only, rules[i].rule);
	}
	return NULL;
}

static int check_operands(int argc, char **argv, unsigned groups, struct options *options)
{
	const char *unknown = selection_unknown(&options->selection);
	const char *unasked;
	struct pool *pool = options->selection.only.pool;
	struct profile *profile;
	const char *why;

	if (groups & (OPTIONS_SYSTEM | OPTIONS_TARGET) &&
	    netoptions_load(pool, options, &profile, &why) < 0)
		return command_fail(STATUS_USAGE, "%s", why);
	if (unknown)
		return command_unknown_rule(pool, unknown);
	unasked = request_skipped(options);
	if (unasked)
		return command_fail(STATUS_USAGE,
				    "--skip leaves out %s, which is asked for", unasked);
	if (!*rules_selected(pool, &options->selection))
		return command_fail(STATUS_USAGE, "--only and --skip leave no rule");
	if (options->passphrase && options->root_password)
		return command_fail(STATUS_USAGE,
				    "choose --passphrase-stdin or "
				    "--set-root-password-stdin: both read standard "
				    "input; a key of LUKS also comes by --key-file");
	if (options->key_file && options->passphrase)
		return command_fail(STATUS_USAGE,
				    "choose --key-file or --passphrase-stdin");
	options->image = optind < argc ? argv[optind] : NULL;
	if (groups & OPTIONS_HERE && is_here(options->image))
		options->here = true;
	if (optind == argc && !options->here)
		return command_fail(STATUS_USAGE,
				    "%s: no image named; see drydock --help", argv[0]);
	if (argc - optind > OPTIONS_IMAGES)
		return command_fail(STATUS_USAGE, "%s: at most %d images", argv[0],
				    OPTIONS_IMAGES);
	options->images = (const char *const *)argv + optind;
	options->image_count = (size_t)(argc - optind);
	options->shown = shown_names(pool, options);
	return 0;
}

/* OPTION, by its whole name, so that it can be given to another process. */
static void remember(struct options *options, int option)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].option.val == option)
			strs_addf(&options->words, "--%s%s%s", rows[i].option.name,
				  rows[i].option.has_arg ? "=" : "",
				  rows[i].option.has_arg ? optarg : "");
}

int options_parse(struct pool *pool, int argc, char **argv, unsigned groups,
		  struct options *options)
{
	struct option known[ROWS + 1] = { 0 };
	size_t count = 0;
	int option, status;

	*options = (struct options){ .profile = "generic-kvm" };
	options->selection.only.pool = pool;
	options->selection.skip.pool = pool;
	options->ssh_keys.pool = pool;
	options->macs.pool = pool;
	options->words.pool = pool;
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].group & groups)
			known[count++] = rows[i].option;
	opterr = 0;
	optind = 0; /* batch parses more than one command line */
	while ((option = getopt_long(argc, argv, groups & OPTIONS_OUTPUT ? ":o:" : ":",
				     known, NULL)) != -1) {
		if (option == ':')
			return command_fail(STATUS_USAGE, "%s: \"%s\" needs a value",
					    argv[0], argv[optind - 1]);
		if (option == '?')
			return command_fail(STATUS_USAGE,
					    "%s does not take \"%s\"; see drydock --help",
					    argv[0], argv[optind - 1]);
		remember(options, option);
		status = take(option, options);
		if (status)
			return status;
	}
	return check_operands(argc, argv, groups, options);
}
