/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON objects, one a line, between the host and the agent in the appliance.
 *
 * The one law: the other side is not trusted.  A line is bounded, and what is not one
 * JSON object ends the channel.
 *
 * The protocol, over the virtio-serial port CHANNEL_PORT; "event" or "command" is always
 * the first member of its object:
 *
 *   agent  {"event":"hello","version":TEXT,"rules":TEXT}         once, first
 *   host   {"command":"check"|"fix"|"shell","disks":NUMBER,...}  once
 *   agent  {"event":"progress","stage":TEXT,"done":0..1}         any number, one at least
 *                                                                every few seconds
 *   agent  {"event":"phase","name":TEXT,"seconds":NUMBER}        any number; the name
 *                                                                CHANNEL_FIRST_RULE once
 *   agent  {"event":"report",...}                                any number; long lines
 *   agent  {"event":"result","status":NUMBER,"error":TEXT|null}  once, last; then the
 *                                                                agent powers off
 */
#pragma once

#include <jansson.h>

#include "base/pool.h"

#define CHANNEL_PORT       "drydock.0"
#define CHANNEL_FIRST_RULE "first-rule"

enum channel_result {
	CHANNEL_MESSAGE,
	CHANNEL_TIMEOUT,
	CHANNEL_CLOSED,
	CHANNEL_GARBAGE,
};

struct channel;

/*
 * A channel over the descriptor FD (socket or character device), which the caller keeps
 * and closes after channel_close().
 */
struct channel *channel_open_fd(int fd);
void channel_close(struct channel *channel);

/*
 * Send MESSAGE, an object, as one line.  The caller keeps its reference.  0, or -errno;
 * -EMSGSIZE where the other side would refuse the line.
 */
int channel_send(struct channel *channel, const json_t *message);

/*
 * Wait TIMEOUT_MS milliseconds (-1: for ever) for one object.  *MESSAGE is the caller's
 * to json_decref(), and set with CHANNEL_MESSAGE only.  After CLOSED or GARBAGE the
 * channel gives nothing any more.  CHANNEL_CLOSED with a line half sent is GARBAGE.
 */
enum channel_result channel_receive(struct channel *channel, int timeout_ms,
				    json_t **message);

/* Whether a whole line is already here, so that poll(2) on the descriptor is in vain. */
int channel_pending(const struct channel *channel);
