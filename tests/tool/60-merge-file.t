#!/bin/sh
# rx-merge into a file: the cases of all targets.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/merge-cases.sh"
. "$ROOT/tests/tool/merge-strategies.sh"
. "$ROOT/tests/tool/merge-values.sh"

TARGET='file'
for D in append replace merge; do
	all_dispositions
done
merging
strategies
hard_values
finish
