// SPDX-License-Identifier: MIT
#include "run/resume.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The command line of the earlier session, for argp, which reorders it */
static int copy_arguments(struct resumed *resumed, int *argc,
			  struct error *error)
{
	for (*argc = 0; journal_argument(resumed->journal, (size_t)*argc);)
		++*argc;
	resumed->arguments = calloc((size_t)*argc + 1,
				    sizeof(*resumed->arguments));
	if (!resumed->arguments)
		return error_set(error, ENOMEM, "no memory");
	for (int i = 0; i < *argc; i++)
		resumed->arguments[i] = journal_argument(resumed->journal,
							 (size_t)i);
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
	resumed->journal = journal_open(resumed->folder, error);
	if (!resumed->journal || copy_arguments(resumed, &argc, error))
		return -EINVAL;
	free(options->benchmark_argv);
	read_options(options, argc, resumed->arguments);
	options->resume = resumed->folder;
	options->seed_given = true;
	options->seed = resumed->journal->run->seed;
	options->room = &resumed->journal->run->room;
	return 0;
}

int resume_check_machine(const struct resumed *resumed,
			 const struct environment *environment,
			 struct error *error)
{
	for (size_t i = 0; i < JOURNAL_ITEMS; i++) {
		const char *then = journal_item(resumed->journal, i);
		const char *now = environment_value(environment,
						    journal_items[i]);

		if (*then && strcmp(then, now ? now : "") != 0)
			return error_set(error, EINVAL,
				"--resume: %s was '%.60s' and is '%.60s': start a new run",
				journal_items[i], then, now ? now : "");
	}
	return 0;
}

/* It is as it was left, and rows of the trial that was cut short may follow. */
static int check_table(const struct results *results, enum csv_file file,
		       unsigned int trial, struct error *error)
{
	const struct file_mark *left = &results->mark[file];
	char *line = NULL, next[80], path[4200];
	struct file_mark found = { 0 };
	bool whole, own = true;
	size_t size = 0;
	ssize_t length;
	FILE *in;

	results_path(results, csv_file_names[file], path, sizeof(path));
	in = fopen(path, "re");
	if (!in)
		return error_set(error, errno, "cannot read %s: %s", path,
				 strerror(errno));
	snprintf(next, sizeof(next), "%d,%s,%u,", CSV_SCHEMA, results->run,
		 trial);
	while ((length = getline(&line, &size, in)) > 0) {
		if (found.size < left->size)
			file_mark_add(&found, line, (size_t)length);
		/* a power cut leaves zeros where data were on their way */
		else if (line[length - 1] == '\n' &&
			 !memchr(line, '\0', (size_t)length))
			own &= !strncmp(line, next, strlen(next));
	}
	whole = found.size == left->size && found.hash == left->hash;
	free(line);
	fclose(in);
	if (whole && own)
		return 0;
	return error_set(error, EINVAL, whole ?
		"--resume: %s has rows that are not of trial %u, which is next: put back that file and trials.bin as bench wrote them" :
		"--resume: %s was changed by another program: put back the file as bench wrote it",
		path, trial);
}

int resume_results(const struct resumed *resumed, struct results *results,
		   struct error *error)
{
	const struct journal *journal = resumed->journal;
	int result;

	results_init(results, resumed->folder);
	memcpy(results->run, journal->run->run, sizeof(results->run));
	memcpy(results->mark, journal->table, sizeof(journal->run->table));
	results->mark[RESULTS_JOURNAL].size = journal->size;
	results->to_cut = true;
	result = results_open(results, RESULTS_JOURNAL, error);
	for (int file = 0; !result && file < JOURNAL_TABLES; file++) {
		if (!journal->run->table[file].size)
			continue;
		result = results_open(results, file, error);
		if (!result)
			result = check_table(results, (enum csv_file)file,
					     journal->trials + 1, error);
	}
	return result;
}

void resume_end(struct resumed *resumed)
{
	journal_free(resumed->journal);
	free(resumed->arguments);
}
