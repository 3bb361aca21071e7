/* SPDX-License-Identifier: MIT */
/* What the C++ files of the library share. */
#ifndef GBENCH_INTERNAL_H
#define GBENCH_INTERNAL_H

#include <benchmark/benchmark.h>

#include <cerrno>
#include <cstdarg>
#include <exception>
#include <map>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

#include "gbench/gbench.h"

#ifndef GBENCH_GOOGLE_VERSION
#error "define GBENCH_GOOGLE_VERSION: 10701 for Google Benchmark 1.7.1"
#endif

#if GBENCH_GOOGLE_VERSION < 10701
/* Not in the header yet, and not hidden either. */
namespace benchmark
{
namespace internal
{
extern std::map<std::string, std::string> *global_context;
}
} // namespace benchmark
#endif

/* benchmark::internal::Benchmark until 1.9.4, benchmark::Benchmark after it. */
using google_benchmark = std::remove_pointer_t<
	decltype(benchmark::RegisterBenchmark(
		"", std::declval<void (*)(benchmark::State &)>()))>;

/*
 * What Google keeps but does not give out: it is needed to refuse what Google
 * only asserts, and a build without assertions goes on with.
 */
struct gbench_benchmark {
	google_benchmark *google = nullptr;
	std::string name;
	gbench_function *fn = nullptr;
	void *user = nullptr;
	gbench_setup_function *setup = nullptr;
	gbench_setup_function *teardown = nullptr;
	int n_args = -1;
	bool has_instances = false;
	bool has_time = false;
	bool has_iterations = false;
	bool real_time = false;
	bool manual_time = false;
};

enum class phase { setup, before, loop, after };

struct gbench_state {
	benchmark::State *google;
	const gbench_benchmark *benchmark;
	enum phase phase;
	bool paused;
};

/* Sets the thread's error text; returns -@error. */
int gbench_fail(int error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Whether benchmarks are running: much is refused then. */
extern bool gbench_running;

/*
 * Google's table of custom context, NULL when it has none. Google frees it at
 * shutdown and leaves the pointer, and adds to it at every Initialize().
 */
using gbench_context_map = std::map<std::string, std::string>;
gbench_context_map *&gbench_google_context();

/* Runs the C function @benchmark, and makes up for what it may have missed. */
void gbench_call(const gbench_benchmark &benchmark, benchmark::State &google);

/* Google gives those without arguments an empty list when it looks at them. */
void gbench_freeze_arguments();

/* Frees the benchmarks and the places in the tables. */
void gbench_drop_benchmarks();

/* The one place where an exception becomes an error. */
template <typename function> int gbench_guard(function &&fn) noexcept
{
	try {
		return fn();
	} catch (const std::bad_alloc &) {
		return gbench_fail(ENOMEM, "out of memory");
	} catch (const std::exception &error) {
		return gbench_fail(EIO, "%s", error.what());
	} catch (...) {
		return gbench_fail(EIO, "unknown exception");
	}
}

static inline bool google_skipped(const benchmark::State &google)
{
#if GBENCH_GOOGLE_VERSION >= 10800
	return google.skipped();
#else
	return google.error_occurred();
#endif
}

#endif /* GBENCH_INTERNAL_H */
