/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an error of the host side means for the user: the exit status.
 *
 * The one law: each errno has one meaning here, so that src/app need not know where it
 * came from.
 */
#pragma once

enum host_status {
	HOST_USAGE = 2,       /* what was asked for cannot be */
	HOST_NOT_LOOKED = 3,  /* could not look, or not a system disk */
	HOST_ENVIRONMENT = 4, /* this host, or drydock itself */
};

/*
 * ERR is the -errno of a function that takes a struct host_error:
 *
 *   2  ENOENT no such file, EEXIST the output exists, EISDIR, ENOTDIR, EINVAL other,
 *      EPERM a reference is refused, ENAMETOOLONG
 *   3  EMEDIUMTYPE not a disk image, ENODATA something is missing, EBADMSG damaged,
 * ENOKEY encrypted, EOPNOTSUPP a variant of a format that is not supported 4  everything
 * else: ENOPKG a program is missing, EBUSY in use, ENOSPC, EIO, EACCES
 */
enum host_status host_status(int err);
