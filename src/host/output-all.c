/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/output.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"

char *output_base(struct pool *pool, const char *image, const char *format)
{
	static const char *const endings[] = { ".gz",   ".xz",   ".zst",   ".ova",
					       ".raw",  ".img",  ".qcow2", ".qcow",
					       ".vmdk", ".vhdx", ".vhd",   ".vdi",
					       ".qed" };
	const struct export_format *known =
		export_format_named(format ? format : "qcow2");
	char *base = pool_strdup(pool, path_name(image));

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t len = strlen(base), end = strlen(endings[i]);

		if (len > end && strcasecmp(base + len - end, endings[i]) == 0)
			base[len - end] = '\0';
	}
	/* output_plan() refuses one that nobody knows. */
	return pool_printf(pool, "%s%s", base, known ? known->extension : "");
}

int output_plan_all(struct pool *pool, const char *dir, const char *format,
		    enum replace replace, const char *const *image,
		    struct output_job *job, size_t count, bool *made,
		    struct host_error *error)
{
	int err = 0;

	*made = mkdir(dir, 0777) == 0;
	if (!*made && errno != EEXIST)
		return host_fail(error, errno, "cannot make the directory '%s': %s", dir,
				 strerror(errno));
	for (size_t i = 0; !err && i < count; i++) {
		char *path = pool_printf(pool, "%s/%s", dir,
					 output_base(pool, image[i], format));

		err = output_plan(pool, path, format, replace, &job[i].output, error);
		for (size_t j = 0; !err && j < i; j++)
			if (strcmp(job[j].output.path, job[i].output.path) == 0)
				err = host_fail(error, EEXIST,
						"'%s' and '%s' would both become '%s'",
						image[j], image[i], path);
	}
	if (err && *made)
		(void)rmdir(dir);
	return err;
}
