#!/bin/sh
# rx-merge: killed at any moment, into files that are packed.
# shellcheck disable=SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/merge-kill.sh"

# ROUNDS=200 in the environment: more of them.
[ "$SANITIZED" = no ] || ROUNDS=${ROUNDS:-2}
ROUNDS=${ROUNDS:-5} PAGES=60

for TARGET in gz dir.zst; do
	for D in append replace merge; do
		check "$TARGET, $D: killed $ROUNDS times, then run again" kill_loop ''
	done
done
finish
