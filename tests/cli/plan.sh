#!/bin/bash
# SPDX-License-Identifier: MIT
# plan.sh BENCH: what --plan says, here and of the machines of plans.txt
. "$(dirname "$0")/common.sh"
machines=$here/../data/topologies
all=local,remote,mixed,smt,llc,xllc,os

# plans: those of the CSV in $out, as plans.txt has them
plans() {
	csv "$out" placement producers role cpu core node memory_node status \
		reason index | awk -F '\t' '
		{
			plan = $1 " " $2 ":"
			thread = ($4 == "" ? -1 : $4) "/" ($5 == "" ? -1 : $5) \
				"/" ($6 == "" ? -1 : $6) "/" $7
		}
		$8 != "ok" { thread = "no: " $9 }
		$3 == "producer" {
			printf "%s %s", ($10 == 0 ? " <-" : ""), thread
			next
		}
		{ printf "%s%s %s", (NR > 1 ? "\n" : ""), plan, thread }
		END { print "" }'
}

run "$bench" --plan
expect_clean
expect_line "$out" "^placement +producers +role +index +cpu "
expect_line "$out" "^local +1 +(consumer +0 +[0-9]|unavailable: .)"
if one_node; then
	expect_line "$out" \
		"^remote +1 +unavailable: this machine has one NUMA node$"
fi

# All machines, with buffers on each producer's own node
while read -r _ machine; do
	run "$bench" --plan --format csv --placement $all --producers 1,2,4 \
		--home producer --topology "$machines/$machine.xml"
	expect_clean
	expect_csv "$out"
	# hwloc 3 does not read memory that is stated by size of page alone
	[ "$machine" != xeon-4-sockets-one-node ] ||
		! grep -q "states no memory" "$out" || continue
	expect_equal "plans of $machine" "$(sed -n \
		"/^machine $machine\$/,/^\$/p" "$machines/plans.txt" |
		grep -v -e '^machine' -e '^#' -e '^$')" "$(plans)"
done < <(grep '^machine ' "$machines/plans.txt")
expect_equal "machines with plans" "$(cd "$machines" && echo ./*.xml)" \
	"$(sed -n 's,^machine \(.*\),./\1.xml,p' "$machines/plans.txt" | sort |
		xargs)"

# Only what was asked for
run "$bench" --plan --format csv --producers 2 --placement remote \
	--topology "$machines/xeon-2-nodes-smt.xml"
expect_equal "header" \
	"placement,producers,role,index,cpu,core,package,node,memory_node,status,reason,pool_node" \
	"$(head -n 1 "$out")"
expect_equal "rows" "remote	2	consumer	0	0	0
remote	2	producer	0	1	0
remote	2	producer	1	1	0" "$(csv "$out" placement producers role index package \
	pool_node)"
