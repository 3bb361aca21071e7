# SPDX-License-Identifier: MIT
# Writes OUTPUT with the commit of SOURCE and whether the tree differs from it.
# Rewritten only when that has changed, so that nothing is built in vain.

set(commit "unknown")
set(dirty 0)
execute_process(COMMAND git -C ${SOURCE} rev-parse HEAD
	OUTPUT_VARIABLE head OUTPUT_STRIP_TRAILING_WHITESPACE
	RESULT_VARIABLE status ERROR_QUIET)
if(status EQUAL 0)
	set(commit ${head})
	execute_process(COMMAND git -C ${SOURCE} status --porcelain
			--untracked-files=no
		OUTPUT_VARIABLE changes OUTPUT_STRIP_TRAILING_WHITESPACE)
	if(changes)
		set(dirty 1)
	endif()
endif()
set(text "/* Made at every build. */
#pragma once
#define BUILD_COMMIT \"${commit}\"
#define BUILD_DIRTY ${dirty}
")
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "${text}" @ONLY)
