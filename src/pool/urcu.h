/* SPDX-License-Identifier: MIT */
/* What the pools made of Userspace RCU's data structures have in common. */
#ifdef HAVE_URCU
#define LIBRARY_FOUND		1
/* The library's own inline versions; a call would cost more than the work. */
#define _LGPL_SOURCE
#include <urcu/lfstack.h>
#include <urcu/wfcqueue.h>
#else
#define LIBRARY_FOUND		0
#endif
#define LIBRARY_PACKAGES	"liburcu-dev (Debian, Ubuntu) or userspace-rcu-devel (Fedora, RHEL)"

#include "pool/library.h"
