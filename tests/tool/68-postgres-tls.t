#!/bin/sh
# rx-merge into PostgreSQL over TCP: TLS, whose certificate is checked, and
# passwords, which are seen nowhere.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/postgres.sh"
need_postgres

# certificates: a root, a server's certificate for localhost, another root.
certificates() {
	for ca in root other; do
		openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$ca of the test" \
		    -keyout "$T/$ca.key" -out "$T/$ca.crt"
	done
	openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout "$T/server.key" -out "$T/server.csr"
	echo 'subjectAltName = DNS:localhost' >"$T/names"
	openssl x509 -req -in "$T/server.csr" -CA "$T/root.crt" -CAkey "$T/root.key" -CAcreateserial \
	    -days 2 -extfile "$T/names" -out "$T/server.crt"
	for file in server.key server.crt; do
		as_server sh -c "umask 077; cat >'$T/pg/data/$file'" <"$T/$file"
	done
}

# listen: the server again, on a TCP port of its own, with TLS alone and with
# passwords there; the Unix socket stays for the tests.
listen() {
	as_server sh -c "cat >'$T/pg/data/pg_hba.conf'" <<-END
	local	all	all	trust
	hostssl	all	all	127.0.0.1/32	scram-sha-256
	END
	as_server sh -c "cat >>'$T/pg/data/postgresql.conf'" <<-END
	listen_addresses = '127.0.0.1'
	password_encryption = 'scram-sha-256'
	ssl = on
	END
	stop_postgres
	PGPORT=$((20000 + $$ % 20000)) tries=0
	export PGPORT
	until as_server "$PGBIN/pg_ctl" -D "$T/pg/data" -w -t 60 -l "$T/pg/log" -o "-p $PGPORT" start \
	    >/dev/null 2>&1; do
		PGPORT=$((PGPORT + 1)) tries=$((tries + 1))
		[ $tries -lt 50 ] || { cat "$T/pg/log"; echo 'Bail out! no TCP port'; exit 1; }
	done
}

certificates >"$T/openssl.log" 2>&1 || { cat "$T/openssl.log"; echo 'Bail out! no certificates'; exit 1; }
listen
PASSWORD='kept: by\heart'
pg -c "CREATE ROLE keeper LOGIN PASSWORD '$PASSWORD'" -c 'GRANT ALL ON SCHEMA public TO keeper'

# keep WORD...: a passfile with a line of these words, in which : and \ are escaped.
keep() {
	(umask 077; printf '%s\n' "$*" >"$HOME/.pgpass")
}
ESCAPED='kept\: by\\heart'
keep "localhost:$PGPORT:postgres:keeper:$ESCAPED"

# into HOST WORDS: the target; the address is always that of this machine.
into() {
	echo "postgres://keeper@$1:$PGPORT/postgres?hostaddr=127.0.0.1&$2"
}

# put HOST WORDS: one record; what is said has PORT for the port, without the
# words that libpq has for the address.
put() {
	echo '{"id":1}' | rx-merge -q --into "$(into "$@")" -t t -k id 2>err
	echo "status $?"
	sed "s/connection to server at .* failed: //; s/$PGPORT/PORT/g" err
}

# encrypted: whether the session that wrote the last rows was.
encrypted() {
	pg -c 'SELECT ssl FROM t' -c 'DROP TABLE t'
}
pg -c 'CREATE FUNCTION is_encrypted() RETURNS boolean LANGUAGE sql SECURITY DEFINER
	AS '\''SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'\'''
pg -c 'CREATE TABLE t(id bigint PRIMARY KEY, ssl boolean DEFAULT is_encrypted())' -c 'ALTER TABLE t OWNER TO keeper'

check 'sslmode=verify-full: the root and the name are right' \
    'put localhost "sslmode=verify-full&sslrootcert=$T/root.crt"; pg -c "SELECT id, ssl FROM t"' 'status 0
1 t'
check 'also in the words of a conninfo, and by the environment' \
    'echo "{\"id\":2}" | PGSSLMODE=verify-full rx-merge -q -t t -k id --into \
	"postgres:host=localhost hostaddr=127.0.0.1 port=$PGPORT user=keeper dbname=postgres sslrootcert=$T/root.crt"
    pg -c "SELECT id, ssl FROM t ORDER BY id"' '1 t
2 t'
check 'another root: refused, the place is named' \
    'put localhost "sslmode=verify-full&sslrootcert=$T/other.crt"' \
    'status 1
rx-merge: error: cannot open postgres://localhost:PORT/postgres: SSL error: certificate verify failed'
check 'another name: refused, the place is named' \
    'keep "*:*:*:*:$ESCAPED"; put db.example.com "sslmode=verify-full&sslrootcert=$T/root.crt"' \
    'status 1
rx-merge: error: cannot open postgres://db.example.com:PORT/postgres: server certificate for "localhost" does not match host name "db.example.com"'
check 'sslmode=verify-ca: the name is not looked at, the root is' \
    'put db.example.com "sslmode=verify-ca&sslrootcert=$T/root.crt"
    put db.example.com "sslmode=verify-ca&sslrootcert=$T/other.crt" | head -n 1' 'status 0
status 1'
check 'a root that is not there' 'put localhost "sslmode=verify-full&sslrootcert=$T/none.crt" | sed "s|$T|T|"' \
    'status 1
rx-merge: error: cannot open postgres://localhost:PORT/postgres: root certificate file "T/none.crt" does not exist'
check 'sslmode=require: encrypted, and nothing is checked' \
    'pg -c "DELETE FROM t"; put db.example.com sslmode=require; pg -c "SELECT id, ssl FROM t"' 'status 0
1 t'
check 'no TLS where the server wants it: refused, the place is named' \
    'put localhost sslmode=disable | sed "s/\(pg_hba.conf\).*/\1/"' \
    'status 1
rx-merge: error: cannot open postgres://localhost:PORT/postgres: FATAL:  no pg_hba.conf'

# -- passwords -------------------------------------------------------------------

# refused: a wrong password, wherever it comes from; it is not repeated.
refused() {
	echo "status $(put localhost sslmode=require | sed -n 's/^status //p')"
	grep -o 'cannot open postgres://localhost:[0-9]*/postgres' err | sed "s/$PGPORT/PORT/"
	grep -o 'password authentication failed' err
	! grep -e wrong-one err
}
check 'a wrong password of the passfile is refused, and not repeated' \
    'keep "*:*:*:*:wrong-one"; refused' 'status 1
cannot open postgres://localhost:PORT/postgres
password authentication failed'
check 'one of the environment too' 'export PGPASSWORD=wrong-one; refused' 'status 1
cannot open postgres://localhost:PORT/postgres
password authentication failed'
check 'none at all' 'rm "$HOME/.pgpass"; put localhost sslmode=require' 'status 1
rx-merge: error: cannot open postgres://localhost:PORT/postgres: fe_sendauth: no password supplied'
check 'passfile= names another file' \
    'keep "*:*:*:*:$ESCAPED"; mv "$HOME/.pgpass" kept; put localhost "sslmode=require&passfile=$PWD/kept"' 'status 0'

# seen: the places where the password of a run that is at work can be seen.
seen() {
	keep "*:*:*:*:$ESCAPED"
	rm -f f
	mkfifo f
	D=merge
	rx-merge -v --into "$(into localhost sslmode=require)" f 2>err &
	victim=$!
	exec 9>f
	lines B 1=a S1 >&9
	tries=0
	until [ $tries -eq 100 ] || rx-merge --into "$(into localhost sslmode=require)" --print-state \
	    2>/dev/null 9>&- | grep -q next; do
		tries=$((tries + 1))
		sleep 0.1
	done
	ps -ww -eo args >processes
	tr '\0' '\n' <"/proc/$victim/environ" >environ
	pg -c 'SELECT query, application_name FROM pg_stat_activity' >activity
	lines L E >&9
	exec 9>&-
	wait $victim
	echo "status $?"
	pg -c 'SELECT row_to_json(r) FROM _rx_runs r' -c 'SELECT row_to_json(s) FROM _rx_state s' >tables
	grep -q '^rx-merge -v' processes && echo 'ps shows it'
	grep -lF -e "$PASSWORD" -e "$ESCAPED" processes environ activity tables err "$T/pg/log"
}
check 'a password of the passfile is seen nowhere: ps, environment, server, tables, stderr' seen 'status 0
ps shows it' 1
finish
