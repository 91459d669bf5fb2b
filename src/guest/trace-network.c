/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the network cards of the target get a name and an address. */
#include "guest/trace-internal.h"

#include <string.h>

#include "guest/nicnames.h"

enum { CARDS_SHOWN = 32 };

static const char *how(const struct nic *nic)
{
	if (nic->is_dhcp)
		return "takes its address by DHCP";
	return nic->is_static ? "has a fixed address" : "asks nobody for an IPv4 address";
}

/* Whether the name comes back and the address fits is for the rules: not clearly right
 * is unknown. */
static void add_card(struct guest *guest, struct trace *trace, const struct nic *nic,
		     enum nic_naming naming)
{
	bool named = nicname_can_exist(guest, naming, nic->name);
	bool addressed = nic->is_dhcp || guest->profile->network != NETWORK_DHCP;

	trace_add(trace->pool, &trace->common,
		  &(struct trace_link){
			  .stage = TRACE_NETWORK,
			  .state = named && addressed ? TRACE_HOLDS : TRACE_UNKNOWN,
			  .where = nic->path,
			  .line = nic->line,
			  .value = nic->name,
			  .subject = nic->name,
			  .text = named ? how(nic)
					: pool_printf(guest->pool,
						      "no card gets this name; %s",
						      how(nic)),
		  });
}

void trace_network(struct guest *guest, struct trace *trace)
{
	const struct nics nics = guest_nics(guest);
	enum nic_naming naming = guest_nic_naming(guest);
	size_t shown = 0;

	for (size_t i = 0; i < nics.count; i++) {
		/* Of one card the IPv6 stanza says nothing on how it is reached. */
		if (strcmp(nics.nic[i].family, "inet6") == 0)
			continue;
		if (shown++ == CARDS_SHOWN)
			break;
		add_card(guest, trace, &nics.nic[i], naming);
	}
	if (shown == 0 || shown > CARDS_SHOWN || nics.too_many || nics.unread)
		trace_add(trace->pool, &trace->common,
			  &(struct trace_link){
				  .stage = TRACE_NETWORK,
				  .state = TRACE_UNKNOWN,
				  .text = nics.unread ? nics.unread
					  : shown == 0
						  ? "no card is configured where it is "
						    "looked for"
						  : "more cards than are listed",
			  });
}
