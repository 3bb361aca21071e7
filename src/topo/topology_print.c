// SPDX-License-Identifier: MIT
#include "topo/topology.h"

#include <stdlib.h>

static int compare_numbers(const void *a, const void *b)
{
	const int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* Return: how many numbers, from the first on, have equal steps. */
static int run_length(const int *number, int n)
{
	int length = n < 2 ? n : 2;

	while (length < n && number[length] - number[length - 1] ==
			     number[1] - number[0])
		length++;
	return length;
}

void topology_print_numbers(FILE *out, int *number, int n, bool plain)
{
	const char *comma = "";
	int length;

	qsort(number, (size_t)n, sizeof(*number), compare_numbers);
	for (int i = 0; i < n; i += length, comma = ",") {
		int last;

		length = run_length(number + i, n - i);
		last = number[i + length - 1];
		if (length > 1 && number[i + 1] == number[i] + 1) {
			fprintf(out, "%s%d-%d", comma, number[i], last);
		} else if (length > 4 && !plain) {
			fprintf(out, "%s%d,%d,%d,..,%d", comma, number[i],
				number[i + 1], number[i + 2], last);
		} else {
			fprintf(out, "%s%d", comma, number[i]);
			length = 1;
		}
	}
}

int topology_print_cpus(FILE *out, const struct topology *topology,
			cpu_filter filter, int argument, bool plain)
{
	int *number = calloc((size_t)topology->nr_cpus, sizeof(*number));
	int n = 0;

	topology_for_each_cpu(cpu, topology) {
		if (!filter(cpu, argument))
			continue;
		if (number)
			number[n] = cpu->cpu;
		n++;
	}
	if (number && out)
		topology_print_numbers(out, number, n, plain);
	free(number);
	return n;
}
