// SPDX-License-Identifier: MIT
/* Text that survives mail: width, quoting, ASCII, and what git am looks for. */
#include <math.h>
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

		/*
		 * Room for the quote that closes, and for the backslash; and
		 * no line may begin like a patch.
		 */
		if (column >= COMMAND_WIDTH - 1 && !(quoted && quote) &&
		    !escaped && text[i] != '-') {
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

void mail_wrap_command(FILE *out, const char *command)
{
	int column = fprintf(out, "%*s", COMMAND_INDENT, "");
	bool fresh = true;

	while (*command && *command != '\n') {
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
		for (size_t i = 0; i < shown; i++)
			fputc(text[i] >= ' ' && text[i] <= '~' ? text[i] : '?',
			      out);
		if (shown || !empty)
			fputc('\n', out);
		empty = !shown;
		text += length + (text[length] == '\n');
	}
}

const char *mail_ratio(char *text, size_t size, double value)
{
	if (!isfinite(value))
		return "-";
	snprintf(text, size, value >= 1000 || value < 0.01 ? "%.0e" :
		 value >= 100 ? "%.1f" : value >= 10 ? "%.2f" :
		 value >= 0.1 ? "%.3f" : "%.4f", value);
	return text;
}

const char *mail_name(char *text, size_t size, const struct mail_point *point)
{
	const char *name = loaded_axis(point->point, "pool");
	const bool whole = strlen(name) <= MAIL_NAME;

	snprintf(text, size, "%.*s%s", whole ? MAIL_NAME : MAIL_NAME - 1, name,
		 whole ? "" : "~");
	return text;
}
