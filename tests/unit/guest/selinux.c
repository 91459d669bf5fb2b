/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mode SELinux starts in, and labels of new files. */
#include "guest/selinux.h"

#include <errno.h>

#include "unit/guest/made.h"

static const struct {
	const char *config; /* NULL: there is none */
	enum selinux_mode mode;
	unsigned mode_line, type_line;
	const char *type;
} configs[] = {
	{ NULL, SELINUX_IS_NONE, 0, 0, "targeted" },
	{ "", SELINUX_IS_NONE, 0, 0, "targeted" },
	{ "# SELINUX=disabled\nSELINUX=enforcing\nSELINUXTYPE=mls\n",
	  SELINUX_IS_ENFORCING, 2, 3, "mls" },
	{ "SELINUXTYPE=targeted\nSELINUX=permissive\n", SELINUX_IS_PERMISSIVE, 2, 1,
	  "targeted" },
	/* The first line counts, whatever comes behind it. */
	{ "SELINUX=disabled\nSELINUX=enforcing\n", SELINUX_IS_NONE, 1, 0, "targeted" },
	{ "SELINUX=\t Enforcing \r\n", SELINUX_IS_ENFORCING, 1, 0, "targeted" },
	{ "SELINUX=enforcing # for now\n", SELINUX_IS_ENFORCING, 1, 0, "targeted" },
	/* No shell reads it: a blank or a quote is part of what is said. */
	{ " SELINUX=enforcing\n", SELINUX_IS_NONE, 0, 0, "targeted" },
	{ "SELINUX =enforcing\n", SELINUX_IS_NONE, 0, 0, "targeted" },
	{ "SELINUX=\"enforcing\"\n", SELINUX_IS_NONE, 1, 0, "targeted" },
	{ "SELINUX=enforce\n", SELINUX_IS_NONE, 1, 0, "targeted" },
	{ "SELINUXTYPE=\nSELINUX=permissive", SELINUX_IS_PERMISSIVE, 2, 0, "targeted" },
	{ "SELINUXTYPE= minimum \n", SELINUX_IS_NONE, 0, 1, "minimum" },
};

/* As the lines of made.h: "\n" for a line end. */
static struct made *with_config(const char *config)
{
	char text[512] = "etc/selinux/config = ";
	size_t len = strlen(text);

	if (!config)
		return made_open("etc/\n");
	for (; *config && len < sizeof(text) - 4; config++) {
		if (*config == '\n')
			text[len++] = '\\';
		text[len++] = *config == '\n' ? 'n' : *config;
	}
	text[len++] = '\n';
	text[len] = '\0';
	return made_open(text);
}

static void the_first_line_counts(void)
{
	for (size_t i = 0; i < sizeof(configs) / sizeof(*configs); i++) {
		struct made *made = with_config(configs[i].config);
		struct selinux selinux = guest_selinux(&made->guest);
		int before = test_failures;

		EXPECT_INT(selinux.configured, configs[i].mode);
		EXPECT_INT(selinux.effective, configs[i].mode);
		EXPECT_INT(selinux.mode_line, configs[i].mode_line);
		EXPECT_INT(selinux.type_line, configs[i].type_line);
		EXPECT_STR(selinux.type, configs[i].type);
		EXPECT(!selinux.by_kernel);
		if (test_failures > before)
			printf("in: %s\n", configs[i].config ? configs[i].config : "-");
		made_close(made);
	}
}

#define LOADER(words)                                                                    \
	"boot/vmlinuz-1 = x\nboot/grub2/grub.cfg = menuentry 'A' {\\nlinux "             \
	"/boot/vmlinuz-1 root=/dev/vda1 " words "\\n}\\nmenuentry 'B' {\\nlinux "        \
	"/boot/vmlinuz-1 selinux=0\\n}\\n\n"

static void the_kernel_has_the_last_word(void)
{
	static const struct {
		const char *tree;
		enum selinux_mode configured, effective;
		const char *by;
	} kernels[] = {
		{ LOADER("ro") "etc/selinux/config = SELINUX=enforcing\\n",
		  SELINUX_IS_ENFORCING, SELINUX_IS_ENFORCING, NULL },
		{ LOADER("enforcing=0") "etc/selinux/config = SELINUX=enforcing\\n",
		  SELINUX_IS_ENFORCING, SELINUX_IS_PERMISSIVE, "enforcing=0" },
		{ LOADER("enforcing=1") "etc/selinux/config = SELINUX=permissive\\n",
		  SELINUX_IS_PERMISSIVE, SELINUX_IS_ENFORCING, "enforcing=1" },
		{ LOADER("enforcing=0 enforcing=1") "etc/selinux/config = "
						    "SELINUX=permissive\\n",
		  SELINUX_IS_PERMISSIVE, SELINUX_IS_ENFORCING, "enforcing=1" },
		{ LOADER("selinux=0 enforcing=1") "etc/selinux/config = "
						  "SELINUX=enforcing\\n",
		  SELINUX_IS_ENFORCING, SELINUX_IS_NONE, "selinux=0" },
		{ LOADER("selinux=0 selinux=1") "etc/selinux/config = "
						"SELINUX=enforcing\\n",
		  SELINUX_IS_ENFORCING, SELINUX_IS_ENFORCING, NULL },
		/* init(1) does not load a policy that the file switches off. */
		{ LOADER("enforcing=1") "etc/selinux/config = SELINUX=disabled\\n",
		  SELINUX_IS_NONE, SELINUX_IS_NONE, NULL },
	};

	for (size_t i = 0; i < sizeof(kernels) / sizeof(*kernels); i++) {
		struct made *made = made_open(kernels[i].tree);
		struct selinux selinux = guest_selinux(&made->guest);
		int before = test_failures;

		EXPECT_INT(selinux.configured, kernels[i].configured);
		EXPECT_INT(selinux.effective, kernels[i].effective);
		EXPECT_STR(selinux.by_kernel ? selinux.by_kernel : "",
			   kernels[i].by ? kernels[i].by : "");
		if (test_failures > before)
			printf("in: %s\n", kernels[i].tree);
		made_close(made);
	}
}

static void policies_have_a_binary(void)
{
	struct made *made = made_open("etc/selinux/targeted/policy/policy.33\n"
				      "etc/selinux/mls/policy/policy.31\n"
				      "etc/selinux/minimum/policy/\n"
				      "etc/selinux/config\n");
	struct strs policies = selinux_policies(&made->guest);

	EXPECT_STR(strs_join(&policies, " "), "mls targeted");
	made_close(made);
}

static void only_the_value_is_set(void)
{
	static const struct {
		const char *before, *key, *after;
	} sets[] = {
		{ "SELINUX= enforcing  # x\nSELINUX=disabled\n", "SELINUX",
		  "SELINUX= permissive\nSELINUX=disabled\n" },
		{ "SELINUXTYPE=mls\n", "SELINUX",
		  "SELINUXTYPE=mls\nSELINUX=permissive\n" },
		{ "#SELINUX=x", "SELINUX", "#SELINUX=x\nSELINUX=permissive\n" },
		{ "SELINUX=\r\nA=b\r\n", "SELINUX", "SELINUX=permissive\r\nA=b\r\n" },
		{ "SELINUX=x\nSELINUXTYPE=y", "SELINUXTYPE",
		  "SELINUX=x\nSELINUXTYPE=permissive" },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++) {
		struct bytes once = selinux_set(pool, bytes_of(sets[i].before),
						sets[i].key, "permissive");
		struct bytes twice = selinux_set(pool, once, sets[i].key, "permissive");

		EXPECT_STR(bytes_str(pool, once), sets[i].after);
		EXPECT(bytes_equal(once, twice));
	}
	pool_free(pool);
}

/* The home's own label, which no file system has to keep for this. */
static const char *home_label;

static int say_label(struct tree *tree, const char *path, char **label)
{
	if (!home_label || strcmp(path, "/home/ann") != 0)
		return -ENODATA;
	*label = pool_strdup(tree->pool, home_label);
	return 0;
}

static const char *label_of(struct made *made, const char *path, const char *home)
{
	struct tree_ops ops = *made->guest.tree->ops;
	const struct tree_ops *own = made->guest.tree->ops;
	const char *label;

	ops.label = say_label;
	home_label = home;
	made->guest.tree->ops = &ops;
	label = selinux_label_of_keys(&made->guest, path);
	made->guest.tree->ops = own;
	return label ? label : "";
}

#define POLICY                                                                           \
	"etc/selinux/targeted/contexts/files/file_contexts = "                           \
	"/home/[^/]+/\\.ssh(/.*)?\tunconfined_u:object_r:ssh_home_t:s0\\n\n"
#define ENFORCING "etc/selinux/config = SELINUX=enforcing\\n\n"
#define KEYS      "/home/ann/.ssh/authorized_keys"
#define HOME      "staff_u:object_r:user_home_dir_t:s0:c1,c2"

static void new_keys_get_a_label(void)
{
	struct made *made = made_open(ENFORCING POLICY "home/ann/\nhome/bob/.ssh/\n");

	EXPECT_STR(label_of(made, KEYS, HOME), "staff_u:object_r:ssh_home_t:s0:c1,c2");
	EXPECT_STR(label_of(made, KEYS, "u:r:t:s0"), "u:r:ssh_home_t:s0");
	/* Without a level, or without a label, nothing is to be made of it. */
	EXPECT_STR(label_of(made, KEYS, "u:r:t"), "");
	EXPECT_STR(label_of(made, KEYS, "unlabelled"), "");
	EXPECT_STR(label_of(made, KEYS, NULL), "");
	EXPECT_STR(label_of(made, "/home/ann/keys/authorized_keys", HOME), "");
	/* A directory that is there says the label itself. */
	EXPECT_STR(label_of(made, "/home/bob/.ssh/authorized_keys", HOME), "");
	made_close(made);
}

static void without_a_policy_no_label(void)
{
	static const char *const trees[] = {
		POLICY "home/ann/\n",
		ENFORCING "home/ann/\n",
		"etc/selinux/config = SELINUX=disabled\\n\n" POLICY "home/ann/\n",
		ENFORCING "etc/selinux/targeted/contexts/files/file_contexts = "
			  "/home\tsystem_u:object_r:home_root_t:s0\\n\nhome/ann/\n",
		"etc/selinux/config = SELINUX=enforcing\\nSELINUXTYPE=x/../targeted\\n\n"
		"etc/selinux/x/\n" POLICY "home/ann/\n",
	};

	for (size_t i = 0; i < sizeof(trees) / sizeof(*trees); i++) {
		struct made *made = made_open(trees[i]);

		EXPECT_STR(label_of(made, KEYS, HOME), "");
		made_close(made);
	}
}

const struct test tests[] = {
	{ "the first line counts", the_first_line_counts },
	{ "the kernel has the last word", the_kernel_has_the_last_word },
	{ "policies have a binary", policies_have_a_binary },
	{ "only the value is set", only_the_value_is_set },
	{ "new keys get a label", new_keys_get_a_label },
	{ "without a policy no label", without_a_policy_no_label },
	{ 0 },
};
