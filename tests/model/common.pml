// SPDX-License-Identifier: MIT
/*
 * What both models share: how producers put messages, and who owns each page.
 *
 * PRODUCERS	CONCURRENT: as the API allows. SERIALIZED: a baton is held over
 *		all puts of a message, as the series is wired; a put and a get
 *		still race.
 * PUTS		SINGLE: a message is put page by page. BULK: at once.
 *		EITHER: one way or the other, chosen for each message.
 *
 * Pages go round for ever: what a get took and what a put refused can be put
 * again. So an absence of errors is one for any number of messages. Producers
 * may stop after any message; the consumer then drains the pool and the balance
 * is drawn. A put takes the free pages of the lowest numbers. That loses
 * nothing: the next of a page that is not on the list is never read, and a slot
 * not after it was released (parts of CONSERVATION), so pages that are outside
 * of the pool differ in nothing.
 */
#define CONCURRENT	0
#define SERIALIZED	1
#define SINGLE		0
#define BULK		1
#define EITHER		2

#ifndef MAX
#define MAX		2
#endif
#define PRODUCER_COUNT	2
#define MESSAGE		2	/* pages of a message */

/* Owners of a page; below them the number of a producer or of a consumer */
#define POOL		100
#define FREE		101

#define NO_PAGE		0
#define NOBODY		255

byte next[PAGES + 1];		/* of pages 1 to PAGES; 0 is not a page */
byte baton = NOBODY;
byte stopped;			/* producers, also if halted */

/*
 * The checks' own view, which no thread acts on except to find free pages.
 * It follows from where the threads are, so it adds no states.
 */
byte owner[PAGES + 1] = FREE;

/* Scratch, 0 between steps */
byte cursor, in_pool;

/* words: what is wrong when the condition is false. The property stands first in
   the assertion, so that pan names it. */
#define check(property, condition, words)				\
	assert(property == 0 || ((CHECKS) & property) == 0 || (condition))

inline count_in_pool()
{
	in_pool = 0;
	cursor = 1;
	do
	:: cursor <= PAGES ->
		in_pool = in_pool + (owner[cursor] == POOL);
		cursor++
	:: else ->
		break
	od
}

/* Of free pages, so many */
inline take_pages(n)
{
	index = 0;
	cursor = 1;
	do
	:: index < n ->
		do
		:: owner[cursor] == FREE -> break
		:: else -> cursor++
		od;
		owner[cursor] = _pid;
		page[index] = cursor;
		index++
	:: else ->
		break
	od;
	index = 0;
	cursor = 0
}

/* What was accepted, when others can find it */
inline give_pages()
{
	d_step {
		index = 0;
		do
		:: index < accepted ->
			check(CONSERVATION, owner[page[index]] == _pid,
			      "a producer adds a page that is not its own");
			owner[page[index]] = POOL;
			page[index] = NO_PAGE;
			index++
		:: else ->
			break
		od;
		index = 0
	}
}

/* page_chain(), put_bulk: the page offered first becomes the last */
inline link_privately()
{
	d_step {
		index = 1;
		do
		:: index < accepted ->
			next[page[index]] = page[index - 1];
			index++
		:: else ->
			break
		od;
		index = 0
	}
}

inline begin_message()
{
	atomic {
#if PRODUCERS == SERIALIZED
		baton == NOBODY;
		baton = _pid;
#endif
		if
#if PUTS != BULK
		:: offered = 1
#endif
#if PUTS != SINGLE
		:: offered = MESSAGE
#endif
		fi;
#if PRODUCERS == SERIALIZED
		left = MESSAGE
#else
		left = offered
#endif
	}
}

inline end_message()
{
	atomic {
#if PRODUCERS == SERIALIZED
		baton = NOBODY;
#endif
		offered = 0
	}
}
