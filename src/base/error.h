/* SPDX-License-Identifier: MIT */
/* Errors as values: a negative errno and one line of text for a person. */
#pragma once

#include "base/compiler.h"

struct error {
	char text[256];	/* no newline; what was wrong, what would be right */
};

/**
 * error_set() - record the reason of a failure
 * @error: where the text goes; NULL discards it
 * @code: a positive errno value
 * @format: %m is strerror() of @code
 *
 * Return: -@code, so that a function can end in `return error_set(...)`.
 */
int error_set(struct error *error, int code, const char *format, ...)
	printf_like(3, 4);

/* What error_tell() begins with: "bench", until a main() says otherwise */
extern const char *error_program;

/** error_tell() - a line on standard error, after that name; returns @status */
int error_tell(int status, const char *format, ...) printf_like(2, 3);

/** error_reason() - why a file cannot be written: strerror(), and the limit */
const char *error_reason(int code);

/** output_end() - write what standard output still holds, or it is an error */
int output_end(struct error *error);
