// SPDX-License-Identifier: MIT
// The library: errors, flags, context and runs.
#include <unistd.h>

#include <climits>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <sstream>
#include <vector>

#include "gbench/internal.h"
#include "gbench/reporter.h"

bool gbench_running;

gbench_context_map *&gbench_google_context()
{
#if GBENCH_GOOGLE_VERSION < 10701
	return benchmark::internal::global_context;
#else
	return benchmark::internal::GetGlobalContext();
#endif
}

namespace {

thread_local char error_text[512];

// The flags that must be known here. Google keeps them to itself, exits when
// some are wrong, and in 1.6.2 and later frees the reporter that it makes of
// them in a first run and uses it again in a second.
struct flags {
	std::string filter, out, format = "console", out_format = "json";
	std::string color = "auto", unit;
	bool tabular = false;
	bool list = false;
};

struct flags flags;
bool flags_read;
// Google keeps a pointer to argv[0].
std::string executable = "unknown";

bool truthy(const std::string &value)
{
	if (value.size() == 1)
		return !std::strchr("0nNfF", value[0]);
	return strcasecmp(value.c_str(), "no") &&
	       strcasecmp(value.c_str(), "off") &&
	       strcasecmp(value.c_str(), "false");
}

// Whether @argument is --@name=value, or --@name where that is allowed.
bool flag_value(const std::string &argument, const char *name,
		std::string *value, bool optional = false)
{
	std::string flag = std::string("--") + name;

	if (optional && argument == flag) {
		value->clear();
		return true;
	}
	if (argument.compare(0, flag.size() + 1, flag + "="))
		return false;
	*value = argument.substr(flag.size() + 1);
	return true;
}

void read_flag(struct flags *to, const std::string &argument)
{
	std::string value;

	flag_value(argument, "benchmark_filter", &to->filter);
	flag_value(argument, "benchmark_out", &to->out);
	flag_value(argument, "benchmark_format", &to->format);
	flag_value(argument, "benchmark_out_format", &to->out_format);
	flag_value(argument, "benchmark_color", &to->color);
	flag_value(argument, "benchmark_time_unit", &to->unit);
	if (flag_value(argument, "benchmark_counters_tabular", &value, true))
		to->tabular = truthy(value);
	if (flag_value(argument, "benchmark_list_tests", &value, true))
		to->list = truthy(value);
}

// Google read the environment before main(); what it found there holds.
void read_environment(struct flags *to)
{
	static const char *const names[] = {
		"filter", "out", "format", "out_format", "color", "time_unit",
		"counters_tabular", "list_tests",
	};

	for (const char *name : names) {
		std::string variable = std::string("benchmark_") + name;
		std::string flag = "--" + variable;

		for (char &c : variable)
			c = static_cast<char>(toupper(c));
		if (const char *value = getenv(variable.c_str()))
			read_flag(to, flag + "=" + value);
	}
}

const struct flags &current_flags()
{
	if (!flags_read) {
		read_environment(&flags);
		flags_read = true;
	}
	return flags;
}

int check_format(const char *flag, const std::string &format)
{
	if (format == "console" || format == "json" || format == "csv")
		return 0;
	return gbench_fail(EINVAL, "init: --%s=%s: not console, json or csv",
			   flag, format.c_str());
}

int check_flags(const struct flags &checked)
{
	int error = check_format("benchmark_format", checked.format);

	if (!error)
		error = check_format("benchmark_out_format",
				     checked.out_format);
	if (error)
		return error;
	if (checked.color.empty())
		return gbench_fail(EINVAL,
			"init: --benchmark_color=: not yes, no or auto");
	for (const char *unit : { "", "ns", "us", "ms", "s" })
		if (checked.unit == unit)
			return 0;
	return gbench_fail(EINVAL,
			   "init: --benchmark_time_unit=%s: not ns, us, ms or s",
			   checked.unit.c_str());
}

// Seconds with "s" from 1.8 on and without it before: this takes either.
int translate_min_time(std::string *argument)
{
	std::string value;
	char *end = nullptr;

	if (!flag_value(*argument, "benchmark_min_time", &value))
		return 0;
	double number = strtod(value.c_str(), &end);
	std::string rest = end;

	if (end == value.c_str() || !(number > 0) || number > 1e9 ||
	    (!rest.empty() && rest != "s" && rest != "x"))
		return gbench_fail(EINVAL,
			"init: --benchmark_min_time=%s: not seconds, such as 0.5s, or iterations, such as 100x",
			value.c_str());
	if (rest == "x") {
		if (GBENCH_GOOGLE_VERSION < 10800)
			return gbench_fail(ENOTSUP,
				"init: --benchmark_min_time=%s: iterations need Google Benchmark 1.8",
				value.c_str());
		return 0;
	}
	value.erase(static_cast<size_t>(end - value.c_str()));
	*argument = "--benchmark_min_time=" + value;
	if (GBENCH_GOOGLE_VERSION >= 10800)
		*argument += "s";
	return 0;
}

// Google adds the context of its flags at every Initialize(), and complains
// when it is there already: so it is given an empty table, which is returned.
gbench_context_map initialize(std::vector<std::string> *arguments)
{
	gbench_context_map *saved = gbench_google_context();
	std::vector<char *> argv;

	argv.push_back(&executable[0]);
	for (std::string &argument : *arguments)
		argv.push_back(&argument[0]);
	argv.push_back(nullptr);
	int argc = static_cast<int>(argv.size()) - 1;

	gbench_google_context() = nullptr;
	benchmark::Initialize(&argc, argv.data());
	std::unique_ptr<gbench_context_map> added(gbench_google_context());
	gbench_google_context() = saved;
	std::vector<std::string> left(argv.begin() + 1, argv.begin() + argc);
	*arguments = left;
	return added ? *added : gbench_context_map();
}

int add_context(const std::string &key, const std::string &value)
{
	gbench_context_map *context = gbench_google_context();

	if (context && context->count(key)) {
		if (context->at(key) == value)
			return 0;
		return gbench_fail(EEXIST, "context: %s is %s already",
				   key.c_str(), context->at(key).c_str());
	}
	benchmark::AddCustomContext(key, value);
	return 0;
}

// Flags of Google's set for one run, and set back.
class flags_for_run {
public:
	flags_for_run(const char *filter, bool quiet, bool list)
	{
		std::vector<std::string> set;
		const struct flags &usual = current_flags();

		if (filter) {
			set.push_back(std::string("--benchmark_filter=") +
				      filter);
			back.push_back("--benchmark_filter=" + usual.filter);
		}
		if (quiet) {
			set.push_back("--benchmark_out=");
			back.push_back("--benchmark_out=" + usual.out);
		}
		if (list) {
			set.push_back("--benchmark_list_tests=true");
			back.push_back(std::string("--benchmark_list_tests=") +
				       (usual.list ? "true" : "false"));
		}
		gbench_running = true;
		if (!set.empty())
			change(&set);
	}

	~flags_for_run()
	{
		gbench_running = false;
		if (!back.empty())
			gbench_guard([&] {
				change(&back);
				return 0;
			});
	}

	flags_for_run(const flags_for_run &) = delete;
	flags_for_run &operator=(const flags_for_run &) = delete;

private:
	// As initialize(), which sets the default unit to that of the flags.
	static void change(std::vector<std::string> *arguments)
	{
#if GBENCH_GOOGLE_VERSION >= 10602
		benchmark::TimeUnit unit = benchmark::GetDefaultTimeUnit();
		initialize(arguments);
		benchmark::SetDefaultTimeUnit(unit);
#else
		initialize(arguments);
#endif
	}

	std::vector<std::string> back;
};

// Google exits when it cannot open the file.
int check_out()
{
	const std::string &out = current_flags().out;

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

benchmark::ConsoleReporter::OutputOptions console_options()
{
	using benchmark::ConsoleReporter;
	const struct flags &usual = current_flags();
	const char *term = getenv("TERM");
	bool color = usual.color == "auto" ?
			     isatty(STDOUT_FILENO) && term && *term &&
				     strcmp(term, "dumb") :
			     truthy(usual.color);
	int options = ConsoleReporter::OO_None;

	if (color)
		options |= ConsoleReporter::OO_Color;
	if (usual.tabular)
		options |= ConsoleReporter::OO_Tabular;
	return static_cast<ConsoleReporter::OutputOptions>(options);
}

// The CSV reporter is deprecated in every version, and in every version there.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
// A new one for each run: they keep whether they have printed their header.
std::unique_ptr<benchmark::BenchmarkReporter> google_reporter()
{
	const std::string &format = current_flags().format;

	if (format == "json")
		return std::make_unique<benchmark::JSONReporter>();
	if (format == "csv")
		return std::make_unique<benchmark::CSVReporter>();
	return std::make_unique<benchmark::ConsoleReporter>(console_options());
}
#pragma GCC diagnostic pop

int count(size_t n)
{
	return n > INT_MAX ? INT_MAX : static_cast<int>(n);
}

// Names what @filter matches, a line each; returns how many. Google's own
// listing, since no other regular expressions are quite its own.
int find(const char *filter, std::string *names)
{
	static const char bad[] = "Could not compile";
	std::ostringstream out, messages;

	if (gbench_running)
		return gbench_fail(EBUSY, "run: benchmarks are running");
	int error = check_flags(current_flags());
	if (error)
		return error;
	flags_for_run set(filter, true, true);
	null_reporter reporter(&out);
	reporter.SetErrorStream(&messages);
	size_t n = benchmark::RunSpecifiedBenchmarks(&reporter);
	gbench_freeze_arguments();
	if (!messages.str().compare(0, sizeof(bad) - 1, bad)) {
		std::string message = messages.str();

		message.erase(message.find_last_not_of('\n') + 1);
		return gbench_fail(EINVAL, "run: filter %s: %s",
				   filter ? filter :
					    current_flags().filter.c_str(),
				   message.c_str());
	}
	*names = out.str();
	return count(n);
}

} // namespace

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

int gbench_google_version(void)
{
	return GBENCH_GOOGLE_VERSION;
}

// Splits @argv into what Google may see and what it must not: it exits at
// --help.
static int sort_arguments(int argc, char **argv,
			  std::vector<std::string> *google,
			  struct flags *wanted)
{
	for (int i = 1; i < argc; i++) {
		std::string argument = argv[i];

		// What follows a "--" is the caller's.
		if (argument == "--")
			break;
		if (argument.compare(0, 12, "--benchmark_") &&
		    argument.compare(0, 4, "--v="))
			continue;
		int error = translate_min_time(&argument);
		if (error)
			return error;
		read_flag(wanted, argument);
		google->push_back(argument);
	}
	return check_flags(*wanted);
}

// Takes Google's arguments out of @argv; returns how many are left.
static int remove_arguments(int *argc, char **argv)
{
	int left = 1, i = 1;

	for (; i < *argc && strcmp(argv[i], "--"); i++)
		if (strncmp(argv[i], "--benchmark_", 12) &&
		    strncmp(argv[i], "--v=", 4))
			argv[left++] = argv[i];
	for (; i < *argc; i++)
		argv[left++] = argv[i];
	if (left < *argc)
		argv[left] = nullptr;
	*argc = left;
	return left - 1;
}

int gbench_init(int *argc, char **argv)
{
	if (!argc || !argv || *argc < 1)
		return gbench_fail(EINVAL, "init: no arguments");
	if (gbench_running)
		return gbench_fail(EBUSY, "init: benchmarks are running");
	return gbench_guard([&] {
		std::vector<std::string> google;
		struct flags wanted = current_flags();
		int error = sort_arguments(*argc, argv, &google, &wanted);

		if (error)
			return error;
		executable = argv[0];
		flags = wanted;
		gbench_context_map added = initialize(&google);
		if (!google.empty())
			return gbench_fail(EINVAL,
				"init: %s: unknown, or not a value for it",
				google[0].c_str());
		for (const auto &pair : added) {
			error = add_context(pair.first, pair.second);
			if (error)
				return error;
		}
		return remove_arguments(argc, argv);
	});
}

void gbench_help(void)
{
#if GBENCH_GOOGLE_VERSION >= 10602
	benchmark::PrintDefaultHelp();
#else
	puts("Google Benchmark's flags begin with --benchmark_");
#endif
}

int gbench_add_context(const char *key, const char *value)
{
	if (!key || !*key || !value)
		return gbench_fail(EINVAL, "add_context: no key or no value");
	if (gbench_running)
		return gbench_fail(EBUSY,
				   "add_context: benchmarks are running");
	return gbench_guard([&] { return add_context(key, value); });
}

int gbench_set_default_unit(int unit)
{
	if (unit < GBENCH_NANOSECOND || unit > GBENCH_SECOND)
		return gbench_fail(EINVAL, "set_default_unit: %d", unit);
#if GBENCH_GOOGLE_VERSION >= 10602
	benchmark::SetDefaultTimeUnit(static_cast<benchmark::TimeUnit>(unit));
	return 0;
#else
	return gbench_fail(ENOTSUP,
			   "set_default_unit: needs Google Benchmark 1.6.2");
#endif
}

int gbench_run(const char *filter, const struct gbench_reporter *reporter)
{
	return gbench_guard([&] {
		std::string names;
		int error = find(filter, &names);

		if (error >= 0)
			error = check_out();
		if (error < 0)
			return error;
		flags_for_run set(filter, false, false);
		if (!reporter) {
			auto google = google_reporter();
			return count(benchmark::RunSpecifiedBenchmarks(
				google.get()));
		}
		callback_reporter callbacks(*reporter);
		size_t n = benchmark::RunSpecifiedBenchmarks(&callbacks);
		if (callbacks.refused())
			return callbacks.refused();
		return count(n);
	});
}

int gbench_run_null(const char *filter)
{
	return gbench_guard([&] {
		std::string names;
		int error = find(filter, &names);

		if (error < 0)
			return error;
		flags_for_run set(filter, true, false);
		std::ostringstream nowhere;
		null_reporter reporter(&nowhere);
		return count(benchmark::RunSpecifiedBenchmarks(&reporter));
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

int gbench_clear(void)
{
	if (gbench_running)
		return gbench_fail(EBUSY, "clear: benchmarks are running");
	return gbench_guard([&] {
		gbench_drop_benchmarks();
		return 0;
	});
}

int gbench_shutdown(void)
{
	int error = gbench_clear();

	if (error)
		return error;
	return gbench_guard([&] {
		benchmark::Shutdown();
		// Google leaves the pointer to what it freed.
		gbench_google_context() = nullptr;
		return 0;
	});
}
