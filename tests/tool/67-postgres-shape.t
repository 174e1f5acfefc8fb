#!/bin/sh
# The same in PostgreSQL.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/shape.sh"
. "$ROOT/tests/tool/contract-cases.sh"
. "$ROOT/tests/tool/nest-cases.sh"
. "$ROOT/tests/tool/nest-strategies.sh"
. "$ROOT/tests/tool/postgres.sh"
need_postgres
TARGET=postgres

for D in append replace merge; do
	contracts
	nested
	[ "$D" != merge ] || nested_whole
done
finish
