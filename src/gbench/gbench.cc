// SPDX-License-Identifier: MIT
// Errors, reporters and runs.
#include <unistd.h>

#include <climits>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <sstream>

#include "gbench/internal.h"

using benchmark::ConsoleReporter;

bool gbench_running;

static thread_local char error_text[512];

int gbench_fail(int error, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf(error_text, sizeof(error_text), format, list);
	va_end(list);
	return -error;
}

const char *gbench_last_error(void)
{
	return error_text;
}

// Google exits when it cannot open the file.
static int check_out()
{
	const std::string &out = gbench_flag("out");

	if (out.empty())
		return 0;
	FILE *file = fopen(out.c_str(), "ae");
	if (!file) {
		int error = errno;
		return gbench_fail(error,
				   "run: --benchmark_out: cannot write %s: %s",
				   out.c_str(), strerror(error));
	}
	fclose(file);
	return 0;
}

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

// That of --benchmark_format; a new one, since Google's keep whether they have
// printed their header. The CSV reporter is deprecated in every version, and in
// every version there.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static std::unique_ptr<benchmark::BenchmarkReporter> new_reporter()
{
	const std::string &format = gbench_flag("format");

	if (format == "json")
		return std::make_unique<benchmark::JSONReporter>();
	if (format == "csv")
		return std::make_unique<benchmark::CSVReporter>();
	return std::make_unique<ConsoleReporter>(console_options());
}
#pragma GCC diagnostic pop

// How many benchmarks matched, or an error.
static int run_google(benchmark::BenchmarkReporter *reporter,
		      const char *filter, bool list)
{
	int error = gbench_set_run_flags(filter, list);

	if (error)
		return error;
	gbench_running = true;
	int n = gbench_guard([&] {
		size_t matched = benchmark::RunSpecifiedBenchmarks(reporter);

		return matched > INT_MAX ? INT_MAX : static_cast<int>(matched);
	});
	gbench_running = false;
	return n;
}

// Names what @filter matches, a line each; returns how many. Google's own
// listing, since no other regular expressions are quite its own.
static int find(const char *filter, std::string *names)
{
	static const char bad[] = "Could not compile";
	std::ostringstream out, messages;
	ConsoleReporter reporter;

	if (gbench_running)
		return gbench_fail(EBUSY, "run: benchmarks are running");
	reporter.SetOutputStream(&out);
	reporter.SetErrorStream(&messages);
	int n = run_google(&reporter, filter, true);
	gbench_freeze_arguments();
	std::string message = messages.str();
	if (!message.compare(0, sizeof(bad) - 1, bad)) {
		message.erase(message.find_last_not_of('\n') + 1);
		return gbench_fail(EINVAL, "run: filter %s: %s",
				   filter ? filter :
					    gbench_flag("filter").c_str(),
				   message.c_str());
	}
	*names = out.str();
	return n;
}

int gbench_run(const char *filter)
{
	return gbench_guard([&] {
		std::string names;
		int n = find(filter, &names);
		int error = n > 0 ? check_out() : n;

		// No match is a value here, not a line on standard error.
		if (n <= 0 || error < 0)
			return error;
		return run_google(new_reporter().get(), filter, false);
	});
}

int gbench_list(const char *filter, gbench_list_function *fn, void *user)
{
	if (!fn)
		return gbench_fail(EINVAL, "list: no function");
	return gbench_guard([&] {
		std::string found;
		int n = find(filter, &found);
		std::istringstream names(found);

		if (n <= 0)
			return n;
		for (std::string name; std::getline(names, name);) {
			int answer = fn(name.c_str(), user);
			if (answer)
				return answer;
		}
		return n;
	});
}
