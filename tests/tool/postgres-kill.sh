# shellcheck shell=sh
# postgres-kill.sh: as merge-kill.sh, into PostgreSQL, and its server is killed.
# shellcheck disable=SC2034,SC2154

# A server that dies: rx-merge says so, and what is there is whole.
server_round() {
	mkfifo f
	rx-merge -q --into postgres: ${LISTS:-} f 2>err &
	victim=$!
	{ G=$2 A=a$1 pages | head -n "$(($1 * PAGES * 51 / (ROUNDS + 1)))"; sleep "0.0$(($1 % 10))"
	  [ $(($1 % 3)) -ne 0 ] || sleep 0.25
	  kill_postgres
	  G=$2 A=a$1 pages | tail -n +2; } >f 2>/dev/null
	wait $victim
	status=$?
	[ $status -eq 1 ] && grep -q 'connection was lost' err || { echo "status $status"; cat err; }
	rm -f f
	restart_postgres
	again "$1" "b$1"
}

# first: the load that is there before the one that is disturbed
first() {
	[ -z "${STRATEGY:-}" ] || how "$STRATEGY" t1
	V=old G=0 A=old pages | rx-merge -q --into postgres: ${LISTS:-}
	[ -z "${STRATEGY:-}" ] || how "$STRATEGY" t2
}
kill_loop() {	# kill_loop WHO: round or server_round
	fresh
	first
	V=new G=2 A=new pages | rx-merge -q --into postgres: ${LISTS:-}
	rows >../wanted.rows
	i=1
	while [ "$i" -le "$ROUNDS" ]; do
		fresh
		first
		V=new "$1" "$i" 2
		as_wanted "$i"
		i=$((i + 1))
	done
}
