/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/bootcode.h"

/* Offsets of GRUB Legacy's stage1/stage1.h, and where it loads what comes next. */
enum {
	STAGE1_MAJOR = 0x3e, /* of its interface; 3 since GRUB 0.90 */
	STAGE1_ADDRESS = 0x42,
	STAGE1_SECTOR = 0x44,
	MAJOR = 3,
	ADDRESS_STAGE15 = 0x2000,
	ADDRESS_STAGE2 = 0x8000,
};

bool bootcode_stage1(struct bytes sector, struct bootcode_stage1 *stage1)
{
	uint16_t address;

	if (sector.len < BOOTCODE_SECTOR || sector.data[STAGE1_MAJOR] != MAJOR)
		return false;
	address = le16(sector.data + STAGE1_ADDRESS);
	*stage1 = (struct bootcode_stage1){
		.starts_stage15 = address == ADDRESS_STAGE15,
		.sector = le32(sector.data + STAGE1_SECTOR),
	};
	return address == ADDRESS_STAGE15 || address == ADDRESS_STAGE2;
}
