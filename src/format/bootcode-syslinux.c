/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/bootcode.h"

/*
 * The installer writes where ldlinux.sys begins into two instructions of the boot sector
 * ("mov eax, low" and "mov edx, high" in core/diskstart.inc of SYSLINUX 4 and later), and
 * a mark into its last bytes (bsMagic there, LDLINUX_MAGIC).
 */
bool bootcode_syslinux(struct bytes sector, uint64_t *first)
{
	enum { MARK = 0x1f8, LOW = 2, NEXT = 6, HIGH = 8, LEN = 12 };
	static const uint32_t magic = 0x3eb202fe;

	if (sector.len < BOOTCODE_SECTOR || le32(sector.data + MARK) != magic)
		return false;
	for (size_t at = 0; at + LEN <= MARK; at++) {
		const unsigned char *code = sector.data + at;

		if (code[0] != 0x66 || code[1] != 0xb8 || code[NEXT] != 0x66 ||
		    code[NEXT + 1] != 0xba)
			continue;
		*first = le32(code + LOW) | (uint64_t)le32(code + HIGH) << 32;
		return true;
	}
	return false;
}
