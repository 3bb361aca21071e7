// SPDX-License-Identifier: MIT
/* environment.json */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/durable.h"
#include "env/internal.h"

#define SCHEMA		1
/* Beyond it, readers that keep numbers as doubles would round. */
#define EXACT_IN_DOUBLE	(UINT64_C(1) << 53)

/* Return: length of the UTF-8 character at @text, 0 where there is none */
static int character_length(const char *text)
{
	const unsigned char *byte = (const void *)text;
	const int length = byte[0] < 0x80 ? 1 : byte[0] < 0xc2 ? 0 :
			   byte[0] < 0xe0 ? 2 : byte[0] < 0xf0 ? 3 :
			   byte[0] < 0xf5 ? 4 : 0;

	for (int i = 1; i < length; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return 0;
	}
	/* longer than needed, a surrogate, or beyond the last one */
	if ((byte[0] == 0xe0 && byte[1] < 0xa0) ||
	    (byte[0] == 0xed && byte[1] >= 0xa0) ||
	    (byte[0] == 0xf0 && byte[1] < 0x90) ||
	    (byte[0] == 0xf4 && byte[1] >= 0x90))
		return 0;
	return length;
}

static bool is_utf8(const char *text)
{
	int length = 1;

	for (; *text && length; text += length)
		length = character_length(text);
	return length;
}

/* JSON is UTF-8, but a command line is any bytes. */
static void put_string(FILE *out, const char *text)
{
	fputc('"', out);
	while (*text) {
		const int length = character_length(text);

		if (!length)
			fputs("\xef\xbf\xbd", out);
		else if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else if (length == 1 && *text < ' ')
			fprintf(out, "\\u%04x", (unsigned int)*text);
		else
			fwrite(text, 1, (size_t)length, out);
		text += length ? length : 1;
	}
	fputc('"', out);
}

/* Every byte that is not printable ASCII as %XX, and the percent sign. */
static void put_encoded(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text > ' ' && *text <= '~' && !strchr("%\"\\", *text))
			fputc(*text, out);
		else
			fprintf(out, "%%%02X", (unsigned char)*text);
	}
	fputc('"', out);
}

/* Members that are texts, each on a line; absent and empty text is null. */
static void put_members(FILE *out, const char *indent,
			const char *const members[][2], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *text = members[i][1];

		fprintf(out, "%s\n%s\"%s\": ", i ? "," : "", indent,
			members[i][0]);
		if (text && text[0])
			put_string(out, text);
		else
			fputs("null", out);
	}
}

static void put_arguments(FILE *out, const char *key, char *const *arguments,
			  void (*put)(FILE *out, const char *text))
{
	fprintf(out, ",\n  \"%s\": [", key);
	for (size_t i = 0; arguments && arguments[i]; i++) {
		fputs(i ? ",\n    " : "\n    ", out);
		put(out, arguments[i]);
	}
	fputs("\n  ]", out);
}

static void put_all(FILE *out, const struct environment *environment,
		    const struct environment_run *run)
{
	const char *const texts[][2] = {
		{ "run", run->run },
		{ "date", environment->date },
		{ "host", environment->host },
		{ "label", environment->label },
		{ "command", run->command },
	};
	const char *quote = run->seed > EXACT_IN_DOUBLE ? "\"" : "";
	const char *separator = "";
	bool readable = true;

	fprintf(out, "{\n  \"schema\": %d,", SCHEMA);
	put_members(out, "  ", texts, ARRAY_SIZE(texts));
	put_arguments(out, "arguments", run->arguments, put_string);
	/* Where a text has lost bytes, those that they were, to be replayed */
	for (size_t i = 0; run->arguments && run->arguments[i]; i++)
		readable = readable && is_utf8(run->arguments[i]);
	if (!readable)
		put_arguments(out, ENVIRONMENT_ENCODED, run->arguments,
			      put_encoded);
	fprintf(out, ",\n  \"seed\": %s%" PRIu64 "%s,\n  \"unfit\": [",
		quote, run->seed, quote);
	for (size_t i = 0; i < environment->count; i++) {
		if (!environment->items[i].reason)
			continue;
		fprintf(out, "%s\n    ", separator);
		put_string(out, environment->items[i].reason);
		separator = ",";
	}
	fputs("\n  ],\n  \"items\": {", out);
	for (size_t i = 0; i < environment->count; i++) {
		const struct environment_item *item = &environment->items[i];
		const char *const members[][2] = {
			{ "value", item->value },
			{ "verdict", environment_verdict_names[item->verdict] },
			{ "why", item->why },
			{ "remedy", item->remedy },
		};

		fprintf(out, "%s\n    \"%s\": {", i ? "," : "", item->name);
		put_members(out, "      ", members, ARRAY_SIZE(members));
		fputs("\n    }", out);
	}
	fputs("\n  }\n}\n", out);
}

int environment_write(const struct environment *environment, const char *path,
		      const struct environment_run *run, struct error *error)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	int result;

	if (out)
		put_all(out, environment, run);
	if (!out || fclose(out))
		result = error_set(error, ENOMEM, "cannot write %s: %m", path);
	else
		result = durable_replace(path, text, error);
	free(text);
	return result;
}
