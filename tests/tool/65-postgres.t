#!/bin/sh
# rx-merge into PostgreSQL: types, names, what the user has made, faults; on a
# server of its own.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/postgres.sh"
need_postgres
TARGET=postgres

# into_t ARGUMENT...: bare records on stdin into table t
into_t() {
	rx-merge -q --into postgres: -t t "$@"
}

# -- types that are found ------------------------------------------------------

# values JSON...: the column's type, and how each is stored
values() {
	fresh
	for v; do
		printf '{"v":%s}\n' "$v"
	done | into_t || return
	pg -c 'SELECT pg_typeof(v) FROM t LIMIT 1' -c 'SELECT v FROM t'
}
check 'whole numbers' 'values 1 -0 9223372036854775807' 'bigint
1
0
9223372036854775807'
check 'numbers, never through a float' \
    'values 1 9223372036854775808 1.10 0.1000 9007199254740993.0 0.1234567890123456789 1e30' 'numeric
1
9223372036854775808
1.10
0.1000
9007199254740993.0
0.1234567890123456789
1000000000000000000000000000000'
check '1e400 is a number' "values 1e400 | tail -n 1 | tr -d '\\n' | wc -c" 401
check 'what does not fit becomes text, as it was' \
    'values 1 1.50 "\"x\"" true "[1, {\"a\":1.10}]" null "\"\\u00e9\\/\\t\"" "\"\\ud83d\\ude00\"" "\"\"" "\"\\\\N\""' 'text
1
1.50
x
true
[1,{"a":1.10}]

é/	
😀

\N'
check 'a type widens between runs too' \
    'fresh; for v in true 7 "{\"a\":1}"; do echo "{\"v\":$v}" | into_t; done; pg -c "SELECT v FROM t"
	for v in 1 0.10 1e200000; do echo "{\"n\":$v}" | into_t; done; pg -c "SELECT n FROM t WHERE n IS NOT NULL"' 'true
7
{"a":1}
1
0.10
1e200000'
check 'nested values are jsonb, and scalars stay what they are there' \
    'values "{\"b\":1.10,\"a\":[]}" "\"x\"" 0.10 true' 'jsonb
{"a": [], "b": 1.10}
"x"
0.10
true'
check 'what is no text is rejected, with a reason' \
    'fresh; printf "%s\n" "{\"v\":\"a\\u0000b\"}" "{\"v\":\"ok\"}" "{\"v\":\"\\ud83d\"}" "{\"n\":[\"\\u0000\"]}" |
	into_t --rejects r; pg -c "SELECT v FROM t"; sed "s/,.resource.*//" r; rm r' 'ok
{"reason":"v: PostgreSQL has no text with a NUL"
{"reason":"v: half of a surrogate pair is no text"
{"reason":"unsupported Unicode escape sequence: \\u0000 cannot be converted to text."'
check 'ten megabytes' 'fresh; { printf "{\"v\":\""; head -c 10000000 /dev/zero | tr "\\0" x; printf "\"}\n"; } |
	into_t; pg -c "SELECT length(v), trim(v, '\''x'\'') FROM t"' '10000000 '
check 'the type of a key does not change' \
    'fresh; printf "%s\n" "{\"id\":1}" "{\"id\":\"1\"}" "{\"id\":true}" "{\"id\":[1]}" "{\"id\":1.5}" "{\"id\":2.0}" |
	into_t -k id --rejects r; pg -c "SELECT pg_typeof(id), id FROM t ORDER BY id"; jq -r .reason r; rm r' \
    'numeric 1
numeric 1.5
numeric 2.0
the key id is a string, it was a number before
the key id is true, it was a number before
the key id is an array, it was a number before'
check 'nested keys' \
    'fresh; printf "%s\n" "{\"k\":{\"a\":1},\"v\":1}" "{\"k\":{\"a\":2},\"v\":2}" "{\"k\":{\"a\":1},\"v\":3}" |
	into_t -k k.a; pg -c "SELECT k, v FROM t ORDER BY v"' '{"a": 2} 2
{"a": 1} 3'
check 'two key columns' \
    'fresh; printf "%s\n" "{\"a\":1,\"b\":\"x\",\"v\":1}" "{\"a\":1,\"b\":\"y\",\"v\":2}" "{\"b\":\"x\",\"a\":1,\"v\":3}" |
	into_t -k a,b; pg -c "SELECT a, b, v FROM t ORDER BY v"' '1 y 2
1 x 3'
check 'unchanged rows are not written' \
    'fresh; printf "{\"id\":1,\"v\":1.10}\n{\"id\":2,\"j\":{\"b\":1,\"a\":2}}\n" >s; into_t -k id s; pg -c "SELECT xmin FROM t" >x
	rx-merge --into postgres: -t t -k id s 2>&1; pg -c "SELECT xmin FROM t" | cmp x -' \
    'rx-merge: t: 2 records, 0 inserted, 0 updated, 2 unchanged'
check 'fields without a value have no column; a record without any is a row' \
    'fresh; printf "{\"a\":null}\n{}\n{\"b\":1}\n" | into_t; pg -c "SELECT count(*), count(b) FROM t"' '3 1'

check 'times are texts' 'values "\"2024-01-01T10:00:00Z\""' 'text
2024-01-01T10:00:00Z'
# instants JSON...: as values, with --infer-time
instants() {
	fresh
	for v; do
		printf '{"v":%s}\n' "$v"
	done | into_t --infer-time || return
	pg -c 'SELECT pg_typeof(v) FROM t LIMIT 1' -c 'SELECT v FROM t'
}
check '--infer-time: where all are, they are times' \
    'instants "\"2024-01-01T10:00:00Z\"" null "\"2024-01-01 10:00:00.25+02:00\"" "\"2024-02-29T00:00:00\""' 'timestamp with time zone
2024-01-01 10:00:00+00

2024-01-01 08:00:00.25+00
2024-02-29 00:00:00+00'
check '--infer-time: where one is none, they are texts as they came' \
    'instants "\"2024-01-01T10:00:00+02:00\"" "\"2024-01-01\""; instants "\"2024-02-30T00:00:00Z\""
	instants "\"2024-01-01T10:00:00.1234567Z\""; instants 20240101 "\"2024-01-01T10:00:00Z\""' 'text
2024-01-01T10:00:00+02:00
2024-01-01
text
2024-02-30T00:00:00Z
text
2024-01-01T10:00:00.1234567Z
text
20240101
2024-01-01T10:00:00Z'
check 'a later run that brings another text: ISO 8601 in UTC' \
    'instants "\"2024-01-01T10:00:00+02:00\"" "\"2024-01-01T10:00:00.50Z\"" >x; echo "{\"v\":\"2024-01-02T00:00:00Z\"}" | into_t
	pg -c "SELECT pg_typeof(v) FROM t LIMIT 1"; echo "{\"v\":\"soon\"}" | into_t; pg -c "SELECT v FROM t"' 'timestamp with time zone
2024-01-01T08:00:00Z
2024-01-01T10:00:00.5Z
2024-01-02T00:00:00Z
soon'
check '--infer-time: a key stays a text' \
    'fresh; echo "{\"id\":\"2024-01-01T10:00:00Z\"}" | into_t -k id --infer-time; pg -c "SELECT id FROM t"' 2024-01-01T10:00:00Z
check_err '--infer-time: others have no times' 2 'echo "{}" | rx-merge --into sqlite:x.db -t t --infer-time' \
    'sqlite:FILE has no type of times'

# -- types that are declared ---------------------------------------------------

typed() {
	fresh
	rm -f r
	{ echo '{"rx":"begin","resource":"t","merge":{"disposition":"'"${D:-merge}"'","key":["id"],"columns":{"id":{"data_type":"bigint"},"s":{"data_type":"text","precision":3},"d":{"data_type":"double"},"m":{"data_type":"decimal","precision":10,"scale":2},"ts":{"data_type":"timestamp"},"local":{"data_type":"timestamp","precision":3,"timezone":false},"dt":{"data_type":"date"},"ti":{"data_type":"time"},"bin":{"data_type":"binary"},"j":{"data_type":"json"},"b":{"data_type":"bool"},"w":{"data_type":"wei"},"n":{"data_type":"text","nullable":false},"u":{"data_type":"bigint","precision":32,"unique":true}}}}'
	for r; do printf '{"rx":"record","resource":"t","data":%s}\n' "$r"; done
	echo '{"rx":"end","resource":"t"}'; } | rx-merge -q --into postgres: --rejects r
}
check 'all types of dlt' \
    'typed "{\"id\":\"7\",\"s\":\"abc\",\"d\":1.5,\"m\":\"12.3\",\"ts\":\"2024-01-01T10:00:00+02:00\",\"local\":\"2024-01-01 00:00:00.123\",\"dt\":\"2024-01-31\",\"ti\":\"10:11:12.5\",\"bin\":\"AAECAw==\",\"j\":\"x\",\"b\":\"true\",\"w\":123456789012345678901234567890,\"n\":\"\",\"u\":1}"
	pg -c "SELECT id, s, d, m, ts, local, dt, ti, bin, j, b, w, n, u FROM t"
	pg -c "SELECT format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN '\'' not null'\'' ELSE '\'''\'' END FROM pg_attribute
	    WHERE attrelid = '\''t'\''::regclass AND attnum > 0 ORDER BY attnum"' \
    '7 abc 1.5 12.30 2024-01-01 08:00:00+00 2024-01-01 00:00:00.123 2024-01-31 10:11:12.5 \x00010203 "x" t 123456789012345678901234567890  1
bigint
character varying(3)
double precision
numeric(10,2)
timestamp with time zone
timestamp(3) without time zone
date
time without time zone
bytea
jsonb
boolean
numeric(78,0)
text not null
integer'
for D in merge append; do
check "$D: what a declared type cannot hold is rejected, and the others stay" \
    'typed "{\"id\":1,\"n\":\"\",\"u\":1}" "{\"id\":8,\"n\":\"\",\"s\":\"abcd\"}" "{\"id\":9,\"n\":\"\",\"d\":9007199254740993}" \
	"{\"id\":10,\"n\":\"\",\"m\":1.234}" "{\"id\":11,\"n\":\"\",\"ts\":\"no\"}" "{\"id\":12,\"n\":\"\",\"dt\":\"2024-02-30\"}" \
	"{\"id\":13,\"n\":\"\",\"bin\":\"%%%\"}" "{\"id\":14}" "{\"id\":15,\"n\":\"\",\"local\":\"2024-01-01 00:00:00.1234\"}" \
	"{\"id\":12345678901234567890,\"n\":\"\"}" "{\"id\":18,\"n\":\"\",\"m\":123456789}" "{\"id\":19,\"n\":\"\",\"u\":3000000000}" \
	"{\"id\":20,\"n\":\"ok\"}"
	pg -c "SELECT id FROM t"; jq -c .data.id r | sort -n | tr "\n" " "; grep -c . r' '1
20
8 9 10 11 12 13 14 15 18 19 12345678901234567000 11'
done
D=merge
check 'the reasons are told' 'jq -r .reason r | sort' \
    'bin: "%%%" does not fit the declared type binary
d: 9007199254740993 does not fit the declared type double
dt: "2024-02-30" does not fit the declared type date
id: 12345678901234567890 does not fit the declared type bigint
local: "2024-01-01 00:00:00.1234" does not fit the declared type timestamp(3)
m: 1.234 does not fit the declared type decimal(10,2)
m: 123456789 does not fit the declared type decimal(10,2)
n is missing, and declared not nullable
s: "abcd" does not fit the declared type text(3)
ts: "no" does not fit the declared type timestamp
u: 3000000000 does not fit the declared type bigint(32)'

# -- indexes that are declared --------------------------------------------------

# sorted TABLE DISPOSITION RECORD...: with the columns at and "by name" to be sorted
sorted() {
	printf '{"rx":"begin","resource":"%s","merge":{"table":"%s","disposition":"%s","key":["id"],"columns":{"at":{"sort":true},"by name":{"sort":true},"v":{"sort":false},"j":{"sort":true}}}}\n' "$1" "$1" "$2"
	r=$1
	shift 2
	for record; do printf '{"rx":"record","resource":"%s","data":%s}\n' "$r" "$record"; done
	printf '{"rx":"end","resource":"%s"}\n' "$r"
}
indexes() {
	pg -c "SELECT indexdef FROM pg_indexes WHERE indexname LIKE '\_rx\_sort%' ORDER BY 1"
}
for D in merge append replace; do
	check "sort, $D: a column gets an index, once; of lists and objects none" \
	    'fresh; for at in 1 2; do sorted t $D "{\"id\":$at,\"at\":$at,\"v\":1,\"j\":[]}" | rx-merge -q --into postgres:; done
	indexes; sorted t $D "{\"id\":3,\"at\":\"x\",\"by name\":3}" | rx-merge -q --into postgres:; indexes' \
	    'CREATE INDEX _rx_sort_t_at ON public.t USING btree (at)
CREATE INDEX "_rx_sort_t_by name" ON public.t USING btree ("by name")
CREATE INDEX _rx_sort_t_at ON public.t USING btree (at)'
done
check 'sort: an index of the user that begins with the column will do, and that of the key' \
    'fresh; pg -c "CREATE TABLE t(id bigint PRIMARY KEY, at bigint, v bigint)" -c "CREATE INDEX mine ON t(at, v)"
	sorted t merge "{\"id\":1,\"at\":1,\"v\":1}" | sed "1s/\"at\"/\"id\":{\"sort\":true},&/" | rx-merge -q --into postgres:
	indexes; pg -c "SELECT indexname FROM pg_indexes WHERE tablename = '\''t'\'' ORDER BY 1"' 'mine
t_pkey'
check 'sort: names that run together are numbered, long ones are cut' \
    'fresh; pg -c "CREATE TABLE a(b_at bigint)" -c "CREATE INDEX _rx_sort_a_b_at ON a(b_at)"; n=$(printf "x%.0s" $(seq 60))
	for i in 1 2; do for t in a_b $n; do sorted $t merge "{\"id\":1,\"at\":1,\"by name\":2}" | rx-merge -q --into postgres:; done; done
	pg -c "SELECT indexname FROM pg_indexes WHERE indexname LIKE '\''\\_rx\\_sort%'\''" | sed "s/_[0-9a-f]\{8\}$/_HASH/" | sort' \
    '_rx_sort_a_b_at
_rx_sort_a_b_at_2
_rx_sort_a_b_by name
_rx_sort_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_HASH
_rx_sort_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_HASH'

# -- names ---------------------------------------------------------------------

check 'names that differ in case only' \
    'fresh; printf "{\"id\":1,\"Name\":\"a\",\"name\":\"b\"}\n" | into_t -k id
	printf "{\"name\":\"d\",\"NAME\":\"e\",\"id\":1,\"Name\":\"c\"}\n" | into_t -k id
	pg -c "SELECT \"Name\", name_2, \"NAME_3\" FROM t"' 'c d e'
check 'names of more than 63 bytes, cut between characters' \
    'fresh; n=$(printf "é%.0s" 1 2 3 4 5 6 7 8 9 10); n=x$n$n$n; for i in 1 2; do
		printf "{\"id\":1,\"${n}éa\":1,\"${n}éb\":2,\"${n}éac\":3}\n" | into_t -k id; done
	pg -c "SELECT * FROM t" -c "SELECT octet_length(col) FROM _rx_columns WHERE field <> '\''id'\'' ORDER BY 1"' '1 1 2 3
63
63
63'
check 'odd names' \
    'fresh; echo "{\"id\":1,\"select\":1,\"a b\":2,\"q\\\"q\":3,\"\":4,\"_rx_rest\":5,\"é\":6,\"x;--\":7,\"xmin\":8,\"%s\":9,\"a'\''b\":10}" | into_t -k id
	pg -c "SELECT \"select\", \"a b\", \"q\"\"q\", _empty, _rx_rest_2, \"é\", \"x;--\", xmin_2, \"%s\", \"a'\''b\" FROM t"' '1 2 3 4 5 6 7 8 9 10'
check 'names that statements of rx-merge have too' \
    'fresh; for n in 1 2; do echo "{\"at\":1,\"place\":2,\"n\":$n,\"v0\":4,\"new\":5,\"i\":6,\"t\":7,\"j\":8,\"c0\":9,\"d\":1,\"op\":2,\"s\":3,\"ctid\":4,\"_rx_n\":5,\"excluded\":6}" >s$n
		into_t -k at s$n; into_t -k at --strategy delete-insert --merge-key d s$n; into_t -k at --patch s$n
		rx-merge -q --into postgres: -t u -d merge --strategy scd2 s$n; done
	pg -c "SELECT at, place, n, v0, new, i, t, j, c0, d, op, s, ctid_2, _rx_n_2, excluded FROM t" -c "SELECT at, n FROM u ORDER BY n"' \
    '1 2 2 4 5 6 7 8 9 1 2 3 4 5 6
1 1
1 2'
check 'odd tables' \
    'fresh; for t in order _rx_state "a b" "x\"y" Orders orders; do
		echo "{\"id\":1}" | rx-merge -q --into postgres: -t "$t" -k id || echo "$t"; done
	echo "{\"id\":2}" | rx-merge -q --into postgres: -t orders -k id
	pg -c "SELECT tablename FROM pg_tables WHERE schemaname = '\''public'\'' AND tablename NOT LIKE '\''\\_rx%'\'' ORDER BY 1" \
	    -c "SELECT count(*) FROM orders_2"' \
    'Orders
a b
order
orders_2
t__rx_state
x"y
2'
check 'past 400 columns the rest is in one' \
    'fresh; jq -nc "[range(3000) | {key: \"f\(.)\", value: \"text \(.)\"}] | from_entries + {id: 7}" >s; into_t -k id s
	pg -c "SELECT id, f398, _rx_rest ->> '\''f2999'\'' FROM t"
	rx-merge --into postgres: -t t -k id s 2>&1' \
    '7 text 398 text 2999
rx-merge: t: 1 record, 0 inserted, 0 updated, 1 unchanged'

# -- what the user has made ----------------------------------------------------

check 'a table of the user: its columns are filled, others left alone, types kept' \
    'fresh; rm -f r; pg -c "CREATE TABLE t(id uuid PRIMARY KEY, n integer, tags text[], note text DEFAULT '\''mine'\'')"
	pg -c "INSERT INTO t VALUES ('\''00000000-0000-0000-0000-000000000001'\'', 1, NULL, '\''kept'\'')"
	printf "%s\n" "{\"id\":\"00000000-0000-0000-0000-000000000001\",\"n\":2}" "{\"id\":\"00000000-0000-0000-0000-000000000002\",\"n\":3}" \
	    "{\"id\":\"no\",\"n\":4}" "{\"id\":\"00000000-0000-0000-0000-000000000003\",\"n\":\"x\"}" | into_t -k id --rejects r
	pg -c "SELECT n, note FROM t ORDER BY 1" -c "SELECT indexname FROM pg_indexes WHERE tablename = '\''t'\''"; jq -r .reason r; rm r' \
    '2 kept
3 mine
t_pkey
n: "x" does not fit the column'\''s type integer
invalid input syntax for type uuid: "no"'
check 'views, indexes, triggers and grants on a replaced table stay' \
    'fresh; echo "{\"id\":1,\"a\":1}" | into_t -d replace
	pg -c "CREATE ROLE reader" -c "GRANT SELECT ON t TO reader" -c "CREATE VIEW w AS SELECT a FROM t; CREATE INDEX i ON t(a); CREATE TABLE log(x bigint);
	    CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS '\''BEGIN INSERT INTO log VALUES(new.id); RETURN new; END'\'';
	    CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()"
	printf "{\"id\":2,\"a\":5}\n{\"id\":3,\"a\":6}\n" | into_t -d replace
	pg -c "SELECT * FROM w" -c "SELECT x FROM log" -c "SELECT indexname FROM pg_indexes WHERE tablename = '\''t'\''" \
	    -c "SELECT has_table_privilege('\''reader'\'', '\''t'\'', '\''SELECT'\'')" -c "DROP TABLE t CASCADE; DROP ROLE reader"' \
    '5
6
2
3
i
t'
check 'a reader sees the old table until the end, and waits for nobody' \
    'fresh; D=replace; lines B 1=old E | rx-merge -q --into postgres:; rm -f f; mkfifo f q; rx-merge -q --into postgres: f &
	m=$!; exec 9>f; lines B 1=new 2=new S2 >&9; until rx-merge --into postgres: --print-state | grep -q next; do sleep 0.05; done
	psql -X -q -At -F" " <q >read 9>&- & exec 8>q; echo "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT id, v FROM items;" >&8
	until [ -s read ]; do sleep 0.05; done
	lines E >&9; exec 9>&-; wait $m; rows; echo; echo "SELECT id, v FROM items; COMMIT;" >&8; exec 8>&-; wait; cat read' \
    '1 new,2 new,
1 old
1 old'
check 'a table in parts' \
    'fresh; pg -c "CREATE TABLE t(id bigint PRIMARY KEY, v text) PARTITION BY HASH (id)" -c "CREATE TABLE t0 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0)" \
	    -c "CREATE TABLE t1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1)"
	for v in a b; do for i in 1 2 3 4; do echo "{\"id\":$i,\"v\":\"$v\"}"; done | rx-merge --into postgres: -t t -k id 2>&1; done
	printf "%s\n" "{\"id\":4,\"v\":\"b\"}" "{\"id\":1,\"v\":\"c\"}" "{\"id\":5}" | rx-merge --into postgres: -t t -k id 2>&1; pg -c "SELECT id, v FROM t ORDER BY id"' \
    'rx-merge: t: 4 records, 4 inserted, 0 updated, 0 unchanged
rx-merge: t: 4 records, 0 inserted, 4 updated, 0 unchanged
rx-merge: t: 3 records, 1 inserted, 1 updated, 1 unchanged
1 c
2 b
3 b
4 b
5 '
check 'a table whose rows are guarded' \
    'fresh; pg -c "DROP ROLE IF EXISTS clerk" -c "CREATE ROLE clerk LOGIN" 2>/dev/null; pg -c "GRANT ALL ON SCHEMA public TO clerk" -c "CREATE TABLE t(id bigint PRIMARY KEY, v text)" \
	    -c "ALTER TABLE t ENABLE ROW LEVEL SECURITY" -c "CREATE POLICY p ON t USING (true)" -c "GRANT ALL ON t TO clerk"
	for v in a b; do echo "{\"id\":1,\"v\":\"$v\"}" | rx-merge --into "postgres:user=clerk dbname=postgres" -t t -k id 2>&1; done; pg -c "SELECT v FROM t"' \
    'rx-merge: t: 1 record, 1 inserted, 0 updated, 0 unchanged
rx-merge: t: 1 record, 0 inserted, 1 updated, 0 unchanged
b'
check_err 'a view is no table' 1 'fresh; pg -c "CREATE VIEW t AS SELECT 1 AS id"; echo "{\"id\":1}" | into_t -k id' \
    'postgres:postgres: t is a view, records need a table'
check_err 'a view keeps a column from widening' 1 \
    'fresh; echo "{\"id\":1,\"a\":1}" | into_t -k id; pg -c "CREATE VIEW w AS SELECT a FROM t"; echo "{\"id\":2,\"a\":\"x\"}" | into_t -k id' \
    'cannot alter type of a column used by a view or rule' 'ALTER COLUMN "a" TYPE text'
check_err 'merge into a table that has the key twice' 3 \
    'fresh; printf "{\"id\":1}\n{\"id\":1}\n" | into_t; echo "{\"id\":1}" | into_t -k id' \
    'the table t has rows with the same key (id)'
check_err 'a constraint of the user rejects the record' 3 \
    'fresh; pg -c "CREATE TABLE t(id bigint PRIMARY KEY, n bigint CHECK (n > 0))"
	printf "%s\n" "{\"id\":1,\"n\":0}" "{\"id\":2,\"n\":1}" "{\"id\":3,\"n\":5}" "{\"id\":3,\"n\":-5}" | into_t -k id' \
    'new row for relation "t" violates check constraint'
check 'and only that: what came before it of its key is kept' 'pg -c "SELECT id, n FROM t ORDER BY id"' '2 1
3 5'

# -- where ---------------------------------------------------------------------

check 'a schema, made if it is missing; its state is there' \
    'fresh; pg -c "DROP SCHEMA IF EXISTS \"My one\" CASCADE" 2>/dev/null; echo "{\"id\":1}" | into_t -k id --schema "My one"
	pg -c "SELECT id FROM \"My one\".t" -c "SELECT count(*) FROM pg_tables WHERE schemaname = '\''public'\''"
	D=merge; lines B 1=a S4 E | rx-merge -q --into postgres: --schema "My one"
	rx-merge --into postgres: --print-state; rx-merge --into postgres: --schema "My one" --print-state | jq -c .bookmark' '1
0
null
4'
check_err 'other targets have none' 2 'echo "{}" | rx-merge --into sqlite:x.db -t t --schema s' 'sqlite:FILE has no schemas'
check 'in every form' \
    'fresh; for to in "postgres://rx@/postgres?host=$PGHOST" "postgresql:///postgres?host=$PGHOST&user=rx" \
	"postgres:host=$PGHOST dbname=postgres" postgres:postgres; do echo "{\"id\":1}" | rx-merge -q --into "$to" -t t || echo "$to"; done
	printf "[mine]\nhost=%s\ndbname=postgres\n" "$PGHOST" >services; export PGSERVICEFILE=services
	echo "{\"id\":1}" | rx-merge -q --into service=mine -t t; pg -c "SELECT count(*) FROM t"' 5
check_err 'a server that is not there' 1 'echo "{}" | rx-merge --into postgres://u:geheim@localhost:1/db -t t' \
    'cannot open postgres://localhost:1/db:' 'Connection refused'
for to in 'postgres://u:geheim@localhost:1/db' 'postgres://u:geheim@geheim@localhost:1/db' 'postgres:host=localhost port=1 password=my geheim' \
    'postgres://u:geheim@localhost:1/db?geheim' 'postgrse://u:geheim@localhost/db' 'postgres://u:geheim@[::1/db'; do
	check_lacks "no password is told: ${to%%geheim*}" "echo '{}' | rx-merge --into '$to' -t t" geheim
done
check_err 'a database that is not there' 1 'echo "{}" | rx-merge --into postgres:nothing -t t' 'database "nothing" does not exist'
check_err 'no permission' 1 \
    'fresh; pg -c "DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN; GRANT USAGE ON SCHEMA public TO guest" 2>/dev/null; echo "{\"id\":1}" | rx-merge --into "postgres:user=guest dbname=postgres" -t t' \
    'permission denied for schema public'
check_err 'a table that another session holds' 1 \
    'fresh; echo "{\"id\":1}" | into_t -k id; rm -f q; mkfifo q; psql -X -q -At <q >held & exec 8>q
	echo "BEGIN; LOCK TABLE t; SELECT 1;" >&8; until [ -s held ]; do sleep 0.05; done
	echo "{\"id\":2}" | PGOPTIONS="-c lock_timeout=300" into_t -k id; s=$?; exec 8>&-; wait; exit $s' \
    'the table is locked by another session'
check 'different resources at once' \
    'fresh; for i in 1 2 3 4; do (R=r$i D=merge; lines B 1=a 2=b S1 L E | rx-merge -q --into postgres: || echo "$i failed") & done; wait
	for i in 1 2 3 4; do rows r$i; done; echo; rx-merge --into postgres: --print-state | grep -c bookmark' \
    '1 a,2 b,1 a,2 b,1 a,2 b,1 a,2 b,
4'
finish
