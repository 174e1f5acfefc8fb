#!/bin/sh
# postgres.sh: rx-merge into PostgreSQL beside COPY and INSERT ... ON CONFLICT
# of the same rows.  POSIX sh.  What is measured is the CPU of both sides, client
# and server; the least of TIMES=3 runs counts.  ROWS=1000000 rows.
set -u
ROOT=$(cd "${0%/*}/../.." && pwd) || exit 1
BIN=${BIN:-$ROOT/bin} B=${B:-$ROOT/build}
case $BIN in /*) ;; *) BIN=$ROOT/$BIN ;; esac
case $B in /*) ;; *) B=$ROOT/$B ;; esac
PATH=$BIN:$B/tests:$PATH
ROWS=${ROWS:-1000000} TIMES=${TIMES:-3}
T=$(mktemp -d "${TMPDIR:-/tmp}/rx-bench.XXXXXX") || exit 1
cleanup() { rm -rf "$T"; }
trap cleanup EXIT
. "$ROOT/tests/tool/postgres.sh"
cd "$T" || exit 1
why=$(postgres_missing)
[ -z "$why" ] || { echo "no PostgreSQL server: $why"; exit 0; }
postgres_missing
make_postgres
pg -c 'ALTER SYSTEM SET shared_buffers = "512MB"' -c 'ALTER SYSTEM SET max_wal_size = "8GB"' \
    -c 'ALTER SYSTEM SET checkpoint_timeout = "1h"'
stop_postgres
start_postgres

# served: CPU of the sessions that the server has ended, in ticks.
served() {
	awk '{ print $16 + $17 }' "/proc/$(head -n 1 "$T/pg/data/postmaster.pid")/stat"
}

# cpu COMMAND: seconds of CPU, of the command and of its sessions.
cpu() {
	before=$(served)
	sh -c "$1; times" >times || echo "failed: $1" >&2
	sleep 0.3	# until the server has seen the last one go
	after=$(served)
	tail -n 1 times | awk -v ticks="$((after - before))" -v hz="$(getconf CLK_TCK)" '{
		for (i = 1; i <= 2; i++) { split($i, t, "m"); s += t[1] * 60 + t[2] }
		printf "%.2f\n", s + ticks / hz
	}'
}

row() {
	printf '%-58s %10s %s\n' "$1" "$2" "$3"
}

records() {
	awk -v rows="$ROWS" -v seed="$1" -v active="$2" 'BEGIN {
		srand(seed)
		for (i = 0; i < rows; i++) {
			printf "{\"id\":\"%08x%08x\",\"name\":\"Name of customer %d\",\"email\":\"someone%d@example.com\",", rand() * 4294967296, rand() * 4294967296, i, i
			printf "\"amount\":%.2f,\"created_at\":\"2024-01-01T10:00:00Z\",\"active\":%s,\"tags\":[\"a\",\"b\",\"c\"],", rand() * 100000, active
			printf "\"customer\":{\"id\":%d,\"name\":\"Some \\\"quoted\\\" name\",\"address\":{\"street\":\"Street 7\",\"zip\":\"12345\",\"city\":\"Zürich\"}},\"note\":null,", i % 1000
			printf "\"text\":\"Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. "
			printf "Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat.\",\"n\":%d,\"rate\":1.5}\n", i
		}
	}'
}

# what rx-merge is measured against: sh bare TABLE FILE [WHERE]; $differs is a
# WHERE that leaves rows alone which would not change, as rx-merge does
make_bare() {
	columns=$(pg -c "SELECT string_agg(attname || ' = excluded.' || attname, ',') FROM pg_attribute
	    WHERE attrelid = 'rows'::regclass AND attnum > 0 AND attname <> 'id'")
	differs=$(pg -c "SELECT 'WHERE (' || string_agg('t.' || attname, ',') || ') IS DISTINCT FROM (' ||
	    string_agg('excluded.' || attname, ',') || ')' FROM pg_attribute
	    WHERE attrelid = 'rows'::regclass AND attnum > 0 AND attname <> 'id'")
	cat >bare <<-END
	export PGOPTIONS='-c client_min_messages=error'
	psql -X -q -v ON_ERROR_STOP=1 -c "CREATE TABLE IF NOT EXISTS \$1 (LIKE rows)" -c "CREATE UNIQUE INDEX IF NOT EXISTS \$1_id ON \$1(id)" \
	    -c "CREATE UNLOGGED TABLE stage (LIKE rows)" -c "\\copy stage FROM '\$2'" \
	    -c "INSERT INTO \$1 AS t SELECT * FROM stage ON CONFLICT (id) DO UPDATE SET $columns \${3:-}" -c 'DROP TABLE stage'
	END
}

# least of $TIMES, alternating
compare() {
	i=0
	rm -f a b
	while [ $i -lt "$TIMES" ]; do
		eval "$4"
		pg -c CHECKPOINT
		cpu "$2" >>a
		eval "$4"
		pg -c CHECKPOINT
		cpu "$3" >>b
		i=$((i + 1))
	done
	a=$(sort -n a | head -n 1) b=$(sort -n b | head -n 1)
	row "$1" "$(echo "$a $b" | awk '{ printf "%.2f", ($1 > 0 ? $2 / $1 : 0) }')" "times the speed ($a s : $b s)"
}

echo "== rx-merge: $ROWS records of 600 bytes with random keys into PostgreSQL"
records 1 true >random
records 1 false >changed
rx-merge -q --into postgres: -t rows -k id random
pg -c "\\copy rows TO random.tsv" -c "TRUNCATE rows"
rx-merge -q --into postgres: -t rows -k id changed
pg -c "\\copy rows TO changed.tsv"
make_bare
compare 'new rows, against COPY and INSERT ... ON CONFLICT' \
    'rx-merge -q --into postgres: -t t -k id random' 'sh bare u random.tsv' 'pg -c "DROP TABLE IF EXISTS t, u"'
compare 'all changed' \
    'rx-merge -q --into postgres: -t t -k id changed' 'sh bare u changed.tsv' \
    'pg -c "DROP TABLE IF EXISTS t, u"; rx-merge -q --into postgres: -t t -k id random; sh bare u random.tsv'
compare 'all changed, against an upsert that compares rows too' \
    'rx-merge -q --into postgres: -t t -k id changed' "sh bare u changed.tsv '$differs'" \
    'pg -c "DROP TABLE IF EXISTS t, u"; rx-merge -q --into postgres: -t t -k id random; sh bare u random.tsv'
compare 'all unchanged, against an upsert that compares rows too' \
    'rx-merge -q --into postgres: -t t -k id random' "sh bare u random.tsv '$differs'" \
    'pg -c "DROP TABLE IF EXISTS t, u"; rx-merge -q --into postgres: -t t -k id random; sh bare u random.tsv'
pg -c 'DROP TABLE IF EXISTS u'
rx-merge -q --into postgres: -t t -k id changed
row 'the same again, unchanged: records a second of CPU' \
    "$(cpu 'rx-merge -q --into postgres: -t t -k id changed' | awk -v n="$ROWS" '{ printf "%d", n / $1 }')" ''
