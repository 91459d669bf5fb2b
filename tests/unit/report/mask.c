/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/mask.h"

#include "test.h"

static const char *masked(struct pool *pool, const char *path, const char *line)
{
	struct masker masker = { .path = path };

	return bytes_str(pool, mask_line(&masker, pool, bytes_of(line)));
}

static void hides_values_of_secret_keys(void)
{
	static const struct {
		const char *line, *want;
	} cases[] = {
		{ "psk=hunter2\n", "psk=********\n" },
		{ "  psk=\"hunter 2\"\r\n", "  psk=********\r\n" },
		{ "#psk=\"hunter2\"", "#psk=********" },
		{ "\twpa-psk hunter 2\n", "\twpa-psk ********\n" },
		{ "wireless-key1 s:abcde\n", "wireless-key1 ********\n" },
		{ "wep_key0=abcde\n", "wep_key0=********\n" },
		{ "KEY1=abcde\n", "KEY1=********\n" },
		{ "export SECRET_KEY='a b'\n", "export SECRET_KEY=********\n" },
		{ "PrivateKey = aGVsbG8=\n", "PrivateKey = ********\n" },
		{ "PresharedKey=aGVsbG8=\n", "PresharedKey=********\n" },
		{ "802-1x.private-key-password=x\n",
		  "802-1x.private-key-password=********\n" },
		{ "            password: \"hunter2\"\n",
		  "            password: ********\n" },
		{ "\"password\": \"hunter2\",\n", "\"password\": ********\n" },
		{ "- name: x\n", "- name: x\n" },
		{ "password_pbkdf2 root grub.pbkdf2.sha512.10000.AB.CD\n",
		  "password_pbkdf2 ********\n" },
		{ "password --md5 $1$ab$cd\n", "password ********\n" },
		{ "linux /vmlinuz rd.iscsi.password=x quiet\n",
		  "linux /vmlinuz rd.iscsi.password=******** quiet\n" },
		{ "GRUB_CMDLINE_LINUX=\"rd.iscsi.in.password=x quiet\"\n",
		  "GRUB_CMDLINE_LINUX=\"rd.iscsi.in.password=******** quiet\"\n" },
		{ "//srv/a /mnt cifs user=u,password=p,uid=0 0 0\n",
		  "//srv/a /mnt cifs user=u,password=******** 0 0\n" },
		{ "x=1 secret='a b' y=2\n", "x=1 secret=******** y=2\n" },
		{ "proxy=http://user:pw@host:80/\n",
		  "proxy=http://user:********@host:80/\n" },
		{ "rootpw --iscrypted $6$salt$hash/x. end\n",
		  "rootpw --iscrypted ******** end\n" },
		{ "a $y$j9T$xyz$y b $2b$10$abcdefgh\n", "a ******** b ********\n" },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		EXPECT_STR(masked(pool, "/etc/x", cases[i].line), cases[i].want);
	pool_free(pool);
}

static void shows_what_is_no_secret(void)
{
	static const char *const lines[] = {
		"key_mgmt=WPA-PSK\n",
		"    wpa-key-mgmt WPA-PSK\n",
		"psk-flags=0\n",
		"PasswordAuthentication yes\n",
		"KEYMAP=us\n",
		"AuthorizedKeysFile .ssh/authorized_keys\n",
		"cryptswap /dev/sda2 /dev/urandom swap,keyscript=x\n",
		"# <file system> <mount point> <type> <options> <dump> <pass>\n",
		"UUID=0b8f7d7e-6a0d-4a55-8f1c-0d8c2b8a3f10 / ext4 errors=remount-ro 0 "
		"1\n",
		"echo $1$2\n",
		"set root='hd0,msdos1'\n",
		"password=\n",
		"http://host:80/a@b\n",
		"",
		"\n",
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		EXPECT_STR(masked(pool, "/etc/x", lines[i]), lines[i]);
	EXPECT_STR(masked(pool, "/etc/pam.d/x", "password required pam_unix.so\n"),
		   "password required pam_unix.so\n");
	EXPECT_STR(masked(pool, "/etc/nsswitch.conf", "passwd: files systemd\n"),
		   "passwd: files systemd\n");
	pool_free(pool);
}

static void hides_fields_of_shadow(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(masked(pool, "/etc/shadow", "root:ab01FAX.bQRSU:19000:0:::::\n"),
		   "root:********:19000:0:::::\n");
	EXPECT_STR(masked(pool, "/etc/shadow", "root:!$6$a$bcdefgh:19000:0:::::\n"),
		   "root:!********:19000:0:::::\n");
	EXPECT_STR(masked(pool, "/etc/shadow", "bin:*:19000::::::\n"),
		   "bin:*:19000::::::\n");
	EXPECT_STR(masked(pool, "/etc/passwd", "root:x:0:0:::\n"), "root:x:0:0:::\n");
	EXPECT_STR(masked(pool, "/etc/shadow-", "root"), "root");
	EXPECT_STR(masked(pool, "/etc/ppp/chap-secrets", "u * pw *\n"), "********\n");
	pool_free(pool);
}

static void hides_private_keys(void)
{
	static const char text[] = "a\n-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\nbnNz\n"
				   "-----END OPENSSH PRIVATE KEY-----\nb\n";
	struct pool *pool = pool_new();
	struct masker masker = { .path = "/etc/ssh/ssh_host_rsa_key" };
	struct bytes rest = bytes_of(text), line;
	struct buf out = { .pool = pool };

	while (bytes_line(&rest, &line))
		buf_add(&out, mask_line(&masker, pool, line));
	EXPECT_STR(bytes_str(pool, buf_bytes(&out)),
		   "a\n-----BEGIN OPENSSH PRIVATE KEY-----\n********\n********\n"
		   "-----END OPENSSH PRIVATE KEY-----\nb\n");
	EXPECT(masker.masked);
	pool_free(pool);
}

const struct test tests[] = {
	{ "hides values of secret keys", hides_values_of_secret_keys },
	{ "shows what is no secret", shows_what_is_no_secret },
	{ "hides fields of shadow", hides_fields_of_shadow },
	{ "hides private keys", hides_private_keys },
	{ 0 },
};
