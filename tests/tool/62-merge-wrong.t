#!/bin/sh
# rx-merge: names that nobody knows, files that are in the way, input that is none.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/postgres.sh"

D=merge R=items

# -- names ---------------------------------------------------------------------

# ask OPTION NAME...: what is said, and the status.
ask() {
	option=$1
	shift
	rx-merge --into "$(into)" "--$option" "$@" 2>&1
	echo "status $?"
}

loaded() {
	fresh
	lines B 1=a S1 L E | rx-merge -q --into "$(into)" || echo "status $?"
}

names() {
	for option in history show-schema forget; do
		what=resource
		[ $option = show-schema ] && what='resource or table'
		check "$TARGET: --$option: the one that is meant is named" "loaded; ask $option itms" \
		    "rx-merge: error: the target knows no $what 'itms'
  hint: did you mean 'items'?
status 2"
		check "$TARGET: --$option: or those that there are" "loaded; ask $option items people | grep -v '^{'" \
		    "rx-merge: error: the target knows no $what 'people'
  hint: it knows items
status 2"
		check "$TARGET: --$option: a target that knows nothing has nothing to tell" \
		    "fresh; ask $option items" 'status 0'
	done
	check "$TARGET: --forget of one that is not known forgets none" \
	    'loaded; ask forget items people >said; bookmark' 1
	check "$TARGET: what was forgotten can be forgotten again" \
	    'loaded; ask forget items; ask forget items' 'rx-merge: items: forgotten; generation 3
status 0
rx-merge: items: forgotten; generation 4
status 0'
	check "$TARGET: the state of one resource" \
	    'loaded; R=other lines B 7=x S7 L E | sed s/items/other/g >o
	case $TARGET in file) ;; *) rx-merge -q --into "$(into)" o ;; esac
	ask print-state items; ask print-state people' '{"rx":"state","resource":"items","generation":2}
{"rx":"state","resource":"items","part":{},"generation":2,"bookmark":1}
status 0
status 0'
}

for TARGET in sqlite file dir; do
	names
done
check 'a list of names of one letter each has its own hint' \
    'TARGET=sqlite; fresh; for R in a b; do lines B 1=a L E; done | rx-merge -q --into sqlite:t.db; ask history zebra' \
    "rx-merge: error: the target knows no resource 'zebra'
  hint: it knows a, b
status 2"

# -- rejects -----------------------------------------------------------------------

printf '{"id":1}\n{"v":2}\n' >two
check '--rejects -: standard output' 'rx-merge -q --into a.ndjson -k id --rejects - two; cat a.ndjson' \
    '{"reason":"the key id is missing","resource":"records","data":{"v":2}}
{"id":1}'
check 'or by its other name' 'rm -f a.ndjson*; rx-merge -q --into a.ndjson -k id --rejects /dev/stdout two >out; cat out' \
    '{"reason":"the key id is missing","resource":"records","data":{"v":2}}'
check_stderr 'not where the records go' 2 'rx-merge -k id --rejects - two' \
    'rx-merge: error: --rejects -: the merged records go to standard output
  hint: --rejects FILE'
check_err 'nor by another name' 2 'rx-merge -k id --rejects out two >out' \
    '--rejects out: that is where the records go'
check_err 'nor where the summary goes' 2 'rx-merge --into a.ndjson -k id --summary json --rejects - two' \
    '--rejects -: the summary goes to standard output'
for file in b.ndjson ./b.ndjson b.ndjson.state; do
	check_stderr "not in the target: $file" 2 \
	    "rx-merge --into file:b.ndjson -k id --rejects $file two; s=\$?; ls b.* 2>/dev/null; exit \$s" \
	    "rx-merge: error: --rejects $file: that is where the records go
  hint: rejects need a file of their own"
done
check 'nor one that is another name of it' 'echo "{\"id\":1}" >c.ndjson; ln -s c.ndjson l; ln c.ndjson h
    for f in l h; do rx-merge --into c.ndjson -k id --rejects $f two 2>&1; done; cat c.ndjson' \
    'rx-merge: error: --rejects l: that is where the records go
  hint: rejects need a file of their own
rx-merge: error: --rejects h: that is where the records go
  hint: rejects need a file of their own
{"id":1}'
check_err 'nor a database' 2 'rx-merge --into sqlite:x.db -t t -k id --rejects x.db two' 'that is where the records go'
check_err 'nor among the files of a directory' 2 \
    'mkdir d; rx-merge --into dir:d -t t -k id --rejects d/rejects.ndjson two; s=$?; ls d >&2; exit $s' \
    'that is the directory of the target'
check_stderr 'nor what is read' 2 'cp two in; rx-merge -q --into a.ndjson -k id --rejects in in; s=$?; cmp two in; exit $s' \
    'rx-merge: error: in is the file of --rejects'
check '/dev/null may be both' 'rx-merge -q -k id --rejects /dev/null two >/dev/null' ''

# -- sizes ------------------------------------------------------------------------

for tool in rx-merge rx-page 'rx-run x'; do
	for size in 0 1 63k; do
		check_err "$tool --memory $size" 2 "$tool --memory $size" \
		    "option --memory: '$size' is not a size of 64k or more (bytes, or with k, M, G)"
	done
done

# -- options that do nothing --------------------------------------------------------

check_stderr 'a contract for what is no entity, and no resource that came' 0 \
    'rx-merge -q --into sqlite:o.db -t t -k id --rejects /dev/null --contract colums=freeze --contract x=columns=freeze --contract columns=evolve --contract t=columns=freeze two' \
    'rx-merge: warning: --contract colums=freeze: no resource colums came; entities are tables, columns and data_type
rx-merge: warning: --contract x=columns=freeze: no resource x came; entities are tables, columns and data_type'
check_err '--min-records of what is appended' 0 'rx-merge -q --into sqlite:o.db -t u --min-records 9 two' \
    'u: --min-records has no effect without replace'
check_stderr 'a contract of a file that was there before' 0 'echo "{\"id\":7}" >seven
    for c in evolve freeze freeze; do rx-merge -q --into p.ndjson -k id --contract columns=$c seven || echo "status $?"; done' \
    'rx-merge: warning: records: what its file has held so far is not known: the contract of its columns begins with the next run'

# -- lines -------------------------------------------------------------------------

check_stderr 'a key that is missing: in which line' 3 'lines B 1=a; echo >blank
    { lines B 1=a S1; cat blank; echo "{\"rx\":\"record\",\"resource\":\"items\",\"data\":{\"v\":2}}"; lines E; } |
	rx-merge -q --into sqlite:l.db' 'rx-merge: error: items: the key id is missing
  at: line 5 of the input
  got: {"v":2}
  hint: items stops here; --rejects FILE sets such records aside and goes on'
check_err 'a record before its begin' 3 '{ D=merge lines B | sed s/items/x/; lines 1=a; } | rx-merge -q --into sqlite:l.db' \
    'items: a record before its begin' 'at: line 2 of the input'
check_err 'a record behind its end' 3 'lines B 1=a E 2=b | rx-merge -q --into sqlite:l.db' \
    'items: a record came behind its end' 'at: line 4 of the input'
check_err 'a page in place of its records' 3 \
    '{ lines B; echo "{\"rx\":\"page\",\"resource\":\"items\",\"body\":[]}"; } | rx-merge -q --into sqlite:l.db' \
    'items: a page came, not its records' 'at: line 2 of the input'
check_err 'what does not fit its column' 3 \
    '{ lines B | sed "s/\"key\":/\"columns\":{\"v\":{\"data_type\":\"bigint\"}},&/"; lines 1=1 2=x L E; } | rx-merge -q --into sqlite:l2.db' \
    'at: line 3 of the input'
check_err 'of several files they are counted on' 3 'rx-merge -q --into a.ndjson -k id two two' 'at: line 2 of the input'

# -- input that is none ---------------------------------------------------------------

# input TEXT: what rx-merge says of it
input() {
	printf "$1" | rx-merge -q --into w.ndjson -k id 2>&1 | sed -n 's/^  hint: //p'
}
list="this is a list: jq -c '.[]' makes a line of each of its values"
check 'a list' 'input "[{\"id\":1},{\"id\":2}]\n"; input "[\n  {\"id\":1}\n]\n"; input "\357\273\277[{\"id\":1}]\n"' "$list
$list
$list"
check 'an object over several lines' 'input "{\n  \"id\": 1\n}\n"; input "{ \"id\": 1,\n  \"v\": 2 }\n"' \
    'each object must stand on one line: jq -c . does that
each object must stand on one line: jq -c . does that'
check 'CSV' 'input "id,v\n1,a\n"; input "id;v\n"; input "id\tv\n"' \
    'this looks like CSV; each line must be a JSON object: mlr --icsv --ojsonl cat does that
this looks like CSV; each line must be a JSON object: mlr --icsv --ojsonl cat does that
this looks like CSV; each line must be a JSON object: mlr --icsv --ojsonl cat does that'
check 'behind records that were good it is a broken line' 'input "{\"id\":1}\n{\"id\":\n"' \
    'records stops here; --rejects FILE sets such records aside and goes on'
for tool in rx-page rx-auth; do
	check_err "$tool: a list" 3 "echo '[]' | $tool" "$list"
	check_err "$tool: an object over several lines" 3 "echo '{' | $tool" 'each object must stand on one line'
done
check 'a byte order mark is passed over, before each file' \
    'for i in 1 2; do printf "\357\273\277{\"id\":%d}\n" $i >bom$i; done; rx-merge -k id bom1 bom2; rx-select <bom1 | od -An -c | head -n 1
    { printf "\357\273\277"; lines B 1=a L E; } | rx-merge --into sqlite:bom.db' \
    '{"id":1}
{"id":2}
   {   "   i   d   "   :   1   }  \n'

need_postgres
TARGET=postgres
names
finish
