/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Layouts as the init systems of the distributions have them. */
#include "guest/services.h"

#include <errno.h>

#include "tree/overlay.h"
#include "unit/guest/made.h"

#define SYSTEMD                                                                          \
	"usr/lib/systemd/systemd = x\n"                                                  \
	"sbin/init -> ../usr/lib/systemd/systemd\n"
#define EL6                                                                              \
	"sbin/init = x\nsbin/initctl\netc/init/rc.conf = start on runlevel\n"            \
	"etc/inittab = # Default runlevel\\nid:3:initdefault:\\n\n"                      \
	"etc/init.d -> rc.d/init.d\netc/rc3.d -> rc.d/rc3.d\n"                           \
	"etc/rc.d/init.d/sshd = # chkconfig: 2345 55 25\\n\n"
#define SLES11                                                                           \
	"sbin/init = x\netc/inittab = id:5:initdefault:\\n\n"                            \
	"etc/rc.d -> init.d\netc/init.d/sshd = x\netc/init.d/boot.udev = x\n"            \
	"etc/init.d/boot.d/S02boot.udev -> ../boot.udev\n"
#define ALPINE                                                                           \
	"sbin/init -> /bin/busybox\nbin/busybox\nsbin/openrc = x\n"                      \
	"etc/inittab = ::sysinit:/sbin/openrc sysinit\\n\netc/init.d/sshd = x\n"
#define TRUSTY                                                                           \
	"sbin/init = x.override\nsbin/initctl\netc/init/rc-sysinit.conf = env "          \
	"DEFAULT_RUNLEVEL=2\\n\n"                                                        \
	"etc/init/ssh.conf = # start on nothing\\nstart on runlevel [2345]\\n\n"

static const struct {
	const char *what, *tree, *name;
	enum init_system init;
	enum service_state state;
	const char *starter;
} table[] = {
	{ "a unit that is wanted",
	  SYSTEMD "usr/lib/systemd/system/sshd.service = [Unit]\n"
		  "etc/systemd/system/multi-user.target.wants/sshd.service -> "
		  "/usr/lib/systemd/system/sshd.service\n",
	  "sshd", INIT_SYSTEMD, SERVICE_ON,
	  "/etc/systemd/system/multi-user.target.wants/sshd.service" },
	{ "nothing wants it", SYSTEMD "usr/lib/systemd/system/sshd.service = [Unit]\n",
	  "sshd", INIT_SYSTEMD, SERVICE_OFF, NULL },
	{ "the link is there, the unit is not",
	  SYSTEMD "etc/systemd/system/multi-user.target.wants/sshd.service -> "
		  "/usr/lib/systemd/system/sshd.service\n",
	  "sshd", INIT_SYSTEMD, SERVICE_NONE, NULL },
	{ "the same where /usr is not seen",
	  SYSTEMD "etc/fstab = /dev/vg/usr /usr xfs defaults 0 0\\n\n", "sshd",
	  INIT_SYSTEMD, SERVICE_UNKNOWN, NULL },
	{ "masked, though wanted",
	  SYSTEMD "lib/systemd/system/ssh.service = [Unit]\n"
		  "etc/systemd/system/ssh.service -> /dev/null\n"
		  "etc/systemd/system/multi-user.target.wants/ssh.service -> x\n",
	  "ssh", INIT_SYSTEMD, SERVICE_MASKED, NULL },
	{ "an empty file masks as well",
	  SYSTEMD "lib/systemd/system/ssh.service = [Unit]\n"
		  "etc/systemd/system/ssh.service\n"
		  "etc/systemd/system/multi-user.target.wants/ssh.service -> x\n",
	  "ssh", INIT_SYSTEMD, SERVICE_MASKED, NULL },
	{ "asked by its alias",
	  SYSTEMD "lib/systemd/system/ssh.service = [Unit]\n"
		  "etc/systemd/system/sshd.service -> /lib/systemd/system/ssh.service\n"
		  "etc/systemd/system/multi-user.target.wants/ssh.service -> x\n",
	  "sshd", INIT_SYSTEMD, SERVICE_ON,
	  "/etc/systemd/system/multi-user.target.wants/ssh.service" },
	{ "wanted by its alias",
	  SYSTEMD "usr/lib/systemd/system/gdm.service = [Unit]\n"
		  "etc/systemd/system/display-manager.service -> "
		  "/usr/lib/systemd/system/gdm.service\n"
		  "usr/lib/systemd/system/graphical.target.wants/"
		  "display-manager.service -> ../display-manager.service\n",
	  "gdm", INIT_SYSTEMD, SERVICE_ON,
	  "/usr/lib/systemd/system/graphical.target.wants/display-manager.service" },
	{ "only its socket is started",
	  SYSTEMD "usr/lib/systemd/system/ssh.service = [Unit]\n"
		  "usr/lib/systemd/system/ssh.socket = [Unit]\n"
		  "etc/systemd/system/sockets.target.wants/ssh.socket -> x\n",
	  "ssh", INIT_SYSTEMD, SERVICE_ON,
	  "/etc/systemd/system/sockets.target.wants/ssh.socket" },
	{ "an instance of a template",
	  SYSTEMD "usr/lib/systemd/system/getty@.service = [Unit]\n"
		  "etc/systemd/system/getty.target.wants/getty@tty1.service -> x\n",
	  "getty@tty1.service", INIT_SYSTEMD, SERVICE_ON,
	  "/etc/systemd/system/getty.target.wants/getty@tty1.service" },
	{ "a script under systemd (EL 7)",
	  SYSTEMD "etc/rc.d/init.d/network = x\netc/init.d -> rc.d/init.d\n"
		  "etc/rc.d/rc3.d/S10network -> ../init.d/network\n",
	  "network", INIT_SYSTEMD, SERVICE_ON, "/etc/rc.d/rc3.d/S10network" },
	{ "a unit hides the script of its name",
	  SYSTEMD "usr/lib/systemd/system/ssh.service = [Unit]\netc/init.d/ssh = x\n"
		  "etc/rc2.d/S02ssh -> ../init.d/ssh\n",
	  "ssh", INIT_SYSTEMD, SERVICE_OFF, NULL },
	{ "systemd is installed, System V runs (Debian)",
	  "lib/systemd/systemd = x\nsbin/init = x\netc/inittab = id:2:initdefault:\\n\n"
	  "etc/init.d/ssh = x\netc/rc2.d/S16ssh -> ../init.d/ssh\n",
	  "ssh", INIT_SYSV, SERVICE_ON, "/etc/rc2.d/S16ssh" },
	{ "started in the default runlevel (EL 6)",
	  EL6 "etc/rc.d/rc3.d/S55sshd -> ../init.d/sshd\n", "sshd", INIT_UPSTART,
	  SERVICE_ON, "/etc/rc.d/rc3.d/S55sshd" },
	{ "started in another runlevel only",
	  EL6 "etc/rc.d/rc5.d/S55sshd -> ../init.d/sshd\n"
	      "etc/rc.d/rc3.d/K25sshd -> ../init.d/sshd\n",
	  "sshd", INIT_UPSTART, SERVICE_OFF, NULL },
	{ "insserv's links (SLES 11)",
	  SLES11 "etc/init.d/rc5.d/S11sshd -> ../sshd\n"
		 "etc/init.d/rc5.d/K01sshd -> ../sshd\n",
	  "sshd", INIT_SYSV, SERVICE_ON, "/etc/init.d/rc5.d/S11sshd" },
	{ "at every start (SLES 11)", SLES11, "boot.udev", INIT_SYSV, SERVICE_ON,
	  "/etc/init.d/boot.d/S02boot.udev" },
	{ "OpenRC", ALPINE "etc/runlevels/default/sshd -> /etc/init.d/sshd\n", "sshd",
	  INIT_OPENRC, SERVICE_ON, "/etc/runlevels/default/sshd" },
	{ "OpenRC, in no runlevel", ALPINE "etc/runlevels/default/\n", "sshd",
	  INIT_OPENRC, SERVICE_OFF, NULL },
	{ "a job of Upstart", TRUSTY, "ssh", INIT_UPSTART, SERVICE_ON,
	  "/etc/init/ssh.conf" },
	{ "a job that is not to start by itself",
	  TRUSTY "etc/init/ssh.override = manual\\n\n", "ssh", INIT_UPSTART, SERVICE_OFF,
	  NULL },
	{ "a script beside jobs",
	  TRUSTY "etc/init.d/postfix = x\netc/rc2.d/S20postfix -> ../init.d/postfix\n",
	  "postfix", INIT_UPSTART, SERVICE_ON, "/etc/rc2.d/S20postfix" },
	{ "nothing at all", "etc/\n", "sshd", INIT_UNKNOWN, SERVICE_NONE, NULL },
};

static void tells_what_starts(void)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct made *made = made_open(table[i].tree);
		struct service service = guest_service(&made->guest, table[i].name);
		int before = test_failures;

		EXPECT_INT(tree_take_error(made->guest.tree, NULL), 0);
		EXPECT_INT(guest_init(&made->guest), table[i].init);
		EXPECT_INT(service.state, table[i].state);
		if (table[i].starter)
			EXPECT_STR(service.starter, table[i].starter);
		else
			EXPECT(!service.starter);
		if (test_failures != before)
			printf("of: %s\n", table[i].what);
		made_close(made);
	}
}

/* What is asked for is changed in an overlay of the tree. */
static void make(struct guest *guest, const struct service_changes *changes)
{
	for (size_t i = 0; i < changes->count; i++) {
		const struct service_change *change = &changes->item[i];
		int err =
			change->kind == SERVICE_REMOVE
				? overlay_remove(guest->tree, change->path)
			: change->kind == SERVICE_LINK
				? overlay_link(guest->tree, change->path, change->target)
				: overlay_write(guest->tree, change->path, change->text,
						0644);

		EXPECT_INT(err, 0);
	}
}

static struct service switched(struct made *made, const char *name, bool on)
{
	struct service service = guest_service(&made->guest, name);
	struct service_changes changes = on ? service_on(&made->guest, &service)
					    : service_off(&made->guest, &service, false);

	EXPECT_STR(changes.why ? changes.why : "", "");
	make(&made->guest, &changes);
	return guest_service(&made->guest, name);
}

static void is_off_afterwards(void)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct made *made = made_open(table[i].tree);
		struct tree *tree = made->guest.tree;
		int before = test_failures;
		enum service_state state;

		made->guest.tree = overlay_new(tree);
		if (table[i].state == SERVICE_ON) {
			state = switched(made, table[i].name, false).state;
			EXPECT(state == SERVICE_OFF || state == SERVICE_MASKED);
		}
		if (test_failures != before)
			printf("of: %s\n", table[i].what);
		made->guest.tree = tree;
		made_close(made);
	}
}

static const struct {
	const char *what, *tree, *name, *starter;
} on[] = {
	{ "as its unit says",
	  SYSTEMD "usr/lib/systemd/system/sshd.service = "
		  "[Install]\\nWantedBy=multi-user.target\\n\n",
	  "sshd", "/etc/systemd/system/multi-user.target.wants/sshd.service" },
	{ "a mask goes",
	  SYSTEMD "usr/lib/systemd/system/sshd.service = "
		  "[Install]\\nWantedBy=multi-user.target\\n\n"
		  "etc/systemd/system/sshd.service -> /dev/null\n",
	  "sshd", "/etc/systemd/system/multi-user.target.wants/sshd.service" },
	{ "as chkconfig's header says (EL 6)",
	  EL6 "etc/rc.d/rc3.d/K25sshd -> ../init.d/sshd\n", "sshd",
	  "/etc/rc.d/rc3.d/S55sshd" },
	{ "insserv's (SLES 11)", SLES11 "etc/init.d/rc5.d/\n", "sshd",
	  "/etc/init.d/rc5.d/S50sshd" },
	{ "OpenRC", ALPINE "etc/runlevels/default/\n", "sshd",
	  "/etc/runlevels/default/sshd" },
	{ "Upstart", TRUSTY "etc/init/ssh.override = manual\\n\n", "ssh",
	  "/etc/init/ssh.conf" },
};

static void is_on_afterwards(void)
{
	for (size_t i = 0; i < sizeof(on) / sizeof(*on); i++) {
		struct made *made = made_open(on[i].tree);
		struct tree *tree = made->guest.tree;
		int before = test_failures;
		struct service service;

		made->guest.tree = overlay_new(tree);
		service = switched(made, on[i].name, true);
		EXPECT_INT(service.state, SERVICE_ON);
		EXPECT_STR(service.starter, on[i].starter);
		if (test_failures != before)
			printf("of: %s\n", on[i].what);
		made->guest.tree = tree;
		made_close(made);
	}
}

/* Off is remembered as chkconfig does: K, with what is left to 100. */
static void remembers_that_it_is_off(void)
{
	struct made *made = made_open(EL6 "etc/rc.d/rc3.d/S55sshd -> ../init.d/sshd\n"
					  "etc/rc.d/rc5.d/S55sshd -> ../init.d/sshd\n");
	struct tree *tree = made->guest.tree;
	struct tree_stat st;

	made->guest.tree = overlay_new(tree);
	(void)switched(made, "sshd", false);
	EXPECT_INT(tree_stat(made->guest.tree, "/etc/rc5.d/S55sshd", &st), -ENOENT);
	EXPECT_INT(tree_stat(made->guest.tree, "/etc/rc3.d/K45sshd", &st), 0);
	made->guest.tree = tree;
	made_close(made);
}

static void links_that_lead_nowhere(void)
{
	struct made *made = made_open(
		SYSTEMD "usr/lib/systemd/system/a.service -> b.service\n"
			"usr/lib/systemd/system/b.service -> a.service\n"
			"etc/systemd/system/x.wants -> ../../../../../../../../tmp\n"
			"etc/rc3.d -> rc3.d\n");

	EXPECT_INT(guest_service(&made->guest, "a").state, SERVICE_OFF);
	EXPECT_INT(tree_take_error(made->guest.tree, NULL), -ELOOP);
	made_close(made);
}

static void takes_the_one_that_is_started(void)
{
	static const char *const names[] = { "sshd", "ssh", NULL };
	struct made *made = made_open(
		SYSTEMD "usr/lib/systemd/system/sshd.service = [Unit]\n"
			"usr/lib/systemd/system/ssh.service = [Unit]\n"
			"etc/systemd/system/multi-user.target.wants/ssh.service -> x\n");

	EXPECT_STR(guest_service_of(&made->guest, names).name, "ssh.service");
	made_close(made);
}

const struct test tests[] = {
	{ "tells what starts", tells_what_starts },
	{ "is off afterwards", is_off_afterwards },
	{ "is on afterwards", is_on_afterwards },
	{ "remembers that it is off", remembers_that_it_is_off },
	{ "links that lead nowhere", links_that_lead_nowhere },
	{ "takes the one that is started", takes_the_one_that_is_started },
	{ 0 },
};
