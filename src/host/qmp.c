/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/qmp.h"

#include <errno.h>
#include <string.h>

static void take_event(struct qmp *qmp, const json_t *message)
{
	const char *event = json_string_value(json_object_get(message, "event"));
	const json_t *data = json_object_get(message, "data");

	if (!event)
		return;
	if (strcmp(event, "RESET") == 0 && json_is_true(json_object_get(data, "guest")))
		qmp->resets++;
	if (strcmp(event, "SHUTDOWN") == 0)
		qmp->power = QMP_SHUT_DOWN;
}

/* The next message with the member NAME or an "error"; events on the way are taken. */
static int await(struct qmp *qmp, const char *name, json_t **answer)
{
	for (;;) {
		json_t *message = NULL;

		switch (channel_receive(qmp->channel, QMP_PATIENCE, &message)) {
		case CHANNEL_MESSAGE:
			break;
		case CHANNEL_TIMEOUT:
			return -ETIMEDOUT;
		case CHANNEL_CLOSED:
			return -EPIPE;
		case CHANNEL_GARBAGE:
			return -EPROTO;
		}
		take_event(qmp, message);
		if (json_object_get(message, name)) {
			*answer = json_incref(json_object_get(message, name));
			json_decref(message);
			return 0;
		}
		if (json_object_get(message, "error")) {
			json_decref(message);
			return -EIO;
		}
		json_decref(message);
	}
}

int qmp_call(struct qmp *qmp, const char *command, json_t *arguments, json_t **answer)
{
	json_t *request =
		json_pack("{s:s, s:o*}", "execute", command, "arguments", arguments);
	json_t *got = NULL;
	int err;

	if (!request)
		return -EINVAL;
	err = channel_send(qmp->channel, request);
	json_decref(request);
	if (!err)
		err = await(qmp, "return", &got);
	if (!err && answer)
		*answer = got;
	else
		json_decref(got);
	return err;
}

int qmp_open(struct qmp *qmp, int fd)
{
	json_t *greeting = NULL;
	int err;

	*qmp = (struct qmp){ .channel = channel_open_fd(fd) };
	err = await(qmp, "QMP", &greeting);
	json_decref(greeting);
	return err ? err : qmp_call(qmp, "qmp_capabilities", NULL, NULL);
}

void qmp_close(struct qmp *qmp)
{
	channel_close(qmp->channel);
	qmp->channel = NULL;
}

const char *qmp_monitor(struct qmp *qmp, struct pool *pool, const char *line)
{
	json_t *answer = NULL;
	const char *text;

	if (qmp_call(qmp, "human-monitor-command",
		     json_pack("{s:s}", "command-line", line), &answer))
		return NULL;
	text = pool_strdup(pool, json_string_value(answer));
	json_decref(answer);
	return text;
}

void qmp_listen(struct qmp *qmp)
{
	json_t *message;

	while (channel_receive(qmp->channel, 0, &message) == CHANNEL_MESSAGE) {
		take_event(qmp, message);
		json_decref(message);
	}
}
