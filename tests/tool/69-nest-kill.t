#!/bin/sh
# rx-merge: killed at any moment, into files of records and files of their lists.
# shellcheck disable=SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/merge-kill.sh"

# ROUNDS=200 in the environment: more of them.
[ "$SANITIZED" = no ] || ROUNDS=${ROUNDS:-2}
ROUNDS=${ROUNDS:-5} PAGES=40 LISTS='--nest 9'

# rows: of all tables, without the names of rows; and those whose record is not
# there
rows() {
	for t in items items__l items__l__t; do
		echo "$t"
		records $t | sed 's/"[a-z_]*rx_id":"[^"]*"//' | sort
		records $t | sed -n 's/.*"[a-z_]*rx_id":"\([^"]*\)".*/\1/p' | sort -u >"$t.ids"
		comm -13 items.ids $t.ids
	done
}

for TARGET in dir dir.gz; do
	for D in append replace merge; do
		check "$TARGET, $D: killed $ROUNDS times, then run again" kill_loop ''
	done
done
finish
