// SPDX-License-Identifier: MIT
#include "explore.h"

#include <stdio.h>

static void print_call(const struct event *event)
{
	const struct progress *progress = &event->progress;

	if (event->thread == CONSUMER) {
		printf("    consumer, get: ");
		return;
	}
	printf("    producer %d, %s", event->thread,
	       progress->pages > 1 ? "put_bulk" : "put");
	for (int i = 0; i < progress->pages; i++)
		printf("%c%c", i ? ',' : ' ', 'a' + progress->page[i]);
	printf(": ");
}

static void print_end(const struct event *event)
{
	if (event->thread == CONSUMER && event->got < 0)
		printf(", finds none");
	else if (event->thread == CONSUMER)
		printf(", has page %c", 'a' + event->got);
	else
		printf(", %u of %d accepted", event->accepted,
		       event->progress.pages);
}

void event_print(const struct event *event)
{
	const bool counts = event->count[0] != event->count[1];
	const bool lists = event->length[0] != event->length[1];

	if (!event->ended && !lists && !event->on_count)
		return;
	print_call(event);
	if (lists)
		printf("list %u -> %u", event->length[0], event->length[1]);
	else if (counts)
		printf("count %d -> %d", event->count[0], event->count[1]);
	else if (event->on_count)
		printf("reads count %d", event->count[0]);
	else
		printf("list %u", event->length[0]);
	if (event->ended)
		print_end(event);
	for (int flaw = 0; flaw < FLAWS; flaw++) {
		if (event->flaws & 1U << flaw)
			printf("  <- %s", flaw_names[flaw]);
	}
	putchar('\n');
}
