#!/bin/sh
# rx-merge into a directory: the cases of all targets.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/merge-cases.sh"
. "$ROOT/tests/tool/merge-strategies.sh"
. "$ROOT/tests/tool/merge-values.sh"

TARGET=dir
for D in append replace merge; do
	all_dispositions
done
merging
strategies
hard_values

check 'a new file that a killed run has left is taken away' 'rm -rf dd; mkdir dd; echo half >dd/t.ndjson.rx-new; echo half >dd/state.ndjson.rx-new
	echo "{\"id\":1}" | rx-merge -q --into dir:dd -t t -k id; echo "{\"id\":2}" | rx-merge -q --into dir:dd -t t -k id; ls dd; cat dd/t.ndjson' \
    'state.ndjson
t.ndjson
{"id":1}
{"id":2}'
finish
