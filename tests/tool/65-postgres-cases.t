#!/bin/sh
# rx-merge into PostgreSQL: the cases of all targets, on a server of its own.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/merge-cases.sh"
. "$ROOT/tests/tool/merge-strategies.sh"
. "$ROOT/tests/tool/merge-values.sh"
. "$ROOT/tests/tool/postgres.sh"
need_postgres
TARGET=postgres

for D in append replace merge; do
	all_dispositions
done
merging
strategies
hard_values
finish
