#!/bin/bash
# SPDX-License-Identifier: MIT
# deps.sh: what scripts/deps asks for where packages have other names, and
# what it takes for installed. The system's lists of packages are stand-ins.
. "$(dirname "$0")/common.sh"
deps=$here/../../scripts/deps
export OS_RELEASE=$work/os-release
PATH=$work/bin:$PATH

# installed has a line for each package: its name, and what it provides
mkdir bin
cat >bin/dpkg-query <<'END'
#!/bin/bash
for name; do :; done
[[ $name != *'{'* ]] || exec sed 's/^[^ ]*/installed/' installed
! grep -q "^$name " installed || echo installed
END
cat >bin/apt-cache <<'END'
#!/bin/bash
for name; do :; done
! grep -qx "$name" index || echo "Package: $name"
END
chmod +x bin/*

# expect_deps MISSING: of mimalloc and tcmalloc
expect_deps() {
	run "$deps" --check
	expect_status "$([ -n "$1" ] && echo 1 || echo 0)"
	expect_equal "missing, where there is $(paste -sd ' ' index)" "$1" \
		"$(grep -oE 'lib(mi|tc)malloc[^ ]*' "$err" | paste -sd ' ')"
}

echo "ID=debian" >os-release
for names in "libmimalloc2.0 libtcmalloc-minimal4" \
	"libmimalloc3 libtcmalloc-minimal4t64" \
	"libmimalloc2.0 libtcmalloc-minimal4t64"; do
	tr ' ' '\n' <<<"$names" >index
	: >installed
	expect_deps "$names"
done

# all else is installed; these are under one of their names, or provided
"$deps" --print | sed 's/.*--no-install-recommends //' | tr ' ' '\n' |
	sed '/malloc2\.0\|tcmalloc/d; s/$/ /' >all
while IFS='|' read -r packages missing; do
	{ cat all; tr ';' '\n' <<<"$packages"; } >installed
	expect_deps "$missing"
done <<'END'
libmimalloc3 |libtcmalloc-minimal4t64
libmimalloc2.0 |libtcmalloc-minimal4t64
libmimalloc2.0 ;other libnothing (= 1), libtcmalloc-minimal4 (= 2.16)|
libtcmalloc-minimal4 ;libmimalloc-other libmimalloc3|
other libmimalloc30, libtcmalloc|libmimalloc2.0 libtcmalloc-minimal4t64
END

while read -r id package; do
	echo "ID=$id" >os-release
	: >installed
	run "$deps" --print
	expect_status 0
	expect_line "$out" " $package( |$)"
done <<'END'
ubuntu libmimalloc2.0
fedora mimalloc
rocky gperftools-libs
END
