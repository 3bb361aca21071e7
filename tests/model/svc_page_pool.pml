// SPDX-License-Identifier: MIT
/*
 * Model of svc_page_pool (src/pool/svc_page_pool.c) and of its repair, for the
 * model checker spin. run-model runs it; by hand:
 *
 *   spin -a -DALGORITHM=POSTED -DPRODUCERS=CONCURRENT -DPUTS=SINGLE \
 *	-DCHECKS=OVERSHOOT svc_page_pool.pml
 *   cc -O2 -DSAFETY -DBFS -o pan pan.c && ./pan
 *   spin -t -p svc_page_pool.pml	(the shortest counterexample; -D as above)
 *
 * ALGORITHM	POSTED: as in the RFC. FIXED: a put counts first and backs out.
 * PRODUCERS, PUTS	see common.pml
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
 * A page's return to the list under a compare-exchange (ABA) is in the model.
 */

#define POSTED		0
#define FIXED		1

/* CHECKS */
#define OVERSHOOT	1	/* the list is longer than max */
#define CAP_VANISHES	2	/* a bulk put accepted, the count above max */
#define FALSE_FULL	4	/* refused: count negative, or without reason */
#define ROOM_ABOVE_MAX	8	/* a bulk put finds more room than max */
#define BEYOND_ROOM	16	/* a put takes more than the list has room for */
#define NEGATIVE_COUNT	32	/* the count is below 0 */
#define TRANSIENT_FULL	64	/* refused, and the list alone has room */
#define CONSERVATION	128	/* a page is lost or doubled, the count is off */

#ifndef CONSUMER_COUNT
#define CONSUMER_COUNT	1
#endif
#if ALGORITHM == FIXED
#define PAGES		7	/* max + what all threads can hold: none waits */
#else
#define PAGES		5	/* the same if serialized; bounds the overshoot */
#endif

#include "common.pml"

#define in_bulk		(offered > 1)

byte head;			/* pp_pages */
short count;			/* pp_count; its bits as unsigned are > MAX if < 0 */

/* The checks' own view, too */
byte free_pages = PAGES;
byte claimed[PRODUCER_COUNT];	/* pages of a put that it means to add or counts */
byte getting;			/* gets that removed a page, and count it still */

/* Scratch, 0 between steps */
byte length, others;

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
		count_in_pool();
		cursor = head;
		length = 0;
		do
		:: cursor != NO_PAGE && length <= PAGES ->
			check(CONSERVATION, owner[cursor] == POOL,
			      "a page is on the list that the pool does not own");
			length++;
			cursor = next[cursor]
		:: else ->
			break
		od;
		check(CONSERVATION, length == in_pool,
		      "pages of the pool are not on its list, or twice");
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
		take_pages(offered);
		free_pages = free_pages - offered
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

inline check_decision()
{
	d_step {
		measure_list();
		measure_others();
		check(CAP_VANISHES, !(in_bulk && observed > MAX && accepted > 0),
		      "a bulk put is accepted although the count is above max");
		check(FALSE_FULL, accepted == offered || observed >= 0,
		      "a put is refused because the count is negative");
		check(FALSE_FULL, accepted == offered ||
		      length + getting + others + accepted >= MAX,
		      "a put is refused although the list, and puts and gets in flight, leave room");
		check(ROOM_ABOVE_MAX, !in_bulk || observed >= 0,
		      "a bulk put finds more room than an empty pool has");
		check(BEYOND_ROOM, accepted == 0 || length + accepted <= MAX,
		      "a put accepts more pages than the list has room for");
		check(TRANSIENT_FULL, accepted == offered ||
		      length + accepted >= MAX,
		      "a put is refused although the list has room");
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
			accepted = ((observed < 0 || observed >= MAX) -> 0 : 1)
		:: else ->
			/* max - count without a sign: wraps above max */
			accepted = ((observed > MAX ||
				     MAX - observed > offered) ->
				    offered : MAX - observed)
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
		check_decision();
		claimed[_pid] = offered;
		observed = 0
	}
	if
	:: accepted < offered ->
		atomic {
			count = count - (offered - accepted);
			check(NEGATIVE_COUNT, count >= 0,
			      "the count is negative");
			release_refused();
			claimed[_pid] = accepted
		}
	:: else
	fi;
	link_privately()
}

/* accepted pages, linked from the last in page[] to page[0] */
inline llist_add_batch()
{
	first = head;
	do
	:: next[page[0]] = first;
	   atomic {
		if
		:: head == first ->
			head = page[accepted - 1];
			claimed[_pid] = claimed[_pid] - accepted;
			give_pages();
			first = 0;
			measure_list();
			check_list();
			check(OVERSHOOT, length <= MAX,
			      "the list is longer than max");
			length = 0;
			break
		:: else ->
			first = head
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
		count = count + accepted
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

	do
	:: begin_message();
	   do
	   :: left > 0 ->
		put();
		left = left - offered
	   :: else ->
		break
	   od;
	   end_message()
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
		entry = head
	   }
	   do
	   :: entry == NO_PAGE ->
		break
	   :: else ->
		atomic {
#if CONSUMER_COUNT == 1
			check(CONSERVATION, owner[entry] == POOL,
			      "a get looks at a page that has left the list");
#endif
			after = next[entry]
		}
		atomic {
			if
			:: head == entry ->
				head = after;
				after = 0;
				measure_list();
				check(CONSERVATION, owner[entry] == POOL,
				      "a get takes a page that the pool does not own");
				owner[entry] = _pid;
				getting++;
				check_list();
				length = 0;
				break
			:: else ->
				entry = head;
				after = 0
			fi
		}
	   od;
	   if
	   :: entry != NO_PAGE ->
		atomic {
			count--;
			getting--;
			check(NEGATIVE_COUNT, count >= 0,
			      "the count is negative");
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
			      "a page is missing in the end");
			index++
		:: else ->
			break
		od;
		index = 0;
		check(CONSERVATION, count == 0,
		      "the pool is empty and its count is not 0");
		check(CONSERVATION, free_pages == PAGES,
		      "pages were lost or doubled");
		break
	   }
	od
}
