/* SPDX-License-Identifier: MIT */
/*
 * What the roles do with a buffer's memory, for each kind of enum touch.
 * Included by hot_loop.h, on the same terms.
 */

static always_inline void *pool_data(const struct arena *arena,
				     struct buffer *buffer)
{
#ifdef POOL_BARE
	return buffer;
#else
	return arena_data(arena, buffer);
#endif
}

/* The receiver of a page writes. */
static always_inline void pool_touch_write(const struct arena *arena,
					   struct buffer *buffer,
					   enum touch touch)
{
	/* the compiler must not know that nobody looks at it */
	switch (touch) {
	case TOUCH_DESCRIPTOR:
		*(volatile uint32_t *)&buffer->references = 1;
		break;
	case TOUCH_LINE: {
		volatile uint64_t *line = pool_data(arena, buffer);

		for (size_t i = 0; i < CACHE_LINE / sizeof(*line); i++)
			line[i] = i;
		break;
	}
	case TOUCH_PAGE: {
		void *data = pool_data(arena, buffer);

		memset(data, 0x5a, arena->buffer_bytes);
		__asm__ __volatile__("" : : "r"(data) : "memory");
		break;
	}
	default:
		break;
	}
}

/* A worker reads before it puts. */
static always_inline void pool_touch_read(const struct arena *arena,
					  struct buffer *buffer,
					  enum touch touch)
{
	const volatile uint64_t *word;
	size_t bytes = CACHE_LINE;

	switch (touch) {
	case TOUCH_DESCRIPTOR:
		(void)*(volatile uint32_t *)&buffer->references;
		break;
	case TOUCH_PAGE:
		bytes = arena->buffer_bytes;
		__attribute__((__fallthrough__));
	case TOUCH_LINE:
		word = pool_data(arena, buffer);
		for (size_t i = 0; i < bytes / sizeof(*word); i++)
			(void)word[i];
		break;
	default:
		break;
	}
}
