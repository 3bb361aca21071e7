// SPDX-License-Identifier: MIT
// Google Benchmark used as it is meant to be, from C++: what the C API is
// compared with. Each benchmark has its twin of the same name in same_in_c.c.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>

#include "twins.h"

using benchmark::Counter;
using benchmark::RegisterBenchmark;
using benchmark::State;

static void loop(State &state)
{
	uint64_t x = 1;

	for (auto _ : state)
		x = loop_body(x);
	benchmark::DoNotOptimize(x);
}

static void plain(State &state)
{
	for (auto _ : state)
		;
	state.counters["default"] = 3;
	state.counters["invariant"] =
		Counter(2, Counter::kIsIterationInvariant);
	state.counters["average"] = Counter(4096, Counter::kAvgIterations);
	state.counters["inverse"] = Counter(8, Counter::kInvert);
}

static void manual(State &state)
{
	for (auto _ : state)
		state.SetIterationTime(TICK);
	state.counters["rate"] = Counter(3, Counter::kIsRate);
	state.counters["inverse_rate"] =
		Counter(10, Counter::kIsRate | Counter::kInvert);
}

static void with_arguments(State &state)
{
	while (state.KeepRunningBatch(1000))
		;
	state.counters["product"] =
		static_cast<double>(state.range(0) * state.range(1));
}

static void varying(State &state)
{
	static int run;
	double factor = 1 + run++ % 4;

	for (auto _ : state)
		state.SetIterationTime(TICK * factor);
}

static void fails(State &state)
{
	for (auto _ : state) {
		state.SkipWithError("not possible");
		break;
	}
}

static void register_all()
{
	RegisterBenchmark("plain", plain)->Iterations(2048);
	RegisterBenchmark("manual", manual)->UseManualTime()->Iterations(2048)
		->Unit(benchmark::kMillisecond);
	RegisterBenchmark("DISABLED_plain", plain)->Iterations(2048);
	RegisterBenchmark("args", with_arguments)->Args({1, 2})->Args({-3, 4})
		->Iterations(2500);
	RegisterBenchmark("repeated", varying)->UseManualTime()
		->Iterations(2048)->Repetitions(4);
	RegisterBenchmark("fails", fails)->Iterations(2048)->Repetitions(2);
}

int main(int argc, char **argv)
{
	const char *count = std::getenv("COUNT");

	benchmark::Initialize(&argc, argv);
	if (count)
		RegisterBenchmark("loop", loop)->Iterations(std::atoll(count));
	else
		register_all();
	benchmark::RunSpecifiedBenchmarks();
	benchmark::Shutdown();
	return 0;
}
