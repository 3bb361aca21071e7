// SPDX-License-Identifier: MIT
/* How this program was built, and on what it runs. */
#include <gnu/libc-version.h>
#include <hwloc.h>
#include <json-c/json.h>
#include <string.h>
#include <sys/auxv.h>
#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>
#endif

#include "build_commit.h"
#include "build_info.h"
#include "env/internal.h"

#if defined(__aarch64__) && !defined(HWCAP_ATOMICS)
#define HWCAP_ATOMICS	(1 << 8)
#endif

void environment_build_this(struct environment_build *build)
{
	*build = (struct environment_build){
		.version = BUILD_VERSION,
		.compiler = BUILD_COMPILER,
		.type = BUILD_TYPE,
		.flags = BUILD_FLAGS,
		.sanitizer = BUILD_SANITIZER,
#ifdef __OPTIMIZE__
		.optimized = true,
#endif
		.commit = BUILD_COMMIT,
		.no_commit = "nobody can rebuild the program that was measured: "
			     BUILD_COMMIT_WHY,
		.dirty = BUILD_DIRTY,
	};
}

static void add_rseq(struct environment *environment)
{
	static const struct environment_judgement no = {
		.verdict = ENVIRONMENT_WARNING,
		.why = "pools that use restartable sequences cannot be measured",
		.remedy = "use glibc 2.35 or newer and Linux 4.18 or newer, without glibc.pthread.rseq=0 in GLIBC_TUNABLES",
	};
	bool registered = false;

#if __has_include(<sys/rseq.h>)
	registered = __rseq_size > 0;
#endif
	environment_add(environment, "rseq", registered ? "registered" :
			"not registered", registered ? NULL : &no);
}

static void add_atomics(struct environment *environment)
{
#if defined(__x86_64__)
	environment_add(environment, "atomics", "x86-64: lock-prefixed", NULL);
#elif defined(__ARM_FEATURE_ATOMICS)
	environment_add(environment, "atomics", "arm64: LSE", NULL);
#else
	static const struct environment_judgement without = {
		.verdict = ENVIRONMENT_WARNING,
		.why = "atomics are LL/SC loops, which scale worse than those of newer CPUs",
		.remedy = "use a CPU of Armv8.1 or newer",
	};

	if (getauxval(AT_HWCAP) & HWCAP_ATOMICS)
		environment_add(environment, "atomics",
			"arm64: the CPU has LSE, code chooses at run time or has LL/SC",
			NULL);
	else
		environment_add(environment, "atomics", "arm64: LL/SC",
				&without);
#endif
}

static void add_build_type(struct environment *environment,
			   const struct environment_build *build)
{
	static const struct environment_judgement slow = {
		.verdict = ENVIRONMENT_UNFIT,
		.why = "code that is not optimized measures the compiler",
		.remedy = "cmake --preset release",
	};
	static const struct environment_judgement other = {
		.verdict = ENVIRONMENT_WARNING,
		.why = "figures compare with those of release builds only",
		.remedy = "cmake --preset release",
	};
	const char *type = build->type[0] ? build->type : "none";
	bool usual = strcmp(type, "Release") == 0 ||
		     strcmp(type, "RelWithDebInfo") == 0;

	if (strcmp(type, "Debug") == 0 || !build->optimized)
		environment_add_unfit(environment, "build_type", type, &slow,
				      "debug build");
	else
		environment_add(environment, "build_type", type,
				usual ? NULL : &other);
}

static void add_sanitizer(struct environment *environment,
			  const struct environment_build *build)
{
	static const struct environment_judgement sanitized = {
		.verdict = ENVIRONMENT_UNFIT,
		.why = "every memory access is checked, which costs more than the pools do",
		.remedy = "cmake --preset release",
	};

	if (build->sanitizer[0])
		environment_add_unfit(environment, "sanitizer",
				      build->sanitizer, &sanitized,
				      "sanitizer build (%s)", build->sanitizer);
	else if (strstr(build->flags, "-fsanitize="))
		environment_add_unfit(environment, "sanitizer", "by flags",
				      &sanitized, "sanitizer build");
	else
		environment_add(environment, "sanitizer", "none", NULL);
}

static void add_commit(struct environment *environment,
		       const struct environment_build *build)
{
	const struct environment_judgement unknown = {
		.verdict = ENVIRONMENT_UNFIT,
		.why = build->no_commit,
		.remedy = "build in a git clone of its own that git can read",
	};
	static const struct environment_judgement unknown_dirty = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "without a commit there is nothing to compare the source with",
	};
	static const struct environment_judgement dirty = {
		.verdict = ENVIRONMENT_UNFIT,
		.why = "nobody can rebuild the program that was measured: the commit alone is not it",
		.remedy = "commit or stash the changes and new files of the source, then build again",
	};

	if (!build->commit[0] || strcmp(build->commit, "unknown") == 0) {
		environment_add_unfit(environment, "commit", NULL, &unknown,
				      "unknown commit");
		environment_add(environment, "dirty", NULL, &unknown_dirty);
		return;
	}
	environment_add(environment, "commit", build->commit, NULL);
	if (build->dirty)
		environment_add_unfit(environment, "dirty", "yes", &dirty,
				      "uncommitted changes");
	else
		environment_add(environment, "dirty", "no", NULL);
}

static void add_libraries(struct environment *environment)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "libnuma does not say its version",
	};
	unsigned int hwloc = hwloc_get_api_version();

	environment_add(environment, "libc", gnu_get_libc_version(), NULL);
	environment_print(environment, "API %u.%u", hwloc >> 16,
			  hwloc >> 8 & 0xff);
	environment_add_printed(environment, "hwloc", NULL);
#ifdef BUILD_NUMA_VERSION
	environment_add(environment, "libnuma", BUILD_NUMA_VERSION,
			BUILD_NUMA_VERSION[0] ? NULL : &unstated);
#else
	environment_add(environment, "libnuma", NULL, &unstated);
#endif
	environment_add(environment, "json_c", json_c_version(), NULL);
}

void environment_add_build(struct environment *environment,
			   const struct environment_source *source)
{
	const struct environment_build *build = &source->build;

	add_rseq(environment);
	add_atomics(environment);
	environment_add(environment, "version", build->version, NULL);
	environment_add(environment, "compiler", build->compiler, NULL);
	add_build_type(environment, build);
	environment_add(environment, "build_flags",
			build->flags[0] ? build->flags : "none", NULL);
	add_sanitizer(environment, build);
	add_libraries(environment);
	add_commit(environment, build);
}
