/* SPDX-License-Identifier: MIT */
/* What the C++ files of the library share. */
#ifndef GBENCH_INTERNAL_H
#define GBENCH_INTERNAL_H

#include <benchmark/benchmark.h>
#include <sys/types.h>

#include <cerrno>
#include <exception>
#include <new>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "gbench/gbench.h"

#ifndef GBENCH_GOOGLE_VERSION
#error "define GBENCH_GOOGLE_VERSION: 10701 for Google Benchmark 1.7.1"
#endif

/* benchmark::internal::Benchmark until 1.9.4, benchmark::Benchmark after it. */
using google_benchmark = std::remove_pointer_t<
	decltype(benchmark::RegisterBenchmark(
		"", std::declval<void (*)(benchmark::State &)>()))>;

/*
 * What Google keeps but does not give out: it is needed to refuse what Google
 * only asserts, and a build without assertions ignores.
 */
struct gbench_benchmark {
	google_benchmark *google = nullptr;
	std::string name;
	gbench_function *fn = nullptr;
	void *user = nullptr;
	ssize_t n_args = -1;	/* Of each instance; -1: not known yet */
	bool manual_time = false;
};

struct gbench_state {
	benchmark::State *google;
	const gbench_benchmark *benchmark;
	bool over;	/* The loop has ended */
};

/* Sets the thread's error text; returns -@error. */
int gbench_fail(int error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Whether benchmarks are running: much is refused then. */
extern bool gbench_running;

/* The value of --benchmark_@name, as it was set last. */
const std::string &gbench_flag(const char *name);

/* What Google makes of it, if it is a boolean one. */
bool gbench_flag_is_true(const std::string &value);

/*
 * Gives Google its flags for a run with @filter, NULL for that of the flag.
 * @list: only name what would run, and write no file. Return: 0, or -EINVAL
 * if Google would exit over the value of a flag.
 */
int gbench_set_run_flags(const char *filter, bool list);

/* Frees the custom context; that of the flags is back in the next run. */
void gbench_drop_context();

/* Runs the C function @benchmark, and makes up for what it may have missed. */
void gbench_call(const gbench_benchmark &benchmark, benchmark::State &google);

/* Google gives those without arguments an empty list when it looks at them. */
void gbench_freeze_arguments();

/* The one place where an exception becomes an error; 0 of what returns none. */
template <typename function> int gbench_guard(function &&fn) noexcept
{
	try {
		if constexpr (std::is_void_v<decltype(fn())>)
			fn();
		else
			return fn();
		return 0;
	} catch (const std::bad_alloc &) {
		return gbench_fail(ENOMEM, "out of memory");
	} catch (const std::exception &error) {
		return gbench_fail(EIO, "%s", error.what());
	} catch (...) {
		return gbench_fail(EIO, "unknown exception");
	}
}

#endif /* GBENCH_INTERNAL_H */
