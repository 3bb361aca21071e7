/* SPDX-License-Identifier: MIT */
/* A run ends or pauses after the trial at hand when a signal asks for it. */
#pragma once

#include <signal.h>

/* Not 0 when SIGINT, SIGTERM or SIGHUP came after interrupt_catch(). */
extern volatile sig_atomic_t interrupted;

/* Not 0 when SIGTSTP (Ctrl-Z) came: who reads it clears it, and stops. */
extern volatile sig_atomic_t pause_wanted;

/**
 * interrupt_catch() - take SIGINT, SIGTERM, SIGHUP and SIGTSTP from here on
 *
 * A second one of SIGINT and SIGTERM ends the program at once; every finished
 * trial is on disk. A SIGHUP or SIGTSTP that is ignored stays so. That nobody
 * reads what is printed (SIGPIPE) ends no run.
 */
void interrupt_catch(void);
