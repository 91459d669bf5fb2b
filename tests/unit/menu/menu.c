/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The flow of the pages, with an operator and commands that only say they were run. */
#include "menu/menu.h"

#include "app/command.h"

#include <setjmp.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

/* Of main.c, for commands that are linked with what the pages use; none is run here. */
int command_fail(int status, const char *format, ...)
{
	(void)format;
	return status;
}

static struct menu menu;
static const char *const *answers;         /* what the operator does, page by page */
static jmp_buf ended;                      /* the script has */
static char ran[4096];                     /* the commands, a line each */
static char seen[1 << 16];                 /* what the pages show */
static char given[256];                    /* to a command, on its standard input */
static json_int_t room_there = 1000000000; /* bytes, on the other disk */
static bool refuses;                       /* the server */
static const char *proof;                  /* what "drydock prove" says */
static int proof_status;
static int left_by;

static void note(const char *title, const char *text)
{
	(void)snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "%s\n%s\n",
		       title, text);
}

static const char *next(void)
{
	if (!*answers)
		longjmp(ended, 1);
	return *answers++;
}

static enum ui_answer answer_of(const char *answer)
{
	return strcmp(answer, "yes") == 0     ? UI_OK
	       : strcmp(answer, "extra") == 0 ? UI_EXTRA
					      : UI_BACK;
}

/* The tag of an item, "extra", or "back". */
static enum ui_answer choose(void *arg, struct ui_list *list)
{
	const char *answer = next();

	(void)arg;
	note(list->title, list->text);
	for (size_t i = 0; i < list->count; i++) {
		note(list->item[i].tag, list->item[i].text);
		if (strcmp(list->item[i].tag, answer) == 0) {
			list->at = i;
			return UI_OK;
		}
	}
	return answer_of(answer);
}

/* "yes", "back", or the tag of one that is not taken. */
static enum ui_answer mark(void *arg, struct ui_list *list)
{
	const char *answer = next();

	(void)arg;
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->item[i].tag, answer) == 0) {
			list->item[i].on = false;
			return UI_OK;
		}
	return answer_of(answer);
}

static enum ui_answer ask(void *arg, const struct ui_question *question)
{
	(void)arg;
	note(question->title, question->text);
	return question->no ? answer_of(next()) : UI_OK;
}

static void show(void *arg, const char *title, const char *text)
{
	(void)arg;
	note(title, text);
}

static enum ui_answer secret(void *arg, const char *title, const char *text, char *line,
			     size_t room)
{
	(void)arg;
	note(title, text);
	(void)snprintf(line, room, "%s", "open sesame");
	return answer_of(next());
}

/* What is offered stays; "+TEXT" types it behind that; or "back". */
static enum ui_answer line(void *arg, const char *title, const char *text, char *to,
			   size_t room)
{
	const char *answer;
	size_t len = strlen(to);

	(void)arg;
	note(title, text);
	note("line", to);
	answer = next();
	if (*answer != '+')
		return answer_of(answer);
	(void)snprintf(to + len, room - len, "%s", answer + 1);
	return UI_OK;
}

static void gauge(void *arg, const char *title, const char *text, double done)
{
	(void)arg;
	(void)done;
	note(title, text);
}

static void nothing(void *arg)
{
	(void)arg;
}

static bool wait_for(void *arg, int milliseconds)
{
	(void)arg;
	return milliseconds > 0; /* Esc, where the other console is waited for */
}

static const struct ui ui = {
	.choose = choose,
	.mark = mark,
	.ask = ask,
	.show = show,
	.line = line,
	.secret = secret,
	.gauge = gauge,
	.gauge_end = nothing,
	.wait = wait_for,
	.suspend = nothing,
	.resume = nothing,
};

static const char systems[] =
	"{\"systems\": ["
	"{\"name\": \"Debian\\u001b[31m\", \"place\": \"vdap1\", \"problem\": null,"
	" \"disks\": [\"vda\"]},"
	"{\"name\": \"crypto_LUKS\", \"place\": \"sdap2\", \"problem\": \"no key\","
	" \"disks\": [\"sda\"]}],"
	"\"disks\": ["
	"{\"name\": \"vda\", \"model\": \"Model X\", \"serial\": \"S-1\", \"size\": "
	"64000000,"
	" \"read_only\": false, \"why\": null},"
	"{\"name\": \"sda\", \"model\": \"Model Y\", \"serial\": \"S-2\", \"size\": 1000,"
	" \"read_only\": true, \"why\": null},"
	"{\"name\": \"sdb\", \"model\": \"Stick\", \"serial\": \"S-3\", \"size\": 1000,"
	" \"read_only\": false, \"why\": \"no system on it\"}],"
	"\"volumes\": [{\"name\": \"vdap1\", \"disk\": \"vda\", \"type\": \"ext4\","
	" \"label\": \"\", \"size\": 9}, {\"name\": \"sdbp1\", \"disk\": \"sdb\","
	" \"type\": \"vfat\", \"label\": \"S\", \"size\": 9}]}";

static const char unlocked[] =
	"{\"systems\": ["
	"{\"name\": \"Debian\", \"place\": \"vdap1\", \"problem\": null,"
	" \"disks\": [\"vda\"]},"
	"{\"name\": \"Sleeper\", \"place\": \"luks-1\", \"problem\": null,"
	" \"disks\": [\"sda\", \"sdb\"]}],"
	"\"disks\": [], \"volumes\": []}";

static const char cards[] =
	"{\"cards\": [{\"name\": \"eth0\", \"driver\": \"igb\", \"mac\": \"52:54\","
	" \"address\": \"\"}]}";

static const char report[] =
	"{\"command\": \"fix\", \"dry_run\": true, \"verdict\": \"2 findings\","
	"\"verified\": true, \"system\": {\"name\": \"Debian\"}, \"findings\": ["
	"{\"rule\": \"rule-a\", \"severity\": \"unbootable\", \"title\": \"t\","
	" \"path\": \"/etc/fstab\", \"line\": 1, \"text\": \"x\","
	" \"outcome\": \"repaired\", \"note\": null},"
	"{\"rule\": \"rule-b\", \"severity\": \"note\", \"title\": \"t\","
	" \"path\": \"/etc/x\", \"line\": null, \"text\": \"x\","
	" \"outcome\": \"repaired\", \"note\": null},"
	"{\"rule\": \"rule-c\", \"severity\": \"note\", \"title\": \"t\","
	" \"path\": \"/etc/y\", \"line\": null, \"text\": \"x\","
	" \"outcome\": \"refused\", \"note\": null}],"
	"\"rules_run\": [{\"id\": \"rule-a\", \"why\": \"because\"}],"
	"\"changes\": [], \"blocks\": []}";

static void run(struct pool *pool, const struct work *work, struct work_result *result)
{
	bool looks = strcmp(work->arguments[0], "systems") == 0;

	*result = (struct work_result){ .output = pool_strdup(pool, ""),
					.said = pool_strdup(pool, "") };
	for (size_t i = 0; work->arguments[i]; i++)
		(void)snprintf(ran + strlen(ran), sizeof(ran) - strlen(ran), "%s%s",
			       i ? " " : "", work->arguments[i]);
	(void)snprintf(ran + strlen(ran), sizeof(ran) - strlen(ran), "%s\n",
		       work->writes ? " (writes)" : "");
	if (work->input.len)
		(void)snprintf(given, sizeof(given), "%.*s", (int)work->input.len,
			       (const char *)work->input.data);
	if (strcmp(work->arguments[0], "store") == 0) {
		result->report = json_pack("{s:I, s:I}", "room", room_there, "longest",
					   room_there);
		return;
	}
	if (strcmp(work->arguments[0], "prove") == 0) {
		result->status = proof_status;
		result->output = pool_strdup(pool, proof_status == 4 ? "" : proof);
		result->said = pool_strdup(pool, proof_status == 4 ? proof : "");
		return;
	}
	if (strcmp(work->arguments[0], "network") == 0 && !work->arguments[2]) {
		result->report = json_loads(cards, 0, NULL);
		return;
	}
	if (strcmp(work->arguments[0], "send") == 0 && !work->arguments[3]) {
		result->report = json_pack("{s:s}", "host_key", "SHA256:abc");
		return;
	}
	if (strcmp(work->arguments[0], "send") == 0) {
		result->status = refuses ? 4 : 0;
		result->said = pool_strdup(pool, "the server is full");
		return;
	}
	result->report = json_loads(looks && work->arguments[1] ? unlocked
				    : looks                     ? systems
								: report,
				    0, NULL);
}

static void leave(struct menu *from, int how)
{
	(void)from;
	left_by = how;
}

/* The operator SCRIPT, which ends with NULL, at a menu that has just come up. */
static void operates(const char *const script[])
{
	char directory[] = "/tmp/menu-XXXXXX";
	char path[64];

	EXPECT(mkdtemp(directory) != NULL);
	answers = script;
	ran[0] = seen[0] = given[0] = '\0';
	left_by = -1;
	menu = (struct menu){
		.pool = pool_new(),
		.ui = &ui,
		.run = run,
		.leave = leave,
		.directory = directory,
		.lock.fd = -1,
		.console = { .name = "the test" },
	};
	if (setjmp(ended) == 0)
		menu_pages(&menu, PAGE_SYSTEMS);
	menu_forget(&menu);
	json_decref(menu.found);
	pool_free(menu.pool);
	(void)snprintf(path, sizeof(path), "%s/systems.json", directory);
	unlink(path);
	(void)snprintf(path, sizeof(path), "%s/menu.lock", directory);
	unlink(path);
	rmdir(directory);
}

#define LOOK "fix --json --dry-run --for=generic-kvm --root=vdap1 /dev/vda\n"

static void nothing_is_written_without_yes(void)
{
	operates((const char *const[]){ "1", "generic-kvm", "1", "extra", "yes", "no",
					"back", "U", "no", "W", "1", "no", "back", "P",
					"no", NULL });
	EXPECT(!strstr(ran, "writes"));
	EXPECT(strstr(seen, "vda         64 MB  Debian\\x1b[31m") ||
	       strstr(seen, "Debian\\x1b[31m"));
	EXPECT(!strchr(seen, '\033'));
	EXPECT_INT(left_by, -1);
}

static void all_is_repaired_after_yes(void)
{
	operates((const char *const[]){ "1", "generic-kvm", "extra", "yes", "yes", "P",
					"yes", NULL });
	EXPECT_STR(ran, "systems\n" LOOK
			"fix --in-place --json --for=generic-kvm --root=vdap1 /dev/vda "
			"(writes)\n");
	EXPECT(strstr(seen, "Disk     vda\n  Model    Model X\n  Size     64 MB\n"
			    "  Serial   S-1\n"));
	EXPECT(strstr(seen, "Written, and verified on the disk"));
	EXPECT(left_by >= 0);
}

static void what_is_left_out_is_not_repaired(void)
{
	operates((const char *const[]){ "1", "generic-kvm", "extra", "2", "yes", NULL });
	EXPECT_STR(ran, "systems\n" LOOK
			"fix --json --dry-run --for=generic-kvm --only=rule-a "
			"--root=vdap1 /dev/vda\n"
			"fix --in-place --json --for=generic-kvm --only=rule-a "
			"--root=vdap1 /dev/vda (writes)\n");
}

static void a_read_only_disk_is_not_written(void)
{
	operates(
		(const char *const[]){ "2", "generic-kvm", "yes", "extra", "yes", NULL });
	EXPECT(strstr(seen, "The disk is read-only"));
	EXPECT(strstr(seen, "sda cannot be written"));
}

/* The disks of the system behind a passphrase are known once it was typed. */
static void a_container_is_opened_first(void)
{
	operates((const char *const[]){ "2", "generic-kvm", "back", "2", "generic-kvm",
					"yes", "back", NULL });
	EXPECT_STR(ran, "systems\nsystems --passphrase-stdin\n"
			"fix --json --dry-run --for=generic-kvm --passphrase-stdin "
			"--root=luks-1 /dev/sda /dev/sdb\n");
	EXPECT(strstr(seen, "sda is encrypted"));
	EXPECT(strstr(seen, "on sda, sdb, for generic-kvm"));
	EXPECT(!strstr(seen, "open sesame"));
	EXPECT_STR(given, "open sesame");
	EXPECT(menu.secret[0] == '\0' &&
	       !memmem(menu.secret, sizeof(menu.secret), "sesame", 6));
}

static void a_report_goes_to_another_disk(void)
{
	operates((const char *const[]){ "1", "generic-kvm", "W", "1", "yes", "back",
					NULL });
	EXPECT_STR(ran, "systems\n" LOOK "save sdbp1 (writes)\n");
	EXPECT(strstr(seen, "Disk     sdb\n  Model    Stick\n  Size     "));
	EXPECT(strstr(seen, "Serial   S-3\n"));
}

static void an_image_goes_to_another_disk(void)
{
	operates((const char *const[]){ "1", "generic-kvm", "E", "1", "vhd", "yes", "no",
					"E", "1", "vhd", "yes", "yes", "back", NULL });
	EXPECT_STR(ran, "systems\n" LOOK "store --room sdbp1\nstore --room sdbp1\n"
			"store sdbp1 drydock-vda.vhd vhd /dev/vda\n");
	EXPECT(strstr(seen, "generic-kvm takes qcow2"));
	EXPECT(strstr(seen, "vda, as it is now, is written as vhd to \"drydock-vda.vhd\" "
			    "on sdbp1 (vfat)"));
	EXPECT(strstr(seen, "Disk     sdb\n  Model    Stick\n  Size     "));
	EXPECT(strstr(seen, "Free there: 1.0 GB. The image has up to 64 MB."));
}

/* The machine of the target is offered; nothing of a proof writes. */
static void a_system_is_started(void)
{
	static const struct {
		const char *target, *offered;
	} cases[] = {
		{ "generic-kvm", "BIOS, a virtio disk: for generic-kvm\n" },
		{ "openstack", "BIOS, a virtio disk: for openstack\n" },
		{ "aws", "BIOS, an NVMe disk: for aws\n" },
		{ "vmware", "BIOS, a SATA disk: vmware's own is not emulated\n" },
	};

	proof = "firmware  0.1 s\nlogin -  not reached\nboots: DHCP 10.0.2.15\n";
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		operates((const char *const[]){ "1", cases[i].target, "V", "uefi-scsi",
						"V", "back", "back", NULL });
		EXPECT(strstr(seen, cases[i].offered));
		EXPECT(strstr(ran, "prove --firmware=uefi --disk=scsi --timeout=600 "
				   "/dev/vda\n"));
		EXPECT(!strstr(ran, "writes"));
		EXPECT(strstr(seen, "It boots\nboots: DHCP 10.0.2.15\n\nfirmware  0.1"));
	}
}

static void what_is_not_proven_is_said(void)
{
	proof = "does not boot: No bootable device.\n";
	proof_status = 5;
	operates((const char *const[]){ "1", "generic-kvm", "V", "bios-virtio", "back",
					NULL });
	EXPECT(strstr(seen, "Not proven to boot\ndoes not boot: No bootable device."));
	EXPECT(!strstr(seen, "other ways"));
	proof = "put it back in";
	proof_status = 4;
	operates((const char *const[]){ "1", "generic-kvm", "V", "bios-virtio", "back",
					NULL });
	EXPECT(strstr(seen, "It cannot be proven here\nput it back in\n\nTwo other"));
	proof_status = 0;
}

static void what_does_not_fit_is_not_written(void)
{
	room_there = 63000000;
	operates((const char *const[]){ "1", "generic-kvm", "E", "1", "vhd-fixed", "yes",
					"E", "1", "vhd", "yes", "no", "back", NULL });
	room_there = 1000000000;
	EXPECT_STR(ran, "systems\n" LOOK "store --room sdbp1\nstore --room sdbp1\n");
	EXPECT(strstr(seen, "It does not fit\nsdbp1 has 63 MB free; the image would have "
			    "64 MB."));
	EXPECT(strstr(seen, "It may not fit"));
}

static void an_image_goes_to_a_server(void)
{
	operates((const char *const[]){ "1", "generic-kvm", "E", "N", "1", "D", "SSH",
					"+srv/~/", "raw", "yes", "+me", "yes", "yes",
					NULL });
	EXPECT_STR(ran, "systems\n" LOOK "network --json\nnetwork eth0 dhcp\n"
			"send --host-key-of sftp://srv/~/drydock-vda.raw\n"
			"send --user=me --host-key=SHA256:abc "
			"sftp://srv/~/drydock-vda.raw raw /dev/vda\nnetwork off\n");
	EXPECT_STR(given, "open sesame");
	EXPECT(!strstr(seen, "open sesame") && !strstr(ran, "sesame"));
	EXPECT(strstr(seen, "Is this the server?") && strstr(seen, "\n  SHA256:abc\n"));
	EXPECT(!strstr(seen, "qcow2\n"));
}

/* No password is asked for before the key was confirmed, and no card stays on. */
static void nothing_goes_to_somebody_else(void)
{
	operates((const char *const[]){ "1", "generic-kvm", "E", "N", "1", "D", "SSH",
					"+srv/~/", "raw", "no", "back", NULL });
	EXPECT_STR(ran, "systems\n" LOOK "network --json\nnetwork eth0 dhcp\n"
			"send --host-key-of sftp://srv/~/drydock-vda.raw\n"
			"network off\n");
	EXPECT(!strstr(seen, "Password"));
}

static void a_refusal_is_told_and_tried_again(void)
{
	refuses = true;
	operates((const char *const[]){ "1",
					"generic-kvm",
					"E",
					"N",
					"1",
					"T",
					"+192.0.2.5/24",
					"+192.0.2.1",
					"+",
					"HTTPS",
					"+srv/x",
					"vmdk-stream",
					"+",
					"no",
					"yes",
					"raw",
					"+",
					"yes",
					"back",
					NULL });
	refuses = false;
	EXPECT_STR(ran, "systems\n" LOOK "network --json\n"
			"network eth0 192.0.2.5/24 192.0.2.1\n"
			"send https://srv/x raw /dev/vda\nnetwork off\n");
	EXPECT(strstr(seen, "Its certificate is checked"));
	EXPECT(strstr(seen, "Not sent\nthe server is full"));
}

static void undo_asks(void)
{
	operates((const char *const[]){ "1", "generic-kvm", "U", "yes", NULL });
	EXPECT_STR(ran, "systems\n" LOOK "undo --root=vdap1 /dev/vda (writes)\n");
	EXPECT(strstr(seen, "Undo the last repair of this disk?"));
}

static void one_console_has_the_disks(void)
{
	struct lock one = { .fd = -1 }, other = { .fd = -1 };
	char path[] = "/tmp/lock-XXXXXX", text[64];

	close(mkstemp(path));
	EXPECT(lock_take(&one, path, "one works"));
	EXPECT(lock_take(&one, path, "one still works"));
	EXPECT(!lock_take(&other, path, "the other"));
	lock_holder(path, text, sizeof(text));
	EXPECT_STR(text, "one still works");
	lock_give(&one);
	EXPECT(lock_take(&other, path, "the other"));
	lock_give(&other);
	lock_holder(path, text, sizeof(text));
	EXPECT_STR(text, "");
	unlink(path);
}

const struct test tests[] = {
	{ "nothing is written without yes", nothing_is_written_without_yes },
	{ "all is repaired after yes", all_is_repaired_after_yes },
	{ "what is left out is not repaired", what_is_left_out_is_not_repaired },
	{ "a read-only disk is not written", a_read_only_disk_is_not_written },
	{ "a container is opened first", a_container_is_opened_first },
	{ "a report goes to another disk", a_report_goes_to_another_disk },
	{ "an image goes to another disk", an_image_goes_to_another_disk },
	{ "a system is started", a_system_is_started },
	{ "what is not proven is said", what_is_not_proven_is_said },
	{ "what does not fit is not written", what_does_not_fit_is_not_written },
	{ "an image goes to a server", an_image_goes_to_a_server },
	{ "nothing goes to somebody else", nothing_goes_to_somebody_else },
	{ "a refusal is told and tried again", a_refusal_is_told_and_tried_again },
	{ "undo asks", undo_asks },
	{ "one console has the disks", one_console_has_the_disks },
	{ NULL, NULL },
};
