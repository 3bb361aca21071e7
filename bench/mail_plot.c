// SPDX-License-Identifier: MIT
/* Ratios with their intervals, drawn by characters. */
#include <math.h>
#include <string.h>

#include "bench/mail_internal.h"

/* Columns between the bars */
#define PLOT_WIDTH	(MAIL_WIDTH - MAIL_NAME - 4)
/* Farther from 1 than a factor of 2^PLOT_OCTAVES nothing is drawn in place */
#define PLOT_OCTAVES	6
/* Columns that a label and the space beside it take */
#define LABEL_WIDTH	6

/* What the axis shows: from 2^low to 2^high */
struct scale {
	int low;
	int high;
};

static void stretch(struct scale *scale, double ratio)
{
	if (!(ratio > 0) || !isfinite(ratio))
		return;
	scale->low = (int)fmin(scale->low, floor(log2(ratio)));
	scale->high = (int)fmax(scale->high, ceil(log2(ratio)));
}

static struct scale find_scale(const struct mail *mail)
{
	struct scale scale = { -1, 1 };

	for (size_t i = 0; i < mail->points; i++) {
		const struct compare_row *row = mail->point[i].row;

		if (!row)
			continue;
		stretch(&scale, row->judged.ratio.estimate);
		if (row->judged.ratio.valid) {
			stretch(&scale, row->judged.ratio.low);
			stretch(&scale, row->judged.ratio.high);
		}
	}
	scale.low = (int)fmax(scale.low, -PLOT_OCTAVES);
	scale.high = (int)fmin(scale.high, PLOT_OCTAVES);
	return scale;
}

/* Column of a ratio; -1 or PLOT_WIDTH where it lies beyond the axis */
static int column_of(const struct scale *scale, double ratio)
{
	const double place = (log2(ratio) - scale->low) /
			     (scale->high - scale->low);

	if (!(place >= 0))
		return -1;
	return place > 1 ? PLOT_WIDTH :
			   (int)lround(place * (PLOT_WIDTH - 1));
}

static int within(int column)
{
	return column < 0 ? 0 : column >= PLOT_WIDTH ? PLOT_WIDTH - 1 : column;
}

static void draw(char *line, const struct scale *scale,
		 const struct stats_interval *ratio)
{
	const int base = column_of(scale, 1);
	const int low = column_of(scale, ratio->low);
	const int high = column_of(scale, ratio->high);
	const int middle = column_of(scale, ratio->estimate);

	memset(line, ' ', PLOT_WIDTH);
	line[PLOT_WIDTH] = '\0';
	line[base] = '.';
	if (ratio->valid) {
		for (int i = within(low); i <= within(high); i++)
			line[i] = i == base ? ':' : '-';
		line[within(low)] = low < 0 ? '<' : '(';
		line[within(high)] = high >= PLOT_WIDTH ? '>' : ')';
	}
	if (middle < 0)
		line[0] = '<';
	else if (middle >= PLOT_WIDTH)
		line[PLOT_WIDTH - 1] = '>';
	else
		line[middle] = ratio->valid ? 'o' : '?';
}

/* Powers of 2 below the line, as many as there is room for, 1 among them */
static void print_axis(FILE *out, const struct scale *scale)
{
	const int octaves = scale->high - scale->low;
	const int step = (octaves * LABEL_WIDTH + PLOT_WIDTH - 1) / PLOT_WIDTH;
	char line[PLOT_WIDTH + LABEL_WIDTH + 1];

	memset(line, ' ', sizeof(line));
	for (int i = scale->low; i <= scale->high; i++) {
		char label[16];
		int length, column;

		if (i % step)
			continue;
		length = snprintf(label, sizeof(label), "%s%d",
				  i < 0 ? "1/" : "", 1 << (i < 0 ? -i : i));
		column = column_of(scale, exp2(i)) - length / 2;
		if (column < 0)
			column = 0;
		if (column > PLOT_WIDTH - length)
			column = PLOT_WIDTH - length;
		memcpy(line + column, label, (size_t)length);
	}
	line[PLOT_WIDTH] = '\0';
	fprintf(out, " %-*s  %s\n", MAIL_NAME, "ratio, log scale", line);
}

bool mail_plots(const struct mail *mail)
{
	switch (mail->options->plot) {
	case MAIL_PLOT_ALL:
		return mail->compare.rows;
	case MAIL_PLOT_NONE:
		return false;
	default:
		return mail->compare.rows &&
		       mail->compare.rows <= MAIL_PLOT_ROWS;
	}
}

void mail_print_plot(FILE *out, const struct mail *mail, size_t first,
		     size_t n)
{
	const struct scale scale = find_scale(mail);
	char line[PLOT_WIDTH + 1], name[64];
	bool drawn = false;

	for (size_t i = first; i < first + n; i++) {
		const struct compare_row *row = mail->point[i].row;

		if (!row || !isfinite(row->judged.ratio.estimate))
			continue;
		if (!drawn)
			fputc('\n', out);
		drawn = true;
		draw(line, &scale, &row->judged.ratio);
		fprintf(out, " %-*s |%s|\n", MAIL_NAME,
			mail_name(name, sizeof(name), &mail->point[i]), line);
	}
	if (drawn)
		print_axis(out, &scale);
}
