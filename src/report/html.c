/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/html.h"

#include <string.h>

#include "report/clean.h"
#include "report/html-internal.h"
#include "report/lastboot.h"
#include "report/report.h"
#include "report/trace.h"

void html_raw(struct html *html, const char *markup)
{
	(void)fputs(markup, html->file);
}

/* TEXT is clean already. */
static void put_escaped(struct html *html, const char *text)
{
	size_t len;

	for (; *text; text += len) {
		len = clean_next(text);
		if (*text == '&')
			html_raw(html, "&amp;");
		else if (*text == '<')
			html_raw(html, "&lt;");
		else if (*text == '>')
			html_raw(html, "&gt;");
		else if (*text == '"')
			html_raw(html, "&quot;");
		else if (*text == '\'')
			html_raw(html, "&#39;");
		else
			(void)fwrite(text, 1, len, html->file);
	}
}

void html_text(struct html *html, const char *text)
{
	put_escaped(html, clean_str(html->pool, bytes_of(text), CLEAN_LINE));
}

void html_element(struct html *html, const char *tag, const char *class, const char *text)
{
	if (!*text)
		return;
	(void)fprintf(html->file, class ? "<%s class=\"%s\">" : "<%s>", tag,
		      class ? class : "");
	html_text(html, text);
	(void)fprintf(html->file, "</%s>", tag);
}

void html_cell(struct html *html, const char *text)
{
	html_raw(html, "<td>");
	html_text(html, text);
	html_raw(html, "</td>");
}

void html_omitted(struct html *html, const json_t *object, const char *name)
{
	json_int_t count = json_integer_value(json_object_get(object, name));

	if (count > 0)
		(void)fprintf(html->file, "<p class=\"soft\">and %lld more</p>\n",
			      (long long)count);
}

static const char *line_class(struct bytes line, size_t number)
{
	if (number < 2 && (bytes_starts(line, "--- ") || bytes_starts(line, "+++ ")))
		return "soft";
	if (bytes_starts(line, "@@ "))
		return "at";
	if (bytes_starts(line, "-"))
		return "del";
	return bytes_starts(line, "+") ? "add" : NULL;
}

void html_diff(struct html *html, const char *text)
{
	struct bytes rest = bytes_of(text), line;
	bool is_diff = bytes_starts(rest, "--- ");

	html_raw(html, "<pre>");
	for (size_t n = 0; bytes_line(&rest, &line); n++) {
		const char *class = is_diff ? line_class(line, n) : NULL;
		char *clean = clean_str(html->pool, line, CLEAN_DIFF);

		clean[strcspn(clean, "\r\n")] = '\0';
		if (class)
			(void)fprintf(html->file, "<span class=\"%s\">", class);
		put_escaped(html, clean);
		html_raw(html, class ? "</span>\n" : "\n");
	}
	html_raw(html, "</pre>\n");
}

const char *html_where(struct pool *pool, const json_t *object, const char *name)
{
	const json_t *line = json_object_get(object, "line");
	const json_t *offset = json_object_get(object, "offset");
	struct buf out = { .pool = pool };

	buf_adds(&out, report_text_of(object, name));
	if (json_is_integer(line))
		buf_addf(&out, ":%lld", (long long)json_integer_value(line));
	if (json_is_integer(offset))
		buf_addf(&out, " at %lld", (long long)json_integer_value(offset));
	return bytes_str(pool, buf_bytes(&out));
}

static const struct verdict_look {
	const char *class, *mark;
} good = { "ok", "\xe2\x9c\x93" }, bad = { "bad", "\xe2\x9c\x95" },
  doubt = { "warn", "?" }, rest = { "warn", "!" };

/* What is left after a check or a fix may be nothing that keeps the system from running.
 */
static const struct verdict_look *verdict_look(struct pool *pool, const json_t *report,
					       bool is_trace)
{
	json_int_t status = json_integer_value(json_object_get(report, "status"));

	if (status == 0)
		return &good;
	if (status == 3)
		return &doubt;
	return status == 1 && !is_trace && html_all_yes(pool, report) ? &rest : &bad;
}

static void put_verdict(struct html *html, const json_t *report)
{
	bool is_trace = report_is(report, "command", "trace");
	const struct verdict_look *look = verdict_look(html->pool, report, is_trace);

	(void)fprintf(html->file,
		      "<div class=\"verdict %s\"><span class=\"mark\">%s</span><span>",
		      look->class, look->mark);
	html_text(html, report_text_of(report, "verdict"));
	html_raw(html, "</span></div>\n");
}

/* "Debian GNU/Linux 12 on disk0 partition 1 (ext4), Linux 6.1.0-50-amd64" */
static const char *system_line(struct pool *pool, const json_t *system)
{
	const json_t *root = json_object_get(system, "root");
	const json_t *kernels = json_object_get(system, "kernels");
	json_int_t part = json_integer_value(json_object_get(root, "part"));
	struct buf out = { .pool = pool };

	buf_adds(&out, *report_text_of(system, "name") ? report_text_of(system, "name")
						       : "no system");
	if (json_is_object(root))
		buf_addf(&out, " on %s",
			 report_text_of(root,
					*report_text_of(root, "disk") ? "disk" : "name"));
	if (part > 0)
		buf_addf(&out, " partition %lld", (long long)part);
	if (*report_text_of(root, "type"))
		buf_addf(&out, " (%s)", report_text_of(root, "type"));
	for (size_t i = 0; i < json_array_size(kernels); i++) {
		const char *version = json_string_value(json_array_get(kernels, i));

		buf_addf(&out, "%s%s", i ? ", " : ", Linux ", version ? version : "");
	}
	if (report_firmware(system))
		buf_addf(&out, ", %s", report_firmware(system));
	return bytes_str(pool, buf_bytes(&out));
}

static void put_header(struct html *html, const json_t *report)
{
	const char *image = report_text_of(report, "image");

	html_raw(html, "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" "
		       "lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta "
		       "name=\"viewport\" content=\"width=device-width\"/>\n<title>");
	html_text(html, image);
	html_raw(html, " \xc2\xb7 drydock</title>\n<style>\n");
	html_raw(html, html_style);
	html_raw(html, "</style>\n</head>\n<body>\n<main>\n");
	html_element(html, "h1", NULL, *image ? image : "drydock");
	html_raw(html, "<p class=\"soft\">");
	html_text(html, system_line(html->pool, json_object_get(report, "system")));
	html_raw(html, ", for ");
	html_text(html, report_text_of(report, "profile"));
	html_raw(html, "</p>\n");
	put_verdict(html, report);
}

/* Of a fix the chain as it was stands above what it comes to. */
static void put_trace(struct html *html, const json_t *report)
{
	const json_t *trace = json_object_get(report, "trace");
	const json_t *after = json_object_get(report, "trace_after");

	if (!trace)
		return;
	html_raw(html, "<h2>Boot chain</h2>\n");
	if (after)
		html_raw(html, "<h3>As it was</h3>\n");
	html_strip(html, trace);
	if (after) {
		html_raw(html, json_is_true(json_object_get(report, "verified"))
				       ? "<h3>Repaired</h3>\n"
				       : "<h3>As planned</h3>\n");
		html_strip(html, after);
	}
}

static void put_details(struct html *html, const json_t *report)
{
	const json_t *trace = json_object_get(report, "trace");
	const json_t *after = json_object_get(report, "trace_after");

	if (!trace)
		return;
	html_raw(html, after ? "<h2>The chain now, link by link</h2>\n"
			     : "<h2>Link by link</h2>\n");
	html_chain(html, after ? after : trace);
	html_entries(html, after ? after : trace);
}

void report_html(FILE *file, const json_t *report)
{
	struct html html = { file, pool_new() };
	bool is_trace = report_is(report, "command", "trace");

	put_header(&html, report);
	if (!is_trace)
		html_answers(&html, report);
	put_trace(&html, report);
	if (is_trace)
		put_details(&html, report);
	html_findings(&html, report);
	html_changes(&html, report);
	lastboot_html(&html, report);
	html_volumes(&html, report);
	html_network(&html, report);
	html_proof(&html, json_object_get(report, "proof"));
	if (!is_trace)
		put_details(&html, report);
	html_raw(&html, "<footer>drydock ");
	html_text(&html, report_text_of(report, "drydock"));
	html_raw(&html, " ");
	html_text(&html, report_text_of(report, "command"));
	html_raw(&html, ", rules ");
	html_text(&html, report_text_of(report, "rules"));
	html_raw(&html, "</footer>\n</main>\n</body>\n</html>\n");
	pool_free(html.pool);
}
