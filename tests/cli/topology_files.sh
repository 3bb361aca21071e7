#!/bin/bash
# SPDX-License-Identifier: MIT
# topology_files.sh BENCH: plans for other machines, and files that are none
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/common.sh"
machines=$here/../data/topologies

# On each machine, remote is another node than the consumer's
files=("$machines"/*.xml)
expect_equal "files of machines" 9 "${#files[@]}"
for file in "${files[@]}"; do
	run "$bench" --plan --topology "$file" --placement remote \
		--producers 1,2,4 --format csv
	expect_status 0
	expect_csv "$out"
	consumer=$(csv "$out" role=consumer node | sort -u)
	case $file in
	*one-node*|*threadripper*|*container*)
		expect_values "statuses" unavailable <<<"$(csv "$out" status)"
		continue ;;
	esac
	expect_values "statuses" ok <<<"$(csv "$out" status)"
	expect_equal "producers" 7 "$(csv "$out" role=producer node | wc -l)"
	expect_equal "producers on the consumer's node" "" \
		"$(csv "$out" role=producer "node=$consumer" cpu)"
	run "$bench" --list --topology "$file"
	expect_status 0
	expect_line "$out" "placements on the machine of the file"
done

# Equal cores are one kind, whatever their boost clocks
run "$bench" --plan --topology "$machines/threadripper-17-boost-clocks.xml" \
	--placement local --producers 31 --format csv
expect_equal "producers that are local" 31 \
	"$(csv "$out" role=producer node=0 cpu | wc -l)"

# A container with CPUs of node 1 and memory of node 0: both are named
container=$machines/container-cpus-12-15-memory-0.xml
run "$bench" --plan --topology "$container"
expect_line "$out" "^MEMORY ELSEWHERE: the consumer runs on node 1, its memory is on node 0$"
expect_line "$out" "^remote .*: no CPU is on a NUMA node besides the consumer's, 1, and that of its memory, 0$"
run "$bench" --list --topology "$container"
expect_line "$out" "^  node 1: 32 GiB \(not allowed\), CPUs 12-15 \(4 cores\), whose memory is on node 0$"

# Memory of a package or of the machine is nobody's own, but can be a home
cxl=$machines/snc2-2-sockets-cxl.xml
run "$bench" --plan --topology "$cxl" --placement local,remote --producers 1 \
	--home 5 --format csv
expect_values "nodes of the consumer's memory" 0 \
	<<<"$(csv "$out" role=consumer memory_node)"
expect_values "nodes of the buffers" 5 \
	<<<"$(csv "$out" role=producer memory_node)"
run "$bench" --plan --topology "$cxl" --placement local --producers 23
expect_line "$out" "node 0 has 22 allowed CPUs besides the consumer's core"

# refuse WHAT REGEX: the file bad.xml, by --plan and by --list
refuse() {
	run "$bench" --plan --topology "$work/bad.xml"
	expect_complaint 2 "bad.xml: $1"
	run "$bench" --list --topology "$work/bad.xml"
	expect_complaint 2 "bad.xml: $1"
}

good=$machines/xeon-2-nodes-smt.xml
refuse "cannot be opened: No such file"
: >bad.xml
refuse "the file is empty"
echo "no markup" >bad.xml
refuse "not XML"
echo "<html><body/></html>" >bad.xml
refuse "not hwloc's XML"
head -c $(($(wc -c <"$good") / 2)) "$good" >bad.xml
refuse "truncated"
sed 's/<topology version="2[^"]*"/<topology version="9.0"/' "$good" >bad.xml
refuse "hwloc 9 XML, .* hwloc [23]: export it with "
sed 's/<topology version="2[^"]*"/<topology/' "$good" >bad.xml
refuse "hwloc 1 XML"
head -c 5000 /dev/urandom | tr '<' ' ' >bad.xml
refuse "not XML"
(cat "$good"; printf '\0') >bad.xml
refuse "."
grep -v 'type="NUMANode"' "$good" >bad.xml
refuse "."
rm bad.xml
mkdir bad.xml
refuse "is a directory"
rmdir bad.xml
mkfifo bad.xml
refuse "is not a regular file"
rm bad.xml
if [ "$(id -u)" -ne 0 ]; then
	cp "$good" bad.xml
	chmod 000 bad.xml
	refuse "cannot be opened: Permission denied"
fi

# Nothing can be run on another machine
run "$bench" --topology "$good"
expect_complaint 2 "--plan or --list"
