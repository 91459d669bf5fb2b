/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/mounts.h"

/*
 * The repair respects: what is mounted on demand, in the background or not at boot is
 * left alone, and so are the system's own directories.  Shares of another machine may
 * come back and only become optional; folders of the old hypervisor's host never do.
 */

enum origin { OWN, HOST, KVM_HOST, NETWORK };

/* With or without "fuse." before it. */
static const struct {
	const char *type;
	enum origin origin;
} types[] = {
	{ "vmhgfs", HOST },       { "vmhgfs-fuse", HOST },  { "hgfs", HOST },
	{ "vboxsf", HOST },       { "prl_fs", HOST },       { "prl_fsd", HOST },
	{ "drvfs", HOST },        { "wslfs", HOST },        { "xenfs", HOST },
	{ "9p", KVM_HOST },       { "virtiofs", KVM_HOST }, { "nfs", NETWORK },
	{ "nfs4", NETWORK },      { "cifs", NETWORK },      { "smb3", NETWORK },
	{ "smbfs", NETWORK },     { "sshfs", NETWORK },     { "ncpfs", NETWORK },
	{ "afs", NETWORK },       { "ceph", NETWORK },      { "glusterfs", NETWORK },
	{ "davfs", NETWORK },     { "davfs2", NETWORK },    { "lustre", NETWORK },
	{ "curlftpfs", NETWORK }, { "s3fs", NETWORK },      { "pvfs2", NETWORK },
};

static enum origin origin_of_type(const char *type, size_t len)
{
	if (len > 5 && strncmp(type, "fuse.", 5) == 0) {
		type += 5;
		len -= 5;
	}
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strlen(types[i].type) == len &&
		    strncmp(type, types[i].type, len) == 0)
			return types[i].origin;
	return OWN;
}

/* "sshfs#user@host:/dir" of the type fuse names its program in the first field. */
static enum origin origin_of(const struct fstab_entry *entry)
{
	const char *hash = strchr(entry->spec, '#');

	if (strcmp(entry->type, "fuse") == 0 && hash)
		return origin_of_type(entry->spec, (size_t)(hash - entry->spec));
	return origin_of_type(entry->type, strcspn(entry->type, ","));
}

static bool is_awaited(const struct fstab_entry *entry)
{
	return entry->count >= 3 && entry->file[0] == '/' &&
	       strcmp(entry->file, "/") != 0 && !fstab_has_option(entry, "noauto") &&
	       !fstab_has_option(entry, "nofail") && !fstab_has_option(entry, "bg") &&
	       !fstab_has_option(entry, "x-systemd.automount");
}

static bool is_found(const struct fstab_entry *entry)
{
	return is_awaited(entry) && origin_of(entry) != OWN;
}

/* systemd lets a network mount fail; any other ends in the emergency shell. */
static void report(struct check *check, struct guest *guest,
		   const struct fstab_entry *entry)
{
	const char *name = mount_name(guest->pool, entry);
	bool network = origin_of(entry) == NETWORK || fstab_has_option(entry, "_netdev");

	check_finding_as(check, network ? DEGRADED : UNBOOTABLE, "/etc/fstab",
			 entry->line, name, "%s (%s): %s", name, entry->type,
			 origin_of(entry) == NETWORK
				 ? "a share of another machine, and the boot waits for it"
				 : "a folder of the old machine's host, and the boot "
				   "needs it");
}

static void detect(struct check *check, struct guest *guest)
{
	const struct fstab *fstab = guest_fstab(guest, NULL);

	if (fstab->count == 0)
		check_not_applicable(check);
	for (size_t i = 0; i < fstab->count; i++)
		if (is_found(&fstab->entry[i]))
			report(check, guest, &fstab->entry[i]);
}

/* Whether the import would take the share out of fstab: none is mounted there. */
static bool is_left_out(const struct guest *guest)
{
	return guest->profile->foreign_fs == FOREIGN_FS_NOAUTO;
}

static struct bytes make_optional(struct guest *guest, struct bytes text,
				  const struct fstab_entry *entry)
{
	static const char *const options[] = { [HOST] = "noauto,nofail",
					       [KVM_HOST] = "nofail",
					       [NETWORK] = "_netdev,nofail" };
	enum origin origin = origin_of(entry);

	return fstab_add_options(guest->pool, text, entry,
				 origin == NETWORK && is_left_out(guest)
					 ? "_netdev,noauto"
					 : options[origin]);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct bytes text;
	const struct fstab *fstab = guest_fstab(guest, &text);
	bool comment = false, left_out = false;

	for (size_t i = fstab->count; i-- > 0;) {
		const struct fstab_entry *entry = &fstab->entry[i];

		if (!is_found(entry) ||
		    strcmp(mount_name(guest->pool, entry), finding->subject) != 0)
			continue;
		if (mount_is_own(entry->file))
			plan_refuse(plan,
				    "%s belongs to the system; bring its content onto "
				    "the disk, or take the line out",
				    entry->file);
		left_out = origin_of(entry) == NETWORK && is_left_out(guest);
		comment = guest->profile->missing_mount == MISSING_COMMENT &&
			  origin_of(entry) != NETWORK;
		text = comment ? text_comment_line(guest->pool, text, entry->span,
						   "# drydock: ")
			       : make_optional(guest, text, entry);
	}
	plan_note(plan, comment    ? "commented"
			: left_out ? "not mounted at boot any more"
				   : "optional now");
	plan_write(plan, "/etc/fstab", text);
}

const struct rule rule_fstab_foreign_fs = {
	.id = "fstab-foreign-fs",
	.title = "fstab mounts a folder of the old host, or a share of another machine",
	.why = "Shared folders of VMware, VirtualBox or Parallels are not on the new "
	       "machine, and the boot ends in the emergency shell; for a share that is "
	       "not reached from its network each start waits.",
	.see = "systemd.mount(5) on fstab, nofail and _netdev; AWS VM Import: \"Changes "
	       "to your VM\"",
	.severity = UNBOOTABLE,
	.stage = STAGE_MOUNTS,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
