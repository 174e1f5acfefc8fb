#!/bin/sh
# rx-merge: the same cases on every target.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/merge-cases.sh"
. "$ROOT/tests/tool/merge-strategies.sh"
. "$ROOT/tests/tool/merge-values.sh"

for TARGET in sqlite file dir; do
	for D in append replace merge; do
		all_dispositions
	done
	merging
	strategies
	hard_values
done
finish
