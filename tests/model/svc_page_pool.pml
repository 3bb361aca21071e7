// SPDX-License-Identifier: MIT
/*
 * Model of svc_page_pool (src/pool/svc_page_pool.c) and of its repair, for the
 * model checker spin. run-model runs it; by hand:
 *
 *   spin -a -DALGORITHM=POSTED -DPRODUCERS=CONCURRENT -DPUTS=SINGLE \
 *	-DCHECKS=OVERSHOOT svc_page_pool.pml
 *   cc -O2 -DSAFETY -DBFS -o pan pan.c && ./pan
 *
 * ALGORITHM	POSTED: as in the RFC. FIXED: a put counts first and backs out.
 * PRODUCERS	CONCURRENT: as the API allows. SERIALIZED: a baton is held over
 *		all puts of a message, as the series is wired; a put and a get
 *		still race.
 * PUTS		SINGLE: a message is put page by page. BULK: at once.
 *		EITHER: one way or the other, chosen for each message.
 * CHECKS	what is asserted: the names below, joined by +
 *
 * One step is one access to what threads share: a load of the count or the
 * head, a store of a node's next, a compare-exchange, a read-modify-write.
 * What only one thread can see at that time is part of the step before it.
 *
 * Steps are sequentially consistent. That leaves nothing out which the kernel
 * allows: in put, put_bulk and get the two objects, head and count, are ordered
 * against each other by a compare-exchange that succeeded, which is a full
 * barrier, and by coherence each sees the modifications of count in one order.
 * The repair's fetch_add returns its value, so it is a full barrier too.
 * The baton, as XPT_BUSY, passes on what its holder did. A count that is read
 * late only misses decrements, as if the get were slower.
 *
 * Pages go round for ever: what a get took and what a put refused can be put
 * again. So an absence of errors is one for any number of messages, and a
 * page's return to the list under a compare-exchange (ABA) is in the model.
 * Producers may stop after any message; the consumer then drains the pool and
 * the balance is drawn.
 *
 * A producer takes the free page of the lowest number. That loses nothing: the
 * next of a page that is not on the list is never read (a part of
 * CONSERVATION), so pages that are not on the list differ in nothing.
 */

/* ALGORITHM, PRODUCERS, PUTS */
#define POSTED		0
#define FIXED		1
#define CONCURRENT	0
#define SERIALIZED	1
#define SINGLE		0
#define BULK		1
#define EITHER		2

/* CHECKS */
#define OVERSHOOT	1	/* the list is longer than max */
#define CAP_VANISHES	2	/* a bulk put accepted, the count above max */
#define FALSE_FULL	4	/* refused: count negative, or without reason */
#define ROOM_ABOVE_MAX	8	/* a bulk put finds more room than max */
#define BEYOND_ROOM	16	/* a put takes more than the list has room for */
#define NEGATIVE_COUNT	32	/* the count is below 0 */
#define TRANSIENT_FULL	64	/* refused, and the list alone has room */
#define CONSERVATION	128	/* a page is lost or doubled, the count is off */

#ifndef MAX
#define MAX		2
#endif
#ifndef PRODUCER_COUNT
#define PRODUCER_COUNT	2
#endif
#ifndef CONSUMER_COUNT
#define CONSUMER_COUNT	1
#endif
#ifndef MESSAGE
#define MESSAGE		2	/* pages of a message */
#endif
#ifndef PAGES
#if ALGORITHM == FIXED
#define PAGES		7	/* max + what all threads can hold: none waits */
#else
#define PAGES		5	/* the same if serialized; bounds the overshoot */
#endif
#endif

/* Owners of a page; below them the number of a producer or consumer */
#define POOL		100
#define FREE		101

#define NO_PAGE		0
#define NOBODY		255

byte head;			/* pp_pages */
byte next[PAGES + 1];		/* of pages 1 to PAGES; 0 is not a page */
short count;			/* pp_count; its bits as unsigned are > MAX if < 0 */

byte baton = NOBODY;
byte stopped;			/* producers */

/*
 * The checks' own view, which no thread acts on except to find free pages.
 * It follows from where the threads are, so it adds no states.
 */
byte owner[PAGES + 1] = FREE;
byte free_pages = PAGES;
byte claimed[PRODUCER_COUNT];	/* pages of a put that it means to add or counts */
byte getting;			/* gets that removed a page, and count it still */

/* Scratch, 0 between steps */
byte cursor, length, in_pool, others;

/* words: what is wrong when the condition is false; which property it is, the
   assertion tells run-model */
#define check(property, condition, words)				\
	if								\
	:: (((CHECKS) & property) == 0 || (condition))			\
	:: else ->							\
		printf(words);						\
		assert(property == 0 || (condition))			\
	fi

inline measure_list()
{
	cursor = head;
	length = 0;
	do
	:: cursor != NO_PAGE && length <= PAGES ->
		length++;
		cursor = next[cursor]
	:: else ->
		break
	od;
	cursor = 0
}

/* Exactly the pages that the pool owns are on the list, each once */
inline check_list()
{
	d_step {
		in_pool = 0;
		cursor = 1;
		do
		:: cursor <= PAGES ->
			if
			:: owner[cursor] == POOL -> in_pool++
			:: else
			fi;
			cursor++
		:: else ->
			break
		od;
		cursor = head;
		length = 0;
		do
		:: cursor != NO_PAGE && length <= PAGES ->
			check(CONSERVATION, owner[cursor] == POOL,
			      "=> a page is on the list that the pool does not own\n");
			length++;
			cursor = next[cursor]
		:: else ->
			break
		od;
		check(CONSERVATION, length == in_pool,
		      "=> pages of the pool are not on its list, or twice\n");
		cursor = 0;
		in_pool = 0
	}
}

/* What other producers' puts have claimed, in pages */
inline measure_others()
{
	others = 0;
	cursor = 0;
	do
	:: cursor < PRODUCER_COUNT ->
		if
		:: cursor != _pid -> others = others + claimed[cursor]
		:: else
		fi;
		cursor++
	:: else ->
		break
	od;
	cursor = 0
}

inline take_free_pages()
{
	d_step {
		index = 0;
		cursor = 1;
		do
		:: index < offered ->
			do
			:: owner[cursor] == FREE -> break
			:: else -> cursor++
			od;
			owner[cursor] = _pid;
			free_pages--;
			page[index] = cursor;
			index++
		:: else ->
			break
		od;
		index = 0;
		cursor = 0
	}
}

/* put_page(), release_pages() of what was offered and not accepted */
inline release_refused()
{
	d_step {
		index = accepted;
		do
		:: index < offered ->
			owner[page[index]] = FREE;
			free_pages++;
			page[index] = NO_PAGE;
			index++
		:: else ->
			break
		od;
		index = 0
	}
}

/* As put_bulk does: the page offered first becomes the last */
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

inline check_decision()
{
	d_step {
		measure_list();
		measure_others();
		check(CAP_VANISHES, !(in_bulk && observed > MAX && accepted > 0),
		      "=> a bulk put is accepted although the count is above max\n");
		check(FALSE_FULL, accepted == offered || observed >= 0,
		      "=> a put is refused because the count is negative\n");
		check(FALSE_FULL, accepted == offered ||
		      length + getting + others + accepted >= MAX,
		      "=> a put is refused although the list, and puts and gets in flight, leave room\n");
		check(ROOM_ABOVE_MAX, !in_bulk || observed >= 0,
		      "=> a bulk put finds more room than an empty pool has\n");
		check(BEYOND_ROOM, accepted == 0 || length + accepted <= MAX,
		      "=> a put accepts more pages than the list has room for\n");
		check(TRANSIENT_FULL, accepted == offered ||
		      length + accepted >= MAX,
		      "=> a put is refused although the list has room\n");
		length = 0;
		others = 0
	}
}

/* One step: pages at hand, the count is read and the put decides */
inline posted_decide()
{
	atomic {
		free_pages >= offered;
		take_free_pages();
		observed = count;
		if
		:: !in_bulk ->
			/* int against unsigned: -1 is above every max */
			accepted = ((observed < 0 || observed >= MAX) -> 0 : 1);
			printf("producer %d: put of page %d reads count %d (%u as unsigned), max %d: %d accepted\n",
			       _pid, page[0], observed, observed, MAX, accepted)
		:: else ->
			/* max - count without a sign: wraps above max */
			accepted = ((observed > MAX ||
				     MAX - observed > offered) ->
				    offered : MAX - observed);
			printf("producer %d: put_bulk of %d pages reads count %d: room %d - %d = %u, %d accepted\n",
			       _pid, offered, observed, MAX, observed,
			       MAX - observed, accepted)
		fi;
		check_decision();
		link_privately();
		release_refused();
		claimed[_pid] = accepted;
		observed = 0
	}
}

/*
 * Count first. The list is never longer than the count: pages are counted
 * before they are added, and until after they are removed. So whoever finds
 * room below max in the value before its own addition may use it. Until a put
 * has backed out, the count is too high by what it will not add, and another
 * producer may be refused for that: only while list, puts and gets in flight
 * are max together.
 */
inline fixed_decide()
{
	atomic {
		free_pages >= offered;
		take_free_pages();
		observed = count;
		count = count + offered;
		accepted = (observed >= MAX -> 0 :
			    (MAX - observed > offered -> offered :
			     MAX - observed));
		printf("producer %d: a put of %d takes count from %d to %d, max %d: %d accepted\n",
		       _pid, offered, observed, count, MAX, accepted);
		check_decision();
		claimed[_pid] = offered;
		observed = 0
	}
	if
	:: accepted < offered ->
		atomic {
			count = count - (offered - accepted);
			printf("producer %d: takes back %d: count %d\n",
			       _pid, offered - accepted, count);
			check(NEGATIVE_COUNT, count >= 0,
			      "=> the count is negative\n");
			release_refused();
			claimed[_pid] = accepted
		}
	:: else
	fi;
	d_step {
		link_privately()
	}
}

/* accepted pages, linked from the last in page[] to page[0] */
inline llist_add_batch()
{
	atomic {
		first = head;
		printf("producer %d: llist_add reads head: page %d\n",
		       _pid, first)
	}
	do
	:: atomic {
		next[page[0]] = first;
		printf("producer %d: stores page %d's next: page %d\n",
		       _pid, page[0], first)
	   }
	   atomic {
		if
		:: head == first ->
			head = page[accepted - 1];
			claimed[_pid] = claimed[_pid] - accepted;
			index = 0;
			do
			:: index < accepted ->
				check(CONSERVATION, owner[page[index]] == _pid,
				      "=> a producer adds a page that is not its own\n");
				owner[page[index]] = POOL;
				page[index] = NO_PAGE;
				index++
			:: else ->
				break
			od;
			index = 0;
			first = 0;
			measure_list();
			printf("producer %d: compare-exchange of head adds %d: list of %d, count %d\n",
			       _pid, accepted, length, count);
			check_list();
			check(OVERSHOOT, length <= MAX,
			      "=> the list is longer than max\n");
			length = 0;
			break
		:: else ->
			first = head;
			printf("producer %d: compare-exchange of head fails, head: page %d\n",
			       _pid, first)
		fi
	   }
	od
}

inline put()
{
#if ALGORITHM == POSTED
	posted_decide();
#else
	fixed_decide();
#endif
	if
	:: accepted > 0 ->
		llist_add_batch();
#if ALGORITHM == POSTED
		atomic {
			count = count + accepted;
			printf("producer %d: adds %d to count: %d\n",
			       _pid, accepted, count)
		}
#endif
	:: else
	fi;
	accepted = 0
}

/* Numbered from 0, before the consumers */
active [PRODUCER_COUNT] proctype producer()
{
	byte page[MESSAGE];
	byte left, offered, accepted, first, index;
	short observed;
	bit in_bulk;

	do
	:: atomic {
#if PRODUCERS == SERIALIZED
		baton == NOBODY;
		baton = _pid;
		printf("producer %d: has the baton\n", _pid);
#endif
		if
#if PUTS != BULK
		:: offered = 1; in_bulk = 0
#endif
#if PUTS != SINGLE
		:: offered = MESSAGE; in_bulk = 1
#endif
		fi;
#if PRODUCERS == SERIALIZED
		left = MESSAGE
#else
		left = offered
#endif
	   }
	   do
	   :: left > 0 ->
		put();
		left = left - offered
	   :: else ->
		break
	   od;
	   atomic {
#if PRODUCERS == SERIALIZED
		baton = NOBODY;
#endif
		offered = 0;
		in_bulk = 0
	   }
	:: break
	od;
	stopped++
}

active [CONSUMER_COUNT] proctype consumer()
{
	byte entry, after, index;

	do
	/* llist_del_first; a get from an empty list changes nothing */
	:: atomic {
		head != NO_PAGE;
		entry = head;
		printf("consumer %d: get reads head: page %d\n",
		       _pid - PRODUCER_COUNT, entry)
	   }
	   do
	   :: entry == NO_PAGE ->
		break
	   :: else ->
		atomic {
#if CONSUMER_COUNT == 1
			check(CONSERVATION, owner[entry] == POOL,
			      "=> a get looks at a page that has left the list\n");
#endif
			after = next[entry];
			printf("consumer %d: reads page %d's next: page %d\n",
			       _pid - PRODUCER_COUNT, entry, after)
		}
		atomic {
			if
			:: head == entry ->
				head = after;
				after = 0;
				measure_list();
				printf("consumer %d: compare-exchange of head takes page %d: list of %d, count %d\n",
				       _pid - PRODUCER_COUNT, entry, length,
				       count);
				check(CONSERVATION, owner[entry] == POOL,
				      "=> a get takes a page that the pool does not own\n");
				owner[entry] = _pid;
				getting++;
				check_list();
				length = 0;
				break
			:: else ->
				entry = head;
				after = 0;
				printf("consumer %d: compare-exchange of head fails, head: page %d\n",
				       _pid - PRODUCER_COUNT, entry)
			fi
		}
	   od;
	   if
	   :: entry != NO_PAGE ->
		atomic {
			count--;
			getting--;
			printf("consumer %d: decrements count: %d\n",
			       _pid - PRODUCER_COUNT, count);
			check(NEGATIVE_COUNT, count >= 0,
			      "=> the count is negative\n");
			/* nobody reads it: see the head of this file */
			next[entry] = NO_PAGE;
			owner[entry] = FREE;
			free_pages++;
			entry = 0
		}
	   :: else
	   fi
	:: atomic {
		stopped == PRODUCER_COUNT && head == NO_PAGE && getting == 0 ->
		index = 1;
		do
		:: index <= PAGES ->
			check(CONSERVATION, owner[index] == FREE,
			      "=> a page is missing in the end\n");
			index++
		:: else ->
			break
		od;
		index = 0;
		check(CONSERVATION, count == 0,
		      "=> the pool is empty and its count is not 0\n");
		check(CONSERVATION, free_pages == PAGES,
		      "=> pages were lost or doubled\n");
		break
	   }
	od
}
