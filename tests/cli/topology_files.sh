#!/bin/bash
# SPDX-License-Identifier: MIT
# topology_files.sh BENCH: plans for other machines, and files that are none
. "$(dirname "$0")/common.sh"
machines=$here/../data/topologies

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

# refuse_bad REGEX: the file bad.xml, by --plan and by --list
refuse_bad() {
	refuse 2 "bad.xml: $1" "$bench" --plan --topology "$work/bad.xml"
	refuse 2 "bad.xml: $1" "$bench" --list --topology "$work/bad.xml"
}

good=$machines/xeon-2-nodes-smt.xml
refuse_bad "cannot be opened: No such file"
while IFS='|' read -r regex text; do
	printf '%b' "$text" >bad.xml
	refuse_bad "$regex"
done <<'END'
the file is empty|
not XML|Machine (64GB)\n
not XML|\x7fELF
not hwloc's XML|<html><body/></html>\n
not hwloc's XML|<topologydiff version="2.0">\n</topologydiff>\n
hwloc 1 XML|<topology>\n</topology>\n
hwloc 9 XML, .* hwloc [23]: export it with .lstopo --export-xml-flags v2 |<topology version="9.0">\n</topology>\n
hwloc XML of an unknown version|<topology version="x">\n</topology>\n
truncated|\xef\xbb\xbf <topology version="2.0">\n<object type="Machine"
damaged|<topology version="2.0">\n</topology>\n
damaged|<topology version="2.0">\n<object type="Machine"\n</topology>\n
END
head -c $(($(wc -c <"$good") / 2)) "$good" >bad.xml
refuse_bad "truncated"
head -c 5000 /dev/urandom | tr '<' ' ' >bad.xml
refuse_bad "not XML"
(cat "$good"; printf '\0') >bad.xml
refuse_bad "."
for type in NUMANode PU; do
	grep -v "type=\"$type\"" "$good" >bad.xml
	refuse_bad "."
done
rm bad.xml
mkdir bad.xml
refuse_bad "is a directory"
rmdir bad.xml
mkfifo bad.xml
refuse_bad "is not a regular file"
rm bad.xml
if [ "$(id -u)" -ne 0 ]; then
	cp "$good" bad.xml
	chmod 000 bad.xml
	refuse_bad "cannot be opened: Permission denied"
fi

# A file stays what it is, whatever hwloc is told of this machine
run "$bench" --list --topology "$good"
cp "$out" plain
for variable in HWLOC_XMLFILE="$cxl" HWLOC_SYNTHETIC="numa:2 pu:2" \
	HWLOC_THISSYSTEM=1; do
	run env "$variable" HWLOC_THISSYSTEM_ALLOWED_RESOURCES=1 \
		"$bench" --list --topology "$good"
	expect_clean
	expect_equal "machine with $variable" "$(<plain)" "$(<"$out")"
done

# A name is told on one line, and of a long one the end
refuse 2 ": no\?such: cannot be opened" "$bench" --plan --topology $'no\nsuch'
refuse 2 ": \.\.\.x+: cannot be opened: File name too long" \
	"$bench" --plan --topology "$(printf 'x%.0s' {1..600})"

# Nothing can be run on another machine
refuse 2 "--plan or --list" "$bench" --topology "$good"
