// SPDX-License-Identifier: MIT
#include "trial/blame.h"

#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/small_file.h"

uint64_t blame_oom_kills(void)
{
	static const char key[] = "\noom_kill ";
	char text[16384];
	const char *at;
	uint64_t kills = 0;

	small_file_read(text, sizeof(text), "/proc/vmstat");
	at = strstr(text, key);
	if (at)
		sscanf(at + strlen(key), "%" SCNu64, &kills);
	return kills;
}

void blame(struct trial *trial, enum trial_status status, const char *why)
{
	const bool died = status == TRIAL_CRASHED || status == TRIAL_TIMEOUT;
	const int at_work = trial_at_work(trial);
	char when[96] = "before any turn";

	if (at_work >= 0)
		snprintf(when, sizeof(when), "while it was the turn of %s",
			 trial->subject[at_work].name);
	/* slices that were settled before it have no sample that they are of */
	for (unsigned int i = 0; died && i < trial->slices; i++) {
		trial->slice[i].missed = true;
		trial->slice[i].start_ns = NAN;
	}
	for (unsigned int i = 0; i < trial->subjects; i++) {
		struct trial_outcome *outcome = &trial->subject[i].outcome;
		const size_t size = sizeof(outcome->error);

		outcome->status = status;
		snprintf(outcome->error, size, "%s", why);
		if (!died || (unsigned int)at_work == i)
			continue;
		outcome->status = TRIAL_BYSTANDER;
		snprintf(outcome->error, size, "%s: %.140s", when, why);
	}
}

static void blame_signal(struct trial *trial, int number, uint64_t kills)
{
	char why[256];

	if (number == SIGKILL && blame_oom_kills() > kills)
		snprintf(why, sizeof(why),
			 "out of memory: the kernel killed the worker: raise the limit (container, cgroup), or measure smaller points");
	else
		snprintf(why, sizeof(why), "the worker died of signal %d (%s)",
			 number, strsignal(number));
	blame(trial, TRIAL_CRASHED, why);
}

/* The worker ended by itself: has it said what came out? */
static bool is_told(const struct trial *trial)
{
	for (unsigned int i = 0; i < trial->subjects; i++) {
		if (trial->subject[i].outcome.status == TRIAL_CRASHED)
			return false;
	}
	return true;
}

void blame_end(struct trial *trial, int status, uint64_t kills)
{
	char why[256];

	if (WIFSIGNALED(status)) {
		blame_signal(trial, WTERMSIG(status), kills);
	} else if (WEXITSTATUS(status)) {
		snprintf(why, sizeof(why),
			 "the worker ended with exit status %d",
			 WEXITSTATUS(status));
		blame(trial, TRIAL_CRASHED, why);
	} else if (!is_told(trial)) {
		blame(trial, TRIAL_CRASHED,
		      "the worker ended before its trial did");
	}
}
