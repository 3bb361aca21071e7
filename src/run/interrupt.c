// SPDX-License-Identifier: MIT
#include "run/interrupt.h"

#include <stddef.h>

volatile sig_atomic_t interrupted, pause_wanted;

/*
 * Who asks a second time wants it at once. SIGHUP is nobody's second time: it
 * comes from the shell and, when that has ended, from the kernel; systemd sends
 * it along with SIGTERM.
 */
static void on_signal(int number)
{
	interrupted = 1;
	if (number == SIGHUP)
		return;
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
}

static void on_pause(int number)
{
	pause_wanted = 1;
}

/* What is ignored stays so: SIGHUP by nohup. */
static void catch(int number, const struct sigaction *action)
{
	struct sigaction before;

	if (!sigaction(number, NULL, &before) && before.sa_handler != SIG_IGN)
		sigaction(number, action, NULL);
}

void interrupt_catch(void)
{
	struct sigaction action = { .sa_handler = on_signal,
				    .sa_flags = SA_RESTART };
	struct sigaction pause = { .sa_handler = on_pause,
				   .sa_flags = SA_RESTART };

	/* the second waits until the first has said what becomes of it */
	sigemptyset(&action.sa_mask);
	sigaddset(&action.sa_mask, SIGINT);
	sigaddset(&action.sa_mask, SIGTERM);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	catch(SIGHUP, &action);
	sigemptyset(&pause.sa_mask);
	catch(SIGTSTP, &pause);
	/* Ctrl-C ends `tee` first, and the summary is not yet written */
	signal(SIGPIPE, SIG_IGN);
}
