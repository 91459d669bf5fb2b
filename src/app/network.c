/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "drydock network": the network cards of the appliance.  None is up until it is asked
 * for here, only one is at a time, and nothing ever listens on it.
 */
#include "app/command.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/close_range.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "app/show.h"
#include "base/strs.h"
#include "disk/machine.h"
#include "host/run.h"

#define CARDS    "/sys/class/net"
#define LEASE    "/run/drydock-udhcpc.pid"
#define RESOLVER "/etc/resolv.conf"

/* One line of a file of sysfs, or "". */
static const char *line_of(struct pool *pool, const char *path)
{
	char text[128] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		(void)close(fd);
	text[got > 0 ? got : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return pool_strdup(pool, text);
}

static const char *driver_of(struct pool *pool, const char *card)
{
	char target[256];
	ssize_t len = readlink(pool_printf(pool, CARDS "/%s/device/driver", card), target,
			       sizeof(target) - 1);
	const char *slash;

	target[len > 0 ? len : 0] = '\0';
	slash = strrchr(target, '/');
	return pool_strdup(pool, slash ? slash + 1 : "");
}

/* What has a device behind it: not the loopback. */
static struct strs cards_of(struct pool *pool)
{
	struct strs cards = { .pool = pool };
	DIR *dir = opendir(CARDS);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.' &&
		    access(pool_printf(pool, CARDS "/%s/device", entry->d_name), F_OK) ==
			    0)
			strs_add(&cards, pool_strdup(pool, entry->d_name));
	if (dir)
		(void)closedir(dir);
	strs_sort(&cards);
	return cards;
}

/* "192.0.2.5", or "" where it has none. */
static const char *address_of(struct pool *pool, const char *card)
{
	struct ifaddrs *all, *one;
	char text[INET_ADDRSTRLEN] = "";

	if (getifaddrs(&all) < 0)
		return "";
	for (one = all; one && !*text; one = one->ifa_next) {
		const struct sockaddr_in *in = (const void *)one->ifa_addr;

		if (in && in->sin_family == AF_INET && strcmp(one->ifa_name, card) == 0)
			(void)inet_ntop(AF_INET, &in->sin_addr, text, sizeof(text));
	}
	freeifaddrs(all);
	return pool_strdup(pool, text);
}

static void show_cards(struct pool *pool, const struct strs *cards, bool as_json)
{
	json_t *object, *array = json_array();

	for (size_t i = 0; i < cards->count; i++) {
		const char *card = cards->item[i], *driver = driver_of(pool, card);
		const char *mac =
			line_of(pool, pool_printf(pool, CARDS "/%s/address", card));
		const char *address = address_of(pool, card);

		json_array_append_new(array, json_pack("{s:s, s:s, s:s, s:s}", "name",
						       card, "driver", driver, "mac", mac,
						       "address", address));
		if (!as_json)
			printf("%-10s %-14s %-17s  %s\n", card, driver, mac,
			       *address ? address : "off");
	}
	object = json_pack("{s:o}", "cards", array);
	if (as_json)
		show_json(object);
	json_decref(object);
}

/* Run WORDS, which end with NULL; what they say is of no interest to who asked. */
static int run(struct pool *pool, const char *const words[])
{
	struct host_error error = { "" };

	return run_checked(pool, words, NULL, NULL, &error);
}

/* The client that keeps an address from running out. */
static void end_lease(struct pool *pool)
{
	int pid = atoi(line_of(pool, LEASE));
	const char *name =
		pid > 1 ? line_of(pool, pool_printf(pool, "/proc/%d/comm", pid)) : "";

	if (strcmp(name, "udhcpc") == 0)
		(void)kill(pid, SIGTERM);
	(void)unlink(LEASE);
}

static int all_off(struct pool *pool, const struct strs *cards)
{
	int err = 0;

	end_lease(pool);
	for (size_t i = 0; i < cards->count; i++) {
		const char *card = cards->item[i];

		err |= run(pool, (const char *[]){ "ip", "address", "flush", "dev", card,
						   NULL });
		err |= run(pool,
			   (const char *[]){ "ip", "link", "set", card, "down", NULL });
	}
	(void)unlink(RESOLVER);
	return err ? command_fail(STATUS_FAILED, "a card cannot be switched off") : 0;
}

static int no_link(struct pool *pool, const char *card, const char *text)
{
	const char *carrier = line_of(pool, pool_printf(pool, CARDS "/%s/carrier", card));

	return command_fail(
		STATUS_FAILED, "%s: %s", card,
		strcmp(carrier, "1") == 0
			? text
			: "no link; is the cable in, and the card connected?");
}

/* A quarter of a minute: a link takes a few seconds to come up. */
static int ask_for_address(struct pool *pool, const char *card)
{
	const char *const words[] = { "udhcpc", "-n",  "-t", "5",  "-T", "3",
				      "-p",     LEASE, "-i", card, NULL };

	if (run(pool, words) == 0)
		return 0;
	return no_link(pool, card, "no DHCP server answers");
}

/* "192.0.2.5/24" */
static bool is_address_with_length(struct pool *pool, const char *text)
{
	const char *slash = strchr(text, '/');
	struct in_addr in;

	if (!slash || strspn(slash + 1, "0123456789") != strlen(slash + 1) ||
	    strlen(slash + 1) > 2 || !slash[1] || atoi(slash + 1) > 32)
		return false;
	return inet_pton(AF_INET, pool_strndup(pool, text, (size_t)(slash - text)),
			 &in) == 1;
}

static bool is_address(const char *text)
{
	struct in_addr in;

	return inet_pton(AF_INET, text, &in) == 1;
}

static int set_resolver(const char *server)
{
	FILE *file = fopen(RESOLVER, "we");
	bool failed = !file || fprintf(file, "nameserver %s\n", server) < 0;

	if (file)
		failed |= fclose(file) != 0;
	return failed ? command_fail(STATUS_FAILED, RESOLVER ": %s", strerror(errno)) : 0;
}

/* WORDS: the address; the router and the name server, if any. */
static int set_address(struct pool *pool, const char *card, char **words, int count)
{
	if (!is_address_with_length(pool, words[0]))
		return command_fail(STATUS_USAGE,
				    "\"%s\" is no address like 192.0.2.5/24", words[0]);
	for (int i = 1; i < count; i++)
		if (!is_address(words[i]))
			return command_fail(STATUS_USAGE,
					    "\"%s\" is no address like 192.0.2.1",
					    words[i]);
	if (run(pool, (const char *[]){ "ip", "link", "set", card, "up", NULL }) ||
	    run(pool, (const char *[]){ "ip", "address", "add", words[0], "broadcast",
					"+", "dev", card, NULL }))
		return command_fail(STATUS_FAILED, "%s: it cannot have that address",
				    card);
	if (count > 1 &&
	    run(pool, (const char *[]){ "ip", "route", "add", "default", "via", words[1],
					"dev", card, NULL }))
		return command_fail(STATUS_FAILED, "%s is in no network that %s has",
				    words[1], card);
	return count > 2 ? set_resolver(words[2]) : 0;
}

static int switch_on(struct pool *pool, const struct strs *cards, char **words, int count)
{
	bool dhcp = strcmp(words[1], "dhcp") == 0;
	int status;

	if (!strs_has(cards, words[0]))
		return command_fail(STATUS_USAGE, "no card \"%s\"; there are: %s",
				    words[0],
				    cards->count ? strs_join(cards, " ") : "none");
	if (dhcp && count > 2)
		return command_fail(STATUS_USAGE, "dhcp takes no more");
	status = all_off(pool, cards);
	if (status == 0)
		status = dhcp ? ask_for_address(pool, words[0])
			      : set_address(pool, words[0], words + 1, count - 1);
	if (status)
		(void)all_off(pool, cards);
	else
		printf("%s: %s\n", words[0], address_of(pool, words[0]));
	return status;
}

static int network_main(struct pool *pool, int argc, char **argv)
{
	struct strs cards;
	bool as_json = argc == 2 && strcmp(argv[1], "--json") == 0;

	if (!machine_is_appliance())
		return command_fail(STATUS_USAGE,
				    "network is for the appliance, not for this system");
	/* What asks for addresses stays, and is to hold nothing of the menu's. */
	(void)close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
	cards = cards_of(pool);
	if (argc == 1 || as_json) {
		show_cards(pool, &cards, as_json);
		return STATUS_FINE;
	}
	if (argc == 2 && strcmp(argv[1], "off") == 0)
		return all_off(pool, &cards);
	if (argc < 3 || argc > 5)
		return command_fail(STATUS_USAGE,
				    "network takes a card, and dhcp or an address");
	return switch_on(pool, &cards, argv + 1, argc - 1);
}

const struct command command_network = {
	.name = "network",
	.usage = "\nCARD dhcp\nCARD ADDRESS/LENGTH [ROUTER [NAMESERVER]]\noff",
	.help = "list the network cards of the appliance; switch one on, or all off",
	.run = network_main,
};
