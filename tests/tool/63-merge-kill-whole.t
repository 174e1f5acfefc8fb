#!/bin/sh
# rx-merge by strategies that see a load as a whole: killed at any
# moment, and gone on with.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/merge-kill.sh"

R=items D=merge PAGES=30 ROUNDS=${ROUNDS:-4}
[ "$SANITIZED" = no ] || ROUNDS=2

kill_loop() {
	fresh
	how "$STRATEGY" t1
	V=old G=0 A=old pages | rx-merge -q --into "$(into)" ${LISTS:-}
	rm -rf ../start && mkdir ../start && cp -r t.* ../start
	how "$STRATEGY" t2
	V=new G=2 A=new pages | rx-merge -q --into "$(into)" ${LISTS:-}
	content >wanted
	i=1
	while [ "$i" -le "$ROUNDS" ]; do
		fresh
		cp -r ../start/t.* .
		V=new round "$i" 2
		content >got
		cmp -s wanted got && [ "$(bookmark)" = "$PAGES" ] ||
		    echo "round $i: $(tr ',' '\n' <got | wc -l) rows, bookmark $(bookmark)"
		i=$((i + 1))
	done
	[ "$TARGET" != sqlite ] || sqlite3 t.db 'PRAGMA integrity_check' 'SELECT count(*) FROM sqlite_master WHERE name LIKE "\_rx\_stage%" ESCAPE "\"'
	wc -c <wanted | awk '{ print ($1 > 10000) }'
}
for STRATEGY in scd2 merge_key dedup_sort insert-only; do
	TARGET=sqlite
	check "sqlite, $STRATEGY: killed $ROUNDS times, then run again" kill_loop 'ok
0
1'
	for TARGET in file dir; do
		check "$TARGET, $STRATEGY: killed $ROUNDS times, then run again" kill_loop 1
	done
done
LISTS='--nest 9' ROUNDS=$((ROUNDS / 2))
for STRATEGY in scd2 merge_key both dedup_sort insert-only; do
	TARGET=sqlite
	check "sqlite, $STRATEGY, with lists: killed $ROUNDS times, then run again" kill_loop 'ok
0
1'
	for TARGET in dir dir.gz; do
		check "$TARGET, $STRATEGY, with lists: killed $ROUNDS times, then run again" kill_loop 1
	done
done
finish
