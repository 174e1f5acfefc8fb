#!/bin/sh
# Promises: a stage that dies, a stream that is cut, pasted or filtered.  What
# came is kept, no bookmark moves, nothing is replaced, the status says so, and
# the next run makes it whole.
. "${0%/*}/lib.sh"

start_server <<'END'
{"latency": 10, "routes": [
 {"path": "/items", "count": 400, "row": {"id": "{i}", "upd": "{i:time}"}, "body": {"data": "{rows}"},
  "paging": {"by": "offset", "limit": 10}, "filter": [{"param": "since", "field": "upd", "op": ">="}]}]}
END

source_of() {
	cat <<END
{"client": {"base_url": "$URL"}, "resources": [{"name": "items", "primary_key": "id", "write_disposition": "$1",
  "endpoint": {"path": "items", "data_selector": "data", "paginator": {"type": "offset", "limit": 10},
   "incremental": {"cursor_path": "upd", "initial_value": "2026-01-01T00:00:00Z", "start_param": "since"}}}]}
END
}
for d in merge append replace; do source_of $d >$d.json; done

# stage NAME COMMAND: runs it so that it can be killed by name.
stage() {
	sh -c 'echo $$ >"$0.pid"; exec "$@"' "$@"
}

# pipe TARGET SOURCE: the whole pipe, each stage with a pid file; the status of the last.
pipe() {
	rx-merge --into "$1" --print-state | rx-plan -p "$2" | rx-auth | stage page rx-page -q | stage select rx-select | stage merge rx-merge --into "$1"
}

# Runs the pipe, kills a stage once the server has answered a few times.
killed() {
	rm -f ./*.pid
	: >"$LOG"
	pipe "sqlite:$2" "$1.json" &
	while [ "$(wc -l <"$LOG")" -lt 8 ]; do sleep 0.02; done
	kill -9 "$(cat "$3.pid")"
	wait $!
}

bookmark() {
	rx-merge --into "sqlite:$1" --print-state | jq -c 'select(.bookmark) | .bookmark'
}

for d in merge append replace; do
	for s in page select merge; do
		rm -f k.db k.db-*
		[ $d != replace ] || sqlite3 k.db 'create table items(id); insert into items values (-1)'
		run "killed $d k.db $s"
		if [ "$STATUS" -ne 0 ] && sane; then pass "$d: the death of $s is a failure"
		else report "$d: the death of $s is a failure" killed; fi
		check "$d: no bookmark after the death of $s" 'bookmark k.db' ''
		if [ $d = replace ]; then
			check "replace: the old table stands after the death of $s" \
			    'sqlite3 k.db "select group_concat(id) from items"' '-1'
		fi
		check "$d: the next run makes it whole after the death of $s" \
		    "pipe sqlite:k.db $d.json 2>/dev/null; sqlite3 k.db 'select count(*), count(distinct id), max(id) from items'" '400|400|400'
		check "$d: and moves the bookmark after the death of $s" 'bookmark k.db' '"2026-01-01T00:06:40Z"'
	done
done

# rx-plan and rx-auth are long done by then: their output is cut instead
for n in 1 2; do
	rm -f k.db k.db-*
	check_status "merge: rx-plan dies after line $n" 1 \
	    "rx-plan merge.json | head -n $n | rx-auth | rx-page -q | rx-select | rx-merge --into sqlite:k.db"
	check "no bookmark when rx-plan dies after line $n" 'bookmark k.db' ''
	check_status "merge: rx-auth dies after line $n" 1 \
	    "rx-plan merge.json | rx-auth | head -n $n | rx-page -q | rx-select | rx-merge --into sqlite:k.db"
done

# asked to stop, it keeps what came
: >"$LOG"
rx-run merge.json --into sqlite:stop.db 2>stop.err &
while [ "$(wc -l <"$LOG")" -lt 20 ]; do sleep 0.02; done
kill -TERM $!
wait $!
STATUS=$?
check 'rx-run dies of the signal it was sent' "echo $STATUS" 143
check 'what came before a kill is in the table' \
    'cat stop.err >&2; sqlite3 stop.db "select count(*) >= 60 and count(*) < 400 from items"' '1'
check 'and the next run goes on from there' \
    'rx-run merge.json --into sqlite:stop.db 2>/dev/null; sqlite3 stop.db "select count(*) from items"' '400'

# a stream kept in a file, cut anywhere
rx-plan merge.json | rx-page -q | rx-select >whole
size=$(wc -c <whole)
for percent in 1 20 50 80 99; do
	rm -f c.db c.db-*
	head -c $((size * percent / 100)) whole >short
	check_status "cut at $percent %" 1 'rx-merge --into sqlite:c.db <short'
	check "no bookmark when cut at $percent %" 'bookmark c.db' ''
done
check 'what came before the cut is kept' \
    'head -n 120 whole | rx-merge -q --into sqlite:keep.db 2>/dev/null; sqlite3 keep.db "select count(*) > 90 from items"' '1'
rm -f c.db c.db-*
check_status 'a whole one' 0 'rx-merge --into sqlite:c.db <whole'
check_status 'a cut one, then the whole' 0 '{ head -n 50 whole; cat whole; } | rx-merge --into sqlite:cw.db'
check 'is whole' 'sqlite3 cw.db "select count(*) from items"' '400'
check_status 'the whole, then a cut one' 1 '{ cat whole; head -n 50 whole; } | rx-merge --into sqlite:wc.db'
echo '{"client":' >wrong.json
for more in '' '--table t'; do
	check_status "a source that is wrong is the status of the last stage ${more:+(with $more)}" 2 \
	    "rx-plan wrong.json | rx-auth | rx-page | rx-select | rx-merge --into sqlite:e.db $more"
done
check_err 'an empty stream' 1 ': | rx-merge --into sqlite:e.db' 'cut short'
check_status 'grep by resource keeps the truth' 0 'grep "\"items\"" whole | rx-merge --into sqlite:g.db'
check_status 'grep of records alone does not' 3 'grep "\"rx\":\"record\"" whole | rx-merge --into sqlite:g2.db'
check_status 'a wrong source in front of a pipe' 2 \
    'rx-plan nowhere.json; rx-plan nowhere.json 2>/dev/null | rx-auth | rx-page | rx-select | rx-merge --into sqlite:w.db 2>/dev/null && exit 9; exit 2'
check 'tee is no stage' 'rx-plan merge.json | rx-page -q | tee pages | rx-select | rx-merge --into sqlite:t.db -q; echo $?; rx-select <pages | rx-merge --into sqlite:t.db -q; echo $?' '0
0'
# -- what is closed, what is full -----------------------------------------------------

# cannot_write NAME COMMAND: a closed and a full standard output are both an error.
page='{"rx":"page","resource":"a","body":[{"id":1}]}'
echo '{"client":{"base_url":"https://api.example.com"},"resources":["x"]}' >plain.json
cannot_write() {
	check_err "$1, standard output closed" 1 "echo '$page' | $2 >&-" \
	    'cannot write standard output: Bad file descriptor'
	check_err "$1, standard output full" 1 "echo '$page' | $2 >/dev/full" \
	    'cannot write standard output: No space left on device'
	check_status "$1, nobody to tell it" 1 "echo '$page' | $2 >&- 2>&-"
}
cannot_write rx-plan 'rx-plan --check plain.json'
cannot_write rx-auth rx-auth
cannot_write rx-page 'rx-page -q'
cannot_write rx-select rx-select
cannot_write 'rx-merge, records' 'rx-select -b | rx-merge'
cannot_write 'rx-merge, lines that are passed on' rx-merge
cannot_write -h 'rx-run -h'
for tool in rx-auth rx-page rx-select rx-merge 'rx-merge --into sqlite:c.db -t t'; do
	check_err "$tool, standard input closed, is not an empty input" 1 "$tool <&-" \
	    'cannot read standard input: Bad file descriptor'
done
check_status 'standard error closed: no matter' 0 "echo '$page' | rx-select 2>&- >o"
check 'and what would have been said there is not written into a file' \
    "echo '{\"id\":1}' | rx-merge --into sqlite:c.db -t t 2>&-; sqlite3 c.db 'SELECT * FROM t'" 1

finish
