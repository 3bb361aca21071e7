#!/bin/bash
# SPDX-License-Identifier: MIT
# topology_files.sh BENCH: plans for other machines, and files that are none
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/common.sh"
bench=$1
machines=$here/../data/topologies

# On each machine, remote is another node than the consumer's
files=("$machines"/*.xml)
expect_equal "files of machines" 6 "${#files[@]}"
for file in "${files[@]}"; do
	run "$bench" --plan --topology "$file" --placement remote \
		--producers 1,2,4 --format csv
	expect_status 0
	expect_csv "$out"
	consumer=$(csv "$out" role=consumer node | sort -u)
	if [[ $file == *one-node* ]]; then
		expect_values "statuses" unavailable <<<"$(csv "$out" status)"
		continue
	fi
	expect_values "statuses" ok <<<"$(csv "$out" status)"
	expect_equal "producers" 7 "$(csv "$out" role=producer node | wc -l)"
	expect_equal "producers on the consumer's node" "" \
		"$(csv "$out" role=producer "node=$consumer" cpu)"
	run "$bench" --list --topology "$file"
	expect_status 0
	expect_line "$out" "placements on the machine of the file"
done

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
sed 's/<topology version="2[^"]*"/<topology version="3.0"/' "$good" >bad.xml
refuse "hwloc 3 XML"
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
