# SPDX-License-Identifier: MIT
# What a result must say of the program that made it. The commit is asked at
# every build, not at configure time: a stale commit would be a false one.

string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
get_directory_property(options COMPILE_OPTIONS)
list(FILTER options EXCLUDE REGEX "^-W|\\$<")
list(JOIN options " " options)
string(STRIP "${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${build_type}} ${options}"
	BUILD_FLAGS)

set(build_info_dir ${CMAKE_BINARY_DIR}/build_info)
configure_file(${CMAKE_CURRENT_LIST_DIR}/build_info.h.in
	${build_info_dir}/build_info.h @ONLY)
add_custom_target(build_commit
	COMMAND ${CMAKE_COMMAND}
		-D "SOURCE=${PROJECT_SOURCE_DIR}"
		-D "OUTPUT=${build_info_dir}/build_commit.h"
		-P ${CMAKE_CURRENT_LIST_DIR}/build_commit.cmake
	BYPRODUCTS ${build_info_dir}/build_commit.h
	COMMENT "" VERBATIM)
add_library(build_info INTERFACE)
target_include_directories(build_info INTERFACE ${build_info_dir})
add_dependencies(build_info build_commit)
