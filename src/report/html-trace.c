/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The boot chain in HTML: a strip of boxes, cards with the evidence, menu entries. */
#include <string.h>

#include "report/html-internal.h"
#include "report/report.h"
#include "report/trace.h"

/* From the best to the worst: a stage is as bad as its worst link. */
static const struct look {
	const char *state, *class, *word, *mark;
} looks[] = {
	{ "not-applicable", "none", "not needed", "\xe2\x80\x93" },
	{ "holds", "ok", "holds", "\xe2\x9c\x93" },
	{ "not-reached", "none", "not reached", "\xc2\xb7" },
	{ "unknown", "warn", "unknown", "?" },
	{ "broken", "bad", "broken", "\xe2\x9c\x95" },
};

enum { UNKNOWN = 3, LOOKS = sizeof(looks) / sizeof(*looks) };

static size_t look_of(const char *state)
{
	for (size_t i = 0; i < LOOKS; i++)
		if (strcmp(state, looks[i].state) == 0)
			return i;
	return UNKNOWN;
}

const char *html_state_class(const char *state)
{
	return looks[look_of(state)].class;
}

const char *html_state_word(const char *state)
{
	return looks[look_of(state)].word;
}

/* The links of CHAIN's first stage: how many, and the look of the worst. */
static size_t stage_of(const json_t *const *chain, const struct look **look)
{
	const char *stage = report_text_of(*chain, "stage");
	size_t worst = 0, count = 0;

	for (; chain[count]; count++) {
		size_t one = look_of(report_text_of(chain[count], "state"));

		if (!report_is(chain[count], "stage", stage))
			break;
		worst = one > worst ? one : worst;
	}
	*look = &looks[worst];
	return count;
}

void html_strip(struct html *html, const json_t *trace)
{
	const json_t **chain = trace_chain(html->pool, trace);
	const struct look *look;

	html_raw(html, "<ol class=\"strip\">\n");
	for (size_t n; *chain; chain += n) {
		n = stage_of(chain, &look);
		(void)fprintf(html->file, "<li class=\"%s\" title=\"%s\">", look->class,
			      look->word);
		html_element(html, "span", NULL,
			     trace_title(report_text_of(*chain, "stage")));
		html_raw(html, "</li>\n");
	}
	html_raw(html, "</ol>\n");
}

static void put_fault(struct html *html, const json_t *fault)
{
	bool breaks = json_is_true(json_object_get(fault, "breaks"));

	(void)fprintf(html->file, "<div class=\"fault %s\">", breaks ? "bad" : "warn");
	html_raw(html, breaks ? "" : "Also: ");
	html_text(html, report_text_of(fault, "text"));
	html_raw(html, "<br/>");
	html_element(html, "b", NULL, report_text_of(fault, "rule"));
	html_raw(html, json_is_true(json_object_get(fault, "repairable"))
			       ? " repairs it (<code>drydock fix</code>)</div>"
			       : " reports it; a person must act</div>");
}

static void put_link(struct html *html, const json_t *link)
{
	const json_t *faults = json_object_get(link, "faults");

	html_raw(html, "<div class=\"link\">");
	html_element(html, "code", "where", html_where(html->pool, link, "where"));
	if (trace_needs_value(link))
		html_element(html, "code", "value", report_text_of(link, "value"));
	if (!trace_is_explained(link))
		html_element(html, "span", "soft", report_text_of(link, "text"));
	for (size_t i = 0; i < json_array_size(faults); i++)
		put_fault(html, json_array_get(faults, i));
	if (json_array_size(faults) == 0 && report_is(link, "state", "broken"))
		html_raw(html, "<div class=\"fault bad\">No rule repairs this.</div>");
	html_raw(html, "</div>\n");
}

void html_chain(struct html *html, const json_t *trace)
{
	const json_t **chain = trace_chain(html->pool, trace);
	const struct look *look;

	html_raw(html, "<ol class=\"chain\">\n");
	for (size_t n; *chain; chain += n) {
		n = stage_of(chain, &look);
		(void)fprintf(
			html->file,
			"<li class=\"%s\"><span class=\"mark\" title=\"%s\">%s</span>"
			"<div class=\"card\">",
			look->class, look->word, look->mark);
		html_element(html, "b", NULL,
			     trace_title(report_text_of(*chain, "stage")));
		for (size_t i = 0; i < n; i++)
			put_link(html, chain[i]);
		html_raw(html, "</div></li>\n");
	}
	html_raw(html, "</ol>\n");
}

/* The value, or the file, of the first link of STAGE. */
static const char *link_text(const json_t *entry, const char *stage, const char *name)
{
	const json_t *links = json_object_get(entry, "links");

	for (size_t i = 0; i < json_array_size(links); i++)
		if (report_is(json_array_get(links, i), "stage", stage))
			return report_text_of(json_array_get(links, i), name);
	return "";
}

static void put_entry(struct html *html, const json_t *entry)
{
	const char *state = report_text_of(entry, "state");
	bool own = strcmp(state, "not-applicable") != 0;

	html_raw(html, "<tr><td>");
	(void)fprintf(html->file, "<span class=\"badge %s\">%s</span>",
		      html_state_class(state), own ? html_state_word(state) : "not ours");
	html_raw(html, "</td><td>");
	html_element(html, "b", NULL, report_text_of(entry, "title"));
	if (json_is_true(json_object_get(entry, "default")))
		html_raw(html, " <span class=\"badge info\">default</span>");
	html_raw(html, "<br/>");
	html_element(html, "code", "soft", html_where(html->pool, entry, "where"));
	html_raw(html, "</td><td>");
	html_element(html, "code", NULL, link_text(entry, "kernel", "where"));
	html_raw(html, "<br/>");
	html_element(html, "code", NULL, link_text(entry, "initramfs", "where"));
	html_raw(html, "<br/>");
	html_element(html, "code", NULL, link_text(entry, "root", "value"));
	html_raw(html, "</td></tr>\n");
}

void html_entries(struct html *html, const json_t *trace)
{
	const json_t *entries = json_object_get(trace, "entries");

	if (json_array_size(entries) == 0)
		return;
	html_raw(html, "<h2>Menu entries</h2>\n<div class=\"wrap\"><table>\n<thead><tr>"
		       "<th>State</th><th>Entry</th><th>Kernel, initramfs, root</th></tr>"
		       "</thead>\n<tbody>\n");
	for (size_t i = 0; i < json_array_size(entries); i++)
		put_entry(html, json_array_get(entries, i));
	html_raw(html, "</tbody></table></div>\n");
	html_omitted(html, trace, "entries_omitted");
}
