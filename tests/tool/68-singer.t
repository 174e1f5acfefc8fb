#!/bin/sh
# rx-merge --singer: the output of taps, on every target.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/postgres.sh"

# tap WORD...: Singer messages of stream $S (users):
#	C	its SCHEMA, with key id; N one without a key
#	3=x	a RECORD {"id":3,"v":"x"}, of version $V if that is set
#	S5	a STATE {"bookmarks":{"users":{"since":5}}}
#	A2	ACTIVATE_VERSION 2
tap() {
	for w; do
		case $w in
		C|N)	[ "$w" = C ] && key='"id"' || key=''
			printf '{"type":"SCHEMA","stream":"%s","schema":{"type":["null","object"],"properties":{"id":{"type":["null","integer"]},"v":{"type":["null","string"]}}},"key_properties":[%s],"bookmark_properties":["id"]}\n' \
			    "${S:=users}" "$key" ;;
		*=*)	printf '{"type": "RECORD", "stream": "%s", "record": {"id":%s,"v":"%s"}%s, "time_extracted": "2026-01-01T00:00:00.000000Z"}\n' \
			    "$S" "${w%%=*}" "${w#*=}" "${V:+, \"version\": $V}" ;;
		S*)	printf '{"type":"STATE","value":{"bookmarks":{"users":{"since":%s}}}}\n' "${w#S}" ;;
		A*)	printf '{"type":"ACTIVATE_VERSION","stream":"%s","version":%s}\n' "$S" "${w#A}" ;;
		esac
	done
}

S=users
into_rows() {
	rx-merge -q --singer --into "$(into)" "$@" 2>err
	echo "status $? $(rows users)"
}
# shellcheck disable=SC2120
kept() { rx-merge --into "$(into)" --print-state --singer "$@"; }

streams() {
	fresh
	check "$TARGET: no state yet is an empty one" kept '{}'
	check "$TARGET: records by key, and the STATE behind them" \
	    'tap C 1=a 2=b S5 2=c 3=d S6 | into_rows; kept; kept users; kept others' 'status 0 1 a,2 c,3 d,
{"bookmarks":{"users":{"since":6}}}
{"bookmarks":{"users":{"since":6}}}
{}'
	check "$TARGET: what a run is told" \
	    'tap C 1=a 4=e S6 | rx-merge --singer --into "$(into)" 2>&1; rx-merge --into "$(into)" --history | tail -n 1 |
	    jq -c "[.resource, .pages, .records, .inserted, .why, .exit]"' \
	    'rx-merge: users: 2 records, 1 inserted, 0 updated, 1 unchanged
["users",null,2,1,"end of input",0]'
	check "$TARGET: a run without a STATE keeps the last one" 'tap C 5=f | into_rows; kept' 'status 0 1 a,2 c,3 d,4 e,5 f,
{"bookmarks":{"users":{"since":6}}}'
	fresh
	check "$TARGET: without a key they are appended" 'tap N 1=a S1 | into_rows; tap N 1=a 2=b S2 | into_rows; kept' \
	    'status 0 1 a,
status 0 1 a,1 a,2 b,
{"bookmarks":{"users":{"since":2}}}'
	fresh
	check "$TARGET: a SCHEMA alone, and again" 'tap C C S1 C | into_rows; kept' 'status 0 
{"bookmarks":{"users":{"since":1}}}'
	versions
	faults
	killed
}

versions() {
	fresh
	V=1
	check "$TARGET: the first version goes into the table as it comes" \
	    'tap C A1 1=a 2=b S1 A1 | into_rows; kept' 'status 0 1 a,2 b,
{"bookmarks":{"users":{"since":1}}}'
	check "$TARGET: more of it" 'tap C 2=c 3=d S2 | into_rows' 'status 0 1 a,2 c,3 d,'
	V=2
	check "$TARGET: another version takes its place when it is activated, with its STATE" \
	    'tap C 2=x S3 4=y A2 S4 | into_rows; kept' 'status 0 2 x,4 y,
{"bookmarks":{"users":{"since":4}}}'
	V=3
	check "$TARGET: and not before: neither rows nor STATE" 'tap C 7=z S5 | into_rows; kept; cat err' 'status 1 2 x,4 y,
{"bookmarks":{"users":{"since":4}}}
rx-merge: error: users: version 3 was not activated: the table is left as it is
  hint: the tap ended before it was through with it; run it again'
	check "$TARGET: activated at first, it is whole at the end" 'tap C A3 7=z 8=z S5 | into_rows; kept' 'status 0 7 z,8 z,
{"bookmarks":{"users":{"since":5}}}'
	V=
	check "$TARGET: records without a version go on" 'tap C 9=n S6 | into_rows' 'status 0 7 z,8 z,9 n,'
	check "$TARGET: two versions at once are none" \
	    '{ tap C; V=3 tap 1=a; V=4 tap 1=b; } | into_rows; cat err' 'status 3 7 z,8 z,9 n,
rx-merge: error: users: a record of version 4 behind those of version 3
  at: line 3 of the input
  hint: run the tap again: each run brings one version'
	V=4
	check "$TARGET: of a version too the last one of a key counts" \
	    'tap C 3=x 1=a S7 2=b 1=c 3=y A4 S8 | into_rows; kept; rx-merge --into "$(into)" --history | tail -n 1 | jq -c "[.records, .inserted]"' \
	    'status 0 1 c,2 b,3 y,
{"bookmarks":{"users":{"since":8}}}
[5,3]'
	check "$TARGET: one without a key is rejected, in its line" \
	    '{ V=5 tap C 1=a; echo "{\"type\":\"RECORD\",\"stream\":\"users\",\"version\":5,\"record\":{\"v\":1}}"; V=5 tap A5; } | into_rows; sed 2q err' \
	    'status 3 1 c,2 b,3 y,
rx-merge: error: users: the key id is missing
  at: line 3 of the input'
	V=6
	check "$TARGET: more of them than memory holds" \
	    '{ tap C; for n in 1 2; do jq -nc --arg v $n "range(3000) | {type: \"RECORD\", stream: \"users\", version: 6, record: {id: ., v: \$v, text: (\"x\" * 100)}}"; done; tap A6; } |
	    rx-merge -q --memory 64k --singer --into "$(into)"; echo "status $?"; rows users | tr , "\n" | cut -d " " -f 2 | sort | uniq -c | tr -s " "' \
	    'status 0
 3000 2'
}

faults() {
	fresh
	check "$TARGET: a bad message stops: rows and STATE are those of the last STATE" \
	    '{ tap C 1=a S1 2=b; echo "{\"type\":"; tap 3=c S3; } | into_rows; kept; head -n 2 err' \
	    'status 3 1 a,
{"bookmarks":{"users":{"since":1}}}
rx-merge: error: not JSON: a value expected
  at: line 5 of the input'
	check "$TARGET: and the history says so" 'rx-merge --into "$(into)" --history | jq -c "[.records, .inserted, .why, .exit]"' \
	    '[2,1,"not JSON: a value expected",3]'
	check "$TARGET: a record that can't be stored holds the STATE back" \
	    '{ tap C 2=b; echo "{\"type\":\"RECORD\",\"stream\":\"users\",\"record\":{\"v\":1}}"; tap 3=c S4; } | into_rows; kept' \
	    'status 3 1 a,2 b,3 c,
{"bookmarks":{"users":{"since":1}}}'
}

# Killed at any time, what is in the table is what the STATE says; a merged file
# shows it when the next run has come.
killed() {
	for kind in C N; do
		fresh
		see=
		mkfifo pipe
		rx-merge -q --singer --into "$(into)" <pipe &
		pid=$!
		exec 3>pipe
		tap $kind 1=a 2=b S2 >&3
		until [ "$(kept)" != '{}' ]; do sleep 0.1; done
		tap 3=c >&3
		sleep 0.4
		kill -9 $pid
		wait $pid 2>/dev/null
		exec 3>&-
		rm pipe
		[ "$TARGET$kind" = dirC ] || see='1 a,2 b,'
		check "$TARGET: killed behind a STATE ($kind)" 'rows users; kept; tap $kind 3=c 4=d S4 | into_rows; kept' \
		    "$see"'{"bookmarks":{"users":{"since":2}}}
status 0 1 a,2 b,3 c,4 d,
{"bookmarks":{"users":{"since":4}}}'
	done
}

for TARGET in sqlite dir; do
	streams
done
TARGET=sqlite

# -- messages ----------------------------------------------------------------------

fresh
bad() {
	check_err "$1" 3 "{ tap C; cat; } <<'EOF' | rx-merge -q --singer --into sqlite:t.db
$2
EOF" "$3" 'line 2 of the input'
}
bad 'BATCH is refused' '{"type":"BATCH","stream":"users","encoding":{"format":"jsonl"},"manifest":["file://x"]}' \
    'BATCH messages are not read'
bad 'an unknown type' '{"type":"FLUSH"}' 'unknown Singer message "FLUSH"'
bad 'no type' '{"stream":"users"}' 'no Singer message'
bad 'no object' '[1]' 'no Singer message'
bad 'a record before its schema' '{"type":"RECORD","stream":"orders","record":{}}' 'a "RECORD" of the stream "orders" before its SCHEMA'
bad 'a record that is none' '{"type":"RECORD","stream":"users","record":[1]}' 'a "RECORD" without a record'
bad 'a record of nobody' '{"type":"RECORD","record":{}}' 'a "RECORD" without the name of its stream'
bad 'a schema that is none' '{"type":"SCHEMA","stream":"x","key_properties":[]}' 'a "SCHEMA" without a schema'
bad 'a key that is none' '{"type":"SCHEMA","stream":"x","schema":{},"key_properties":"id"}' 'key_properties must be a list'
bad 'a STATE without a value' '{"type":"STATE"}' 'a "STATE" without a value'
bad 'a version that is none' '{"type":"ACTIVATE_VERSION","stream":"users","version":"x"}' 'a version must be a whole number'
bad 'no version' '{"type":"ACTIVATE_VERSION","stream":"users"}' 'without a version'
check_err 'a cut line' 1 '{ tap C 1=a S1; printf "{\"type\":\"REC"; } | rx-merge -q --singer --into sqlite:t.db' \
    'the stream was cut short' 'line 4'
check_err 'no input at all' 1 'rx-merge -q --singer --into sqlite:t.db </dev/null' 'the input is empty'
check 'another key behind the first record' \
    '{ tap C 1=a; tap N; } | rx-merge -q --singer --into sqlite:t.db 2>&1 | head -n 1' \
    'rx-merge: error: the stream "users" gets another key behind its first record'

fresh
tr -d '\n' >types <<'END2'
{"type":"SCHEMA","stream":"t","key_properties":["a.b","n"],"schema":{"type":"object","properties":{
"a.b":{"type":"string"},"n":{"type":["null","integer"]},
"f":{"type":["null","number"]},"b":{"type":["boolean","null"]},"s":{"type":["null","string"]},
"ts":{"type":["null","string"],"format":"date-time"},
"ts2":{"anyOf":[{"type":"string","format":"date-time"},{"type":"null"}]},
"d":{"type":"string","format":"date"},"o":{"type":["object","null"],"properties":{}},
"l":{"type":"array","items":{}},"dec":{"type":["null","string"],"format":"singer.decimal"},
"any":{},"two":{"type":["null","string","integer"]}}}}
END2
echo >>types
cat >>types <<'END2'
{"type":"RECORD","stream":"t","record":{"a.b":"x","n":7,"f":0.10,"b":true,"s":"7","ts":"2026-01-02T03:04:05Z","ts2":"2026-01-02T03:04:05Z","d":"2026-01-02","o":{"x":1.10},"l":[1, 2],"dec":"12.340","any":1,"two":"3"}}
{"type":"STATE","value":{"n":12345678901234567890,"x":[1.10, null]}}
END2
check 'types of the schema are the columns'\''' 'rx-merge -q --singer --into sqlite:t.db types
    sqlite3 t.db "select name, type from pragma_table_info('\''t'\'')" "select \"a.b\", n, f, b, s, o, l, dec from t"' \
'a.b|TEXT
n|INTEGER
f|
b|BOOLEAN
s|TEXT
ts|TEXT
ts2|TEXT
d|TEXT
o|
l|
dec|
any|
two|
x|7|0.1|1|7|{"x":1.10}|[1,2]|12.340'
check 'the STATE is kept to the digit' kept '{"n":12345678901234567890,"x":[1.10,null]}'
check 'a key with a dot is one field' 'rx-merge -q --singer --into sqlite:t.db types; sqlite3 t.db "select count(*) from t"' 1
check 'one line a record' 'S=users; tap C 1=a S1 | rx-merge --singer | grep -v begin' \
'{"rx":"record","resource":"users","part":{},"data":{"id":1,"v":"a"}}
{"rx":"end","resource":"users"}'
fresh
check 'two taps in one database: the STATE of a stream is that of its tap' \
    'tap C 1=a S1 | rx-merge -q --singer --into sqlite:t.db; S=orders tap C 1=a S2 | rx-merge -q --singer --into sqlite:t.db
    kept users; kept orders; kept' '{"bookmarks":{"users":{"since":1}}}
{"bookmarks":{"users":{"since":2}}}
{"bookmarks":{"users":{"since":2}}}'
fresh
check 'streams that alternate' \
    '{ S=a tap C 1=a; S=b tap C 1=x; S=a tap 2=b; tap S1; S=b tap 2=y S2; } | rx-merge -q --singer --into sqlite:t.db
    rows a; echo; rows b; echo; kept' '1 a,2 b,
1 x,2 y,
{"bookmarks":{"users":{"since":2}}}'
check 'a replaced table and its STATE come at the end' \
    'tap C 9=a S1 | rx-merge -q --singer --into sqlite:t.db
    { tap C 1=a S2; echo "{"; } | rx-merge -q -d replace --singer --into sqlite:t.db 2>/dev/null; rows users; kept
    tap C 1=a S2 | rx-merge -q -d replace --singer --into sqlite:t.db; rows users; kept' \
'9 a,{"bookmarks":{"users":{"since":1}}}
1 a,{"bookmarks":{"users":{"since":2}}}'
check 'more than memory holds behind one STATE' \
    'fresh; { tap N; jq -nc "range(20000) | {type: \"RECORD\", stream: \"users\", record: {id: ., v: \"a rather long text\"}}"; tap S1; } |
    rx-merge -q --memory 1M --singer --into sqlite:t.db; rows users | tr , "\n" | wc -l; kept' '20000
{"bookmarks":{"users":{"since":1}}}'

need_postgres
TARGET=postgres
streams
fresh
cat >numbers <<'END2'
{"type":"SCHEMA","stream":"t","key_properties":["id"],"schema":{"properties":{"id":{"type":"integer"},"n":{"type":["null","number"]},"m":{"type":["integer","number"]}}}}
{"type":"RECORD","stream":"t","record":{"id":1,"n":1,"m":2}}
{"type":"RECORD","stream":"t","record":{"id":2,"n":0.1,"m":12345678901234567890.123456789}}
{"type":"RECORD","stream":"t","record":{"id":3,"n":1.10,"m":1e30}}
END2
check 'postgres: a number is stored to the digit' 'rx-merge -q --singer --into postgres: numbers
    pg -c "SELECT pg_typeof(n), n, pg_typeof(m), m FROM t ORDER BY id"' 'numeric 1 numeric 2
numeric 0.1 numeric 12345678901234567890.123456789
numeric 1.10 numeric 1000000000000000000000000000000'
finish
