/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/guesttools.h"

#include <string.h>

#include "base/path.h"

/*
 * "{image}", "{kernel}" and "{version}" are filled in.  dracut must not look at the
 * machine it runs on, nor write the machine's command line into the image; mkinitcpio
 * asks its hook "autodetect" for that.
 */
static const struct {
	enum generator generator;
	const char *program;
	const char *words;
} commands[] = {
	{ GENERATOR_INITRAMFS_TOOLS, "mkinitramfs", "mkinitramfs -o {image} {version}" },
	{ GENERATOR_DRACUT, "dracut",
	  "dracut --force --no-hostonly --no-hostonly-cmdline --tmpdir /tmp "
	  "--kver {version} {image}" },
	{ GENERATOR_MKINITCPIO, "mkinitcpio",
	  "mkinitcpio -S autodetect -k {version} -g {image}" },
	{ GENERATOR_MKINITFS, "mkinitfs", "mkinitfs -o {image} {version}" },
	{ GENERATOR_SUSE, "mkinitrd", "mkinitrd -k {kernel} -i {image} -M {map}" },
	{ GENERATOR_NASH, "mkinitrd", "mkinitrd -f {image} {version}" },
};

static bool has_program(struct guest *guest, const char *name)
{
	static const char *const places[] = { "/usr/sbin", "/sbin", "/usr/bin", "/bin" };

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (tree_has(guest->tree, path_join(guest->pool, places[i], name),
			     TREE_FILE))
			return true;
	return false;
}

static const char *fill_in(struct pool *pool, const char *word, const char *image,
			   const char *version)
{
	if (strcmp(word, "{image}") == 0)
		return image;
	if (strcmp(word, "{version}") == 0)
		return version;
	/* SUSE's takes names below /boot, and the symbols of the kernel beside them. */
	if (strcmp(word, "{kernel}") == 0)
		return pool_printf(pool, "vmlinuz-%s", version);
	if (strcmp(word, "{map}") == 0)
		return pool_printf(pool, "/boot/System.map-%s", version);
	return word;
}

const char *const *guesttools_command(struct guest *guest, enum generator generator,
				      const char *image, const char *version)
{
	struct strs argv = { .pool = guest->pool }, words;

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		if (commands[i].generator != generator ||
		    !has_program(guest, commands[i].program))
			continue;
		words = strs_words(guest->pool, commands[i].words);
		for (size_t w = 0; w < words.count; w++)
			strs_add(&argv,
				 fill_in(guest->pool, words.item[w], image, version));
		strs_add(&argv, NULL);
		return argv.item;
	}
	return NULL;
}

size_t guesttools_words(const char *const *command)
{
	size_t count = 0;

	while (command[count])
		count++;
	return count;
}
