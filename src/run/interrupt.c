// SPDX-License-Identifier: MIT
#include "run/interrupt.h"

#include <stddef.h>

volatile sig_atomic_t interrupted;

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

void interrupt_catch(void)
{
	struct sigaction action = { .sa_handler = on_signal,
				    .sa_flags = SA_RESTART };
	struct sigaction hangup;

	/* the second waits until the first has said what becomes of it */
	sigemptyset(&action.sa_mask);
	sigaddset(&action.sa_mask, SIGINT);
	sigaddset(&action.sa_mask, SIGTERM);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	/* ignored: by nohup */
	if (!sigaction(SIGHUP, NULL, &hangup) &&
	    hangup.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &action, NULL);
	/* Ctrl-C ends `tee` first, and the summary is not yet written */
	signal(SIGPIPE, SIG_IGN);
}
