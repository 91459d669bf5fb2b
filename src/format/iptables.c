/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/iptables.h"

#include <stdlib.h>
#include <string.h>

#include "base/strs.h"

enum {
	RULES_MAX = 20000, /* of one file */
	DEPTH_MAX = 16,    /* of chains that call each other */
	STEPS_MAX = 100000 /* rules that are looked at for one verdict */
};

struct rule {
	unsigned line;
	struct span span;
	const char *chain, *target; /* target NULL: none */
	bool matches;               /* the connection for certain */
	bool may_match;             /* it, or some of its kind */
	bool names_port;            /* and asks for the port */
};

struct filter {
	struct pool *pool;
	struct bytes text;
	unsigned port;
	struct rule *rule;
	size_t rules;
	struct strs policies; /* "INPUT DROP", as many lines beside: */
	unsigned *policy_line;
	size_t end; /* of the table's last rule, or where one may stand */
	unsigned steps;
	unsigned some; /* line of a rule that lets some in; 0: none */
};

static bool is_in_list(const char *list, unsigned port)
{
	while (*list) {
		char *end;
		unsigned long from = strtoul(list, &end, 10), to = from;

		if (end == list && strncmp(list, "ssh", 3) == 0) {
			from = to = 22;
			end += 3;
		}
		if (*end == ':' || *end == '-')
			to = strtoul(end + 1, &end, 10);
		if (from <= port && port <= to)
			return true;
		list = end + strcspn(end, ",");
		list += *list == ',';
	}
	return false;
}

static bool has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (; *list; list += *list == ',') {
		size_t one = strcspn(list, ",");

		if (one == len && strncmp(list, word, len) == 0)
			return true;
		list += one;
	}
	return false;
}

/* Whether an option with its VALUE holds for the connection: 1, 0, or -1 for some. */
static int holds(const struct filter *filter, const char *option, const char *value)
{
	if (strcmp(option, "-p") == 0 || strcmp(option, "--protocol") == 0)
		return strcmp(value, "tcp") == 0 || strcmp(value, "6") == 0 ||
		       strcmp(value, "all") == 0;
	if (strcmp(option, "--dport") == 0 || strcmp(option, "--dports") == 0 ||
	    strcmp(option, "--destination-port") == 0)
		return is_in_list(value, filter->port);
	if (strcmp(option, "--state") == 0 || strcmp(option, "--ctstate") == 0)
		return has_word(value, "NEW");
	if (strcmp(option, "-i") == 0 || strcmp(option, "--in-interface") == 0)
		return strcmp(value, "lo") == 0 ? 0 : -1;
	if (strcmp(option, "-s") == 0 || strcmp(option, "-d") == 0)
		return strcmp(value, "0.0.0.0/0") == 0 || strcmp(value, "::/0") == 0 ? 1
										     : -1;
	if (strcmp(option, "--comment") == 0 || strcmp(option, "--reject-with") == 0)
		return 1;
	if (strcmp(option, "--icmp-type") == 0 || strcmp(option, "--icmpv6-type") == 0)
		return 0;
	return -1;
}

/* "-m tcp" and its like ask for nothing by themselves. */
static bool is_harmless(const char *module)
{
	static const char *const modules[] = { "tcp",       "state",   "conntrack",
					       "multiport", "comment", "udp" };

	for (size_t i = 0; i < sizeof(modules) / sizeof(*modules); i++)
		if (strcmp(modules[i], module) == 0)
			return true;
	return false;
}

static void judge_option(const struct filter *filter, struct rule *rule,
			 const char *option, const char *value, bool negated)
{
	int answer = holds(filter, option, value);

	if (negated && answer >= 0)
		answer = !answer;
	rule->names_port |= strncmp(option, "--d", 3) == 0 && strstr(option, "port");
	if (answer < 1)
		rule->matches = false;
	if (answer == 0)
		rule->may_match = false;
}

/* A comment in quotes is several words here: they are options to nobody. */
static size_t skip_quoted(const struct strs *word, size_t at)
{
	const char *first = word->item[at];

	if (first[0] != '"' || (strlen(first) > 1 && first[strlen(first) - 1] == '"'))
		return at;
	for (at++; at < word->count; at++)
		if (word->item[at][strlen(word->item[at]) - 1] == '"')
			break;
	return at;
}

static void take_options(const struct filter *filter, struct rule *rule,
			 const struct strs *word)
{
	bool negated = false;

	for (size_t i = 2; i < word->count; i++) {
		const char *option = word->item[i];
		const char *value = i + 1 < word->count ? word->item[i + 1] : "";

		if (strcmp(option, "!") == 0) {
			negated = true;
			continue;
		}
		if (option[0] != '-')
			continue;
		if (strcmp(option, "-j") == 0 || strcmp(option, "-g") == 0)
			rule->target = value;
		else if (strcmp(option, "-m") != 0)
			judge_option(filter, rule, option, value, negated);
		else if (!is_harmless(value))
			rule->matches = false;
		negated = false;
		if (i + 1 < word->count && value[0] != '-')
			i = skip_quoted(word, i + 1);
	}
}

static void add_rule(struct filter *filter, const struct strs *word, struct span span,
		     unsigned line)
{
	struct rule rule = { .line = line,
			     .span = span,
			     .chain = word->item[1],
			     .matches = true,
			     .may_match = true };

	if (filter->rules == RULES_MAX)
		return;
	take_options(filter, &rule, word);
	filter->rule = text_room(filter->pool, filter->rule, filter->rules, sizeof(rule));
	filter->rule[filter->rules++] = rule;
}

static void add_policy(struct filter *filter, const struct strs *word, unsigned line)
{
	size_t count = filter->policies.count;

	if (count == RULES_MAX)
		return;
	filter->policy_line = text_room(filter->pool, filter->policy_line, count,
					sizeof(*filter->policy_line));
	filter->policy_line[count] = line;
	strs_addf(&filter->policies, "%s %s", word->item[0] + 1, word->item[1]);
}

static void read_table(struct filter *filter)
{
	struct span span;
	unsigned number = 0;
	bool inside = false;
	size_t at = 0;

	while (text_next_line(filter->text, &at, &span)) {
		struct strs word = strs_words(filter->pool,
					      text_str(filter->pool, filter->text, span));

		number++;
		if (word.count == 0 || word.item[0][0] == '#')
			continue;
		if (word.item[0][0] == '*')
			inside = strcmp(word.item[0], "*filter") == 0;
		if (!inside)
			continue;
		if (strcmp(word.item[0], "COMMIT") == 0) {
			filter->end = span.offset;
			inside = false;
		} else if (word.item[0][0] == ':' && word.count > 1) {
			add_policy(filter, &word, number);
		} else if (strcmp(word.item[0], "-A") == 0 && word.count > 1) {
			add_rule(filter, &word, span, number);
		}
	}
}

static struct iptables_verdict walk(struct filter *filter, const char *chain, int depth)
{
	struct iptables_verdict verdict = { .answer = IPTABLES_RETURNS,
					    .offset = filter->end };

	for (size_t i = 0; i < filter->rules && depth < DEPTH_MAX; i++) {
		const struct rule *rule = &filter->rule[i];
		bool drops;

		if (strcmp(rule->chain, chain) != 0 || !rule->target)
			continue;
		if (++filter->steps > STEPS_MAX)
			return verdict;
		drops = strcmp(rule->target, "DROP") == 0 ||
			strcmp(rule->target, "REJECT") == 0;
		if (strcmp(rule->target, "RETURN") == 0 && rule->matches)
			return verdict;
		if ((drops || strcmp(rule->target, "ACCEPT") == 0) && rule->matches)
			return (struct iptables_verdict){ drops ? IPTABLES_KEEPS_OUT
								: IPTABLES_LETS_IN,
							  rule->line, rule->span.offset };
		if (!drops && strcmp(rule->target, "ACCEPT") == 0) {
			if (rule->may_match && rule->names_port)
				filter->some = rule->line;
			continue;
		}
		if (!drops && rule->may_match) {
			struct iptables_verdict inner =
				walk(filter, rule->target, depth + 1);

			/* A chain for some of the connections settles only those. */
			if (!rule->matches && inner.answer == IPTABLES_LETS_IN)
				filter->some = inner.line;
			if (!rule->matches || inner.answer == IPTABLES_RETURNS)
				continue;
			inner.offset = rule->span.offset;
			return inner;
		}
	}
	return verdict;
}

struct iptables_verdict iptables_judge(struct pool *pool, struct bytes text,
				       const char *chain, unsigned port)
{
	struct filter filter = {
		.pool = pool, .text = text, .port = port, .policies.pool = pool
	};
	struct iptables_verdict verdict;
	const char *drops;

	filter.end = text.len;
	read_table(&filter);
	verdict = walk(&filter, chain, 0);
	drops = pool_printf(pool, "%s DROP", chain);
	for (size_t i = 0;
	     verdict.answer == IPTABLES_RETURNS && i < filter.policies.count; i++)
		if (strcmp(filter.policies.item[i], drops) == 0) {
			verdict.answer = IPTABLES_KEEPS_OUT;
			verdict.line = filter.policy_line[i];
		}
	if (verdict.answer != IPTABLES_LETS_IN && filter.some) {
		verdict.answer = IPTABLES_LETS_SOME;
		verdict.line = filter.some;
	}
	return verdict;
}
