# SPDX-License-Identifier: MIT
# awk -f csv.awk FILE [NAME=VALUE | NAME!=VALUE]... NAME...
#	prints the named columns of the rows that the conditions choose
# awk -v check=1 -f csv.awk FILE
#	prints what is wrong with FILE

# Returns the number of fields, 0 where the quotes are wrong. Of what quotes
# divide every second part is within them; an empty one between two of these
# is a quote.
function csv_split(line, field,    n, i, part) {
	if (line !~ /"/)
		return split(line, field, ",")
	n = split(line, part, "\"")
	line = ""
	for (i = 1; i <= n; i++) {
		if (i % 2 == 0)
			gsub(",", SUBSEP, part[i])
		else if (part[i] == "" && i > 1 && i < n)
			part[i] = "\""
		else if (i > 1 && part[i] !~ /^(,|$)/ || i < n && part[i] !~ /(^|,)$/)
			return 0
		line = line part[i]
	}
	if (n % 2 == 0)
		return 0
	n = split(line, field, ",")
	for (i = 1; i <= n; i++)
		gsub(SUBSEP, ",", field[i])
	return n
}

function number_of(name) {
	if (name in column)
		return column[name]
	print FILENAME ": no column " name > "/dev/stderr"
	failed = 2
	exit
}

function take_arguments(    i, k, word) {
	for (i = 2; i < arguments; i++) {
		word = argument[i]
		k = index(word, "=")
		if (!k) {
			wanted[++nr_wanted] = number_of(word)
			continue
		}
		conditions++
		unlike[conditions] = substr(word, k - 1, 1) == "!"
		value[conditions] = substr(word, k + 1)
		place[conditions] = number_of(substr(word, 1,
			k - 1 - unlike[conditions]))
	}
}

function is_chosen(    i) {
	for (i = 1; i <= conditions; i++)
		if ((field[place[i]] == value[i] "") == unlike[i])
			return 0
	return 1
}

BEGIN {
	# awk itself would take NAME=VALUE for an assignment
	arguments = ARGC
	for (i = 2; i < arguments; i++)
		argument[i] = ARGV[i]
	ARGC = 2
}

NR == 1 {
	fields = csv_split($0, field)
	for (i = 1; i <= fields; i++) {
		if (field[i] == "" || field[i] in column)
			print "header: column " i " is " field[i]
		column[field[i]] = i
	}
	take_arguments()
	next
}

check {
	n = csv_split($0, field)
	if (n != fields)
		print "line " NR ": " n " fields instead of " fields
	next
}

{
	csv_split($0, field)
	if (!is_chosen())
		next
	line = field[wanted[1]]
	for (i = 2; i <= nr_wanted; i++)
		line = line "\t" field[wanted[i]]
	print line
}

END {
	exit failed
}
