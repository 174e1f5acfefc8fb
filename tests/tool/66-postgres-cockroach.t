#!/bin/sh
# rx-merge as it speaks to CockroachDB, to a PostgreSQL server: transactions that
# the server wants done again, one writer a resource, and runs that are killed.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/merge-kill.sh"
. "$ROOT/tests/tool/postgres.sh"
need_postgres
as_cockroach
TARGET=postgres

# -- done again ------------------------------------------------------------------

# asking N WHEN: a table of items whose server asks N times for a transaction to
# be done again, WHEN (immediate: at a row; deferred: at the commit).
asking() {
	fresh
	pg -c 'CREATE TABLE items(id bigint PRIMARY KEY, v text)' -c "INSERT INTO items VALUES (1, 'old'), (2, 'b')"
	pg -c 'CREATE SEQUENCE asked' -c "CREATE FUNCTION ask() RETURNS trigger LANGUAGE plpgsql AS
	    \$\$ BEGIN IF nextval('asked') <= $1 THEN RAISE 'restart transaction' USING ERRCODE = '40001'; END IF; RETURN NEW; END \$\$" \
	    -c "CREATE CONSTRAINT TRIGGER ask AFTER INSERT OR UPDATE ON items DEFERRABLE INITIALLY $2 FOR EACH ROW EXECUTE FUNCTION ask()"
}

# merged: what a load does there, in two pages; the second brings a new column.
merged() {
	D=merge
	{ lines B 1=a 2=b S2
	  echo '{"rx":"record","resource":"items","part":{},"data":{"id":3,"v":"c","new":7}}'
	  lines S3 L E; } | rx-merge --into "$(into)" --summary json "$@" 2>err >sum
	echo "status $?"
	jq -r '.resources[] | "\(.inserted) \(.updated) \(.unchanged) \(.deleted)"' sum
	pg -c 'SELECT id, v, new FROM items ORDER BY id' -c 'SELECT last_value > 3 FROM asked'
	bookmark
}
for when in immediate deferred; do
check "a transaction that is asked to be done again is ($when)" \
    "asking 3 $when; merged" 'status 0
1 1 1 0
1 a 
2 b 
3 c 7
t
3'
done
check 'staged ones too: once' \
    'asking 2 deferred; for D in append replace; do lines B 4=x 5=y S2 6=z L E | rx-merge -q --into "$(into)" -d $D; done
	rows; echo; pg -c "SELECT last_value > 2 FROM asked"; bookmark' '4 x,5 y,6 z,
t
2'
check 'one that is asked for again and again ends in an error, and nothing is stored' \
    'asking 1000 immediate; D=merge; lines B 1=a 3=c L E | rx-merge -q --into "$(into)" 2>err; echo $?; cat err; rows; echo; bookmark' '1
rx-merge: error: postgres:postgres: restart transaction
1 old,2 b,
none'
check 'tables of rx-merge: no stage and no temporary table is left' \
    'fresh; for D in append replace merge; do lines B 1=a S1 L E | rx-merge -q --into "$(into)" -d $D; done
	pg -c "SELECT relname FROM pg_class WHERE relname LIKE '\''\\_rx\\_stage%'\'' OR relname LIKE '\''\\_rx\\_in%'\''"; rows; echo' '1 a,'

# -- two at once -----------------------------------------------------------------

D=merge
check 'no advisory lock is taken' \
    'writing; pg -c "SELECT count(*) FROM pg_locks WHERE locktype = '\''advisory'\''"; lines L E >&9; exec 9>&-; wait $first' 0
check 'a second one is refused, with the holder' \
    'writing; lines B 2=b S2 E | rx-merge -q --into postgres: 2>err 9>&-; echo "status $?"
	sed "s/process $first)/process FIRST)/" err
	lines L E >&9; exec 9>&-; wait $first; echo "first $?"; rows; echo' 'status 7
rx-merge: error: items: another rx-merge (process FIRST) is writing it
  hint: wait for it, or stop it
first 0
1 a,'
check 'a second one waits' \
    'writing; lines B 2=b S2 E | rx-merge -q --lock-wait 60 --into postgres: 9>&- & second=$!; sleep 0.5
	lines L E >&9; exec 9>&-; wait $first; echo "first $?"; wait $second; echo "second $?"; rows; echo' 'first 0
second 0
1 a,2 b,'
check 'another resource may be written beside it, and this one in another schema' \
    'writing; R=others lines B 2=b S2 E | rx-merge -q --into postgres: 9>&-; echo $?
	R=items lines B 2=b S2 E | rx-merge -q --into postgres: --schema two 9>&-; echo $?
	R=items lines L E >&9; exec 9>&-; wait $first; echo $?' '0
0
0'
check 'the lock dies with its holder' \
    'writing; kill -9 $first; wait $first 2>/dev/null; lines B 2=b E | rx-merge -q --into postgres: 9>&-; echo $?
	exec 9>&-; rows; echo' '0
1 a,2 b,'

# -- killed ----------------------------------------------------------------------

PAGES=60
[ "$SANITIZED" = no ] && ROUNDS=${ROUNDS:-5} || ROUNDS=2
kill_loop() {
	fresh
	V=old G=0 A=old pages | rx-merge -q --into postgres:
	V=new G=2 A=new pages | rx-merge -q --into postgres:
	rows >../wanted.rows
	i=1
	while [ "$i" -le "$ROUNDS" ]; do
		fresh
		V=old G=0 A=old pages | rx-merge -q --into postgres:
		V=new round "$i" 2
		rows >got.rows
		if ! cmp -s ../wanted.rows got.rows || [ "$(bookmark)" != "$PAGES" ]; then
			echo "round $i: $(tr ',' '\n' <got.rows | wc -l) rows, bookmark $(bookmark)"
		fi
		i=$((i + 1))
	done
}
for D in append replace merge; do
	check "$D: killed $ROUNDS times, then run again" kill_loop ''
done
finish
