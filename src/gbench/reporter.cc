// SPDX-License-Identifier: MIT
// What Google reports, as C structures.
#include "gbench/reporter.h"

#include <string>

namespace {

using benchmark::BenchmarkReporter;

unsigned int c_flags(benchmark::Counter::Flags flags)
{
	using benchmark::Counter;
	unsigned int c = 0;

	if (flags & Counter::kIsRate)
		c |= GBENCH_COUNTER_IS_RATE;
	if (flags & Counter::kAvgThreads)
		c |= GBENCH_COUNTER_AVG_THREADS;
	if (flags & Counter::kIsIterationInvariant)
		c |= GBENCH_COUNTER_IS_ITERATION_INVARIANT;
	if (flags & Counter::kAvgIterations)
		c |= GBENCH_COUNTER_AVG_ITERATIONS;
	if (flags & Counter::kInvert)
		c |= GBENCH_COUNTER_INVERT;
	return c;
}

// The strings that Google makes on the fly, and the counters, of one result.
struct storage {
	std::string name, run_name;
	std::vector<struct gbench_counter> counters;
};

bool is_ratio(const BenchmarkReporter::Run &run)
{
	return run.run_type == BenchmarkReporter::Run::RT_Aggregate &&
	       run.aggregate_unit == benchmark::kPercentage;
}

void store(const BenchmarkReporter::Run &run, struct storage *stored)
{
	stored->name = run.benchmark_name();
	stored->run_name = run.run_name.str();
	for (const auto &counter : run.counters)
		stored->counters.push_back({
			counter.first.c_str(), counter.second.value,
			c_flags(counter.second.flags),
			counter.second.oneK == benchmark::Counter::kIs1024 ?
				GBENCH_ONE_K_1024 : GBENCH_ONE_K_1000 });
}

void fill_skip(const BenchmarkReporter::Run &run, struct gbench_result *result)
{
#if GBENCH_GOOGLE_VERSION >= 10800
	result->error = run.skipped == benchmark::internal::SkippedWithError;
	result->skipped = run.skipped != benchmark::internal::NotSkipped;
	result->message = run.skip_message.c_str();
#else
	result->error = run.error_occurred;
	result->skipped = run.error_occurred;
	result->message = run.error_message.c_str();
#endif
}

void fill_times(const BenchmarkReporter::Run &run, struct gbench_result *result)
{
	result->time_unit = static_cast<enum gbench_unit>(run.time_unit);
	result->real_accumulated_time = run.real_accumulated_time;
	result->cpu_accumulated_time = run.cpu_accumulated_time;
	if (is_ratio(run)) {
		result->real_time = run.real_accumulated_time;
		result->cpu_time = run.cpu_accumulated_time;
	} else {
		result->real_time = run.GetAdjustedRealTime();
		result->cpu_time = run.GetAdjustedCPUTime();
	}
}

void fill(const BenchmarkReporter::Run &run, const struct storage &stored,
	  struct gbench_result *result)
{
	bool aggregate = run.run_type == BenchmarkReporter::Run::RT_Aggregate;

	result->name = stored.name.c_str();
	result->run_name = stored.run_name.c_str();
	result->function_name = run.run_name.function_name.c_str();
	result->family_index = run.family_index;
	result->per_family_instance_index = run.per_family_instance_index;
	result->run_type = aggregate ? GBENCH_RUN_AGGREGATE :
				       GBENCH_RUN_ITERATION;
	result->aggregate_name = run.aggregate_name.c_str();
	result->aggregate_unit = is_ratio(run) ? GBENCH_STATISTIC_PERCENTAGE :
						 GBENCH_STATISTIC_TIME;
	result->label = run.report_label.c_str();
	fill_skip(run, result);
	result->iterations = run.iterations;
	result->threads = run.threads;
	result->repetition_index = run.repetition_index;
	result->repetitions = run.repetitions;
	fill_times(run, result);
	result->complexity = static_cast<enum gbench_big_o>(run.complexity);
	result->complexity_n = run.complexity_n;
	result->report_big_o = run.report_big_o;
	result->report_rms = run.report_rms;
	result->counters = stored.counters.data();
	result->n_counters = stored.counters.size();
}

enum gbench_scaling c_scaling(benchmark::CPUInfo::Scaling scaling)
{
	switch (scaling) {
	case benchmark::CPUInfo::ENABLED:
		return GBENCH_SCALING_ENABLED;
	case benchmark::CPUInfo::DISABLED:
		return GBENCH_SCALING_DISABLED;
	default:
		return GBENCH_SCALING_UNKNOWN;
	}
}

} // namespace

callback_reporter::callback_reporter(const struct gbench_reporter &reporter)
	: c(reporter)
{
	SetErrorStream(&messages);
}

bool callback_reporter::ReportContext(const Context &context)
{
	struct gbench_context result = {};
	std::vector<struct gbench_cache> caches;
	std::vector<const char *> keys, values;

	if (!c.report_context)
		return true;
	for (const auto &cache : context.cpu_info.caches)
		caches.push_back({ cache.type.c_str(), cache.level, cache.size,
				   cache.num_sharing });
	if (gbench_google_context()) {
		for (const auto &pair : *gbench_google_context()) {
			keys.push_back(pair.first.c_str());
			values.push_back(pair.second.c_str());
		}
	}
	result.host_name = context.sys_info.name.c_str();
	result.executable = Context::executable_name ?
				    Context::executable_name : "";
	result.num_cpus = context.cpu_info.num_cpus;
	result.cycles_per_second = context.cpu_info.cycles_per_second;
	result.scaling = c_scaling(context.cpu_info.scaling);
	result.caches = caches.data();
	result.n_caches = caches.size();
	result.load_avg = context.cpu_info.load_avg.data();
	result.n_load_avg = context.cpu_info.load_avg.size();
	result.keys = keys.data();
	result.values = values.data();
	result.n_custom = keys.size();
	result.name_width = context.name_field_width;

	int answer = c.report_context(&result, c.user);
	if (!answer)
		return true;
	refusal = gbench_fail(answer < 0 ? -answer : ECANCELED,
			      "run: the reporter refused the context");
	return false;
}

void callback_reporter::ReportRuns(const std::vector<Run> &runs)
{
	std::vector<struct storage> stored(runs.size());
	std::vector<struct gbench_result> results(runs.size());

	if (!c.report_runs)
		return;
	for (size_t i = 0; i < runs.size(); i++) {
		store(runs[i], &stored[i]);
		fill(runs[i], stored[i], &results[i]);
	}
	c.report_runs(results.data(), results.size(), c.user);
}

void callback_reporter::Finalize()
{
	if (c.finalize)
		c.finalize(c.user);
}
