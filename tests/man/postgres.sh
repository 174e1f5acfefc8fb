# shellcheck shell=sh
# A server for the examples that follow on the page; where there can be none, they
# are skipped, and failed where CI runs.
. "$ROOT/tests/tool/postgres.sh"
SKIP=$(postgres_missing)
if [ -n "$SKIP" ]; then
	[ "${CI:-}" != true ] || fail "$page: a PostgreSQL server: $SKIP"
else
	postgres_missing	# sets PGBIN here
	make_postgres
fi
