#!/bin/sh
# rx-merge into PostgreSQL: it and its server are killed while loads are merged
# as a whole, with lists.
# shellcheck disable=SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/merge-kill.sh"
. "$ROOT/tests/tool/postgres.sh"
. "$ROOT/tests/tool/postgres-kill.sh"
need_postgres
TARGET=postgres

PAGES=40 D=merge R=items LISTS='--nest 9'
[ "$SANITIZED" = no ] && ROUNDS=${ROUNDS:-2} || ROUNDS=1
rows() { content; }
for STRATEGY in scd2 merge_key both dedup_sort; do
	check "$STRATEGY: killed $ROUNDS times, then run again" 'kill_loop round' ''
done
ROUNDS=${SERVER_ROUNDS:-$(((ROUNDS + 1) / 2))}
for STRATEGY in scd2 merge_key both dedup_sort; do
	check "$STRATEGY: the server is killed $ROUNDS times, then run again" 'kill_loop server_round' ''
done
finish
