#!/bin/sh
# rx-merge as it speaks to CockroachDB, to a PostgreSQL server: the cases of
# merging, on all targets, and the values.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/merge-cases.sh"
. "$ROOT/tests/tool/merge-strategies.sh"
. "$ROOT/tests/tool/merge-values.sh"
. "$ROOT/tests/tool/postgres.sh"
need_postgres
as_cockroach
TARGET=postgres

merging
strategies
hard_values
finish
