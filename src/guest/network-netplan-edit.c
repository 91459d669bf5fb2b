/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/network-netplan.h"

#include <string.h>

/* What an editor does to the definition of one file; FIRST: that of the nic's path. */
typedef void change_fn(struct yamledit *yaml, struct netplan_device *device,
		       bool is_first);

/* A bond or the like that is defined by the same lines, through an alias, or NULL. */
static const char *other_user(const struct netplan *netplan,
			      const struct netplan_device *device)
{
	for (size_t i = 0; i < netplan->count; i++)
		if (netplan->device[i].map == device->map &&
		    netplan->device[i].kind != NETPLAN_ETHERNET)
			return netplan->device[i].id;
	return NULL;
}

static struct yamledit start(const struct netplan_file *file)
{
	return (struct yamledit){ .doc = file->netplan->doc, .tag = NIC_TAG };
}

static void finish(struct nic_edit *edit, const struct netplan_file *file,
		   struct yamledit *yaml)
{
	struct bytes text;

	if (yamledit_done(yaml, &text))
		nic_edit_write(edit, file->target, bytes_copy(edit->guest->pool, text));
	else
		edit->why_not = pool_printf(edit->guest->pool, "%s: %s", file->path,
					    yaml->why_not);
}

/* The definition ID of FILE where it may be edited, or NULL. */
static struct netplan_device *own_device(struct nic_edit *edit,
					 const struct netplan_file *file, const char *id)
{
	struct netplan_device *device = netplan_device(file->netplan, id);
	const char *other = device ? other_user(file->netplan, device) : NULL;

	if (edit->why_not || !other)
		return edit->why_not ? NULL : device;
	edit->why_not =
		pool_printf(edit->guest->pool, "%s: %s is defined by the same lines",
			    file->path, other);
	return NULL;
}

static void change_one(struct nic_edit *edit, const struct nic *nic,
		       const struct netplan_file *file, const char *id, change_fn *change)
{
	struct netplan_device *device = own_device(edit, file, id);
	struct yamledit yaml = start(file);

	if (!device)
		return;
	change(&yaml, device, strcmp(file->path, nic->path) == 0);
	netplan_keep_definition(&yaml, device);
	finish(edit, file, &yaml);
}

/* All files that define ID, by CHANGE. */
static void change_all(struct nic_edit *edit, const struct nic *nic, const char *id,
		       change_fn *change)
{
	struct pool *scratch = pool_new();
	struct netplan_files *files =
		netplan_files(scratch, edit->guest, nic->source, edit);

	for (size_t i = 0; id && i < files->count; i++)
		change_one(edit, nic, &files->file[i], id, change);
	if (!id)
		edit->why_not = "the definition cannot be read again";
	pool_free(scratch);
}

/* A later file may say "dhcp4: no". */
static void to_dhcp(struct yamledit *yaml, struct netplan_device *device, bool is_first)
{
	netplan_drop_ipv4(yaml, device);
	if (is_first || device->dhcp4 != NETPLAN_UNSET)
		yamledit_set(yaml, device->map, "dhcp4", "true");
}

void netplan_make_dhcp(struct nic_edit *edit, const struct nic *nic)
{
	change_all(edit, nic, netplan_id(edit->guest, nic), to_dhcp);
}

static void to_optional(struct yamledit *yaml, struct netplan_device *device,
			bool is_first)
{
	if (is_first || device->optional != NETPLAN_UNSET)
		yamledit_set(yaml, device->map, "optional", "true");
}

void netplan_make_optional(struct nic_edit *edit, const struct nic *nic)
{
	change_all(edit, nic, netplan_id(edit->guest, nic), to_optional);
}

static void without_ipv6(struct yamledit *yaml, struct netplan_device *device,
			 bool is_first)
{
	(void)is_first;
	netplan_drop_ipv6(yaml, device);
}

void netplan_forget_ipv6(struct nic_edit *edit, const struct nic *nic)
{
	change_all(edit, nic, netplan_id(edit->guest, nic), without_ipv6);
}

/* Whether another definition has its MTU by an alias of this one's, or this of its. */
static bool shares_mtu(const struct netplan *netplan, const struct netplan_device *device)
{
	const struct yamlnode *mtu = yamlnode_get(device->map, "mtu");

	for (size_t i = 0; i < netplan->count; i++)
		if (netplan->device[i].map != device->map &&
		    yamlnode_get(netplan->device[i].map, "mtu") == mtu)
			return true;
	return false;
}

void netplan_lower_mtu(struct nic_edit *edit, const struct nic *nic, unsigned mtu)
{
	const char *id = netplan_id(edit->guest, nic);
	const char *value = pool_printf(edit->guest->pool, "%u", mtu);
	struct pool *scratch = pool_new();
	struct netplan_files *files =
		netplan_files(scratch, edit->guest, nic->source, edit);

	for (size_t i = 0; id && i < files->count; i++) {
		struct netplan_device *device = own_device(edit, &files->file[i], id);
		struct yamledit yaml = start(&files->file[i]);

		if (!device || nic_mtu(device->mtu) <= mtu)
			continue;
		if (shares_mtu(files->file[i].netplan, device)) {
			edit->why_not = "another definition has the same MTU by an alias";
			break;
		}
		yamledit_set(&yaml, device->map, "mtu", value);
		finish(edit, &files->file[i], &yaml);
	}
	if (!id)
		edit->why_not = "the definition cannot be read again";
	pool_free(scratch);
}

static void to_any_card(struct yamledit *yaml, struct netplan_device *device,
			bool is_first)
{
	if (is_first || yamlnode_get(device->map, "match"))
		netplan_match_any(yaml, device);
	else
		netplan_drop_mac(yaml, device);
}

void netplan_match_card(struct nic_edit *edit, const struct nic *nic)
{
	change_all(edit, nic, netplan_id(edit->guest, nic), to_any_card);
}

static void without_mac(struct yamledit *yaml, struct netplan_device *device,
			bool is_first)
{
	(void)is_first;
	netplan_drop_mac(yaml, device);
}

static void rename_in(struct nic_edit *edit, const struct nic_source *source,
		      const char *old_name, const char *new_name)
{
	struct pool *scratch = pool_new();
	struct netplan_files *files = netplan_files(scratch, edit->guest, source, edit);

	for (size_t i = 0; i < files->count && !edit->why_not; i++) {
		struct netplan *netplan = files->file[i].netplan;
		struct netplan_device *device = netplan_device(netplan, old_name);
		struct yamledit yaml = start(&files->file[i]);

		/* By a driver of the old machine no card is found. */
		if (device && device->match_driver && !device->match_name &&
		    !device->match_mac)
			yamledit_remove_key(&yaml, device->map, "match");
		netplan_rename(&yaml, netplan, old_name, new_name);
		finish(edit, &files->file[i], &yaml);
	}
	pool_free(scratch);
}

/* No bond or bridge knows the card by another name than the one it is defined by. */
void netplan_forget_mac(struct nic_edit *edit, const struct nic *nic)
{
	const char *id = netplan_id(edit->guest, nic);

	change_all(edit, nic, id, without_mac);
	if (id && !edit->why_not && strcmp(id, nic->name) != 0)
		rename_in(edit, nic->source, id, nic->name);
}

void netplan_rename_card(struct nic_edit *edit, const char *old_name,
			 const char *new_name)
{
	rename_in(edit, &nic_netplan, old_name, new_name);
}

void cloud_rename_card(struct nic_edit *edit, const char *old_name, const char *new_name)
{
	rename_in(edit, &nic_cloud_init, old_name, new_name);
}
