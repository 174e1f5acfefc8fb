#!/bin/sh
# rx-merge: the history of runs, on every target.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/postgres.sh"

# history [RESOURCE...]: without what no two runs have in common.
# shellcheck disable=SC2120
history() {
	rx-merge --into "$(into)" --history "$@" | jq -c '
	    .started |= test("^20..-..-..T..:..:..\\.\\d{6}Z$") | .run |= test("^[0-9a-f]{16}$") |
	    .ended |= if . then test("^20..-..-..T..:..:..\\.\\d{6}Z$") else . end'
}

histories() {
	fresh
	D=merge
	check "$TARGET: nothing yet" 'rx-merge --into "$(into)" --history' ''
	lines B 1=a 2=b S7 E >stream
	sed -i 's/"plan":"p"/&,"source":"crm.json"/' stream
	rx-merge -q --into "$(into)" stream
	check "$TARGET: a run: its source, what came and what became of it, why it ended" history \
	    '{"run":true,"source":"crm.json","resource":"items","started":true,"ended":true,"requests":1,"pages":1,"records":2,"inserted":2,"updated":0,"unchanged":0,"deleted":0,"rejected":0,"why":"empty page","exit":0}'
	A=a2 lines B 1=a 2=c 3=d S8 E | rx-merge -q --into "$(into)"
	check "$TARGET: the next one stands behind it" 'history | jq -c "[.inserted, .updated, .unchanged, .source]"' '[2,0,0,"crm.json"]
[1,1,1,null]'
	A=a3 lines B 4=x S9 X | rx-merge -q --into "$(into)"
	A=a4 lines B 4=x S9 | rx-merge -q --into "$(into)" 2>/dev/null
	A=a5 lines B 4=x S9 C | rx-merge -q --into "$(into)"
	check "$TARGET: a failed run, a cut one, a limited one" \
	    'history | tail -n 3 | jq -c "[.records, .why, .exit]"' '[1,"no",4]
[1,"cut short",1]
[1,"limited",0]'
	{
		A=a6 lines B
		printf '{"rx":"record","resource":"items","data":{"v":1}}\n'
		lines 5=e S9 E
	} | rx-merge -q --into "$(into)" --rejects rejects
	check "$TARGET: rejects are counted" \
	    'history | tail -n 1 | jq -c "[.records, .inserted, .rejected, .why, .exit]"' \
	    '[2,1,1,"empty page",0]'
	{ A=a7 lines B; printf '{"rx":"record","resource":"items","data":{"v":1}}\n'; lines E; } |
	    rx-merge -q --into "$(into)" 2>/dev/null
	check "$TARGET: without --rejects they end it" 'history | tail -n 1 | jq -c "[.why, .exit]"' \
	    '["items: no record has the key id",3]'
	{ A=a8 lines B 6=f S9; A=a9 lines B 7=g S9 E; } | rx-merge -q --into "$(into)" 2>/dev/null
	check "$TARGET: what begins again is two runs" \
	    'history | tail -n 2 | jq -c "[.records, .why, .exit]"' \
	    '[1,"abandoned: it began again",1]
[1,"empty page",0]'
	fresh
	D=append
	lines B 1=a 2=b S7 | rx-merge -q --into "$(into)" 2>/dev/null
	lines B 1=a 2=b S7 E | rx-merge -q --into "$(into)"
	check "$TARGET: what is staged is not inserted" \
	    'history | jq -c "[.records, .inserted, .why]"' '[2,0,"cut short"]
[2,2,"empty page"]'
	fresh
	printf '{"id":1}\n{"id":2}\n' | rx-merge -q --into "$(into)" -t things -k id
	printf '{"id":2}\n{"id":3}\n' | rx-merge -q --into "$(into)" -t things -k id
	check "$TARGET: bare records too" \
	    'history | jq -c "[.resource, .source, .requests, .pages, .records, .inserted, .unchanged, .why, .exit]"' \
	    '["things",null,null,null,2,2,0,"end of input",0]
["things",null,null,null,2,1,1,"end of input",0]'
	check "$TARGET: state and history are two things" \
	    'rx-merge -q --into "$(into)" --forget; history | wc -l' 2
	killed
}

# A run that dies has a row of what it had committed, and no end.
killed() {
	fresh
	D=merge
	mkfifo pipe
	rx-merge -q --into "$(into)" <pipe &
	pid=$!
	exec 3>pipe
	lines B 1=a S1 >&3
	until [ "$(history | wc -l)" -eq 1 ]; do sleep 0.1; done
	lines 2=b S2 >&3
	until [ "$(history | jq .records)" = 2 ]; do sleep 0.1; done
	kill -9 $pid
	wait $pid 2>/dev/null
	exec 3>&-
	rm pipe
	check "$TARGET: a run that was killed has begun and not ended" \
	    'history | jq -c "[.records, .pages, .ended, .why, .exit]"' '[2,2,null,null,null]'
	lines B 2=b S2 E | rx-merge -q --into "$(into)"
	check "$TARGET: the next one says that it never did" \
	    'history | jq -c "[.records, .ended != null, .why, .exit]"' \
	    '[2,false,"never ended: it was killed, or the machine stopped",1]
[1,true,"empty page",0]'
	lines B 2=b S2 E | rx-merge -q --into "$(into)"
	check "$TARGET: once and for all" 'history | jq -c .exit' '1
0
0'
}

# last: the last row, of the run whose stream is on stdin.
last() {
	rx-merge -q --into "$(into)" "$@" 2>/dev/null
	history | tail -n 1 | jq -c '[.records, .inserted, .why, .exit]'
}

# A run that never got its table.
refused() {
	fresh
	D=merge
	check "$TARGET: a begin that asks for what there is not" \
	    'lines B 1=a S1 E | sed "s/\"disposition\":\"merge\"/\"disposition\":\"mergd\"/" | last' \
	    '[1,0,"unknown disposition '\''mergd'\''",2]'
	check "$TARGET: all of its records are rejected" \
	    '{ lines B; echo "{\"rx\":\"record\",\"resource\":\"items\",\"data\":{\"v\":1}}"; lines E; } | last --rejects rejects -k id' \
	    '[1,0,"items: no record has the key id",3]'
	lines B 1=a S1 E | rx-merge -q --into "$(into)" --contract columns=freeze
	check "$TARGET: a plan that is out of date" 'G=99 lines B 2=b S2 E | last' \
	    '[1,0,"items: the plan is out of date: made for generation 99, the table is at 3",7]'
	check "$TARGET: a contract that freezes" 'A=a7; { lines B; echo "{\"rx\":\"record\",\"resource\":\"items\",\"data\":{\"id\":3,\"new\":1}}"; lines L E; } |
	    last --contract columns=freeze' \
	    '[1,0,"items: the column new is new, and its contract is to freeze columns",3]'
	check "$TARGET: what another run writes, that one tells of" 'history >before; mkfifo lock; rx-merge -q --into "$(into)" --lock items <lock 2>/dev/null --ready 5 5>held & pid=$!
	    exec 3>lock; until [ -s held ]; do sleep 0.05; done
	    lines B 2=b S2 E | rx-merge -q --into "$(into)" 2>/dev/null; echo "status $?"; kill $pid; wait $pid; exec 3>&-; rm lock held
	    history | cmp - before && echo same' 'status 7
same'
}

for TARGET in sqlite file dir; do
	histories
	refused
done

TARGET=file
fresh
D=merge
check 'a file that is another resource'\''s: both are told of' '{ lines B 1=a S1; R=others lines B 2=b S2 E; lines E; } | rx-merge -q --into t.ndjson 2>/dev/null
    history | jq -c "[.resource, .inserted, .why, .exit]" | sed "s/[^\"]*t.ndjson/t.ndjson/"; rows; echo' \
    '["items",1,"empty page",0]
["others",0,"t.ndjson holds items: others needs a file of its own",2]
1 a,'

# -- a database of many resources ------------------------------------------------

TARGET=sqlite
fresh
D=merge
{ R=orgs lines B 1=a S1; OF=orgs R=repos lines B 2=b S2 X; R=orgs lines E; } |
    rx-merge -q --into "$(into)"
check 'a parent whose child failed: its end is not yet one' \
    'history | jq -c "[.resource, .why, .exit]"' '["orgs","held back by its children",1]
["repos","no",4]'
check 'all resources of a run have its name' \
    'rx-merge --into "$(into)" --history | jq -r .run | sort -u | wc -l' 1
check 'one resource' 'history repos | jq -r .resource; history orgs repos | wc -l; history no' 'repos
2'
check 'as a table' 'sqlite3 t.db "SELECT resource, pages, exit, typeof(pages) FROM _rx_runs"' 'orgs|1|1|integer
repos|1|4|integer'
check_err 'what is not there has no history' 2 'rx-merge --history' 'whose history?'

fresh
i=0
printf '{"id":1}\n' >one
rx-merge -q --into "$(into)" -t t -k id one
sqlite3 t.db 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
    INSERT INTO _rx_runs(run, resource, started) SELECT i, "t", printf("2020-01-01T00:00:00.%06dZ", i) FROM n;
    INSERT INTO _rx_runs(run, resource, started) VALUES("x", "other", "2020")'
rx-merge -q --into "$(into)" -t t -k id one
check 'the last 500 of a resource are kept' 'history t | wc -l; history | wc -l
    rx-merge --into "$(into)" --history | head -n 2 | jq -r .run' '500
501
x
103'

TARGET='file'
fresh
rx-merge -q --into "$(into)" -k id one
sed -i '$d' t.ndjson.state
i=0
while [ $i -lt 600 ]; do
	printf '{"rx":"run","run":"%d","source":null,"resource":"t","started":"2020","ended":null}\n' $i
	i=$((i + 1))
done >>t.ndjson.state
echo '{"rx":"commit"}' >>t.ndjson.state
rx-merge -q --into "$(into)" -k id one
check 'in a file the last 500 too' 'history | wc -l; history | tail -n 1 | jq -r .why' '500
end of input'
printf '{"id":2}\n{"id":1}\n' | rx-merge -q --into "$(into)" -k id
check 'and again' 'history | wc -l; history | tail -n 1 | jq -r .inserted' '500
1'

need_postgres
TARGET=postgres
histories
refused
finish
