// SPDX-License-Identifier: MIT
#include "plan/axes.h"

#include <stdio.h>
#include <string.h>

#define IN(scenario)	(1u << SCENARIO_##scenario)
#define RPC_ONLY	IN(RPC)
#define WITH_PUT	(IN(HANDOFF) | IN(RPC) | IN(OVERFLOW) | IN(UNCONTENDED))
#define WITH_BUFFERS	(WITH_PUT | IN(LATENCY))
#define OF(member)	.offset = offsetof(struct trial_config, member)
/* Of a name each; they have no unit */
#define NAMES(table, count) \
	.unit = "", .names = (table), .high = (count) - 1
/* Its column, its part of a point's name and its option are the same word. */
#define WORD(word)	.name = (word), .short_name = (word), .option = (word)

static const char *const no_yes[] = { "no", "yes" };
static const char *const order_names[] = { "shuffled", "address" };
static const char *const off_on[] = { "off", "on" };

const struct axis axes[AXES] = {
	[AXIS_BURST] = {
		WORD("burst"), .argument = "N,..|mix",
		.unit = "buffers",
		.meaning = "buffers in one message; mix (scenario rpc alone): of 8 messages 4 have 1, 2 have 17, 1 has 65, 1 has 257",
		.zero = "mix", .low = 1, .high = ROLE_MAX_BURST,
		.scenarios = WITH_BUFFERS, .usual = "1",
		.full = {
			[SCENARIO_HANDOFF] = "1,16",
			[SCENARIO_UNCONTENDED] = "1,16",
			[SCENARIO_RPC] = "1,257,mix",
			[SCENARIO_OVERFLOW] = "16",
		},
		.quick = {
			[SCENARIO_RPC] = "mix",
			[SCENARIO_OVERFLOW] = "16",
		},
		OF(burst),
	},
	[AXIS_TOUCH] = {
		WORD("touch"), .argument = "none|descriptor|line|page",
		.meaning = "what the threads touch of each buffer: nothing, its descriptor, its first line, all of it",
		NAMES(touch_names, TOUCHES),
		.scenarios = IN(HANDOFF) | IN(UNCONTENDED), .usual = "none",
		OF(touch),
	},
	[AXIS_PUT] = {
		WORD("put"), .argument = "single|bulk",
		.meaning = "buffers are returned one at a time or in bulk",
		NAMES(put_mode_names, PUT_MODES),
		.scenarios = WITH_PUT, .usual = "single",
		.full = { [SCENARIO_OVERFLOW] = "single,bulk" },
		.quick = { [SCENARIO_OVERFLOW] = "single,bulk" },
		OF(put),
	},
	[AXIS_BUFFER_BYTES] = {
		.name = "buffer_bytes", .short_name = "bytes",
		.option = "buffer-bytes", .argument = "N,..",
		.unit = "bytes", .meaning = "size of a buffer, a multiple of 64",
		.low = 64, .high = 1 << 20, .multiple = 64,
		.scenarios = WITH_BUFFERS, .usual = "4096", OF(buffer_bytes),
	},
	[AXIS_POOL_MAX] = {
		.name = "pool_max", .short_name = "max", .option = "pool-max",
		.argument = "N,..",
		.unit = "buffers", .meaning = "cap of the pool (259: one message of 1 MiB)",
		.low = 1, .high = 1 << 20,
		.scenarios = WITH_BUFFERS, .usual = "259", OF(pool_max),
	},
	[AXIS_MISS_NS] = {
		.name = "miss_ns", .short_name = "miss", .option = "miss-ns",
		.argument = "N,..",
		.unit = "ns",
		.meaning = "least duration of a get that finds the pool empty, ns: stands for the page allocator",
		.low = 0, .high = 1000000,
		.scenarios = IN(HANDOFF) | IN(RPC) | IN(LATENCY) |
			     IN(UNCONTENDED),
		.usual = "60", OF(miss_ns),
	},
	[AXIS_CLEAR] = {
		WORD("clear"), .argument = "no|yes",
		.meaning = "a page that a miss allocates is cleared, as by init_on_alloc",
		NAMES(no_yes, 2),
		.scenarios = RPC_ONLY, .usual = "no", OF(clear),
	},
	[AXIS_PAYLOAD] = {
		WORD("payload"), .argument = "copy|none|header|both",
		.meaning = "bytes of a message: copied from a cold source, untouched, one line written and read, or copied and all of it read",
		NAMES(rpc_payload_names, RPC_PAYLOADS),
		.scenarios = RPC_ONLY, .usual = "copy", OF(payload),
	},
	[AXIS_REFILL] = {
		WORD("refill"), .argument = "empty-slots|posted",
		.meaning = "which slots the receiver refills: only empty ones, or from slot 0 as posted, which leaks the pages still in those slots",
		NAMES(rpc_refill_names, RPC_REFILLS),
		.scenarios = RPC_ONLY, .usual = "empty-slots", OF(refill),
	},
	[AXIS_QUEUE] = {
		WORD("queue"), .argument = "posted|spsc",
		.meaning = "how messages reach workers: as posted through an llist (last in, first out) with a count, or through a ring",
		NAMES(rpc_queue_names, RPC_QUEUES),
		.scenarios = RPC_ONLY, .usual = "posted", OF(queue),
	},
	[AXIS_CONCURRENCY] = {
		.name = "concurrency", .short_name = "puts",
		.option = "concurrency", .argument = "serialized|concurrent",
		.meaning = "workers put into one pool one at a time, as under XPT_BUSY, or concurrently, as the API allows",
		NAMES(rpc_concurrency_names, RPC_CONCURRENCIES),
		.scenarios = RPC_ONLY, .usual = "serialized", OF(concurrency),
	},
	[AXIS_CONNECTIONS] = {
		WORD("connections"), .argument = "N,..",
		.unit = "connections",
		.meaning = "connections that the workers share, each with its own pool; one thread receives for all",
		.low = 1, .high = RPC_CONNECTIONS_MAX,
		.scenarios = RPC_ONLY, .usual = "1", OF(connections),
	},
	[AXIS_LAYOUT] = {
		WORD("layout"),
		/*
		 * The blank: of 28 columns argp would leave one before the text,
		 * and help2man takes that for a part of the argument.
		 */
		.argument = "line|packed32 ",
		.meaning = "pools of several connections each have their own cache lines, or are 32 bytes apart, as objects of kmalloc-32 are",
		NAMES(pool_layout_names, POOL_LAYOUTS),
		.scenarios = RPC_ONLY, .usual = "line", OF(layout),
	},
	[AXIS_WAITING] = {
		WORD("waiting"), .argument = "spin|sleep",
		.meaning = "how threads wait for each other",
		NAMES(rpc_waiting_names, RPC_WAITINGS),
		.scenarios = RPC_ONLY, .usual = "spin", OF(waiting),
	},
	[AXIS_LOAD] = {
		WORD("load"), .argument = "PERCENT,..",
		.unit = "%",
		.meaning = "rate of messages (scenario latency: of gets) in percent of the full rate, which the warmup reaches, on a fixed schedule; 100: no pacing (latency runs 100 and 30 by default)",
		.low = 1, .high = 100,
		.scenarios = IN(RPC) | IN(LATENCY), .usual = "100",
		.full = { [SCENARIO_LATENCY] = "100,30" },
		.quick = { [SCENARIO_LATENCY] = "100,30" },
		OF(load),
	},
	[AXIS_ORDER] = {
		WORD("order"), .argument = "shuffled|address",
		.meaning = "order of the buffers in the pool: shuffled, like pages in use (in files: empty), or by address, which helps the prefetcher",
		NAMES(order_names, BUFFER_ORDERS), .quiet = true,
		.scenarios = WITH_BUFFERS, .usual = "shuffled", OF(order),
	},
	[AXIS_HUGE_PAGES] = {
		.name = "huge_pages", .short_name = "huge",
		.option = "huge-pages", .argument = "off|on",
		.meaning = "huge pages for the data of buffers: refused (in files: empty), or requested (huge_share: how much got them)",
		NAMES(off_on, 2), .quiet = true,
		.scenarios = WITH_BUFFERS, .usual = "off", OF(huge_pages),
	},
};

bool axis_applies(const struct axis *axis, enum scenario scenario)
{
	return axis->scenarios & 1u << scenario;
}

const char *axis_default(const struct axis *axis, enum scenario scenario,
			 bool quick)
{
	const char *text = quick ? axis->quick[scenario] :
				   axis->full[scenario];

	return text ? text : axis->usual;
}

bool axis_is_told(const struct axis *axis, const struct trial_config *config)
{
	/*
	 * In a kernel a miss takes what it takes, and whether a page is cleared
	 * is for every allocation to know.
	 */
	if (config->where != WHERE_USER && axis == &axes[AXIS_MISS_NS])
		return false;
	if (config->where != WHERE_USER && axis == &axes[AXIS_CLEAR])
		return true;
	return axis_applies(axis, config->scenario) &&
	       (!axis->quiet || axis_get(axis, config));
}

unsigned int axis_get(const struct axis *axis,
		      const struct trial_config *config)
{
	unsigned int value;

	memcpy(&value, (const char *)config + axis->offset, sizeof(value));
	return value;
}

void axis_set(const struct axis *axis, struct trial_config *config,
	      unsigned int value)
{
	memcpy((char *)config + axis->offset, &value, sizeof(value));
}

const char *axis_text(const struct axis *axis, unsigned int value, char *text)
{
	if (axis->names)
		return axis->names[value];
	if (!value && axis->zero)
		return axis->zero;
	snprintf(text, AXIS_TEXT_SIZE, "%u", value);
	return text;
}
