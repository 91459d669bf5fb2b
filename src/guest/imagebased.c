/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/imagebased.h"

#include <string.h>

#include "base/path.h"
#include "guest/mounts.h"
#include "guest/release.h"

static bool is_dir(struct tree *tree, const char *path)
{
	struct tree_stat st;

	return tree_lstat(tree, path, &st) == 0 && st.kind == TREE_DIR;
}

/* Links lead nowhere here: the path is to be mounted. */
const char *ostree_root(struct tree *tree)
{
	struct timespec best_time = { 0 };
	const char *best = NULL;
	struct strs systems;

	if (!is_dir(tree, "/ostree") || !is_dir(tree, "/ostree/deploy"))
		return NULL;
	systems = tree_match(tree, "/ostree/deploy", "*");
	for (size_t s = 0; s < systems.count; s++) {
		const char *dir = path_join(tree->pool, systems.item[s], "deploy");
		struct strs all;

		if (!is_dir(tree, systems.item[s]) || !is_dir(tree, dir))
			continue;
		all = tree_match(tree, dir, "*.[0-9]*");
		for (size_t i = 0; i < all.count; i++) {
			const char *etc = path_join(tree->pool, all.item[i], "etc");
			struct tree_stat st;

			if (strstr(all.item[i], ".origin") || !is_dir(tree, etc) ||
			    tree_lstat(tree, all.item[i], &st) < 0 ||
			    st.kind != TREE_DIR || st.mtime.tv_sec < best_time.tv_sec)
				continue;
			best = all.item[i];
			best_time = st.mtime;
		}
	}
	return best;
}

/*
 * transactional-update makes each change in a new snapshot, and the one that runs is
 * read-only: fstab(5) says so, or the products do that have nothing else.
 */
static bool is_transactional(struct guest *guest)
{
	static const char *const ids[] = {
		"opensuse-microos", "sle-micro",           "sl-micro",
		"suse-microos",     "opensuse-leap-micro", "opensuse-aeon"
	};
	const struct release *release = guest_release(guest);
	const struct fstab *fstab = guest_fstab(guest, NULL);

	if (!tree_has(guest->tree, "/usr/sbin/transactional-update", TREE_FILE))
		return false;
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
		if (strcmp(release->id, ids[i]) == 0)
			return true;
	for (size_t i = 0; i < fstab->count; i++)
		if (fstab->entry[i].file && strcmp(fstab->entry[i].file, "/") == 0 &&
		    fstab_has_option(&fstab->entry[i], "ro"))
			return true;
	return false;
}

const char *guest_image_based(struct guest *guest)
{
	struct tree *tree = guest->tree;
	struct tree_stat st;

	if (tree_lstat(tree, "/etc/NIXOS", &st) == 0 ||
	    tree_lstat(tree, "/nix/var/nix/profiles/system", &st) == 0)
		return "NixOS: its files are made from /etc/nixos; change that, and "
		       "build "
		       "it again";
	if (tree_lstat(tree, "/gnu/store", &st) == 0 &&
	    tree_lstat(tree, "/var/guix/profiles/system", &st) == 0)
		return "Guix System: its files are made from its own description; change "
		       "that, and build it again";
	/* The link is in every tree that was made for ostree, deployed or not. */
	if (tree_lstat(tree, "/ostree", &st) == 0 && st.kind == TREE_LINK)
		return "an ostree: its programs come as one commit, which is checked; "
		       "use rpm-ostree kargs, or a new commit";
	if (is_dir(tree, "/ostree/repo"))
		return "an ostree: its programs come as one commit, which is checked; "
		       "use rpm-ostree kargs, or a new commit";
	if (is_transactional(guest))
		return "its root is a read-only snapshot: changes belong into a new one, "
		       "by transactional-update";
	return NULL;
}
