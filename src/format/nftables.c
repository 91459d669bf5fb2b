/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/nftables.h"

#include <stdlib.h>
#include <string.h>

#include "base/strs.h"

struct chain {
	bool is_input, drops;
	unsigned policy_line;
	bool unknown; /* something that is not followed stood in it */
	struct nft_verdict some;
	bool is_settled;
	struct nft_verdict verdict;
};

static bool has(const struct strs *word, const char *name)
{
	return strs_has(word, name);
}

/* "22", "ssh", "20-25", alone or in "{ 22, 80 }", behind "dport". */
static bool names_port(const struct strs *word, unsigned port)
{
	bool behind = false;

	for (size_t i = 0; i < word->count; i++) {
		const char *one = word->item[i] + strspn(word->item[i], "{");
		char *end;
		unsigned long from = strtoul(one, &end, 10), to = from;

		if (strcmp(one, "dport") == 0) {
			behind = true;
			continue;
		}
		if (!behind)
			continue;
		if (strncmp(one, "ssh", 3) == 0 && port == 22)
			return true;
		if (end == one)
			continue;
		if (*end == '-')
			to = strtoul(end + 1, NULL, 10);
		if (from <= port && port <= to)
			return true;
	}
	return false;
}

static bool is_plain(const struct strs *word)
{
	static const char *const plain[] = { "accept",  "drop", "reject",
					     "counter", "log",  "tcp",
					     "dport",   "meta", "l4proto" };

	for (size_t i = 0; i < word->count; i++) {
		size_t p = 0;

		while (p < sizeof(plain) / sizeof(*plain) &&
		       strcmp(plain[p], word->item[i]) != 0)
			p++;
		if (p == sizeof(plain) / sizeof(*plain))
			return false;
	}
	return true;
}

static void settle(struct chain *chain, enum nft_answer answer, unsigned line)
{
	if (!chain->is_settled)
		chain->verdict = (struct nft_verdict){ answer, line };
	chain->is_settled = true;
}

/* Whether a statement is about other packets than a new connection from outside. */
static bool is_of_others(const struct strs *word)
{
	return (has(word, "ct") && has(word, "state") && !has(word, "new") &&
		!has(word, "new,")) ||
	       has(word, "lo") || has(word, "\"lo\"") || has(word, "icmp") ||
	       has(word, "icmpv6") || has(word, "ipv6-icmp") || has(word, "udp");
}

static void take_accept(struct chain *chain, const struct strs *word, unsigned port,
			unsigned line)
{
	bool narrow = has(word, "saddr") || has(word, "iif") || has(word, "iifname") ||
		      has(word, "daddr") || has(word, "limit");

	if (has(word, "dport") && !names_port(word, port)) {
		for (size_t i = 0; i < word->count; i++)
			chain->unknown |= strchr("@$", word->item[i][0]) != NULL;
		return;
	}
	if (has(word, "dport") && !narrow)
		settle(chain, NFT_LETS_IN, line);
	else if (has(word, "dport"))
		chain->some = (struct nft_verdict){ NFT_LETS_SOME, line };
	else if (is_plain(word))
		settle(chain, NFT_LETS_IN, line);
	else
		chain->unknown = true;
}

static void take_statement(struct pool *pool, struct chain *chain, struct bytes text,
			   unsigned port, unsigned line)
{
	struct strs word = strs_words(pool, bytes_str(pool, text));

	if (word.count == 0 || word.item[0][0] == '#')
		return;
	if (has(&word, "hook")) {
		chain->is_input = has(&word, "input");
		return;
	}
	if (strcmp(word.item[0], "policy") == 0) {
		chain->drops = has(&word, "drop");
		chain->policy_line = line;
		return;
	}
	if (is_of_others(&word))
		return;
	if (has(&word, "jump") || has(&word, "goto") || has(&word, "vmap"))
		chain->unknown = true;
	else if (has(&word, "accept"))
		take_accept(chain, &word, port, line);
	else if ((has(&word, "drop") || has(&word, "reject")) &&
		 (is_plain(&word) || strcmp(word.item[0], "reject") == 0))
		settle(chain, NFT_KEEPS_OUT, line);
}

static void end_chain(const struct chain *chain, struct nft_verdict *all)
{
	struct nft_verdict one = chain->verdict;

	if (!chain->is_input)
		return;
	if (!chain->is_settled && chain->drops)
		one = (struct nft_verdict){ NFT_KEEPS_OUT, chain->policy_line };
	if (one.answer == NFT_KEEPS_OUT && chain->some.line)
		one = chain->some;
	if (one.answer == NFT_KEEPS_OUT && chain->unknown)
		one.answer = NFT_UNKNOWN;
	/* Of several chains each may keep out: the worst counts. */
	if (one.answer > all->answer || (one.answer == all->answer && !all->line))
		*all = one;
}

/* One past the end of the statement that starts at AT: ";", a line end, or a brace. */
static size_t statement_end(struct bytes text, size_t at)
{
	int depth = 0;

	if (at < text.len && text.data[at] == '#')
		while (at < text.len && text.data[at] != '\n')
			at++;
	for (; at < text.len; at++) {
		unsigned char c = text.data[at];

		if (depth == 0 && (c == ';' || c == '\n' || c == '}'))
			break;
		depth += (c == '{') - (c == '}');
	}
	return at;
}

/* The offset behind "{" of the next "chain NAME {" at or after AT; 0: there is none. */
static size_t next_chain(struct bytes text, size_t at)
{
	struct span line;

	while (text_next_line(text, &at, &line)) {
		struct bytes body = text_slice(text, line);
		ptrdiff_t brace = bytes_find(body, bytes_of("{"), 0);

		while (body.len && text_is_blank(body.data[0]))
			body = bytes_slice(body, 1, body.len);
		if (brace >= 0 && bytes_starts(body, "chain "))
			return line.offset + (size_t)brace + 1;
	}
	return 0;
}

struct nft_verdict nft_judge(struct pool *pool, struct bytes text, unsigned port)
{
	struct nft_verdict all = { NFT_LETS_IN, 0 };
	size_t at = 0;

	if (bytes_find(text, bytes_of("\ninclude "), 0) >= 0 ||
	    bytes_starts(text, "include "))
		all.answer = NFT_UNKNOWN;
	while ((at = next_chain(text, at))) {
		struct chain chain = { 0 };

		while (at < text.len && text.data[at] != '}') {
			size_t end;

			while (at < text.len && strchr(" \t\n;", text.data[at]) &&
			       text.data[at])
				at++;
			if (at >= text.len || text.data[at] == '}')
				break;
			end = statement_end(text, at);
			take_statement(pool, &chain, bytes_slice(text, at, end - at),
				       port, text_line_of(text, at));
			at = end > at ? end : at + 1;
		}
		end_chain(&chain, &all);
	}
	return all;
}
