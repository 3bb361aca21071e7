// SPDX-License-Identifier: MIT
/* Text that survives mail: width, quoting, ASCII, and what git am looks for. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "bench/mail_internal.h"

/* mail_send() may indent a line by one */
#define TEXT_WIDTH	(MAIL_WIDTH - 1)
/* A command's lines end in a blank and a backslash */
#define COMMAND_WIDTH	(MAIL_WIDTH - 2)
#define COMMAND_INDENT	2

static void print_words(FILE *out, int first, int rest, const char *text)
{
	int column = fprintf(out, "%*s", first, "");
	bool fresh = true;

	for (const char *word = text + strspn(text, " \n"); *word;) {
		const int length = (int)strcspn(word, " \n");
		int shown = length;

		if (!fresh && column + 1 + length > TEXT_WIDTH) {
			column = fprintf(out, "\n%*s", rest, "") - 1;
			fresh = true;
		}
		/* a word that no line has room for is cut, not dropped */
		if (fresh && column + shown > TEXT_WIDTH)
			shown = TEXT_WIDTH - column;
		column += fprintf(out, "%s%.*s", fresh ? "" : " ", shown, word);
		fresh = false;
		word += shown;
		if (shown == length)
			word += strspn(word, " \n");
	}
	fputc('\n', out);
}

void mail_wrap(FILE *out, int first, int rest, const char *format, ...)
{
	va_list args;
	char *text;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	if (length < 0)
		return;
	print_words(out, first, rest, text);
	free(text);
}

/* Bytes up to the next blank outside of quotes */
static int argument_length(const char *text)
{
	bool quoted = false;
	int n = 0;

	for (; text[n] && (quoted || (text[n] != ' ' && text[n] != '\n')); n++) {
		if (text[n] == '\'')
			quoted = !quoted;
		else if (!quoted && text[n] == '\\' && text[n + 1])
			n++;
	}
	return n;
}

/* The "$'\n'" of without_line_ends() begins @before places before @i. */
static bool starts_line_end(const char *text, int i, int before)
{
	return i > before && strncmp(text + i - before - 1, "$'\\n'", 5) == 0;
}

/*
 * An argument that is longer than a line: a backslash before the line's end
 * joins the parts, but not between quotes, which are closed before it.
 */
static int print_long(FILE *out, const char *text, int length, int column)
{
	bool quoted = false;

	for (int i = 0; i < length; i++) {
		const bool escaped = i && text[i - 1] == '\\';
		const bool quote = text[i] == '\'' && (quoted || !escaped);

		const bool whole = starts_line_end(text, i, 0) ||
				   starts_line_end(text, i, 1) ||
				   starts_line_end(text, i, 2);

		/*
		 * Room for the quote that closes, and for the backslash; and
		 * no line may begin like a patch.
		 */
		if (((column >= COMMAND_WIDTH - 1 && !(quoted && quote)) ||
		     (column >= COMMAND_WIDTH - 8 &&
		      starts_line_end(text, i, -1))) &&
		    !escaped && !whole && text[i] != '-') {
			fprintf(out, "%s\\\n%s", quoted ? "'" : "",
				quoted ? "'" : "");
			column = quoted;
		}
		fputc(text[i], out);
		column++;
		if (quote)
			quoted = !quoted;
	}
	return column;
}

/*
 * A line end within quotes, as what a shell makes one of: a line of its own
 * would not be what was typed once blanks at its end are gone.
 */
static char *without_line_ends(const char *command)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	if (!out)
		return NULL;
	for (; *command; command++) {
		if (*command != '\n')
			fputc(*command, out);
		else if (command[1])
			fputs("'$'\\n''", out);
	}
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}

static void wrap_command(FILE *out, const char *command)
{
	int column = fprintf(out, "%*s", COMMAND_INDENT, "");
	bool fresh = true;

	while (*command) {
		const int length = argument_length(command);

		if (!fresh && column + 1 + length > COMMAND_WIDTH) {
			fprintf(out, " \\\n%*s", 3 * COMMAND_INDENT, "");
			column = 3 * COMMAND_INDENT;
			fresh = true;
		}
		if (!fresh)
			column += fprintf(out, " ");
		if (column + length <= COMMAND_WIDTH)
			column += fprintf(out, "%.*s", length, command);
		else
			column = print_long(out, command, length, column);
		fresh = false;
		command += length;
		command += strspn(command, " ");
	}
	fputc('\n', out);
}

void mail_wrap_command(FILE *out, const char *command)
{
	char *text = without_line_ends(command);

	if (text)
		wrap_command(out, text);
	free(text);
}

/*
 * git am ends the message where a patch seems to begin (patchbreak() of its
 * mailinfo), and mbox files begin a mail with "From ".
 */
static bool looks_like_patch(const char *line)
{
	static const char *const beginnings[] = {
		"---", "diff -", "Index: ", "From ",
	};

	for (size_t i = 0; i < ARRAY_SIZE(beginnings); i++) {
		if (strncmp(line, beginnings[i], strlen(beginnings[i])) == 0)
			return true;
	}
	return false;
}

/*
 * "-- >8 --" is where git am --scissors begins the message: such marks in a
 * line with dashes are pulled apart.
 */
static void send_line(FILE *out, const char *line, size_t length)
{
	const bool dashes = memmem(line, length, "--", 2);

	for (size_t i = 0; i < length; i++) {
		fputc(line[i] >= ' ' && line[i] <= '~' ? line[i] : '?', out);
		if (dashes && i + 1 < length &&
		    ((strchr("<>", line[i]) && strchr("8%", line[i + 1])) ||
		     (strchr("8%", line[i]) && strchr("<>", line[i + 1]))))
			fputc(' ', out);
	}
}

void mail_send(FILE *out, const char *text)
{
	bool empty = true;

	while (*text) {
		const size_t length = strcspn(text, "\n");
		size_t shown = length;

		while (shown && text[shown - 1] == ' ')
			shown--;
		if (shown && looks_like_patch(text))
			fputc(' ', out);
		send_line(out, text, shown);
		if (shown || !empty)
			fputc('\n', out);
		empty = !shown;
		text += length + (text[length] == '\n');
	}
}

const char *mail_name(char *text, size_t size, const struct mail_point *point)
{
	const char *name = loaded_axis(point->point, "pool");
	const bool whole = strlen(name) <= MAIL_NAME;

	snprintf(text, size, "%.*s%s", whole ? MAIL_NAME : MAIL_NAME - 1, name,
		 whole ? "" : "~");
	return text;
}
