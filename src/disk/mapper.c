/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/mapper.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/dm-ioctl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <unistd.h>

enum { PARAMETERS_MAX = 512, SECTOR = 512 };

/* A request with room for one target, its parameters or its answer. */
struct request {
	struct dm_ioctl head;
	struct dm_target_spec target;
	char text[PARAMETERS_MAX];
};

static int ask(struct request *request, unsigned long what)
{
	int fd = open("/dev/mapper/control", O_RDWR | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	err = ioctl(fd, what, request) < 0 ? -errno : 0;
	close(fd);
	return err;
}

static struct request request_of(const char *name)
{
	struct request request = {
		.head = { .version = { DM_VERSION_MAJOR, 0, 0 },
			  .data_size = sizeof(request),
			  .data_start = offsetof(struct request, target) },
	};

	(void)snprintf(request.head.name, sizeof(request.head.name), "%s", name);
	return request;
}

static int load(const char *name, const char *target, const char *parameters,
		uint64_t size)
{
	struct request request = request_of(name);

	if (strlen(parameters) >= sizeof(request.text))
		return -ENAMETOOLONG;
	request.head.target_count = 1;
	request.target.length = size / SECTOR;
	(void)snprintf(request.target.target_type, sizeof(request.target.target_type),
		       "%s", target);
	(void)snprintf(request.text, sizeof(request.text), "%s", parameters);
	return ask(&request, DM_TABLE_LOAD);
}

int mapper_make(const char *name, const char *target, const char *parameters,
		uint64_t size, unsigned *minor)
{
	struct request request = request_of(name);
	int err;

	/* Others tell by it that the device is not theirs: lvm(8) for one. */
	(void)snprintf(request.head.uuid, sizeof(request.head.uuid), "DRYDOCK-%s", name);
	err = ask(&request, DM_DEV_CREATE);
	if (err < 0)
		return err;
	*minor = minor((dev_t)request.head.dev);
	err = load(name, target, parameters, size);
	if (err == 0) {
		/* Without DM_SUSPEND_FLAG it resumes, with the table just loaded. */
		request = request_of(name);
		err = ask(&request, DM_DEV_SUSPEND);
	}
	if (err < 0)
		(void)mapper_remove(name);
	return err;
}

int mapper_remove(const char *name)
{
	struct request request = request_of(name);

	request.head.flags = DM_DEFERRED_REMOVE;
	return ask(&request, DM_DEV_REMOVE);
}

int mapper_status(const char *name, char *text, size_t size)
{
	struct request request = request_of(name);
	int err = ask(&request, DM_TABLE_STATUS);

	if (err == 0)
		(void)snprintf(text, size, "%.*s", (int)sizeof(request.text),
			       request.head.target_count ? request.text : "");
	return err;
}
