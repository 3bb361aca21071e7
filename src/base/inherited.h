/* SPDX-License-Identifier: MIT */
/* What a process has from whoever started it: it could be anything. */
#pragma once

#include "base/error.h"

/**
 * inherited_settle() - the first call of main()
 *
 * From here on waitpid() finds its children, no signal is blocked, one that
 * asks to stop is heard, a write past a limit is an error, and descriptors 0
 * to 2 are in use. SIGHUP stays ignored where it was: that is what nohup does.
 */
int inherited_settle(struct error *error);

/** inherited_preload_works() - 0; -EPERM where the loader ignores LD_PRELOAD */
int inherited_preload_works(struct error *why);

/**
 * inherited_libc_malloc() - 0 where malloc is the C library's in a process
 *	without LD_PRELOAD; else -ENOTSUP, and @why says whose it is
 */
int inherited_libc_malloc(struct error *why);
