/* SPDX-License-Identifier: MIT */
/*
 * What a process has from whoever started it: a shell, a supervisor, a script
 * in another language. It could be anything, so it is made known.
 */
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

/**
 * inherited_preload_works() - whether the loader heeds LD_PRELOAD
 *
 * Return: 0 or -EPERM.
 */
int inherited_preload_works(struct error *why);

/**
 * inherited_libc_malloc() - whether malloc is the C library's in a process
 *	that is started without LD_PRELOAD
 * @why: whose it is
 *
 * Return: 0 or -ENOTSUP.
 */
int inherited_libc_malloc(struct error *why);
