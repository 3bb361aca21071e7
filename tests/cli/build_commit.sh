#!/bin/bash
# SPDX-License-Identifier: MIT
# build_commit.sh CMAKE: the commit that a build names is that of its source or
# none, with the reason; what was built and is not in it makes it dirty.
. "$(dirname "$0")/common.sh"
cmake=$1
command -v git >/dev/null || skip "git is missing: scripts/deps --test installs it"
unset "${!GIT_@}"
export HOME=$work GIT_CONFIG_NOSYSTEM=1
git config --global user.name test
git config --global user.email test@localhost

# new_source FOLDER: what of a source git is asked about
new_source() {
	mkdir -p "$1"/{cmake,src/pool,bench}
	cp "$here/../../cmake/build_commit.cmake" "$1/cmake/"
	touch "$1/src/pool/mutex.c"
}
commit_all() {
	git -C "$1" init -q
	git -C "$1" add -A
	git -C "$1" commit -q -m "a source" --allow-empty
}

path=$PATH
# says FOLDER COMMIT DIRTY WHY: of a build of this folder; CMake 3.31 begins its
# own reasons with small letters
says() {
	run env "PATH=$path" "$cmake" -D "SOURCE=$1" -D "OUTPUT=$work/made.h" \
		-P "$1/cmake/build_commit.cmake"
	expect_status 0
	expect_equal "of $1" "#define BUILD_COMMIT \"$2\"
#define BUILD_COMMIT_WHY \"$4\"
#define BUILD_DIRTY $3" "$(grep define made.h | sed 's/"git: n/"git: N/')"
}

own="own (2) [x] + ä"
new_source "$own"
says "$own" unknown 0 \
	"fatal: not a git repository (or any of the parent directories): .git"
git -C "$own" init -q
says "$own" unknown 0 "fatal: ambiguous argument 'HEAD': unknown revision or path not in the working tree."
commit_all "$own"
commit=$(git -C "$own" rev-parse HEAD)
says "$own" "$commit" 0 ""
ln -s "$own" link
says link "$commit" 0 ""

# new files are built where CMake globs, and nowhere else
mkdir -p "$own/results/mine"
touch "$own/notes.c" "$own/results/mine/samples.csv"
says "$own" "$commit" 0 ""
touch "$own/src/pool/spinlock.c"
says "$own" "$commit" 1 ""
echo spinlock.c >>"$own/.git/info/exclude"
says "$own" "$commit" 1 ""
rm "$own/src/pool/spinlock.c"
echo changed >>"$own/src/pool/mutex.c"
says "$own" "$commit" 1 ""
git -C "$own" checkout -q .

# other repositories: around the source, below it, named by the environment
mkdir -p other
commit_all other
new_source other/vendor
says other/vendor unknown 0 "the source is a folder of another repository"
commit_all other
says other/vendor unknown 0 "the source is a folder of another repository"
GIT_DIR=$work/other/.git GIT_WORK_TREE=$work/other says "$own" "$commit" 0 ""
mkdir around
commit_all around
new_source around
says around unknown 0 "fatal: path 'cmake/build_commit.cmake' exists on disk, but not in 'HEAD'"

# no git, and a git that refuses
mkdir bin
path=$work/bin
says "$own" unknown 0 "git: No such file or directory"
path=$PATH
if [ "$(id -u)" -eq 0 ]; then
	chown -R 4321 "$own"
	says "$own" unknown 0 \
		"fatal: detected dubious ownership in repository at '$work/$own'"
fi
