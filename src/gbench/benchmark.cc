// SPDX-License-Identifier: MIT
// Registration.
#include <cstring>
#include <memory>

#include "gbench/internal.h"

static std::vector<std::unique_ptr<gbench_benchmark>> registered;

// Every setter: refused where @reason is one, and for what holds of all.
template <typename function>
static int change(gbench_benchmark *benchmark, const char *what,
		  const char *reason, function &&set)
{
	// Calls are chained: the text that counts is gbench_register()'s.
	if (!benchmark)
		return *gbench_last_error() ? -EINVAL :
			gbench_fail(EINVAL, "%s: no benchmark", what);
	if (gbench_running)
		reason = "benchmarks are running";
	if (reason)
		return gbench_fail(gbench_running ? EBUSY : EINVAL,
				   "%s: %s: %s", what, benchmark->name.c_str(),
				   reason);
	return gbench_guard([&] { set(benchmark->google); });
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
	const char *reason = nullptr;

	if (!values || !n)
		reason = "no arguments";
	else if (benchmark && benchmark->n_args != -1 &&
		 benchmark->n_args != ssize_t(n))
		reason = "another number of arguments than before";
	return change(benchmark, "args", reason, [&](auto *google) {
		google->Args(std::vector<int64_t>(values, values + n));
		benchmark->n_args = ssize_t(n);
	});
}

int gbench_unit(gbench_benchmark *benchmark, int unit)
{
	return change(benchmark, "unit",
		      unit < GBENCH_NANOSECOND || unit > GBENCH_SECOND ?
			      "no such unit" : nullptr,
		      [&](auto *google) {
			      google->Unit(static_cast<benchmark::TimeUnit>(
				      unit));
		      });
}

int gbench_iterations(gbench_benchmark *benchmark, int64_t n)
{
	return change(benchmark, "iterations", n < 1 ? "less than 1" : nullptr,
		      [&](auto *google) { google->Iterations(n); });
}

int gbench_repetitions(gbench_benchmark *benchmark, int n)
{
	return change(benchmark, "repetitions", n < 1 ? "less than 1" : nullptr,
		      [&](auto *google) { google->Repetitions(n); });
}

int gbench_use_manual_time(gbench_benchmark *benchmark)
{
	return change(benchmark, "use_manual_time", nullptr,
		      [&](auto *google) {
			      google->UseManualTime();
			      benchmark->manual_time = true;
		      });
}
