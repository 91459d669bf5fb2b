/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/sshd.h"

#include "made.h"

#define SYSTEMD "usr/lib/systemd/systemd\nsbin/init -> ../usr/lib/systemd/systemd\n"

static void the_first_of_all_files_counts(void)
{
	struct made *made = made_open(
		SYSTEMD "usr/sbin/sshd\n"
			"etc/ssh/sshd_config = Include sshd_config.d/*.conf\\n"
			"PermitRootLogin yes\\nPort 22\\nMatch User x\\nPort 99\\n"
			"PasswordAuthentication no\\n\n"
			"etc/ssh/sshd_config.d/10-a.conf = permitrootlogin no\\nPort "
			"2222\\nMatch Address 1.2.3.4\\nAllowUsers y\\n\n"
			"etc/ssh/sshd_config.d/20-b.conf = HostKey /k\\nAllowUsers z\\n\n"
			"etc/ssh/sshd_config.d/ignored = Port 1\\n");
	struct sshd sshd = guest_sshd(&made->guest);

	EXPECT_STR(sshd.permit_root, "no");
	EXPECT_INT(sshd.port.count, 2);
	EXPECT(sshd_has_port(&sshd, 22) && sshd_has_port(&sshd, 2222));
	EXPECT(!sshd_has_port(&sshd, 99));
	EXPECT(sshd.passwords == NULL && sshd.has_match);
	EXPECT_INT(sshd.allow_users.count, 1);
	EXPECT_STR(sshd.allow_users.item[0].path, "/etc/ssh/sshd_config.d/20-b.conf");
	EXPECT_INT(sshd_host_keys(&made->guest, &sshd).count, 1);
	EXPECT_INT(sshd.broken.count, 0);
	made_close(made);
}

static void addresses_may_name_ports(void)
{
	struct made *made =
		made_open(SYSTEMD "usr/sbin/sshd\n"
				  "etc/ssh/sshd_config = ListenAddress [::1]:2222\\n"
				  "ListenAddress 10.0.0.1:222\\nPort x\\nBanner\\n");
	struct sshd sshd = guest_sshd(&made->guest);

	EXPECT(sshd_has_port(&sshd, 2222) && sshd_has_port(&sshd, 222));
	EXPECT(!sshd_has_port(&sshd, 22));
	EXPECT_INT(sshd.broken.count, 2);
	EXPECT_STR(sshd.broken.item[0].value, "\"x\" is no port");
	EXPECT_INT(sshd.broken.item[0].line, 3);
	made_close(made);
}

static void keys_are_where_it_says(void)
{
	struct made *made = made_open(
		"etc/ssh/sshd_config = AuthorizedKeysFile %h/k /etc/keys/%u%% none\\n"
		"AuthorizedKeysFile other\\n\n");
	struct made *none = made_open("usr/sbin/dropbear\n");
	struct sshd sshd = guest_sshd(&made->guest), dropbear = guest_sshd(&none->guest);
	struct strs files = sshd_keys_files(&made->guest, &sshd, "ann", "/home/ann", 7);

	EXPECT_INT(files.count, 2);
	EXPECT_STR(files.item[0], "/home/ann/k");
	EXPECT_STR(files.item[1], "/etc/keys/ann%");
	EXPECT(dropbear.is_dropbear && sshd_has_port(&dropbear, 22));
	files = sshd_keys_files(&none->guest, &dropbear, "ann", "/home/ann", 7);
	EXPECT_STR(files.item[0], "/home/ann/.ssh/authorized_keys");
	made_close(made);
	made_close(none);
}

/* A file that includes itself ends. */
static void loops_end(void)
{
	struct made *made =
		made_open("etc/ssh/sshd_config = Port 1\\nInclude sshd_config\\n"
			  "Include sshd_config\\n\n");

	EXPECT(guest_sshd(&made->guest).port.count <= 256);
	made_close(made);
}

const struct test tests[] = {
	{ "the first of all files counts", the_first_of_all_files_counts },
	{ "addresses may name ports", addresses_may_name_ports },
	{ "keys are where it says", keys_are_where_it_says },
	{ "loops end", loops_end },
	{ 0 },
};
