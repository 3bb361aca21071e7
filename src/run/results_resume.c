// SPDX-License-Identifier: MIT
/* A result that an earlier session left is gone on with. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/results_internal.h"

int results_lock(const char *folder, int *fd, struct error *error)
{
	char path[4200];
	struct stat status;

	if (!stat(folder, &status) && !S_ISDIR(status.st_mode))
		return error_set(error, ENOTDIR,
			"%s is no folder: name the folder of the result",
			folder);
	snprintf(path, sizeof(path), "%s/%s", folder,
		 csv_file_names[CSV_SAMPLES]);
	/* to write: NFS locks nothing that is only read */
	*fd = open(path, O_RDWR | O_CLOEXEC);
	if (*fd < 0)
		return error_set(error, errno, "cannot write %s: %s", path,
				 strerror(errno));
	if (!flock(*fd, LOCK_EX | LOCK_NB))
		return 0;
	if (errno == EWOULDBLOCK)
		return error_set(error, EBUSY,
			"another bench is running in %s: wait until it has ended",
			folder);
	/* the filesystem has no locks */
	return error_tell(0, "%s cannot be locked (%s): nothing keeps two bench from adding to it at once",
			  folder, strerror(errno));
}

/* Not every run has one. */
static bool may_be_missing(enum csv_file file)
{
	return errno == ENOENT && file == CSV_LATENCY;
}

int results_check_header(const char *path, enum csv_file file,
			 struct error *error)
{
	char *line = NULL, *header = NULL;
	size_t size = 0, length;
	/* of UTF-8 */
	static const char mark[] = "\xef\xbb\xbf";
	FILE *in, *memory;
	int result = 0;
	bool whole;

	in = fopen(path, "r+e");
	if (!in && may_be_missing(file))
		return 0;
	if (!in)
		return error_set(error, errno, "--resume: cannot write %s: %s",
				 path, strerror(errno));
	whole = getline(&line, &size, in) > 0 && strchr(line, '\n');
	memory = open_memstream(&header, &length);
	if (memory)
		csv_print_header(memory, file);
	if (!memory || fclose(memory))
		result = error_set(error, ENOMEM, "no memory");
	else if (whole && (strncmp(line, mark, strlen(mark)) == 0 ||
			   strstr(line, "\r\n")))
		result = error_set(error, EINVAL,
			"--resume: %s was saved by another program (it has a byte-order mark or CR LF): put back the file as bench wrote it",
			path);
	else if (whole && strcmp(line, header) != 0)
		result = error_set(error, EINVAL,
			"--resume: %s has other columns than this program writes: continue with the program that made it, or start a new run",
			path);
	fclose(in);
	free(line);
	free(header);
	return result;
}

/* Where the last row ends that is whole and of a trial before @next. */
static off_t end_of_rows(FILE *in, unsigned int next)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length;
	off_t end = 0;
	unsigned int trial;

	while ((length = getline(&line, &size, in)) > 0 &&
	       line[length - 1] == '\n') {
		/* schema,run,trial,... in all files; the header has none */
		if (sscanf(line, "%*u,%*[^,],%u,", &trial) == 1 &&
		    trial >= next)
			break;
		end += length;
	}
	free(line);
	return end;
}

static int reopen_csv(struct results *results, enum csv_file file,
		      unsigned int next, struct error *error)
{
	char path[4200];
	FILE *in;
	off_t end;

	results_path(results, csv_file_names[file], path, sizeof(path));
	in = fopen(path, "re");
	if (!in && may_be_missing(file))
		return 0;
	if (!in)
		return error_set(error, errno, "cannot read %s: %s", path,
				 strerror(errno));
	end = end_of_rows(in, next);
	fclose(in);
	results->fd[file] = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	if (results->fd[file] < 0 || ftruncate(results->fd[file], end))
		return error_set(error, errno, "cannot write %s: %s", path,
				 strerror(errno));
	/* killed before the header was written */
	return end ? 0 : results_append_header(results, file, error);
}

/* The files in which a trial has rows; an array of enum csv_file */
static const enum csv_file trial_files[] = {
	CSV_SAMPLES, CSV_SLICES, CSV_COUNTERS, CSV_LATENCY,
};

int results_resume(struct results *results, const char *folder,
		   const char *run, struct error *error)
{
	char path[4200];
	int result = 0;

	results_init(results, folder);
	snprintf(results->run, sizeof(results->run), "%s", run);
	results->resumed = true;
	for (size_t i = 0; !result && i < ARRAY_SIZE(trial_files); i++) {
		results_path(results, csv_file_names[trial_files[i]], path,
			     sizeof(path));
		result = results_check_header(path, trial_files[i], error);
	}
	return result;
}

int results_reopen(struct results *results, unsigned int trial,
		   struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < ARRAY_SIZE(trial_files); i++)
		result = reopen_csv(results, trial_files[i], trial, error);
	results->resumed = result;
	return result;
}
