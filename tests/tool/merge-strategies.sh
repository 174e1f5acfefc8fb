# shellcheck shell=sh
# merge-strategies.sh: how rx-merge merges, the same on every target ($TARGET).
# shellcheck disable=SC2016,SC2034

# Which targets a group of cases runs on.  One that is not named does not know
# it yet, and must refuse it; see refused.
runs_on() {
	case $1 in
	patch)		known='sqlite file dir postgres' ;;
	insert-only)	known='sqlite file dir postgres' ;;
	hard_delete)	known='sqlite file dir postgres' ;;
	dedup_sort)	known='sqlite file dir postgres' ;;
	merge_key)	known='sqlite file dir postgres' ;;
	scd2)		known='sqlite file dir postgres' ;;
	min-records)	known='sqlite file dir postgres' ;;
	constraints)	known='sqlite postgres' ;;	# files have none
	keys)		known='sqlite file dir postgres' ;;
	types)		known='sqlite file dir' ;;	# a column of PostgreSQL has one type
	esac
	case " $known " in *" $TARGET "*) ;; *) false ;; esac
}

# load_case NAME MERGE COMMAND STATUS COUNTS CELLS: on a fresh target, with the
# members MERGE of begin's "merge", what the last puts of COMMAND tells.  Where
# counts may differ (targets see a key once or twice), it drops their line.
load_case() {
	M=$2
	check "$TARGET, $1" "fresh; $3" "status $4${5:+
$5}${6:+
$6}"
}

# refused NAME MERGE: a target that does not know it says so and takes nothing.
refused() {
	M=$2
	check_err "$TARGET, $1: refused" 2 'fresh; load B '\''{"id":1}'\'' E | rx-merge --into "$(into)"' \
	    'does not know'
}

ID='"disposition":"merge","key":["id"]'
AB='"disposition":"merge","key":["a","b"]'
how() {	# how STRATEGY [MEMBERS]: merge by it, on the key id
	printf '"key":["id"],"disposition":{"disposition":"merge","strategy":"%s"%s}' "$1" "${2:+,$2}"
}

# -- keys (56) -------------------------------------------------------------------

keys_cases() {
	load_case '56: what comes is inserted, updated or left alone' "$ID" \
	    'whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":2,\"v\":\"b\"}" | quiet
	whole "{\"id\":2,\"v\":\"c\"}" "{\"id\":1,\"v\":\"a\"}" "{\"id\":3,\"v\":\"d\"}" | puts id v' \
	    0 '1 1 1 0' '1 a,2 c,3 d,'
	load_case '56: a compound key' "$AB" \
	    'whole "{\"a\":1,\"b\":1,\"v\":\"x\"}" "{\"a\":1,\"b\":2,\"v\":\"y\"}" | quiet
	whole "{\"b\":1,\"a\":1,\"v\":\"z\"}" "{\"a\":2,\"b\":1,\"v\":\"w\"}" | puts a b v' \
	    0 '1 1 0 0' '1 1 z,1 2 y,2 1 w,'
	load_case 'a compound key: one without a part of it is rejected' "$AB" \
	    'whole "{\"a\":1,\"b\":1}" "{\"a\":1}" "{\"a\":1,\"b\":null}" "{\"a\":2,\"b\":2}" |
	OPTIONS="--rejects r" puts a b' 0 '2 0 0 0' '1 1,2 2,'
	load_case 'the parts of a compound key do not run together' "$AB" \
	    'whole "{\"a\":\"x\",\"b\":\"yz\",\"v\":\"1\"}" "{\"a\":\"xy\",\"b\":\"z\",\"v\":\"2\"}" | puts a b v' \
	    0 '2 0 0 0' 'x yz 1,xy z 2,'
	load_case 'a text as key' "$ID" \
	    'whole "{\"id\":\"a\",\"v\":\"1\"}" "{\"id\":\"B\",\"v\":\"2\"}" | quiet
	whole "{\"id\":\"A\",\"v\":\"3\"}" "{\"id\":\"a\",\"v\":\"4\"}" | puts id v' \
	    0 '1 1 0 0' 'A 3,B 2,a 4,'
	load_case 'an empty text is a key' "$ID" \
	    'whole "{\"id\":\"\",\"v\":\"1\"}" | quiet; whole "{\"id\":\"\",\"v\":\"2\"}" | puts v' 0 '0 1 0 0' 2,
	load_case 'spaces count in a key' "$ID" \
	    'whole "{\"id\":\"a\",\"v\":\"1\"}" "{\"id\":\"a \",\"v\":\"2\"}" | puts v' 0 '2 0 0 0' 1,2,
	load_case 'a date-time as key is a text' "$ID" \
	    'whole "{\"id\":\"2026-01-01T00:00:00Z\",\"v\":\"1\"}" "{\"id\":\"2026-01-01T01:00:00+01:00\",\"v\":\"2\"}" |
	puts v' 0 '2 0 0 0' 1,2,
	load_case 'a fraction as key, by its value' "$ID" \
	    'whole "{\"id\":0.1,\"v\":\"1\"}" | quiet; whole "{\"id\":0.1000,\"v\":\"2\"}" "{\"id\":0.11,\"v\":\"3\"}" |
	puts v' 0 '1 1 0 0' 2,3,
	load_case 'a key within a value' '"disposition":"merge","key":[["a","b"]]' \
	    'whole "{\"a\":{\"b\":1},\"v\":\"x\"}" "{\"a\":{\"b\":2},\"v\":\"y\"}" | quiet
	whole "{\"a\":{\"c\":5,\"b\":1},\"v\":\"z\"}" | puts v' 0 '0 1 0 0' y,z,
	load_case 'a key within a value, named with a point' '"disposition":"merge","key":["a.b"]' \
	    'whole "{\"a\":{\"b\":1},\"v\":\"x\"}" | quiet; whole "{\"a\":{\"b\":1},\"v\":\"z\"}" | puts v' 0 '0 1 0 0' z,
	load_case 'a key within a value, two deep, beside a plain one' \
	    '"disposition":"merge","key":["id",["a","b","c"]]' \
	    'whole "{\"id\":1,\"a\":{\"b\":{\"c\":\"x\"}},\"v\":\"1\"}" "{\"id\":1,\"a\":{\"b\":{\"c\":\"y\"}},\"v\":\"2\"}" |
	quiet; whole "{\"id\":1,\"a\":{\"b\":{\"c\":\"y\"}},\"v\":\"3\"}" | puts id v' 0 '0 1 0 0' '1 1,1 3,'
	load_case 'a key within a value: null is none' '"disposition":"merge","key":[["a","b"]]' \
	    'whole "{\"a\":{\"b\":1},\"v\":\"x\"}" "{\"a\":{\"b\":null},\"v\":\"y\"}" "{\"a\":null,\"v\":\"z\"}" |
	OPTIONS="--rejects r" puts v' 0 '1 0 0 0' x,
	load_case 'an absent field is NULL' "$ID" \
	    'whole "{\"id\":1,\"v\":\"a\",\"w\":\"b\"}" | quiet; whole "{\"id\":1,\"w\":\"c\"}" | puts id v w' \
	    0 '0 1 0 0' '1 - c,'
	load_case 'absent and null are the same: unchanged' "$ID" \
	    'whole "{\"id\":1,\"v\":\"a\",\"w\":null}" | quiet; whole "{\"id\":1,\"v\":\"a\"}" |
	puts id v' 0 '0 0 1 0' '1 a,'
	load_case 'the order of fields makes no difference: unchanged' "$ID" \
	    'whole "{\"id\":1,\"v\":\"a\",\"w\":\"b\"}" | quiet; whole "{\"w\": \"b\", \"id\": 1, \"v\": \"a\"}" |
	puts id v w' 0 '0 0 1 0' '1 a b,'
	load_case 'a new field is a new column' "$ID" \
	    'whole "{\"id\":1,\"v\":\"a\"}" | quiet; whole "{\"id\":2,\"v\":\"b\",\"n\":5}" | puts id v n' \
	    0 '1 0 0 0' '1 a -,2 b 5,'
	load_case '57: duplicates within a load: the last one' "$ID" \
	    'whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":1,\"v\":\"b\"}" "{\"id\":1,\"v\":\"c\"}" | puts id v | sed 2d' \
	    0 '1 c,' ''
	load_case 'delete-insert without a merge_key is upsert' "$(how delete-insert)" \
	    'whole "{\"id\":1,\"v\":\"a\"}" | quiet; whole "{\"id\":1,\"v\":\"b\"}" "{\"id\":2,\"v\":\"c\"}" | puts id v' \
	    0 '1 1 0 0' '1 b,2 c,'
}

types_cases() {
	load_case 'a number and its text are two keys' "$ID" \
	    'whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":\"1\",\"v\":\"b\"}" | puts id v' 0 '2 0 0 0' '1 a,1 b,'
	load_case 'a key within a value, by value' '"disposition":"merge","key":[["a","b"]]' \
	    'whole "{\"a\":{\"b\":1},\"v\":\"x\"}" "{\"a\":{\"b\":\"1\"},\"v\":\"y\"}" "{\"a\":{\"b\":\"\\u0061\"},\"v\":\"p\"}" | quiet
	whole "{\"a\":{\"b\":1.0},\"v\":\"z\"}" "{\"a\":{\"b\":\"a\"},\"v\":\"q\"}" | puts v' 0 '0 2 0 0' q,y,z,
	load_case 'large numbers within a value are apart' '"disposition":"merge","key":[["a","b"]]' \
	    'whole "{\"a\":{\"b\":12345678901234567890},\"v\":\"x\"}" "{\"a\":{\"b\":12345678901234567891},\"v\":\"y\"}" | quiet
	whole "{\"a\":{\"b\":12345678901234567891},\"v\":\"z\"}" | puts v' 0 '0 1 0 0' x,z,
}

# -- patch -------------------------------------------------------------------------

# many: a record of 3,000 fields, f0 to f2999; most have no column of their own.
many() {
	jq -nc '[range(3000) | {key: "f\(.)", value: .}] | from_entries + {id: 1}'
}
# fields ID N...: values of such fields.
fields() {
	id=$1
	shift
	case $TARGET in
	sqlite) sqlite3 t.db "SELECT _rx_rest FROM items WHERE id = $id" ;;
	postgres) pg -c "SELECT _rx_rest FROM items WHERE id = $id" ;;
	*) records | sed -n "${id}p" ;;
	esac | jq -c "$(printf ', .f%s' "$@" | cut -c 2-)" | tr '\n' ' ' | sed 's/ $//'
	echo
}
patch_cases() {
	P="$ID,\"patch\":true"
	load_case 'patch: an absent field keeps its value' "$P" \
	    'whole "{\"id\":1,\"v\":\"a\",\"w\":\"b\"}" | quiet; whole "{\"id\":1,\"w\":\"c\"}" | puts id v w' \
	    0 '0 1 0 0' '1 a c,'
	load_case 'patch: null is NULL' "$P" \
	    'whole "{\"id\":1,\"v\":\"a\",\"w\":\"b\"}" | quiet; whole "{\"id\":1,\"w\":null}" | puts id v w' \
	    0 '0 1 0 0' '1 a -,'
	load_case 'patch: nothing new' "$P" \
	    'whole "{\"id\":1,\"v\":\"a\",\"w\":\"b\"}" | quiet; whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":1}" | puts id v w' \
	    0 '0 0 2 0' '1 a b,'
	load_case 'patch: two halves of one row in one load' "$P" \
	    'whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":2,\"w\":\"y\"}" "{\"id\":1,\"w\":\"b\"}" "{\"id\":2,\"v\":\"x\"}" |
	puts id v w | sed 2d' 0 '1 a b,2 x y,' ''
	load_case 'patch: a nested value is replaced as one' "$P" \
	    'whole "{\"id\":1,\"o\":{\"a\":1,\"b\":2}}" | quiet; whole "{\"id\":1,\"o\":{\"a\":3}}" | quiet
	whole "{\"id\":1,\"v\":\"x\"}" | puts id v; cells o | tr -d " "' 0 '0 1 0 0' '1 x,
{"a":3},'
	load_case 'patch: however many fields there are, each keeps its value or gets its own' "$P" \
	    'many | whole "$(cat)" | quiet; whole "{\"id\":1,\"f2998\":\"new\",\"f2999\":null,\"f7\":\"new\"}" | quiet
	whole "{\"id\":1,\"f6\":\"new\"}" "{\"id\":2,\"f2997\":5}" | puts id f6 f7 f8
	fields 1 2000 2997 2998 2999; whole "{\"id\":1,\"f2998\":\"new\",\"f2000\":2000}" | puts id' \
	    0 '1 1 0 0' '1 new new 8,2 - - -,
2000 2997 "new" null
status 0
0 0 1 0
1,2,'
	load_case 'patch, by option' "$ID" \
	    'whole "{\"id\":1,\"v\":\"a\",\"w\":\"b\"}" | quiet; whole "{\"id\":1,\"w\":\"c\"}" | OPTIONS=--patch puts id v w' \
	    0 '0 1 0 0' '1 a c,'
	load_case 'patch: a cut stream keeps what came' "$P" \
	    'whole "{\"id\":1,\"v\":\"a\",\"w\":\"b\"}" | quiet; load B "{\"id\":1,\"w\":\"c\"}" | puts id v w' \
	    1 '0 1 0 0' '1 a c,'
}

# -- insert-only (59) ----------------------------------------------------------------

insert_only_cases() {
	load_case '59: insert-only: a row that is there stays' "$(how insert-only)" \
	    'whole "{\"id\":1,\"v\":\"a\"}" | quiet; whole "{\"id\":1,\"v\":\"b\"}" "{\"id\":2,\"v\":\"c\"}" | puts id v' \
	    0 '1 0 1 0' '1 a,2 c,'
	load_case 'insert-only: the first one of a load wins' "$(how insert-only)" \
	    'whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":1,\"v\":\"b\"}" | puts id v' 0 '1 0 1 0' '1 a,'
	load_case 'insert-only: not even an absent field changes' "$(how insert-only)" \
	    'whole "{\"id\":1,\"v\":\"a\"}" | quiet; whole "{\"id\":1,\"w\":\"b\"}" | puts id v' 0 '0 0 1 0' '1 a,'
	load_case 'insert-only: and of one that is judged as a whole' "$(how insert-only),\"columns\":{\"g\":{\"hard_delete\":true}},\"schema_contract\":{\"columns\":\"freeze\"}" \
	    'whole "{\"id\":2,\"v\":\"c\",\"g\":true}" "{\"id\":1,\"v\":\"a\"}" "{\"id\":1,\"v\":\"b\"}" "{\"id\":2,\"v\":\"d\"}" | puts id v | sed 2d' 0 '1 a,2 d,' ''
	load_case 'insert-only, by option' "$ID" \
	    'whole "{\"id\":1,\"v\":\"a\"}" | quiet
	whole "{\"id\":1,\"v\":\"b\"}" | OPTIONS="--strategy insert-only" puts id v' 0 '0 0 1 0' '1 a,'
	load_case 'insert-only: a compound key' \
	    '"key":["a","b"],"disposition":{"disposition":"merge","strategy":"insert-only"}' \
	    'whole "{\"a\":1,\"b\":1,\"v\":\"x\"}" | quiet
	whole "{\"a\":1,\"b\":1,\"v\":\"y\"}" "{\"a\":1,\"b\":2,\"v\":\"z\"}" | puts a b v' 0 '1 0 1 0' '1 1 x,1 2 z,'
	load_case 'insert-only: a cut stream keeps what came' "$(how insert-only)" \
	    'whole "{\"id\":1,\"v\":\"a\"}" | quiet; load B "{\"id\":1,\"v\":\"b\"}" "{\"id\":2,\"v\":\"c\"}" | puts id v' \
	    1 '1 0 1 0' '1 a,2 c,'
}

# -- hard_delete (58) -------------------------------------------------------------------

hard_delete_cases() {
	F='"columns":{"gone":{"hard_delete":true}}'
	load_case '58: hard_delete, a flag: only true deletes' "$ID,$F" \
	    'whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":2,\"v\":\"b\",\"gone\":false}" "{\"id\":3,\"v\":\"c\"}" | quiet
	whole "{\"id\":1,\"gone\":true}" "{\"id\":2,\"v\":\"b\",\"gone\":false}" "{\"id\":3,\"v\":\"c\",\"gone\":null}" |
	puts id v' 0 '0 0 2 1' '2 b,3 c,'
	load_case '58: hard_delete, a time: any value deletes' \
	    "$ID,\"columns\":{\"gone\":{\"hard_delete\":true,\"data_type\":\"timestamp\"}}" \
	    'whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":2,\"v\":\"b\",\"gone\":null}" | quiet
	whole "{\"id\":1,\"gone\":\"2026-01-01T00:00:00Z\"}" "{\"id\":2,\"v\":\"b\",\"gone\":null}" | puts id v' \
	    0 '0 0 1 1' '2 b,'
	load_case 'hard_delete of a row that is not there' "$ID,$F" \
	    'whole "{\"id\":1,\"v\":\"a\"}" | quiet; whole "{\"id\":7,\"gone\":true}" | puts id v' 0 '0 0 0 0' '1 a,'
	load_case 'hard_delete in a table that is not there' "$ID,$F" \
	    'whole "{\"id\":7,\"gone\":true}" "{\"id\":8,\"v\":\"x\"}" | puts id v' 0 '1 0 0 0' '8 x,'
	load_case '58: the newest is a delete: nothing is inserted' "$ID,$F" \
	    'whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":2,\"v\":\"b\"}" "{\"id\":1,\"gone\":true}" | puts id v | sed 2d' \
	    0 '2 b,' ''
	load_case 'deleted, and then there again' "$ID,$F" \
	    'whole "{\"id\":1,\"v\":\"a\"}" | quiet
	whole "{\"id\":1,\"gone\":true}" "{\"id\":1,\"v\":\"b\",\"gone\":false}" | puts id v | sed 2d' 0 '1 b,' ''
	load_case 'deleted in one load, inserted by the next' "$ID,$F" \
	    'whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":2,\"v\":\"b\"}" | quiet; whole "{\"id\":1,\"gone\":true}" | quiet
	whole "{\"id\":1,\"v\":\"c\"}" | puts id v' 0 '1 0 0 0' '1 c,2 b,'
	load_case 'hard_delete by a compound key' "$AB,$F" \
	    'whole "{\"a\":1,\"b\":1,\"v\":\"x\"}" "{\"a\":1,\"b\":2,\"v\":\"y\"}" | quiet
	whole "{\"a\":1,\"b\":1,\"gone\":true}" | puts a b v' 0 '0 0 0 1' '1 2 y,'
	load_case 'hard_delete by a key within a value' "\"disposition\":\"merge\",\"key\":[[\"o\",\"k\"]],$F" \
	    'whole "{\"o\":{\"k\":1},\"v\":\"x\"}" "{\"o\":{\"k\":2},\"v\":\"y\"}" | quiet
	whole "{\"o\":{\"k\":1},\"gone\":true}" | puts v' 0 '0 0 0 1' y,
	load_case 'a delete without its key is rejected' "$ID,$F" \
	    'whole "{\"id\":1,\"v\":\"a\"}" | quiet; whole "{\"gone\":true}" "{\"id\":2,\"v\":\"b\"}" | puts id v' \
	    3 '1 0 0 0' '1 a,2 b,'
	load_case 'hard_delete: a cut stream deletes what came' "$ID,$F" \
	    'whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":2,\"v\":\"b\"}" | quiet; load B "{\"id\":1,\"gone\":true}" | puts id v' \
	    1 '0 0 0 1' '2 b,'
	load_case 'insert-only drops what is deleted' "$(how insert-only),$F" \
	    'whole "{\"id\":1,\"v\":\"a\"}" | quiet
	whole "{\"id\":1,\"gone\":true}" "{\"id\":2,\"v\":\"b\",\"gone\":true}" "{\"id\":3,\"v\":\"c\"}" | puts id v' \
	    0 '1 0 0 0' '1 a,3 c,'
	load_case 'append keeps what is deleted' "\"disposition\":\"append\",$F" \
	    'whole "{\"id\":1,\"v\":\"a\"}" | quiet; whole "{\"id\":1,\"v\":\"b\",\"gone\":true}" | puts id v' \
	    0 '1 0 0 0' '1 a,1 b,'
}

# -- dedup_sort (57) -----------------------------------------------------------------------

dedup_sort_cases() {
	DESC='"columns":{"t":{"dedup_sort":"desc"}}' ASC='"columns":{"t":{"dedup_sort":"asc"}}'
	three='"{\"id\":1,\"v\":\"a\",\"t\":2}" "{\"id\":1,\"v\":\"b\",\"t\":10}" "{\"id\":1,\"v\":\"c\",\"t\":1}"'
	load_case '57: dedup_sort desc: the greatest stays' "$ID,$DESC" \
	    "whole $three | puts id v" 0 '1 0 0 0' '1 b,'
	load_case '57: dedup_sort asc: the least stays' "$ID,$ASC" "whole $three | puts id v" 0 '1 0 0 0' '1 c,'
	load_case 'dedup_sort: date-times by their instant' "$ID,$DESC" \
	    'whole "{\"id\":1,\"v\":\"a\",\"t\":\"2026-01-01T02:00:00+02:00\"}" "{\"id\":1,\"v\":\"b\",\"t\":\"2026-01-01T01:00:00Z\"}" |
	puts id v' 0 '1 0 0 0' '1 b,'
	load_case 'dedup_sort: null and absent are behind all' "$ID,$DESC" \
	    'whole "{\"id\":1,\"v\":\"a\",\"t\":1}" "{\"id\":1,\"v\":\"b\",\"t\":null}" "{\"id\":1,\"v\":\"c\"}" | puts id v' \
	    0 '1 0 0 0' '1 a,'
	load_case 'also of asc' "$ID,$ASC" \
	    'whole "{\"id\":1,\"v\":\"b\",\"t\":null}" "{\"id\":1,\"v\":\"a\",\"t\":1}" "{\"id\":1,\"v\":\"c\"}" | puts id v' \
	    0 '1 0 0 0' '1 a,'
	load_case 'dedup_sort: of equal ones the last' "$ID,$DESC" \
	    'whole "{\"id\":1,\"v\":\"a\",\"t\":1}" "{\"id\":1,\"v\":\"b\",\"t\":1.0}" | puts id v' 0 '1 0 0 0' '1 b,'
	load_case 'dedup_sort: what is in the table does not take part' "$ID,$DESC" \
	    'whole "{\"id\":1,\"v\":\"a\",\"t\":9}" | quiet; whole "{\"id\":1,\"v\":\"b\",\"t\":1}" | puts id v' \
	    0 '0 1 0 0' '1 b,'
	load_case 'dedup_sort: unchanged' "$ID,$DESC" \
	    "whole $three | quiet; whole $three | puts id v" 0 '0 0 1 0' '1 b,'
	load_case '58: dedup first, then the survivor decides: deleted' \
	    "$ID,\"columns\":{\"t\":{\"dedup_sort\":\"desc\"},\"gone\":{\"hard_delete\":true}}" \
	    'whole "{\"id\":1,\"v\":\"a\",\"t\":1}" "{\"id\":2,\"v\":\"b\",\"t\":1}" | quiet
	whole "{\"id\":1,\"t\":5,\"gone\":true}" "{\"id\":1,\"v\":\"c\",\"t\":4}" | puts id v' 0 '0 0 0 1' '2 b,'
	load_case '58: or not' \
	    "$ID,\"columns\":{\"t\":{\"dedup_sort\":\"desc\"},\"gone\":{\"hard_delete\":true}}" \
	    'whole "{\"id\":1,\"v\":\"a\",\"t\":1}" | quiet
	whole "{\"id\":1,\"v\":\"c\",\"t\":5}" "{\"id\":1,\"t\":4,\"gone\":true}" | puts id v' 0 '0 1 0 0' '1 c,'
	load_case 'dedup_sort with insert-only' "$(how insert-only),$DESC" \
	    "whole $three '{\"id\":2,\"v\":\"x\"}' | puts id v" 0 '2 0 0 0' '1 b,2 x,'
	load_case 'dedup_sort: a cut stream changes nothing yet' "$ID,$DESC" \
	    'whole "{\"id\":1,\"v\":\"a\",\"t\":1}" | quiet; load B "{\"id\":1,\"v\":\"b\",\"t\":2}" S2 | puts id v' \
	    1 '0 0 0 0' '1 a,'
	load_case 'dedup_sort: resumed, the parts are one load' "$ID,$DESC" \
	    'G=0 load B "{\"id\":1,\"v\":\"a\",\"t\":9}" S1 "{\"id\":1,\"v\":\"lost\",\"t\":99}" | quiet
	G=1 load B "{\"id\":1,\"v\":\"b\",\"t\":5}" "{\"id\":2,\"v\":\"c\",\"t\":5}" S2 L E | puts id v' \
	    0 '2 0 0 0' '1 a,2 c,'
	load_case 'dedup_sort: another attempt has nothing of it' "$ID,$DESC" \
	    'G=0 load B "{\"id\":1,\"v\":\"a\",\"t\":9}" S1 | quiet
	A=a2 G=1 load B "{\"id\":1,\"v\":\"b\",\"t\":5}" S2 L E | puts id v' 0 '1 0 0 0' '1 b,'
	load_case 'dedup_sort: limited, what came is merged' "$ID,$DESC" \
	    'whole "{\"id\":1,\"v\":\"a\",\"t\":1}" | quiet; load B "{\"id\":2,\"v\":\"b\",\"t\":2}" C | puts id v' \
	    0 '1 0 0 0' '1 a,2 b,'
}

# -- merge_key (56, 57) --------------------------------------------------------------------

merge_key_cases() {
	DAY='"disposition":{"disposition":"merge","strategy":"delete-insert"},"merge_key":["d"]'
	load_case '56: a merge_key replaces its partitions' "$DAY" \
	    'whole "{\"d\":1,\"v\":\"a\"}" "{\"d\":1,\"v\":\"b\"}" "{\"d\":2,\"v\":\"c\"}" | quiet
	whole "{\"d\":1,\"v\":\"x\"}" "{\"d\":3,\"v\":\"y\"}" | puts d v' 0 '2 0 0 2' '1 x,2 c,3 y,'
	load_case '57: a merge_key alone does not dedup' "$DAY" \
	    'whole "{\"d\":1,\"v\":\"a\"}" "{\"d\":1,\"v\":\"a\"}" | puts d v' 0 '2 0 0 0' '1 a,1 a,'
	load_case 'the same again: deleted and inserted' "$DAY" \
	    'whole "{\"d\":1,\"v\":\"a\"}" "{\"d\":1,\"v\":\"b\"}" | quiet
	whole "{\"d\":1,\"v\":\"a\"}" "{\"d\":1,\"v\":\"b\"}" | puts d v' 0 '2 0 0 2' '1 a,1 b,'
	load_case '56: both keys: rows of either go' "$DAY,\"key\":[\"id\"]" \
	    'whole "{\"id\":1,\"d\":1,\"v\":\"a\"}" "{\"id\":2,\"d\":1,\"v\":\"b\"}" "{\"id\":3,\"d\":2,\"v\":\"c\"}" \
	    "{\"id\":4,\"d\":3,\"v\":\"d\"}" | quiet
	whole "{\"id\":1,\"d\":1,\"v\":\"a\"}" "{\"id\":3,\"d\":5,\"v\":\"x\"}" "{\"id\":9,\"d\":1,\"v\":\"y\"}" | puts id d v' \
	    0 '1 1 1 1' '1 1 a,3 5 x,4 3 d,9 1 y,'
	load_case 'both keys: duplicates collapse, the last one stays' "$DAY,\"key\":[\"id\"]" \
	    'whole "{\"id\":1,\"d\":1,\"v\":\"a\"}" "{\"id\":1,\"d\":1,\"v\":\"b\"}" | puts id v' 0 '1 0 0 0' '1 b,'
	load_case 'a merge_key that is null matches nothing' "$DAY" \
	    'whole "{\"d\":null,\"v\":\"a\"}" "{\"v\":\"b\"}" "{\"d\":1,\"v\":\"c\"}" | quiet
	whole "{\"d\":null,\"v\":\"x\"}" | puts d v' 0 '1 0 0 0' '- a,- b,- x,1 c,'
	load_case 'a merge_key of two fields' \
	    '"disposition":{"disposition":"merge","strategy":"delete-insert"},"merge_key":["d","h"]' \
	    'whole "{\"d\":1,\"h\":1,\"v\":\"a\"}" "{\"d\":1,\"h\":2,\"v\":\"b\"}" "{\"d\":2,\"h\":1,\"v\":\"c\"}" | quiet
	whole "{\"d\":1,\"h\":2,\"v\":\"x\"}" | puts d h v' 0 '1 0 0 1' '1 1 a,1 2 x,2 1 c,'
	load_case 'a merge_key within a value' \
	    '"disposition":{"disposition":"merge","strategy":"delete-insert"},"merge_key":[["o","d"]]' \
	    'whole "{\"o\":{\"d\":1},\"v\":\"a\"}" "{\"o\":{\"d\":2},\"v\":\"b\"}" | quiet
	whole "{\"o\":{\"d\":1},\"v\":\"x\"}" | puts v' 0 '1 0 0 1' b,x,
	load_case 'a merge_key makes the strategy delete-insert' \
	    '"disposition":"merge","merge_key":["d"]' \
	    'whole "{\"d\":1,\"v\":\"a\"}" | quiet; whole "{\"d\":1,\"v\":\"b\"}" | puts d v' 0 '1 0 0 1' '1 b,'
	load_case 'a merge_key that a column declares' \
	    '"disposition":"merge","columns":{"d":{"merge_key":true}}' \
	    'whole "{\"d\":1,\"v\":\"a\"}" | quiet; whole "{\"d\":1,\"v\":\"b\"}" | puts d v' 0 '1 0 0 1' '1 b,'
	load_case 'a merge_key, by option' '"disposition":"append"' \
	    'whole "{\"d\":1,\"v\":\"a\"}" | quiet
	whole "{\"d\":1,\"v\":\"b\"}" | OPTIONS="-d merge --merge-key items=d" puts d v' 0 '1 0 0 1' '1 b,'
	load_case 'both keys and hard_delete' "$DAY,\"key\":[\"id\"],\"columns\":{\"gone\":{\"hard_delete\":true}}" \
	    'whole "{\"id\":1,\"d\":1,\"v\":\"a\"}" "{\"id\":2,\"d\":1,\"v\":\"b\"}" "{\"id\":3,\"d\":2,\"v\":\"c\"}" | quiet
	whole "{\"id\":1,\"d\":1,\"v\":\"a\"}" "{\"id\":3,\"d\":9,\"gone\":true}" | puts id v' 0 '0 0 1 2' '1 a,'
	load_case 'both keys and dedup_sort' "$DAY,\"key\":[\"id\"],\"columns\":{\"t\":{\"dedup_sort\":\"asc\"}}" \
	    'whole "{\"id\":1,\"d\":1,\"t\":1,\"v\":\"a\"}" "{\"id\":2,\"d\":1,\"t\":1,\"v\":\"b\"}" | quiet
	whole "{\"id\":1,\"d\":1,\"t\":3,\"v\":\"x\"}" "{\"id\":1,\"d\":1,\"t\":2,\"v\":\"y\"}" | puts id v' 0 '0 1 0 1' '1 y,'
	load_case 'no records: nothing goes' "$DAY" \
	    'whole "{\"d\":1,\"v\":\"a\"}" | quiet; whole | puts d v' 0 '0 0 0 0' '1 a,'
	load_case 'a merge_key: a cut stream changes nothing' "$DAY" \
	    'whole "{\"d\":1,\"v\":\"a\"}" | quiet; load B "{\"d\":1,\"v\":\"b\"}" S1 | puts d v' 1 '0 0 0 0' '1 a,'
	load_case 'an error line: nothing either' "$DAY" \
	    'whole "{\"d\":1,\"v\":\"a\"}" | quiet; load B "{\"d\":1,\"v\":\"b\"}" S1 X E | puts d v' 4 '0 0 0 0' '1 a,'
	load_case 'a limited run: nothing either' "$DAY" \
	    'whole "{\"d\":1,\"v\":\"a\"}" | quiet; load B "{\"d\":1,\"v\":\"b\"}" S1 C | puts d v' 0 '0 0 0 0' '1 a,'
	load_case 'a merge_key: resumed' "$DAY" \
	    'whole "{\"d\":1,\"v\":\"a\"}" "{\"d\":2,\"v\":\"b\"}" | quiet
	A=a2 G=2 load B "{\"d\":1,\"v\":\"x\"}" S1 "{\"d\":1,\"v\":\"lost\"}" | quiet
	A=a2 G=3 load B "{\"d\":1,\"v\":\"y\"}" S2 L E | puts d v' 0 '2 0 0 1' '1 x,1 y,2 b,'
	load_case 'upsert has no use for a merge_key' "$(how upsert),\"merge_key\":[\"d\"]" \
	    'whole "{\"id\":1,\"d\":1}" "{\"id\":2,\"d\":1}" | quiet; whole "{\"id\":3,\"d\":1}" | puts id d' \
	    0 '1 0 0 0' '1 1,2 1,3 1,'
}

# -- scd2 (60) --------------------------------------------------------------------------------

# at N [MEMBERS]: a load of versions at time N
at() {
	M="\"key\":[\"id\"],$SCOPE\"disposition\":{\"disposition\":\"merge\",\"strategy\":\"scd2\",\"boundary_timestamp\":\"t$1\"${2:+,$2}}"
}
V='id v _rx_valid_from _rx_valid_to'

scd2_cases() {
	SCOPE=
	load_case '60: scd2: versions begin' '' \
	    'at 1; whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":2,\"v\":\"b\"}" | puts $V' 0 '2 0 0 0' '1 a t1 -,2 b t1 -,'
	load_case '60: scd2: a changed one ends, and the new one begins' '' \
	    'at 1; whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":2,\"v\":\"b\"}" | quiet
	at 2; whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":2,\"v\":\"c\"}" | puts $V' 0 '1 1 1 0' '1 a t1 -,2 b t1 t2,2 c t2 -,'
	load_case '60: scd2: one that is gone ends' '' \
	    'at 1; whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":2,\"v\":\"b\"}" | quiet
	at 2; whole "{\"id\":1,\"v\":\"a\"}" | puts $V' 0 '0 1 1 0' '1 a t1 -,2 b t1 t2,'
	load_case '60: scd2: one that comes back begins again' '' \
	    'at 1; whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":2,\"v\":\"b\"}" | quiet; at 2; whole "{\"id\":1,\"v\":\"a\"}" | quiet
	at 3; whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":2,\"v\":\"b\"}" | puts $V' \
	    0 '1 0 1 0' '1 a t1 -,2 b t1 t2,2 b t3 -,'
	load_case 'scd2: two loads in one stream, each at its time' '' \
	    '{ at 1; whole "{\"id\":1,\"v\":\"a\"}"; at 2; whole "{\"id\":1,\"v\":\"b\"}"; } | puts $V | sed 2d' \
	    0 '1 a t1 t2,1 b t2 -,' ''
	load_case 'scd2: an empty load ends all' '' \
	    'at 1; whole "{\"id\":1,\"v\":\"a\"}" | quiet; at 2; whole | puts $V' 0 '0 1 0 0' '1 a t1 t2,'
	load_case 'scd2: the order of fields and the spelling of numbers make no version' '' \
	    'at 1; whole "{\"id\":1,\"v\":1.5,\"o\":{\"a\":1,\"b\":[2]}}" | quiet
	at 2; whole "{\"o\":{\"b\":[2.0],\"a\":1},\"v\":1.50,\"id\":1,\"n\":null}" | puts $V' 0 '0 0 1 0' '1 1.5 t1 -,'
	load_case 'scd2: the order of a list does' '' \
	    'at 1; whole "{\"id\":1,\"v\":\"a\",\"o\":[1,2]}" | quiet
	at 2; whole "{\"id\":1,\"v\":\"a\",\"o\":[2,1]}" | puts $V' 0 '1 1 0 0' '1 a t1 t2,1 a t2 -,'
	load_case 'scd2: what comes twice is one version' '' \
	    'at 1; whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":1,\"v\":\"a\"}" | puts $V' 0 '1 0 1 0' '1 a t1 -,'
	load_case 'scd2: a new field is a new version' '' \
	    'at 1; whole "{\"id\":1,\"v\":\"a\"}" | quiet
	at 2; whole "{\"id\":1,\"v\":\"a\",\"w\":\"b\"}" | puts $V w' 0 '1 1 0 0' '1 a t1 t2 -,1 a t2 - b,'
	load_case '60: scd2: own names' '' \
	    'N="\"validity_column_names\":[\"from\",\"to\"]"
	at 1 "$N"; whole "{\"id\":1,\"v\":\"a\"}" | quiet; at 2 "$N"; whole "{\"id\":1,\"v\":\"b\"}" | puts id v from to' \
	    0 '1 1 0 0' '1 a t1 t2,1 b t2 -,'
	load_case '60: scd2: an active time in place of NULL' '' \
	    'N="\"active_record_timestamp\":\"t9\""
	at 1 "$N"; whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":2,\"v\":\"b\"}" | quiet
	at 2 "$N"; whole "{\"id\":1,\"v\":\"c\"}" "{\"id\":2,\"v\":\"b\"}" | puts $V' \
	    0 '1 1 1 0' '1 a t1 t2,1 c t2 t9,2 b t1 t9,'
	load_case 'scd2: a field of the record as version' '' \
	    'N="\"row_version_column_name\":\"rev\""
	at 1 "$N"; whole "{\"id\":1,\"v\":\"a\",\"rev\":\"r1\"}" "{\"id\":2,\"v\":\"b\",\"rev\":\"r2\"}" | quiet
	at 2 "$N"; whole "{\"id\":1,\"v\":\"other\",\"rev\":\"r1\"}" "{\"id\":2,\"v\":\"c\",\"rev\":\"r3\"}" | puts $V rev' \
	    0 '1 1 1 0' '1 a t1 - r1,2 b t1 t2 r2,2 c t2 - r3,'
	load_case 'scd2: one without its version is rejected' '' \
	    'at 1 "\"row_version_column_name\":\"rev\""
	whole "{\"id\":1,\"v\":\"a\",\"rev\":\"r1\"}" "{\"id\":2,\"v\":\"b\"}" | OPTIONS="--rejects r" puts $V; jq -c .data r' \
	    0 '1 0 0 0' '1 a t1 -,
{"id":2,"v":"b"}'
	load_case 'scd2: a field of the name of one of its columns is rejected' '' \
	    'at 1; whole "{\"id\":1,\"_rx_valid_to\":5}" "{\"id\":2,\"v\":\"b\"}" | OPTIONS="--rejects r" puts $V; jq -c .data r' \
	    0 '1 0 0 0' '2 b t1 -,
{"id":1,"_rx_valid_to":5}'
	load_case 'scd2: without a key' '' \
	    'at 1; M=${M#*,}; whole "{\"id\":1,\"v\":\"a\"}" | quiet
	at 2; M=${M#*,}; whole "{\"id\":1,\"v\":\"b\"}" | puts $V' 0 '1 1 0 0' '1 a t1 t2,1 b t2 -,'
	load_case 'scd2: hard_delete has no effect' '' \
	    'SCOPE="\"columns\":{\"gone\":{\"hard_delete\":true}},"
	at 1; whole "{\"id\":1,\"v\":\"a\",\"gone\":true}" | puts $V' 0 '1 0 0 0' '1 a t1 -,'
	load_case 'scd2: the time of the load is that of its attempt' "$(how scd2)" \
	    'whole "{\"id\":1,\"v\":\"a\"}" | puts $V' 0 '1 0 0 0' '1 a 2026-01-01T00:00:00Z -,'
	load_case 'scd2: a cut stream ends nothing' '' \
	    'at 1; whole "{\"id\":1,\"v\":\"a\"}" | quiet; at 2; load B "{\"id\":2,\"v\":\"b\"}" S1 | puts $V' \
	    1 '0 0 0 0' '1 a t1 -,'
	load_case 'scd2: a limited run ends nothing' '' \
	    'at 1; whole "{\"id\":1,\"v\":\"a\"}" | quiet; at 2; load B "{\"id\":2,\"v\":\"b\"}" C | puts $V' \
	    0 '0 0 0 0' '1 a t1 -,'
	load_case 'scd2: resumed' '' \
	    'at 1; whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":2,\"v\":\"b\"}" | quiet
	at 2; A=a2 G=2 load B "{\"id\":1,\"v\":\"a\"}" S1 "{\"id\":1,\"v\":\"lost\"}" | quiet
	at 2; A=a2 G=3 load B "{\"id\":2,\"v\":\"c\"}" S2 L E | puts $V' \
	    0 '1 1 1 0' '1 a t1 -,2 b t1 t2,2 c t2 -,'

	SCOPE='"merge_key":["id"],'
	load_case '60: scd2 with the natural key as merge_key: what is absent stays' '' \
	    'at 1; whole "{\"id\":1,\"v\":\"a\"}" "{\"id\":2,\"v\":\"b\"}" | quiet
	at 2; whole "{\"id\":2,\"v\":\"c\"}" "{\"id\":3,\"v\":\"d\"}" | puts $V' \
	    0 '2 1 0 0' '1 a t1 -,2 b t1 t2,2 c t2 -,3 d t2 -,'
	SCOPE='"merge_key":["a","b"],'
	load_case '60: scd2 with a compound merge_key' '' \
	    'at 1; whole "{\"id\":1,\"a\":1,\"b\":1,\"v\":\"x\"}" "{\"id\":2,\"a\":1,\"b\":2,\"v\":\"y\"}" | quiet
	at 2; whole "{\"id\":1,\"a\":1,\"b\":1,\"v\":\"z\"}" | puts $V' 0 '1 1 0 0' '1 x t1 t2,1 z t2 -,2 y t1 -,'
	SCOPE='"merge_key":["d"],'
	load_case '60: scd2 with a partition as merge_key' '' \
	    'at 1; whole "{\"id\":1,\"d\":1,\"v\":\"a\"}" "{\"id\":2,\"d\":1,\"v\":\"b\"}" "{\"id\":3,\"d\":2,\"v\":\"c\"}" | quiet
	at 2; whole "{\"id\":1,\"d\":1,\"v\":\"a\"}" | puts $V' 0 '0 1 1 0' '1 a t1 -,2 b t1 t2,3 c t1 -,'
	load_case 'scd2 with a merge_key: an empty load ends nothing' '' \
	    'at 1; whole "{\"id\":1,\"d\":1,\"v\":\"a\"}" | quiet; at 2; whole | puts $V' 0 '0 0 0 0' '1 a t1 -,'
}

# -- min-records --------------------------------------------------------------------------------

min_records_cases() {
	R3='"disposition":"replace","min_records":3'
	load_case 'min-records: too few leave the table as it is' "$R3" \
	    'whole "{\"id\":1}" "{\"id\":2}" "{\"id\":3}" | quiet; whole "{\"id\":8}" "{\"id\":9}" | puts id; cat "$T/merge.err" | head -n 1' \
	    3 '0 0 0 0' '1,2,3,
rx-merge: error: items: 2 records came, --min-records asks for 3: the table is left as it is'
	load_case 'min-records: enough replace it' "$R3" \
	    'whole "{\"id\":1}" "{\"id\":2}" "{\"id\":3}" | quiet; whole "{\"id\":7}" "{\"id\":8}" "{\"id\":9}" | puts id' \
	    0 '3 0 0 0' '7,8,9,'
	load_case 'min-records: after too few, enough' "$R3" \
	    'whole "{\"id\":1}" "{\"id\":2}" "{\"id\":3}" | quiet; whole "{\"id\":4}" | quiet
	whole "{\"id\":7}" "{\"id\":8}" "{\"id\":9}" | puts id' 0 '3 0 0 0' '7,8,9,'
	load_case 'min-records: no records' "$R3" \
	    'whole "{\"id\":1}" "{\"id\":2}" "{\"id\":3}" | quiet; whole | puts id' 3 '0 0 0 0' '1,2,3,'
	load_case 'min-records, by option; no matter to others' '"disposition":"append"' \
	    'whole "{\"id\":1}" | OPTIONS="--min-records 5" puts id' 0 '1 0 0 0' 1,
	M='"disposition":"replace"'
	load_case 'min-records: rejected ones do not count' '"disposition":"replace","min_records":2' \
	    'whole "{\"id\":1}" "[]" | OPTIONS="--rejects r" puts id | sed 2d' 3 '' ''
}

# -- constraints of the user ------------------------------------------------------

# constrained ROW...: the table items(id, t, v) is the user's, and takes no t
# of 10 and more.
constrained() {
	sql="CREATE TABLE items(id INTEGER, t INTEGER CHECK (t < 10), v TEXT)"
	for row; do
		sql="$sql; INSERT INTO items VALUES($row)"
	done
	case $TARGET in
	sqlite) sqlite3 t.db "$sql" ;;
	postgres) pg -q -c "$sql" ;;
	esac
}
# set_aside: what went to the rejects, in order.
set_aside() {
	jq -c '[.data.id, .data.t, .data.v, .reason != ""]' r
}
constraints_cases() {
	DESC="$ID,\"columns\":{\"t\":{\"dedup_sort\":\"desc\"}}"
	four='"{\"id\":1,\"t\":4,\"v\":\"b\"}" "{\"id\":1,\"t\":50,\"v\":\"c\"}" "{\"id\":2,\"t\":60,\"v\":\"d\"}" "{\"id\":3,\"t\":7,\"v\":\"e\"}"'
	if [ "${DIALECT:-}" = cockroach ]; then
		load_case 'constraints: what the table refuses of a load that waits fails all of it' "$DESC" \
		    'constrained "1,1,'\''a'\''"; whole '"$four"' | OPTIONS="--rejects r" puts id t v' \
		    3 '0 0 0 0' '1 1 a,'
		return
	fi
	load_case 'constraints: of a load that waits, what the table refuses is as if it had not come' "$DESC" \
	    'constrained "1,1,'\''a'\''" "2,2,'\''z'\''"; whole '"$four"' | OPTIONS="--rejects r" puts id t v; set_aside
	jq .resources[0].rejected "$T/merge.sum"' \
	    0 '1 1 0 0' '1 4 b,2 2 z,3 7 e,
[1,50,"c",true]
[2,60,"d",true]
2'
	load_case 'constraints: a merge_key of such a record replaces nothing' "${ID%,*},\"merge_key\":[\"v\"]" \
	    'constrained "1,1,'\''a'\''" "2,2,'\''b'\''"; whole "{\"id\":5,\"t\":3,\"v\":\"a\"}" "{\"id\":6,\"t\":33,\"v\":\"b\"}" |
	OPTIONS="--rejects r --strategy delete-insert" puts id t v; set_aside' \
	    0 '1 0 0 1' '2 2 b,5 3 a,
[6,33,"b",true]'
	load_case 'constraints: nor does such a version end another' "$(how scd2),\"merge_key\":[\"id\"]" \
	    'constrained; whole "{\"id\":1,\"t\":1,\"v\":\"a\"}" "{\"id\":2,\"t\":2,\"v\":\"b\"}" | quiet
	whole "{\"id\":1,\"t\":3,\"v\":\"a\"}" "{\"id\":2,\"t\":22,\"v\":\"b\"}" |
	OPTIONS="--rejects r" puts id t v; set_aside; jq -c .data r' \
	    0 '1 1 0 0' '1 1 a,1 3 a,2 2 b,
[2,22,"b",true]
{"id":2,"t":22,"v":"b"}'
	load_case 'constraints: without --rejects the table is left as it is' "$DESC" \
	    'constrained "1,1,'\''a'\''"; whole '"$four"' | puts id t v' 3 '0 0 0 0' '1 1 a,'
	load_case 'constraints: and run again with --rejects' "$DESC" \
	    'constrained "1,1,'\''a'\''"; load B '"$four"' S4 L E | quiet; load B '"$four"' S4 L E | OPTIONS="--rejects r" puts id t v' 0 '1 1 0 0' '1 4 b,3 7 e,'
}

strategies() {
	for group in keys types patch insert-only hard_delete dedup_sort merge_key scd2 min-records \
	    constraints; do
		if runs_on $group; then
			"$(echo "$group" | tr - _)_cases"
			continue
		fi
		case $group in
		patch)		refused $group "$ID,\"patch\":true" ;;
		insert-only | scd2) refused $group "$(how $group)" ;;
		hard_delete)	refused $group "$ID,\"columns\":{\"g\":{\"hard_delete\":true}}" ;;
		dedup_sort)	refused $group "$ID,\"columns\":{\"t\":{\"dedup_sort\":\"asc\"}}" ;;
		merge_key)	refused $group "$ID,\"merge_key\":[\"d\"]" ;;
		esac
	done
}
