#!/bin/sh
# rx-merge into PostgreSQL: it is killed, its server is killed, and two of them
# are there at once.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/merge-kill.sh"
. "$ROOT/tests/tool/postgres.sh"
. "$ROOT/tests/tool/postgres-kill.sh"
need_postgres
TARGET=postgres

PAGES=60
[ "$SANITIZED" = no ] && ROUNDS=${ROUNDS:-6} || ROUNDS=3

for D in append replace merge; do
	check "$D: killed $ROUNDS times, then run again" 'kill_loop round' ''
done
ROUNDS=${SERVER_ROUNDS:-$((ROUNDS / 3))}
for D in append replace merge; do
	check "$D: the server is killed $ROUNDS times, then run again" 'kill_loop server_round' ''
done

# -- two at once ---------------------------------------------------------------

D=merge
check 'a second one is refused, with the holder' \
    'writing; lines B 2=b S2 E | rx-merge -q --into postgres: 2>err 9>&-; echo "status $?"
	sed "s/process $first)/process FIRST)/; s/process [0-9]*\$/process SERVER/" err
	lines L E >&9; exec 9>&-; wait $first; echo "first $?"; rows; echo' 'status 7
rx-merge: error: items: another rx-merge (process FIRST) is writing it
  hint: wait for it, or stop it; its connection is the server'\''s process SERVER
first 0
1 a,'
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
check 'a connection that is ended' \
    'writing; pg -c "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE '\''rx-merge %'\''"
	lines 5=x S2 L E >&9; exec 9>&-; wait $first; echo $?; rows; echo; bookmark' '1
1
1 a,
none'
finish
