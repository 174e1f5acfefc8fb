#!/bin/sh
# rx-merge: families, inferred keys, standard output, what is told, options.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
TARGET=sqlite D=merge

# -- families: a parent's bookmark waits for its children --------------------

family() {	# family CHILD-WORDS...: orgs, whose children are repos
	R=orgs lines B
	R=repos OF=orgs lines B
	R=orgs lines 1=a S7 E
	R=repos lines "$@"
}
family_case() {	# NAME STREAM STATUS ORGS REPOS BOOKMARKS
	check "family, $D: $1" "fresh; $2 | rx-merge -q --into sqlite:t.db 2>/dev/null; echo \"status \$?\"
		rows orgs; echo; rows repos; echo; bookmark orgs; bookmark repos" "status $3
$4
$5
$6"
}
for D in append replace merge; do
	family_case 'whole' 'family 5=x S3 E' 0 1\ a, 5\ x, '7
3'
	case $D in append) kept='' child='' ;; replace) kept=1\ a, child='' ;; merge) kept=1\ a, child=5\ x, ;; esac
	family_case 'the child is cut' 'family 5=x S3' 1 "$kept" "$child" 'none
none'
	family_case 'the child fails' 'family 5=x S3 X' 4 "$kept" "$child" 'none
none'
done
D=append
family_case 'cut, then again: the parent comes once' 'family 5=x S3 | rx-merge -q --into sqlite:t.db 2>/dev/null
	family 5=x S3 E' 0 1\ a, 5\ x, '7
3'
D=merge
family_case 'the child is rejected' 'family null=x S3 E' 3 1\ a, '' 'none
none'
check 'a family cannot be resumed: no attempt is printed' \
    'fresh; { G=0 R=orgs lines B; G=0 R=repos OF=orgs lines B; R=orgs lines 1=a S7; } |
	rx-merge -q --into sqlite:t.db 2>/dev/null; rx-merge --into sqlite:t.db --print-state' \
    '{"rx":"state","resource":"orgs","generation":1}
{"rx":"state","resource":"repos","generation":1}'
check 'a parent that is not loaded: no table, no state, but its promise' \
    'fresh; { echo "{\"rx\":\"begin\",\"resource\":\"orgs\",\"merge\":null}"; R=orgs lines 1=a S7
	R=repos OF=orgs lines B 5=x S3 E; } | rx-merge -q --into sqlite:t.db 2>err; echo "status $?"
	rows repos; echo; sqlite3 t.db .tables | tr -s " \n" "\n\n" | sort | tr "\n" " "
	rx-merge --into sqlite:t.db --print-state; cat err' \
    'status 1
5 x,
_rx_columns _rx_format _rx_parts _rx_runs _rx_state _rx_tables repos {"rx":"state","resource":"repos","generation":2}
{"rx":"state","resource":"repos","part":{},"generation":2,"bookmark":3}
rx-merge: error: orgs: the stream was cut short after 1 record
  hint: what came before it has failed or was stopped; run it again'

# -- keys --------------------------------------------------------------------

xero() {	# xero RECORD...
	echo '{"rx":"begin","resource":"bank_transactions","merge":{"table":"bank_transactions","disposition":"merge","key":["id"]}}'
	for r; do
		printf '{"rx":"record","resource":"bank_transactions","data":%s}\n' "$r"
	done
	echo '{"rx":"state","resource":"bank_transactions"}'
	echo '{"rx":"end","resource":"bank_transactions"}'
}
check_stderr 'an inferred key is taken and said, once' 0 \
    'fresh; xero "{\"BankTransactionID\":\"a\",\"n\":1}" "{\"BankTransactionID\":\"b\",\"n\":1}" >s
	rx-merge --into sqlite:t.db s && sed "s/\"n\":1/\"n\":2/" s | rx-merge --into sqlite:t.db' \
    'rx-merge: bank_transactions: the key is BankTransactionID (no record has id); to make it explicit: primary_key in the source, or --key bank_transactions=BankTransactionID
rx-merge: bank_transactions: 1 page, 2 records, 2 inserted, 0 updated, 0 unchanged
rx-merge: bank_transactions: 1 page, 2 records, 0 inserted, 2 updated, 0 unchanged'
check 'and is learned' 'rx-merge --into sqlite:t.db --print-state | jq -c .learned' \
    '{"key":["BankTransactionID"],"key_for":["id"]}'
check_stderr 'no key: the candidates' 3 \
    'fresh; xero "{\"Code\":\"a\",\"n\":1,\"u\":1}" "{\"Code\":\"b\",\"n\":1,\"u\":2}" | rx-merge --into sqlite:t.db' \
    'rx-merge: error: bank_transactions: no record has the key id
  at: line 2 of the input
  got: {"Code":"a","n":1,"u":1}
  hint: candidates: Code, u; say which: --key bank_transactions=Code
rx-merge: bank_transactions: 1 page, 2 records, 0 inserted, 0 updated, 0 unchanged, 2 rejected, failed'
check 'it is chosen' 'fresh; xero "{\"Code\":\"a\"}" "{\"Code\":\"a\"}" "{\"Code\":\"b\"}" |
	rx-merge -q --into sqlite:t.db --key bank_transactions=Code; sqlite3 t.db "SELECT * FROM bank_transactions"' 'a
b'
check_err 'an inferred key must be unique' 3 \
    'fresh; xero "{\"BankTransactionID\":\"a\"}" "{\"BankTransactionID\":\"a\"}" | rx-merge --into sqlite:t.db' \
    'no record has the key id'
check 'a compound key, repeated or with commas' \
    'printf "{\"a\":1,\"b\":1,\"v\":1}\n{\"a\":1,\"b\":2,\"v\":1}\n{\"a\":1,\"b\":1,\"v\":3}\n" >c
	rx-merge -k a,b c; rx-merge -k a -k b c; rx-merge -k records=a -k b c' \
    '{"a":1,"b":1,"v":3}
{"a":1,"b":2,"v":1}
{"a":1,"b":1,"v":3}
{"a":1,"b":2,"v":1}
{"a":1,"b":1,"v":3}'
check 'a key within a value' 'printf "{\"a\":{\"b\":1},\"v\":1}\n{\"a\":{\"b\":1.0},\"v\":2}\n" | rx-merge -k a.b' \
    '{"a":{"b":1.0},"v":2}'
check 'a name with a point comes first' 'printf "{\"a.b\":1,\"a\":{\"b\":2}}\n{\"a.b\":2,\"a\":{\"b\":2}}\n" |
	rx-merge -k a.b | wc -l' 2

# -- standard output -----------------------------------------------------------

check 'merged, in the order of first sight' \
    'printf "{\"id\":2}\n{\"id\":1,\"v\":1}\n" >old; printf "{\"id\":1,\"v\":1.10}\n{\"id\":3}" >new
	rx-merge --key id old new' '{"id":2}
{"id":1,"v":1.10}
{"id":3}'
check 'appended: all, as it came' 'printf "{\"id\" : 2}\n{\"id\":2}\n" | rx-merge' '{"id" : 2}
{"id":2}'
check 'a stream stays one, its state behind its records' \
    'D=merge; lines B 1=a S2 1=b 2=c L E | rx-merge 2>/dev/null | cut -c 1-60' \
    '{"rx":"begin","resource":"items","merge":{"table":"items","d
{"rx":"record","resource":"items","part":{},"data":{"id":1,"
{"rx":"record","resource":"items","part":{},"data":{"id":2,"
{"rx":"state","resource":"items","part":{},"next":{"offset":
{"rx":"state","resource":"items","part":{}}
{"rx":"end","resource":"items","counts":{"requests":1,"pages'
check 'and goes on into a table' 'fresh; D=merge; lines B 1=a S2 1=b L E | rx-merge 2>/dev/null |
	rx-merge --into sqlite:t.db 2>/dev/null; echo $?; rows; echo; bookmark' '0
1 b,
2'
check 'append passes pages as they come, byte for byte' \
    'D=append; lines B 1=a S2 1=b L E >s; rx-merge s 2>/dev/null | cmp - s' ''
check 'a broken stream stays broken' 'D=append; lines B 1=a S2 X E | rx-merge 2>/dev/null | tail -n 1 | cut -c 1-30
	D=merge; lines B 1=a S2 | rx-merge 2>/dev/null | tail -n 1 | cut -c 1-30
	D=merge; lines B null=a S2 E | rx-merge 2>/dev/null | grep -c \"end\"
	D=merge; lines B null=a S2 E | rx-merge 2>/dev/null | grep -c \"rx\":\"error\"' \
    '{"rx":"error","resource":"item
{"rx":"state","resource":"item
0
1' 0
check_status 'and says so' 4 'D=append; lines B 1=a S2 X E | rx-merge'
check 'nothing in, nothing out' ': | rx-merge' ''
check 'a pipe that closes early is no matter' \
    'yes "{\"id\":1}" | head -n 200000 >big; { rx-merge big; echo $? >status; } | true; cat status' 141
check_err 'a full disk' 1 'echo "{\"id\":1}" | rx-merge >/dev/full' \
    'rx-merge: error: cannot write standard output: No space left on device'

# -- strategies, to standard output ---------------------------------------------

to_stdout() {	# to_stdout MERGE RECORD...: the records that come out
	M=$1
	shift
	whole "$@" | rx-merge 2>/dev/null | jq -c 'select(.rx == "record").data'
}
ID='"disposition":"merge","key":["id"]'
check 'insert-only: the first one of a key' \
    'to_stdout "$ID" "{\"id\":1,\"v\":1}" "{\"id\":1,\"v\":2}" | cat
	printf "%s\n" "{\"id\":1,\"v\":1}" "{\"id\":1,\"v\":2}" "{\"id\":2}" | rx-merge -k id --strategy insert-only' \
    '{"id":1,"v":2}
{"id":1,"v":1}
{"id":2}'
check 'hard_delete: what was deleted last does not come out' \
    'to_stdout "$ID,\"columns\":{\"gone\":{\"hard_delete\":true}}" "{\"id\":1,\"v\":1}" "{\"id\":2,\"v\":2}" \
	"{\"id\":1,\"gone\":true}" "{\"id\":3,\"gone\":true}" "{\"id\":3,\"v\":3}"' \
    '{"id":2,"v":2}
{"id":3,"v":3}'
check 'dedup_sort: the greatest, or the least' \
    'for o in desc asc; do to_stdout "$ID,\"columns\":{\"t\":{\"dedup_sort\":\"$o\"}}" "{\"id\":1,\"t\":2}" "{\"id\":1,\"t\":10}" \
	"{\"id\":1,\"t\":1}" "{\"id\":1}"; done' \
    '{"id":1,"t":10}
{"id":1,"t":1}'
check 'dedup_sort, cut short: nothing comes out' \
    'M="$ID,\"columns\":{\"t\":{\"dedup_sort\":\"asc\"}}"; load B "{\"id\":1,\"t\":2}" L | rx-merge 2>/dev/null | grep -c "\"record\""' \
    0 1
check 'patch: of two halves one record' \
    'printf "%s\n" "{\"id\":1,\"a\":1.10,\"b\":{\"c\":1}}" "{\"id\":1,\"b\":{\"d\":2},\"x\":3}" "{\"id\":1,\"a\":null}" |
	rx-merge -k id --patch' '{"id":1,"a":null,"b":{"d":2},"x":3}'
for M in '"disposition":"merge","merge_key":["d"]' '"disposition":{"disposition":"merge","strategy":"scd2"}'; do
	check_err "what needs a table to be compared with is refused: $M" 2 \
	    'whole "{\"id\":1}" | rx-merge' 'items: the target - does not know' 'these do: '
done

# -- what is told ----------------------------------------------------------------

D=merge
check_stderr 'the summary, also of no records' 0 \
    'fresh; { lines B 1=a 2=b S2 E; R=none lines B; echo "{\"rx\":\"end\",\"resource\":\"none\",\"counts\":{\"requests\":3,\"pages\":1,\"rows\":0,\"retries\":2,\"waited\":62.0,\"end\":\"no cursor\"}}"; } |
	rx-merge --into sqlite:t.db' \
    'rx-merge: items: 1 page, 2 records, 2 inserted, 0 updated, 0 unchanged, 1 request, end: empty page
rx-merge: none: 1 page, 0 records, 0 inserted, 0 updated, 0 unchanged, 3 requests, 2 retries, waited 62 s, end: no cursor'
check 'as JSON' 'fresh; lines B 1=a 2=b S2 E | rx-merge --into sqlite:t.db --summary json' \
    '{"exit":0,"resources":[{"resource":"items","table":"items","disposition":"merge","complete":true,"pages":1,"records":2,"inserted":2,"updated":0,"unchanged":0,"deleted":0,"staged":0,"rejected":0,"requests":1,"retries":0,"waited":0.0,"end":"empty page"}]}'
check_stderr 'staged' 1 'fresh; D=append; lines B 1=a 2=b S2 3=c | rx-merge --into sqlite:t.db' \
    'rx-merge: error: items: the stream was cut short after 3 records
  hint: what came before it has failed or was stopped; run it again
rx-merge: items: 1 page, 3 records, 2 records staged, not yet in the table, cut short'
check_stderr 'quiet' 0 'fresh; lines B 1=a E | rx-merge -q --into sqlite:t.db' ''
check_stderr 'a filter of bare records is silent' 0 'echo "{\"id\":1}" | rx-merge -k id' ''
check 'rejects' 'fresh; lines B null=a 1=b E | rx-merge -q --into sqlite:t.db --rejects r; echo "$?"; cat r' \
    '0
{"reason":"the key id is null","resource":"items","data":{"id":null,"v":"a"}}'
check_stderr 'a reject is an error, told once' 3 \
    'fresh; lines B null=a 1=b null=c E | rx-merge --into sqlite:t.db' \
    'rx-merge: error: items: the key id is null
  at: line 2 of the input
  got: {"id":null,"v":"a"}
  hint: items stops here; --rejects FILE sets such records aside and goes on
rx-merge: items: 1 page, 3 records, 1 inserted, 0 updated, 0 unchanged, 2 rejected, 1 request, end: empty page, failed'

# -- options and places -----------------------------------------------------------

check_err 'an unknown target' 2 ': | rx-merge --into oracle:x' "unknown target 'oracle:x'" \
    'hint: there are: -, file:PATH.ndjson[.gz|.zst], dir:PATH, dir.gz:PATH, dir.zst:PATH, sqlite:FILE'
check_err 'an unknown disposition' 2 ': | rx-merge -d upsert' "unknown disposition 'upsert'"
check_err 'an unknown strategy' 2 'fresh; lines B 1=a E |
	sed "s/\"disposition\":\"merge\"/\"disposition\":{\"disposition\":\"merge\",\"strategy\":\"sure\"}/" |
	rx-merge --into sqlite:t.db' "unknown merge strategy 'sure'" 'upsert, delete-insert, insert-only or scd2'
check_err 'of the command line too' 2 ': | rx-merge --strategy sure' "unknown merge strategy 'sure'"
check_err 'patch is for upsert' 2 'fresh; echo "{\"id\":1}" | rx-merge --patch -k id --strategy insert-only --into sqlite:t.db -t t' \
    't: --patch is for merge with upsert, this is insert-only'
check_err 'or for no other disposition' 2 'echo "{\"id\":1}" | rx-merge --patch' '--patch is for merge with upsert, this is append'
check_err 'a table without a name' 2 'echo "{\"id\":1}" | rx-merge --into sqlite:t.db -t ""' '--table: a table needs a name'
check_err 'bare records need a table' 2 'echo "{\"id\":1}" | rx-merge --into sqlite:t.db' 'hint: --table NAME'
check_err 'merge needs a key' 2 'echo "{\"id\":1}" | rx-merge -d merge' 'merge needs a key'
check_err 'a stream cut in its first line' 1 'printf "{\"rx\":\"beg" | rx-merge --into sqlite:t.db -t x' \
    'the stream was cut short in line 1'
check_err 'an empty stream' 1 ': | rx-merge --into sqlite:t.db' 'the input is empty: the stream was cut short'
check_err 'a stream of which only the state came, when its maker died' 1 \
    'rm -f s.db; echo "{\"rx\":\"state\",\"resource\":\"items\",\"generation\":2}" | rx-merge --into sqlite:s.db' \
    'no begin came: the stream was cut short'
check_err 'a file that is not there' 1 'rx-merge nowhere' 'cannot open nowhere: No such file or directory'
check_err 'one table for two resources' 2 'fresh; { lines B 1=a E; R=b lines B 1=a E; } |
	rx-merge --into sqlite:t.db -t x' '--table names one table, but items and b came'
check_err 'one file for two resources' 2 'fresh; { lines B 1=a E; R=b lines B 1=a E; } |
	rx-merge --into t.ndjson' 't.ndjson holds items: b needs a file of its own'
check '--table renames the one' 'fresh; lines B 1=a E | rx-merge -q --into sqlite:t.db -t x; rows x; echo' '1 a,'
check 'no target, no state' 'rx-merge --into sqlite:none.db --print-state; rx-merge --into none.ndjson --print-state
	rx-merge --into sqlite:none/none.db --print-state; ls none* 2>&1 | head -n 1' \
    "ls: cannot access 'none*': No such file or directory"
check_err 'whose state' 2 'rx-merge --print-state' '--into TARGET is missing'
check 'data that does not stand last' 'fresh
	{ lines B; echo "{\"data\":{\"id\":1,\"v\":\"x\"},\"resource\":\"items\",\"rx\":\"record\"}"; lines E; } |
	rx-merge -q --into sqlite:t.db; rows; echo' '1 x,'
check_stderr 'said with -v' 0 'fresh; lines B 1=a S1 E | rx-merge -v --into sqlite:t.db' \
    'rx-merge: items: merge table items by id, generation 1
rx-merge: items: 1 page, 1 record, 1 inserted, 0 updated, 0 unchanged, 1 request, end: empty page'
check 'an attempt that was planned for another disposition is not resumed' \
    'for d in merge append; do fresh; G=0 D=merge lines B 1=a S2 |
	rx-merge -q -d $d --into sqlite:t.db 2>/dev/null
	rx-merge --into sqlite:t.db --print-state | jq -c "select(.part | not).attempt.id"; done' '"a1"
null'
check_err 'pages without rx-select' 3 'fresh; { lines B
	echo "{\"rx\":\"page\",\"resource\":\"items\",\"body\":[]}"; lines E; } | rx-merge --into sqlite:t.db' \
    'items: a page came, not its records' 'rx-select is missing before rx-merge'
check_err 'requests without rx-page' 3 'fresh; { lines B
	echo "{\"rx\":\"request\",\"resource\":\"items\",\"url\":\"http://x\"}"; lines E; } | rx-merge --into sqlite:t.db' \
    'rx-page is missing before rx-merge'
check_stderr 'pages of no resource, without rx-select, are told of once' 3 \
    'fresh; page="{\"rx\":\"page\",\"body\":[{\"id\":1}]}"; printf "%s\n" "$page" "$page" |
	rx-merge --into sqlite:t.db -t t -k id' \
    'rx-merge: error: a page came, not its records
  at: line 1 of the input
  hint: rx-select is missing before rx-merge'
check 'merged to standard output, pages go on' \
    'fresh; page="{\"rx\":\"page\",\"body\":[{\"id\":1}]}"; echo "$page" | rx-merge' '{"rx":"page","body":[{"id":1}]}'
for where in '' '--into sqlite:t.db'; do
	check_err "a record of no resource is not passed over in silence ${where:-(to standard output)}" 3 \
	    "fresh; { lines B 1=a; echo '{\"rx\":\"record\",\"data\":{\"id\":1}}'; lines E; } | rx-merge $where" \
	    'a record without a resource' 'at: line 3 of the input'
done
for kind in begin state end; do
	check_err "nor is another line that should have one: $kind" 3 \
	    "fresh; { lines B 1=a; echo '{\"rx\":\"$kind\"}'; lines E; } | rx-merge --into sqlite:t.db" \
	    "$kind without a resource"
done

# -- what is told of what failed -----------------------------------------------------

X='{"rx":"error","resource":"items","message":"HTTP status 500, 3 times","exit":5}'
check_stderr 'the error of a resource, and what was kept of it' 5 \
    'fresh; { lines B 1=a 2=b S2; echo "$X"; lines E; } | rx-merge --into sqlite:t.db' \
    'rx-merge: items: 1 page, 2 records, 2 inserted, 0 updated, 0 unchanged, failed: HTTP status 500, 3 times'
check_stderr 'or staged' 5 \
    'fresh; D=append; { lines B 1=a 2=b S2; echo "$X"; lines E; } | rx-merge --into sqlite:t.db' \
    'rx-merge: items: 1 page, 2 records, 2 records staged, not yet in the table, failed: HTTP status 500, 3 times'
check 'the same as JSON' \
    'fresh; { lines B 1=a S2; echo "$X"; lines E; } | rx-merge --into sqlite:t.db --summary json |
	jq -c ".resources[] | [.complete,.error]"' '[false,"HTTP status 500, 3 times"]'
check_stderr 'the first of several errors' 5 \
    'fresh; { lines B; echo "$X"; lines X; } | rx-merge --into sqlite:t.db' \
    'rx-merge: items: 0 pages, 0 records, 0 inserted, 0 updated, 0 unchanged, failed: HTTP status 500, 3 times'
check_stderr 'a later run in the same stream has nothing of it' 5 \
    'fresh; { lines B 1=a S2; echo "$X"; lines B 1=a S2 E; } | rx-merge --into sqlite:t.db' \
    'rx-merge: warning: items begins again: what came of it before is abandoned
rx-merge: items: 1 page, 1 record, 0 inserted, 0 updated, 1 unchanged, 1 request, end: empty page'
check_stderr 'two whole runs in one stream are both counted' 0 \
    'fresh; lines B 1=a 2=b S2 E B 1=c 3=d S3 E | rx-merge --into sqlite:t.db' \
    'rx-merge: items: 2 pages, 4 records, 3 inserted, 1 updated, 0 unchanged, 2 requests, end: empty page'
check 'in JSON too' 'fresh; D=append; lines B 1=a 2=b S2 E B 1=c 3=d S3 E | rx-merge --into sqlite:t.db --summary json |
	jq -c ".resources[] | [.pages, .records, .inserted, .requests, .complete]"' '[2,4,4,2,true]'
check_err 'a second begin with another strategy' 3 \
    'fresh; { lines B 1=a E B; } | sed "4s/\"merge\",\"key/{\"disposition\":\"merge\",\"strategy\":\"insert-only\"},\"key/" |
	rx-merge --into sqlite:t.db' 'items begins again, with another table, disposition or key'
# full COMMAND: where no file can grow beyond 8 KiB, less than a database's first page
full() {
	(ulimit -f 16; trap '' XFSZ; "$@")
}
check_stderr 'what a full disk did not take is not counted' 1 \
    'fresh; lines B 1=a S1 E | full rx-merge --into sqlite:t.db' \
    'rx-merge: error: cannot read or write t.db: disk I/O error
rx-merge: items: 1 page, 1 record, 0 inserted, 0 updated, 0 unchanged, 1 request, end: empty page, failed'
check 'nor in JSON' 'fresh
    lines B 1=a S1 E | full rx-merge --into sqlite:t.db --summary json | jq -c "[.exit, .resources[].complete, .resources[].inserted]"' \
    '[1,false,0]'

# -- a target is a file, or nothing yet ---------------------------------------------

mkfifo pipe.ndjson
mkdir -p folder.ndjson held/t.ndjson
for kind in sqlite file; do
	for what in pipe folder; do
		is=$what
		[ $what = pipe ] || is=directory
		for how in '-t t -k id' '-t t' '-t t -d replace' --print-state --forget; do
			check_stderr "$kind, a $is is refused: $how" 1 \
			    "echo '{\"id\":1}' | timeout 10 rx-merge --into $kind:$what.ndjson $how" \
			    "rx-merge: error: $what.ndjson is a $is, not a file"
		done
	done
done
check_err 'a journal that is a pipe' 1 'fresh; mkfifo p.ndjson.state
	echo "{\"id\":1}" | timeout 10 rx-merge --into p.ndjson -k id' 'p.ndjson.state is a pipe, not a file'
check_err 'a file of a directory that is one itself' 1 'echo "{\"id\":1}" | rx-merge --into dir:held -t t -k id' \
    'held/t.ndjson is a directory, not a file'
check 'and nothing is left beside them' 'ls -d pipe* folder*; ls folder.ndjson held/t.ndjson' 'folder.ndjson
pipe.ndjson
folder.ndjson:

held/t.ndjson:'

# -- options that cannot be meant ---------------------------------------------------

for two in '--print-state --history' '--history --show-schema' '--show-schema --forget' '--forget --print-state'; do
	check_err "one question at a time: $two" 2 "rx-merge --into sqlite:t.db $two" 'only one of'
done
for key in "''" 'id,' ',id' 'id,,v' t=; do
	check_err "a key without a name: $key" 2 "fresh; echo '{\"id\":1,\"v\":1}' | rx-merge --into sqlite:t.db -t t -k $key" \
	    'a key field without a name'
done
check_err 'the levels of --nest' 2 'echo "{}" | rx-merge --into sqlite:t.db -t t --nest deep' \
    "option --nest: 'deep' is not a whole number"
for how in append replace; do
	check_err "--strategy and $how" 0 "fresh; echo '{\"id\":1}' | rx-merge --into sqlite:t.db -t t -d $how --strategy upsert" \
	    'warning: t: --strategy has no effect without merge'
	check_err "--merge-key and $how" 0 "fresh; echo '{\"id\":1}' | rx-merge --into sqlite:t.db -t t -d $how --merge-key id" \
	    'warning: t: --merge-key has no effect without merge'
done
for option in --key --merge-key; do
	check_err "$option of a resource that does not come" 0 \
	    "fresh; lines B 1=a S1 E | rx-merge --into sqlite:t.db $option itmes=id" \
	    "warning: $option itmes=id: no resource itmes came"
done
check_stderr 'a record that is none is told with its line' 3 \
    'fresh; printf "%s\n" "{\"id\":1}" "[2]" | rx-merge -q --into sqlite:t.db -t t -k id' \
    'rx-merge: error: t: a record must be an object, not an array
  at: line 2 of the input
  got: [2]
  hint: t stops here; --rejects FILE sets such records aside and goes on'
finish
