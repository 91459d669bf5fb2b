/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compare.h"
#include "copy.h"
#include "engine/apply.h"
#include "facts.h"
#include "proof.h"
#include "show.h"
#include "tree/dir.h"

struct bytes file_content(struct pool *pool, const char *path)
{
	struct buf content = { .pool = pool };
	unsigned char piece[65536];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	while (fd >= 0 && (got = read(fd, piece, sizeof(piece))) > 0)
		buf_add(&content, (struct bytes){ piece, (size_t)got });
	if (fd >= 0)
		close(fd);
	return buf_bytes(&content);
}

/* A guest opened on the work directory: once to plan, once more on the result. */
struct opened {
	struct facts facts;
	struct tree *tree; /* of the directory, below any overlay */
	struct guest *guest;
};

struct proving {
	struct pool *pool;
	const char *folder, *id, *work, *root;
};

static const char *open_guest(const struct proving *p, struct opened *opened)
{
	struct bytes text =
		file_content(p->pool, pool_printf(p->pool, "%s/facts", p->folder));
	const char *why = "";

	*opened = (struct opened){ 0 };
	if (facts_read(p->pool, text, p->id, p->work, &opened->facts, &why) < 0)
		return pool_printf(p->pool, "facts: %s", why);
	if (dir_open(p->pool, p->root, &opened->tree) < 0)
		return "the copied root cannot be opened";
	opened->guest = facts_guest(p->pool, &opened->facts, opened->tree);
	why = selection_unknown(&opened->facts.selection);
	return why ? pool_printf(p->pool, "there is no rule \"%s\"", why) : NULL;
}

static void close_guest(struct opened *opened)
{
	if (opened->tree)
		dir_close(opened->tree);
	facts_close(&opened->facts);
	opened->tree = NULL;
}

static const char *copy(const struct proving *p, const char *from, const char *to)
{
	int err = copy_directory(from, to);

	return err == 0 ? NULL
			: pool_printf(p->pool, "%s cannot be copied: %s", from,
				      strerror(-err));
}

static const char *copy_root(const struct proving *p)
{
	const char *from = pool_printf(p->pool, "%s/root", p->folder);
	const char *prepare = pool_printf(p->pool, "%s/prepare", p->folder);
	const char *const argv[] = { prepare, NULL };

	const char *problem = NULL;

	if (access(from, F_OK) == 0)
		problem = copy(p, from, p->root);
	else if (mkdir(p->root, 0755) < 0)
		problem = "no root can be made";
	if (problem)
		return problem;
	if (access(prepare, F_OK) == 0 && run_program(argv, p->root) != 0)
		return "prepare failed";
	return NULL;
}

static const char *equals_original(const struct proving *p, struct tree *tree)
{
	struct tree *original;
	const char *difference;

	if (dir_open(p->pool, pool_printf(p->pool, "%s/original", p->work), &original) <
	    0)
		return "the copy of the root cannot be opened";
	difference = trees_differ(original, tree);
	dir_close(original);
	return difference ? pool_printf(p->pool, "after undo, %s", difference) : NULL;
}

static const char *undo_blocks(const struct proving *p, const struct plan *plan)
{
	struct block_edit *back =
		pool_alloc(p->pool, (plan->block_count + 1) * sizeof(*back));
	const char *why;

	for (size_t i = 0; i < plan->block_count; i++) {
		back[i] = plan->block[plan->block_count - 1 - i];
		back[i].before = plan->block[plan->block_count - 1 - i].after;
		back[i].after = plan->block[plan->block_count - 1 - i].before;
	}
	return apply_blocks(p->pool, back, plan->block_count, &why) < 0 ? why : NULL;
}

/* The rehearsal holds on the real files, and a second repair finds nothing to do. */
static const char *prove_result(const struct proving *p, const struct plan *plan)
{
	struct opened opened;
	const char *problem = open_guest(p, &opened);
	struct plan *again;
	size_t edits;

	if (!problem)
		facts_mend(p->pool, &opened.facts, plan->guest);
	if (!problem)
		problem = plan_differs(plan, plan_look_again(plan, opened.guest));
	if (!problem) {
		again = plan_repairs(opened.guest, &opened.facts.selection);
		(void)plan_edits(again, &edits);
		if (again->bug)
			problem = again->bug;
		else if (edits > 0 || again->block_count > 0)
			problem = "a second repair changes something";
	}
	close_guest(&opened);
	return problem;
}

static const char *prove(const struct proving *p, const struct opened *opened,
			 const struct plan *plan)
{
	size_t count;
	const struct edit **edit = plan_edits(plan, &count);
	int root_fd = dir_fd(opened->tree);
	struct before *before;
	const char *problem =
		copy(p, p->root, pool_printf(p->pool, "%s/original", p->work));

	if (problem)
		return problem;
	before = proof_prepare(p->pool, root_fd, edit, count);
	if (geteuid() != 0)
		edit = proof_own(p->pool, edit, count);
	if (apply_files(p->pool, root_fd, edit, count, &problem) < 0 ||
	    apply_blocks(p->pool, plan->block, plan->block_count, &problem) < 0)
		return problem;
	problem = proof_metadata(p->pool, root_fd, before, count);
	if (!problem)
		problem = prove_result(p, plan);
	if (!problem)
		problem = undo_blocks(p, plan);
	if (!problem)
		problem = proof_undo(p->pool, root_fd, before, count);
	return problem ? problem : equals_original(p, opened->tree);
}

struct outcome_of_case case_run(struct pool *pool, const char *folder, const char *id,
				const char *work)
{
	struct proving p = { pool, folder, id, work, pool_printf(pool, "%s/root", work) };
	struct outcome_of_case outcome = { .problem = copy_root(&p) };
	struct opened opened;
	struct plan *checked, *plan;

	if (outcome.problem)
		return outcome;
	outcome.problem = open_guest(&p, &opened);
	if (!outcome.problem) {
		checked = plan_check(opened.guest, &opened.facts.selection);
		plan = plan_repairs(opened.guest, &opened.facts.selection);
		outcome.text = show_case(pool, checked, plan);
		outcome.problem = plan->bug ? plan->bug : prove(&p, &opened, plan);
	}
	close_guest(&opened);
	return outcome;
}
