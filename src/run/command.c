// SPDX-License-Identifier: MIT
#include "run/command.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * As a shell takes them again: one line with its newline, to be freed; NULL
 * without memory.
 */
static char *quote(char *const *arguments)
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

int command_write_origin(const struct results *results,
			 const struct environment *environment,
			 char *const *arguments, uint64_t seed,
			 struct error *error)
{
	char *command = quote(arguments);
	const struct environment_run made_by = {
		.run = results->run,
		.command = command,
		.arguments = arguments,
		.seed = seed,
	};
	char path[4200];
	int result;

	if (!command)
		return error_set(error, ENOMEM, "no memory");
	result = results_write_text(results, "command.txt", command, error);
	results_path(results, "environment.json", path, sizeof(path));
	if (!result)
		result = environment_write(environment, path, &made_by, error);
	free(command);
	return result;
}

void command_print_resume(FILE *out, const char *folder)
{
	char *const arguments[] = {
		(char *)"bench", (char *)"--resume",
		(char *)(uintptr_t)folder, NULL
	};
	char *command = quote(arguments);

	/* ends in a newline */
	fprintf(out, "bench: to continue: %s", command ? command :
		"bench --resume, and the folder of the result\n");
	free(command);
}
