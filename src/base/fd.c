/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/fd.h"

#include <errno.h>
#include <unistd.h>

int fd_write(int fd, struct bytes data)
{
	while (data.len > 0) {
		ssize_t put = write(fd, data.data, data.len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -errno;
		data = bytes_slice(data, (size_t)put, SIZE_MAX);
	}
	return 0;
}
