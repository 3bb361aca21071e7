// SPDX-License-Identifier: MIT
#include "plan/parse.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int parse_number(const char *text, uint64_t low, uint64_t high,
		 const char *what, uint64_t *value, struct error *error)
{
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 10);
	/* strtoull() takes signs and white space, and wraps "-1" */
	if (!isdigit((unsigned char)text[0]) || *end || errno ||
	    *value < low || *value > high)
		return error_set(error, EINVAL,
			"%s: '%.40s' is not a number from %" PRIu64 " to %" PRIu64,
			what, text, low, high);
	return 0;
}

static int number_add(struct number_list *list, unsigned int value,
		      const char *what, struct error *error)
{
	for (size_t i = 0; i < list->n; i++) {
		if (list->value[i] == value)
			return 0;
	}
	if (list->n == OPTIONS_LIST_MAX)
		return error_set(error, EINVAL, "%s: more than %d numbers",
				 what, OPTIONS_LIST_MAX);
	list->value[list->n++] = value;
	return 0;
}

static int parse_range(char *text, unsigned int low, unsigned int high,
		       const char *what, struct number_list *list,
		       struct error *error)
{
	char *dash = strchr(text, '-');
	uint64_t first, last;
	int result;

	/* a dash in front is a sign, which is wrong, not a range */
	if (dash == text)
		dash = NULL;
	if (dash)
		*dash = '\0';
	result = parse_number(text, low, high, what, &first, error);
	last = first;
	if (!result && dash)
		result = parse_number(dash + 1, low, high, what, &last, error);
	if (!result && last < first)
		result = error_set(error, EINVAL,
			"%s: the range %" PRIu64 "-%" PRIu64 " runs backwards",
			what, first, last);
	for (uint64_t i = first; !result && i <= last; i++)
		result = number_add(list, (unsigned int)i, what, error);
	return result;
}

int parse_numbers(const char *text, unsigned int low, unsigned int high,
		  const char *what, struct number_list *list,
		  struct error *error)
{
	char *copy = strdup(text), *rest = copy, *part;
	int result = 0;

	if (!copy)
		return error_set(error, ENOMEM, "no memory");
	while (!result && (part = strsep(&rest, ",")))
		result = parse_range(part, low, high, what, list, error);
	free(copy);
	return result;
}

static size_t edit_distance(const char *a, const char *b)
{
	enum { LONGEST = 64 };
	size_t row[LONGEST + 1];
	const size_t length = strnlen(b, LONGEST);

	for (size_t j = 0; j <= length; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < length; j++) {
			size_t best = diagonal + (a[i] != b[j]);

			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j + 1] + 1 < best)
				best = row[j + 1] + 1;
			diagonal = row[j + 1];
			row[j + 1] = best;
		}
	}
	return row[length];
}

/*
 * The first of those at the smallest edit distance (Levenshtein); NULL where
 * nearly another word would have to be typed: that is no mistyped name.
 */
static const char *find_nearest(const char *word, const char *const *names,
				size_t n)
{
	enum { MOST = 3 };
	const size_t half = strlen(word) / 2;
	size_t least = (half < MOST ? half : MOST) + 1;
	const char *nearest = NULL;

	for (size_t i = 0; i < n; i++) {
		const size_t distance = edit_distance(word, names[i]);

		if (distance < least) {
			least = distance;
			nearest = names[i];
		}
	}
	return nearest;
}

/* What --list does not show is shown here. */
static int refuse_name(const char *word, const char *const *names, size_t n,
		       const char *what, bool listed, struct error *error)
{
	const char *nearest = find_nearest(word, names, n);
	const char *separator = "";
	char all[128] = "";

	for (size_t i = 0; !listed && i < n; i++) {
		const size_t length = strlen(all);

		snprintf(all + length, sizeof(all) - length, "%s%s", separator,
			 names[i]);
		separator = ", ";
	}
	return error_set(error, EINVAL, "unknown %s '%.60s'%s%s%s (%s)", what,
			 word, nearest ? ": did you mean " : "",
			 nearest ? nearest : "", nearest ? "?" : "",
			 listed ? "bench --list shows all" : all);
}

static int choice_add(const char *word, const char *const *names, size_t n,
		      const char *what, bool listed, struct choice_list *list,
		      struct error *error)
{
	size_t i = 0;

	while (i < n && strcmp(names[i], word) != 0)
		i++;
	if (i == n)
		return refuse_name(word, names, n, what, listed, error);
	for (size_t k = 0; k < list->n; k++) {
		if (list->index[k] == i)
			return 0;
	}
	list->index[list->n++] = i;
	return 0;
}

static int add_names(const char *text, const char *const *names, size_t n,
		     const char *what, bool listed, struct choice_list *list,
		     struct error *error)
{
	char *copy = strdup(text), *rest = copy, *word;
	int result = 0;

	if (!copy)
		return error_set(error, ENOMEM, "no memory");
	while (!result && (word = strsep(&rest, ","))) {
		if (word[0])
			result = choice_add(word, names, n, what, listed, list,
					    error);
		else
			result = error_set(error, EINVAL,
				"--%s: a name is empty in '%.60s': give one, or several with one comma between two",
				what, text);
	}
	free(copy);
	return result;
}

int parse_names(const char *text, const char *const *names, size_t n,
		const char *what, struct choice_list *list,
		struct error *error)
{
	return add_names(text, names, n, what, true, list, error);
}

static int parse_axis_part(char *part, const struct axis *axis,
			   const char *what, struct number_list *list,
			   struct error *error)
{
	const size_t before = list->n;
	int result;

	if (axis->zero && strcmp(part, axis->zero) == 0)
		return number_add(list, 0, what, error);
	result = parse_range(part, axis->low, axis->high, what, list, error);
	for (size_t i = before; !result && axis->multiple && i < list->n; i++) {
		if (list->value[i] % axis->multiple)
			result = error_set(error, EINVAL,
				"%s: %u is not a multiple of %u", what,
				list->value[i], axis->multiple);
	}
	return result;
}

int parse_choice(const char *text, const char *both, const char *name,
		 bool *second, struct error *error)
{
	const char *const bar = strchr(both, '|');
	const size_t first = (size_t)(bar - both);

	*second = strcmp(text, bar + 1) == 0;
	if (*second || (strlen(text) == first &&
			strncmp(text, both, first) == 0))
		return 0;
	return error_set(error, EINVAL, "--%s: '%.40s' is neither %.*s nor %s",
			 name, text, (int)first, both, bar + 1);
}

int parse_axis(const char *text, const struct axis *axis,
	       struct number_list *list, struct error *error)
{
	struct choice_list chosen = { .n = 0 };
	char *copy, *rest, *part, what[32];
	int result = 0;

	snprintf(what, sizeof(what), "--%s", axis->option);
	if (axis->names) {
		result = add_names(text, axis->names, axis->high + 1,
				   axis->option, false, &chosen, error);
		for (size_t i = 0; !result && i < chosen.n; i++)
			result = number_add(list,
					    (unsigned int)chosen.index[i],
					    what, error);
		return result;
	}
	copy = rest = strdup(text);
	if (!copy)
		return error_set(error, ENOMEM, "no memory");
	while (!result && (part = strsep(&rest, ",")))
		result = parse_axis_part(part, axis, what, list, error);
	free(copy);
	return result;
}
