/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DHCP seen on the wire: whether the guest itself asked for an address and was given one.
 *
 * The one law: what firmware asks for (PXEClient, HTTPClient, iPXE) is not the guest's.
 *
 * Formats: pcap-savefile(5) as QEMU's filter-dump writes it (little-endian, Ethernet),
 * RFC 2131 and 2132 (options 53 and 60), RFC 3004 (77), iPXE's option 175.
 */
#pragma once

#include <stdint.h>

#include "base/bytes.h"

#define DHCP_ASKED 16

struct dhcp_watch {
	uint8_t mac[6]; /* of the guest; set by the owner */

	unsigned packets;  /* that the guest sent, of any kind */
	unsigned asked;    /* DISCOVER and REQUEST by the guest's own client */
	unsigned firmware; /* the same by firmware */
	uint32_t xid[DHCP_ASKED];
	char address[16];   /* given to the guest by an ACK; "" until then */
	char speaks_as[16]; /* the address it uses in ARP; "" for none */
	enum { DHCP_HEADER, DHCP_PACKETS, DHCP_BROKEN } state;
};

/*
 * Take in the next bytes of the pcap file.  Returns how many were used; the rest begins a
 * packet that is not whole yet and is to be given again with what follows.
 */
size_t dhcp_feed(struct dhcp_watch *watch, struct bytes pcap);
