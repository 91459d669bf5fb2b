/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/patient.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "app/guesttools.h"
#include "disk/fstools.h"
#include "engine/apply.h"
#include "guest/hibernation.h"
#include "guest/initrd.h"
#include "tree/dir.h"

#define ROOT    "/run/drydock/root"
#define SCRATCH "/run/drydock/scratch"

enum { NOT_A_SYSTEM = 3, FAILED = 4 };

static int fail(struct patient *patient, int status, const char *why)
{
	patient->why = why;
	return status;
}

/* Why there is no system here: the first volume with a problem says more than "none". */
static const char *why_none(struct patient *patient)
{
	struct probe *probe = patient->probe;
	struct strs seen = { .pool = patient->pool };

	for (size_t i = 0; i < probe->disk_count; i++)
		if (probe->disk[i]->table && probe->disk[i]->table->problem)
			strs_addf(&seen, "%s: %s", probe->disk[i]->name,
				  probe->disk[i]->table->problem);
	for (size_t i = 0; i < probe->volume_count; i++) {
		const struct volume *volume = &probe->volume[i];
		const char *name = volume_name(patient->pool, volume);

		if (volume->problem)
			strs_addf(&seen, "%s (%s): %s", name,
				  volume->type ? volume->type : "unknown",
				  volume->problem);
		else if (volume->type)
			strs_addf(&seen, "%s: %s", name, volume->type);
	}
	if (seen.count == 0)
		return "no system found: no file system on the disk";
	return pool_printf(patient->pool, "no system found (%s)", strs_join(&seen, "; "));
}

static bool is_wanted(struct patient *patient, const struct system *system)
{
	const struct volume *root = system->root;
	const char *wanted = patient->wanted_root;

	if (strncmp(wanted, "UUID=", 5) == 0)
		return root->uuid && strcmp(root->uuid, wanted + 5) == 0;
	return strcmp(system_place(patient->pool, system), wanted) == 0 ||
	       strcmp(volume_name(patient->pool, root), wanted) == 0;
}

/* A volume that may hold a system too, but could not be looked at. */
static const struct volume *unreadable(const struct probe *probe)
{
	for (size_t i = 0; i < probe->volume_count; i++)
		if (probe->volume[i].problem && mount_can(probe->volume[i].type) &&
		    strcmp(probe->volume[i].type, "vfat") != 0)
			return &probe->volume[i];
	return NULL;
}

/* The only system that was found, where nothing else on the disks may be one. */
static int choose_only(struct patient *patient, const struct system *system)
{
	const struct volume *other = unreadable(patient->probe);

	patient->system = *system;
	if (!other)
		return 0;
	return fail(
		patient, NOT_A_SYSTEM,
		pool_printf(
			patient->pool,
			"%s (%s) may hold a system and is %s; choose with --root: %s: %s",
			volume_name(patient->pool, other), other->type, other->problem,
			system_place(patient->pool, system), system->name));
}

static int choose(struct patient *patient, const struct systems *found)
{
	struct strs list = { .pool = patient->pool };

	for (size_t i = 0; i < found->count; i++) {
		const struct system *system = &found->system[i];

		strs_addf(&list, "%s: %s", system_place(patient->pool, system),
			  system->name);
		if (patient->wanted_root && is_wanted(patient, system)) {
			patient->system = *system;
			return 0;
		}
	}
	if (found->count == 0)
		return fail(patient, NOT_A_SYSTEM, why_none(patient));
	if (patient->wanted_root)
		return fail(patient, NOT_A_SYSTEM,
			    pool_printf(patient->pool,
					"no system at \"%s\"; there are: %s",
					patient->wanted_root, strs_join(&list, "; ")));
	if (found->count > 1)
		return fail(patient, NOT_A_SYSTEM,
			    pool_printf(patient->pool,
					"%zu systems found; choose one with --root: %s",
					found->count, strs_join(&list, "; ")));
	return choose_only(patient, &found->system[0]);
}

/* The static shell of the appliance; empty where there is none. */
static struct bytes own_busybox(struct pool *pool)
{
	enum { ROOM = 4 << 20 };
	unsigned char *data = pool_alloc(pool, ROOM);
	int fd = open("/bin/busybox", O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, data, ROOM);

	if (fd >= 0)
		(void)close(fd);
	return (struct bytes){ data, got > 0 ? (size_t)got : 0 };
}

/* A snapshot of the root is no other system. */
static void note_others(struct patient *patient, const struct systems *found)
{
	struct other_system *other =
		pool_alloc(patient->pool, (found->count + 1) * sizeof(*other));
	size_t count = 0;

	for (size_t i = 0; i < found->count; i++)
		if (found->system[i].root != patient->system.root)
			other[count++] = (struct other_system){ found->system[i].root,
								found->system[i].name };
	patient->guest.other = other;
	patient->guest.other_count = count;
}

static int open_root(struct patient *patient, const struct systems *found)
{
	int err = dir_open(patient->pool, ROOT, &patient->tree);

	if (err < 0)
		return fail(patient, FAILED, strerror(-err));
	patient->guest = (struct guest){
		.pool = patient->pool,
		.tree = patient->tree,
		.profile = patient->profile,
		.disk = patient->probe->disk,
		.disk_count = patient->probe->disk_count,
		.volume = patient->probe->volume,
		.volume_count = patient->probe->volume_count,
		.volumes_known = true,
		.busybox = own_busybox(patient->pool),
	};
	note_others(patient, found);
	return 0;
}

static int probe(struct patient *patient)
{
	if (!patient->devices)
		return probe_machine(patient->pool, &patient->probe);
	patient->probe = probe_devices(patient->pool, patient->device, patient->devices);
	return 0;
}

static bool is_selected(const struct patient *patient, const char *id)
{
	const struct selection *selection = patient->selection;

	return !selection ||
	       ((selection->only.count == 0 || strs_has(&selection->only, id)) &&
		!strs_has(&selection->skip, id));
}

/* What no rule would report is not done. */
static void run_tools(struct patient *patient)
{
	const struct strs none = { 0 };
	bool features = is_selected(patient, "fs-ext4-features");
	unsigned work = FSTOOLS_SUSPECTS;

	if (patient->check_filesystems || patient->repair_filesystems)
		work |= FSTOOLS_LOOK;
	if (patient->repair_filesystems)
		work |= FSTOOLS_REPAIR;
	if (is_selected(patient, "fs-integrity"))
		fstools_run(patient->probe, work,
			    features ? &patient->profile->fs_features_refused : &none,
			    SCRATCH);
}

int patient_open(struct patient *patient, enum mount_mode mode)
{
	struct systems found;
	int err = probe(patient), status;

	if (err < 0)
		return fail(patient, FAILED, strerror(-err));
	stack_assemble(patient->probe, patient->key);
	hibernation_look(patient->probe, SCRATCH);
	if (probe_hibernated(patient->probe))
		mode = MOUNT_READ_ONLY;
	else
		run_tools(patient);
	found = systems_find(patient->probe, SCRATCH);
	status = choose(patient, &found);
	if (status)
		return status;
	if (system_mount(patient->probe, &patient->system, ROOT, mode, &patient->why) < 0)
		return FAILED;
	return open_root(patient, &found);
}

bool patient_is_degraded(struct patient *patient)
{
	const struct probe *probe = patient->probe;
	size_t lacking;

	for (size_t i = 0; i < probe->volume_count; i++) {
		if (!probe->volume[i].mountpoint ||
		    !stack_is_degraded(probe->volume, probe->volume_count, i, &lacking))
			continue;
		patient->why = pool_printf(
			patient->pool,
			"the array %s lacks a member: give its disk too, or have the "
			"others written alone with --degraded",
			volume_name(patient->pool, &probe->volume[lacking]));
		return true;
	}
	return false;
}

int patient_refuse_asleep(struct patient *patient)
{
	const char *where = guest_hibernated(&patient->guest);

	if (!where)
		return 0;
	return fail(patient, NOT_A_SYSTEM,
		    pool_printf(patient->pool,
				"the system is hibernated (%s holds its memory); start "
				"it on its old machine and shut it down first",
				where));
}

static int unmount(struct patient *patient)
{
	if (patient->tree)
		dir_close(patient->tree);
	patient->tree = NULL;
	return system_unmount(patient->probe, ROOT);
}

/* Take down what was stacked, too: an array or a thin pool writes its last then. */
static int end_stack(struct patient *patient)
{
	int err = stack_end(patient->probe);

	probe_close(patient->probe);
	patient->probe = NULL;
	sync();
	return err;
}

int patient_close(struct patient *patient)
{
	int err, ended;

	if (!patient->probe)
		return 0;
	err = unmount(patient);
	ended = end_stack(patient);
	return err ? err : ended;
}

/* A damaged or hostile table can lay a swap area over something else. */
static bool is_alone(const struct probe *probe, const struct volume *swap)
{
	for (size_t i = 0; i < probe->volume_count; i++) {
		const struct volume *other = &probe->volume[i];

		if (other != swap && swap->disk && other->disk == swap->disk &&
		    other->start < swap->start + swap->size &&
		    swap->start < other->start + other->size)
			return false;
	}
	return true;
}

/* Give free blocks of its file systems and the bodies of swap back to the layer. */
static void trim(struct patient *patient)
{
	const struct probe *probe = patient->probe;

	for (size_t i = 0; i < probe->volume_count; i++) {
		const struct volume *volume = &probe->volume[i];

		if (volume->mountpoint)
			(void)mount_trim(pool_printf(patient->pool, "%s%s", ROOT,
						     volume->mountpoint));
		else if (volume->type && strcmp(volume->type, "swap") == 0 &&
			 is_alone(probe, volume))
			(void)swap_discard(volume);
	}
}

/* The files and findings of the layer, mounted afresh, are those that were planned. */
static int look_again(struct patient *patient, const struct plan *plan,
		      const struct edit *const *edits, size_t count)
{
	const char *difference;
	int status;

	if (end_stack(patient) < 0)
		return fail(patient, FAILED, "the written result cannot be taken down");
	status = patient_open(patient, MOUNT_WRITABLE);
	if (status)
		return status;
	difference = apply_differs(patient->tree, edits, count);
	if (!difference)
		difference = plan_differs(plan, plan_look_again(plan, &patient->guest));
	if (difference)
		return fail(patient, FAILED,
			    pool_printf(patient->pool,
					"the written result is not what was planned: %s",
					difference));
	return 0;
}

/* Nothing is written to the layer's file systems after this. */
static int settle(struct patient *patient)
{
	trim(patient);
	if (unmount(patient) < 0)
		return fail(patient, FAILED, "the written result cannot be unmounted");
	return 0;
}

int patient_apply(struct patient *patient, const struct plan *plan)
{
	size_t count;
	const struct edit *const *edits = plan_edits(plan, &count);

	if (apply_files(patient->pool, dir_fd(patient->tree), edits, count,
			&patient->why) < 0 ||
	    settle(patient) ||
	    apply_blocks(patient->pool, plan->block, plan->block_count, &patient->why) <
		    0)
		return FAILED;
	return look_again(patient, plan, edits, count);
}

static const struct edit *edit_of(struct patient *patient, const char *path,
				  const struct edit *const *edit, size_t count)
{
	char *real;

	for (size_t i = 0; i < count; i++)
		if (tree_resolve(patient->tree, path, &real) == 0 &&
		    strcmp(edit[i]->path, real) == 0)
			return edit[i];
	return NULL;
}

/* One image, by the generator that once made it; RAN gets the command. */
static int rebuild(struct patient *patient, const struct boot_image *image,
		   struct strs *ran)
{
	struct guest *guest = &patient->guest;
	const struct initramfs *archive;
	const char *const *command = NULL;
	enum generator generator = GENERATOR_UNKNOWN;

	if (guest_initramfs(guest, image->path, &archive) == 0)
		generator = generator_of(archive);
	if (image->version)
		command =
			guesttools_command(guest, generator, image->path, image->version);
	if (!command)
		return fail(patient, FAILED,
			    pool_printf(patient->pool,
					"%s: %s, which made it, is not in the guest",
					image->path, generator_name(generator)));
	strs_add(ran, strs_join(&(struct strs){ .pool = patient->pool,
						.item = (const char **)(uintptr_t)command,
						.count = guesttools_words(command) },
				" "));
	return guesttools_run(patient->pool, ROOT, command, &patient->why) < 0 ? FAILED
									       : 0;
}

int patient_rebuild(struct patient *patient, const struct plan *plan, struct strs *ran)
{
	size_t edit_count, image_count, kept = 0;
	const struct edit *const *edit = plan_edits(plan, &edit_count);
	const struct boot_image *image = guest_boot_images(&patient->guest, &image_count);
	const struct edit **keep = pool_alloc(patient->pool, edit_count * sizeof(*keep));
	struct strs rebuilt = { .pool = patient->pool };
	int status = 0;

	for (size_t i = 0; i < image_count && !status; i++) {
		const struct edit *of = edit_of(patient, image[i].path, edit, edit_count);

		if (!of)
			continue;
		strs_add(&rebuilt, of->path);
		status = rebuild(patient, &image[i], ran);
	}
	for (size_t i = 0; i < edit_count; i++)
		if (!strs_has(&rebuilt, edit[i]->path))
			keep[kept++] = edit[i];
	if (!status && rebuilt.count)
		status = settle(patient);
	if (!status && rebuilt.count)
		status = look_again(patient, plan, keep, kept);
	return status;
}
