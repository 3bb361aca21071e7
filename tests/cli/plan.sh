#!/bin/bash
# SPDX-License-Identifier: MIT
# plan.sh BENCH: what --plan says, here and on a machine of two nodes
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/common.sh"
machines=$here/../data/topologies

# expect_plans PRODUCERS...: one consumer and each producer, or a reason
expect_plans() {
	local wrong

	expect_clean
	expect_csv "$out"
	expect_equal "header" \
		"placement,producers,role,index,cpu,core,package,node,memory_node,status,reason,pool_node" \
		"$(head -n 1 "$out")"
	wrong=$(csv "$out" placement producers role index cpu status reason core \
			package node memory_node |
		awk -F '\t' -v numbers="$*" '
		{ plan = $1 " " $2 }
		$6 == "unavailable" {
			if (rows[plan]++ || $3 $4 $5 $8 $9 $10 $11 != "" ||
			    $7 == "")
				print "unavailable: " $0
			whole[plan] = 1
			next
		}
		$6 != "ok" || $7 != "" { print "status: " $0 }
		{
			for (i = 8; i <= 11; i++)
				if ($i !~ /^-?[0-9]+$/)
					print "no number: " $0
			role = rows[plan]++ ? "producer" : "consumer"
			if ($3 != role ||
			    $4 != (rows[plan] > 1 ? rows[plan] - 2 : 0))
				print "thread: " $0
			if (cpus[plan, $5]++)
				print "two threads on a CPU: " $0
			whole[plan] = rows[plan] == $2 + 1
		}
		END {
			split("local remote mixed smt llc xllc", name, " ")
			n = split(numbers, number, " ")
			for (i = 1; i <= 6; i++)
				for (j = 1; j <= n; j++)
					if (!whole[name[i] " " number[j]])
						print "not whole: " name[i] " " number[j]
		}')
	expect_equal "plans" "" "$wrong"
}

run "$bench" --plan
expect_clean
expect_line "$out" "^placement +producers +role +index +cpu "
expect_line "$out" "^local +1 +(consumer +0 +[0-9]|unavailable: .)"
if one_node; then
	expect_line "$out" \
		"^remote +1 +unavailable: this machine has one NUMA node$"
fi
run "$bench" --plan --format csv --producers 1
expect_plans 1
run "$bench" --plan --format csv --producers 1,2-4 \
	--topology "$machines/xeon-2-nodes-smt.xml"
expect_plans 1 2 3 4

# Only what was asked for
run "$bench" --plan --format csv --producers 2 --placement remote \
	--topology "$machines/xeon-2-nodes-smt.xml"
expect_equal "rows" "remote	2	consumer	0
remote	2	producer	0
remote	2	producer	1" "$(csv "$out" placement producers role index)"
