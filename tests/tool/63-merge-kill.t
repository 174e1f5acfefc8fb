#!/bin/sh
# rx-merge: killed at any moment, and two of them at once.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/merge-kill.sh"

# ROUNDS=200 in the environment: more of them.
[ "$SANITIZED" = no ] || ROUNDS=${ROUNDS:-3}
ROUNDS=${ROUNDS:-6} PAGES=60

for TARGET in sqlite file dir; do
	for D in append replace merge; do
		check "$TARGET, $D: killed $ROUNDS times, then run again" kill_loop \
		    "$([ $TARGET != sqlite ] || echo ok)"
	done
done

# -- a publication that was half done when its process died ----------------------

# journal DISPOSITION: what such a process had promised to do to a file of one
# line, 18 bytes
journal() {
	echo '{"rx":"state","resource":"items","generation":2}
{"rx":"table","disposition":"'"$1"'","key":["id"]}
{"rx":"record","part":{},"data":{"id":2,"v":"b"}}
{"rx":"record","part":{"p":"1"},"data":{"id":9,"v":"z"}}
{"rx":"drop","part":{"p":"1"}}
{"rx":"record","part":{"p":"1"},"data":{"id":1,"v":"c"}}
{"rx":"publish","length":17}
{"rx":"commit"}
{"rx":"record","part":{},"data":{"id":7,"v":"never committed"}}' >t.ndjson.state
}
half_done() {	# half_done DISPOSITION FILE-TEXT
	fresh
	printf "$2" >t.ndjson
	journal "$1"
	D=append lines B E | rx-merge -q --into t.ndjson
	cat t.ndjson
	grep -c '"record"' t.ndjson.state || :
}
OLD='{"id":1,"v":"a"}\n'
check 'file: nothing of it was done' 'half_done append "$OLD"' '{"id":1,"v":"a"}
{"id":2,"v":"b"}
{"id":1,"v":"c"}
0'
check 'file: half a line of it' 'half_done append "$OLD{\"id\":2,"' '{"id":1,"v":"a"}
{"id":2,"v":"b"}
{"id":1,"v":"c"}
0'
check 'file: all of it, and then the user went on' \
    'half_done append "$OLD{\"id\":2,\"v\":\"b\"}\n{\"id\":1,\"v\":\"c\"}\n{\"id\":5}\n"' '{"id":1,"v":"a"}
{"id":2,"v":"b"}
{"id":1,"v":"c"}
{"id":5}
0'
check 'file: a replacement' 'half_done replace "$OLD"' '{"id":2,"v":"b"}
{"id":1,"v":"c"}
0'
check 'file: a merge' 'half_done merge "$OLD"' '{"id":1,"v":"c"}
{"id":2,"v":"b"}
0'
check_err 'file: a line that is no record stops a merge, and nothing is lost' 3 \
    'half_done merge "oops\n"; exec 2>/dev/null; D=append lines B E | rx-merge -q --into t.ndjson' \
    't.ndjson, line 1: no record with the key'
check 'file: it is mended, and the rest is done' \
    'printf "$OLD" >t.ndjson; D=append lines B E | rx-merge -q --into t.ndjson; cat t.ndjson' '{"id":1,"v":"c"}
{"id":2,"v":"b"}'

# -- two at once ---------------------------------------------------------------

two() {	# two RESOURCE: one writes items; another comes with RESOURCE
	fresh
	rm -f f
	mkfifo f
	rx-merge -q --into "$(into)" f &
	first=$!
	exec 9>f
	R=items lines B 1=a S1 >&9
	until rx-merge --into "$(into)" --print-state | grep -q next; do sleep 0.05; done
	R=$1 lines B 2=b S2 E | rx-merge -q --into "$(into)" 2>err
	echo "status $?"
	sed "s/process $first)/process FIRST)/" err
	R=items lines L E >&9
	exec 9>&-
	wait $first
	echo "first $?"
	rows
	echo
}
D=merge
for TARGET in sqlite file dir; do
	check "$TARGET: a second one is refused, with the holder" 'two items' \
	    'status 7
rx-merge: error: items: another rx-merge (process FIRST) is writing it
  hint: wait for it, or stop it
first 0
1 a,'
done
for TARGET in sqlite dir; do
	check "$TARGET: another resource may be written beside it" 'two others' 'status 0
first 0
1 a,'
done
TARGET=sqlite
check 'the lock dies with its holder' \
    'fresh; rm -f f; mkfifo f; rx-merge -q --into sqlite:t.db f & exec 9>f; lines B 1=a S1 >&9
	until rx-merge --into "$(into)" --print-state | grep -q next; do sleep 0.05; done
	kill -9 $!; wait $! 2>/dev/null; lines B 2=b E | rx-merge -q --into sqlite:t.db; echo $?; rows; echo' '0
1 a,2 b,'
check_err 'a program that holds the database' 1 \
    'fresh; lines B 1=a E | rx-merge -q --into sqlite:t.db
	{ echo "BEGIN IMMEDIATE;"; sleep 14; } | sqlite3 t.db & sleep 0.5
	lines B 2=b E | rx-merge -q --into sqlite:t.db; s=$?; kill $!; exit $s' \
    't.db is locked by another program (waited 10 s)'
finish
