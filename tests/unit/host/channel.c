/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test.h"

struct line {
	int fd[2];
	struct channel *end;
};

static struct line line_open(void)
{
	struct line line;

	EXPECT_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line.fd), 0);
	line.end = channel_open_fd(line.fd[0]);
	return line;
}

static void line_close(struct line *line)
{
	channel_close(line->end);
	close(line->fd[0]);
	if (line->fd[1] >= 0)
		close(line->fd[1]);
}

static void say(struct line *line, const char *text)
{
	EXPECT_INT(write(line->fd[1], text, strlen(text)), strlen(text));
}

static void hang_up(struct line *line)
{
	close(line->fd[1]);
	line->fd[1] = -1;
}

static void expect_number(struct line *line, int want)
{
	json_t *message = NULL;

	EXPECT_INT(channel_receive(line->end, 1000, &message), CHANNEL_MESSAGE);
	EXPECT_INT(json_integer_value(json_object_get(message, "n")), want);
	json_decref(message);
}

static void takes_lines_apart(void)
{
	struct line line = line_open();
	json_t *message = NULL;

	say(&line, "{\"n\":1}\n{\"n\":2}\r\n{\"n\"");
	expect_number(&line, 1);
	EXPECT(channel_pending(line.end));
	expect_number(&line, 2);
	EXPECT(!channel_pending(line.end));
	EXPECT_INT(channel_receive(line.end, 20, &message), CHANNEL_TIMEOUT);
	say(&line, ":3}\n");
	hang_up(&line);
	expect_number(&line, 3);
	EXPECT_INT(channel_receive(line.end, 1000, &message), CHANNEL_CLOSED);
	EXPECT_INT(channel_receive(line.end, 1000, &message), CHANNEL_CLOSED);
	line_close(&line);
}

static void expect_garbage(const char *text)
{
	struct line line = line_open();
	json_t *message = NULL;

	say(&line, text);
	hang_up(&line);
	EXPECT_INT(channel_receive(line.end, 1000, &message), CHANNEL_GARBAGE);
	EXPECT_INT(channel_receive(line.end, 1000, &message), CHANNEL_GARBAGE);
	EXPECT(!message);
	line_close(&line);
}

static void refuses_garbage(void)
{
	expect_garbage("hello\n");
	expect_garbage("[1]\n");
	expect_garbage("{\"n\":1}{\"n\":2}\n");
	expect_garbage("\n");
	expect_garbage("{\"n\":1,\"n\":2}\n");
	/* The other side died in the middle of a line. */
	expect_garbage("{\"n\":1}");
}

struct flood {
	int fd;
	const char *start;
	size_t len;
};

static void *flood(void *arg)
{
	struct flood *f = arg;
	char *text = malloc(f->len);
	size_t done = 0;
	ssize_t n;

	memset(text, 'x', f->len);
	memcpy(text, f->start, strlen(f->start));
	memcpy(text + f->len - 3, "\"}\n", 3);
	for (; done < f->len; done += (size_t)n) {
		n = send(f->fd, text + done, f->len - done, MSG_NOSIGNAL);
		if (n <= 0)
			break;
	}
	free(text);
	return NULL;
}

static enum channel_result receive_flood(const char *start, size_t len)
{
	struct line line = line_open();
	struct flood f = { line.fd[1], start, len };
	enum channel_result got;
	json_t *message = NULL;
	pthread_t thread;

	pthread_create(&thread, NULL, flood, &f);
	got = channel_receive(line.end, 60000, &message);
	json_decref(message);
	shutdown(line.fd[0], SHUT_RDWR);
	pthread_join(thread, NULL);
	line_close(&line);
	return got;
}

static void bounds_lines(void)
{
	static const char report[] = "{\"event\":\"report\",\"n\":\"";
	static const char other[] = "{\"n\":\"";

	EXPECT_INT(receive_flood(other, (1 << 20) + 1), CHANNEL_MESSAGE);
	EXPECT_INT(receive_flood(other, (1 << 20) + 2), CHANNEL_GARBAGE);
	EXPECT_INT(receive_flood(other, 5 << 20), CHANNEL_GARBAGE);
	EXPECT_INT(receive_flood(report, 5 << 20), CHANNEL_MESSAGE);
	EXPECT_INT(receive_flood(report, 65 << 20), CHANNEL_GARBAGE);
}

static void sends_lines(void)
{
	struct line line = line_open();
	struct channel *other = channel_open_fd(line.fd[1]);
	json_t *message = json_pack("{s:s, s:i}", "event", "a\nb", "n", 7);
	json_t *got = NULL;
	char *text = calloc(1, (2 << 20) + 1);
	json_t *large;

	memset(text, 'y', 2 << 20);
	large = json_pack("{s:s}", "event", text);
	EXPECT_INT(channel_send(other, message), 0);
	EXPECT_INT(channel_receive(line.end, 1000, &got), CHANNEL_MESSAGE);
	EXPECT(json_equal(message, got));
	EXPECT_INT(channel_send(other, large), -EMSGSIZE);
	shutdown(line.fd[0], SHUT_RDWR);
	EXPECT_INT(channel_send(other, message), -EPIPE);
	json_decref(message);
	json_decref(large);
	json_decref(got);
	free(text);
	channel_close(other);
	line_close(&line);
}

const struct test tests[] = {
	{ "takes lines apart", takes_lines_apart },
	{ "refuses garbage", refuses_garbage },
	{ "bounds lines", bounds_lines },
	{ "sends lines", sends_lines },
	{ 0 },
};
