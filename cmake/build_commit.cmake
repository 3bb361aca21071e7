# SPDX-License-Identifier: MIT
# Writes OUTPUT with the commit of SOURCE and whether the tree differs from it,
# or why there is no commit to name. Rewritten only when that has changed, so
# that nothing is built in vain.

# A build that git started (a hook, rebase --exec) is told of its repository,
# which need not be this one.
execute_process(COMMAND git rev-parse --local-env-vars
	OUTPUT_VARIABLE variables ERROR_QUIET)
string(REGEX MATCHALL "[A-Z_]+" variables "${variables}")
foreach(variable ${variables})
	unset(ENV{${variable}})
endforeach()
set(ENV{LC_ALL} C)

# ask_git(RESULT ARGUMENT...): what git says, or its reason in "why"
macro(ask_git result)
	execute_process(COMMAND git -C "${SOURCE}" ${ARGN}
		OUTPUT_VARIABLE ${result} OUTPUT_STRIP_TRAILING_WHITESPACE
		ERROR_VARIABLE errors RESULT_VARIABLE status)
	if(NOT status EQUAL 0 AND NOT why)
		string(REGEX REPLACE "\n.*" "" why "${errors}")
		if(NOT why)
			set(why "git: ${status}")
		endif()
	endif()
endmacro()

set(why "")
ask_git(below rev-parse --show-prefix)
if(below)
	set(why "the source is a folder of another repository")
endif()
ask_git(commit rev-parse HEAD)
# a repository that knows the source, too: not one that it was unpacked into
ask_git(known rev-parse HEAD:./cmake/build_commit.cmake)
ask_git(changes status --porcelain --untracked-files=no)
# What is new and would be built, also where somebody's git ignores it. Notes
# and results beside the source are no change of it.
ask_git(new ls-files --others -- src/*.[ch] src/*.cc bench/*.[ch])

set(dirty 0)
if(why)
	set(commit "unknown")
	string(REGEX REPLACE "([\\\\\"])" "\\\\\\1" why "${why}")
elseif(changes OR new)
	set(dirty 1)
endif()
file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT [[
/* Made at every build. */
#pragma once
#define BUILD_COMMIT "@commit@"
#define BUILD_COMMIT_WHY "@why@"
#define BUILD_DIRTY @dirty@
]])
