// SPDX-License-Identifier: MIT
/*
 * What the compiler calls before each access (-fsanitize=thread), and what the
 * pools call of the C library and of src/base, as far as it is the model's
 * concern: CMakeLists.txt gives these calls the names that they have here.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/node_memory.h"
#include "lines/internal.h"

/* Orders of memory as the compiler passes them */
#define SEQ_CST	5
/* Pauses between two looks of an adaptive mutex, which become longer */
#define SPINS_MOST	16

void __tsan_init(void);
void __tsan_func_entry(void *caller);
void __tsan_func_exit(void);
void __tsan_read_range(void *address, size_t bytes);
void __tsan_write_range(void *address, size_t bytes);
void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_signal_fence(int order);

void __tsan_init(void)
{
}

void __tsan_func_entry(void *caller)
{
}

void __tsan_func_exit(void)
{
}

void __tsan_read_range(void *address, size_t bytes)
{
	coherence_access(address, bytes, ACCESS_LOAD, false);
}

void __tsan_write_range(void *address, size_t bytes)
{
	coherence_access(address, bytes, ACCESS_STORE, false);
}

void __tsan_atomic_thread_fence(int order)
{
	if (order == SEQ_CST && model.now)
		coherence_fence();
}

void __tsan_atomic_signal_fence(int order)
{
}

#define PLAIN(name, bytes, access, atomic)				\
	void __tsan_##name(void *address);				\
	void __tsan_##name(void *address)				\
	{								\
		coherence_access(address, bytes, access, atomic);	\
	}

#define PLAIN_SIZE(bytes)						\
	PLAIN(read##bytes, bytes, ACCESS_LOAD, false)			\
	PLAIN(write##bytes, bytes, ACCESS_STORE, false)			\
	PLAIN(unaligned_read##bytes, bytes, ACCESS_LOAD, false)		\
	PLAIN(unaligned_write##bytes, bytes, ACCESS_STORE, false)	\
	PLAIN(volatile_read##bytes, bytes, ACCESS_LOAD, true)		\
	PLAIN(volatile_write##bytes, bytes, ACCESS_STORE, true)

PLAIN_SIZE(1)
PLAIN_SIZE(2)
PLAIN_SIZE(4)
PLAIN_SIZE(8)
PLAIN_SIZE(16)

/* One thread runs all roles, so nothing comes between access and operation. */
#define UPDATE(type, bits, name, result)				\
	type __tsan_atomic##bits##_##name(volatile type *p, type value,	\
					  int order);			\
	type __tsan_atomic##bits##_##name(volatile type *p, type value,	\
					  int order)			\
	{								\
		type old;						\
									\
		coherence_access((const void *)(uintptr_t)p, sizeof(*p), \
				 ACCESS_LOCKED, true);			\
		old = *p;						\
		*p = (type)(result);					\
		return old;						\
	}

#define COMPARE(type, bits, name)					\
	int __tsan_atomic##bits##_##name(volatile type *p, type *expected, \
					 type value, int order, int failed); \
	int __tsan_atomic##bits##_##name(volatile type *p, type *expected, \
					 type value, int order, int failed) \
	{								\
		type old;						\
									\
		coherence_access((const void *)(uintptr_t)p, sizeof(*p), \
				 ACCESS_LOCKED, true);			\
		old = *p;						\
		if (old == *expected) {					\
			*p = value;					\
			return 1;					\
		}							\
		*expected = old;					\
		return 0;						\
	}

/* What clang calls for either of them */
#define COMPARE_VALUE(type, bits)					\
	type __tsan_atomic##bits##_compare_exchange_val(		\
		volatile type *p, type expected, type value, int order,	\
		int failed);						\
	type __tsan_atomic##bits##_compare_exchange_val(		\
		volatile type *p, type expected, type value, int order,	\
		int failed)						\
	{								\
		__tsan_atomic##bits##_compare_exchange_strong(		\
			p, &expected, value, order, failed);		\
		return expected;					\
	}

/* A store that is to be seen before what follows is an exchange on x86-64. */
#define ATOMIC(type, bits)						\
	type __tsan_atomic##bits##_load(const volatile type *p, int order); \
	type __tsan_atomic##bits##_load(const volatile type *p, int order) \
	{								\
		uint64_t own;						\
									\
		if (coherence_load(p, &own))				\
			return (type)own;				\
		coherence_access((const void *)(uintptr_t)p, sizeof(*p), \
				 ACCESS_LOAD, true);			\
		return *p;						\
	}								\
	void __tsan_atomic##bits##_store(volatile type *p, type value,	\
					 int order);			\
	void __tsan_atomic##bits##_store(volatile type *p, type value,	\
					 int order)			\
	{								\
		if (order != SEQ_CST && model.now) {			\
			coherence_store(p, sizeof(*p), value);		\
			return;						\
		}							\
		coherence_access((const void *)(uintptr_t)p, sizeof(*p), \
				 ACCESS_LOCKED, true);			\
		*p = value;						\
	}								\
	UPDATE(type, bits, exchange, value)				\
	UPDATE(type, bits, fetch_add, old + value)			\
	UPDATE(type, bits, fetch_sub, old - value)			\
	UPDATE(type, bits, fetch_and, old & value)			\
	UPDATE(type, bits, fetch_or, old | value)			\
	UPDATE(type, bits, fetch_xor, old ^ value)			\
	COMPARE(type, bits, compare_exchange_strong)			\
	COMPARE(type, bits, compare_exchange_weak)			\
	COMPARE_VALUE(type, bits)

ATOMIC(uint8_t, 8)
ATOMIC(uint16_t, 16)
ATOMIC(uint32_t, 32)
ATOMIC(uint64_t, 64)

void *lines_memcpy(void *to, const void *from, size_t bytes);
void *lines_memset(void *to, int byte, size_t bytes);
int lines_mutex_lock(pthread_mutex_t *mutex);
int lines_mutex_unlock(pthread_mutex_t *mutex);
int lines_getcpu(void);
bool lines_small_file_read(char *text, size_t size, const char *format, ...);
void *lines_memory_alloc(size_t bytes, int node, struct error *error);
void *lines_memory_map(size_t bytes, struct error *error);
int lines_memory_bind_near(void *memory, size_t bytes, int cpu, int node,
			   struct error *error);
int lines_memory_node_of_cpu(int cpu);

void *lines_memcpy(void *to, const void *from, size_t bytes)
{
	coherence_access(from, bytes, ACCESS_LOAD, false);
	coherence_access(to, bytes, ACCESS_STORE, false);
	return memcpy(to, from, bytes);
}

void *lines_memset(void *to, int byte, size_t bytes)
{
	coherence_access(to, bytes, ACCESS_STORE, false);
	return memset(to, byte, bytes);
}

/*
 * Glibc's: one word that is taken by a compare-exchange and given back by an
 * exchange, with the owner beside it. Who finds it taken spins; that sleepers
 * are woken by a system call is left out.
 */
int lines_mutex_lock(pthread_mutex_t *mutex)
{
	volatile int *word = (volatile int *)(void *)mutex;
	unsigned int spins = 1;

	for (;;) {
		coherence_access(mutex, sizeof(*word), ACCESS_LOCKED, true);
		if (!*word) {
			*word = 1;
			coherence_access((const int *)(void *)mutex + 2,
					 sizeof(*word), ACCESS_STORE, false);
			return 0;
		}
		do {
			schedule_spin(spins);
			spins = spins < SPINS_MOST ? 2 * spins : spins;
			coherence_access(mutex, sizeof(*word), ACCESS_LOAD,
					 true);
		} while (*word);
	}
}

int lines_mutex_unlock(pthread_mutex_t *mutex)
{
	coherence_access((const int *)(void *)mutex + 2, sizeof(int),
			 ACCESS_STORE, false);
	coherence_access(mutex, sizeof(int), ACCESS_LOCKED, true);
	*(volatile int *)(void *)mutex = 0;
	return 0;
}

int lines_getcpu(void)
{
	return model.now ? model.now->cpu : model.role[0].cpu;
}

/* /sys/devices/system/cpu/possible of the topology's machine */
bool lines_small_file_read(char *text, size_t size, const char *format, ...)
{
	int last = 0;

	if (strcmp(format, "/sys/devices/system/cpu/possible") != 0)
		return false;
	for (int i = 0; i < model.topology->nr_cpus; i++) {
		if (model.topology->cpus[i].cpu > last)
			last = model.topology->cpus[i].cpu;
	}
	snprintf(text, size, "0-%d", last);
	return true;
}

/* Wherever it is: nothing but caches has a place in the model. */
void *lines_memory_alloc(size_t bytes, int node, struct error *error)
{
	void *memory = node_memory_alloc(bytes, NODE_ANY, error);

	if (memory)
		variables_add("pool's memory", memory, bytes);
	return memory;
}

void *lines_memory_map(size_t bytes, struct error *error)
{
	void *memory = node_memory_map(bytes, error);

	if (memory)
		variables_add("pool's memory", memory, bytes);
	return memory;
}

int lines_memory_bind_near(void *memory, size_t bytes, int cpu, int node,
			   struct error *error)
{
	return 0;
}

int lines_memory_node_of_cpu(int cpu)
{
	for (int i = 0; i < model.topology->nr_cpus; i++) {
		const struct topology_cpu *found = &model.topology->cpus[i];

		if (found->cpu == cpu)
			return topology_cpu_node(model.topology, found);
	}
	return NODE_ANY;
}
