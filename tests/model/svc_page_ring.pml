// SPDX-License-Identifier: MIT
/*
 * Model of svc_page_ring (src/pool/svc_page_ring.c on src/pool/pointer_ring.h),
 * for the model checker spin. run-model runs it; by hand:
 *
 *   spin -a -DPRODUCERS=CONCURRENT -DPUTS=EITHER -DCHECKS=CONSERVATION \
 *	svc_page_ring.pml
 *   cc -O2 -DSAFETY -o pan pan.c && ./pan -m2000000
 *
 * PRODUCERS, PUTS	see common.pml
 * HALTS	1: one producer may halt for ever in the midst of a put, with the
 *		ring locked or not.
 * CHECKS	what is asserted: the names below, joined by +
 *
 * The ring here publishes an index in either direction. pointer_ring.h has a
 * slot say itself whether it is free: a slot that is published is one that is
 * not NULL, a slot that is released is one that was cleared, and clearing in
 * batches is an index of released slots that is seen late. What the consumer
 * took out of the ring in a batch counts as handed out here: nobody else sees
 * it, and it is added to the cap (pointer_ring_excess()). So the lock, the side
 * list and who owns which page are searched as they are, the ring by what it
 * stands for; the contract and race tests go through its array.
 *
 * One step is one access to what threads share: a load, store or exchange of
 * the lock, an index, the side list's head or its count, and each write or read
 * of a slot. What only one thread can see at that time is part of the step
 * before it; for what the lock hands on (sender_*) that is the thread which
 * has the lock. That no other accesses it is what CONSERVATION shows: a slot is
 * checked to be free when it is written, and published when it is read.
 *
 * Steps are sequentially consistent, and loads which the code does not order
 * may be stale:
 * - The look at the lock may find it taken at any time if producers are
 *   concurrent. That stands for a third producer too, who has the ring: both of
 *   the model's can be at the side list at once.
 * - A load of an index gives any value from the one that was known to the
 *   current one: what an acquire of a release allows, which both indices are.
 *   The slots up to that value are seen with it.
 * - A get that finds nothing changes nothing, so it is left out; one that finds
 *   the ring empty by a stale index, and then a page on the side, is not.
 * The side list and its count are ordered against each other by
 * read-modify-writes: seq_cst in the put, an exchange before the decrement in
 * the get; and a first that is read late fails the compare-exchange.
 *
 * Nobody waits: there is no statement that blocks in a put or a get (spin
 * would report an invalid end state: of one behind a producer that has halted,
 * too), and WAITS searches for executions that go on for ever, without any
 * fairness, and complete neither a put nor a get. The one loop is that of the
 * side list's compare-exchange, which fails only when another has succeeded.
 *
 * A put takes its pages when it knows how many are accepted, since those which
 * are not come back as they were.
 */

/* CHECKS */
#define OVERSHOOT	1	/* more pages than max are retained */
#define EXCESS		2	/* the ring above max, the side above SIDE_MAX */
#define NEGATIVE_COUNT	4	/* below 0, or below what is on the side */
#define TRANSIENT_FULL	8	/* refused, and the ring has room */
#define CONSERVATION	16	/* a page is lost or doubled, the count is off */
#define WAITS		0	/* asserts nothing: for pan -l (-DNP) */

#ifndef SIDE_MAX
#define SIDE_MAX	1
#endif
#ifndef HALTS
#define HALTS		0
#endif
/* accepted, and one that a get has: none is wanting */
#define PAGES		(MAX + SIDE_MAX + 1)

#include "common.pml"

#define SLOTS		MAX	/* a power of two */
/* Indices only grow in the code: here modulo more than a put could be wrong by. */
#define INDICES		(SLOTS * (1 + (MAX + MESSAGE) / SLOTS))

#define minus(a, b)	((INDICES + (a) - (b)) % INDICES)
#define plus(a, b)	(((a) + (b)) % INDICES)

/*
 * An index says which slot is meant, and how far it is from the others: with
 * all of them some rounds of the ring further the pool does the same. So they
 * are turned back until the oldest is in the first round, which leaves a state
 * for each of INDICES / SLOTS.
 */
inline turn_back()
{
	do
	:: sender_received >= SLOTS ->
		sent = minus(sent, SLOTS);
		received = minus(received, SLOTS);
		sender_sent = minus(sender_sent, SLOTS);
		sender_received = minus(sender_received, SLOTS);
		receiver_received = minus(receiver_received, SLOTS);
		receiver_sent = minus(receiver_sent, SLOTS)
	:: else ->
		break
	od
}

/* struct pointer_ring */
byte slots[SLOTS];		/* emptied when released, for the checks alone */
byte sent;
byte received;
byte sender_sent;
byte sender_received;
byte receiver_received;
byte receiver_sent;

/* struct pool */
bit busy;
byte side;			/* the llist's first */
short side_count;
byte taken;

byte halted = NOBODY;

#include "ring_checks.pml"

#define or_halt								\
	:: atomic {							\
		HALTS && halted == NOBODY ->				\
		halted = _pid;						\
		goto halt						\
	   }

/* pointer_ring_put() by the producer that has the lock */
inline ring_put()
{
	/* sent is sender_sent, and index the slots written, until it is given */
	if
	:: MAX - minus(sender_sent, sender_received) < offered ->
		if
		:: atomic {
			do
			:: sender_received != received ->
				sender_received = plus(sender_received, 1)
			:: break
			od;
			turn_back();
			accepted = MAX - minus(sender_sent, sender_received);
			if
			:: accepted > offered -> accepted = offered
			:: else
			fi;
			accept()
		   }
		or_halt
		fi
	:: else ->
		atomic {
			accepted = offered;
			accept()
		}
	fi;
	do
	:: index < accepted ->
		if
		:: atomic {
			check(CONSERVATION,
			      slots[(sender_sent + index) % SLOTS] == NO_PAGE,
			      "a slot is overwritten that was not released");
			slots[(sender_sent + index) % SLOTS] = page[index];
			index++
		   }
		or_halt
		fi
	:: else ->
		break
	od;
	if
	:: atomic {
		accepted > 0 ->
		sender_sent = plus(sender_sent, accepted);
		sent = sender_sent;
		give_pages();
		check_pool()
	   }
	or_halt
	:: accepted == 0
	fi
}

inline ring_unlock()
{
	if
	:: busy = 0
	or_halt
	fi
}

inline side_put()
{
	if
	:: atomic {
		observed = side_count;
		side_count = side_count + offered;
		claimed = claimed + offered;
		accepted = (observed >= SIDE_MAX -> 0 :
			    (SIDE_MAX - observed > offered -> offered :
			     SIDE_MAX - observed));
		observed = 0;
		accept();
		check_pool()
	   }
	or_halt
	fi;
	if
	:: accepted < offered ->
		if
		:: atomic {
			side_count = side_count - (offered - accepted);
			claimed = claimed - (offered - accepted);
			check_pool()
		   }
		or_halt
		fi
	:: else
	fi;
	if
	:: accepted > 0 ->
		side_add()
	:: else
	fi
}

/* llist_add_batch() */
inline side_add()
{
	if
	:: atomic {
		link_privately();
		next[page[0]] = side
	   }
	or_halt
	fi;
	do
	:: atomic {
		if
		:: side == next[page[0]] ->
			side = page[accepted - 1];
			claimed = claimed - accepted;
			give_pages();
			check_pool();
			break
		:: else ->
			next[page[0]] = side
		fi
	   }
	or_halt
	od
}

/* Leaves locked: whether this producer has the ring */
inline ring_trylock()
{
	atomic {
		if
		:: !busy ->
			locked = 1
#if PRODUCERS == SERIALIZED
		:: busy ->
#else
		:: true ->
#endif
			skip
		fi
	}
	if
	:: locked ->
		atomic {
			locked = !busy;
			busy = 1
		}
	:: else
	fi
}

inline put()
{
	ring_trylock();
	if
	:: locked ->
		ring_put();
		ring_unlock()
	:: else ->
		side_put()
	fi;
	/* can always be left: nobody makes progress by staying here */
progress_put:
	atomic {
		left = left - offered;
		locked = 0;
		accepted = 0
	}
}

/* Numbered from 0, before the consumer */
active [PRODUCER_COUNT] proctype producer()
{
	byte page[MESSAGE];
	byte left, offered, accepted, index;
	short observed;
	bit locked;

	do
	:: begin_message();
	   do
	   :: left > 0 ->
		put()
	   :: else ->
		break
	   od;
	   end_message()
	:: break
	od;
	stopped++;
	goto done;
halt:
	stopped++;
end_halted:
	false;
done:
	skip
}

active proctype consumer()
{
	byte page, index;

	do
	/* pointer_ring_get() */
	:: atomic {
		receiver_received == receiver_sent && receiver_sent != sent ->
		do
		:: receiver_sent != sent ->
			receiver_sent = plus(receiver_sent, 1)
		:: receiver_received != receiver_sent ->
			break
		od
	   }
	:: atomic {
		receiver_received != receiver_sent ->
		page = slots[receiver_received % SLOTS];
		check(CONSERVATION, page != NO_PAGE && owner[page] == POOL,
		      "a get reads a slot that was not published");
		owner[page] = _pid;
		reading = 1;
		check_pool()
	   }
progress_ring_get:
	   atomic {
		slots[receiver_received % SLOTS] = NO_PAGE;
		receiver_received = plus(receiver_received, 1);
		received = receiver_received;
		reading = 0;
		owner[page] = FREE;
		page = NO_PAGE;
		check_pool()
	   }
	/* side_get(), the ring found empty */
	:: receiver_received == receiver_sent &&
	   (taken != NO_PAGE || side != NO_PAGE) ->
		if
		:: taken != NO_PAGE ->
			page = taken
		:: else ->
			atomic {
				page = side;
				side = NO_PAGE;
				taken = page;
				check_pool()
			}
		fi;
		atomic {
			check(CONSERVATION, page != NO_PAGE &&
			      owner[page] == POOL,
			      "a get takes a page that the pool does not own");
			taken = next[page];
			next[page] = NO_PAGE;
			owner[page] = _pid;
			counted = 1;
			check_pool()
		}
progress_side_get:
		atomic {
			side_count--;
			counted = 0;
			owner[page] = FREE;
			page = NO_PAGE;
			check_pool()
		}
	/* a get that finds nothing, and knows all that the producers did */
	:: atomic {
		stopped == PRODUCER_COUNT && receiver_received == receiver_sent &&
		receiver_sent == sent && taken == NO_PAGE && side == NO_PAGE ->
		index = 1;
		do
		:: index <= PAGES ->
			/* NOBODY owns no page */
			check(CONSERVATION, owner[index] == FREE ||
			      owner[index] == halted,
			      "a page is missing in the end");
			index++
		:: else ->
			break
		od;
		/* what the halted one claimed: 0 if that had the ring, or none */
		check(CONSERVATION, side_count == claimed,
		      "the pool is empty and its count is off");
		check(CONSERVATION, !busy || halted != NOBODY,
		      "the ring is left locked");
		index = 0;
		break
	   }
	od
}
