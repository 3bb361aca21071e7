/* SPDX-License-Identifier: MIT */
/* pool/thread_slot.h for code that the model runs: roles share one thread. */
#pragma once

#define THREAD_SLOTS		1024
#define THREAD_SLOT_NONE	(-1)

int lines_role(void);

static inline int thread_slot(void)
{
	return lines_role();
}
