#!/bin/sh
# rx-merge: what only files have: packed ones, directories, names, and what
# others do to them.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/merge-cases.sh"

# -- packed ---------------------------------------------------------------------

for TARGET in gz dir.zst; do
	for D in append replace merge; do
		all_dispositions
	done
done
for TARGET in gz zst dir.gz dir.zst; do
	D=append
	check "$TARGET: another member behind the first" \
	    'fresh; lines B 1=a E | rx-merge -q --into "$(into)"; lines B 2=b E | rx-merge -q --into "$(into)"; records' \
	    '{"id":1,"v":"a"}
{"id":2,"v":"b"}'
	D=merge
	check "$TARGET: a merge with what is there" \
	    'lines B 2=c 3=d E | rx-merge -q --into "$(into)"; records' '{"id":1,"v":"a"}
{"id":2,"v":"c"}
{"id":3,"v":"d"}'
done
TARGET=gz D=append
check 'a file that somebody else packed, whose last line has no end' \
    'fresh; printf "{\"id\":1,\"v\":\"a\"}" | gzip >t.ndjson.gz; lines B 2=b E | rx-merge -q --into t.ndjson.gz; records' \
    '{"id":1,"v":"a"}
{"id":2,"v":"b"}'
D=merge
check_err 'one that is cut short' 3 \
    'fresh; jq -nc "range(9) | {id: ., v: \"a\"}" | gzip | head -c -12 >t.ndjson.gz; lines B 2=b E | rx-merge -q --into t.ndjson.gz' \
    't.ndjson.gz is cut short'
check_err 'one that is not packed' 3 \
    'fresh; echo "{\"id\":1}" >t.ndjson.gz; lines B 2=b E | rx-merge -q --into t.ndjson.gz' 'not gzip'
check 'what came is not lost: when the file is mended' \
    'rm t.ndjson.gz; lines B E | rx-merge -q --into t.ndjson.gz; records' '{"id":2,"v":"b"}'

# A process that died while it appended a member.
half() {	# half BYTES: of the member are there
	fresh
	echo '{"id":1,"v":"a"}' | gzip >t.ndjson.gz
	n=$(wc -c <t.ndjson.gz)
	echo '{"rx":"table","disposition":"append","key":[]}
{"rx":"record","part":{},"data":{"id":2,"v":"b"}}
{"rx":"publish","length":'"$n"'}
{"rx":"commit"}' >t.ndjson.gz.state
	cp t.ndjson.gz one; cp t.ndjson.gz.state state
	D=append lines B E | rx-merge -q --into t.ndjson.gz
	tail -c +$((n + 1)) t.ndjson.gz | head -c "$1" >rest
	cat one rest >t.ndjson.gz; cp state t.ndjson.gz.state
	[ "${2:-}" = '' ] || eval "$2"
	D=append lines B E | rx-merge -q --into t.ndjson.gz
	records
}
for n in 0 1 12 25 999; do
	check "gz: $n bytes of an append were done" "half $n" '{"id":1,"v":"a"}
{"id":2,"v":"b"}'
done
check_err 'gz: and then somebody else went on' 7 \
    'half 0 "echo {} | gzip >>t.ndjson.gz"; D=append lines B E | rx-merge -q --into t.ndjson.gz' \
    'has something behind byte'
check 'gz: nothing of that is lost' 'gzip -dc t.ndjson.gz' '{"id":1,"v":"a"}
{}'

# -- what others do to a file ------------------------------------------------------

TARGET=file D=append
check 'what a user appends stays' \
    'fresh; lines B 1=a S1 E | rx-merge -q --into t.ndjson; echo "{\"id\":9,\"v\":\"user\"}" >>t.ndjson
	lines B 2=b S2 E | rx-merge -q --into t.ndjson; rows; echo' '1 a,2 b,9 user,'
check_err 'a file that is gone, and a bookmark that speaks of it' 7 \
    'fresh; lines B 1=a S1 E | rx-merge -q --into t.ndjson; rm t.ndjson; lines B 2=b S2 E | rx-merge -q --into t.ndjson' \
    't.ndjson is gone'
check 'what came of it is not taken; forgotten, it begins anew' \
    'rx-merge -q --forget --into t.ndjson; lines B 2=b S2 E | rx-merge -q --into t.ndjson; rows; echo' '2 b,'
D=replace
check 'a replacement does not miss it' \
    'fresh; lines B 1=a S1 E | rx-merge -q --into t.ndjson; rm t.ndjson; lines B 2=b S2 E | rx-merge -q --into t.ndjson; rows; echo' \
    '2 b,'

# -- directories -------------------------------------------------------------------

TARGET=dir D=merge
two() {	# two RESOURCE RESOURCE: a run of both
	for r; do R=$r lines B; done
	for r; do R=$r lines 1=a S1 E; done
}
check 'a file for each, and the state of both' \
    'fresh; two items orders | rx-merge -q --into dir:t.dir; ls t.dir; bookmark; bookmark orders' 'items.ndjson
orders.ndjson
state.ndjson
1
1'
check 'one is cut: the other has ended' \
    'fresh; { R=items lines B; R=orders lines B 1=a S1 E; R=items lines 1=a; } | rx-merge -q --into dir:t.dir
	ls t.dir; bookmark; bookmark orders' 'items.ndjson
orders.ndjson
state.ndjson
none
1'
D=append
check 'what is staged is in a journal until it moves' \
    'fresh; G=0 lines B 1=a S1 | rx-merge -q --into dir:t.dir; ls t.dir
	G=1 lines B 2=b S2 L E | rx-merge -q --into dir:t.dir; ls t.dir; rows; echo' 'items.journal
state.ndjson
items.ndjson
state.ndjson
1 a,2 b,'
D=merge
names() {
	fresh
	long=$(printf '%0300d' 7)
	for r in A/B a/b ../up .hidden state 'Größe' 'a.b ' "$long"; do
		R=$r lines B 1=a E
	done | rx-merge -q --into dir:t.dir
	LC_ALL=C ls -A t.dir | sed "s/0000*/0-/"
}
check 'names of anything' names '%2E.%2Fup.ndjson
%2Ehidden.ndjson
0-~b8091716730038f3.ndjson
A%2FB.ndjson
Größe.ndjson
a%2Fb_2.ndjson
a.b%20.ndjson
state.ndjson
state_2.ndjson'
check 'they are kept' 'for r in state a/b; do R=$r lines B 2=b E; done | rx-merge -q --into dir:t.dir
	cat t.dir/state_2.ndjson "t.dir/a%2Fb_2.ndjson"; cat t.dir/A*' '{"id":1,"v":"a"}
{"id":2,"v":"b"}
{"id":1,"v":"a"}
{"id":2,"v":"b"}
{"id":1,"v":"a"}'
check 'a file keeps its form when the next run names another' \
    'fresh; lines B 1=a E | rx-merge -q --into dir.gz:t.dir; lines B 2=b E | rx-merge -q --into dir:t.dir
	ls t.dir; gzip -dc t.dir/items*' 'items.ndjson.gz
state.ndjson
{"id":1,"v":"a"}
{"id":2,"v":"b"}'
check 'no directory, no state; one that is looked at is not made' \
    'fresh; rx-merge --into dir:t.dir --print-state; ls t.dir 2>/dev/null | wc -l' 0
check_err 'a file is no directory' 1 'fresh; echo >t.dir; lines B 1=a E | rx-merge --into dir:t.dir; s=$?; rm t.dir; exit $s' \
    'cannot open t.dir: Not a directory'
check_err 'bare records must say where' 2 'echo "{}" | rx-merge --into dir:t.dir' '--table NAME'
check 'bare records' 'fresh; echo "{\"id\":1}" | rx-merge -q --into dir:t.dir -t things -k id; cat t.dir/things.ndjson' '{"id":1}'

# -- memory and temporary files ----------------------------------------------------

jq -nc 'range(30000) | {id: (. * 7919 % 20000), v: "a text that fills the row of \(.)"}' >many
check 'a small --memory changes nothing' \
    'rx-merge -k id many >large; rx-merge --memory 64k -k id many | cmp - large && wc -l <large' 20000
check 'nor in a file' \
    'TARGET=file; fresh; head -n 15000 many | rx-merge -q --memory 64k --into t.ndjson -k id
	tail -n +15001 many | rx-merge -q --memory 64k --into t.ndjson -k id; cmp t.ndjson large' ''
check_err 'TMPDIR is not there' 1 'TMPDIR=./none rx-merge --memory 64k -k id many' \
    'cannot make a temporary file in ./none: No such file or directory'
check_err 'the disk of TMPDIR is full: the file is as it was' 1 \
    'cp t.ndjson before; (ulimit -f 300; trap "" XFSZ; rx-merge -q --memory 64k --into t.ndjson -k id many)
	s=$?; cmp t.ndjson before; exit $s' 'cannot write'

# -- a file that is not there yet is written while its records come ------------------

check 'no key twice: as they came' 'fresh; tail -n +20001 many >once; rx-merge -q --into t.ndjson -k id once && cmp t.ndjson once
	rx-merge -q --into t.ndjson -k id once; ls t.ndjson*' 't.ndjson
t.ndjson.state'
check 'keys twice: the last one, in the place of the first' \
    'fresh; rx-merge -q --into t.ndjson -k id many && cmp t.ndjson large; ls t.ndjson*' 't.ndjson
t.ndjson.state'
check 'absent fields, of two that came' 'fresh; printf "%s\n" "{\"id\":1,\"a\":1}" "{\"id\":2}" "{\"id\":1,\"b\":2}" |
	rx-merge -q --patch --into t.ndjson -k id; cat t.ndjson' '{"id":1,"a":1,"b":2}
{"id":2}'
check 'somebody else makes the file meanwhile: it is merged with' \
    'fresh; { echo "{\"id\":1}"; sleep 0.6; echo "{\"id\":3,\"v\":9}" >t.ndjson; echo "{\"id\":2}"; } |
	rx-merge -q --into t.ndjson -k id; cat t.ndjson' '{"id":3,"v":9}
{"id":1}
{"id":2}'
check_err 'the disk is full: nothing is left of it' 1 \
    'fresh; (ulimit -f 300; trap "" XFSZ; rx-merge -q --into t.ndjson -k id many); s=$?; ls t.ndjson* >&2; exit $s' \
    'cannot write'
check 'nothing at all' 'ls | grep -c "^t[.]ndjson" || :' 0
check 'a record that is none: the others are there, and the run failed' \
    'fresh; printf "%s\n" "{\"id\":1}" "{\"id\":" | rx-merge -q --into t.ndjson -k id 2>/dev/null; echo $?; cat t.ndjson' '3
{"id":1}'
check 'what a killed run has left is gone behind the next one, whatever it does' \
    'fresh; { cat many; sleep 5; } | rx-merge -q --into t.ndjson -k id & p=$!
	while [ ! -s t.ndjson.rx-new ]; do sleep 0.02; done
	kill -9 $p; wait $p 2>/dev/null
	echo "{\"id\":1}" | rx-merge -q -d append --into t.ndjson; ls t.ndjson*; cat t.ndjson' 't.ndjson
t.ndjson.state
{"id":1}'
finish
