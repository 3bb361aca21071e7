// SPDX-License-Identifier: MIT
/* Limits of cgroups of both versions, and CPU time, of made-up machines. */
#include <string.h>

#include "test.h"
#include "made_up.h"

#include "base/cgroup.h"
#include "base/cpu_time.h"
#include "base/compiler.h"
#include "trial/disturbance.h"

#define MIB(n)		((uint64_t)(n) << 20)
#define FILES		12
/* Version 2 at its usual place; the root of its mount is %s */
#define MOUNT_2(part)	"30 22 0:24 " part \
	" /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"
#define MOUNT_1(part, name)	"30 22 0:24 " part \
	" /sys/fs/cgroup/" name " rw - cgroup cgroup rw," name "\n"
#define OTHERS	"22 1 254:0 / / rw - ext4 /dev/vda rw\n" \
	"40 22 0:9 / /cgroup rw - tmpfs cgroup2 rw\n"

/* What a process sees of cgroups, and what is made of it */
static const struct machine {
	const char *name;
	const char *groups, *mounts;	/* of /proc/self: cgroup, mountinfo */
	const char *files[FILES][2];	/* below /sys/fs/cgroup, and their text */
	double quota;	/* 0: none; -1: not known */
	int left;	/* of memory, in MiB; 0: no limit; -1: not known */
	const char *unbalanced;	/* CPUs */
} machines[] = {
	{
		.name = "no cgroups at all", .quota = -1, .left = -1,
	}, {
		.name = "version 2, nothing limited",
		.groups = "0::/user.slice/a\n", .mounts = OTHERS MOUNT_2("/"),
		.files = {
			{ "cgroup.procs", "" },
			{ "user.slice/cgroup.events", "" },
			{ "user.slice/a/cgroup.procs", "" },
			{ "user.slice/a/cpu.max", "max 100000\n" },
			{ "user.slice/a/memory.max", "max\n" },
			{ "user.slice/a/cpuset.cpus.partition", "member\n" },
		},
	}, {
		.name = "version 2, the group above has less",
		.groups = "0::/pod/box\n", .mounts = OTHERS MOUNT_2("/"),
		.files = {
			{ "pod/cpu.max", "150000 100000\n" },
			{ "pod/memory.max", "104857600\n" },
			{ "pod/memory.current", "83886080\n" },
			{ "pod/memory.stat", "anon 5\ninactive_file 20971520\n"
			  "active_file 10485760\n" },
			{ "pod/box/cgroup.procs", "" },
			{ "pod/box/cpu.max", "200000 50000\n" },
			{ "pod/box/memory.max", "209715200\n" },
			{ "pod/box/memory.current", "1048576\n" },
		},
		.quota = 1.5, .left = 50,
	}, {
		.name = "a namespace: its top is not the first group",
		.groups = "0::/\n", .mounts = MOUNT_2("/"),
		.files = {
			{ "cgroup.procs", "" }, { "cgroup.events", "" },
			{ "cpu.max", "max 100000\n" }, { "memory.max", "max" },
		},
		.quota = -1, .left = -1,
	}, {
		.name = "a namespace whose top is limited",
		.groups = "0::/\n", .mounts = MOUNT_2("/"),
		.files = {
			{ "cgroup.procs", "" }, { "cgroup.events", "" },
			{ "cpu.max", "50000 100000\n" },
			{ "memory.max", "1048576\n" },
			{ "memory.current", "2097152\n" },
		},
		.quota = 0.5, .left = 0,
	}, {
		.name = "a mount of another part of the hierarchy",
		.groups = "0::/docker/ab\n", .mounts = MOUNT_2("/docker/a"),
		.files = { { "cgroup.procs", "" } },
		.quota = -1, .left = -1,
	}, {
		.name = "outside of the namespace's root",
		.groups = "0::/../other\n", .mounts = MOUNT_2("/"),
		.files = { { "cgroup.procs", "" } },
		.quota = -1, .left = -1,
	}, {
		.name = "version 1, a container that sees its own part",
		.groups = "4:memory:/docker/ab\n3:cpu,cpuacct:/docker/ab\n0::/\n",
		.mounts = MOUNT_1("/docker/ab", "memory")
			  MOUNT_1("/docker/ab", "cpu,cpuacct"),
		.files = {
			{ "cpu,cpuacct/cgroup.procs", "" },
			{ "cpu,cpuacct/cpu.cfs_quota_us", "25000\n" },
			{ "cpu,cpuacct/cpu.cfs_period_us", "100000\n" },
			{ "memory/cgroup.procs", "" },
			{ "memory/memory.limit_in_bytes", "104857600\n" },
			{ "memory/memory.usage_in_bytes", "52428800\n" },
			{ "memory/memory.stat", "inactive_file 1\n"
			  "total_inactive_file 10485760\n" },
		},
		.quota = 0.25, .left = 60,
	}, {
		.name = "version 1, nothing limited",
		.groups = "4:memory:/a b\n3:cpu:/a b\n2:cpuset:/\n0::/\n",
		.mounts = MOUNT_1("/", "memory") MOUNT_1("/", "cpu")
			  MOUNT_1("/", "cpuset"),
		.files = {
			{ "cpu/release_agent", "" },
			{ "cpu/a b/cgroup.procs", "" },
			{ "cpu/a b/cpu.cfs_quota_us", "-1\n" },
			{ "cpu/a b/cpu.cfs_period_us", "100000\n" },
			{ "memory/release_agent", "" },
			{ "memory/a b/cgroup.procs", "" },
			{ "memory/a b/memory.limit_in_bytes",
			  "9223372036854771712\n" },
			{ "cpuset/release_agent", "" },
			{ "cpuset/cgroup.procs", "" },
			{ "cpuset/cpuset.sched_load_balance", "1\n" },
			{ "cpuset/cpuset.effective_cpus", "0-7\n" },
		},
	}, {
		.name = "version 1, load balancing off",
		.groups = "2:cpuset:/rt\n", .mounts = MOUNT_1("/", "cpuset"),
		.files = {
			{ "cpuset/release_agent", "" },
			{ "cpuset/cpuset.sched_load_balance", "0\n" },
			{ "cpuset/rt/cgroup.procs", "" },
			{ "cpuset/rt/cpuset.sched_load_balance", "0\n" },
			{ "cpuset/rt/cpuset.effective_cpus", "2-3\n" },
		},
		.quota = -1, .left = -1, .unbalanced = "2-3",
	}, {
		.name = "version 1, balanced by the group above",
		.groups = "2:cpuset:/rt\n", .mounts = MOUNT_1("/", "cpuset"),
		.files = {
			{ "cpuset/release_agent", "" },
			{ "cpuset/cpuset.sched_load_balance", "1\n" },
			{ "cpuset/rt/cgroup.procs", "" },
			{ "cpuset/rt/cpuset.sched_load_balance", "0\n" },
			{ "cpuset/rt/cpuset.effective_cpus", "2-3\n" },
		},
		.quota = -1, .left = -1,
	}, {
		.name = "in an isolated partition",
		.groups = "0::/iso/a\n", .mounts = MOUNT_2("/"),
		.files = {
			{ "iso/cpuset.cpus.partition", "isolated\n" },
			{ "iso/cpuset.cpus.effective", "2-7\n" },
			{ "iso/a/cgroup.procs", "" },
			{ "iso/a/cpuset.cpus.partition", "member\n" },
		},
		.unbalanced = "2-7",
	}, {
		.name = "a balanced partition in an isolated one",
		.groups = "0::/iso/a\n", .mounts = MOUNT_2("/"),
		.files = {
			{ "iso/cpuset.cpus.partition", "isolated\n" },
			{ "iso/cpuset.cpus.effective", "2-7\n" },
			{ "iso/a/cgroup.procs", "" },
			{ "iso/a/cpuset.cpus.partition", "root\n" },
		},
	}, {
		.name = "a partition that the kernel has given up",
		.groups = "0::/iso\n", .mounts = MOUNT_2("/"),
		.files = {
			{ "iso/cgroup.procs", "" },
			{ "iso/cpuset.cpus.partition",
			  "isolated invalid (Cpu list in cpuset.cpus not exclusive)\n" },
			{ "iso/cpuset.cpus.effective", "2-7\n" },
		},
	},
};

static void build(const struct machine *machine)
{
	char name[256];

	make_root();
	if (machine->groups)
		put("/proc/self/cgroup", machine->groups);
	if (machine->mounts)
		put("/proc/self/mountinfo", machine->mounts);
	for (int i = 0; i < FILES && machine->files[i][0]; i++) {
		snprintf(name, sizeof(name), "/sys/fs/cgroup/%s",
			 machine->files[i][0]);
		put(name, machine->files[i][1]);
	}
}

static void test_limits(void **state)
{
	static const enum cgroup_limit kinds[] = {
		CGROUP_UNKNOWN, CGROUP_UNLIMITED, CGROUP_LIMITED,
	};

	for (size_t i = 0; i < ARRAY_SIZE(machines); i++) {
		const struct machine *m = &machines[i];
		/* one that is limited to nothing has 0 left */
		const bool full = strstr(m->name, "top is limited");
		enum cgroup_limit quota, memory;
		uint64_t limit = 0, left = 0;
		char list[64];
		double cpus;

		build(m);
		quota = cgroup_cpu_quota(root, &cpus);
		memory = cgroup_memory(root, &limit, &left);
		cgroup_unbalanced_cpus(root, list, sizeof(list));
		if (quota != kinds[1 + (m->quota > 0) - (m->quota < 0)] ||
		    (m->quota > 0 && cpus != m->quota))
			fail_msg("%s: quota %d %f", m->name, quota, cpus);
		if (memory != kinds[1 + (m->left > 0 || full) -
				    (m->left < 0)] ||
		    (m->left > 0 && left != MIB(m->left)) ||
		    (full && left))
			fail_msg("%s: memory %d %llu", m->name, memory,
				 (unsigned long long)left);
		if (strcmp(list, m->unbalanced ? m->unbalanced : "") != 0)
			fail_msg("%s: unbalanced '%s'", m->name, list);
		assert_int_equal(remove_root(), 0);
	}
}

/* "\040" of mountinfo is a blank of the mount point. */
static void test_a_mount_point_with_a_blank(void **state)
{
	double cpus;

	make_root();
	put("/proc/self/cgroup", "0::/\n");
	put("/proc/self/mountinfo",
	    "3 2 0:2 / /my\\040groups rw - cgroup2 none rw\n");
	put("/my groups/cgroup.procs", "");
	put("/my groups/cpu.max", "100000 100000\n");
	assert_int_equal(cgroup_cpu_quota(root, &cpus), CGROUP_LIMITED);
	assert_int_equal(remove_root(), 0);
}

#define TIMES(stolen)	" 700 0 10 900 0 0 0 " stolen " 0 0\n"

static const struct {
	const char *name, *online, *stat;
	bool known;
	uint64_t stolen[3];
} stats[] = {
	{ "as it should be", "0-3\n", "cpu " TIMES("10") "cpu0" TIMES("1")
	  "cpu1" TIMES("2") "cpu2" TIMES("3") "cpu3" TIMES("4")
	  "intr 5 6\ncpu9" TIMES("9"), true, { 7, 3, 0 } },
	/* 700 ticks of user time are no CPU 700 */
	{ "CPU 700", "0-1,700\n", "cpu " TIMES("9") "cpu0" TIMES("0")
	  "cpu1" TIMES("0") "cpu700" TIMES("0"), true, { 0, 0, 0 } },
	{ "renumbered by lxcfs", "0-7\n", "cpu " TIMES("9") "cpu0" TIMES("5")
	  "cpu1" TIMES("4"), false, { 0, 0, 0 } },
	{ "as many, but others", "2-3\n", "cpu " TIMES("9") "cpu0" TIMES("5")
	  "cpu1" TIMES("4"), false, { 0, 0, 0 } },
	{ "no CPU by itself", "0-1\n", "cpu " TIMES("9"), false, { 0, 0, 0 } },
	{ "which are online is not known", NULL, "cpu " TIMES("9") "cpu0"
	  TIMES("9"), false, { 0, 0, 0 } },
};

static void test_stolen_time(void **state)
{
	static struct placement_thread producer = { .cpu = 3 };
	static struct placement_plan plan[] = {
		{ .consumer.cpu = 2, .producers = 1, .producer = &producer },
		{ .consumer.cpu = 2 }, { .consumer.cpu = 700 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(stats); i++) {
		make_root();
		put("/proc/stat", stats[i].stat);
		if (stats[i].online)
			put("/sys/devices/system/cpu/online",
			    stats[i].online);
		for (size_t p = 0; p < ARRAY_SIZE(plan); p++) {
			struct disturbance_clock clock;

			disturbance_read(&clock, root, &plan[p]);
			if (clock.steal_known != stats[i].known ||
			    clock.steal_ticks != stats[i].stolen[p])
				fail_msg("%s: %d %llu", stats[i].name,
					 clock.steal_known, (unsigned long
					 long)clock.steal_ticks);
		}
		assert_int_equal(remove_root(), 0);
	}
}

/* Counted from outside: what grew marks the trial. */
static void test_marks(void **state)
{
	static const struct {
		struct disturbance_clock began, ended;
		unsigned int disturbed;
	} cases[] = {
		{ { true, 5, 7 }, { true, 5, 7 }, 0 },
		{ { true, 5, 7 }, { true, 6, 7 }, DISTURBED_STEAL },
		{ { true, 5, 7 }, { true, 5, 8 }, DISTURBED_THROTTLED },
		/* a CPU went offline, the process came to another cgroup */
		{ { true, 5, 7 }, { true, 4, 0 }, 0 },
		{ { false, 0, 0 }, { true, 9, 0 }, 0 },
		{ { true, 9, 0 }, { false, 0, 0 }, 0 },
	};
	struct trial *trial = calloc(1, sizeof(*trial));

	assert_non_null(trial);
	trial->subjects = 2;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		trial->subject[0].outcome.disturbed = 0;
		trial->subject[1].outcome.disturbed = DISTURBED_MIGRATION;
		disturbance_judge(trial, &cases[i].began, &cases[i].ended);
		assert_int_equal(trial->subject[0].outcome.disturbed,
				 cases[i].disturbed);
		/* beside what a pool's own slices have */
		assert_int_equal(trial->subject[1].outcome.disturbed,
				 cases[i].disturbed | DISTURBED_MIGRATION);
	}
	free(trial);
}

/* The quota that is used up is that of a group above, which is not seen. */
static void test_throttled(void **state)
{
	uint64_t before;

	make_root();
	assert_int_equal(cgroup_throttled(root), 0);
	put("/proc/self/cgroup", "0::/a\n");
	put("/proc/self/mountinfo", MOUNT_2("/"));
	put("/sys/fs/cgroup/a/cgroup.procs", "");
	put("/sys/fs/cgroup/a/cpu.stat",
	    "usage_usec 5\nnr_throttled 0\nthrottled_usec 0\n");
	put("/sys/fs/cgroup/cpu.stat.local", "throttled_usec 0\n");
	assert_int_equal(cgroup_throttled(root), 0);
	put("/sys/fs/cgroup/a/cpu.stat",
	    "usage_usec 9\nnr_throttled 1\nthrottled_usec 0\n");
	before = cgroup_throttled(root);
	assert_true(before > 0);
	put("/sys/fs/cgroup/cpu.stat.local", "throttled_usec 4\n");
	assert_true(cgroup_throttled(root) > before);
	assert_int_equal(remove_root(), 0);
}

TESTS(T(test_limits), T(test_a_mount_point_with_a_blank), T(test_stolen_time),
      T(test_marks), T(test_throttled))
