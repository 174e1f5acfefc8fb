#!/bin/sh
# rx-run: two of the same at once, as by two crons.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/postgres.sh"

start_server <<'END'
{"routes": [
 {"path": "/events", "count": 45, "row": {"id": "{i}", "at": "{i:time}"}, "body": {"data": "{rows}"},
  "paging": {"by": "offset", "limit": 20}, "filter": [{"param": "since", "field": "at", "op": ">="}],
  "faults": [{"n": 1, "latency": 300}]},
 {"path": "/hang", "count": 3, "row": {"id": "{i}"}, "body": {"data": "{rows}"},
  "faults": [{"n": 1, "latency": 120000}]}
]}
END
# events_source DISPOSITION: the events since the last ones, and one resource more.
events_source() {
	cat <<-END
	{"client": {"base_url": "$URL"}, "resources": [
	 {"name": "events", "primary_key": "id", "write_disposition": "$1", "endpoint": {"path": "events", "data_selector": "data",
	  "paginator": {"type": "offset", "limit": 20},
	  "incremental": {"cursor_path": "at", "initial_value": "2026-01-01T00:00:00Z", "start_param": "since"}}}]}
	END
}
for d in merge append replace; do events_source $d >$d.json; done
cat >hang.json <<END
{"client": {"base_url": "$URL"}, "resources": [{"name": "events", "primary_key": "id", "write_disposition": "merge",
  "endpoint": {"path": "hang", "data_selector": "data", "paginator": "single_page"}}]}
END

# ids: how many rows the table has, and how many different ones.
ids() {
	case $TARGET in
	sqlite) sqlite3 -separator ' ' t.db 'SELECT count(*), count(DISTINCT id) FROM events' ;;
	postgres) pg -c 'SELECT count(*), count(DISTINCT id) FROM events' ;;
	*) records events | jq -s -r '"\(length) \(map(.id) | unique | length)"' ;;
	esac
}

# both SOURCE: two runs, started together on a target without state.
both() {
	fresh
	control '{"reset":true}'
	: >"$LOG"
	for run in 1 2; do
		rx-run -q --lock-wait 60 "$1" --into "$(into)" 2>"err$run" &
		eval "run$run=\$!"
	done
	wait $run1; echo "status $?"
	wait $run2; echo "status $?"
	cat err1 err2
	ids
	requests .params.since | sort | uniq -c | tr -s ' '
}

# The second one plans from what the first has left: all that came before is asked
# for once.  What stands at the bookmark comes again (and is known).
twice() {
	for d in merge append; do
		check "$TARGET: $d: both end well, and nothing comes twice" "both $d.json" 'status 0
status 0
45 45
 4 2026-01-01T00:00:00Z
 2 2026-01-01T00:00:45Z'
	done
	check "$TARGET: replace: the second one replaces what the first one has" 'both replace.json | sed 3q' 'status 0
status 0
45 45'
	check "$TARGET: who will not wait asks nothing of the server" held "rx-merge: error: events: another rx-merge (process N) is writing it
status 7
1 requests"
	check "$TARGET: who waits can be interrupted" waits 'status 130
nothing is left'
}

# hold: a run that is in its middle; its pid is $RUN.
hold() {
	fresh
	control '{"reset":true}'
	: >"$LOG"
	rx-run -q hang.json --into "$(into)" 2>/dev/null &
	RUN=$!
	until [ -s "$LOG" ]; do sleep 0.05; done
}

held() {
	hold
	rx-run -q merge.json --into "$(into)" 2>err
	status=$?
	sed -n 's/process [0-9]*\( on [^)]*\)\{0,1\})/process N)/; /error/p' err
	echo "status $status"
	echo "$(grep -c . "$LOG") requests"
	kill $RUN
	wait $RUN || :
}

waits() {
	hold
	sh -c 'echo $$ >pid; exec rx-run --lock-wait 60 -v merge.json --into "$1"' - "$(into)" 2>err &
	second=$!
	until grep -q 'waiting for it' err; do sleep 0.05; done
	kill -INT "$(cat pid)"
	wait $second
	echo "status $?"
	[ ! -e "/proc/$(cat pid)" ] && [ "$(grep -c . "$LOG")" = 1 ] && echo 'nothing is left'
	kill $RUN
	wait $RUN || :
}

for TARGET in sqlite file dir; do
	twice
done

# -- the locks of rx-merge itself -----------------------------------------------------

TARGET=sqlite
# locked NAME...: an rx-merge that has these locks, and waits for its input; its pid is $HOLDER.
locked() {
	fresh
	rm -f in ready
	mkfifo in ready
	options=''
	for name; do options="$options --lock $name"; done
	# shellcheck disable=SC2086
	rx-merge --into sqlite:t.db $options --ready 4 in 4>ready 2>/dev/null &
	HOLDER=$!
	read -r line <ready
}
unlock() {
	kill $HOLDER
	wait $HOLDER || :
}
try() {
	echo '{"id":1}' | rx-merge -q --into sqlite:t.db -t "$1" -k id 2>/dev/null
	echo "$1 $?"
}
check 'rx-merge --lock: before anything is read' 'locked b a; try a; try b; try c; unlock; try a' 'a 7
b 7
c 0
a 0'
check 'who does not get a lock is not ready' \
    'locked a; rx-merge --into sqlite:t.db --lock c --lock a --ready 4 4>got </dev/null 2>&1 | sed "s/process [0-9]*/process N/"
    unlock; wc -c <got | tr -d " "' 'rx-merge: error: a: another rx-merge (process N) is writing it
  hint: wait for it, or stop it
0'
check_err 'a descriptor that is none' 1 'rx-merge --into sqlite:t.db --ready 77 </dev/null' 'cannot write to descriptor 77'

need_postgres
TARGET=postgres
twice
finish
