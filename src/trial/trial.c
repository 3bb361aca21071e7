// SPDX-License-Identifier: MIT
/* The memory of a trial, and what names its parts. */
#include "trial/trial.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const scenario_names[SCENARIO_COUNT] = {
	"handoff", "rpc", "overflow", "latency", "uncontended", "floor"
};
const char *const where_names[WHERES] = { "user", "uml", "kernel" };
const char *const latency_operation_names[LATENCY_OPERATIONS] = {
	"put", "get", "handoff"
};
const char *const trial_status_names[TRIAL_STATUS_COUNT] = {
	"ok", "starved", "missed_window", "error", "crashed", "timeout",
	"bystander", "driver_died"
};
const char *const disturbance_names[] = {
	"run_delay", "steal", "page_faults", "migration", "throttled",
	"preempted", NULL
};

struct trial *trial_new(unsigned int subjects, unsigned int threads, int *fd,
			struct error *error)
{
	const size_t size = sizeof(struct trial) + (size_t)subjects * threads *
			    sizeof(struct trial_thread);
	struct trial *trial;

	/* no MFD_CLOEXEC: the worker inherits it */
	*fd = memfd_create("trial", 0);
	if (*fd < 0 || ftruncate(*fd, (off_t)size)) {
		error_set(error, errno,
			"no shared memory for a trial, %zu KiB: %s",
			size >> 10, error_reason(errno));
		if (*fd >= 0)
			close(*fd);
		return NULL;
	}
	trial = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
	if (trial == MAP_FAILED) {
		error_set(error, errno, "no shared memory for a trial: %s",
			  strerror(errno));
		close(*fd);
		return NULL;
	}
	return trial;
}

void trial_free(struct trial *trial, int fd)
{
	struct stat status;

	if (!fstat(fd, &status))
		munmap(trial, (size_t)status.st_size);
	close(fd);
}

void trial_point_into(struct trial *trial)
{
	trial->config.plan.room = NULL;
	trial->config.plan.reason = "";
	trial->config.plan.producer = trial->room;
}

void trial_configure(struct trial *trial, const struct trial_config *config)
{
	trial->config = *config;
	memcpy(trial->room, config->plan.producer,
	       (size_t)config->plan.producers * sizeof(trial->room[0]));
	trial_point_into(trial);
	trial->base = -1;
	trial->subjects = 0;
	trial->threads = 1 + (unsigned int)config->plan.producers;
}

unsigned int trial_add(struct trial *trial, const char *name)
{
	struct trial_subject *subject = &trial->subject[trial->subjects];

	snprintf(subject->name, sizeof(subject->name), "%s", name);
	return trial->subjects++;
}
