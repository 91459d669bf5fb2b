/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "drydock send [--user NAME] [--host-key KEY] ADDRESS FORMAT DISK": the disk as an
 * image, as "drydock export -o -" makes it, to that server; the password is the first
 * line of standard input.  "drydock send --host-key-of ADDRESS": the key of an SSH
 * server.  For the menu, which has asked.
 */
#include "app/command.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <jansson.h>

#include "app/courier.h"
#include "app/program.h"
#include "app/show.h"
#include "base/bytes.h"
#include "export/format.h"
#include "report/report.h"

enum { PART = 1 << 18, SECRET_MAX = 1024 };

/* The two programs while they run, for who ends us. */
static volatile pid_t exporter, curl;

/* What was sent so far must not look like all of it: curl goes before its input ends. */
static void ended_by(int sig)
{
	if (curl > 0)
		(void)kill(curl, SIGKILL);
	if (exporter > 0)
		(void)kill(exporter, SIGTERM);
	_exit(128 + sig);
}

struct sending {
	struct pool *pool;
	struct courier courier;
	const char *format, *disk;
	uint64_t count; /* bytes that came out of the export */
	char sum[2 * SHA256_DIGEST_SIZE + 1];
};

/* curl with WORDS and no input, until it has ended. */
static int curl_only(const struct courier *courier, const struct strs *words,
		     struct program *program)
{
	int err = program_begin(program, words, -1, -1, courier->secret, SIGKILL);

	if (err == 0)
		program_await(program);
	return err;
}

static int begin_export(struct sending *sending, struct program *program, int *from)
{
	struct strs words = { .pool = sending->pool };
	int pipes[2], err;

	strs_add(&words, "drydock");
	strs_add(&words, "export");
	strs_addf(&words, "--format=%s", sending->format);
	strs_add(&words, "--output=-");
	strs_add(&words, sending->disk);
	strs_add(&words, NULL);
	if (pipe2(pipes, O_CLOEXEC) < 0)
		return -errno;
	err = program_begin(program, &words, -1, pipes[1], -1, SIGTERM);
	(void)close(pipes[1]);
	*from = pipes[0];
	exporter = program->pid;
	return err;
}

static bool write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t put = write(fd, data, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		data += put;
		len -= (size_t)put;
	}
	return true;
}

/* TO: -1 is nowhere.  False where it took no more. */
static bool pump(struct sending *sending, int from, int to)
{
	unsigned char digest[SHA256_DIGEST_SIZE];
	char *part = pool_alloc(sending->pool, PART);
	struct sha256_ctx hash;
	bool taken = true;
	ssize_t got;

	sending->count = 0;
	sha256_init(&hash);
	while (taken &&
	       ((got = read(from, part, PART)) > 0 || (got < 0 && errno == EINTR))) {
		if (got < 0)
			continue;
		sending->count += (uint64_t)got;
		sha256_update(&hash, (size_t)got, (const uint8_t *)part);
		taken = to < 0 || write_all(to, part, (size_t)got);
	}
	sha256_digest(&hash, sizeof(digest), digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		(void)snprintf(sending->sum + 2 * i, 3, "%02x", digest[i]);
	return taken;
}

static int export_failed(struct sending *sending, const struct program *program)
{
	struct bytes rest = bytes_of(program_text(sending->pool, program->err)),
		     line = { 0 };

	(void)bytes_line(&rest, &line);
	if (bytes_starts(line, "drydock: "))
		line = bytes_slice(line, 9, line.len);
	return command_fail(program->status ? program->status : STATUS_FAILED, "%s",
			    line.len ? bytes_str(sending->pool, line)
				     : "the image could not be made");
}

/* How many bytes it will have, which only making it tells. */
static int measure(struct sending *sending)
{
	struct program program;
	int from, err = begin_export(sending, &program, &from);

	if (err < 0)
		return command_fail(STATUS_FAILED, "%s", strerror(-err));
	(void)pump(sending, from, -1);
	(void)close(from);
	program_await(&program);
	return program.status ? export_failed(sending, &program) : 0;
}

struct parcel {
	struct program export, curl;
	int from, to;
	bool taken;
};

static int begin_both(struct sending *sending, struct parcel *parcel, int64_t length)
{
	struct strs words = courier_send(sending->pool, &sending->courier, length);
	int pipes[2], err;

	if (pipe2(pipes, O_CLOEXEC) < 0)
		return -errno;
	parcel->to = pipes[1];
	err = program_begin(&parcel->curl, &words, pipes[0], -1, sending->courier.secret,
			    SIGKILL);
	curl = parcel->curl.pid;
	(void)close(pipes[0]);
	return err ? err : begin_export(sending, &parcel->export, &parcel->from);
}

/* Its input ends as the last thing, and only where it was all. */
static void end_both(struct sending *sending, struct parcel *parcel, int64_t length)
{
	(void)close(parcel->from);
	if (!parcel->taken)
		(void)kill(parcel->export.pid, SIGTERM);
	program_await(&parcel->export);
	if (parcel->taken && (parcel->export.status ||
			      (length >= 0 && (uint64_t)length != sending->count)))
		(void)kill(parcel->curl.pid, SIGKILL);
	(void)close(parcel->to);
	program_await(&parcel->curl);
	exporter = curl = 0;
}

static int deliver(struct sending *sending, int64_t length, enum courier_end *end)
{
	struct parcel parcel = { 0 };
	const char *why;
	int err = begin_both(sending, &parcel, length);

	*end = COURIER_FAILED;
	if (err < 0)
		return command_fail(STATUS_FAILED, "%s", strerror(-err));
	parcel.taken = pump(sending, parcel.from, parcel.to);
	end_both(sending, &parcel, length);
	if (parcel.taken && parcel.export.status)
		return export_failed(sending, &parcel.export);
	if (parcel.taken && length >= 0 && (uint64_t)length != sending->count)
		return command_fail(STATUS_FAILED, "the disk changed meanwhile");
	*end = courier_ended(sending->pool, &sending->courier, parcel.curl.status,
			     program_text(sending->pool, parcel.curl.out),
			     program_text(sending->pool, parcel.curl.err), &why);
	if (*end == COURIER_WANTS_LENGTH && length < 0)
		return 0;
	return *end == COURIER_DONE ? 0 : command_fail(STATUS_FAILED, "%s", why);
}

/* A server of files that is asked first does not take all of it in vain. */
static int look(struct sending *sending)
{
	struct strs words = courier_look(sending->pool, &sending->courier);
	struct program program;
	const char *why;

	if (curl_only(&sending->courier, &words, &program) < 0)
		return command_fail(STATUS_FAILED, "curl cannot be started");
	if (courier_is_free(program.status))
		return 0;
	if (courier_is_taken(program.status))
		return command_fail(STATUS_FAILED, "%s exists there already",
				    sending->courier.path);
	(void)courier_ended(sending->pool, &sending->courier, program.status, "",
			    program_text(sending->pool, program.err), &why);
	return command_fail(STATUS_FAILED, "%s", why);
}

/* A raw image has the bytes of the disk. */
static int64_t length_of(const struct sending *sending)
{
	int fd;
	off_t size;

	if (strcmp(sending->format, "raw") != 0)
		return COURIER_LENGTH_UNKNOWN;
	fd = open(sending->disk, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return COURIER_LENGTH_UNKNOWN;
	size = lseek(fd, 0, SEEK_END);
	(void)close(fd);
	return size;
}

static int send_disk(struct sending *sending)
{
	enum courier_end end = COURIER_FAILED;
	int status = sending->courier.way == COURIER_SFTP ? look(sending) : 0;

	if (status == 0)
		status = deliver(sending, length_of(sending), &end);
	if (status == 0 && end == COURIER_WANTS_LENGTH) {
		status = measure(sending);
		if (status == 0)
			status = deliver(sending, (int64_t)sending->count, &end);
	}
	if (status == 0)
		printf("%s: %s\n  %llu bytes, sha256 %s\n", sending->courier.address,
		       report_size(sending->pool, sending->count),
		       (unsigned long long)sending->count, sending->sum);
	return status;
}

/* The first line of standard input is the password of USER. */
static int take_secret(struct sending *sending, const char *user)
{
	char password[SECRET_MAX] = "", login[3 * SECRET_MAX];
	ssize_t got = read(STDIN_FILENO, password, sizeof(password) - 1);
	bool written;

	password[got > 0 ? got : 0] = '\0';
	password[strcspn(password, "\r\n")] = '\0';
	sending->courier.secret = memfd_create("login", MFD_CLOEXEC);
	written = sending->courier.secret >= 0 &&
		  courier_login(login, sizeof(login), user, password) &&
		  write_all(sending->courier.secret, login, strlen(login));
	explicit_bzero(password, sizeof(password));
	explicit_bzero(login, sizeof(login));
	return written ? 0 : command_fail(STATUS_FAILED, "no room for the password");
}

static int show_key(struct pool *pool, const struct courier *courier)
{
	struct strs words = courier_ask_key(pool, courier);
	struct program program;
	const char *said, *key, *why;
	json_t *object;

	if (curl_only(courier, &words, &program) < 0)
		return command_fail(STATUS_FAILED, "curl cannot be started");
	said = program_text(pool, program.err);
	key = courier_key(pool, said);
	if (!key) {
		(void)courier_ended(pool, courier, program.status, "", said, &why);
		return command_fail(STATUS_FAILED, "%s", why ? why : "it shows no key");
	}
	object = json_pack("{s:s}", "host_key", key);
	show_json(object);
	json_decref(object);
	return 0;
}

static int check(const struct sending *sending, const char *user)
{
	const struct export_format *format = export_format_named(sending->format);

	if (!format || !format->streams)
		return command_fail(STATUS_USAGE, "%s cannot be sent while it is made",
				    sending->format);
	if (user && strchr(user, ':'))
		return command_fail(STATUS_USAGE, "a user has no colon");
	if (sending->courier.way == COURIER_SFTP && (!user || !sending->courier.host_key))
		return command_fail(STATUS_USAGE,
				    "an SSH server needs a user, and its key known");
	return 0;
}

static int send_main(struct pool *pool, int argc, char **argv)
{
	static const struct option options[] = {
		{ "user", required_argument, NULL, 'u' },
		{ "host-key", required_argument, NULL, 'k' },
		{ "host-key-of", no_argument, NULL, 'o' },
		{ 0 }
	};
	const char *user = NULL, *key = NULL, *why;
	struct sending sending = { .pool = pool };
	bool asks = false;
	int option, status;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		if (option == '?')
			return STATUS_USAGE;
		asks |= option == 'o';
		user = option == 'u' ? optarg : user;
		key = option == 'k' ? optarg : key;
	}
	if (argc - optind != (asks ? 1 : 3))
		return command_fail(STATUS_USAGE,
				    "send takes an address, a format and a disk");
	if (!courier_address(argv[optind], &sending.courier, &why))
		return command_fail(STATUS_USAGE, "%s", why);
	if (asks)
		return sending.courier.way == COURIER_SFTP
			       ? show_key(pool, &sending.courier)
			       : command_fail(STATUS_USAGE, "only SSH servers have one");
	sending.courier.host_key = key;
	sending.format = argv[optind + 1];
	sending.disk = argv[optind + 2];
	status = check(&sending, user);
	if (status == 0 && user)
		status = take_secret(&sending, user);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGTERM, ended_by);
	(void)signal(SIGINT, ended_by);
	(void)signal(SIGHUP, ended_by);
	return status ? status : send_disk(&sending);
}

const struct command command_send = {
	.name = "send",
	.run = send_main,
};
