# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154
# What the tests of plot/ share: run-tests and run-browser set $here; $plot is
# the program that draws.

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failures=0

check() { # WHAT COMMAND...
	local what=$1
	shift
	if "$@"; then
		echo "ok      $what"
	else
		echo "FAILED  $what"
		failures=$((failures + 1))
	fi
}

# The text of a chart, in which a wrapped paragraph is many elements.
words() {
	sed -n 's/.*<text[^>]*>\([^<]*\)<.*/\1/p' "$1" | tr '\n' ' '
}

says() { # SVG TEXT
	case "$(words "$1")" in
	*"$2"*) ;;
	*) return 1 ;;
	esac
}

says_not() {
	! says "$@"
}

sane_png() { # FILE: a picture that a reader can use, not only white
	/usr/bin/python3 - "$1" <<-'END'
		import sys
		import matplotlib.image
		picture = matplotlib.image.imread(sys.argv[1])
		height, width = picture.shape[:2]
		edge = [picture[0], picture[-1], picture[:, 0], picture[:, -1]]
		sys.exit(not (900 <= width <= 4000 and 400 <= height <= 4000
			      and picture[..., :3].min() < 0.5
			      # Nothing reaches the edge: nothing is clipped.
			      and all(line[..., :3].min() == 1 for line in edge)))
	END
}

draw() { # KIND
	"$here/make-data" "$1" "$tmp/$1"
	"$plot" "$tmp/$1" >"$tmp/list" 2>"$tmp/errors"
}

not_drawn() { # TEXT...: these charts are missed, and that is all that is said
	test "$(cat "$tmp/errors")" = "$(printf 'plot: not drawn: %s\n' "$@")"
}

draw_again() { # KIND OUT
	"$plot" "$tmp/$1" --out "$tmp/$2" >"$tmp/list" 2>"$tmp/errors"
}

refuses() { # STATUS TEXT ARGUMENT...: one line with TEXT
	local expected=$1 text=$2 status=0
	shift 2
	"$plot" "$@" >"$tmp/list" 2>"$tmp/errors" || status=$?
	[ "$status" -eq "$expected" ] &&
		[ "$(wc -l <"$tmp/errors")" -eq 1 ] &&
		[ ! -s "$tmp/list" ] &&
		grep -qF -- "$text" "$tmp/errors" && return 0
	echo "status $status, and: $(cat "$tmp/errors")"
	return 1
}

drawn() { # KIND NAME...: these charts, both kinds, all listed, and no more
	local kind=$1 name type
	shift
	[ "$(wc -l <"$tmp/list")" -eq $((2 * $#)) ] || return 1
	for name in "$@"; do
		for type in svg png; do
			grep -qxF "$tmp/$kind/charts/$name.$type" "$tmp/list" &&
				[ -s "$tmp/$kind/charts/$name.$type" ] ||
				return 1
		done
		sane_png "$tmp/$kind/charts/$name.png" || return 1
	done
}
