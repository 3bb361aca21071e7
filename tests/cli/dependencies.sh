#!/bin/bash
# SPDX-License-Identifier: MIT
# dependencies.sh CMAKE: a library that is too old is named with its version and
# place: who installs the package that should have it would go in circles.
. "$(dirname "$0")/common.sh"
cmake=$1
config=prefix/lib/cmake/benchmark
mkdir -p "$config" pkgconfig
# a clone without tags builds a Google Benchmark that says so of itself
cat >"$config/benchmarkConfigVersion.cmake" <<'END'
set(PACKAGE_VERSION 0.0.0)
set(PACKAGE_VERSION_COMPATIBLE FALSE)
END
touch "$config/benchmarkConfig.cmake"
printf '%s\n' "Name: hwloc" "Description: old" "Version: 1.11.9" \
	"libdir=/opt/old/lib" >pkgconfig/hwloc.pc

# nothing of the system's but the tools
run env PKG_CONFIG_PATH=pkgconfig "$cmake" -S "$here/../.." -B build \
	-D "benchmark_ROOT=$work/prefix" \
	-D CMAKE_FIND_USE_CMAKE_SYSTEM_PATH=OFF \
	-D CMAKE_FIND_USE_SYSTEM_ENVIRONMENT_PATH=OFF \
	-D "CMAKE_MAKE_PROGRAM=$(command -v make)" \
	-D "CMAKE_C_COMPILER=$(command -v cc)" \
	-D "CMAKE_CXX_COMPILER=$(command -v c++)" \
	-D "PKG_CONFIG_EXECUTABLE=$(command -v pkg-config)"
expect_status 1
# CMake breaks its lines as it likes
tr -s ' \n' ' ' <"$err" >said
expect_line said \
	"Google Benchmark .* found was 0\.0\.0 in [^:]*/$config/benchmarkConfig"
expect_line said "hwloc .* found was 1\.11\.9 in /opt/old/lib: "
