# shellcheck shell=sh
# postgres.sh: a PostgreSQL server of the tests, in a directory of its own, on
# a Unix socket only.

# postgres_missing: why there can be no server here, or nothing.
postgres_missing() {
	PGBIN=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
	[ -n "$PGBIN" ] || PGBIN=$(dirname "$(command -v initdb || echo /none/initdb)")
	if [ ! -x "$PGBIN/initdb" ]; then
		echo 'the package postgresql is not installed'
	elif ! command -v psql >/dev/null; then
		echo 'psql is not installed'
	elif rx-merge --into postgres: --print-state 2>&1 | grep -q 'built without'; then
		echo 'rx-merge was built without libpq'
	fi
}

# as_server COMMAND...: as a user that the server runs as (root may not).
as_server() {
	if [ "$(id -u)" -ne 0 ]; then
		"$@"
	elif id postgres >/dev/null 2>&1; then
		runuser -u postgres -- "$@"
	else
		runuser -u nobody -- "$@"
	fi
}

# make_postgres: a cluster in $T/pg; PGHOST, PGUSER and PGDATABASE are set.
make_postgres() {
	chmod 711 "$T"
	mkdir "$T/pg"
	[ "$(id -u)" -ne 0 ] || chown "$(as_server id -un)" "$T/pg"
	as_server "$PGBIN/initdb" -D "$T/pg/data" -U rx -A trust -E UTF8 --locale=C --no-sync \
	    >"$T/pg.log" 2>&1 || { cat "$T/pg.log"; echo "Bail out! initdb fails"; exit 1; }
	as_server sh -c "cat >>'$T/pg/data/postgresql.conf'" <<-END
	listen_addresses = ''
	unix_socket_directories = '$T/pg'
	shared_buffers = 32MB
	max_connections = 20
	autovacuum = off
	fsync = off	# the kernel, which writes it, is not killed
	full_page_writes = off
	END
	export PGHOST="$T/pg" PGUSER=rx PGDATABASE=postgres
	trap 'stop_postgres; cleanup' EXIT
	start_postgres
}

start_postgres() {
	as_server "$PGBIN/pg_ctl" -D "$T/pg/data" -w -t 60 -l "$T/pg/log" start >/dev/null 2>&1 ||
	    { cat "$T/pg/log"; echo "Bail out! the server does not start"; exit 1; }
}

stop_postgres() {
	as_server "$PGBIN/pg_ctl" -D "$T/pg/data" -m immediate -w stop >/dev/null 2>&1
}

# kill_postgres: all of it at once, as a power failure would.
kill_postgres() {
	POSTMASTER=$(head -n 1 "$T/pg/data/postmaster.pid")
	kill -STOP "$POSTMASTER"
	pkill -9 -P "$POSTMASTER"
	kill -9 "$POSTMASTER"
}

# restart_postgres: after kill_postgres, which may not be through.
restart_postgres() {
	POSTMASTER=$(head -n 1 "$T/pg/data/postmaster.pid")
	while grep -q '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$POSTMASTER/status" 2>/dev/null; do
		sleep 0.05
	done
	# nobody may have reaped it, and the next one would take it for alive
	rm -f "$T/pg/data/postmaster.pid" "$T"/pg/.s.PGSQL.*.lock
	tries=0		# its sessions may still be dying, with the shared memory
	until [ "$tries" -eq 20 ] || as_server "$PGBIN/pg_ctl" -D "$T/pg/data" -w -t 60 \
	    -l "$T/pg/log" start >/dev/null 2>&1; do
		tries=$((tries + 1))
		sleep 0.5
	done
	[ "$tries" -lt 20 ] || start_postgres
}

# as_cockroach: from now on the server says that it is CockroachDB, so that
# rx-merge speaks to it as to that.
as_cockroach() {
	DIALECT=cockroach
	pg -c 'CREATE SCHEMA other' -c "CREATE FUNCTION other.version() RETURNS text LANGUAGE sql
	    AS \$\$ SELECT 'CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu)' \$\$" \
	    -c "ALTER DATABASE $PGDATABASE SET search_path = public, other, pg_catalog"
}

pg() {
	psql -X -q -At -v ON_ERROR_STOP=1 -F' ' "$@"
}

fresh_postgres() {
	pg -c 'SET client_min_messages = error; DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public'
}

# writing: one rx-merge is at work; more comes by >&9.
writing() {
	fresh
	rm -f f
	mkfifo f
	rx-merge -q --into postgres: f &
	first=$!
	exec 9>f
	lines B 1=a S1 >&9
	until rx-merge --into postgres: --print-state | grep -q next; do sleep 0.05; done
}

# need_postgres: a server, or the end: failed where CI runs, else said.
need_postgres() {
	why=$(postgres_missing)
	if [ -z "$why" ]; then
		postgres_missing	# sets PGBIN here
		make_postgres
		return
	fi
	if [ "${CI:-}" = true ]; then
		fail "a PostgreSQL server: $why"
	else
		COUNT=1
		echo "ok 1 # SKIP no PostgreSQL server: $why"
	fi
	finish
}
