/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pages by libdialog(3), 80 columns and 24 lines at least. */
#include "menu/ui.h"

#include <dialog.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/bytes.h"
#include "menu/keys.h"
#include "menu/plain.h"

enum {
	WIDTH_MAX = 78,
	BORDERS = 4, /* columns that a frame and its blanks take */
	/* Lines that a box has beside text and items: frames, buttons. */
	BOX_LINES = 4,
	LIST_LINES = 6,
	BACK_LINES = 3, /* above and below all boxes: the title, the line of help */
};

static struct {
	void *gauge;
	char gauge_title[80], gauge_text[800];
	int percent;
} drawn;

/* libdialog changes none of the texts it is given. */
static char *text_of(const char *s)
{
	return (char *)(uintptr_t)s;
}

static int width(void)
{
	return COLS - 2 < WIDTH_MAX ? COLS - 2 : WIDTH_MAX;
}

static int lines_of(const char *text)
{
	int lines = *text ? 1 : 0;

	for (; *text; text++)
		lines += *text == '\n' && text[1];
	return lines;
}

/* In the frame, with a blank at each side. */
static char *titled(struct pool *pool, const char *title)
{
	return pool_printf(pool, " %s ", title);
}

/* As libdialog would fold it, but with what is aligned left as it is. */
static char *folded(struct pool *pool, const char *text)
{
	return plain_fold(pool, text, (size_t)(width() - BORDERS), 0);
}

static void clear_vars(const char *hint)
{
	dialog_vars.cr_wrap = TRUE;
	dialog_vars.nocollapse = TRUE;
	dialog_vars.no_nl_expand = TRUE;
	dialog_vars.tab_correct = TRUE;
	dialog_vars.no_hot_list = FALSE;
	dialog_vars.cursor_off_label = TRUE;
	dialog_vars.help_line = text_of(hint);
	dialog_vars.item_help = FALSE;
	dialog_vars.extra_button = FALSE;
	dialog_vars.nocancel = FALSE;
	dialog_vars.defaultno = FALSE;
	dialog_vars.yes_label = dialog_vars.no_label = NULL;
	dialog_vars.ok_label = dialog_vars.cancel_label = NULL;
	dialog_vars.extra_label = dialog_vars.exit_label = NULL;
	dialog_vars.default_button = -1;
	dlg_clr_result();
}

/* The boxes before leave nothing: pages are no windows over each other. */
static void wipe(void)
{
	dlg_clear();
	dlg_put_backtitle();
}

static enum ui_answer answer_of(int result)
{
	return result == DLG_EXIT_OK      ? UI_OK
	       : result == DLG_EXIT_EXTRA ? UI_EXTRA
					  : UI_BACK;
}

static DIALOG_LISTITEM *items_of(struct pool *pool, const struct ui_list *list)
{
	DIALOG_LISTITEM *items = pool_alloc(pool, (list->count + 1) * sizeof(*items));

	for (size_t i = 0; i < list->count; i++)
		items[i] = (DIALOG_LISTITEM){
			.name = text_of(list->item[i].tag),
			.text = text_of(list->item[i].text),
			.help = text_of(list->item[i].help ? list->item[i].help : ""),
			.state = list->item[i].on,
		};
	return items;
}

static void list_vars(const struct ui_list *list, const char *hint)
{
	clear_vars(hint);
	dialog_vars.item_help = TRUE;
	dialog_vars.ok_label = text_of(list->ok);
	dialog_vars.cancel_label = text_of(list->back);
	dialog_vars.nocancel = !list->back;
	dialog_vars.extra_button = list->extra != NULL;
	dialog_vars.extra_label = text_of(list->extra);
	if (list->at < list->count)
		dialog_vars.default_item = text_of(list->item[list->at].tag);
	wipe();
}

struct box {
	char *text;
	int height, rows;
};

/* As many rows as fit; a text too long for the screen loses its end to them. */
static struct box box_of(struct pool *pool, const struct ui_list *list)
{
	struct box box = { .text = folded(pool, list->text) };
	int room = LINES - BACK_LINES - LIST_LINES - lines_of(box.text) - 1;

	box.rows = room < 3 ? 3 : room;
	if ((size_t)box.rows > list->count)
		box.rows = list->count ? (int)list->count : 1;
	box.height = box.rows + LIST_LINES + lines_of(box.text);
	if (box.height > LINES - 2)
		box.height = LINES - 2;
	return box;
}

static enum ui_answer choose(void *arg, struct ui_list *list)
{
	struct pool *pool = pool_new();
	struct box box = box_of(pool, list);
	int current = (int)list->at, result;

	(void)arg;
	list_vars(list, list->back
				? "Up, Down: an item   Tab: a button   Enter: choose   "
				  "Esc: back"
				: "Up, Down: an item   Enter: choose   Esc: draw the "
				  "page again");
	result = dlg_menu(titled(pool, list->title), box.text, box.height, width(),
			  box.rows, (int)list->count, items_of(pool, list), &current,
			  dlg_dummy_menutext);
	dialog_vars.default_item = NULL;
	if (current >= 0 && (size_t)current < list->count)
		list->at = (size_t)current;
	/* Who comes to a serial line later has seen nothing of the page. */
	if (!list->back && answer_of(result) == UI_BACK)
		(void)clearok(curscr, TRUE);
	pool_free(pool);
	return answer_of(result);
}

static enum ui_answer mark(void *arg, struct ui_list *list)
{
	struct pool *pool = pool_new();
	struct box box = box_of(pool, list);
	DIALOG_LISTITEM *items = items_of(pool, list);
	int current = (int)list->at, result;

	(void)arg;
	list_vars(list, "Space: take it or leave it   Tab: a button   Enter: go on   "
			"Esc: back");
	result = dlg_checklist(titled(pool, list->title), box.text, box.height, width(),
			       box.rows, (int)list->count, items, NULL, FLAG_CHECK,
			       &current);
	dialog_vars.default_item = NULL;
	if (current >= 0 && (size_t)current < list->count)
		list->at = (size_t)current;
	for (size_t i = 0; i < list->count; i++)
		list->item[i].on = items[i].state != 0;
	pool_free(pool);
	return answer_of(result);
}

static int height_of(const char *text)
{
	int height = lines_of(text) + BOX_LINES;

	return height < LINES - BACK_LINES ? height : LINES - BACK_LINES;
}

static enum ui_answer ask(void *arg, const struct ui_question *question)
{
	struct pool *pool = pool_new();
	char *text = folded(pool, question->text);
	int result;

	(void)arg;
	clear_vars(question->no ? "Tab: a button   Enter: press it   Esc: back"
				: "Enter: go on");
	wipe();
	dialog_vars.extra_button = question->extra != NULL;
	dialog_vars.extra_label = text_of(question->extra);
	if (question->no) {
		dialog_vars.yes_label = text_of(question->yes);
		dialog_vars.no_label = text_of(question->no);
		dialog_vars.default_button = DLG_EXIT_CANCEL;
		result = dialog_yesno(titled(pool, question->title), text,
				      height_of(text), width());
	} else {
		dialog_vars.ok_label = text_of(question->yes);
		result = dialog_msgbox(titled(pool, question->title), text,
				       height_of(text), width(), 1);
	}
	pool_free(pool);
	return answer_of(result);
}

static void show(void *arg, const char *title, const char *text)
{
	struct pool *pool = pool_new();
	int fd = memfd_create("text", MFD_CLOEXEC);
	struct bytes rest;

	(void)arg;
	text = plain_fold(pool, text, (size_t)(width() - BORDERS), 2);
	rest = bytes_of(text);
	while (rest.len) {
		ssize_t put = write(fd, rest.data, rest.len);

		if (put <= 0)
			break;
		rest = bytes_slice(rest, (size_t)put, rest.len);
	}
	clear_vars("Up, Down, Page Up, Page Down: scroll   /: search   Enter: back");
	dialog_vars.exit_label = text_of("Back");
	wipe();
	(void)dialog_textbox(titled(pool, title),
			     pool_printf(pool, "/proc/self/fd/%d", fd),
			     LINES - BACK_LINES, width());
	close(fd);
	pool_free(pool);
}

static enum ui_answer edit_line(void *arg, const char *title, const char *text,
				char *line, size_t room)
{
	struct pool *pool = pool_new();
	char *shown = folded(pool, text);
	int result;

	(void)arg;
	clear_vars("Enter: go on   Esc: back");
	wipe();
	dialog_vars.max_input = (int)room - 1;
	result = dialog_inputbox(titled(pool, title), shown, height_of(shown) + 3,
				 width(), line, 0);
	dialog_vars.max_input = 0;
	if (dialog_vars.input_result)
		(void)snprintf(line, room, "%s", dialog_vars.input_result);
	dlg_clr_result();
	pool_free(pool);
	return answer_of(result);
}

static enum ui_answer secret(void *arg, const char *title, const char *text, char *line,
			     size_t room)
{
	struct pool *pool = pool_new();
	char *shown = folded(pool, text);
	bool done;

	(void)arg;
	clear_vars("Enter: go on   Esc: back   Ctrl-U: from the start");
	wipe();
	(void)dialog_msgbox(titled(pool, title), shown, height_of(shown), width(), 0);
	done = keys_secret(line, room);
	pool_free(pool);
	return done ? UI_OK : UI_BACK;
}

/* Drawn again only where something changed: a serial line is slow. */
static void gauge(void *arg, const char *title, const char *text, double done)
{
	struct pool *pool = pool_new();
	int percent = done < 0 ? 0 : done > 1 ? 100 : (int)(done * 100);
	char *shown = folded(pool, text);
	bool same = drawn.gauge && strcmp(drawn.gauge_title, title) == 0 &&
		    strcmp(drawn.gauge_text, shown) == 0;

	(void)arg;
	if (!drawn.gauge) {
		clear_vars("");
		wipe();
		drawn.gauge = dlg_allocate_gauge(titled(pool, title), shown,
						 height_of(shown) + 2, width(), percent);
	} else if (!same) {
		drawn.gauge =
			dlg_reallocate_gauge(drawn.gauge, titled(pool, title), shown,
					     height_of(shown) + 2, width(), percent);
	}
	if (!same || percent != drawn.percent)
		dlg_update_gauge(drawn.gauge, percent);
	drawn.percent = percent;
	(void)snprintf(drawn.gauge_title, sizeof(drawn.gauge_title), "%s", title);
	(void)snprintf(drawn.gauge_text, sizeof(drawn.gauge_text), "%s", shown);
	pool_free(pool);
}

static void gauge_end(void *arg)
{
	(void)arg;
	if (drawn.gauge)
		dlg_free_gauge(drawn.gauge);
	drawn.gauge = NULL;
}

static bool pause_for(void *arg, int milliseconds)
{
	(void)arg;
	return keys_esc(milliseconds);
}

static void suspend(void *arg)
{
	(void)arg;
	dlg_clear();
	(void)refresh();
	(void)def_prog_mode();
	(void)endwin();
}

static void resume(void *arg)
{
	(void)arg;
	(void)reset_prog_mode();
	(void)clearok(curscr, TRUE);
	(void)refresh();
}

/*
 * Without colour, what is chosen is in reverse and nothing else, which also is the least
 * for a serial line to carry.
 */
static void be_plain(void)
{
	for (size_t i = 0; i <= 37; i++)
		dlg_color_table[i].atr = A_NORMAL;
	title_attr = A_BOLD;
	button_active_attr = button_key_active_attr = button_label_active_attr =
		A_REVERSE;
	item_selected_attr = tag_selected_attr = tag_key_selected_attr = A_REVERSE;
	check_selected_attr = A_REVERSE;
	inputbox_attr = A_UNDERLINE;
}

/*
 * A VGA screen shows bold as bright: of the library's colours that is blue and grey on
 * grey, which is hard to read.
 */
static void be_legible(void)
{
	title_attr = dialog_attr;
	tag_attr = item_attr;
	button_label_inactive_attr = button_inactive_attr;
}

const struct ui *ui_open(const char *title, bool is_serial)
{
	static const struct ui ui = {
		.choose = choose,
		.mark = mark,
		.ask = ask,
		.show = show,
		.line = edit_line,
		.secret = secret,
		.gauge = gauge,
		.gauge_end = gauge_end,
		.wait = pause_for,
		.suspend = suspend,
		.resume = resume,
	};

	(void)set_escdelay(KEYS_ESC_MS);
	dialog_state.use_shadow = !is_serial;
	dialog_state.no_mouse = TRUE;
	dialog_state.tab_len = 8;
	dialog_state.aspect_ratio = 9;
	init_dialog(stdin, stdout);
	/* A gauge of the program reads what it shows from there, and closes it. */
	dialog_state.pipe_input = NULL;
	if (has_colors())
		be_legible();
	else
		be_plain();
	dialog_vars.backtitle = text_of(title);
	return &ui;
}

void ui_close(void)
{
	end_dialog();
}
