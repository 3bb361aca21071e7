// SPDX-License-Identifier: MIT
// What a benchmark calls while it runs.
#include <cmath>
#include <cstdio>

#include "gbench/internal.h"

using benchmark::Counter;

static bool skipped(const benchmark::State &google)
{
#if GBENCH_GOOGLE_VERSION >= 10800
	return google.skipped();
#else
	return google.error_occurred();
#endif
}

void gbench_call(const gbench_benchmark &benchmark, benchmark::State &google)
{
	gbench_state state = { &google, &benchmark, false };

	benchmark.fn(&state, benchmark.user);
	// Google checks this by aborting, or not at all: then the numbers of
	// a loop that was left early are reported as if it had been run.
	if (!state.over && !skipped(google))
		google.SkipWithError(
			"the function returned before its loop ended");
}

bool gbench_keep_running_batch(gbench_state *state, int64_t n)
{
	bool more = false;

	if (state->over)
		return false;
	if (n < 1) {
		gbench_skip_with_error(state,
			"keep_running_batch: a batch of less than 1 iteration");
		return false;
	}
	gbench_guard([&] { more = state->google->KeepRunningBatch(n); });
	state->over = !more;
	return more;
}

int gbench_set_iteration_time(gbench_state *state, double seconds)
{
	if (!state->benchmark->manual_time)
		return gbench_fail(EINVAL,
			"set_iteration_time: %s does not use manual time",
			state->benchmark->name.c_str());
	if (!std::isfinite(seconds) || seconds < 0)
		return gbench_fail(EINVAL, "set_iteration_time: %g seconds",
				   seconds);
	return gbench_guard([&] { state->google->SetIterationTime(seconds); });
}

int gbench_skip_with_error(gbench_state *state, const char *message)
{
	if (!message)
		return gbench_fail(EINVAL, "skip: no message");
	if (skipped(*state->google))
		return gbench_fail(EALREADY, "skip: already skipped");
	return gbench_guard([&] { state->google->SkipWithError(message); });
}

int gbench_set_counter(gbench_state *state, const char *name, double value,
		       unsigned int flags)
{
	// By our bits: Google's invert is the sign bit or one of its own.
	static const Counter::Flags google_flags[] = {
		Counter::kIsRate, Counter::kIsIterationInvariant,
		Counter::kAvgIterations, Counter::kInvert,
	};
	auto google = Counter::kDefaults;

	for (const Counter::Flags &flag : google_flags) {
		if (flags & 1)
			google = google | flag;
		flags >>= 1;
	}
	if (flags || !name || !*name)
		return gbench_fail(EINVAL, "set_counter: %s",
				   flags ? "unknown flags" : "no name");
	return gbench_guard([&] {
		state->google->counters[name] = Counter(value, google);
	});
}

int gbench_state_arg(const gbench_state *state, size_t index, int64_t *value)
{
	ssize_t n = state->benchmark->n_args;

	// Google only asserts.
	if (ssize_t(index) >= n || !value)
		return gbench_fail(ERANGE, "state_arg: %s: argument %zu of %zd",
				   state->benchmark->name.c_str(), index, n);
	*value = state->google->range(index);
	return 0;
}
