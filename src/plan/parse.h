/* SPDX-License-Identifier: MIT */
/* Values on the command line: numbers, lists, names. Pure. */
#pragma once

#include "plan/axes.h"
#include "plan/options.h"

/**
 * parse_number() - a whole number from @low to @high, digits and nothing else
 * @what: what the number is, for @error: "--window-ms"
 */
int parse_number(const char *text, uint64_t low, uint64_t high,
		 const char *what, uint64_t *value, struct error *error);

/** parse_numbers() - "1,2,4" or "1-8", or both mixed; each is added once */
int parse_numbers(const char *text, unsigned int low, unsigned int high,
		  const char *what, struct number_list *list,
		  struct error *error);

/**
 * parse_names() - "a,b,c" out of a table of names that bench --list shows;
 *	their indexes are added, each once
 * @what: what they name, and the name of the option: "pool"
 */
int parse_names(const char *text, const char *const *names, size_t n,
		const char *what, struct choice_list *list,
		struct error *error);

/**
 * parse_choice() - one of two
 * @both: "text|csv"
 * @name: of the option, for @error: "format"
 * @second: set to whether @text is the second one
 */
int parse_choice(const char *text, const char *both, const char *name,
		 bool *second, struct error *error);

/** parse_axis() - values of an axis, names or numbers; each is added once */
int parse_axis(const char *text, const struct axis *axis,
	       struct number_list *list, struct error *error);
