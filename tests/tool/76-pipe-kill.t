#!/bin/sh
# The whole pipe, each stage of which is killed at any moment: the next run
# leaves what an undisturbed one would, and fetches again only what it must.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/postgres.sh"

# ROUNDS=200 in the environment: more of them, for each target and disposition
# (RX_TEST_TIME=20000: 2 s a round).
ROUNDS=${ROUNDS:-1}
export RX_SECRET_K=s3cret

# Answers that are slow let rx-merge commit what came before them.
start_server --timeout 20000 <<'END'
{"vars": {"version": 1, "count": 40, "each": 15}, "latency": 3, "auth": {"type": "bearer", "token": "s3cret"}, "routes": [
 {"path": "/items", "count": "{count}", "body": {"data": "{rows}"},
  "row": {"id": "{i:05}", "v": "v{version}", "at": "{i:time}", "l": [{"t": "x{i}"}, {"t": "v{version}"}]},
  "paging": {"by": "offset", "limit": 10}, "filter": [{"param": "since", "field": "at", "op": ">="}],
  "faults": [{"page": [6, 13], "latency": 240}]},
 {"path": "/orgs", "count": 4, "body": {"data": "{rows}"}, "row": {"id": "{i}"}},
 {"path": "/orgs/{org}/items", "count": "{each}", "body": {"data": "{rows}"},
  "row": {"id": "{org}-{i:03}", "v": "v{version}", "at": "{i:time}", "l": [{"t": "x{i}"}, {"t": "v{version}"}]},
  "paging": {"by": "offset", "limit": 10}, "filter": [{"param": "since", "field": "at", "op": ">="}],
  "faults": [{"page": 3, "with": {"org": ["2", "3"]}, "latency": 240}]}]}
END

# source_of PATH OTHERS: of resource items with disposition $D, which is the only
# one that is kept.  A replaced table has no bookmark to go on from.
source_of() {
	since=', "incremental": {"cursor_path": "at", "initial_value": "2026-01-01T00:00:00Z", "start_param": "since"}'
	[ "$D" != replace ] || since=
	cat <<-END
	{"client": {"base_url": "$URL", "auth": {"type": "bearer", "token": {"secret": "k"}}}, "resources": [$2
	 {"name": "items", "primary_key": "id", "write_disposition": "$D", "endpoint": {"path": "$1", "data_selector": "data",
	  "paginator": {"type": "offset", "limit": 10}$since}}]}
	END
}

# -- the pipe, and what it leaves ---------------------------------------------------

# stage NAME COMMAND...: runs it so that it can be killed by name.
stage() {
	sh -c 'echo $$ >"$0.pid"; exec "$@"' "$@"
}

last() {
	stage merge rx-merge -q --into "$(into)" $LISTS
}

# pipe: of one resource that has no kin, or, of $SHAPE family, of parents and children.
pipe() {
	case $SHAPE in
	alone)
		rx-merge --into "$(into)" --print-state --lock-wait 20 | stage plan rx-plan -p alone.json |
		    stage auth rx-auth | stage page rx-page -q | stage select rx-select | last ;;
	family)
		rx-merge --into "$(into)" --print-state --lock-wait 20 | rx-plan -p --for items family.json orgs |
		    rx-auth | rx-page -q | rx-select |
		    stage plan rx-plan -p --for items family.json items | stage auth rx-auth |
		    stage page rx-page -q | stage select rx-select | last ;;
	esac
}

# content: the table, and its lists beside the records that they belong to.
content() {
	case $D in merge) own=id of=_items_id ;; *) own=_rx_id of=_items_rx_id ;; esac
	query="SELECT id, v, at FROM items"
	lists="SELECT i.id, l._rx_idx, l.t FROM items__l l LEFT JOIN items i ON i.$own = l.$of"
	case $TARGET in
	sqlite) sqlite3 -separator ' ' t.db "$query" "$lists" ;;
	postgres) pg -c "$query" -c "$lists" ;;
	file) jq -r '"\(.id) \(.v) \(.at)"' t.ndjson ;;
	dir) jq -r '"\(.id) \(.v) \(.at)"' t.dir/items.ndjson
	    jq -r --slurpfile i t.dir/items.ndjson \
		"(\$i | INDEX(.$own)) as \$i | \"\\(\$i[.$of].id) \\(._rx_idx) \\(.t)\"" t.dir/items__l.ndjson ;;
	esac 2>&1 | sort
}

# state: what the target knows, but for the numbers of runs.
state() {
	rx-merge --into "$(into)" --print-state --lock-wait 20
}
known() {
	jq -cS 'del(.generation)' | sort
}

# asked: the requests since the log was emptied, in order.
asked() {
	jq -r '"\(.path) \(.params.since // "-") \(.params.offset // "-")"' "$LOG"
}

# -- one target, one disposition, one shape: $W has what an undisturbed run leaves ----

first() {
	control '{"set": {"version": 1, "count": 40, "each": 15}}'
	fresh
	pipe || echo "the first run: status $?"
	control '{"set": {"version": 2, "count": 200, "each": 35}}'
}
# prepare: the first run, which is kept for all rounds, and the second, undisturbed.
prepare() {
	W=$T/$TARGET.$D.$SHAPE
	mkdir -p "$W/start"
	first
	for f in t.*; do
		[ ! -e "$f" ] || cp -r "$f" "$W/start"
	done
	: >"$LOG"
	pipe || echo "the undisturbed run: status $?"
	asked >"$W/asked"
	content >"$W/content"
	state | known >"$W/state"
	[ "$(wc -l <"$W/content")" -gt 80 ] || { echo 'the undisturbed run:'; cat "$W/content"; }
}
begin_again() {
	if [ "$TARGET" = postgres ]; then
		first
	else
		rm -rf t.*
		cp -r "$W/start/." .
	fi
	: >"$LOG"
}

# killed VICTIM N PAUSE: a run one stage of which is killed once the server has
# been asked N times.
killed() {
	rm -f ./*.pid
	pipe 2>/dev/null &
	running=$!
	while [ "$(wc -l <"$LOG")" -lt "$2" ] && kill -0 $running 2>/dev/null; do
		sleep 0.003
	done
	sleep "$3"
	until [ -s "$1.pid" ] || ! kill -0 $running 2>/dev/null; do sleep 0.003; done
	kill -9 "$(cat "$1.pid")" 2>/dev/null
	wait $running
}

# must_ask: what is to be fetched after that.  Kin start over together; who is
# alone goes on where the kept attempt says, and merge asks for a page before it.
must_ask() {
	from=$(jq -r '.next.offset // empty' state)
	if [ "$SHAPE" = family ] || ! grep -q '"attempt"' state; then
		cat "$W/asked"
	elif ! jq -es 'any(.[]; .done)' state >/dev/null; then
		awk -v from="${from:-0}" -v back="$([ "$D" = merge ] && echo 10)" '
		    from > 0 && back && $3 == 0 { $3 = from > back ? from - back : 0; print; next }
		    $3 >= from' "$W/asked"
	fi
}

# round I: tells what is not as it should be.
round() {
	case $(($1 % 8)) in
	0) set -- "$1" alone page ;; 1) set -- "$1" family plan ;;
	2) set -- "$1" alone merge ;; 3) set -- "$1" family auth ;;
	4) set -- "$1" alone select ;; 5) set -- "$1" family page ;;
	6) set -- "$1" family merge ;; 7) set -- "$1" family select ;;
	esac
	SHAPE=$2 W=$T/$TARGET.$D.$2
	[ -d "$W" ] || prepare
	begin_again
	n=$(($1 * 7 % ($(wc -l <"$W/asked") + 1)))
	killed "$3" $n "0.00$(($1 % 10))"
	status=$?
	state >state
	content >killed.content
	known <state >killed.state
	whole=no
	if ! grep -q '"attempt"' state && cmp -s killed.content "$W/content" && cmp -s killed.state "$W/state"; then
		whole=yes
	fi
	if [ $whole = no ] && [ $status -eq 0 ]; then
		echo "round $1 ($2, $3 at $n): status 0, and it is not whole"
		diff "$W/content" killed.content | head -n 4
		diff "$W/state" killed.state
	fi
	: >"$LOG"
	pipe 2>err || { echo "round $1 ($2, $3 at $n): the next run: status $?"; cat err; }
	asked >again
	content | diff "$W/content" - >differ || { echo "round $1 ($2, $3 at $n): content"; head -n 8 differ; }
	state | known | diff "$W/state" - >differ || { echo "round $1 ($2, $3 at $n): state"; head -n 8 differ; }
	[ $whole = yes ] && [ "$D" != replace ] && return
	must_ask | sort >must
	sort again | diff must - >differ || { echo "round $1 ($2, $3 at $n): asked"; cat state differ; }
}

rounds() {
	i=$1
	while [ "$i" -lt $(($1 + ROUNDS)) ]; do
		round "$i"
		i=$((i + 1))
	done
}

combination=0
killed_in() {
	TARGET=$1
	LISTS='--nest 9'
	[ "$TARGET" != file ] || LISTS=
	for D in append replace merge; do
		source_of items '' >alone.json
		source_of 'orgs/{resources.orgs.id}/items' \
		    '{"name": "orgs", "selected": false, "endpoint": {"path": "orgs", "data_selector": "data", "paginator": "single_page"}},' >family.json
		check "$TARGET, $D: a stage is killed, $ROUNDS times, then run again" "rounds $((combination * ROUNDS))" ''
		combination=$((combination + 1))
	done
}
for t in sqlite file dir; do
	killed_in $t
done
need_postgres
killed_in postgres
finish
