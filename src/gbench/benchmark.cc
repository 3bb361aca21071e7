// SPDX-License-Identifier: MIT
// Registration.
#include <cstring>
#include <memory>

#include "gbench/internal.h"

static std::vector<std::unique_ptr<gbench_benchmark>> registered;

// What a setter returns that has nothing to object.
static const char *const done = nullptr;

// Every setter: checks that hold for all, then @set, which returns why not, or
// done.
template <typename function>
static int change(gbench_benchmark *benchmark, const char *what,
		  function &&set)
{
	// Calls are chained: the text that counts is gbench_register()'s.
	if (!benchmark)
		return *gbench_last_error() ? -EINVAL :
			gbench_fail(EINVAL, "%s: no benchmark", what);
	if (gbench_running)
		return gbench_fail(EBUSY, "%s: %s: benchmarks are running",
				   what, benchmark->name.c_str());
	return gbench_guard([&] {
		const char *reason = set(benchmark->google);

		if (!reason)
			return 0;
		return gbench_fail(EINVAL, "%s: %s: %s", what,
				   benchmark->name.c_str(), reason);
	});
}

// All instances have as many arguments.
static const char *take_n_args(gbench_benchmark *benchmark, size_t n)
{
	if (!n)
		return "no arguments";
	if (benchmark->n_args != -1 && benchmark->n_args != ssize_t(n))
		return "another number of arguments than before";
	benchmark->n_args = ssize_t(n);
	return done;
}

int gbench_clear(void)
{
	if (gbench_running)
		return gbench_fail(EBUSY, "clear: benchmarks are running");
	return gbench_guard([] {
		benchmark::ClearRegisteredBenchmarks();
		registered.clear();
		registered.shrink_to_fit();
		gbench_drop_context();
	});
}

void gbench_freeze_arguments()
{
	for (auto &benchmark : registered)
		if (benchmark->n_args == -1)
			benchmark->n_args = 0;
}

gbench_benchmark *gbench_register(const char *name, gbench_function *fn,
				  void *user)
{
	gbench_benchmark *result = nullptr;

	if (gbench_running) {
		gbench_fail(EBUSY, "register: benchmarks are running");
		return nullptr;
	}
	// gbench_list() reads names by line.
	if (!name || !*name || std::strpbrk(name, "\n\r") || !fn) {
		gbench_fail(EINVAL, "register: %s",
			    fn ? "a name that is missing, empty or has lines" :
				 "no function");
		return nullptr;
	}
	gbench_guard([&] {
		auto benchmark = std::make_unique<gbench_benchmark>();

		benchmark->name = name;
		benchmark->fn = fn;
		benchmark->user = user;
		gbench_benchmark *pointer = benchmark.get();
		// Kept first: it must outlive what Google registers.
		registered.push_back(std::move(benchmark));
		pointer->google = benchmark::RegisterBenchmark(
			name, [pointer](benchmark::State &google) {
				gbench_call(*pointer, google);
			});
		result = pointer;
	});
	return result;
}

int gbench_args(gbench_benchmark *benchmark, const int64_t *values, size_t n)
{
	return change(benchmark, "args", [&](auto *google) {
		if (!values)
			return "no arguments";
		std::vector<int64_t> list(values, values + n);
		const char *reason = take_n_args(benchmark, n);
		if (!reason)
			google->Args(list);
		return reason;
	});
}

int gbench_range(gbench_benchmark *benchmark, int64_t start, int64_t limit)
{
	return change(benchmark, "range", [&](auto *google) {
		if (start > limit)
			return "start is beyond limit";
		const char *reason = take_n_args(benchmark, 1);
		if (!reason)
			google->Range(start, limit);
		return reason;
	});
}

int gbench_unit(gbench_benchmark *benchmark, int unit)
{
	return change(benchmark, "unit", [&](auto *google) {
		if (unit < GBENCH_NANOSECOND || unit > GBENCH_SECOND)
			return "no such unit";
		google->Unit(static_cast<benchmark::TimeUnit>(unit));
		return done;
	});
}

int gbench_iterations(gbench_benchmark *benchmark, int64_t n)
{
	return change(benchmark, "iterations", [&](auto *google) {
		if (n < 1)
			return "less than 1";
		google->Iterations(n);
		return done;
	});
}

int gbench_repetitions(gbench_benchmark *benchmark, int n)
{
	return change(benchmark, "repetitions", [&](auto *google) {
		if (n < 1)
			return "less than 1";
		google->Repetitions(n);
		return done;
	});
}

int gbench_use_real_time(gbench_benchmark *benchmark)
{
	return change(benchmark, "use_real_time", [&](auto *google) {
		if (benchmark->manual_time)
			return "manual time is used";
		google->UseRealTime();
		benchmark->real_time = true;
		return done;
	});
}

int gbench_use_manual_time(gbench_benchmark *benchmark)
{
	return change(benchmark, "use_manual_time", [&](auto *google) {
		if (benchmark->real_time)
			return "real time is used";
		google->UseManualTime();
		benchmark->manual_time = true;
		return done;
	});
}

int gbench_threads(gbench_benchmark *benchmark, int n)
{
	return change(benchmark, "threads", [&](auto *google) {
		if (n < 1)
			return "less than 1";
		google->Threads(n);
		return done;
	});
}
