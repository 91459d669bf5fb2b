/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/dhcp.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
	PCAP_HEADER = 24,
	PCAP_PACKET = 16,
	PACKET_MAX = 1 << 18,
	ETHERNET = 14,
	ARP_LENGTH = 28,
	UDP_HEADER = 8,
	BOOTP_OPTIONS = 240, /* the magic cookie included */
};

static unsigned be(struct bytes b, size_t offset, size_t len)
{
	unsigned value = 0;

	for (size_t i = 0; i < len; i++)
		value = value << 8 | b.data[offset + i];
	return value;
}

static void print_address(char text[16], const unsigned char *ip)
{
	(void)snprintf(text, 16, "%u.%u.%u.%u", ip[0], ip[1], ip[2], ip[3]);
}

/* What option CODE holds; nothing where it is not there.  The first one counts. */
static struct bytes option(struct bytes bootp, unsigned code)
{
	size_t at = BOOTP_OPTIONS;

	while (at < bootp.len && bootp.data[at] != 255) {
		size_t len;

		if (bootp.data[at] == 0) {
			at++;
			continue;
		}
		if (at + 2 > bootp.len)
			break;
		len = bootp.data[at + 1];
		if (len > bootp.len - at - 2)
			break;
		if (bootp.data[at] == code)
			return bytes_slice(bootp, at + 2, len);
		at += 2 + len;
	}
	return (struct bytes){ NULL, 0 };
}

static bool is_firmware(struct bytes bootp)
{
	struct bytes vendor = option(bootp, 60);

	return bytes_starts(vendor, "PXEClient") || bytes_starts(vendor, "HTTPClient") ||
	       bytes_find(option(bootp, 77), bytes_of("iPXE"), 0) >= 0 ||
	       option(bootp, 175).len > 0;
}

static bool has_asked(const struct dhcp_watch *watch, uint32_t xid)
{
	unsigned kept = watch->asked < DHCP_ASKED ? watch->asked : DHCP_ASKED;

	for (unsigned i = 0; i < kept; i++)
		if (watch->xid[i] == xid)
			return true;
	return false;
}

static void take_bootp(struct dhcp_watch *watch, struct bytes bootp)
{
	enum { REQUEST = 1, REPLY = 2, DISCOVER = 1, ASK = 3, ACK = 5 };
	struct bytes type;
	uint32_t xid;

	if (bootp.len < BOOTP_OPTIONS || be(bootp, 236, 4) != 0x63825363 ||
	    memcmp(bootp.data + 28, watch->mac, 6) != 0)
		return;
	type = option(bootp, 53);
	if (type.len != 1)
		return;
	xid = be(bootp, 4, 4);
	if (bootp.data[0] == REQUEST &&
	    (type.data[0] == DISCOVER || type.data[0] == ASK)) {
		if (is_firmware(bootp))
			watch->firmware++;
		else
			watch->xid[watch->asked++ % DHCP_ASKED] = xid;
	}
	if (bootp.data[0] == REPLY && type.data[0] == ACK && has_asked(watch, xid))
		print_address(watch->address, bootp.data + 16);
}

static void take_ip(struct dhcp_watch *watch, struct bytes ip)
{
	size_t header, total;
	unsigned from, to;

	if (ip.len < 20 || ip.data[0] >> 4 != 4)
		return;
	header = (size_t)(ip.data[0] & 15) * 4;
	total = be(ip, 2, 2);
	/* UDP, and not the later part of a datagram in fragments. */
	if (header < 20 || total > ip.len || total < header + UDP_HEADER ||
	    ip.data[9] != 17 || (be(ip, 6, 2) & 0x1fff) != 0)
		return;
	from = be(ip, header, 2);
	to = be(ip, header + 2, 2);
	if ((from == 68 && to == 67) || (from == 67 && to == 68))
		take_bootp(watch, bytes_slice(ip, header + UDP_HEADER,
					      total - header - UDP_HEADER));
}

/* RFC 826; the sender's address is 0 while a client still looks whether one is free. */
static void take_arp(struct dhcp_watch *watch, struct bytes arp)
{
	if (arp.len < ARP_LENGTH || be(arp, 0, 4) != 0x00010800 ||
	    memcmp(arp.data + 8, watch->mac, 6) != 0 || be(arp, 14, 4) == 0)
		return;
	print_address(watch->speaks_as, arp.data + 14);
}

static void take_frame(struct dhcp_watch *watch, struct bytes frame)
{
	if (frame.len < ETHERNET)
		return;
	if (memcmp(frame.data + 6, watch->mac, 6) == 0)
		watch->packets++;
	if (be(frame, 12, 2) == 0x0800)
		take_ip(watch, bytes_slice(frame, ETHERNET, frame.len));
	else if (be(frame, 12, 2) == 0x0806)
		take_arp(watch, bytes_slice(frame, ETHERNET, frame.len));
}

static size_t take_header(struct dhcp_watch *watch, struct bytes pcap)
{
	if (pcap.len < PCAP_HEADER)
		return 0;
	watch->state = le32(pcap.data) == 0xa1b2c3d4 && le32(pcap.data + 20) == 1
			       ? DHCP_PACKETS
			       : DHCP_BROKEN;
	return PCAP_HEADER;
}

size_t dhcp_feed(struct dhcp_watch *watch, struct bytes pcap)
{
	size_t used = 0;

	if (watch->state == DHCP_HEADER)
		used = take_header(watch, pcap);
	while (watch->state == DHCP_PACKETS && pcap.len - used >= PCAP_PACKET) {
		size_t len = le32(pcap.data + used + 8);

		if (len > PACKET_MAX) {
			watch->state = DHCP_BROKEN;
			break;
		}
		if (len > pcap.len - used - PCAP_PACKET)
			break;
		take_frame(watch, bytes_slice(pcap, used + PCAP_PACKET, len));
		used += PCAP_PACKET + len;
	}
	return watch->state == DHCP_BROKEN ? pcap.len : used;
}
