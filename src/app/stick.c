/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/stick.h"

#include <string.h>

#include "app/command.h"
#include "app/here-internal.h"
#include "guest/find.h"

bool stick_can(const struct volume *volume)
{
	static const char *const types[] = { "vfat", "ext2", "ext3", "ext4", "xfs" };

	if (!volume->type || volume->problem || !volume->disk)
		return false;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(volume->type, types[i]) == 0)
			return true;
	return false;
}

static const struct volume *volume_named(struct pool *pool, const struct probe *probe,
					 const char *name)
{
	for (size_t i = 0; i < probe->volume_count; i++)
		if (strcmp(volume_name(pool, &probe->volume[i]), name) == 0)
			return &probe->volume[i];
	return NULL;
}

int stick_mount(struct pool *pool, const char *name, enum mount_mode mode,
		struct stick *stick)
{
	const char *why = "there is no such volume";
	int status = here_separate(), err;

	if (status)
		return status;
	err = probe_machine(pool, &stick->probe);
	if (err < 0)
		return command_fail(STATUS_FAILED, "%s", strerror(-err));
	stick->volume = volume_named(pool, stick->probe, name);
	if (stick->volume &&
	    mount_volume(pool, stick->volume, STICK_DIR, mode, NULL, &why) == 0)
		return 0;
	probe_close(stick->probe);
	return command_fail(STATUS_FAILED, "%s: %s", name, why);
}

int stick_end(struct pool *pool, struct stick *stick, int status)
{
	if (mount_end(STICK_DIR) < 0 && !status)
		status = command_fail(STATUS_FAILED, "%s is still in use",
				      volume_name(pool, stick->volume));
	probe_close(stick->probe);
	return status;
}
