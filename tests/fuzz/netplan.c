/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/netplan.h"
#include "fuzz.h"

enum { DEVICES = 8, NODES = 256 };

static void check_node(struct pool *pool, struct bytes text, const struct yamlnode *node,
		       size_t *left)
{
	if (*left == 0)
		return;
	--*left;
	fuzz_span(pool, text, node->span);
	fuzz_require(yamlnode_content(text, node) <= span_end(node->span));
	for (size_t i = 0; i < node->count; i++) {
		if (node->entry[i].key)
			check_node(pool, text, node->entry[i].key, left);
		check_node(pool, text, node->entry[i].value, left);
	}
}

/* What an edit gives is YAML, and the device is still there. */
static void check_edits(struct pool *pool, struct bytes text, size_t device,
			unsigned what)
{
	struct netplan *netplan = netplan_parse(pool, text);
	struct yamledit edit = { .doc = netplan->doc, .tag = "# drydock: " };
	struct netplan_device *d = &netplan->device[device];
	struct bytes done;

	if (what == 0) {
		netplan_drop_ipv4(&edit, d);
		yamledit_set(&edit, d->map, "dhcp4", "true");
	} else if (what == 1) {
		netplan_drop_ipv6(&edit, d);
		netplan_drop_mac(&edit, d);
	} else if (what == 2) {
		netplan_rename(&edit, netplan, d->id, "eth0");
	} else {
		netplan_match_any(&edit, d);
		yamledit_set(&edit, d->map, "optional", "true");
	}
	netplan_keep_definition(&edit, d);
	if (!yamledit_done(&edit, &done)) {
		fuzz_require(edit.why_not);
		return;
	}
	netplan = netplan_parse(pool, done);
	fuzz_require(!netplan->doc->problem);
	if (what == 0 && !netplan->problem && device < netplan->count)
		fuzz_require(netplan->device[device].dhcp4 == NETPLAN_TRUE &&
			     !netplan->device[device].gateway4);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size };
	struct netplan *netplan = netplan_parse(pool, text);
	size_t left = NODES;

	if (netplan->doc->root)
		check_node(pool, text, netplan->doc->root, &left);
	for (size_t i = 0; i < netplan->count && i < DEVICES; i++)
		for (unsigned what = 0; what < 4; what++)
			check_edits(pool, text, i, what);
	netplan_parse_cloud(pool, text);
	pool_free(pool);
	return 0;
}
