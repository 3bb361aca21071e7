/* SPDX-License-Identifier: MIT */
/* A run ends after the trial at hand when a signal asks for it. */
#pragma once

#include <signal.h>

/* Not 0 when SIGINT or SIGTERM came after interrupt_catch(). */
extern volatile sig_atomic_t interrupted;

/**
 * interrupt_catch() - take SIGINT and SIGTERM from here on
 *
 * A second signal ends the program at once; every finished trial is on disk.
 */
void interrupt_catch(void);
