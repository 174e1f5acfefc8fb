#!/bin/sh
# rx-merge as it speaks to CockroachDB, to a PostgreSQL server: the cases of the
# dispositions, on all targets.  What it sends is what both know.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/merge-cases.sh"
. "$ROOT/tests/tool/postgres.sh"
need_postgres
as_cockroach
TARGET=postgres

for D in append replace merge; do
	all_dispositions
done
finish
