// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "test.h"
#include "base/node_memory.h"

/* The page frame that an address lies on; 0 where the kernel does not say. */
static uint64_t frame_of(const void *address)
{
	const size_t page = (uintptr_t)address / (size_t)sysconf(_SC_PAGESIZE);
	const int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	uint64_t entry = 0;

	if (fd < 0)
		return 0;
	if (pread(fd, &entry, sizeof(entry), (off_t)(page * sizeof(entry))) !=
	    sizeof(entry))
		entry = 0;
	close(fd);
	return entry & ((UINT64_C(1) << 55) - 1);
}

static void test_renewed(void **state)
{
	struct node_memory_list list = { .n = 0 };
	struct error error = { "" };
	char *small, *large, *later, before[5000];
	uint64_t frame, large_frame;

	node_memory_note(&list);
	small = node_memory_alloc(sizeof(before), NODE_ANY, &error);
	large = node_memory_alloc(NODE_MEMORY_SMALL + 1, NODE_ANY, &error);
	node_memory_note(NULL);
	later = node_memory_alloc(1, NODE_ANY, &error);
	assert_true(small && large && later);
	assert_int_equal(list.n, 1);
	for (size_t i = 0; i < sizeof(before); i++)
		small[i] = before[i] = (char)(i * 7);
	frame = frame_of(small);
	large_frame = frame_of(large);
	for (int i = 0; i < 3; i++) {
		node_memory_renew(&list);
		assert_memory_equal(small, before, sizeof(before));
		if (frame)
			assert_int_not_equal(frame_of(small), frame);
		frame = frame_of(small);
	}
	assert_int_equal(frame_of(large), large_frame);
	node_memory_free(later, 1);
	node_memory_free(large, NODE_MEMORY_SMALL + 1);
	node_memory_free(small, sizeof(before));
	if (!frame)
		print_message("the kernel does not say which pages these are\n");
}

static bool is_cpu_0(int cpu, const void *context)
{
	return cpu == *(const int *)context;
}

/* Of two CPUs' own memory that of one is listed, and all is placed. */
static void test_of_cpus(void **state)
{
	const int wanted = 0;
	struct node_memory_list list = {
		.renews_cpu = is_cpu_0, .context = &wanted,
	};
	struct error error = { "" };
	char *memory[2];

	for (int cpu = 0; cpu < 2; cpu++) {
		memory[cpu] = node_memory_map(1, &error);
		assert_non_null(memory[cpu]);
		node_memory_note(&list);
		assert_int_equal(node_memory_bind_near(memory[cpu], 1, cpu,
						       NODE_ANY, &error), 0);
		node_memory_note(NULL);
	}
	assert_int_equal(list.n, 1);
	assert_ptr_equal(list.part[0].memory, memory[0]);
	for (int cpu = 0; cpu < 2; cpu++)
		node_memory_free(memory[cpu], 1);
}

TESTS(T(test_renewed), T(test_of_cpus))
