/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options of the commands that take an image.
 *
 * The one law: an option a command does not have is an error, never ignored.
 */
#pragma once

#include "engine/check.h"
#include "host/prove.h"

/* Which options a command takes, as a set. */
enum option_group {
	OPTIONS_IMAGE = 1 << 0,  /* --input-format --member --trust-references --memory */
	OPTIONS_RULES = 1 << 1,  /* --only --skip */
	OPTIONS_REPORT = 1 << 2, /* --json */
	OPTIONS_OUTPUT = 1 << 3, /* -o --format --compress --force --sign */
	/* --dry-run --prove --run-guest-tools --repair-filesystems --degraded */
	OPTIONS_FIX = 1 << 4,
	OPTIONS_PROVE =
		1 << 5, /* --disk --firmware --screenshot --timeout --no-network */
	OPTIONS_TIMINGS = 1 << 6, /* --timings */
	/*
	 * --network --mac --root --check-filesystems --key-file --passphrase-stdin
	 * --template, beside those of OPTIONS_TARGET
	 */
	OPTIONS_SYSTEM = 1 << 7,
	OPTIONS_HTML = 1 << 8,   /* --html */
	OPTIONS_HERE = 1 << 9,   /* --here */
	OPTIONS_JUNIT = 1 << 10, /* --junit */
	/* --set-root-password-stdin --ssh-key */
	OPTIONS_LOGIN = 1 << 11,
	OPTIONS_TARGET = 1 << 12, /* --for */
	/* --in-place --no-undo, beside those of OPTIONS_UNDO */
	OPTIONS_INPLACE = 1 << 13,
	OPTIONS_UNDO = 1 << 14,  /* --undo --journal --yes-write-to */
	OPTIONS_BATCH = 1 << 15, /* --jobs --no-checksum */
	OPTIONS_WHOLE = 1 << 16, /* --whole */
};

enum { OPTIONS_IMAGES = 16 }; /* disks of one machine */

struct options {
	const char *image; /* the first; NULL: all disks of this machine */
	const char *const *images;
	size_t image_count;
	const char *shown; /* all of them, for people */
	const char *input_format, *member, *profile, *root;
	const char *output, *format, *compress, *sign, *screenshot, *html, *junit;
	const char *key_file;
	const char *undo, *journal, *yes_write_to;
	struct strs ssh_keys; /* "USER=FILE" */
	const char *network;  /* "dhcp", "keep", "pin"; NULL: as the profile says */
	struct strs macs;     /* NAME=MAC, of "pin" */
	struct selection selection;
	unsigned memory, timeout; /* MiB; seconds */
	unsigned jobs;            /* at once */
	struct strs words; /* the options as given, each one word: "--for=huawei" */
	enum prove_bus bus;
	enum prove_firmware firmware;
	bool target_named; /* --for was given */
	bool json, timings, trust, force, dry_run, prove, no_network, guest_tools;
	bool passphrase, root_password; /* comes on standard input */
	bool here;                      /* the disks of this machine, not an image */
	bool in_place, no_undo;         /* write to the disk or image itself */
	bool degraded;                  /* arrays that lack members may be written */
	bool check_filesystems, repair_filesystems;
	bool is_template; /* many machines are to be made of the image */
	bool no_checksum;
	bool whole; /* what nothing uses is written too */
};

/* Parse; 0, or the exit status with the error said. */
int options_parse(struct pool *pool, int argc, char **argv, unsigned groups,
		  struct options *options);
