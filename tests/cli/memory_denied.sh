#!/bin/bash
# SPDX-License-Identifier: MIT
# memory_denied.sh BENCH REFUSE_SYSCALLS: where the kernel neither places
# memory nor says where it lies, one node is still one node; on several, a
# trial without that proof is an error
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/common.sh"
bench=$1
refuse=$2

"$refuse" mbind,move_pages /bin/true || exit
run "$refuse" mbind,move_pages "$bench" --pool svc_page_pool,mutex,malloc \
	--scenario uncontended,floor --quick --repetitions 2 --window-ms 20 \
	--warmup-ms 2 --out result
if one_node; then
	expect_measured result
	expect_rounds result 2 3 scenario=uncontended
else
	expect_status 1
	expect_csv result/samples.csv
	expect_values "statuses" error \
		<<<"$(csv result/samples.csv pool=mutex status)"
	expect_values "errors" "the kernel refuses to say.*" \
		<<<"$(csv result/samples.csv pool=mutex error)"
fi
