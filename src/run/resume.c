// SPDX-License-Identifier: MIT
#include "run/resume.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The command line of the earlier session, for argp, which reorders it */
static int copy_arguments(struct resumed *resumed, int *argc,
			  struct error *error)
{
	const char *argument;

	for (*argc = 0; history_argument(resumed->history, (size_t)*argc);)
		++*argc;
	if (!*argc)
		return error_set(error, EINVAL,
			"--resume: %s does not say how the run was started",
			resumed->folder);
	resumed->arguments = calloc((size_t)*argc + 1,
				    sizeof(*resumed->arguments));
	if (!resumed->arguments)
		return error_set(error, ENOMEM, "no memory");
	for (int i = 0; i < *argc; i++) {
		argument = history_argument(resumed->history, (size_t)i);
		resumed->arguments[i] = (char *)(uintptr_t)argument;
	}
	return 0;
}

int resume_begin(struct resumed *resumed, struct options *options,
		 options_reader *read_options, char *const *arguments,
		 int *lock, struct error *error)
{
	int argc = 0;

	while (arguments[argc])
		argc++;
	/* program --resume DIR, or program --resume=DIR */
	if (argc > 3 || (argc == 3 && strcmp(arguments[1], "--resume") != 0))
		return error_set(error, EINVAL,
			"--resume continues a run with its original options: give no other option");
	resumed->folder = options->resume;
	if (results_lock(resumed->folder, lock, error))
		return -EINVAL;
	resumed->history = history_open(resumed->folder, error);
	if (!resumed->history || copy_arguments(resumed, &argc, error))
		return -EINVAL;
	free(options->benchmark_argv);
	read_options(options, argc, resumed->arguments);
	options->resume = resumed->folder;
	options->seed_given = history_seed(resumed->history, &options->seed);
	return 0;
}

int resume_check_machine(const struct resumed *resumed,
			 const struct environment *environment,
			 struct error *error)
{
	static const char *const names[] = {
		"cpu_model", "cpus_online", "cpus_allowed", "kernel",
		"compiler", "build_flags", "commit",
	};
	size_t count;
	const struct environment_item *items = environment_items(environment,
								 &count);

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *then = history_item(resumed->history, names[i]);

		for (size_t k = 0; then && k < count; k++) {
			if (strcmp(items[k].name, names[i]) == 0 &&
			    strcmp(items[k].value, then) != 0)
				return error_set(error, EINVAL,
					"--resume: %s was '%.60s' and is '%.60s': start a new run",
					names[i], then, items[k].value);
		}
	}
	return 0;
}

int resume_results(const struct resumed *resumed, struct results *results,
		   struct error *error)
{
	size_t n;
	const struct history_sample *samples = history_samples(resumed->history,
							     &n);

	for (size_t i = 1; i < n; i++) {
		if (samples[i].trial < samples[i - 1].trial)
			return error_set(error, EINVAL,
				"--resume: in %s trial %u follows trial %u: rows were moved, or two programs wrote at once",
				resumed->folder, samples[i].trial,
				samples[i - 1].trial);
	}
	return results_resume(results, resumed->folder,
			      history_run(resumed->history), error);
}

void resume_end(struct resumed *resumed)
{
	history_free(resumed->history);
	free(resumed->arguments);
}
