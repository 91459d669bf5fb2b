/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Big-endian numbers of the qcow2 and VHD headers.
 *
 * The one law: the caller has checked that the bytes are there.
 */
#pragma once

#include <endian.h>
#include <stdint.h>
#include <string.h>

static inline uint32_t be32(const void *p)
{
	uint32_t value;

	memcpy(&value, p, sizeof(value));
	return be32toh(value);
}

static inline uint64_t be64(const void *p)
{
	uint64_t value;

	memcpy(&value, p, sizeof(value));
	return be64toh(value);
}
