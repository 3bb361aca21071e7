# SPDX-License-Identifier: MIT
# What cmake --install puts where: the program, its man pages, its completion
# and the scripts that judge results and draw them. To measure, the program
# needs no file of its own: a worker is the program again, by /proc/self/exe.

include(GNUInstallDirs)
set(commands compare mail selftest)

install(TARGETS bench bench-uncontended
	RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
# The C API of Google Benchmark, also alone: --component gbench. Its pkg-config
# file names the prefix from where it stands itself, which --prefix moves.
install(TARGETS gbench COMPONENT gbench
	ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${PROJECT_SOURCE_DIR}/src/gbench/gbench.h COMPONENT gbench
	DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/gbench)
file(RELATIVE_PATH GBENCH_PREFIX ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig
	${CMAKE_INSTALL_PREFIX})
configure_file(${PROJECT_SOURCE_DIR}/src/gbench/gbench.pc.in
	${CMAKE_BINARY_DIR}/gbench.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/gbench.pc COMPONENT gbench
	DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/plot
	DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/${PROJECT_NAME}
	USE_SOURCE_PERMISSIONS
	PATTERN "__pycache__" EXCLUDE)
# where the program finds those that are its commands
file(RELATIVE_PATH scripts ${CMAKE_INSTALL_FULL_BINDIR}
	${CMAKE_INSTALL_FULL_LIBEXECDIR}/${PROJECT_NAME}/plot)
target_compile_definitions(driver PRIVATE SCRIPTS_INSTALLED="${scripts}"
	SCRIPTS_SOURCE="${PROJECT_SOURCE_DIR}/plot")
# bench-plot and bench-report, beside the program; python finds what they
# import where the link leads to
foreach(script plot report)
	file(RELATIVE_PATH to ${CMAKE_INSTALL_FULL_BINDIR}
		${CMAKE_INSTALL_FULL_LIBEXECDIR}/${PROJECT_NAME}/plot/${script})
	install(CODE "
		set(link \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/bench-${script}\")
		file(CREATE_LINK \"${to}\" \"\${link}\" SYMBOLIC)
		message(STATUS \"Installing: \${link}\")
	")
endforeach()

list(JOIN commands " " BENCH_COMMANDS)
configure_file(${PROJECT_SOURCE_DIR}/scripts/bench.bash-completion.in
	${CMAKE_BINARY_DIR}/completion/bench @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/completion/bench
	DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)

# Man pages are made of --help, one for the program and one for each command.
find_program(PYTHON3 python3)
if(NOT PYTHON3)
	message(STATUS
		"python3 not found: install python3 (Debian, Ubuntu, Fedora); no man pages are made, and bench compare, mail and selftest will not work")
endif()
find_program(HELP2MAN help2man)
if(NOT HELP2MAN)
	message(STATUS
		"help2man not found: install help2man (Debian, Ubuntu, Fedora); no man pages are made")
endif()
if(NOT HELP2MAN OR NOT PYTHON3)
	return()
endif()
glob_files(script_sources ${PROJECT_SOURCE_DIR}/plot/verdicts/*.py)

set(see_also "bench(1)")
foreach(command ${commands})
	string(APPEND see_also ", bench-${command}(1)")
endforeach()

# add_man_page(NAME WHAT [COMMAND]): of what the program, or its command, says
# with --help. The tool hands it to a shell: without the folder, which may have
# any name.
function(add_man_page name what)
	list(JOIN ARGN " " command)
	set(page ${CMAKE_BINARY_DIR}/man/${name}.1)
	# the tool would call the page of "bench mail" so, with the blank
	file(CONFIGURE OUTPUT ${page}.include @ONLY CONTENT
"[name]
@name@ \\- @what@
[see also]
@see_also@
")
	add_custom_command(OUTPUT ${page}
		COMMAND ${HELP2MAN} --no-info --locale=C
			--version-string=${PROJECT_VERSION}
			--source=${PROJECT_NAME}
			--include=${page}.include --output=${page}
			"./$<TARGET_FILE_NAME:bench> ${command}"
		WORKING_DIRECTORY $<TARGET_FILE_DIR:bench>
		DEPENDS bench ${PROJECT_SOURCE_DIR}/plot/compare
			${PROJECT_SOURCE_DIR}/plot/mail
			${PROJECT_SOURCE_DIR}/plot/selftest ${script_sources}
		COMMENT "Man page ${name}(1)"
		VERBATIM)
	set_property(GLOBAL APPEND PROPERTY man_pages ${page})
	install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endfunction()

add_man_page(bench "measure page-recycling pools")
add_man_page(bench-compare "compare results of bench, with verdicts" compare)
add_man_page(bench-mail "print a result of bench as a mail" mail)
add_man_page(bench-selftest "false alarms and power of bench itself" selftest)
get_property(pages GLOBAL PROPERTY man_pages)
add_custom_target(man ALL DEPENDS ${pages})
