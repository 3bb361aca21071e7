// SPDX-License-Identifier: MIT
// Reporters: C structures for a callback, and Google's own.
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "gbench/internal.h"

using benchmark::BenchmarkReporter;
using benchmark::ConsoleReporter;

// The strings that Google makes on the fly, and the counters, of one result.
struct storage {
	std::string name;
	std::vector<struct gbench_counter> counters;
};

static const char *error_of(const BenchmarkReporter::Run &run)
{
#if GBENCH_GOOGLE_VERSION >= 10800
	return run.skipped ? run.skip_message.c_str() : nullptr;
#else
	return run.error_occurred ? run.error_message.c_str() : nullptr;
#endif
}

static void fill(const BenchmarkReporter::Run &run, struct storage *stored,
		 struct gbench_result *result)
{
	stored->name = run.benchmark_name();
	for (const auto &counter : run.counters)
		stored->counters.push_back({ counter.first.c_str(),
					     counter.second.value });
	result->name = stored->name.c_str();
	result->aggregate_name = run.aggregate_name.c_str();
	result->is_ratio =
		run.run_type == BenchmarkReporter::Run::RT_Aggregate &&
		run.aggregate_unit == benchmark::kPercentage;
	result->label = run.report_label.c_str();
	result->error = error_of(run);
	result->iterations = run.iterations;
	result->repetition_index = run.repetition_index;
	result->time_unit = static_cast<enum gbench_unit>(run.time_unit);
	// A ratio is kept where a sum of times would be.
	result->real_time = result->is_ratio ? run.real_accumulated_time :
					       run.GetAdjustedRealTime();
	result->cpu_time = result->is_ratio ? run.cpu_accumulated_time :
					      run.GetAdjustedCPUTime();
	result->counters = stored->counters.data();
	result->n_counters = stored->counters.size();
}

class callback_reporter : public BenchmarkReporter {
public:
	callback_reporter(gbench_report_function *function, void *pointer)
		: fn(function), user(pointer)
	{
	}

	bool ReportContext(const Context &) override { return true; }

	void ReportRuns(const std::vector<Run> &runs) override
	{
		std::vector<struct storage> stored(runs.size());
		std::vector<struct gbench_result> results(runs.size());

		for (size_t i = 0; i < runs.size(); i++)
			fill(runs[i], &stored[i], &results[i]);
		fn(results.data(), results.size(), user);
	}

private:
	gbench_report_function *fn;
	void *user;
};

static ConsoleReporter::OutputOptions console_options()
{
	const std::string &color = gbench_flag("color");
	const char *term = getenv("TERM");
	int options = ConsoleReporter::OO_None;

	if (color == "auto" ? isatty(STDOUT_FILENO) && term && *term &&
				      strcmp(term, "dumb") :
			      gbench_flag_is_true(color))
		options |= ConsoleReporter::OO_Color;
	if (gbench_flag_is_true(gbench_flag("counters_tabular")))
		options |= ConsoleReporter::OO_Tabular;
	return static_cast<ConsoleReporter::OutputOptions>(options);
}

// The CSV reporter is deprecated in every version, and in every version there.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
std::unique_ptr<BenchmarkReporter>
gbench_reporter(gbench_report_function *fn, void *user, std::ostream *errors)
{
	const std::string &format = gbench_flag("format");

	if (fn) {
		auto reporter = std::make_unique<callback_reporter>(fn, user);

		reporter->SetErrorStream(errors);
		return reporter;
	}
	if (format == "json")
		return std::make_unique<benchmark::JSONReporter>();
	if (format == "csv")
		return std::make_unique<benchmark::CSVReporter>();
	return std::make_unique<ConsoleReporter>(console_options());
}
#pragma GCC diagnostic pop
