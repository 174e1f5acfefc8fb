#!/bin/sh
# rx-merge: several runs and readers at once, on every target.
# shellcheck disable=SC2016,SC2034,SC2094,SC2238
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/postgres.sh"

# first: a run into $(into) that has begun and goes on when told by "end_first".
first() {
	rm -f f err state
	mkfifo f
	rx-merge -q --into "$(into)" f &
	FIRST=$!
	exec 9>f
	lines B 1=a S1 >&9
	until rx-merge --into "$(into)" --print-state | grep -q next; do sleep 0.05; done
}

end_first() {
	lines L E >&9
	exec 9>&-
	wait $FIRST
}

# said TEXT FILE: until that has been said
said() {
	until grep -qs "$1" "$2"; do sleep 0.05; done
}

# The second run waits, says for whom, and goes on where the first has ended.
waits() {
	fresh
	first
	lines B 1=b 2=b S2 E | rx-merge -v --lock-wait 60 --into "$(into)" 2>err 9>&- &
	second=$!
	said 'waiting for it, 60 s at most' err
	rows
	end_first
	echo " first $?"
	wait $second
	echo "second $?"
	rows
	echo
	sed -n "s/process $FIRST)/process FIRST)/; s/ on [^)]*)/)/; /waiting/p" err
}

# One that only wants to look waits too, if it is told to.
looks() {
	fresh
	first
	rx-merge --lock-wait 60 -v --into "$(into)" --print-state >state 2>err 9>&- &
	second=$!
	said 'waiting for it' err
	[ -s state ] || echo 'nothing yet'
	end_first
	wait $second
	echo "status $?"
	cat state
}

gives_up() {
	fresh
	first
	lines B 2=b S2 E | rx-merge -q --lock-wait 1 --into "$(into)" 2>err
	echo "status $?"
	sed "s/process $FIRST)/process FIRST)/; /server/d" err
	lines B 2=b S2 E >second
	rm err
	rx-merge -v --lock-wait 60 --into "$(into)" second 2>err 9>&- &
	second=$!
	said 'waiting for it' err
	kill -INT $second
	wait $second
	echo "status $?"
	end_first
	rows
	echo
}

# side_by_side: four resources, each by its own run, all at once.
side_by_side() {
	fresh
	pids=''
	for R in a b c d; do
		{
			lines B
			jq -nc --arg r $R 'range(3000) | {rx: "record", resource: $r, part: {}, data: {id: ., v: "v"}},
			    (if . % 100 == 99 then {rx: "state", resource: $r, part: {}, next: {offset: .}, seen: .}
			    else empty end)'
			lines L E
		} >"$R.lines"
		rx-merge -q --into "$(into)" "$R.lines" 2>"$R.err" &
		pids="$pids $!"
	done
	for pid in $pids; do wait "$pid" || { echo "status $?"; cat ./*.err; }; done
	for R in a b c d; do
		rows $R | tr ',' '\n' | wc -l
		bookmark $R
	done | tr '\n' ' '
	echo
	R=items
}

# Files are merged at the end: until then nothing of the first is to be seen.
concurrent() {
	D=merge
	[ "$TARGET" = dir ] && SEEN='' || SEEN='1 a,'
	check "$TARGET: the second waits" waits "$SEEN first 0
second 0
1 b,2 b,
rx-merge: items: another rx-merge (process FIRST) is writing it; waiting for it, 60 s at most"
	check "$TARGET: whoever plans waits for what will be known" looks 'nothing yet
status 0
{"rx":"state","resource":"items","generation":2}
{"rx":"state","resource":"items","part":{},"generation":2,"bookmark":1}'
	check "$TARGET: not for ever, and not when it is interrupted" gives_up 'status 7
rx-merge: error: items: another rx-merge (process FIRST) is writing it
  hint: it still was after 1 s (--lock-wait)
status 130
1 a,'
}

all() {
	concurrent
	for D in merge append replace; do
		check "$TARGET: $D: different resources side by side" side_by_side \
		    '3000 2999 3000 2999 3000 2999 3000 2999 '
	done
}

for TARGET in sqlite dir; do
	all
done
TARGET=sqlite

# -- readers ---------------------------------------------------------------------

# load VERSION: 20,000 records, all of one version.
load() {
	jq -nc --arg v "$1" 'range(20000) | {id: ., v: $v, text: "a text that makes the row a bit longer"}'
}

# ask: how many rows the table has, and how many versions, in one look.
ask() {
	case $TARGET in
	sqlite) sqlite3 -cmd '.timeout 60000' -separator ' ' t.db 'SELECT count(*), count(DISTINCT v) FROM t' ;;
	postgres) pg -c 'SELECT count(*), count(DISTINCT v) FROM t' ;;
	esac
}

# What readers saw while the table was written five times over, each once.
readers() {
	fresh
	load 0 | rx-merge -q --into "$(into)" -t t "$@" -k id
	rm -f written seen
	{
		until [ -e written ]; do ask || echo "status $?"; done >seen 2>&1
		ask >>seen 2>&1
	} &
	reader=$!
	for v in 1 2 3 4 5; do
		load $v | rx-merge -q --into "$(into)" -t t "$@" -k id || echo "writer: status $?"
	done
	touch written
	wait $reader
	sort -u seen
	[ "$(wc -l <seen)" -gt 3 ] || echo 'it hardly looked'
}

check 'sqlite: readers see a replaced table whole, the old one or the new one' 'readers -d replace' '20000 1'
check 'sqlite: readers of a table that is merged see every row' \
    'readers -d merge | cut -d" " -f 1 | sort -u' 20000
check 'sqlite: also where the database has a write-ahead log' \
    'fresh; sqlite3 t.db "PRAGMA journal_mode = wal" >mode; fresh() { :; }; readers -d replace; cat mode' '20000 1
wal'
check 'sqlite: a reader in the middle of a look makes no run fail' \
    'rm -f t.db*; load 0 | rx-merge -q --into sqlite:t.db -t t -d replace
    mkfifo look; sqlite3 t.db <look >looked & exec 8>look; echo "BEGIN; SELECT count(*) FROM t;" >&8
    until [ -s looked ]; do sleep 0.05; done
    load 1 | rx-merge -q --into sqlite:t.db -t t -d replace & writer=$!
    sleep 1; echo "SELECT min(v) FROM t; COMMIT;" >&8; exec 8>&-
    wait $writer; echo "status $?"; tail -n 1 looked; ask' 'status 0
0
20000 1'

need_postgres
TARGET=postgres
all
check 'postgres: readers see a replaced table whole, the old one or the new one' 'readers -d replace' '20000 1'
check 'postgres: readers of a table that is merged see every row' \
    'readers -d merge | cut -d" " -f 1 | sort -u' 20000
finish
