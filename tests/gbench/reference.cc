// SPDX-License-Identifier: MIT
// Google Benchmark used as it is meant to be, from C++: what the C API is
// compared with. Each benchmark has its twin of the same name in same.c.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "loop_body.h"

static void loop(benchmark::State &state)
{
	uint64_t x = 1;

	for (auto _ : state)
		x = loop_body(x);
	benchmark::DoNotOptimize(x);
}

// For overhead.c, which counts it and times it.
extern "C" void reference_register(const char *name, int64_t iterations);

void reference_register(const char *name, int64_t iterations)
{
	auto *benchmark = benchmark::RegisterBenchmark(name, loop);

	if (iterations)
		benchmark->Iterations(iterations);
}

#ifdef REFERENCE_PROGRAM
using benchmark::Counter;
using benchmark::State;

// A power of two: its sums are exact however they are added.
static constexpr double tick = 1.0 / (1 << 20);

static void plain(State &state)
{
	for (auto _ : state)
		;
	state.counters["default"] = 3;
	state.counters["threads"] = Counter(6, Counter::kAvgThreads);
	state.counters["invariant"] =
		Counter(2, Counter::kIsIterationInvariant);
	state.counters["average"] = Counter(4096, Counter::kAvgIterations,
					    Counter::kIs1024);
	state.counters["inverse"] = Counter(8, Counter::kInvert);
	state.counters["inverse_average"] =
		Counter(8, Counter::kAvgIterations | Counter::kInvert);
	state.SetLabel("a label");
}

static void manual(State &state)
{
	for (auto _ : state)
		state.SetIterationTime(tick);
	state.counters["rate"] = Counter(3, Counter::kIsRate);
	state.counters["threads_rate"] = Counter(6, Counter::kAvgThreadsRate);
	state.counters["invariant_rate"] =
		Counter(2, Counter::kIsIterationInvariantRate);
	state.counters["average_rate"] =
		Counter(10, Counter::kAvgIterationsRate);
	state.counters["inverse_rate"] =
		Counter(10, Counter::kIsRate | Counter::kInvert);
	state.SetItemsProcessed(state.iterations());
	state.SetBytesProcessed(state.iterations() * 64);
}

static void with_arguments(State &state)
{
	for (auto _ : state)
		;
	state.counters["sum"] = static_cast<double>(state.range(0) +
						    state.range(1));
	state.SetLabel(std::to_string(state.range(0)) + "x" +
		       std::to_string(state.range(1)));
}

static void one_argument(State &state)
{
	for (auto _ : state)
		state.SetIterationTime(tick *
				       static_cast<double>(state.range(0)));
	state.counters["n"] = static_cast<double>(state.range(0));
	state.SetComplexityN(state.range(0));
}

static void varying(State &state)
{
	static int run;
	double factor = 1 + run++ % 4;

	for (auto _ : state)
		state.SetIterationTime(tick * factor);
	state.counters["factor"] = factor;
}

static double maximum(const std::vector<double> &values)
{
	return *std::max_element(values.begin(), values.end());
}

static double three_percent(const std::vector<double> &)
{
	return 0.03;
}

static void fails_before(State &state)
{
	state.SkipWithError("not possible here");
	for (auto _ : state)
		;
}

static void fails_within(State &state)
{
	for (auto _ : state) {
		state.SkipWithError("not possible any more");
		break;
	}
}

static void threaded(State &state)
{
	for (auto _ : state)
		state.SetIterationTime(tick);
	state.counters["index"] = state.thread_index();
	state.counters["threads"] = state.threads();
	state.counters["average"] = Counter(6, Counter::kAvgThreads);
}

static void paused(State &state)
{
	for (auto _ : state) {
		state.PauseTiming();
		state.ResumeTiming();
	}
}

static void batched(State &state)
{
	while (state.KeepRunningBatch(1000))
		;
	state.counters["run"] = static_cast<double>(state.iterations());
	state.counters["asked"] = static_cast<double>(state.max_iterations);
}

static int setups, teardowns;

static void set_up(const State &state)
{
	setups += static_cast<int>(state.range(0));
}

static void tear_down(const State &state)
{
	teardowns += static_cast<int>(state.range(0));
}

static void with_setup(State &state)
{
	for (auto _ : state)
		;
	state.counters["setups"] = setups;
	state.counters["teardowns"] = teardowns;
}

static void register_arguments()
{
	using benchmark::RegisterBenchmark;

	RegisterBenchmark("args", with_arguments)->Args({1, 2})->Args({-3, 4})
		->ArgNames({"rows", ""})->Iterations(16);
	RegisterBenchmark("ranges", with_arguments)
		->RangeMultiplier(4)->Ranges({{1, 16}, {8, 9}})->Iterations(16);
	RegisterBenchmark("product", with_arguments)
		->ArgsProduct({{1, 2}, {7, 5, 3}})->Iterations(16);
	RegisterBenchmark("arg", one_argument)->Arg(5)->Arg(6)
		->DenseRange(10, 20, 4)->Range(8, 100)->UseManualTime()
		->Iterations(16);
	RegisterBenchmark("linear", one_argument)->Arg(16)->Arg(32)->Arg(64)
		->UseManualTime()->Iterations(1024)
		->Complexity(benchmark::oN)->Unit(benchmark::kMicrosecond);
	RegisterBenchmark("function", one_argument)->Arg(16)->Arg(32)
		->UseManualTime()->Iterations(1024)
		->Complexity([](benchmark::IterationCount n) {
			return 2.0 * static_cast<double>(n);
		});
	RegisterBenchmark("setup", with_setup)->Arg(3)->Arg(4)->Iterations(16)
		->Setup(set_up)->Teardown(tear_down)->Repetitions(2);
}

static void register_repeated()
{
	using benchmark::RegisterBenchmark;

	RegisterBenchmark("repeated", varying)->UseManualTime()
		->Iterations(2048)->Repetitions(4)
		->ComputeStatistics("max", maximum)
		->ComputeStatistics("percent", three_percent,
				    benchmark::kPercentage);
	RegisterBenchmark("aggregates", varying)->UseManualTime()
		->Iterations(2048)->Repetitions(4)->ReportAggregatesOnly();
	RegisterBenchmark("displayed", varying)->UseManualTime()
		->Iterations(2048)->Repetitions(4)->DisplayAggregatesOnly();
	RegisterBenchmark("once", varying)->UseManualTime()
		->Iterations(2048)->ReportAggregatesOnly();
}

static void register_threads()
{
	using benchmark::RegisterBenchmark;

	RegisterBenchmark("threads", threaded)->UseManualTime()->Threads(2)
		->Iterations(1024);
	RegisterBenchmark("thread_range", threaded)->UseManualTime()
		->ThreadRange(1, 4)->Iterations(1024);
	RegisterBenchmark("dense_threads", threaded)->UseManualTime()
		->DenseThreadRange(1, 4, 2)->Iterations(1024);
	RegisterBenchmark("per_cpu", threaded)->UseManualTime()
		->ThreadPerCpu()->Iterations(1024);
}

int main(int argc, char **argv)
{
	using benchmark::RegisterBenchmark;

	benchmark::AddCustomContext("suite", "twins");
	benchmark::Initialize(&argc, argv);
	RegisterBenchmark("plain", plain)->Iterations(2048);
	RegisterBenchmark("manual", manual)->UseManualTime()->Iterations(2048)
		->Unit(benchmark::kMillisecond);
	RegisterBenchmark("min_time", manual)->UseManualTime()->MinTime(0.001)
		->Unit(benchmark::kSecond);
	RegisterBenchmark("warmup", manual)->UseManualTime()->MinTime(0.001)
		->MinWarmUpTime(0.0005);
	RegisterBenchmark("DISABLED_plain", plain)->Iterations(2048);
	register_arguments();
	register_repeated();
	RegisterBenchmark("fails_before", fails_before)->Iterations(2048);
	RegisterBenchmark("fails_within", fails_within)->Iterations(2048)
		->Repetitions(2);
	register_threads();
	RegisterBenchmark("paused", paused)->Iterations(32)->UseRealTime();
	RegisterBenchmark("process", paused)->Iterations(32)
		->MeasureProcessCPUTime();
	RegisterBenchmark("batched", batched)->Iterations(2500);
	benchmark::RunSpecifiedBenchmarks();
	benchmark::Shutdown();
	return 0;
}
#endif
