/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { LOOP_TRIES = 16 }; /* others take loop devices too */

int loop_over(int fd, unsigned flags, unsigned block, char name[LOOP_NAME])
{
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC), err = -ENODEV;
	struct loop_config config = {
		.fd = (unsigned)fd,
		.block_size = block,
		.info = { .lo_flags = LO_FLAGS_AUTOCLEAR | flags },
	};

	if (control < 0)
		return -errno;
	for (int i = 0; i < LOOP_TRIES; i++) {
		char path[48];
		int number = ioctl(control, LOOP_CTL_GET_FREE), loop;

		(void)snprintf(name, LOOP_NAME, "loop%d", number);
		(void)snprintf(path, sizeof(path), "/dev/%s", name);
		loop = open(path, O_RDWR | O_CLOEXEC);
		err = -errno;
		if (loop >= 0 && ioctl(loop, LOOP_CONFIGURE, &config) == 0) {
			close(control);
			return loop;
		}
		if (loop >= 0) {
			err = -errno;
			close(loop);
		}
		if (err != -EBUSY)
			break;
	}
	close(control);
	return err;
}
