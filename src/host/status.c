/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/status.h"

#include <errno.h>

enum host_status host_status(int err)
{
	switch (-err) {
	case ENOENT:
	case EEXIST:
	case EISDIR:
	case ENOTDIR:
	case EINVAL:
	case EPERM:
	case ENAMETOOLONG:
		return HOST_USAGE;
	case EMEDIUMTYPE:
	case ENODATA:
	case EBADMSG:
	case ENOKEY:
	case EOPNOTSUPP:
		return HOST_NOT_LOOKED;
	default:
		return HOST_ENVIRONMENT;
	}
}
