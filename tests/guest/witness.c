// SPDX-License-Identifier: MIT
/*
 * Linked into bench by the linker's --wrap: asks the kernel, in every trial of
 * every pool, where threads run and where memory lies, and appends the answers
 * to the file that BENCH_WITNESS names. Nothing is judged here, and nothing of
 * what the program believes is used but the addresses of its memory.
 *
 * One CSV for all that is told: pid,pool,kind,name,node,value,cpus,mems
 *   thread  name: role and index; value: CPU; node: of that CPU; the CPUs and
 *           nodes that it may use
 *   task    the same of the other threads of worker and driver; value: 0
 *   before, after the trial: value: pages of this memory on the node
 *   bound   name: the one node that memory is bound to; value: pages on the node
 *   apart   value: buffers whose memory is not on their descriptor's node
 *   tagged  value: buffers that are counted as of the node that they are not on
 *   huge    name: which memory; value: pages of it that are part of a huge one
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/kernel-page-flags.h>
#include <numaif.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/small_file.h"
#include "trial/execution.h"
#include "trial/slices.h"

#define MOST_ROLES	256
#define MOST_NODES	64
#define LIST		96

/* Of an entry of /proc/self/pagemap: the number of the page frame */
#define PAGEMAP_FRAME	((UINT64_C(1) << 55) - 1)

/* What one thread found out about itself. */
struct self {
	int tid;
	unsigned int cpu, node;
	char cpus[LIST], mems[LIST];
};

static struct self selves[MOST_ROLES];
/* What is told until the trial is over, and of which pool it is */
static char *text;
static size_t bytes_told;
static FILE *out;
static const char *pool;
static bool is_told[TRIAL_SUBJECTS_MAX];

bool __real_role_start(struct role *role);
bool __wrap_role_start(struct role *role);
void __real_slices_result(struct run *run);
void __wrap_slices_result(struct run *run);

/* Node of the page at @address as the kernel tells it; a negative errno. */
static int node_at(const void *address)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;
	void *where = (void *)((uintptr_t)address & ~page);
	int node = -EIO;

	if (move_pages(0, 1, &where, NULL, &node, 0))
		return -errno;
	return node;
}

static void tell(const char *kind, const char *name, int node, uint64_t value,
		 const char *cpus, const char *mems)
{
	fprintf(out, "%d,%s,%s,%s,%d,%" PRIu64 ",\"%s\",\"%s\"\n",
		(int)getpid(), pool, kind, name, node, value, cpus, mems);
}

static void tell_tasks(const char *process, const struct self *known,
		       unsigned int n)
{
	char folder[64], path[400], cpus[LIST], mems[LIST];
	struct dirent *entry;
	DIR *tasks;

	snprintf(folder, sizeof(folder), "/proc/%s/task", process);
	tasks = opendir(folder);
	while (tasks && (entry = readdir(tasks))) {
		bool is_role = entry->d_name[0] == '.';

		for (unsigned int i = 0; i < n; i++)
			is_role |= known[i].tid == atoi(entry->d_name);
		if (is_role)
			continue;
		snprintf(path, sizeof(path), "%s/%s/status", folder,
			 entry->d_name);
		small_file_line(cpus, LIST, "Cpus_allowed_list", "%s", path);
		small_file_line(mems, LIST, "Mems_allowed_list", "%s", path);
		tell("task", n ? "worker" : "driver", -1, 0, cpus, mems);
	}
	if (tasks)
		closedir(tasks);
}

static void tell_memory(const char *kind, const char *name, const void *memory,
			size_t bytes)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uint64_t pages[MOST_NODES] = { 0 }, elsewhere = 0;

	for (size_t at = 0; memory && at < bytes; at += page) {
		const int node = node_at((const char *)memory + at);

		if (node >= 0 && node < MOST_NODES)
			pages[node]++;
		else
			elsewhere++;
	}
	for (int i = 0; i < MOST_NODES; i++) {
		if (pages[i])
			tell(kind, name, i, pages[i], "", "");
	}
	if (elsewhere)
		tell(kind, name, -1, elsewhere, "", "");
}

/*
 * Pages that are part of a huge page, transparent or reserved, by the flags of
 * the page frames, which root may read; -1 where the kernel does not show them.
 */
static int64_t huge_pages(const void *memory, size_t bytes)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const int map = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	const int flags = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);
	int64_t huge = 0;

	for (size_t at = 0; at < bytes; at += page) {
		const uint64_t number = ((uintptr_t)memory + at) / page;
		uint64_t entry, flag;

		if (pread(map, &entry, sizeof(entry),
			  (off_t)(number * sizeof(entry))) != sizeof(entry) ||
		    pread(flags, &flag, sizeof(flag),
			  (off_t)((entry & PAGEMAP_FRAME) * sizeof(flag))) !=
			    sizeof(flag)) {
			huge = -1;
			break;
		}
		huge += (flag >> KPF_THP | flag >> KPF_HUGE) & 1;
	}
	if (map >= 0)
		close(map);
	if (flags >= 0)
		close(flags);
	return huge;
}

static void tell_arena(const struct execution *execution, const char *kind)
{
	const struct arena *arena = &execution->arena;
	const int home = node_at(execution->backing);
	uint64_t apart = 0, tagged = 0;

	tell_memory(kind, "descriptors", arena->descriptors,
		    arena->slots * sizeof(struct buffer));
	tell_memory(kind, "buffers", arena->data,
		    arena->slots * arena->buffer_bytes);
	tell_memory(kind, "pool", execution->pool, 1);
	tell_memory(kind, "queues", execution->rings ?
		    execution->rings[0].slots : NULL, 1);
	tell_memory(kind, "queues", execution->rings, 1);
	tell_memory(kind, "backing", execution->backing, 1);
	for (size_t i = 0; i < arena->count; i++) {
		const struct buffer *buffer = arena->all[i];
		const int node = node_at(buffer);

		apart += node != node_at(arena_data(arena, buffer));
		tagged += arena_is_wrong_node(arena, buffer) != (node != home);
	}
	tell("apart", kind, -1, apart, "", "");
	tell("tagged", kind, -1, tagged, "", "");
}

static void tell_huge(const struct execution *execution)
{
	const struct arena *arena = &execution->arena;
	const int64_t descriptors = huge_pages(arena->descriptors,
			arena->slots * sizeof(struct buffer));
	const int64_t buffers = huge_pages(arena->data,
			arena->slots * arena->buffer_bytes);

	if (descriptors >= 0 && buffers >= 0) {
		tell("huge", "descriptors", -1, (uint64_t)descriptors,
		     "", "");
		tell("huge", "buffers", -1, (uint64_t)buffers, "", "");
	}
}

/* Of a line "7f... bind:2 anon=8 dirty=8 N2=8 ...": pages by node */
static void add_pages(char *line, uint64_t pages[MOST_NODES])
{
	char *word;

	while ((word = strsep(&line, " \n"))) {
		uint64_t n;
		int node;

		if (sscanf(word, "N%d=%" SCNu64, &node, &n) == 2 &&
		    node < MOST_NODES)
			pages[node] += n;
	}
}

/*
 * All memory that is bound to one node, by the kernel's own list. Files are
 * left out: their pages are shared with whoever read them first.
 */
static void tell_bound(void)
{
	uint64_t pages[MOST_NODES][MOST_NODES] = { { 0 } };
	FILE *maps = fopen("/proc/self/numa_maps", "r");
	char line[4096], name[16];

	while (maps && fgets(line, sizeof(line), maps)) {
		/* " bind:2 ", " bind=static:2 "; not of several nodes */
		const char *bound = strstr(line, " bind"), *list;
		char end;
		int to;

		if (!bound || strstr(line, " file=") ||
		    !(list = strchr(bound, ':')) ||
		    sscanf(list, ":%d%c", &to, &end) != 2 || end != ' ' ||
		    to < 0 || to >= MOST_NODES)
			continue;
		add_pages(line, pages[to]);
	}
	if (maps)
		fclose(maps);
	for (int to = 0; to < MOST_NODES; to++) {
		snprintf(name, sizeof(name), "%d", to);
		for (int node = 0; node < MOST_NODES; node++) {
			if (pages[to][node])
				tell("bound", name, node,
				     pages[to][node], "", "");
		}
	}
}

static void look_at_self(struct self *self)
{
	self->tid = gettid();
	if (getcpu(&self->cpu, &self->node))
		self->cpu = self->node = UINT32_MAX;
	small_file_line(self->cpus, LIST, "Cpus_allowed_list",
			"/proc/thread-self/status");
	small_file_line(self->mems, LIST, "Mems_allowed_list",
			"/proc/thread-self/status");
}

bool __wrap_role_start(struct role *role)
{
	const struct trial_role *this = trial_role_of(role);
	const ptrdiff_t index = this - this->execution->roles;

	if (index >= 0 && index < MOST_ROLES)
		look_at_self(&selves[index]);
	/* before its first slice, once for each pool */
	if (role->consumer && this->execution->ops &&
	    !is_told[this->execution->index]) {
		is_told[this->execution->index] = true;
		if (!out)
			out = open_memstream(&text, &bytes_told);
		if (!out)
			abort();
		pool = this->execution->ops->name;
		tell_arena(this->execution, "before");
		tell_huge(this->execution);
	}
	return __real_role_start(role);
}

static void tell_threads(const struct execution *execution)
{
	char name[32], driver[16];

	for (unsigned int i = 0; i < execution->nr_roles && i < MOST_ROLES;
	     i++) {
		const struct self *self = &selves[i];

		snprintf(name, sizeof(name), i ? "producer %u" : "consumer",
			 i - 1);
		tell("thread", name, (int)self->node, self->cpu, self->cpus,
		     self->mems);
	}
	tell_tasks("self", selves, execution->nr_roles);
	snprintf(driver, sizeof(driver), "%d", (int)getppid());
	tell_tasks(driver, NULL, 0);
}

void __wrap_slices_result(struct run *run)
{
	const char *path = getenv("BENCH_WITNESS");
	FILE *file;

	for (unsigned int i = 0; i < run->trial->subjects; i++) {
		if (!is_told[run->execution[i].index])
			continue;
		pool = run->execution[i].ops->name;
		tell_threads(&run->execution[i]);
		tell_arena(&run->execution[i], "after");
		tell_bound();
	}
	__real_slices_result(run);
	if (!out)
		return;
	fclose(out);
	file = path ? fopen(path, "a") : NULL;
	if (!file || fwrite(text, 1, bytes_told, file) != bytes_told ||
	    fclose(file))
		abort();
}
