/* SPDX-License-Identifier: MIT */
/*
 * What members of pools are called in the model's tables: MEMBER() of struct
 * pool, TO_END() from a member on, POINTED() what a member points to, EACH() the
 * first bytes (0: all) of what an array of so many pointers does. A pool without
 * a line here is whole in the tables. Included behind each pool's file, see
 * CMakeLists.txt.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct lines_field {
	const char *pool;	/* NULL: the end */
	const char *name;
	size_t offset;
	size_t bytes;		/* 0: to the end of that memory */
	bool pointer;
	size_t count;		/* offset of how many pointers; 0: of one */
};

#define FIELD(text, member, ...)					\
	{ LINES_STRING(POOL_NAME), text, offsetof(struct pool, member),	\
	  __VA_ARGS__ },
#define MEMBER(text, member)						\
	FIELD(text, member, sizeof(((struct pool *)NULL)->member), false, 0)
#define TO_END(text, member)	FIELD(text, member, 0, false, 0)
#define POINTED(text, member)	FIELD(text, member, 0, true, 0)
#define EACH(text, member, n, bytes)					\
	FIELD(text, member, bytes, true, offsetof(struct pool, n))

#define LINES_STRING_(name)	#name
#define LINES_STRING(name)	LINES_STRING_(name)
#define LINES_FIELDS(file)						\
	static const struct lines_field fields_of_pool[] = {		\
		FIELDS_##file { .pool = NULL }				\
	};								\
	static const struct lines_field *const registered_fields	\
	__attribute__((used, section("lines_fields"))) = fields_of_pool;

#define FIELDS_svc_page_pool						\
	MEMBER("head", pp_pages) MEMBER("count", pp_count)		\
	MEMBER("max", pp_max)
#define FIELDS_svc_page_pool_fixed	FIELDS_svc_page_pool
#define FIELDS_svc_page_pool_split	FIELDS_svc_page_pool
#define FIELDS_svc_page_pool_nocount	MEMBER("head", pp_pages)
#define FIELDS_svc_page_pool_per_node					\
	FIELDS_svc_page_pool MEMBER("arena", arena)
#define FIELDS_svc_page_pool_del_all					\
	FIELDS_svc_page_pool MEMBER("consumer's batch", pp_batch)

#define FIELDS_spsc							\
	MEMBER("indexes", ring) POINTED("slots", ring.slots)
#define FIELDS_svc_page_ring						\
	FIELDS_spsc MEMBER("try-lock", busy)				\
	MEMBER("side list", side) MEMBER("side count", side_count)	\
	MEMBER("consumer's batch", taken)
#define FIELDS_ptr_ring							\
	MEMBER("consumer's cache", cache) MEMBER("lock", lock)		\
	MEMBER("producers' index", producer) TO_END("slots", slots)
#define FIELDS_ck_ring							\
	MEMBER("indexes", ring) TO_END("slots", slots)
#define FIELDS_ck_stack		MEMBER("head", stack)

#define FIELDS_mutex							\
	MEMBER("lock", lock) MEMBER("count", count) MEMBER("head", first)
#define FIELDS_ck_mcs		FIELDS_mutex
#define FIELDS_ck_ticket	FIELDS_mutex
#define FIELDS_flat_combining						\
	FIELDS_mutex MEMBER("records", records)

#define FIELDS_percpu							\
	MEMBER("depot", depot) POINTED("per-CPU cache", cpus)		\
	POINTED("magazine", magazines)
#define FIELDS_percpu_m8	FIELDS_percpu
#define FIELDS_percpu_m32	FIELDS_percpu
#define FIELDS_percpu_m64	FIELDS_percpu
#define FIELDS_percpu_node						\
	FIELDS_percpu EACH("magazine", others, nr_others, 0)		\
	EACH("depot", others, nr_others, sizeof(struct depot))
#define FIELDS_percpu_locked	FIELDS_percpu
#define FIELDS_percpu_bare	POINTED("per-CPU cache", cpus)
#define FIELDS_page_lists						\
	MEMBER("zone", zone) POINTED("per-CPU list", cpus)
#define FIELDS_msg_return						\
	MEMBER("head", returned) MEMBER("count", pages) MEMBER("max", max)
