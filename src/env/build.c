// SPDX-License-Identifier: MIT
/* How this program was built, and what it runs on. */
#include <gnu/libc-version.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>
#endif

#include "build_info.h"
#include "env/internal.h"

#if defined(__aarch64__) && !defined(HWCAP_ATOMICS)
#define HWCAP_ATOMICS	(1 << 8)
#endif

static enum environment_verdict judge_rseq(struct look *look)
{
	bool registered = false;

#if __has_include(<sys/rseq.h>)
	registered = __rseq_size > 0;
#endif
	return environment_say(look, environment_warn_if(!registered),
			       registered ? "registered" : "not registered");
}

static enum environment_verdict judge_atomics(struct look *look)
{
#if defined(__x86_64__)
	return environment_say(look, ENVIRONMENT_FINE, "x86-64: lock-prefixed");
#elif defined(__ARM_FEATURE_ATOMICS)
	return environment_say(look, ENVIRONMENT_FINE, "arm64: LSE");
#else
	return getauxval(AT_HWCAP) & HWCAP_ATOMICS ?
	       environment_say(look, ENVIRONMENT_FINE, "arm64: the CPU has LSE, code chooses at run time or has LL/SC") :
	       environment_say(look, ENVIRONMENT_WARNING, "arm64: LL/SC");
#endif
}

static enum environment_verdict judge_type(struct look *look)
{
	const char *type = look->source->build_type;

	fputs(type[0] ? type : "none", look->value);
	if (strcmp(type, "Debug") == 0 || !look->source->optimized) {
		look->why = "code that is not optimized measures the compiler";
		return environment_unfit(look, "debug build");
	}
	return environment_warn_if(strcmp(type, "Release") != 0 &&
				   strcmp(type, "RelWithDebInfo") != 0);
}

static enum environment_verdict judge_flags(struct look *look)
{
	const char *flags = look->source->flags;

	return environment_say(look, ENVIRONMENT_FACT,
			       flags[0] ? flags : "none");
}

static enum environment_verdict judge_sanitizer(struct look *look)
{
	const char *sanitizer = look->source->sanitizer;

	if (sanitizer[0])
		return environment_say(look, environment_unfit(look,
			"sanitizer build (%s)", sanitizer), sanitizer);
	if (strstr(look->source->flags, "-fsanitize="))
		return environment_say(look, environment_unfit(look,
			"sanitizer build"), "by flags");
	return environment_say(look, ENVIRONMENT_FINE, "none");
}

static enum environment_verdict judge_libc(struct look *look)
{
	return environment_say(look, ENVIRONMENT_FACT, gnu_get_libc_version());
}

static enum environment_verdict judge_commit(struct look *look)
{
	const char *commit = look->source->commit;

	if (!commit[0] || strcmp(commit, "unknown") == 0) {
		look->why = look->source->no_commit;
		return environment_unfit(look, "unknown commit");
	}
	return environment_say(look, ENVIRONMENT_FINE, commit);
}

static enum environment_verdict judge_dirty(struct look *look)
{
	if (!environment_value(look->environment, "commit"))
		return ENVIRONMENT_UNKNOWN;
	if (!look->source->dirty)
		return environment_say(look, ENVIRONMENT_FINE, "no");
	return environment_say(look, environment_unfit(look,
		"uncommitted changes"), "yes");
}

const struct environment_row environment_build_rows[] = {
	{ .name = "rseq", .judge = judge_rseq,
	  .why = "pools that use restartable sequences cannot be measured",
	  .remedy = "use glibc 2.35 or newer and Linux 4.18 or newer, without glibc.pthread.rseq=0 in GLIBC_TUNABLES" },
	{ .name = "atomics", .judge = judge_atomics,
	  .why = "atomics are LL/SC loops, which scale worse than those of newer CPUs",
	  .remedy = "use a CPU of Armv8.1 or newer" },
	{ .name = "version", .text = BUILD_VERSION },
	{ .name = "compiler", .text = BUILD_COMPILER },
	{ .name = "build_type", .judge = judge_type,
	  .why = "compare figures only between release builds",
	  .remedy = "cmake --preset release" },
	{ .name = "build_flags", .judge = judge_flags },
	{ .name = "sanitizer", .judge = judge_sanitizer,
	  .why = "every memory access is checked, which costs more than the pools do",
	  .remedy = "cmake --preset release" },
	{ .name = "libc", .judge = judge_libc },
	{ .name = "hwloc", .text = BUILD_HWLOC_VERSION },
	{ .name = "libnuma", .text = BUILD_NUMA_VERSION },
	{ .name = "commit", .judge = judge_commit,
	  .remedy = "build in a git clone of its own that git can read" },
	{ .name = "dirty", .judge = judge_dirty,
	  .why = "nobody can rebuild the program that was measured from the commit alone",
	  .remedy = "commit or stash the changes and new files of the source, then build again",
	  .missing = "without a commit there is nothing to compare the source with" },
	{ .name = NULL },
};
