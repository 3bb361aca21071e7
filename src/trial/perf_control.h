/* SPDX-License-Identifier: MIT */
/*
 * Lets `perf stat --control fifo:CTL,ACK` count the windows of pools alone: the
 * worker switches perf on as the consumer's window opens and off as it closes.
 * The fifos come by the environment (BENCH_PERF_CONTROL=CTL,ACK), because they
 * concern this one process and no result.
 */
#pragma once

/*
 * @command: "enable\n" or "disable\n". Waits for perf's answer; does nothing
 * where no perf was asked for.
 */
void perf_control(const char *command);
