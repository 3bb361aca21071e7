/* SPDX-License-Identifier: MIT */
/* cmocka with what it asks for, and the main() of most test programs. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define T(test)	cmocka_unit_test(test)

/* A program that is these tests, with fixtures of the group or NULL */
#define TESTS_WITH(begin, end, ...)					\
	int main(void)							\
	{								\
		const struct CMUnitTest tests[] = { __VA_ARGS__ };	\
									\
		return cmocka_run_group_tests(tests, begin, end);	\
	}
#define TESTS(...)	TESTS_WITH(NULL, NULL, __VA_ARGS__)
