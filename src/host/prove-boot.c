/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/prove-boot.h"

#include <string.h>

/* Seconds. */
static const double settle = 3; /* the lines after a failure are evidence too */
static const double off = 1; /* the last words of a machine that is off are still read */
static const double quiet = 45; /* a doubtful failure is one when nothing follows */
static const double grace = 30; /* for SSH after login and DHCP, or DHCP after it */
static const double longest_grace = 90; /* where something still moves meanwhile */

enum { RESETS_MAX = 3 };

/* The boot went on after a doubtful failure, so it was none. */
static void forgive(struct boot *boot, enum boot_stage stage)
{
	if (boot->doubtful <= 0 || (int)stage <= boot->doubtful_at)
		return;
	boot->doubtful = 0;
	if (boot->failure && boot->failure->end == FAILURE_IF_QUIET)
		boot->failure = NULL;
}

void boot_reached(struct boot *boot, enum boot_stage stage, enum boot_source source,
		  const char *text, double seconds)
{
	struct boot_evidence *evidence = &boot->stage[stage];

	if (evidence->text)
		return;
	*evidence =
		(struct boot_evidence){ pool_strdup(boot->pool, text), source, seconds };
	forgive(boot, stage);
	boot_progress(boot, seconds);
}

void boot_progress(struct boot *boot, double seconds)
{
	if (seconds > boot->progress)
		boot->progress = seconds;
}

static bool has(const struct boot *boot, enum boot_stage stage)
{
	return boot->stage[stage].text != NULL;
}

static void take_failure(struct boot *boot, const struct failure *failure,
			 const char *line, double seconds)
{
	/* A line first seen half printed is seen again whole. */
	bool longer = failure == boot->failure &&
		      strncmp(line, boot->failure_line, strlen(boot->failure_line)) == 0;

	if (!boot->failure || failure < boot->failure || longer) {
		boot->failure = failure;
		boot->failure_line = pool_strdup(boot->pool, line);
	}
	if (failure->end >= FAILURE_FINAL && boot->failed <= 0)
		boot->failed = seconds;
	if (failure->end == FAILURE_IF_QUIET && boot->doubtful <= 0) {
		boot->doubtful = seconds;
		boot->doubtful_at = boot_last_stage(boot);
	}
}

void boot_line(struct boot *boot, enum boot_source source, const char *line,
	       double seconds)
{
	enum sign_initramfs sign = sign_of_initramfs(line);
	const struct failure *failure = sign_of_failure(line);
	int stage = sign_of_stage(line);

	if (sign == SIGN_INITRAMFS_ENTERED)
		boot->place = BOOT_IN_INITRAMFS;
	if (sign == SIGN_INITRAMFS_LEFT)
		boot->place = BOOT_OUTSIDE;
	if (stage == BOOT_INIT && boot->place == BOOT_IN_INITRAMFS)
		stage = BOOT_KERNEL;
	if (stage >= 0)
		boot_reached(boot, (enum boot_stage)stage, source, line, seconds);
	/*
	 * The firmware's own words may be read after those of the loader it started,
	 * which are on the screen: then they are no sign of doubt any more.
	 */
	if (failure && failure->end == FAILURE_IF_QUIET && stage >= 0 &&
	    stage < boot_last_stage(boot))
		return;
	if (failure && !has(boot, BOOT_LOGIN) && !has(boot, BOOT_SSH))
		take_failure(boot, failure, line, seconds);
}

void boot_open_line(struct boot *boot, enum boot_source source, const char *line,
		    double seconds)
{
	const struct failure *failure = sign_of_failure(line);

	if (sign_is_login(line))
		boot_reached(boot, BOOT_LOGIN, source, line, seconds);
	else if (failure && failure->end == FAILURE_FINAL)
		boot_line(boot, source, line, seconds);
}

int boot_last_stage(const struct boot *boot)
{
	int last = BOOT_STAGES - 1;

	while (last >= 0 && !boot->stage[last].text)
		last--;
	return last;
}

const char *boot_stage_name(enum boot_stage stage)
{
	static const char *const names[BOOT_STAGES] = {
		[BOOT_FIRMWARE] = "firmware", [BOOT_LOADER] = "loader",
		[BOOT_KERNEL] = "kernel",     [BOOT_ROOT] = "root",
		[BOOT_INIT] = "init",         [BOOT_DHCP] = "dhcp",
		[BOOT_LOGIN] = "login",       [BOOT_SSH] = "ssh",
	};

	return names[stage];
}

/* Whether what was seen at SINCE has had its time, and nothing moves any more. */
static bool waited(const struct boot *boot, double since, double now)
{
	double last = boot->progress > since ? boot->progress : since;

	return now - last > grace || now - since > longest_grace;
}

static enum boot_decision decide(enum prove_verdict *verdict, enum prove_verdict what)
{
	*verdict = what;
	return BOOT_DECIDED;
}

/* The guest is up: by login, by SSH or both. */
static enum boot_decision judge_up(const struct boot *boot,
				   const struct boot_limits *limits, double now,
				   enum prove_verdict *verdict)
{
	double dhcp = boot->stage[BOOT_DHCP].seconds;
	double since = has(boot, BOOT_LOGIN) ? boot->stage[BOOT_LOGIN].seconds
					     : boot->stage[BOOT_SSH].seconds;
	bool in_time = now < limits->timeout && boot->power == BOOT_RUNS;

	if (limits->wants == BOOT_WANTS_LOGIN)
		return decide(verdict, PROVE_BOOTS);
	if (!has(boot, BOOT_DHCP))
		return !in_time || waited(boot, since, now)
			       ? decide(verdict, PROVE_NO_NETWORK)
			       : BOOT_GOES_ON;
	/* An SSH server that still starts is worth a little time, but is not asked for.
	 */
	if (has(boot, BOOT_SSH) || !in_time ||
	    waited(boot, dhcp > since ? dhcp : since, now))
		return decide(verdict, PROVE_BOOTS);
	return BOOT_GOES_ON;
}

enum boot_decision boot_judge(const struct boot *boot, const struct boot_limits *limits,
			      double now, enum prove_verdict *verdict)
{
	double still = now - boot->progress;

	if (has(boot, BOOT_LOGIN) || has(boot, BOOT_SSH))
		return judge_up(boot, limits, now, verdict);
	if (boot->failed > 0 && now - boot->failed > settle)
		return decide(verdict, PROVE_FAILS);
	if (boot->doubtful > 0 && still > quiet)
		return decide(verdict, PROVE_FAILS);
	if ((boot->power == BOOT_POWERED_OFF && still > off) || boot->resets > RESETS_MAX)
		return decide(verdict, PROVE_FAILS);
	if (still <= limits->patience && now <= limits->timeout)
		return BOOT_GOES_ON;
	if (has(boot, BOOT_DHCP))
		return decide(verdict, PROVE_NO_LOGIN);
	return decide(verdict, boot->failure ? PROVE_FAILS : PROVE_STALLS);
}
