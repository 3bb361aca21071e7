# SPDX-License-Identifier: MIT
# Every library that the build needs. One that is missing costs one line that
# names its package; all missing ones are told before configuring stops.

find_package(PkgConfig REQUIRED)
set(missing "")

# instead: version and place of one that will not do, which may hide another
macro(need what debian fedora found)
	set(reason "${what} not found:")
	if(instead)
		set(reason "${what} is needed, and found was ${instead}: remove that, or")
	endif()
	if(NOT ${found})
		message(SEND_ERROR
			"${reason} install ${debian} (Debian, Ubuntu) or ${fedora} (Fedora, RHEL)")
		list(APPEND missing ${debian})
	endif()
	set(instead "")
endmacro()
set(instead "")

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

pkg_check_modules(NUMA QUIET IMPORTED_TARGET numa)
need("libnuma" libnuma-dev numactl-devel NUMA_FOUND)

pkg_check_modules(HWLOC QUIET IMPORTED_TARGET hwloc>=2.0)
if(NOT HWLOC_FOUND)
	pkg_check_modules(OLD_HWLOC QUIET hwloc)
	if(OLD_HWLOC_FOUND)
		set(instead "${OLD_HWLOC_VERSION} in ${OLD_HWLOC_LIBDIR}")
	endif()
endif()
need("hwloc 2.0 or newer" libhwloc-dev hwloc-devel HWLOC_FOUND)

find_package(benchmark 1.6 QUIET)
if(NOT benchmark_FOUND AND benchmark_CONSIDERED_CONFIGS)
	set(instead "${benchmark_CONSIDERED_VERSIONS} in ${benchmark_CONSIDERED_CONFIGS} (0.0.0 is one built from a clone without tags)")
endif()
need("Google Benchmark 1.6 or newer" libbenchmark-dev google-benchmark-devel
	benchmark_FOUND)

# libpfm ships no pkg-config file in Debian 12.
find_path(PFM_INCLUDE perfmon/pfmlib_perf_event.h)
find_library(PFM_LIBRARY pfm)
if(PFM_INCLUDE AND PFM_LIBRARY)
	set(PFM_FOUND TRUE)
	add_library(pfm INTERFACE IMPORTED)
	target_include_directories(pfm SYSTEM INTERFACE ${PFM_INCLUDE})
	target_link_libraries(pfm INTERFACE ${PFM_LIBRARY})
endif()
need("libpfm 4" libpfm4-dev libpfm-devel PFM_FOUND)

# Libraries that only some pools are about: without one the build goes on, and
# its pools are listed as unavailable.
macro(want what debian fedora found)
	if(NOT ${found})
		message(WARNING
			"${what} not found: install ${debian} (Debian, Ubuntu) or ${fedora} (Fedora, RHEL); its pools will be unavailable")
	endif()
endmacro()

# Allocators are never linked (one would replace malloc everywhere): the path
# goes into LD_PRELOAD of the worker that measures it.
pkg_check_modules(JEMALLOC QUIET jemalloc)
find_library(JEMALLOC_LIBRARY NAMES libjemalloc.so.2 jemalloc
	HINTS ${JEMALLOC_LIBRARY_DIRS} ${JEMALLOC_LIBDIR})
want("jemalloc" libjemalloc-dev jemalloc-devel JEMALLOC_LIBRARY)

# Debian 13 has 3, Debian 12 and Fedora have 2.
find_library(MIMALLOC_LIBRARY NAMES libmimalloc.so.3 libmimalloc.so.2
	libmimalloc.so.2.0 libmimalloc.so.2.1 mimalloc)
want("mimalloc" "libmimalloc3 or libmimalloc2.0" mimalloc MIMALLOC_LIBRARY)

find_library(TCMALLOC_LIBRARY NAMES libtcmalloc_minimal.so.4
	tcmalloc_minimal)
want("tcmalloc" libtcmalloc-minimal4 gperftools-libs TCMALLOC_LIBRARY)

# Headers alone: what the pools take of it is inline.
find_path(CK_INCLUDE ck_stack.h)
if(CK_INCLUDE)
	set(CK_FOUND TRUE)
endif()
want("Concurrency Kit" libck-dev ck-devel CK_FOUND)

find_path(URCU_INCLUDE urcu/wfcqueue.h)
find_library(URCU_LIBRARY urcu-common)
if(URCU_INCLUDE AND URCU_LIBRARY)
	set(URCU_FOUND TRUE)
	add_library(urcu INTERFACE IMPORTED)
	target_include_directories(urcu SYSTEM INTERFACE ${URCU_INCLUDE})
	target_link_libraries(urcu INTERFACE ${URCU_LIBRARY})
endif()
want("Userspace RCU" liburcu-dev userspace-rcu-devel URCU_FOUND)

if(missing)
	list(JOIN missing " " missing)
	message(FATAL_ERROR
		"missing libraries, see above; ./scripts/deps installs them all")
endif()
