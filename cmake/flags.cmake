# SPDX-License-Identifier: MIT
# Compiler flags, in one place: a build without presets is the same build.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
	set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
# Of debugging information, lines: what profilers show. Variables would take
# the compiler a third longer, and are in a debug build.
foreach(language C CXX)
	set(CMAKE_${language}_FLAGS_RELEASE "-O2 -g1 -fno-omit-frame-pointer")
	set(CMAKE_${language}_FLAGS_DEBUG "-O0 -g3 -fno-omit-frame-pointer")
endforeach()

add_compile_definitions(_GNU_SOURCE)
# Unused parameters, as in the kernel: a function in a table of operations need
# not use all that it is given.
add_compile_options(-Wall -Wextra -Wno-unused-parameter -Wshadow -Wundef
	-Wpointer-arith -Wwrite-strings -Wformat=2 -Wvla -Wimplicit-fallthrough
	"$<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes>"
	"$<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes>")

# A newer compiler than CI's warns of more, and must not stop a build with it:
# its warnings are only shown. These are the newest that CI has.
set(newest_GNU 12)
set(newest_Clang 14)
string(REGEX MATCH "^[0-9]+" version "${CMAKE_C_COMPILER_VERSION}")
set(newer FALSE)
if(NOT version LESS_EQUAL "${newest_${CMAKE_C_COMPILER_ID}}")
	set(newer TRUE)
endif()
# scripts/check asks for it
set(BENCH_NEWER_COMPILER ${newer} CACHE INTERNAL "newer than CI's")
if(BENCH_WERROR)
	if(NOT newer)
		add_compile_options(-Werror)
	else()
		message(STATUS
			"${CMAKE_C_COMPILER_ID} ${version} is not what CI has (GNU ${newest_GNU}, Clang ${newest_Clang}): its warnings are no errors")
		# Its clang-tidy came with it.
		if(CMAKE_C_CLANG_TIDY)
			list(APPEND CMAKE_C_CLANG_TIDY --warnings-as-errors=-*)
		endif()
	endif()
endif()

if(NOT BENCH_ACCOUNTING)
	add_compile_definitions(BENCH_NO_ACCOUNTING)
endif()

if(BENCH_SANITIZE STREQUAL "address")
	set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all)
elseif(BENCH_SANITIZE STREQUAL "thread")
	set(sanitizers -fsanitize=thread)
elseif(NOT BENCH_SANITIZE STREQUAL "")
	message(FATAL_ERROR
		"BENCH_SANITIZE=${BENCH_SANITIZE}: use address, thread or nothing")
endif()
string(COMPARE EQUAL "${BENCH_SANITIZE}" address address)
string(COMPARE EQUAL "${BENCH_SANITIZE}" thread thread)
add_compile_definitions(BUILT_WITH_ASAN=${address} BUILT_WITH_TSAN=${thread})
if(sanitizers)
	# Nothing is measured with them: what compiles sooner, and a line for
	# each address, will do. So little optimized, gcc knows less of what is
	# initialized or fits; the release build does.
	add_compile_options(${sanitizers} -Og -g1
		-Wno-maybe-uninitialized -Wno-format-truncation)
	add_link_options(${sanitizers})
endif()
