/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/channel.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"

/* A report holds the diffs of a dry run; nothing else has reason to be long. */
#define LINE_MAX_ANY    ((size_t)1 << 20)
#define LINE_MAX_REPORT ((size_t)64 << 20)

static const char report_start[] = "{\"event\":\"report\"";

struct channel {
	struct pool *pool;
	int fd;
	enum { OPEN, ENDED, BROKEN } state;
	/* The bytes received and not yet given on, in a pool of their own. */
	struct buf in;
	size_t searched; /* so far there is no line feed */
};

struct channel *channel_open_fd(int fd)
{
	struct pool *pool = pool_new();
	struct channel *channel = pool_alloc(pool, sizeof(*channel));

	channel->pool = pool;
	channel->fd = fd;
	channel->in.pool = pool_new();
	return channel;
}

/* Give what was received back; a request may hold a key, a report holds none. */
static void give_back(struct buf *in)
{
	if (in->len && !bytes_starts(buf_bytes(in), report_start))
		explicit_bzero(in->data, in->len);
	pool_free(in->pool);
}

void channel_close(struct channel *channel)
{
	struct pool *pool;

	if (!channel)
		return;
	pool = channel->pool;
	give_back(&channel->in);
	pool_free(pool);
}

static size_t line_limit(struct bytes line)
{
	return bytes_starts(line, report_start) ? LINE_MAX_REPORT : LINE_MAX_ANY;
}

/* write(2), but a socket whose other side is gone must not kill us by SIGPIPE. */
static ssize_t write_some(int fd, struct bytes bytes)
{
	ssize_t n = send(fd, bytes.data, bytes.len, MSG_NOSIGNAL);

	return n < 0 && errno == ENOTSOCK ? write(fd, bytes.data, bytes.len) : n;
}

/* All of BYTES, also into a descriptor that does not block. */
static int write_all(int fd, struct bytes bytes)
{
	while (bytes.len) {
		ssize_t n = write_some(fd, bytes);

		if (n < 0 && errno == EAGAIN) {
			struct pollfd ready = { .fd = fd, .events = POLLOUT };

			if (poll(&ready, 1, -1) < 0 && errno != EINTR)
				return -errno;
			continue;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		bytes = bytes_slice(bytes, (size_t)n, bytes.len);
	}
	return 0;
}

int channel_send(struct channel *channel, const json_t *message)
{
	size_t flags = JSON_COMPACT | JSON_ENSURE_ASCII;
	size_t len = json_dumpb(message, NULL, 0, flags);
	struct pool *pool;
	struct bytes line;
	char *text;
	int err;

	if (!len)
		return -EINVAL;
	pool = pool_new();
	text = pool_alloc(pool, len + 1);
	json_dumpb(message, text, len, flags);
	line = bytes_of(text);
	err = line.len > line_limit(line) ? -EMSGSIZE : 0;
	text[len] = '\n';
	line.len = len + 1;
	if (!err)
		err = write_all(channel->fd, line);
	explicit_bzero(text, len); /* a request may hold a key */
	pool_free(pool);
	return err;
}

/* Forget the first COUNT bytes; what is left moves to a pool of its size. */
static void forget(struct channel *channel, size_t count)
{
	struct buf rest = { .pool = pool_new() };

	buf_add(&rest, bytes_slice(buf_bytes(&channel->in), count, channel->in.len));
	give_back(&channel->in);
	channel->in = rest;
	channel->searched = 0;
}

/* The length of the first line without its line feed, or -1. */
static ptrdiff_t first_line(struct channel *channel)
{
	ptrdiff_t at =
		bytes_find(buf_bytes(&channel->in), bytes_of("\n"), channel->searched);

	if (at < 0)
		channel->searched = channel->in.len;
	return at;
}

static enum channel_result take_line(struct channel *channel, size_t len,
				     json_t **message)
{
	json_t *object = NULL;

	if (len <= line_limit(bytes_slice(buf_bytes(&channel->in), 0, len)))
		object = json_loadb((char *)channel->in.data, len, JSON_REJECT_DUPLICATES,
				    NULL);
	forget(channel, len + 1);
	if (!json_is_object(object)) {
		json_decref(object);
		channel->state = BROKEN;
		return CHANNEL_GARBAGE;
	}
	*message = object;
	return CHANNEL_MESSAGE;
}

/*
 * Make room as buf_add() would, but give the old room back: doubling a report of 64 MiB
 * inside one pool would hold all its halves.
 */
static void make_room(struct channel *channel, size_t more)
{
	struct buf larger = { .pool = NULL };
	struct buf *in = &channel->in;

	if (in->len + more <= in->room)
		return;
	larger.pool = pool_new();
	larger.room = 2 * (in->len + more);
	larger.len = in->len;
	larger.data = pool_alloc(larger.pool, larger.room);
	if (in->len)
		memcpy(larger.data, in->data, in->len);
	give_back(in);
	*in = larger;
}

/* Read once.  Closed, garbage, or timeout for "call again". */
static enum channel_result fill(struct channel *channel)
{
	size_t room = 65536;
	ssize_t n;

	make_room(channel, room);
	n = read(channel->fd, channel->in.data + channel->in.len, room);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return CHANNEL_TIMEOUT;
	/* ECONNRESET, or EPIPE of a port that the host closed: the other side is gone. */
	if (n <= 0) {
		channel->state = channel->in.len ? BROKEN : ENDED;
		return channel->in.len ? CHANNEL_GARBAGE : CHANNEL_CLOSED;
	}
	channel->in.len += (size_t)n;
	if (channel->in.len <= line_limit(buf_bytes(&channel->in)))
		return CHANNEL_TIMEOUT;
	/* Too long, unless the line ends before the limit. */
	if (bytes_find(buf_bytes(&channel->in), bytes_of("\n"), channel->searched) >= 0)
		return CHANNEL_TIMEOUT;
	channel->state = BROKEN;
	return CHANNEL_GARBAGE;
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Milliseconds until DEADLINE for poll(2). */
static int left_until(long long deadline)
{
	long long left;

	if (deadline < 0)
		return -1;
	left = deadline - now_ms();
	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

enum channel_result channel_receive(struct channel *channel, int timeout_ms,
				    json_t **message)
{
	long long deadline = timeout_ms < 0 ? -1 : now_ms() + timeout_ms;

	while (channel->state == OPEN) {
		struct pollfd ready = { .fd = channel->fd, .events = POLLIN };
		ptrdiff_t line = first_line(channel);
		enum channel_result filled;
		int n;

		if (line >= 0)
			return take_line(channel, (size_t)line, message);
		n = poll(&ready, 1, left_until(deadline));
		if (n == 0 || (n < 0 && errno == EINTR && deadline >= 0 &&
			       left_until(deadline) == 0))
			return CHANNEL_TIMEOUT;
		if (n < 0)
			continue;
		filled = fill(channel);
		if (filled != CHANNEL_TIMEOUT)
			return filled;
	}
	return channel->state == BROKEN ? CHANNEL_GARBAGE : CHANNEL_CLOSED;
}

int channel_pending(const struct channel *channel)
{
	return channel->state != OPEN ||
	       bytes_find(buf_bytes(&channel->in), bytes_of("\n"), 0) >= 0;
}
