// SPDX-License-Identifier: MIT
// Registration, and the tables of functions that stand in for user pointers.
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
#include <vector>

#include "gbench/internal.h"

namespace {

std::vector<std::unique_ptr<gbench_benchmark>> registered;

struct statistic_slot {
	gbench_statistic_function *fn;
	void *user;
};

std::array<statistic_slot, GBENCH_MAX_STATISTICS> statistics;
std::array<const gbench_benchmark *, GBENCH_MAX_SETUPS> setups;

using statistic_function = double (*)(const std::vector<double> &);
using setup_function = void (*)(const benchmark::State &);

template <size_t slot> double call_statistic(const std::vector<double> &values)
{
	const statistic_slot &statistic = statistics[slot];

	return statistic.fn(values.data(), values.size(), statistic.user);
}

void call_with_state(const gbench_benchmark *benchmark,
		     gbench_setup_function *fn, const benchmark::State &google)
{
	// Setup may only read: nothing that writes gets past phase::setup.
	gbench_state state = { const_cast<benchmark::State *>(&google),
			       benchmark, phase::setup, false };

	fn(&state, benchmark->user);
}

template <size_t slot> void call_setup(const benchmark::State &google)
{
	call_with_state(setups[slot], setups[slot]->setup, google);
}

template <size_t slot> void call_teardown(const benchmark::State &google)
{
	call_with_state(setups[slot], setups[slot]->teardown, google);
}

template <size_t... slot>
constexpr std::array<statistic_function, sizeof...(slot)>
statistic_table(std::index_sequence<slot...>)
{
	return { { call_statistic<slot>... } };
}

template <size_t... slot>
constexpr std::array<setup_function, sizeof...(slot)>
setup_table(std::index_sequence<slot...>)
{
	return { { call_setup<slot>... } };
}

template <size_t... slot>
constexpr std::array<setup_function, sizeof...(slot)>
teardown_table(std::index_sequence<slot...>)
{
	return { { call_teardown<slot>... } };
}

constexpr auto statistic_functions = statistic_table(
	std::make_index_sequence<GBENCH_MAX_STATISTICS>());
[[maybe_unused]] constexpr auto setup_functions = setup_table(
	std::make_index_sequence<GBENCH_MAX_SETUPS>());
[[maybe_unused]] constexpr auto teardown_functions = teardown_table(
	std::make_index_sequence<GBENCH_MAX_SETUPS>());

// Every setter: checks that hold for all, then @set, which fails or sets.
template <typename function>
int change(gbench_benchmark *benchmark, const char *what, function &&set)
{
	if (!benchmark)
		return gbench_fail(EINVAL, "%s: no benchmark", what);
	if (gbench_running)
		return gbench_fail(EBUSY, "%s: %s: benchmarks are running",
				   what, benchmark->name.c_str());
	int error = gbench_guard(std::forward<function>(set));
	if (error != -EINVAL)
		return error;
	char reason[128];
	snprintf(reason, sizeof(reason), "%s", gbench_last_error());
	return gbench_fail(EINVAL, "%s: %s: %s", what, benchmark->name.c_str(),
			   reason);
}

int invalid(const char *reason)
{
	return gbench_fail(EINVAL, "%s", reason);
}

// All instances have as many arguments, and as many as there are names.
int take_n_args(gbench_benchmark *benchmark, size_t n)
{
	if (!n || n > static_cast<size_t>(std::numeric_limits<int>::max()))
		return invalid("no arguments");
	if (benchmark->n_args != -1 &&
	    static_cast<size_t>(benchmark->n_args) != n)
		return gbench_fail(EINVAL, "%zu arguments, had %d before", n,
				   benchmark->n_args);
	benchmark->n_args = static_cast<int>(n);
	return 0;
}

int take_instances(gbench_benchmark *benchmark, size_t n)
{
	int error = take_n_args(benchmark, n);

	if (!error)
		benchmark->has_instances = true;
	return error;
}

bool valid_text(const char *text)
{
	return text && *text && !std::strpbrk(text, "\n\r");
}

} // namespace

void gbench_drop_benchmarks()
{
	benchmark::ClearRegisteredBenchmarks();
	registered.clear();
	registered.shrink_to_fit();
	statistics.fill({});
	setups.fill(nullptr);
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
	if (!valid_text(name) || !fn) {
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
		return 0;
	});
	return result;
}

int gbench_arg(gbench_benchmark *benchmark, int64_t value)
{
	return gbench_args(benchmark, &value, 1);
}

int gbench_args(gbench_benchmark *benchmark, const int64_t *values, size_t n)
{
	return change(benchmark, "args", [&] {
		if (!values)
			return invalid("no arguments");
		std::vector<int64_t> list(values, values + n);
		int error = take_instances(benchmark, n);
		if (!error)
			benchmark->google->Args(list);
		return error;
	});
}

int gbench_range(gbench_benchmark *benchmark, int64_t start, int64_t limit)
{
	return gbench_ranges(benchmark, &start, &limit, 1);
}

int gbench_ranges(gbench_benchmark *benchmark, const int64_t *starts,
		  const int64_t *limits, size_t n)
{
	return change(benchmark, "ranges", [&] {
		std::vector<std::pair<int64_t, int64_t>> ranges;

		if (!starts || !limits)
			return invalid("no ranges");
		for (size_t i = 0; i < n; i++) {
			if (starts[i] > limits[i])
				return invalid("start is beyond limit");
			ranges.emplace_back(starts[i], limits[i]);
		}
		int error = take_instances(benchmark, n);
		if (!error)
			benchmark->google->Ranges(ranges);
		return error;
	});
}

int gbench_range_multiplier(gbench_benchmark *benchmark, int multiplier)
{
	return change(benchmark, "range_multiplier", [&] {
		if (multiplier < 2)
			return invalid("less than 2");
		benchmark->google->RangeMultiplier(multiplier);
		return 0;
	});
}

int gbench_dense_range(gbench_benchmark *benchmark, int64_t start,
		       int64_t limit, int step)
{
	return change(benchmark, "dense_range", [&] {
		if (start > limit || step < 1)
			return invalid("start is beyond limit, or no step");
		// Google adds the step once more, beyond the limit.
		if (limit > std::numeric_limits<int64_t>::max() - step)
			return invalid("limit too great");
		int error = take_instances(benchmark, 1);
		if (!error)
			benchmark->google->DenseRange(start, limit, step);
		return error;
	});
}

int gbench_args_product(gbench_benchmark *benchmark,
			const int64_t *const *lists, const size_t *lengths,
			size_t n)
{
	return change(benchmark, "args_product", [&] {
		std::vector<std::vector<int64_t>> product;

		if (!lists || !lengths)
			return invalid("no lists");
		for (size_t i = 0; i < n; i++) {
			if (!lists[i] || !lengths[i])
				return invalid("an empty list");
			product.emplace_back(lists[i], lists[i] + lengths[i]);
		}
		int error = take_instances(benchmark, n);
		if (!error)
			benchmark->google->ArgsProduct(product);
		return error;
	});
}

int gbench_arg_names(gbench_benchmark *benchmark, const char *const *names,
		     size_t n)
{
	return change(benchmark, "arg_names", [&] {
		std::vector<std::string> list;

		for (size_t i = 0; names && i < n; i++) {
			if (!names[i] || std::strpbrk(names[i], "\n\r"))
				return invalid("a name missing or with lines");
			list.emplace_back(names[i]);
		}
		if (list.empty())
			return invalid("no names");
		int error = take_n_args(benchmark, n);
		if (!error)
			benchmark->google->ArgNames(list);
		return error;
	});
}

int gbench_unit(gbench_benchmark *benchmark, int unit)
{
	return change(benchmark, "unit", [&] {
		if (unit < GBENCH_NANOSECOND || unit > GBENCH_SECOND)
			return invalid("no such unit");
		benchmark->google->Unit(static_cast<benchmark::TimeUnit>(unit));
		return 0;
	});
}

int gbench_min_time(gbench_benchmark *benchmark, double seconds)
{
	return change(benchmark, "min_time", [&] {
		if (!std::isfinite(seconds) || seconds <= 0)
			return invalid("not more than 0");
		if (benchmark->has_iterations)
			return invalid("iterations are set");
		benchmark->google->MinTime(seconds);
		benchmark->has_time = true;
		return 0;
	});
}

int gbench_min_warmup_time(gbench_benchmark *benchmark, double seconds)
{
	return change(benchmark, "min_warmup_time", [&] {
		if (!std::isfinite(seconds) || seconds < 0)
			return invalid("less than 0");
		if (benchmark->has_iterations)
			return invalid("iterations are set");
#if GBENCH_GOOGLE_VERSION >= 10602
		benchmark->google->MinWarmUpTime(seconds);
		benchmark->has_time = true;
		return 0;
#else
		return gbench_fail(ENOTSUP,
			"min_warmup_time: needs Google Benchmark 1.6.2");
#endif
	});
}

int gbench_iterations(gbench_benchmark *benchmark, int64_t n)
{
	return change(benchmark, "iterations", [&] {
		if (n < 1)
			return invalid("less than 1");
		if (benchmark->has_time)
			return invalid("a minimum time is set");
		benchmark->google->Iterations(n);
		benchmark->has_iterations = true;
		return 0;
	});
}

int gbench_repetitions(gbench_benchmark *benchmark, int n)
{
	return change(benchmark, "repetitions", [&] {
		if (n < 1)
			return invalid("less than 1");
		benchmark->google->Repetitions(n);
		return 0;
	});
}

int gbench_report_aggregates_only(gbench_benchmark *benchmark, bool on)
{
	return change(benchmark, "report_aggregates_only", [&] {
		benchmark->google->ReportAggregatesOnly(on);
		return 0;
	});
}

int gbench_display_aggregates_only(gbench_benchmark *benchmark, bool on)
{
	return change(benchmark, "display_aggregates_only", [&] {
		benchmark->google->DisplayAggregatesOnly(on);
		return 0;
	});
}

int gbench_measure_process_cpu_time(gbench_benchmark *benchmark)
{
	return change(benchmark, "measure_process_cpu_time", [&] {
		benchmark->google->MeasureProcessCPUTime();
		return 0;
	});
}

int gbench_use_real_time(gbench_benchmark *benchmark)
{
	return change(benchmark, "use_real_time", [&] {
		if (benchmark->manual_time)
			return invalid("manual time is used");
		benchmark->google->UseRealTime();
		benchmark->real_time = true;
		return 0;
	});
}

int gbench_use_manual_time(gbench_benchmark *benchmark)
{
	return change(benchmark, "use_manual_time", [&] {
		if (benchmark->real_time)
			return invalid("real time is used");
		benchmark->google->UseManualTime();
		benchmark->manual_time = true;
		return 0;
	});
}

int gbench_complexity(gbench_benchmark *benchmark, int complexity)
{
	return change(benchmark, "complexity", [&] {
		if (complexity < GBENCH_O_NONE || complexity > GBENCH_O_AUTO)
			return invalid("no such complexity");
		benchmark->google->Complexity(
			static_cast<benchmark::BigO>(complexity));
		return 0;
	});
}

int gbench_complexity_function(gbench_benchmark *benchmark,
			       gbench_complexity_fn *fn)
{
	return change(benchmark, "complexity_function", [&] {
		if (!fn)
			return invalid("no function");
		// Of an unsigned number before 1.6.2: of n, the same.
		benchmark->google->Complexity(
			reinterpret_cast<benchmark::BigOFunc *>(fn));
		return 0;
	});
}

int gbench_statistic(gbench_benchmark *benchmark, const char *name,
		     gbench_statistic_function *fn, void *user, int unit)
{
	return change(benchmark, "statistic", [&] {
		size_t slot = 0;

		if (!valid_text(name) || !fn)
			return invalid("no name or no function");
		if (unit != GBENCH_STATISTIC_TIME &&
		    unit != GBENCH_STATISTIC_PERCENTAGE)
			return invalid("no such unit");
		while (slot < statistics.size() && statistics[slot].fn &&
		       (statistics[slot].fn != fn ||
			statistics[slot].user != user))
			slot++;
		if (slot == statistics.size())
			return gbench_fail(ENOSPC,
				"statistic: %s: all %d places are taken",
				benchmark->name.c_str(), GBENCH_MAX_STATISTICS);
		benchmark->google->ComputeStatistics(
			name, statistic_functions[slot],
			unit == GBENCH_STATISTIC_TIME ? benchmark::kTime :
							benchmark::kPercentage);
		statistics[slot] = { fn, user };
		return 0;
	});
}

int gbench_threads(gbench_benchmark *benchmark, int n)
{
	return change(benchmark, "threads", [&] {
		if (n < 1)
			return invalid("less than 1");
		benchmark->google->Threads(n);
		return 0;
	});
}

int gbench_thread_range(gbench_benchmark *benchmark, int min, int max)
{
	return change(benchmark, "thread_range", [&] {
		if (min < 1 || max < min)
			return invalid("not a range from 1 on");
		benchmark->google->ThreadRange(min, max);
		return 0;
	});
}

int gbench_dense_thread_range(gbench_benchmark *benchmark, int min, int max,
			      int stride)
{
	return change(benchmark, "dense_thread_range", [&] {
		if (min < 1 || max < min || stride < 1)
			return invalid("not a range from 1 on, or no stride");
		benchmark->google->DenseThreadRange(min, max, stride);
		return 0;
	});
}

int gbench_thread_per_cpu(gbench_benchmark *benchmark)
{
	return change(benchmark, "thread_per_cpu", [&] {
		benchmark->google->ThreadPerCpu();
		return 0;
	});
}

#if GBENCH_GOOGLE_VERSION >= 10601
// The place of @benchmark, its own or a free one.
static int setup_slot(const gbench_benchmark *benchmark, size_t *slot)
{
	for (size_t i = 0; i < setups.size(); i++) {
		if (setups[i] && setups[i] != benchmark)
			continue;
		setups[i] = benchmark;
		*slot = i;
		return 0;
	}
	return gbench_fail(ENOSPC, "setup: %s: all %d places are taken",
			   benchmark->name.c_str(), GBENCH_MAX_SETUPS);
}
#endif

static int set_setup(gbench_benchmark *benchmark, gbench_setup_function *fn,
		     bool before)
{
	return change(benchmark, before ? "setup" : "teardown", [&] {
		if (!fn)
			return invalid("no function");
#if GBENCH_GOOGLE_VERSION >= 10601
		size_t slot = 0;
		int error = setup_slot(benchmark, &slot);

		if (error)
			return error;
		if (before) {
			benchmark->google->Setup(setup_functions[slot]);
			benchmark->setup = fn;
		} else {
			benchmark->google->Teardown(teardown_functions[slot]);
			benchmark->teardown = fn;
		}
		return 0;
#else
		return gbench_fail(ENOTSUP,
			"setup: needs Google Benchmark 1.6.1");
#endif
	});
}

int gbench_setup(gbench_benchmark *benchmark, gbench_setup_function *fn)
{
	return set_setup(benchmark, fn, true);
}

int gbench_teardown(gbench_benchmark *benchmark, gbench_setup_function *fn)
{
	return set_setup(benchmark, fn, false);
}
