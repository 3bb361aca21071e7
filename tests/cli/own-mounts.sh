# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced first, with the test's arguments: the test goes on in a mount
# namespace of its own, or is skipped.
if [ -z "${IN_NAMESPACE:-}" ]; then
	export IN_NAMESPACE=1
	for unshare in "unshare --mount" "unshare --map-root-user --mount"; do
		# shellcheck disable=SC2086 # its options
		if $unshare mount -t tmpfs none /tmp 2>/dev/null; then
			exec $unshare "$0" "$@"
		fi
	done
	echo "SKIP: no tmpfs can be mounted in a namespace of its own"
	exit 77
fi
