// SPDX-License-Identifier: MIT
/* The program: what was asked for, what to print, exit status. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/inherited.h"
#include "bench/confined.h"
#include "bench/options.h"
#include "bench/script.h"
#include "bench/show.h"
#include "plan/scenarios.h"
#include "run/columns.h"
#include "run/kernel_result.h"
#include "run/run.h"

/* argp reorders argv; the result keeps it as it was. */
static char **copy_arguments(int argc, char **argv)
{
	char **copy = calloc((size_t)argc + 1, sizeof(*copy));

	for (int i = 0; copy && i < argc; i++)
		copy[i] = argv[i];
	return copy;
}

/* Short enough to be typed again. */
static uint64_t random_seed(void)
{
	uint64_t seed;

	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		seed = (uint64_t)time(NULL);
	return seed % 1000000000;
}

/* Exit status */
static int show(void *context, struct error *error)
{
	const struct options *options = context;
	struct topology topology = { .nr_cpus = 0 };
	struct environment *environment;
	int result = options->topology ?
		topology_load_file(&topology, options->topology, error) :
		topology_load_this(&topology, error);

	if (options->topology)
		confined_done();
	if (!result)
		result = scenarios_check_nodes(options, &topology, error);
	if (result) {
		topology_free(&topology);
		return EXIT_USAGE;
	}
	if (options->mode == MODE_ENVIRONMENT) {
		environment = environment_collect(&topology, error);
		if (!environment)
			return EXIT_FAILED;
		show_environment(stdout, options->csv, environment);
		environment_free(environment);
	} else if (options->mode == MODE_LIST) {
		show_list(stdout, options, &topology);
	} else {
		show_plan(stdout, options, &topology);
	}
	topology_free(&topology);
	return EXIT_SUCCESS;
}

/* However it ends: argp exits by itself after --help. */
static void end_output(void)
{
	struct error error;

	if (output_end(&error))
		_exit(error_tell(EXIT_FAILED, "%s", error.text));
}

int main(int argc, char **argv)
{
	struct error error = { "" };
	struct options options;
	char **arguments;
	int status = EXIT_SUCCESS;

	/* no user's command: what a worker inherits is the driver's doing */
	if (argc == 4 && strcmp(argv[1], TRIAL_WORKER_ARGUMENT) == 0)
		return trial_worker(atoi(argv[2]), atoi(argv[3]));
	if (inherited_settle(&error))
		return error_tell(EXIT_FAILED, "%s", error.text);
	atexit(end_output);
	if (argc > 1 && (strcmp(argv[1], "compare") == 0 ||
			 strcmp(argv[1], "mail") == 0 ||
			 strcmp(argv[1], "selftest") == 0))
		return script_exec(argv[1], argv + 1);
	if (argc > 1 && strcmp(argv[1], "kernel-result") == 0)
		return kernel_result_main(argc - 1, argv + 1);
	arguments = copy_arguments(argc, argv);
	if (!arguments)
		return error_tell(EXIT_FAILED, "no memory");
	options_parse(&options, argc, argv);
	if (!options.seed_given)
		options.seed = random_seed();
	if (options.mode == MODE_COLUMNS)
		csv_print_description(stdout);
	else if (options.mode == MODE_RUN)
		status = run_main(&options, options_parse, arguments);
	else
		status = options.topology ?
			 confined_run(show, &options, &error) :
			 show(&options, &error);
	free(options.benchmark_argv);
	free(arguments);
	return error.text[0] ? error_tell(status, "%s", error.text) : status;
}
