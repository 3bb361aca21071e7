#!/bin/bash
# SPDX-License-Identifier: MIT
# list.sh BENCH: what --help, --version, --columns and --list say
. "$(dirname "$0")/common.sh"

run "$bench" --help
expect_clean
for option in list plan columns scenario pool placement producers burst put \
	touch home remote-node buffer-bytes pool-max oversubscribe quick full \
	repetitions copies slices window-ms warmup-us seed out resume \
	format topology; do
	expect_line "$out" "^ +(-., )?--${option}[ =]"
done
# argp can put the margin of a line before another one
expect_equal "lines that begin elsewhere" "" "$(awk '
	/^ What to do/ { options = 1 }
	/^bench compare/ { options = 0 }
	options && (/^[^ ]/ || /^ +--/ && !/^      --/)' "$out")"
# Lines are folded: look at the text as one
expect_line <(tr -s ' \n' ' ' <"$out") \
	"Exit status: 0 .*1 .*2 .*3 .*130"

run "$bench" --version
expect_clean
expect_line "$out" "^bench [0-9]+\.[0-9]+"

run "$bench" --columns
expect_clean
for file in samples.csv slices.csv counters.csv summary.csv; do
	expect_line "$out" "^### $file$"
done

run "$bench" --list
expect_clean
for pool in svc_page_pool malloc jemalloc mutex percpu null mainline \
	msg_return nopool; do
	expect_line "$out" "^  $pool +[^ ]"
done
for name in handoff rpc overflow uncontended floor local remote mixed smt llc xllc os; do
	expect_line "$out" "^  $name +[^ ]"
done
if one_node; then
	expect_equal "what stands below remote" \
		"unavailable here: this machine has one NUMA node" \
		"$(grep -A 1 '^  remote ' "$out" | tail -n 1 | sed 's/^ *//')"
fi
expect_line "$out" "^this machine: [0-9]+ NUMA nodes?, [0-9]+ CPUs?$"
expect_line "$out" "^  node 0: [0-9.]+ [GM]iB, CPUs? [0-9]"
if [ "$(nproc)" -ge 2 ]; then
	expect_line "$out" \
		"^ +consumer on CPU [0-9]+ of node [0-9]+, at most [0-9]+ producers? on node"
fi
text=$(sed '/^this machine:/,/^$/d' "$out" |
	sed -n 's/^  \([a-z][a-z_0-9]*\) .*/\1/p')

run "$bench" --list --format csv
expect_clean
expect_csv "$out"
expect_equal "header" \
	"kind,name,status,description,reason,cap,synchronization,cpus,memory_bytes,distances,consumer_cpu,consumer_node,most_producers,producer_nodes" \
	"$(head -n 1 "$out")"
expect_equal "names, as text and as CSV" "$text" \
	"$(csv "$out" kind!=node kind!=cpu name)"
expect_values "kinds" "scenario|pool|floor|node|cpu|placement" \
	<<<"$(csv "$out" kind)"
nodes=(/sys/devices/system/node/node[0-9]*)
expect_equal "number of nodes" "${#nodes[@]}" \
	"$(csv "$out" kind=node name | wc -l)"
expect_equal "number of CPUs" "$(getconf _NPROCESSORS_ONLN)" \
	"$(csv "$out" kind=cpu name | wc -l)"
expect_equal "CPUs that are allowed" "$(nproc)" \
	"$(csv "$out" kind=cpu status=ok name | wc -l)"
expect_values "statuses" "ok|unavailable" <<<"$(csv "$out" status)"
expect_empty "$out" status=ok reason
expect_filled "$out" status=unavailable reason
expect_filled "$out" description

# What a process may not use is said
if [ "$(nproc)" -ge 2 ]; then
	allowed=$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')
	run taskset -c "$allowed" "$bench" --list
	expect_line "$out" "^  not allowed for this process: CPUs? [0-9]"
	run taskset -c "$allowed" "$bench" --list --format csv
	expect_equal "CPUs that are allowed" "$allowed" \
		"$(csv "$out" kind=cpu status=ok name)"
fi

# Other machines, as lists.txt has them: the matrix or what stands in for it,
# memory beside a CPU's own, caches, placements
machines=$here/../data/topologies
for file in "$machines"/*.xml; do
	machine=$(basename "$file" .xml)
	run "$bench" --list --topology "$file"
	expect_clean
	# hwloc 3 does not read memory that is stated by size of page alone
	! grep -q "states no memory" "$out" || continue
	expect_equal "list of $machine" \
		"$(sed -n "/^machine $machine\$/,/^machine /{//!p}" \
			"$machines/lists.txt")" \
		"$(sed -n '/^the machine of the file:/,$p' "$out")"
done
run "$bench" --list --format csv --topology "$machines/xeon-2-nodes-smt.xml"
expect_csv "$out"
expect_equal "rows of nodes" "0	0-7,16-23	10 20
1	8-15,24-31	20 10" "$(csv "$out" kind=node name cpus distances)"
expect_equal "rows of placements" "local	0	0	14	0
remote	0	0	16	1
mixed	0	0	28	0-1
smt	0	0	1	0
llc	0	0	14	0
xllc				
os			31	" "$(csv "$out" kind=placement name consumer_cpu \
	consumer_node most_producers producer_nodes)"
sed 's|</topology>|  <cpukind cpuset="0x00ff00ff"><info name="LinuxCapacity" value="446"/></cpukind>\n  <cpukind cpuset="0xff00ff00"><info name="LinuxCapacity" value="1024"/></cpukind>\n&|' \
	"$machines/xeon-2-nodes-smt.xml" >kinds.xml
run "$bench" --list --topology "$work/kinds.xml"
expect_line "$out" "^  kinds of cores: 2, mixed by placement os alone: \(slowest first\) CPUs 0-7,16-23 \| CPUs 8-15,24-31$"
expect_line "$out" "unavailable here: no CPU of another NUMA node is of the consumer's kind of core"
run "$bench" --list --topology "$work/kinds.xml" --format csv
expect_line "$out" '^cpu,7,ok,"node 0, .*, kind of core 0",'
expect_line "$out" '^cpu,8,ok,"node 1, .*, kind of core 1",'
