/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The services of a guest: whether one is there, what starts it, and how it is switched
 * off and on, with systemd, Upstart, System V scripts and OpenRC.
 *
 * The one law: a service is started only where its init system would start it; a package
 * that lies there is no service that runs.
 */
#pragma once

#include "guest/guest.h"

enum init_system {
	INIT_UNKNOWN,
	INIT_SYSTEMD,
	INIT_UPSTART,
	INIT_SYSV,
	INIT_OPENRC,
};

/* What /sbin/init is; where that is not seen, what its files are for. */
enum init_system guest_init(struct guest *guest);

/* "systemd", …, for people. */
const char *init_name(enum init_system init);

enum service_state {
	SERVICE_NONE,    /* nothing of that name is there */
	SERVICE_UNKNOWN, /* what would tell is mounted from elsewhere */
	SERVICE_OFF,     /* there; nothing starts it */
	SERVICE_MASKED,  /* there; systemd is told never to start it */
	SERVICE_ON,
};

/* By whose file it is known. */
enum service_kind {
	SERVICE_UNIT,   /* systemd.unit(5) */
	SERVICE_JOB,    /* /etc/init/NAME.conf of Upstart */
	SERVICE_SCRIPT, /* /etc/init.d/NAME with links in rc3.d and the like */
	SERVICE_OPENRC, /* /etc/init.d/NAME with links in /etc/runlevels */
};

struct service {
	const char *name; /* "ssh.service", "ssh.socket", "sshd" */
	enum service_kind kind;
	enum service_state state;
	const char *file;    /* its unit, job or script; NULL: SERVICE_NONE */
	const char *starter; /* SERVICE_ON: the link or file that starts it */
};

/*
 * The service NAME ("sshd"): its unit, else its job or script; where nothing starts the
 * unit but its socket, that.  A NAME with a suffix of systemd's ("ssh.socket") asks for
 * that unit only.
 */
struct service guest_service(struct guest *guest, const char *name);

/* The first of NAMES, which NULL ends, that is started; else the first that is there. */
struct service guest_service_of(struct guest *guest, const char *const *names);

/* One step of switching a service off or on. */
struct service_change {
	enum { SERVICE_REMOVE, SERVICE_LINK, SERVICE_WRITE } kind;
	const char *path;
	const char *target; /* of a link */
	struct bytes text;  /* what is written */
};

struct service_changes {
	struct service_change *item;
	size_t count;
	const char *why; /* why it cannot be done, or NULL */
};

/*
 * What takes SERVICE from all that starts it, as its init system's own tool would.  With
 * MASK a unit can also be started by no event and by no other unit; a unit that the
 * vendor's links start is masked anyway.
 */
struct service_changes service_off(struct guest *guest, const struct service *service,
				   bool mask);

/* What has SERVICE started again, as its own file asks for it. */
struct service_changes service_on(struct guest *guest, const struct service *service);
