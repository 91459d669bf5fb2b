/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/dhcp.h"

#include "test.h"

static const uint8_t guest[6] = { 0x52, 0x54, 0, 0x64, 0x72, 0x79 };
static const uint8_t other[6] = { 0x52, 0x55, 10, 0, 2, 2 };

enum { BOOTP = 14 + 20 + 8, DISCOVER = 1, OFFER = 2, REQUEST = 3, ACK = 5 };

static void put_be16(unsigned char *p, size_t value)
{
	p[0] = (unsigned char)(value >> 8);
	p[1] = (unsigned char)value;
}

static void add_packet(struct buf *pcap, struct bytes frame)
{
	unsigned char header[16] = { 0 };

	put_le32(header + 8, (uint32_t)frame.len);
	put_le32(header + 12, (uint32_t)frame.len);
	buf_add(pcap, (struct bytes){ header, sizeof(header) });
	buf_add(pcap, frame);
}

static void add_header(struct buf *pcap)
{
	unsigned char header[24] = { 0 };

	put_le32(header, 0xa1b2c3d4);
	put_le32(header + 20, 1);
	buf_add(pcap, (struct bytes){ header, sizeof(header) });
}

static struct buf new_pcap(struct pool *pool)
{
	struct buf pcap = { .pool = pool };

	add_header(&pcap);
	return pcap;
}

/* A DHCP message with OPTIONS, the text of further options, after its type. */
static void add_dhcp(struct buf *pcap, unsigned type, uint32_t xid, const char *options)
{
	unsigned char frame[600] = { 0 };
	unsigned char *ip = frame + 14, *bootp = frame + BOOTP;
	unsigned char *at = bootp + 240;
	int is_reply = type == OFFER || type == ACK;
	size_t len;

	memcpy(frame + 6, is_reply ? other : guest, 6);
	put_be16(frame + 12, 0x0800);
	ip[0] = 0x45;
	ip[9] = 17;
	put_be16(ip + 20, is_reply ? 67 : 68);
	put_be16(ip + 22, is_reply ? 68 : 67);
	bootp[0] = is_reply ? 2 : 1;
	put_le32(bootp + 4, xid);
	memcpy(bootp + 16, "\x0a\0\x02\x0f", 4);
	memcpy(bootp + 28, guest, 6);
	memcpy(bootp + 236, "\x63\x82\x53\x63", 4);
	*at++ = 53;
	*at++ = 1;
	*at++ = (unsigned char)type;
	memcpy(at, options, strlen(options));
	at += strlen(options);
	*at++ = 255;
	len = (size_t)(at - frame);
	put_be16(ip + 2, len - 14);
	add_packet(pcap, (struct bytes){ frame, len });
}

static struct dhcp_watch watched(const struct buf *pcap)
{
	struct dhcp_watch watch = { 0 };

	memcpy(watch.mac, guest, 6);
	EXPECT_INT(dhcp_feed(&watch, buf_bytes(pcap)), pcap->len);
	return watch;
}

static void sees_the_guest_ask(void)
{
	struct pool *pool = pool_new();
	struct buf pcap = new_pcap(pool);
	struct dhcp_watch watch;

	add_dhcp(&pcap, DISCOVER, 7, "");
	add_dhcp(&pcap, OFFER, 7, "");
	watch = watched(&pcap);
	EXPECT_INT(watch.asked, 1);
	EXPECT_STR(watch.address, "");
	add_dhcp(&pcap, REQUEST, 7, "");
	add_dhcp(&pcap, ACK, 8, "");
	EXPECT_STR(watched(&pcap).address, "");
	add_dhcp(&pcap, ACK, 7, "");
	watch = watched(&pcap);
	EXPECT_STR(watch.address, "10.0.2.15");
	EXPECT_INT(watch.asked, 2);
	EXPECT_INT(watch.packets, 2);
	pool_free(pool);
}

static void expect_firmware(const char *options)
{
	struct pool *pool = pool_new();
	struct buf pcap = new_pcap(pool);
	struct dhcp_watch watch;

	add_dhcp(&pcap, DISCOVER, 7, options);
	add_dhcp(&pcap, REQUEST, 7, options);
	add_dhcp(&pcap, ACK, 7, "");
	watch = watched(&pcap);
	EXPECT_INT(watch.asked, 0);
	EXPECT_INT(watch.firmware, 2);
	EXPECT_STR(watch.address, "");
	pool_free(pool);
}

static void is_not_fooled_by_firmware(void)
{
	expect_firmware("\x3c\x20PXEClient:Arch:00007:UNDI:003016");
	expect_firmware("\x3c\x0aHTTPClient");
	expect_firmware("\x4d\x04iPXE");
	expect_firmware("\xaf\x03\x01\x01\x01");
}

static void takes_other_clients_for_guests(void)
{
	struct pool *pool = pool_new();
	struct buf pcap = new_pcap(pool);

	add_dhcp(&pcap, REQUEST, 9, "\x3c\x0cudhcp 1.35.0");
	add_dhcp(&pcap, ACK, 9, "");
	EXPECT_STR(watched(&pcap).address, "10.0.2.15");
	pool_free(pool);
}

static void hears_arp(void)
{
	struct pool *pool = pool_new();
	struct buf pcap = new_pcap(pool);
	unsigned char frame[42] = {
		[12] = 8, [13] = 6, [15] = 1,   [16] = 8,   [18] = 6,
		[19] = 4, [21] = 1, [28] = 192, [29] = 168, [31] = 5
	};

	memcpy(frame + 6, guest, 6);
	memcpy(frame + 22, guest, 6);
	add_packet(&pcap, (struct bytes){ frame, sizeof(frame) });
	EXPECT_STR(watched(&pcap).speaks_as, "192.168.0.5");
	pool_free(pool);
}

/* However the file is cut, and whatever byte of it is wrong, nothing is read past its end
 * (the sanitizers watch), and in parts it gives the same as at once. */
static void survives_any_cut_and_damage(void)
{
	struct pool *pool = pool_new();
	struct buf pcap = new_pcap(pool);
	struct dhcp_watch watch = { 0 };
	size_t from = 0;

	add_dhcp(&pcap, REQUEST, 9, "\x3c\x0cudhcp 1.35.0");
	add_dhcp(&pcap, ACK, 9, "");
	memcpy(watch.mac, guest, 6);
	for (size_t to = 0; to <= pcap.len; to++) {
		struct bytes part = bytes_slice(buf_bytes(&pcap), from, to - from);

		from += dhcp_feed(&watch, bytes_copy(pool, part));
	}
	EXPECT_INT(from, pcap.len);
	EXPECT_STR(watch.address, "10.0.2.15");
	for (size_t i = 0; i < pcap.len; i++) {
		struct bytes copy = bytes_copy(pool, buf_bytes(&pcap));

		memset(&watch, 0, sizeof(watch));
		memcpy(watch.mac, guest, 6);
		((unsigned char *)copy.data)[i] ^= 0xff;
		EXPECT(dhcp_feed(&watch, copy) <= copy.len);
	}
	pool_free(pool);
}

static void refuses_other_files(void)
{
	struct dhcp_watch watch = { 0 };

	EXPECT_INT(dhcp_feed(&watch, bytes_of("this is no capture of anything")), 30);
	EXPECT_INT(watch.state, DHCP_BROKEN);
	EXPECT_INT(dhcp_feed(&watch, bytes_of("more")), 4);
}

const struct test tests[] = {
	{ "sees the guest ask", sees_the_guest_ask },
	{ "is not fooled by firmware", is_not_fooled_by_firmware },
	{ "takes other clients for guests", takes_other_clients_for_guests },
	{ "hears ARP", hears_arp },
	{ "survives any cut and damage", survives_any_cut_and_damage },
	{ "refuses other files", refuses_other_files },
	{ 0 },
};
