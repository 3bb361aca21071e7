# SPDX-License-Identifier: MIT
# awk -F , -f kernel-counts.awk [TRIAL SLICES]...: what the module counted, by
# setting and pool. Times of a guest mean nothing.
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
			printf "  %-24s %12d %10d %10d %10d\n", pool[k],
				sent[key], missed[key], refused[key],
				wrong[key]
		}
	}
}
