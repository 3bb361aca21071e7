// SPDX-License-Identifier: MIT
// Google's flags. Some must be known here: Google keeps them to itself, exits
// when some are wrong, and in 1.6.2 and later frees the reporter that it makes
// of them in a first run and uses it again in a second.
#include <strings.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <map>

#include "gbench/internal.h"

#if GBENCH_GOOGLE_VERSION < 10701
// Not in the header yet, and not hidden either.
namespace benchmark::internal {
extern std::map<std::string, std::string> *global_context;
}
#endif

namespace {

using flag_map = std::map<std::string, std::string>;

// By the name after "--benchmark_": the default, or what Google found in the
// environment before main().
flag_map first_flags()
{
	flag_map flags = {
		{ "filter", "" }, { "out", "" }, { "format", "console" },
		{ "out_format", "json" }, { "color", "auto" },
		{ "time_unit", "" }, { "counters_tabular", "false" },
		{ "list_tests", "false" },
	};

	for (auto &flag : flags) {
		std::string variable = "BENCHMARK_";

		for (char c : flag.first)
			variable += static_cast<char>(toupper(c));
		if (const char *value = getenv(variable.c_str()))
			flag.second = value;
	}
	return flags;
}

// Google keeps a pointer to argv[0].
std::string executable = "unknown";

const char prefix[] = "--benchmark_";

// Whether @argument is --benchmark_@name=value; then its value.
bool flag_value(const std::string &argument, const std::string &name,
		std::string *value)
{
	std::string begin = prefix + name + "=";

	if (argument.compare(0, begin.size(), begin))
		return false;
	*value = argument.substr(begin.size());
	return true;
}

void read_flag(flag_map *to, const std::string &argument)
{
	for (auto &flag : *to) {
		flag_value(argument, flag.first, &flag.second);
		// A boolean one is true without a value.
		if ((flag.first == "counters_tabular" ||
		     flag.first == "list_tests") &&
		    argument == prefix + flag.first)
			flag.second = "true";
	}
}

flag_map &current_flags()
{
	static flag_map flags = first_flags();

	return flags;
}

bool is_one_of(const std::string &value, std::initializer_list<const char *> of)
{
	for (const char *one : of)
		if (value == one)
			return true;
	return false;
}

int bad_flag(const char *name, const std::string &value, const char *right)
{
	return gbench_fail(EINVAL, "init: --benchmark_%s=%s: not %s", name,
			   value.c_str(), right);
}

int check(const flag_map &flags)
{
	for (const char *name : { "format", "out_format" })
		if (!is_one_of(flags.at(name), { "console", "json", "csv" }))
			return bad_flag(name, flags.at(name),
					"console, json or csv");
	if (flags.at("color").empty())
		return bad_flag("color", "", "yes, no or auto");
	if (!is_one_of(flags.at("time_unit"), { "", "ns", "us", "ms", "s" }))
		return bad_flag("time_unit", flags.at("time_unit"),
				"ns, us, ms or s");
	return 0;
}

// Seconds with "s" from 1.8 on and without it before: this takes either. A
// version that has no iterations here will not know such a flag.
int translate_min_time(std::string *argument)
{
	std::string value;
	char *end = nullptr;

	if (!flag_value(*argument, "min_time", &value))
		return 0;
	double number = strtod(value.c_str(), &end);
	std::string rest = end;

	if (end == value.c_str() || !(number > 0) || number > 1e9 ||
	    !is_one_of(rest, { "", "s", "x" }))
		return bad_flag("min_time", value,
			"seconds, such as 0.5s, or iterations, such as 100x");
	if (rest == "x")
		return 0;
	value.erase(static_cast<size_t>(end - value.c_str()));
	*argument = "--benchmark_min_time=" + value;
	if (GBENCH_GOOGLE_VERSION >= 10800)
		*argument += "s";
	return 0;
}

// Gives Google its flags, and returns what it does not know.
std::vector<std::string> initialize(std::vector<std::string> arguments)
{
	std::vector<char *> argv = { &executable[0] };

	for (std::string &argument : arguments)
		argv.push_back(&argument[0]);
	argv.push_back(nullptr);
	int argc = static_cast<int>(argv.size()) - 1;

	// It adds the context of its flags at every Initialize(), and complains
	// when it is there already.
	gbench_drop_context();
	benchmark::Initialize(&argc, argv.data());
	return std::vector<std::string>(argv.begin() + 1, argv.begin() + argc);
}

} // namespace

const std::string &gbench_flag(const char *name)
{
	return current_flags().at(name);
}

bool gbench_flag_is_true(const std::string &value)
{
	for (const char *no : { "0", "n", "no", "f", "false", "off" })
		if (!strcasecmp(value.c_str(), no))
			return false;
	return true;
}

void gbench_drop_context()
{
	// It leaves the pointer to what it freed.
	benchmark::Shutdown();
#if GBENCH_GOOGLE_VERSION < 10701
	benchmark::internal::global_context = nullptr;
#else
	benchmark::internal::GetGlobalContext() = nullptr;
#endif
}

int gbench_set_run_flags(const char *filter, bool list)
{
	int error = check(current_flags());

	if (error)
		return error;
	initialize({
		prefix + ("filter=" + (filter ? filter : gbench_flag("filter"))),
		prefix + ("out=" + (list ? "" : gbench_flag("out"))),
		prefix + ("list_tests=" + (list ? "true" :
						  gbench_flag("list_tests"))),
	});
	return 0;
}

// Google may see no others than its own: it exits at --help.
static int init(int *argc, char **argv)
{
	std::vector<std::string> google;
	std::vector<char *> left;
	flag_map wanted = current_flags();
	int i = 0;

	for (; i < *argc && strcmp(argv[i], "--"); i++) {
		std::string argument = argv[i];
		int error = translate_min_time(&argument);

		if (error)
			return error;
		read_flag(&wanted, argument);
		if (i && (!argument.compare(0, sizeof(prefix) - 1, prefix) ||
			  !argument.compare(0, 4, "--v=")))
			google.push_back(argument);
		else
			left.push_back(argv[i]);
	}
	left.insert(left.end(), argv + i, argv + *argc);
	int error = check(wanted);
	if (error)
		return error;
	executable = argv[0];
	current_flags() = wanted;
	google = initialize(google);
	if (!google.empty())
		return gbench_fail(EINVAL,
				   "init: %s: unknown, or not a value for it",
				   google[0].c_str());
	std::copy(left.begin(), left.end(), argv);
	if (left.size() < static_cast<size_t>(*argc))
		argv[left.size()] = nullptr;
	*argc = static_cast<int>(left.size());
	return *argc - 1;
}

int gbench_init(int *argc, char **argv)
{
	if (!argc || !argv || *argc < 1)
		return gbench_fail(EINVAL, "init: no arguments");
	if (gbench_running)
		return gbench_fail(EBUSY, "init: benchmarks are running");
	return gbench_guard([&] { return init(argc, argv); });
}

void gbench_help(void)
{
#if GBENCH_GOOGLE_VERSION >= 10602
	benchmark::PrintDefaultHelp();
#else
	puts("Google Benchmark's flags begin with --benchmark_");
#endif
}
