// SPDX-License-Identifier: MIT
/*
 * Model of svc_page_ring (src/pool/svc_page_ring.c on src/pool/pointer_ring.h),
 * for the model checker spin. run-model runs it; by hand:
 *
 *   spin -a -DPRODUCERS=CONCURRENT -DPUTS=EITHER -DCHECKS=CONSERVATION \
 *	svc_page_ring.pml
 *   cc -O2 -DSAFETY -o pan pan.c && ./pan -m2000000
 *
 * PRODUCERS	CONCURRENT: as the API allows. SERIALIZED: a baton is held over
 *		all puts of a message, as the series is wired; a put and a get
 *		still race.
 * PUTS		SINGLE: a message is put page by page. BULK: at once.
 *		EITHER: one way or the other, chosen for each message.
 * HALTS	1: one producer may halt for ever in the midst of a put, with the
 *		ring locked or not.
 * CHECKS	what is asserted: the names below, joined by +
 *
 * The ring here publishes an index in either direction. pointer_ring.h has a
 * slot say itself whether it is free: a slot that is published is one that is
 * not NULL, a slot that is released is one that was cleared, and clearing in
 * batches is an index of released slots that is seen late. What the consumer
 * took out of the ring in a batch counts as handed out here: nobody else sees
 * it, and it is added to the cap (pointer_ring_excess()). The array
 * itself is not in this model: the contract and race tests go through it. So the lock, the side
 * list and who owns which page are searched as they are, the ring by what it
 * stands for.
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
 * Indices, which only grow in the code, are kept modulo INDICES: more than
 * what a put could be wrong by, so that their differences are exact.
 *
 * Pages go round for ever: what a get took and what a put refused can be put
 * again. So an absence of errors is one for any number of messages. Producers
 * may stop after any message; the consumer then drains the pool and the balance
 * is drawn.
 *
 * Nobody waits: there is no statement that blocks in a put or a get (spin
 * would report an invalid end state: of one behind a producer that has halted,
 * too), and WAITS searches for executions that go on for ever, without any
 * fairness, and complete neither a put nor a get. The one loop is that of the
 * side list's compare-exchange, which fails only when another has succeeded.
 *
 * A put takes its pages when it knows how many are accepted, since those which
 * are not come back as they were; the free pages of the lowest numbers. That
 * loses nothing: the next of a page that is not on the list is never read, and
 * a slot not after it was released (parts of CONSERVATION), so pages that are
 * outside of the pool differ in nothing.
 */

/* PRODUCERS, PUTS */
#define CONCURRENT	0
#define SERIALIZED	1
#define SINGLE		0
#define BULK		1
#define EITHER		2

/* CHECKS */
#define OVERSHOOT	1	/* more pages than max are retained */
#define EXCESS		2	/* the ring above max, the side above SIDE_MAX */
#define NEGATIVE_COUNT	4	/* below 0, or below what is on the side */
#define TRANSIENT_FULL	8	/* refused, and the ring has room */
#define CONSERVATION	16	/* a page is lost or doubled, the count is off */
#define WAITS		0	/* asserts nothing: for pan -l (-DNP) */

#ifndef MAX
#define MAX		2
#endif
#ifndef SIDE_MAX
#define SIDE_MAX	1
#endif
#ifndef PRODUCER_COUNT
#define PRODUCER_COUNT	2
#endif
#ifndef MESSAGE
#define MESSAGE		2	/* pages of a message */
#endif
#ifndef HALTS
#define HALTS		0
#endif
#ifndef PAGES			/* accepted, and one that a get has: none is wanting */
#define PAGES		(MAX + SIDE_MAX + 1)
#endif

/* The power of two that holds MAX, and its first multiple above MAX + MESSAGE */
#if MAX == 1
#define SLOTS		1
#elif MAX == 2
#define SLOTS		2
#else
#define SLOTS		4
#endif
#define INDICES		(SLOTS * (1 + (MAX + MESSAGE) / SLOTS))

#define minus(a, b)	((INDICES + (a) - (b)) % INDICES)
#define plus(a, b)	(((a) + (b)) % INDICES)

/* Owners of a page; below them the number of a producer or of the consumer */
#define POOL		100
#define FREE		101

#define NO_PAGE		0
#define NOBODY		255

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
byte next[PAGES + 1];		/* of pages 1 to PAGES; 0 is not a page */
short side_count;
byte taken;

byte baton = NOBODY;
byte stopped;			/* producers, also if halted */
byte halted = NOBODY;

/*
 * The checks' own view, which no thread acts on except to find free pages.
 * It follows from where the threads are, so it adds no states.
 */
byte owner[PAGES + 1] = FREE;
byte claimed;			/* what puts have added to side_count, not to side */
bit reading;			/* a get has read a slot, and not released it */
bit counted;			/* a get has a page, and side_count has it still */

/* Scratch, 0 between steps */
byte cursor, in_ring, on_side, in_pool;
short seen;

/* words: what is wrong when the condition is false; which property it is, the
   assertion tells run-model */
#define check(property, condition, words)				\
	if								\
	:: (((CHECKS) & property) == 0 || (condition))			\
	:: else ->							\
		printf(words);						\
		assert(property == 0 || (condition))			\
	fi

inline see_page()
{
	check(CONSERVATION, cursor != NO_PAGE && owner[cursor] == POOL,
	      "=> a page is in the pool that the pool does not own\n");
	check(CONSERVATION, (seen & (1 << cursor)) == 0,
	      "=> a page is in the pool twice\n");
	seen = seen | (1 << cursor)
}

/* The pages that the pool owns are in the ring or on the side, each once */
inline check_pool()
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
		check(EXCESS, minus(sent, received) <= MAX,
		      "=> more pages than max are in the ring\n");
		in_ring = 0;
		do
		:: reading + in_ring < minus(sent, received) ->
			cursor = slots[(received + reading + in_ring) % SLOTS];
			see_page();
			in_ring++
		:: else ->
			break
		od;
		on_side = 0;
		cursor = side;
		do
		:: cursor != NO_PAGE && on_side <= PAGES ->
			see_page();
			on_side++;
			cursor = next[cursor]
		:: else ->
			break
		od;
		cursor = taken;
		do
		:: cursor != NO_PAGE && on_side <= PAGES ->
			see_page();
			on_side++;
			cursor = next[cursor]
		:: else ->
			break
		od;
		check(CONSERVATION, in_ring + on_side == in_pool,
		      "=> pages of the pool are neither in the ring nor on the side\n");
		check(EXCESS, on_side <= SIDE_MAX,
		      "=> more pages than its room are on the side\n");
		check(EXCESS, in_pool <= MAX + SIDE_MAX,
		      "=> more pages than max and the side's room are retained\n");
		check(OVERSHOOT, in_pool <= MAX,
		      "=> more pages than max are retained\n");
		check(NEGATIVE_COUNT, side_count >= on_side,
		      "=> the count is less than what is on the side\n");
		check(CONSERVATION, side_count == on_side + claimed + counted,
		      "=> the count is not what is on the side, or about to be\n");
		cursor = 0;
		in_ring = 0;
		on_side = 0;
		in_pool = 0;
		seen = 0
	}
}

/* Of the offered pages those that are accepted; the others are as before */
inline take_pages()
{
	d_step {
		check(TRANSIENT_FULL, accepted == offered ||
		      minus(sent, received) - reading + accepted >= MAX,
		      "=> a put is refused although the ring has room\n");
		index = 0;
		cursor = 1;
		do
		:: index < accepted ->
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
}

/* What was accepted, when others can find it */
inline give_pages()
{
	d_step {
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
		index = 0
	}
}

#define or_halt								\
	:: atomic {							\
		HALTS && halted == NOBODY ->				\
		halted = _pid;						\
		printf("producer %d: halts for ever\n", _pid);		\
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
			accepted = MAX - minus(sender_sent, sender_received);
			if
			:: accepted > offered -> accepted = offered
			:: else
			fi;
			take_pages();
			printf("producer %d: reads received %d, sent is %d: %d accepted\n",
			       _pid, sender_received, sender_sent, accepted)
		   }
		or_halt
		fi
	:: else ->
		atomic {
			accepted = offered;
			take_pages()
		}
	fi;
	do
	:: index < accepted ->
		if
		:: atomic {
			check(CONSERVATION,
			      slots[(sender_sent + index) % SLOTS] == NO_PAGE,
			      "=> a slot is overwritten that was not released\n");
			slots[(sender_sent + index) % SLOTS] = page[index];
			printf("producer %d: writes page %d to slot %d\n",
			       _pid, page[index],
			       (sender_sent + index) % SLOTS);
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
		printf("producer %d: stores sent %d\n", _pid, sent);
		check_pool()
	   }
	or_halt
	:: accepted == 0
	fi
}

inline ring_unlock()
{
	if
	:: atomic {
		busy = 0;
		printf("producer %d: unlocks\n", _pid)
	   }
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
		printf("producer %d: a put of %d takes side_count from %d to %d, room for %d: %d accepted\n",
		       _pid, offered, observed, side_count, SIDE_MAX, accepted);
		observed = 0;
		take_pages();
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
			printf("producer %d: takes back %d: side_count %d\n",
			       _pid, offered - accepted, side_count);
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

/* page_chain(): the last of page[] becomes the first; llist_add_batch() */
inline side_add()
{
	if
	:: atomic {
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
		next[page[0]] = side;
		printf("producer %d: reads side's first: page %d\n", _pid, side)
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
			printf("producer %d: compare-exchange of side's first adds %d: page %d\n",
			       _pid, accepted, side);
			check_pool();
			break
		:: else ->
			next[page[0]] = side;
			printf("producer %d: compare-exchange of side's first fails: page %d\n",
			       _pid, side)
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
			locked = 1;
			printf("producer %d: put of %d finds the ring free\n",
			       _pid, offered)
#if PRODUCERS == SERIALIZED
		:: busy ->
#else
		:: true ->
#endif
			printf("producer %d: put of %d finds the ring busy\n",
			       _pid, offered)
		fi
	}
	if
	:: locked ->
		atomic {
			locked = !busy;
			busy = 1;
			printf("producer %d: tries to lock: %d\n", _pid, locked)
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
	bit in_bulk, locked;

	do
	:: atomic {
#if PRODUCERS == SERIALIZED
		baton == NOBODY;
		baton = _pid;
		printf("producer %d: has the baton\n", _pid);
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
	   do
	   :: left > 0 ->
		put()
	   :: else ->
		break
	   od;
	   atomic {
#if PRODUCERS == SERIALIZED
		baton = NOBODY;
#endif
		offered = 0
	   }
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
		od;
		printf("consumer: reads sent %d, received is %d\n",
		       receiver_sent, receiver_received)
	   }
	:: atomic {
		receiver_received != receiver_sent ->
		page = slots[receiver_received % SLOTS];
		printf("consumer: reads slot %d: page %d\n",
		       receiver_received % SLOTS, page);
		check(CONSERVATION, page != NO_PAGE && owner[page] == POOL,
		      "=> a get reads a slot that was not published\n");
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
		printf("consumer: stores received %d, has page %d\n",
		       received, page);
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
				printf("consumer: exchange of side's first: page %d\n",
				       page);
				check_pool()
			}
		fi;
		atomic {
			check(CONSERVATION, page != NO_PAGE &&
			      owner[page] == POOL,
			      "=> a get takes a page that the pool does not own\n");
			taken = next[page];
			next[page] = NO_PAGE;
			owner[page] = _pid;
			counted = 1;
			printf("consumer: takes page %d, its next: page %d\n",
			       page, taken);
			check_pool()
		}
progress_side_get:
		atomic {
			side_count--;
			counted = 0;
			printf("consumer: decrements side_count: %d\n",
			       side_count);
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
			      "=> a page is missing in the end\n");
			index++
		:: else ->
			break
		od;
		/* what the halted one claimed: 0 if that had the ring, or none */
		check(CONSERVATION, side_count == claimed,
		      "=> the pool is empty and its count is off\n");
		check(CONSERVATION, !busy || halted != NOBODY,
		      "=> the ring is left locked\n");
		index = 0;
		break
	   }
	od
}
