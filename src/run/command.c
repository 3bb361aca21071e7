// SPDX-License-Identifier: MIT
#include "run/command.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

char *command_quote(char *const *arguments)
{
	char *text = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&text, &length);

	if (!memory)
		return NULL;
	for (size_t i = 0; arguments[i]; i++) {
		const char *c = arguments[i];

		if (i)
			fputc(' ', memory);
		if (*c && !c[strspn(c, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:+@%")]) {
			fputs(c, memory);
			continue;
		}
		fputc('\'', memory);
		for (; *c; c++)
			fputs(*c == '\'' ? "'\\''" : (char[]){ *c, 0 },
			      memory);
		fputc('\'', memory);
	}
	fputc('\n', memory);
	fclose(memory);
	return text;
}

void command_print_resume(FILE *out, const char *folder)
{
	char *const arguments[] = {
		(char *)"bench", (char *)"--resume",
		(char *)(uintptr_t)folder, NULL
	};
	char *command = command_quote(arguments);

	/* ends in a newline */
	fprintf(out, "bench: to go on: %s", command ? command :
		"bench --resume, and the folder of the result\n");
	free(command);
}
