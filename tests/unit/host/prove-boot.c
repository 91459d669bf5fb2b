/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Boots as they were recorded, replayed: "SECONDS SOURCE LINE", '>' for a prompt. */
#include "host/prove-boot.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "test.h"

static const struct boot_limits limits = { BOOT_WANTS_NETWORK, 300, 120 };

struct replay {
	struct boot boot;
	enum prove_verdict verdict;
	double decided; /* 0: it still goes on at the end of the world */
};

static enum boot_source source_of(char letter)
{
	return letter == 'f'   ? BOOT_SEEN_ON_FIRMWARE_PORT
	       : letter == 'v' ? BOOT_SEEN_ON_SCREEN
	       : letter == 'w' ? BOOT_SEEN_ON_WIRE
	       : letter == 'c' ? BOOT_SEEN_BY_CONNECTING
			       : BOOT_SEEN_ON_SERIAL;
}

static void take(struct boot *boot, char letter, const char *text, double at)
{
	if (letter == '>')
		boot_open_line(boot, BOOT_SEEN_ON_SERIAL, text, at);
	else if (letter == 'w')
		boot_reached(boot, BOOT_DHCP, BOOT_SEEN_ON_WIRE, text, at);
	else if (letter == 'c')
		boot_reached(boot, BOOT_SSH, BOOT_SEEN_BY_CONNECTING, text, at);
	else if (letter == '.')
		boot_progress(boot, at);
	else if (letter == 'r')
		boot->resets++;
	else if (letter == 'o')
		boot->power = BOOT_POWERED_OFF;
	else
		boot_line(boot, source_of(letter), text, at);
	if (letter != 'r' && letter != 'o')
		boot_progress(boot, at);
}

static struct replay replay_as(struct pool *pool, const char *log,
			       const struct boot_limits *as)
{
	struct replay replay = { .boot.pool = pool };
	struct bytes rest = bytes_of(log), line;
	char *text = NULL;
	double at = 1e9;

	for (double now = 0; now < 1000; now += 0.25) {
		while (text || bytes_line(&rest, &line)) {
			if (!text) {
				text = bytes_str(pool,
						 bytes_slice(line, 0, line.len - 1));
				at = strtod(text, &text);
			}
			if (at > now)
				break;
			take(&replay.boot, text[1], text[2] ? text + 3 : "", at);
			text = NULL;
		}
		if (boot_judge(&replay.boot, as, now, &replay.verdict) == BOOT_DECIDED) {
			replay.decided = now;
			break;
		}
	}
	return replay;
}

static struct replay replay(struct pool *pool, const char *log)
{
	return replay_as(pool, log, &limits);
}

#define BIOS                                                                             \
	"0.2 f SeaBIOS (version 1.16.2-debian-1.16.2-1)\n"                               \
	"0.5 f Booting from Hard Disk...\n"
#define GRUB BIOS "1.9 v GRUB loading.\n"

static void boots(void)
{
	struct pool *pool = pool_new();
	struct replay r = replay(pool, GRUB "30 w DHCPACK of 10.0.2.15 to the guest\n"
					    "33 > harbour login: \n"
					    "35 c SSH-2.0-OpenSSH_9.2p1\n");

	EXPECT_INT(r.verdict, PROVE_BOOTS);
	EXPECT_INT(r.decided, 35);
	EXPECT_INT(boot_last_stage(&r.boot), BOOT_SSH);
	EXPECT_STR(r.boot.stage[BOOT_LOADER].text, "GRUB loading.");
	EXPECT_INT(r.boot.stage[BOOT_LOADER].source, BOOT_SEEN_ON_SCREEN);
	EXPECT_STR(r.boot.stage[BOOT_LOGIN].text, "harbour login: ");
	pool_free(pool);
}

/* Asked for on an open line, by an initramfs or by systemd. */
static void a_passphrase_is_not_given(void)
{
	static const char *const prompts[] = {
		GRUB "8 > Please unlock disk sda2_crypt: \n",
		GRUB "8 > Please enter passphrase for disk QEMU_HARDDISK (luks-1): \n",
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(prompts) / sizeof(*prompts); i++) {
		struct replay r = replay(pool, prompts[i]);

		EXPECT_INT(r.verdict, PROVE_FAILS);
		EXPECT_INT(r.decided, 11);
		EXPECT(strstr(r.boot.failure->meaning, "encrypted") != NULL);
	}
	pool_free(pool);
}

static void waits_for_the_other(void)
{
	struct pool *pool = pool_new();
	struct replay r = replay(pool, GRUB "30 > harbour login: \n50 w DHCPACK\n");

	/* No SSH server: 30 seconds of grace after the later one. */
	EXPECT_INT(r.verdict, PROVE_BOOTS);
	EXPECT_INT(r.decided, 80);
	r = replay(pool, GRUB "30 > harbour login: \n");
	EXPECT_INT(r.verdict, PROVE_NO_NETWORK);
	EXPECT_INT(r.decided, 60);
	r = replay(pool, GRUB "30 c SSH-2.0-x\n");
	EXPECT_INT(r.verdict, PROVE_NO_NETWORK);
	r = replay(pool, GRUB "30 w DHCPACK\n");
	EXPECT_INT(r.verdict, PROVE_NO_LOGIN);
	EXPECT_INT(r.decided, 150);
	r = replay_as(pool, GRUB "30 > harbour login: \n",
		      &(struct boot_limits){ BOOT_WANTS_LOGIN, 300, 120 });
	EXPECT_INT(r.verdict, PROVE_BOOTS);
	EXPECT_INT(r.decided, 30);
	pool_free(pool);
}

static void tells_an_empty_disk(void)
{
	struct pool *pool = pool_new();
	struct replay r = replay(pool, BIOS "0.6 f Boot failed: not a bootable disk\n"
					    "0.6 f No bootable device.\n");

	EXPECT_INT(r.verdict, PROVE_FAILS);
	EXPECT(r.decided < 5);
	EXPECT_INT(boot_last_stage(&r.boot), BOOT_FIRMWARE);
	EXPECT_STR(r.boot.failure_line, "Boot failed: not a bootable disk");
	pool_free(pool);
}

static void tells_silence(void)
{
	struct pool *pool = pool_new();
	struct replay r = replay(pool, BIOS);

	EXPECT_INT(r.verdict, PROVE_FAILS);
	EXPECT_STR(r.boot.failure_line, "Booting from Hard Disk...");
	EXPECT(r.decided < 60);
	r = replay(pool, GRUB);
	EXPECT_INT(r.verdict, PROVE_STALLS);
	EXPECT(!r.boot.failure);
	EXPECT(r.decided > 120 && r.decided < 123);
	/* The firmware's words, read after the loader was seen on the screen. */
	r = replay(pool, "0.2 f SeaBIOS (version 1.16.2)\n1.9 v GRUB loading.\n"
			 "2.1 f Booting from Hard Disk...\n80 > harbour login: \n");
	EXPECT_INT(r.verdict, PROVE_NO_NETWORK);
	/* Something moves for ever: the timeout ends it. */
	r = replay(pool, GRUB "100 . \n200 . \n290 . \n300 . \n310 . \n");
	EXPECT_INT(r.verdict, PROVE_STALLS);
	EXPECT_INT(r.decided, 300);
	pool_free(pool);
}

static void tells_the_telling_line(void)
{
	static const char log[] = GRUB
		"12 s Gave up waiting for root file system device.  Common problems:\n"
		"12 s  - Boot args (cat /proc/cmdline)\n"
		"12 s ALERT!  UUID=5c7f does not exist.  Dropping to a shell!\n"
		"13 s BusyBox v1.35.0 (Debian 1:1.35.0-4) built-in shell (ash)\n"
		"13 > (initramfs) \n";
	struct pool *pool = pool_new();
	struct replay r = replay(pool, log);

	EXPECT_INT(r.verdict, PROVE_FAILS);
	EXPECT(r.decided > 14 && r.decided < 17);
	EXPECT_STR(r.boot.failure_line,
		   "ALERT!  UUID=5c7f does not exist.  Dropping to a shell!");
	EXPECT_INT(boot_last_stage(&r.boot), BOOT_KERNEL);
	pool_free(pool);
}

static void knows_dracut(void)
{
	static const char log[] = GRUB
		"9 s [    0.000000] Linux version 6.1.0\n"
		"10 s Welcome to Debian GNU/Linux 12 (bookworm) dracut-059 (Initramfs)!\n"
		"11 s [    2.1] systemd[1]: Running in initrd.\n"
		"12 s [  OK  ] Reached target Basic System.\n"
		"80 s dracut-initqueue[301]: Warning: dracut-initqueue timeout\n"
		"81 s Warning: /dev/disk/by-uuid/5c7f does not exist\n"
		"82 s Entering emergency mode. Exit the shell to continue.\n";
	struct pool *pool = pool_new();
	struct replay r = replay(pool, log);

	EXPECT_INT(r.verdict, PROVE_FAILS);
	EXPECT_INT(boot_last_stage(&r.boot), BOOT_KERNEL);
	EXPECT_STR(r.boot.failure_line, "Warning: /dev/disk/by-uuid/5c7f does not exist");
	r = replay(pool, GRUB "10 s systemd[1]: Running in initrd.\n"
			      "20 s systemd[1]: Switching root.\n"
			      "21 s systemd[1]: systemd 252 running in system mode\n");
	EXPECT_INT(boot_last_stage(&r.boot), BOOT_INIT);
	pool_free(pool);
}

static void tells_a_missing_data_disk(void)
{
	static const char log[] = GRUB
		"100 s [ TIME ] Timed out waiting for device dev-sdb1.device - "
		"/dev/sdb1.\n"
		"100 s [DEPEND] Dependency failed for data.mount - /data.\n"
		"101 s You are in emergency mode. After logging in, type \"journalctl\n"
		"101 s Cannot open access to console, the root account is locked.\n";
	struct pool *pool = pool_new();
	struct replay r = replay(pool, log);

	EXPECT_INT(r.verdict, PROVE_FAILS);
	EXPECT_INT(boot_last_stage(&r.boot), BOOT_INIT);
	EXPECT_STR(r.boot.failure_line,
		   "[ TIME ] Timed out waiting for device dev-sdb1.device - /dev/sdb1.");
	pool_free(pool);
}

static void tells_a_cut_initramfs(void)
{
	static const char log[] = GRUB
		"9 s [    0.000000] Linux version 6.1.0\n"
		"24 s [   24.4] Initramfs unpacking failed: ZSTD-compressed data is "
		"truncated\n"
		"36 s [   35.9] Kernel panic - not syncing: No working init found.\n";
	struct pool *pool = pool_new();
	struct replay r = replay(pool, log);

	EXPECT_INT(r.verdict, PROVE_FAILS);
	EXPECT_STR(r.boot.failure_line, "[   24.4] Initramfs unpacking failed: "
					"ZSTD-compressed data is truncated");
	pool_free(pool);
}

static void forgives_what_goes_on(void)
{
	struct pool *pool = pool_new();
	struct replay r = replay(pool, GRUB "3 s error: no such device: 1234.\n"
					    "30 w DHCPACK\n35 c SSH-2.0-x\n");

	EXPECT_INT(r.verdict, PROVE_BOOTS);
	r = replay(pool, GRUB "3 s error: no such device: 1234.\n");
	EXPECT_INT(r.verdict, PROVE_FAILS);
	EXPECT(r.decided < 60);
	pool_free(pool);
}

static void tells_restarts(void)
{
	struct pool *pool = pool_new();
	struct replay r = replay(pool, GRUB "10 r \n20 r \n30 r \n40 r \n");

	EXPECT_INT(r.verdict, PROVE_FAILS);
	EXPECT_INT(r.decided, 40);
	/* A relabelling guest restarts once, and that is fine. */
	r = replay(pool, GRUB "10 r \n30 w DHCPACK\n35 c SSH-2.0-x\n");
	EXPECT_INT(r.verdict, PROVE_BOOTS);
	r = replay(pool, GRUB "10 o \n");
	EXPECT_INT(r.verdict, PROVE_FAILS);
	EXPECT(!r.boot.failure);
	/* Its last words may come after the word that it is off. */
	r = replay(pool, GRUB "10 > grub resc\n10 o \n10.5 > grub rescue>\n");
	EXPECT_STR(r.boot.failure_line, "grub rescue>");
	pool_free(pool);
}

static void knows_lines(void)
{
	EXPECT_INT(sign_of_stage("[    0.000000] Linux version 6.1.0-56"), BOOT_KERNEL);
	EXPECT_INT(sign_of_stage("[    1.234567] virtio_blk virtio1: [vda]"),
		   BOOT_KERNEL);
	EXPECT_INT(sign_of_stage("[    1.2345 x"), -1);
	EXPECT_INT(sign_of_stage("[ OK"), -1);
	EXPECT_INT(sign_of_stage("["), -1);
	EXPECT_INT(sign_of_stage("Welcome to GRUB!"), BOOT_LOADER);
	EXPECT_INT(sign_of_stage("Welcome to Debian GNU/Linux 12 (bookworm)!"),
		   BOOT_INIT);
	EXPECT_INT(sign_of_stage("BdsDxe: starting Boot0002 \"Shell\" from Fv(7CB8)"),
		   -1);
	EXPECT_INT(sign_of_stage("EXT4-fs (vda1): mounted filesystem 12 ro"), BOOT_ROOT);
	EXPECT(sign_is_login("debian login: "));
	EXPECT(sign_is_login("debian login:"));
	EXPECT(!sign_is_login("Last login: Fri"));
	EXPECT(!sign_is_login("login:"));
	EXPECT(!sign_is_login(""));
	EXPECT(!sign_of_failure("[    1.0] all is well"));
	EXPECT(sign_of_failure(
		       "Kernel panic - not syncing: VFS: Unable to mount root fs") <
	       sign_of_failure("Kernel panic - not syncing: Attempted to kill init!"));
}

const struct test tests[] = {
	{ "a passphrase is not given", a_passphrase_is_not_given },
	{ "boots", boots },
	{ "waits for the other", waits_for_the_other },
	{ "tells an empty disk", tells_an_empty_disk },
	{ "tells silence", tells_silence },
	{ "tells the telling line", tells_the_telling_line },
	{ "knows dracut", knows_dracut },
	{ "tells a missing data disk", tells_a_missing_data_disk },
	{ "tells a cut initramfs", tells_a_cut_initramfs },
	{ "forgives what goes on", forgives_what_goes_on },
	{ "tells restarts", tells_restarts },
	{ "knows lines", knows_lines },
	{ 0 },
};
