// SPDX-License-Identifier: MIT
#include "report/figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double csv_number(double value)
{
	char text[32];

	if (!isfinite(value))
		return value;
	snprintf(text, sizeof(text), FIGURE_FILE_FORMAT, value);
	return strtod(text, NULL);
}

void csv_print_text(FILE *out, const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text == '\n' || *text == '\r' ? ' ' : *text, out);
	}
	fputc('"', out);
}

const char *table_figure(char *text, size_t size, double value)
{
	if (!isfinite(value))
		return "-";
	if (value >= 1e6)
		snprintf(text, size, value < 1e8 ? "%.1fM" : "%.0fM",
			 value / 1e6);
	else
		snprintf(text, size, value < 10 ? "%.2f" :
			 value < 1000 ? "%.1f" : "%.0f", value);
	return text;
}

const char *table_ratio(char *text, size_t size, double value)
{
	if (!isfinite(value))
		return "-";
	snprintf(text, size, value >= 1000 || value < 0.001 ? "%.0e" :
		 value >= 100 ? "%.1f" : value >= 10 ? "%.2f" :
		 value >= 0.1 ? "%.3f" : "%.4f", value);
	return text;
}

const char *table_interval(char *text, size_t size,
			   const struct stats_interval *ratio)
{
	char low[24], high[24];

	if (!ratio->valid)
		return "-";
	snprintf(text, size, "[%s,%s]",
		 table_ratio(low, sizeof(low), ratio->low),
		 table_ratio(high, sizeof(high), ratio->high));
	return text;
}

void table_print_figure(FILE *out, int width, double value)
{
	char text[24];

	fprintf(out, " %*s", width, table_figure(text, sizeof(text), value));
}

void table_print_share(FILE *out, int width, double share)
{
	if (isfinite(share))
		fprintf(out, " %*.1f", width, 100 * share);
	else
		fprintf(out, " %*s", width, "-");
}

void table_print_count(FILE *out, int width, double count)
{
	char text[24];

	snprintf(text, sizeof(text), "%.0f", count);
	if ((int)strlen(text) > width)
		snprintf(text, sizeof(text), "%.0fM", count / 1e6);
	fprintf(out, " %*s", width, text);
}
