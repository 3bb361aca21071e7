# SPDX-License-Identifier: MIT
# awk -F , -f kernel-counts.awk [TRIAL SLICES]...: what the module counted, by
# setting and pool; "-" where a pool's pages are its own and it does not tell.
# Times of a guest mean nothing.
function count_of(sum, key) {
	return key in unknown ? "-" : sum[key]
}
FILENAME ~ /trial$/ {
	split($0, word, " ")
	value[word[1]] = word[2]
}
FILENAME ~ /slices$/ && FNR == 1 {
	setting = value["scenario"] ", put " value["put"] ", burst " \
		value["burst"] ", node " value["node"]
	if (!(setting in seen)) {
		seen[setting] = 1
		name[n++] = setting
	}
	for (i = 1; i <= NF; i++)
		at[$i] = i
	next
}
FILENAME ~ /slices$/ && $at["buffers"] != "" {
	key = setting SUBSEP $at["pool"]
	if (!(key in sent))
		pools[setting] = pools[setting] " " $at["pool"]
	sent[key] += $at["buffers"]
	if ($at["fallback"] == "")
		unknown[key]
	missed[key] += $at["fallback"]
	wrong[key] += $at["wrong_node"]
	refused[key] += $at["put_full"] + $at["put_full_negative"]
}
END {
	for (i = 0; i < n; i++) {
		printf "\n%s\n  %-24s %12s %10s %10s %10s\n", name[i],
			"pool", "pages", "misses", "refused", "wrong node"
		count = split(pools[name[i]], pool, " ")
		for (k = 1; k <= count; k++) {
			key = name[i] SUBSEP pool[k]
			printf "  %-24s %12d %10s %10s %10d\n", pool[k],
				sent[key], count_of(missed, key),
				count_of(refused, key), wrong[key]
		}
	}
}
