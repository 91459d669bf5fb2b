/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Layouts as the init systems of the distributions have them. */
#include "guest/services.h"

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
	"sbin/init = x\nsbin/initctl\netc/init/rc-sysinit.conf = env "                   \
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
	{ "links that lead out of the tree or in a ring",
	  SYSTEMD "usr/lib/systemd/system/a.service -> b.service\n"
		  "usr/lib/systemd/system/b.service -> a.service\n"
		  "etc/systemd/system/x.wants -> ../../../../../../../../tmp\n"
		  "etc/rc3.d -> rc3.d\n",
	  "a", INIT_SYSTEMD, SERVICE_OFF, NULL },
	{ "nothing at all", "etc/\n", "sshd", INIT_UNKNOWN, SERVICE_NONE, NULL },
};

static void tells_what_starts(void)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct made *made = made_open(table[i].tree);
		struct service service = guest_service(&made->guest, table[i].name);
		int before = test_failures;

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
	{ "takes the one that is started", takes_the_one_that_is_started },
	{ 0 },
};
