// SPDX-License-Identifier: MIT
/* What svc_page_ring.pml is checked for at each step that changes the pool */

/* The checks' own view, too */
byte claimed;			/* what puts have added to side_count, not to side */
bit reading;			/* a get has read a slot, and not released it */
bit counted;			/* a get has a page, and side_count has it still */

/* Scratch, 0 between steps */
byte in_ring, on_side;
short seen;

inline see_page()
{
	check(CONSERVATION, cursor != NO_PAGE && owner[cursor] == POOL,
	      "a page is in the pool that the pool does not own");
	check(CONSERVATION, (seen & (1 << cursor)) == 0,
	      "a page is in the pool twice");
	seen = seen | (1 << cursor)
}

inline see_list(first)
{
	cursor = first;
	do
	:: cursor != NO_PAGE && on_side <= PAGES ->
		see_page();
		on_side++;
		cursor = next[cursor]
	:: else ->
		break
	od
}

/* The pages that the pool owns are in the ring or on the side, each once */
inline check_pool()
{
	d_step {
		count_in_pool();
		check(EXCESS, minus(sent, received) <= MAX,
		      "more pages than max are in the ring");
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
		see_list(side);
		see_list(taken);
		check(CONSERVATION, in_ring + on_side == in_pool,
		      "pages of the pool are neither in the ring nor on the side");
		check(EXCESS, on_side <= SIDE_MAX,
		      "more pages than its room are on the side");
		check(EXCESS, in_pool <= MAX + SIDE_MAX,
		      "more pages than max and the side's room are retained");
		check(OVERSHOOT, in_pool <= MAX,
		      "more pages than max are retained");
		check(NEGATIVE_COUNT, side_count >= on_side,
		      "the count is less than what is on the side");
		check(CONSERVATION, side_count == on_side + claimed + counted,
		      "the count is not what is on the side, or about to be");
		cursor = 0;
		in_ring = 0;
		on_side = 0;
		in_pool = 0;
		seen = 0
	}
}

/* Of the offered pages those that are accepted; the others are as before */
inline accept()
{
	d_step {
		check(TRANSIENT_FULL, accepted == offered ||
		      minus(sent, received) - reading + accepted >= MAX,
		      "a put is refused although the ring has room");
		take_pages(accepted)
	}
}
