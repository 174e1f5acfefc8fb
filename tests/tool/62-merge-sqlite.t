#!/bin/sh
# rx-merge into SQLite: values, names, columns, what the user has made, faults.
# shellcheck disable=SC2016,SC2034,SC2120
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
TARGET=sqlite D=merge

sql() {
	sqlite3 t.db "$@"
}
# into_t ARGUMENT...: bare records on stdin into table t
into_t() {
	rx-merge -q --into sqlite:t.db -t t "$@"
}

# -- values --------------------------------------------------------------------

# values JSON...: how each is stored, as type and text
values() {
	fresh
	for v; do
		printf '{"v":%s}\n' "$v"
	done | into_t || return
	sql "SELECT typeof(v), CASE typeof(v) WHEN 'real' THEN printf('%!.17g', v) ELSE v END FROM t"
}
check 'numbers: exact, or their text' \
    'values 1 -0 9223372036854775807 -9223372036854775808 9223372036854775808 12345678901234567890 \
	1.10 1.0 1e2 0.1000 0.30000000000000004 0.1234567890123456789 1e400 9007199254740993.0' \
    'integer|1
integer|0
integer|9223372036854775807
integer|-9223372036854775808
text|9223372036854775808
text|12345678901234567890
real|1.1000000000000001
real|1.0
real|100.0
real|0.10000000000000001
real|0.30000000000000004
text|0.1234567890123456789
text|1e400
integer|9007199254740993'
check 'texts, literals, nested values' \
    'values "\"01234\"" "\"1234\"" "\"\\u00e9\\/\\n\"" "\"\\ud83d\\ude00\"" true false null "[1, {\"a\" : 1.10}]" "\"\""' \
    'text|01234
text|1234
text|é/

text|😀
integer|1
integer|0
null|
text|[1,{"a":1.10}]
text|'
check 'a record that cannot be stored ends the resource with its page' \
    'fresh; D=merge; { lines B 1=a 2=b S2 "3=\\ud83d" 4=d S4 5=e 6=f S6 E; } | rx-merge --into sqlite:t.db 2>&1 | grep -o "[0-9]* behind.*"
	sql "SELECT id FROM items"' '2 behind it not taken, 1 request, end: empty page, failed
1
2
4'
check 'a NUL is kept' 'values "\"a\\u0000b\"" >/dev/null; sql "SELECT hex(v), length(CAST(v AS BLOB)) FROM t"' '610062|3'
check_err 'half a surrogate pair is rejected' 3 'values "\"x\\ud83d\""' 't: v: half of a surrogate pair is no text'
check 'ten megabytes' 'fresh; { printf "{\"v\":\""; head -c 10000000 /dev/zero | tr "\\0" x; printf "\"}\n"; } |
	into_t; sql "SELECT length(v), trim(v, \"x\") FROM t"' '10000000|'
check 'the record of the issue' \
    'fresh; echo "{\"id\":12345678901234567890,\"price\":1.10,\"b\":1,\"a\":\"\\u00e9\\/\"}" | into_t -k id
	sql "SELECT id, price, b, a, price = 1.1 FROM t"' '12345678901234567890|1.1|1|é/|1'
check 'keys that are stored alike are apart, or rejected' \
    'fresh; printf "%s\n" "{\"id\":1,\"v\":1}" "{\"id\":true,\"v\":2}" "{\"id\":\"1\",\"v\":3}" \
	"{\"id\":12345678901234567890,\"v\":4}" "{\"id\":\"12345678901234567890\",\"v\":5}" \
	"{\"id\":1.2345678901234567890e19,\"v\":6}" "{\"id\":[1],\"v\":7}" "{\"id\":\"[1]\",\"v\":8}" |
	into_t -k id --rejects r; sql "SELECT id, v FROM t"; jq -c .data r' \
    '1|1
1|3
12345678901234567890|6
[1]|7
{"id":true,"v":2}
{"id":"12345678901234567890","v":5}
{"id":"[1]","v":8}'
check 'and are not when the row has gone' \
    'fresh; M="\"key\":[\"id\"],\"disposition\":\"merge\",\"merge_key\":[\"d\"]"
	for r in "{\"id\":true,\"d\":1}" "{\"id\":5,\"d\":1}" "{\"id\":1,\"d\":1,\"v\":\"x\\n\"}"; do whole "$r" | rx-merge -q --into sqlite:t.db; done
	sql "SELECT typeof(id), id, v FROM items"' 'integer|1|x
'
check 'the last of two members of one name counts' \
    'fresh; echo "{\"id\":1,\"v\":1,\"id\":2,\"v\":null}" | into_t -k id; sql "SELECT id, v IS NULL FROM t"' '2|1'

# -- names ----------------------------------------------------------------------

check 'names that differ in case only' \
    'fresh; printf "{\"id\":1,\"Name\":\"a\",\"name\":\"b\"}\n" | into_t -k id
	printf "{\"name\":\"d\",\"NAME\":\"e\",\"id\":1,\"Name\":\"c\"}\n" | into_t -k id
	sql "SELECT Name, name_2, NAME_3 FROM t" "SELECT field, col FROM _rx_columns WHERE field LIKE \"name\" ORDER BY col"' \
    'c|d|e
NAME|NAME_3
Name|Name
name|name_2'
check 'odd names' \
    'fresh; echo "{\"id\":1,\"select\":1,\"a b\":2,\"q\\\"q\":3,\"\":4,\"_rx_rest\":5,\"é\":6,\"x;--\":7}" | into_t -k id
	sql "SELECT \"select\", \"a b\", \"q\"\"q\", _empty, _rx_rest_2, \"é\", \"x;--\" FROM t"' '1|2|3|4|5|6|7'
check 'odd tables' \
    'fresh; for t in order _rx_state sqlite_master "a b" "x\"y" Orders orders; do
		echo "{\"id\":1}" | rx-merge -q --into sqlite:t.db -t "$t" -k id || echo "$t"; done
	echo "{\"id\":2}" | rx-merge -q --into sqlite:t.db -t orders -k id
	sql "SELECT name FROM sqlite_master WHERE type = \"table\" AND name NOT LIKE \"\\_rx%\" ESCAPE \"\\\" ORDER BY 1" \
	    "SELECT count(*) FROM orders_2"' \
    'Orders
a b
order
orders_2
t__rx_state
t_sqlite_master
x"y
2'
check 'past 500 columns the rest is in one' \
    'fresh; jq -nc "[range(3000) | {key: \"f\(.)\", value: .}] | from_entries + {id: 7}" | into_t -k id
	sql "SELECT count(*) FROM pragma_table_info(\"t\")" "SELECT id, f498, _rx_rest ->> \"$.f2999\" FROM t" \
	    "SELECT count(*) FROM t, json_each(t._rx_rest)"' \
    '501
7|498|2999
2501'
check 'and again: unchanged' \
    'jq -nc "[range(3000) | {key: \"f\(.)\", value: .}] | from_entries + {id: 7}" |
	rx-merge --into sqlite:t.db -t t -k id 2>&1' 'rx-merge: t: 1 record, 0 inserted, 0 updated, 1 unchanged'
check 'columns come as fields do' \
    'fresh; printf "{\"id\":1}\n{\"id\":2,\"a\":1}\n{\"b\":2,\"id\":3}\n" | into_t -k id
	sql "SELECT * FROM t" "SELECT sql FROM sqlite_master WHERE name = \"t\""' \
    '1||
2|1|
3||2
CREATE TABLE "t"("id", "a", "b")'
check 'no columns at all' 'fresh; printf "{}\n{}\n" | into_t; sql "SELECT count(*) FROM t"' 2

# -- declared types --------------------------------------------------------------

typed() {
	fresh
	rm -f r
	{ echo '{"rx":"begin","resource":"t","merge":{"disposition":"merge","key":["id"],"columns":{"id":{"data_type":"bigint"},"s":{"data_type":"text"},"d":{"data_type":"double"},"m":{"data_type":"decimal"}}}}'
	for r; do printf '{"rx":"record","resource":"t","data":%s}\n' "$r"; done
	echo '{"rx":"end","resource":"t"}'; } | rx-merge -q --into sqlite:t.db --rejects r
}
check 'types come from columns alone, and round nothing' \
    'typed "{\"id\":\"7\",\"s\":1.10,\"d\":1,\"m\":0.12345678901234567890,\"x\":1}" "{\"id\":8,\"d\":9007199254740993}" \
	"{\"id\":12345678901234567890}" "{\"id\":9,\"s\":\"x\",\"d\":\"12345678901234567890.5\"}"
	sql "SELECT typeof(id), id, typeof(s), s, typeof(d), d, typeof(m), m FROM t" \
	    "SELECT type FROM pragma_table_info(\"t\")"; jq -r .reason r' \
    'integer|7|text|1.10|real|1.0|text|0.12345678901234567890
INTEGER
TEXT
REAL


d: 9007199254740993 does not fit the declared type double
id: 12345678901234567890 does not fit the declared type bigint
d: "12345678901234567890.5" does not fit the declared type double'

# -- what the user has made ---------------------------------------------------------

check 'a table of the user: its columns are filled, others left alone' \
    'fresh; sql "CREATE TABLE t(ID INTEGER PRIMARY KEY, name TEXT, note DEFAULT \"mine\")" "INSERT INTO t VALUES(1, \"a\", \"kept\")"
	printf "{\"id\":1,\"name\":\"b\"}\n{\"id\":2,\"name\":\"c\"}\n" | into_t -k id
	sql "SELECT * FROM t" "SELECT count(*) FROM sqlite_master WHERE type = \"index\" AND tbl_name = \"t\""' \
    '1|b|kept
2|c|mine
0'
check 'a column that the user adds is left alone' \
    'fresh; echo "{\"id\":1,\"a\":1}" | into_t -k id; sql "ALTER TABLE t ADD COLUMN note" "UPDATE t SET note = 5"
	echo "{\"id\":1,\"a\":2}" | into_t -k id; sql "SELECT * FROM t"' '1|2|5'
check 'views, indexes and triggers on a replaced table stay' \
    'fresh; echo "{\"id\":1,\"a\":1}" | into_t -d replace
	sql "CREATE VIEW w AS SELECT a FROM t; CREATE INDEX i ON t(a); CREATE TABLE log(x);
	    CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO log VALUES(new.id); END"
	printf "{\"id\":2,\"a\":5}\n{\"id\":3,\"a\":6}\n" | into_t -d replace
	sql "SELECT * FROM w" "SELECT x FROM log" "SELECT name FROM sqlite_master WHERE type IN (\"index\", \"trigger\") AND tbl_name = \"t\""' \
    '5
6
2
3
i
g'
for how in '"key":["id"],"disposition":"merge"' '"key":["id"],"disposition":"merge","merge_key":["d"]' \
    '"key":["id"],"disposition":"merge","columns":{"t":{"dedup_sort":"asc"}}'; do
	M=$how
	check "views, indexes and triggers stay, and what is unchanged is not written: $how" \
	    'fresh; load B "{\"id\":1,\"d\":1,\"a\":1}" "{\"id\":2,\"d\":1,\"a\":2}" E | rx-merge -q --into sqlite:t.db
	sql "CREATE VIEW w AS SELECT id, a FROM items; CREATE INDEX i ON items(a); CREATE TABLE log(x);
	    CREATE TRIGGER g AFTER UPDATE ON items BEGIN INSERT INTO log VALUES(new.id); END;
	    CREATE TRIGGER h AFTER INSERT ON items BEGIN INSERT INTO log VALUES(new.id); END"
	load B "{\"id\":1,\"d\":1,\"a\":1}" "{\"id\":2,\"d\":1,\"a\":5}" "{\"id\":3,\"d\":1,\"a\":6}" E | rx-merge -q --into sqlite:t.db
	sql "SELECT * FROM w ORDER BY id" "SELECT x FROM log" "SELECT name FROM sqlite_master WHERE name IN (\"i\", \"g\", \"h\") ORDER BY 1"' \
	    '1|1
2|5
3|6
2
3
g
h
i'
done
check_err 'a view is no table' 1 'fresh; sql "CREATE VIEW t AS SELECT 1 AS id"; echo "{\"id\":1}" | into_t -k id' \
    't.db: t is a view, records need a table'
check_err 'merge into a table that has the key twice' 3 \
    'fresh; printf "{\"id\":1}\n{\"id\":1}\n" | into_t; echo "{\"id\":1}" | into_t -k id' \
    'the table t has rows with the same key (id)'
check 'append after merge may have it twice' \
    'fresh; echo "{\"id\":1}" | into_t -k id; printf "{\"id\":1}\n{\"id\":1}\n" | into_t -d append; sql "SELECT count(*) FROM t"' 3
check_err 'a constraint of the user rejects the record' 3 \
    'fresh; sql "CREATE TABLE t(id PRIMARY KEY, n CHECK (n > 0))"; printf "{\"id\":1,\"n\":0}\n{\"id\":2,\"n\":1}\n" | into_t -k id' \
    't: CHECK constraint failed: n > 0'
check 'and only that' 'sql "SELECT id FROM t"' 2
check 'a table that was dropped comes back' \
    'fresh; echo "{\"id\":true,\"a\":1}" | into_t -k id; sql "DROP TABLE t"; echo "{\"id\":1,\"b\":1}" | into_t -k id; sql "SELECT * FROM t"' '1|1'

check 'two resources in one table' \
    'fresh; { for r in a b a; do printf "{\"rx\":\"begin\",\"resource\":\"%s\",\"merge\":{\"table\":\"t\",\"disposition\":\"merge\",\"key\":[\"id\"]}}\n" $r; done
	for r in a:1:x b:2:y a:3:y b:4:z a:5:z b:6:x; do i=${r#*:}; printf "{\"rx\":\"record\",\"resource\":\"%s\",\"part\":{},\"data\":{\"id\":%s,\"%s\":1}}\n{\"rx\":\"state\",\"resource\":\"%s\",\"part\":{}}\n" ${r%%:*} ${i%:*} ${i#*:} ${r%%:*}; done
	for r in a b; do echo "{\"rx\":\"end\",\"resource\":\"$r\"}"; done; } | rx-merge -q --into sqlite:t.db 2>/dev/null
	sql "SELECT id, x, y, z FROM t ORDER BY id"' '1|1||
2||1|
3||1|
4|||1
5|||1
6|1||'

# -- indexes that the source declares --------------------------------------------------

# sorted TABLE DISPOSITION RECORD...: with the columns at and "by name" to be sorted
sorted() {
	printf '{"rx":"begin","resource":"%s","merge":{"table":"%s","disposition":"%s","key":["id"],"columns":{"at":{"sort":true},"by name":{"sort":true},"v":{"sort":false}}}}\n' "$1" "$1" "$2"
	r=$1
	shift 2
	for record; do
		printf '{"rx":"record","resource":"%s","part":{},"data":%s}\n' "$r" "$record"
	done
	printf '{"rx":"end","resource":"%s"}\n' "$r"
}
indexes() {
	sql "SELECT sql FROM sqlite_master WHERE name LIKE '\_rx\_sort%' ESCAPE '\' ORDER BY name"
}
for D in merge append replace; do
	check "sort, $D: a column gets an index, once" \
	    'fresh; for at in 1 2; do sorted t $D "{\"id\":$at,\"at\":$at,\"v\":1}" | rx-merge -q --into sqlite:t.db; done
	indexes; sorted t $D "{\"id\":3,\"at\":3,\"by name\":3}" | rx-merge -q --into sqlite:t.db; indexes
	sql "EXPLAIN QUERY PLAN SELECT * FROM t ORDER BY at"' \
	    'CREATE INDEX "_rx_sort_t_at" ON "t"("at")
CREATE INDEX "_rx_sort_t_at" ON "t"("at")
CREATE INDEX "_rx_sort_t_by name" ON "t"("by name")
QUERY PLAN
`--SCAN t USING INDEX _rx_sort_t_at'
done
check 'sort: an index of the user that begins with the column will do, and that of the key' \
    'fresh; sql "CREATE TABLE t(id, at, v); CREATE INDEX mine ON t(at, v)"
	sorted t merge "{\"id\":1,\"at\":1,\"v\":1}" | sed "1s/\"at\"/\"id\":{\"sort\":true},&/" | rx-merge -q --into sqlite:t.db
	indexes; sql "SELECT name FROM pragma_index_list(\"t\") ORDER BY 1"' '_rx_key_t
mine'
check 'sort: names that run together are numbered' \
    'fresh; sql "CREATE TABLE a(id, \"b_at\"); CREATE INDEX _rx_sort_a_b_at ON a(b_at)"
	for i in 1 2; do sorted a_b merge "{\"id\":1,\"at\":1}" | rx-merge -q --into sqlite:t.db; done; indexes' \
    'CREATE INDEX _rx_sort_a_b_at ON a(b_at)
CREATE INDEX "_rx_sort_a_b_at_2" ON "a_b"("at")'

# -- in the transaction ----------------------------------------------------------------

check 'a reader sees the old table until the end' \
    'fresh; D=replace; lines B 1=old E | rx-merge -q --into sqlite:t.db; mkfifo f; rx-merge -q --into sqlite:t.db f & 
	exec 9>f; lines B 1=new 2=new S2 >&9; until rx-merge --into sqlite:t.db --print-state | grep -q next; do sleep 0.05; done
	rows; echo; lines E >&9; exec 9>&-; wait $!; rows; echo' '1 old,
1 new,2 new,'
check 'it waits for the transaction of another program' \
    'fresh; sql "CREATE TABLE other(x)"; rm -f f; mkfifo f; sqlite3 t.db <f & p=$!; exec 9>f
	echo "BEGIN IMMEDIATE; INSERT INTO other VALUES(1);" >&9; while sql "BEGIN IMMEDIATE" 2>/dev/null; do sleep 0.05; done
	D=merge; lines B 1=a E | rx-merge -q --into sqlite:t.db & r=$!; sleep 0.3; echo "COMMIT;" >&9; exec 9>&-
	wait $r; echo $?; wait $p; rows; echo' '0
1 a,'
check 'no transaction is open while it waits' \
    'fresh; rm -f f; mkfifo f; rx-merge -q --into sqlite:t.db f & exec 9>f; D=merge; lines B 1=a S1 >&9
	until rows 2>/dev/null | grep -q a; do sleep 0.05; done
	sql "CREATE TABLE other(x); INSERT INTO other VALUES(1)" && echo written; lines E >&9; exec 9>&-; wait $!; echo $?' \
    'written
0'

# -- faults -------------------------------------------------------------------------------

check_err 'not a database' 1 'fresh; head -c 4096 /dev/urandom >t.db; echo "{\"id\":1}" | into_t' \
    't.db is not an SQLite database'
check_err 'a directory that is not there' 1 'echo "{\"id\":1}" | rx-merge --into sqlite:no/t.db -t t' \
    'cannot open no/t.db: No such file or directory'
# as_user COMMAND...: as one whom permissions bind.
as_user() {
	if [ "$(id -u)" -eq 0 ]; then
		runuser -u nobody -- "$@"
	else
		"$@"
	fi
}
# theirs MODE FILE...: theirs, with that mode
theirs() {
	mode=$1
	shift
	[ "$(id -u)" -ne 0 ] || chown nobody "$@"
	chmod "$mode" "$@"
}
chmod 711 "$T" "$T/work"
if as_user "$(command -v rx-merge)" --version >/dev/null 2>&1; then
	mkdir ro
	sqlite3 ro/t.db 'CREATE TABLE x(a)'
	echo '{"id":1}' >ro/in
	theirs 444 ro/t.db
	theirs 755 ro
	check_err 'a file that may only be read' 1 \
	    'as_user "$(command -v rx-merge)" --into sqlite:ro/t.db -t t ro/in' 'ro/t.db is read-only'
	theirs 644 ro/t.db
	theirs 555 ro
	check_err 'a directory where no journal can be' 1 \
	    'as_user "$(command -v rx-merge)" --into sqlite:ro/t.db -t t ro/in' 'cannot write the journal of ro/t.db' \
	    'its directory must be writable too'
	check 'and nothing is in it' 'sqlite3 ro/t.db .tables' x
	check_err 'a directory where no file can be' 1 \
	    'as_user "$(command -v rx-merge)" --into sqlite:ro/new.db -t t ro/in' 'cannot open ro/new.db: Permission denied'
	theirs 755 ro
fi
check_err 'a file of a directory that is not there' 1 'echo "{\"id\":1}" | rx-merge --into no/t.ndjson' \
    'cannot open no/t.ndjson.state: No such file or directory'
check_err 'rejects that cannot be written' 1 'fresh; echo "{\"id\":1}" | into_t --rejects no/rejects' \
    'cannot open no/rejects: No such file or directory'
check_err 'a full disk: rejects' 1 'fresh; echo "{\"v\":1}" | into_t -k id --rejects /dev/full' \
    'cannot write /dev/full: No space left on device'
check 'and nothing is stored' 'rows t; echo "." ' .
check_err 'a limit on the file: nothing is half written' 1 \
    'fresh; echo "{\"id\":1,\"v\":\"old\"}" | into_t -k id
	jq -nc "range(20000) | {id: ., v: \"new and rather long, so that the file grows and grows\"}" >big
	(ulimit -f 400; trap "" XFSZ; rx-merge -q --into sqlite:t.db -t t -k id big)' 't.db'
check 'what was there is there' 'sql "PRAGMA integrity_check" "SELECT id, v FROM t"' 'ok
1|old'
for how in '"disposition":"replace"' '"key":["id"],"disposition":"merge","columns":{"v":{"dedup_sort":"asc"}}' \
    '"disposition":{"disposition":"merge","strategy":"scd2"}'; do
	M=$how
	check_err "the same when a load moves into its table: $how" 1 \
	    'fresh; load B "{\"id\":1,\"v\":\"old\"}" E | rx-merge -q --into sqlite:t.db
	{ A=a2 load B; sed "s/.*/{\"rx\":\"record\",\"resource\":\"items\",\"part\":{},\"data\":&}/" big; load L; } >s; load E >e
	rx-merge -q --into sqlite:t.db s 2>/dev/null; n=$(($(stat -c %s t.db) / 512 + 400))
	fresh; load B "{\"id\":1,\"v\":\"old\"}" E | rx-merge -q --into sqlite:t.db
	(ulimit -f $n; trap "" XFSZ; cat s e | rx-merge -q --into sqlite:t.db)' 't.db'
	check 'what was there is there' 'sql "PRAGMA integrity_check" "SELECT id, v FROM items"' 'ok
1|old'
done
check_err 'the same for a file' 1 \
    'fresh; echo "{\"id\":1,\"v\":\"old\"}" | rx-merge -q --into t.ndjson -k id
	(ulimit -f 400; trap "" XFSZ; rx-merge -q --into t.ndjson -k id big)' 't.ndjson'
check 'what was there is there, in the file' 'cat t.ndjson; ls t.ndjson*' '{"id":1,"v":"old"}
t.ndjson
t.ndjson.state'

# many records at once are put in the order of their keys
many() {
	jq -nc 'range(3000) | {id: (. * 7919 % 3000), v: "first"}'
	printf '{"id":%s,"v":"%s"}\n' 5 a 5.0 b 0.5e1 c 17 d -1 e -1.0 f -10 g 1e3 h 12345678901234567890 i \
	    12345678901234567891 j 0.0 k -0 l
	jq -nc 'range(1500) | {id: "text \(. * 7919 % 1500)", v: "first"}, {id: "t\(. % 3)", v: "\(.)"}'
}
check 'of equal keys among many the last one stays, however it is written' \
    'fresh; many | into_t -q -k id
    sql "SELECT id, v FROM t WHERE v <> '\''first'\'' ORDER BY typeof(id), CAST(id AS REAL), id; SELECT count(*) FROM t"' \
'-10|g
-1|f
0|l
5|c
17|d
1000|h
t0|1497
t1|1498
t2|1499
12345678901234567890|i
12345678901234567891|j
4507'
check 'and of insert-only the first' \
    'fresh; many | into_t -q -k id --strategy insert-only
    sql "SELECT v FROM t WHERE id = 5; SELECT v FROM t WHERE id = '\''t0'\''; SELECT v FROM t WHERE id = -1"' 'first
0
e'
check 'escapes are no other keys' \
    'fresh; { jq -nc "range(2000) | {id: \"k\(. % 1000)\", v: .}"; echo "{\"id\":\"\\u006b7\",\"v\":\"last\"}"; } | into_t -q -k id
    sql "SELECT v FROM t WHERE id = '\''k7'\''; SELECT count(*) FROM t"' 'last
1000'
finish
