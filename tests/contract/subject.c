// SPDX-License-Identifier: MIT
#include "subject.h"

#include <stdlib.h>

/* Of a pool whose cap nothing bounds, the part that is looked at */
#define ENOUGH_EXCESS	4096
/* Largest bulk in subject_put_bulk() */
#define BULK_MAX	512

void subject_open(struct subject *subject, const struct pool_ops *ops,
		  unsigned int max, enum put_mode put)
{
	struct error error = { "" };
	size_t excess, count;

	*subject = (struct subject){
		.ops = ops,
		.params = {
			.node = -1,
			.max = max,
			.producers = 1,
			.put = put,
			.buffer_bytes = CACHE_LINE,
			.arena = &subject->arena,
		},
	};
	excess = ops->max_excess ? ops->max_excess(&subject->params) : 0;
	subject->strand = ops->strand ? ops->strand(&subject->params) : 0;
	subject->limit = max + excess;
	count = max + (excess < ENOUGH_EXCESS ? excess : ENOUGH_EXCESS) + 64;
	test_arena_init(&subject->arena, count);
	subject->held = calloc(count, sizeof(*subject->held));
	subject->free = calloc(count, sizeof(*subject->free));
	assert_non_null(subject->held);
	assert_non_null(subject->free);
	for (; subject->free_count < count; subject->free_count++)
		subject->free[subject->free_count] =
			subject->arena.all[subject->free_count];
	subject->pool = ops->create(&subject->params, &error);
	if (!subject->pool)
		fail_msg("max %u: %s", max, error.text);
}

static size_t index_of(const struct subject *subject,
		       const struct buffer *buffer)
{
	const size_t offset = (uintptr_t)buffer -
			      (uintptr_t)subject->arena.descriptors;

	if (offset % sizeof(*buffer) ||
	    offset / sizeof(*buffer) >= subject->arena.count)
		fail_msg("%p was never put", (const void *)buffer);
	return offset / sizeof(*buffer);
}

static void enters(struct subject *subject, const struct buffer *buffer)
{
	subject->held[index_of(subject, buffer)] = true;
	subject->retained++;
	if (subject->retained > subject->limit)
		fail_msg("max %u: retains %zu, more than %zu",
			 subject->params.max, subject->retained,
			 subject->limit);
}

static void leaves(struct subject *subject, struct buffer *buffer)
{
	const size_t i = index_of(subject, buffer);

	if (!subject->held[i])
		fail_msg("max %u: buffer %zu was handed out twice, or refused and kept",
			 subject->params.max, i);
	subject->held[i] = false;
	subject->retained--;
	subject->free[subject->free_count++] = buffer;
}

bool subject_put(struct subject *subject)
{
	struct buffer *buffer = subject->free[subject->free_count - 1];
	struct tally tally = { 0 };
	const enum put_result result = subject->ops->put(subject->pool,
							 buffer, &tally);

	if (result == PUT_ACCEPTED) {
		subject->free_count--;
		enters(subject, buffer);
		return true;
	}
	/* a count below zero takes two threads */
	assert_int_equal(result, PUT_FULL);
	if (subject->retained < subject->params.max)
		fail_msg("max %u: refused while it retained %zu",
			 subject->params.max, subject->retained);
	return false;
}

unsigned int subject_put_bulk(struct subject *subject, unsigned int n)
{
	struct buffer *buffers[BULK_MAX], **kept;
	struct tally tally = { 0 };
	unsigned int accepted;

	assert_in_range(n, 0, BULK_MAX);
	assert_true(n <= subject->free_count);
	kept = subject->free + subject->free_count - n;
	for (unsigned int i = 0; i < n; i++)
		buffers[i] = kept[i];
	accepted = subject->ops->put_bulk(subject->pool, buffers, n, &tally);
	assert_true(accepted <= n);
	if (accepted < n &&
	    subject->retained + accepted < subject->params.max)
		fail_msg("max %u: took %u of %u while it retained %zu",
			 subject->params.max, accepted, n, subject->retained);
	/* the first ones are the pool's, the rest is still the caller's */
	for (unsigned int i = 0; i < accepted; i++)
		enters(subject, buffers[i]);
	for (unsigned int i = accepted; i < n; i++)
		kept[i - accepted] = buffers[i];
	subject->free_count -= accepted;
	return accepted;
}

struct buffer *subject_get(struct subject *subject)
{
	struct tally tally = { 0 };
	struct buffer *buffer = subject->ops->get(subject->pool, &tally);

	if (buffer)
		leaves(subject, buffer);
	else if (subject->retained > subject->strand)
		fail_msg("max %u: found none while it retained %zu",
			 subject->params.max, subject->retained);
	return buffer;
}

struct buffer *subject_drain(struct subject *subject)
{
	struct buffer *buffer = subject->ops->drain(subject->pool);

	if (buffer)
		leaves(subject, buffer);
	else if (subject->retained)
		fail_msg("max %u: %zu did not come out", subject->params.max,
			 subject->retained);
	return buffer;
}

void subject_close(struct subject *subject)
{
	while (subject_drain(subject))
		;
	/* and none comes after that */
	assert_null(subject_drain(subject));
	assert_null(subject_get(subject));
	subject->ops->destroy(subject->pool);
	test_arena_free(&subject->arena);
	free(subject->held);
	free(subject->free);
}
