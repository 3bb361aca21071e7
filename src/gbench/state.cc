// SPDX-License-Identifier: MIT
// What a benchmark calls while it runs.
#include <cmath>

#include "gbench/internal.h"

void gbench_call(const gbench_benchmark &benchmark, benchmark::State &google)
{
	gbench_state state = { &google, &benchmark, phase::before, false };

	benchmark.fn(&state, benchmark.user);
	// Google checks this by aborting, or not at all: then the numbers of
	// a loop that was left early are reported as if it had been run.
	if (state.phase != phase::after && !google_skipped(google))
		google.SkipWithError(
			"the function returned before its loop ended");
}

static int check_running(const gbench_state *state, const char *what)
{
	if (!state)
		return gbench_fail(EINVAL, "%s: no state", what);
	// Google gives setup and teardown a state without timer or manager.
	if (state->phase == phase::setup)
		return gbench_fail(EINVAL, "%s: within setup or teardown",
				   what);
	return 0;
}

static int skip(gbench_state *state, const char *message, bool is_error)
{
	int error = check_running(state, "skip");

	if (error)
		return error;
	if (!message)
		return gbench_fail(EINVAL, "skip: no message");
	if (google_skipped(*state->google))
		return gbench_fail(EALREADY, "skip: already skipped");
	return gbench_guard([&] {
		if (is_error)
			state->google->SkipWithError(message);
#if GBENCH_GOOGLE_VERSION >= 10800
		else
			state->google->SkipWithMessage(message);
#endif
		state->paused = false;
		return 0;
	});
}

static bool refuse_batch(gbench_state *state, int64_t n)
{
	if (check_running(state, "keep_running_batch"))
		return false;
	if (state->phase == phase::after) {
		gbench_fail(EINVAL, "keep_running_batch: after the loop ended");
		return false;
	}
	gbench_fail(EINVAL, "keep_running_batch: a batch of %lld iterations",
		    static_cast<long long>(n));
	if (!google_skipped(*state->google))
		skip(state, gbench_last_error(), true);
	return false;
}

bool gbench_keep_running_batch(gbench_state *state, int64_t n)
{
	if (!state || n <= 0 || state->phase == phase::setup ||
	    state->phase == phase::after)
		return refuse_batch(state, n);
	state->phase = phase::loop;
	// Google stops the timer at the end whether it runs or not, and one
	// stopped twice counts its time twice.
	if (state->paused &&
	    state->google->iterations() >= state->google->max_iterations)
		gbench_resume_timing(state);
	bool more = false;
	gbench_guard([&] {
		more = state->google->KeepRunningBatch(n);
		return 0;
	});
	if (!more)
		state->phase = phase::after;
	return more;
}

static int set_paused(gbench_state *state, bool pause)
{
	const char *what = pause ? "pause_timing" : "resume_timing";
	int error = check_running(state, what);

	if (error)
		return error;
	if (state->phase != phase::loop || google_skipped(*state->google))
		return gbench_fail(EINVAL, "%s: outside the loop", what);
	if (state->paused == pause)
		return gbench_fail(EINVAL, "%s: timing is %s", what,
				   pause ? "paused" : "not paused");
	return gbench_guard([&] {
		if (pause)
			state->google->PauseTiming();
		else
			state->google->ResumeTiming();
		state->paused = pause;
		return 0;
	});
}

int gbench_pause_timing(gbench_state *state)
{
	return set_paused(state, true);
}

int gbench_resume_timing(gbench_state *state)
{
	return set_paused(state, false);
}

int gbench_set_iteration_time(gbench_state *state, double seconds)
{
	int error = check_running(state, "set_iteration_time");

	if (error)
		return error;
	if (!state->benchmark->manual_time)
		return gbench_fail(EINVAL,
			"set_iteration_time: %s does not use manual time",
			state->benchmark->name.c_str());
	if (!std::isfinite(seconds) || seconds < 0)
		return gbench_fail(EINVAL, "set_iteration_time: %g seconds",
				   seconds);
	return gbench_guard([&] {
		state->google->SetIterationTime(seconds);
		return 0;
	});
}

int gbench_skip_with_error(gbench_state *state, const char *message)
{
	return skip(state, message, true);
}

int gbench_skip_with_message(gbench_state *state, const char *message)
{
	if (GBENCH_GOOGLE_VERSION < 10800)
		return gbench_fail(ENOTSUP,
			"skip_with_message: needs Google Benchmark 1.8");
	return skip(state, message, false);
}

bool gbench_skipped(const gbench_state *state)
{
	return state && google_skipped(*state->google);
}

int gbench_set_items_processed(gbench_state *state, int64_t items)
{
	int error = check_running(state, "set_items_processed");

	if (error)
		return error;
	return gbench_guard([&] {
		state->google->SetItemsProcessed(items);
		return 0;
	});
}

int gbench_set_bytes_processed(gbench_state *state, int64_t bytes)
{
	int error = check_running(state, "set_bytes_processed");

	if (error)
		return error;
	return gbench_guard([&] {
		state->google->SetBytesProcessed(bytes);
		return 0;
	});
}

// Our low four bits are Google's, its invert is the sign bit or one of its own.
static benchmark::Counter::Flags google_flags(unsigned int flags)
{
	using benchmark::Counter;
	auto google = Counter::kDefaults;

	if (flags & GBENCH_COUNTER_IS_RATE)
		google = google | Counter::kIsRate;
	if (flags & GBENCH_COUNTER_AVG_THREADS)
		google = google | Counter::kAvgThreads;
	if (flags & GBENCH_COUNTER_IS_ITERATION_INVARIANT)
		google = google | Counter::kIsIterationInvariant;
	if (flags & GBENCH_COUNTER_AVG_ITERATIONS)
		google = google | Counter::kAvgIterations;
	if (flags & GBENCH_COUNTER_INVERT)
		google = google | Counter::kInvert;
	return google;
}

int gbench_set_counter(gbench_state *state, const char *name, double value,
		       unsigned int flags, int one_k)
{
	using benchmark::Counter;
	int error = check_running(state, "set_counter");

	if (error)
		return error;
	if (!name || !*name)
		return gbench_fail(EINVAL, "set_counter: no name");
	if (flags & ~static_cast<unsigned int>(GBENCH_COUNTER_ALL))
		return gbench_fail(EINVAL, "set_counter: %s: flags %#x", name,
				   flags);
	if (one_k != GBENCH_ONE_K_1000 && one_k != GBENCH_ONE_K_1024)
		return gbench_fail(EINVAL, "set_counter: %s: %d a k", name,
				   one_k);
	return gbench_guard([&] {
		state->google->counters[name] = Counter(value,
			google_flags(flags), one_k == GBENCH_ONE_K_1024 ?
			Counter::kIs1024 : Counter::kIs1000);
		return 0;
	});
}

int gbench_set_label(gbench_state *state, const char *label)
{
	int error = check_running(state, "set_label");

	if (error)
		return error;
	if (!label)
		return gbench_fail(EINVAL, "set_label: no label");
	return gbench_guard([&] {
		state->google->SetLabel(label);
		return 0;
	});
}

int gbench_set_complexity_n(gbench_state *state, int64_t n)
{
	int error = check_running(state, "set_complexity_n");

	if (error)
		return error;
	if (n <= 0)
		return gbench_fail(EINVAL, "set_complexity_n: %lld",
				   static_cast<long long>(n));
	state->google->SetComplexityN(n);
	return 0;
}

const char *gbench_state_name(const gbench_state *state)
{
	return state->benchmark->name.c_str();
}

size_t gbench_state_n_args(const gbench_state *state)
{
	int n = state->benchmark->has_instances ? state->benchmark->n_args : 0;

	return n > 0 ? static_cast<size_t>(n) : 0;
}

int gbench_state_arg(const gbench_state *state, size_t index, int64_t *value)
{
	size_t n = gbench_state_n_args(state);

	// Google only asserts.
	if (index >= n || !value)
		return gbench_fail(ERANGE, "state_arg: %s: argument %zu of %zu",
				   gbench_state_name(state), index, n);
	*value = state->google->range(index);
	return 0;
}

int gbench_state_threads(const gbench_state *state)
{
	return state->google->threads();
}

int gbench_state_thread_index(const gbench_state *state)
{
	return state->google->thread_index();
}

int64_t gbench_state_iterations(const gbench_state *state)
{
	return state->google->iterations();
}

int64_t gbench_state_max_iterations(const gbench_state *state)
{
	return state->google->max_iterations;
}
