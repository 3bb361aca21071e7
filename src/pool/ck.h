/* SPDX-License-Identifier: MIT */
/* What the pools made of Concurrency Kit have in common. */
#ifdef HAVE_CK
#define LIBRARY_FOUND		1
/* Before compiler.h, whose noinline is a word that they use otherwise */
#include <ck_ring.h>
#include <ck_spinlock.h>
#include <ck_stack.h>
#else
#define LIBRARY_FOUND		0
#endif
#define LIBRARY_PACKAGES	"libck-dev (Debian, Ubuntu) or ck-devel (Fedora, RHEL)"

#include "pool/library.h"
