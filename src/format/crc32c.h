/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The checksum CRC-32C (Castagnoli; RFC 3720, appendix B.4), as XFS and btrfs use it.
 *
 * Its one law: the same bytes give the same sum, in one piece or in several.
 */
#pragma once

#include "base/bytes.h"

/* The sum of what CRC is the sum of, 0 of nothing, and DATA behind it. */
uint32_t crc32c(uint32_t crc, struct bytes data);
