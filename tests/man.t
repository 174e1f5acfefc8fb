#!/bin/sh
# man.t: every example of the manual, run as a reader would type it.
#
# In the section EXAMPLES of man/*.[157] commands and what they print stand in
# displays (.Bd -literal ... .Ed):
#
#	.\" test: crm			(anywhere before: a server and a setup)
#	.\" file: crm.json		(the next display is that file)
#	.Bd -literal -offset indent
#	$ rx-page https://api.example.com/items |
#	>   rx-select
#	{"id":1}
#	\&...				(any lines)
#	.Ed
#
# "$ " begins a command, "> " goes on with it, the other lines are what it
# prints: standard output, or that and standard error, one after the other.  It
# may end with a status other than 0 only if it prints an error.  A test NAME
# has tests/man/NAME.json, a scenario that is served as https://api.example.com,
# or tests/man/NAME.sh, which is sourced, or both.  If that sets SKIP, the
# examples behind it on the page are skipped, for that reason.  Files, variables and the
# directory last from one example of a page to the next.  A display without a
# command is an error, unless it is a file: what nobody runs is not an example.
. "${0%/*}/tool/lib.sh"

API=https://api.example.com

# The section EXAMPLES as lines "KIND text": T test, F file, B begin, E end of a
# display, C command, L goes on, O output.
examples() {
	awk '
	function plain(s) {
		gsub(/\\&/, "", s); gsub(/\\-/, "-", s); gsub(/\\\(aq/, "\047", s)
		gsub(/\\\(dq/, "\"", s); gsub(/\\\(ti/, "~", s)
		gsub(/\\\(ha/, "^", s); gsub(/\\\(ga/, "`", s)
		gsub(/\\\(bs/, "\001", s); gsub(/\\e/, "\001", s)
		gsub(/\001/, "\\", s)
		return s
	}
	/^\.Sh /			{ on = $2 == "EXAMPLES" }
	!on				{ next }
	sub(/^\.\\" test: */, "")	{ print "T", $0; next }
	sub(/^\.\\" file: */, "")	{ print "F", $0; next }
	sub(/^\.\\" notest/, "")	{ print "X", NR; next }
	/^\.Bd /			{ inside = 1; print "B", NR; next }
	/^\.Ed/				{ inside = 0; print "E", NR; next }
	!inside || /^\.\\"/		{ next }
	/^\$ /				{ print "C", plain(substr($0, 3)); next }
	/^> /				{ print "L", plain(substr($0, 3)); next }
					{ print "O", plain($0) }
	' "$1"
}

# Does the output in $2 fit what $1 wants, where "..." stands for any lines?
fits() {
	awk '
	NR == FNR { want[++n] = $0; next }
	{ got[++m] = $0 }
	function fit(i, j) {
		while (i <= n) {
			if (want[i] == "...") {
				for (; j <= m + 1; j++)
					if (fit(i + 1, j))
						return 1
				return 0
			}
			if (j > m || want[i++] != got[j++])
				return 0
		}
		return j == m + 1
	}
	END { exit !fit(1, 1) }' "$1" "$2"
}

example_run() {
	[ -n "$command" ] || return 0
	if [ -n "$SKIP" ]; then
		COUNT=$((COUNT + 1))
		echo "ok $COUNT # SKIP $page: $SKIP"
		command=
		return 0
	fi
	STATUS=0
	: >"$T/diff"
	eval "$(printf '%s\n' "$command" | sed "s|$API|$URL|g")" \
	    >"$T/out.raw" 2>"$T/err.raw" </dev/null || STATUS=$?
	for f in out err; do
		sed "s|$URL|$API|g" "$T/$f.raw" >"$T/$f"
	done
	cat "$T/err" "$T/out" >"$T/both"
	cat "$T/out" "$T/err" >"$T/htob"
	name="$page: $(printf '%s' "$command" | head -n 1)"
	if { [ "$STATUS" -eq 0 ] || grep -q 'error: ' "$T/wanted"; } && sane &&
	    { fits "$T/wanted" "$T/out" || fits "$T/wanted" "$T/both" ||
	    fits "$T/wanted" "$T/htob"; }; then
		pass "$name"
	else
		differs "$T/wanted" "$T/out"
		report "$name" "$command"
	fi
	command=
}

example_test() {
	[ ! -f "$ROOT/tests/man/$1.json" ] || start_server_file "$ROOT/tests/man/$1.json"
	# shellcheck disable=SC1090
	[ ! -f "$ROOT/tests/man/$1.sh" ] || . "$ROOT/tests/man/$1.sh"
	if [ ! -f "$ROOT/tests/man/$1.json" ] && [ ! -f "$ROOT/tests/man/$1.sh" ]; then
		fail "$page: test $1 has neither scenario nor setup"
	fi
}

page_run() {
	file='' command='' any=no
	while IFS= read -r text; do
		kind=${text%"${text#?}"} text=${text#??}
		case $kind in
		T) example_test "$text" ;;
		F) file=$text; : >"$file" ;;
		B) ran=no ;;
		C) example_run; command=$text ran=yes any=yes; : >"$T/wanted" ;;
		L) command=$(printf '%s\n%s' "$command" "$text") ;;
		O) if [ -n "$file" ]; then
			printf '%s\n' "$text" | sed "s|$API|$URL|g" >>"$file"
		   else
			printf '%s\n' "$text" >>"$T/wanted"
		   fi ;;
		E) example_run
		   [ "$ran" = yes ] || [ -n "$file" ] ||
			fail "$page: the display before line $text runs nothing"
		   file= ;;
		X) fail "$page: line $text: notest" ;;
		esac
	done <"$T/examples"
	[ "$any" = yes ] || fail "$page has no examples"
}

for man in "$ROOT"/man/*.[157]; do
	[ -f "$man" ] || continue
	page=${man##*/}
	mkdir "$T/work/$page" && cd "$T/work/$page" || exit 1
	examples "$man" >"$T/examples"
	URL=$API
	SKIP=''
	page_run
done
finish
