// SPDX-License-Identifier: MIT
/* Which axes a heading must name: those that differ, and once the others. */
#include <string.h>

#include "bench/mail_internal.h"
#include "report/columns.h"

/* What a heading says in words, or a row. */
static bool is_told_elsewhere(const char *axis)
{
	static const char *const told[] = {
		"scenario", "pool", "placement", "producers", "oversubscribed",
	};

	for (size_t i = 0; i < ARRAY_SIZE(told); i++) {
		if (strcmp(told[i], axis) == 0)
			return true;
	}
	return false;
}

static bool is_common(const struct mail *mail, const struct mail_point *point,
		      size_t axis)
{
	for (size_t i = 0; i < mail->points; i++) {
		const struct mail_point *other = &mail->point[i];

		if (other->scenario == point->scenario &&
		    strcmp(other->point->axis[axis],
			   point->point->axis[axis]) != 0)
			return false;
	}
	return true;
}

void mail_axes(const struct mail *mail, const struct mail_point *point,
	       bool common, char *text, size_t size)
{
	size_t n, used = 0;
	const char *const *names = csv_axis_names(&n);

	text[0] = '\0';
	for (size_t i = 0; i < n && used < size; i++) {
		const char *value = point->point->axis[i];

		if (!*value || is_told_elsewhere(names[i]) ||
		    is_common(mail, point, i) != common)
			continue;
		used += (size_t)snprintf(text + used, size - used, "%s%s %s",
					 used ? ", " : "", names[i], value);
	}
}
