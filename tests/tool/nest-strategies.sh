# shellcheck shell=sh
# nest-strategies.sh: lists unfolded, of merges that see a load as a whole; the
# same on every target with tables.  Beside nest-cases.sh.
# shellcheck disable=SC2016,SC2034

# Two records of a key, and another one.
LONG='{"id":1,"seq":5,"items":[{"n":"p","tags":["t","u"]},{"n":"q"}]}'
SHORT='{"id":1,"seq":3,"items":[{"n":"x","tags":["w"]}]}'
NONE='{"id":1,"seq":4}'
OTHER='{"id":2,"seq":1,"items":[{"n":"r"}]}'

# of_long, of_short, of_other: their rows, by table
of_long_items() { printf '%s\n' '{"_orders_id":1,"_rx_idx":0,"n":"p"}' '{"_orders_id":1,"_rx_idx":1,"n":"q"}'; }
of_long_tags() { printf '%s\n' '{"_items_idx":0,"_orders_id":1,"_rx_idx":0,"value":"t"}' '{"_items_idx":0,"_orders_id":1,"_rx_idx":1,"value":"u"}'; }
of_short_items() { echo '{"_orders_id":1,"_rx_idx":0,"n":"x"}'; }
of_short_tags() { echo '{"_items_idx":0,"_orders_id":1,"_rx_idx":0,"value":"w"}'; }
of_other_items() { echo '{"_orders_id":2,"_rx_idx":0,"n":"r"}'; }

# rows_of NAME...: the family of these records
rows_of() {
	echo orders:
	for r; do
		case $r in
		long) echo '{"id":1,"seq":5}' ;;
		short) echo '{"id":1,"seq":3}' ;;
		none) echo '{"id":1,"seq":4}' ;;
		other) echo '{"id":2,"seq":1}' ;;
		esac
	done
	echo orders__items:
	for r; do [ "$r" = none ] || "of_${r}_items"; done
	echo orders__items__tags:
	for r; do case $r in long | short) "of_${r}_tags" ;; esac; done
}

# leaves NAME COMMAND RECORD...: the family that COMMAND leaves
leaves() {
	name=$1 command=$2
	shift 2
	nests "$name" "$command" "status 0
$(rows_of "$@")"
}

# links BY: rows of lists with the v of the record that they belong to
links() {
	content orders >o
	for list in items items__tags; do
		content "orders__$list" | jq -rc --slurpfile o o '. as $r | [$o[] |
		    select(._rx_'"$1"' != null and ._rx_'"$1"' == $r._orders_rx_'"$1"').v] as $v |
		    "\($r.n // $r.value) of \($v | sort | join(" "))"'
	done | sort
}

deduped() {
	MERGE='"columns":{"seq":{"dedup_sort":"desc"},"gone":{"hard_delete":true}}'
	leaves 'dedup_sort: of equal keys one has its lists' \
	    'load "$LONG" "$SHORT" "$NONE" "$OTHER" -- --nest 9' long other
	leaves 'dedup_sort: the last one too' \
	    'load "$SHORT" "$NONE" "$OTHER" "$LONG" -- --nest 9' long other
	leaves 'dedup_sort: and one that has none' 'load "$SHORT" "$NONE" -- --nest 9' none
	leaves 'dedup_sort: by pages' 'load "$SHORT" S "$LONG" S "$NONE" S "$OTHER" S -- --nest 9' long other
	leaves 'dedup_sort: what was there goes' \
	    'load "$LONG" "$OTHER" -- --nest 9; load "$SHORT" "{\"id\":1,\"seq\":2,\"items\":[{\"n\":1}]}" -- --nest 9' \
	    short other
	leaves 'dedup_sort: also for nothing' 'load "$LONG" "$OTHER" -- --nest 9; load "$NONE" "$SHORT" -- --nest 9' \
	    none other
	leaves 'dedup_sort: the same again' 'load "$LONG" "$OTHER" -- --nest 9; load "$LONG" "$SHORT" "$OTHER" -- --nest 9' \
	    long other
	leaves 'dedup_sort: the one that stays deletes' \
	    'load "$LONG" "$OTHER" -- --nest 9; load "$SHORT" "{\"id\":1,\"seq\":9,\"gone\":true,\"items\":[{\"n\":9}]}" -- --nest 9' \
	    other
	leaves 'dedup_sort: or not' \
	    'load "$SHORT" "$OTHER" -- --nest 9; load "{\"id\":1,\"seq\":4,\"gone\":true}" "$LONG" -- --nest 9' long other
	leaves 'dedup_sort: a cut stream changes nothing' \
	    'load "$LONG" -- --nest 9; CUT=1 load "{\"id\":1,\"seq\":9,\"items\":[{\"n\":9}]}" S "$OTHER" S -- --nest 9 2>/dev/null; true' long
	leaves 'dedup_sort: resumed, the parts are one load' \
	    'BEGIN=$ATTEMPT0 CUT=1 load "$LONG" S "$OTHER" -- --nest 9 2>/dev/null
		BEGIN=$ATTEMPT1 load "$SHORT" "$OTHER" S -- --nest 9' long other
	leaves 'dedup_sort: another attempt has nothing of it' \
	    'BEGIN=$ATTEMPT0 CUT=1 load "$LONG" S -- --nest 9 2>/dev/null; load "$SHORT" "$OTHER" S -- --nest 9' short other
	leaves 'dedup_sort: a part that starts over is dropped' \
	    '{ CUT=1 stream "$LONG" S; echo "{\"rx\":\"begin\",\"resource\":\"orders\",\"part\":{},\"resume\":false}"
		stream "$SHORT" S "$OTHER" | sed 1d; } | rx-merge -q --into "$(into)" --nest 9' short other
	nests 'a row of a list that is rejected, alone' \
	    'MERGE="\"columns\":{\"seq\":{\"dedup_sort\":\"desc\"}},\"nested_hints\":{\"items\":{\"columns\":{\"n\":{\"data_type\":\"bigint\"}}}}" load \
		"{\"id\":1,\"seq\":9,\"items\":[{\"n\":7},{\"n\":\"x\"}]}" "{\"id\":1,\"seq\":2,\"items\":[{\"n\":8}]}" "{\"id\":2,\"seq\":1}" -- --nest 9 --rejects r' "status 0
orders:
{\"id\":1,\"seq\":9}
{\"id\":2,\"seq\":1}
orders__items:
{\"_orders_id\":1,\"_rx_idx\":0,\"n\":7}
orders__items__tags:"
	HOW='{"disposition":"merge","strategy":"insert-only"}'
	leaves 'dedup_sort, insert-only: a record that is there keeps its lists' \
	    'load "$SHORT" -- --nest 9; load "$LONG" "$NONE" "$OTHER" -- --nest 9' short other
	leaves 'dedup_sort, insert-only: or has none' \
	    'load "$NONE" -- --nest 9; load "$LONG" "$SHORT" "$OTHER" -- --nest 9' none other
	HOW='{"disposition":"merge","strategy":"delete-insert"}'
	leaves 'dedup_sort, delete-insert' \
	    'load "$SHORT" -- --nest 9; load "$LONG" "$NONE" "$OTHER" -- --nest 9' long other
	check "$TARGET, $D: dedup_sort: rows of lists are counted that stay" \
	    'fresh; stream "$LONG" "$SHORT" "$OTHER" | rx-merge --into "$(into)" --nest 9 --summary json 2>/dev/null | jq .resources[].nested' 5
	HOW='' MERGE=''
}

# day DAY V LIST...: a record of that day
day() {
	printf '{"d":%s,"v":"%s","items":[%s]}' "$1" "$2" "${3:-}"
}

parts() {
	MERGE='"merge_key":["d"]' KEY='[]'
	check "$TARGET, $D: a merge_key replaces records and their lists" \
	    'fresh; load "$(day 1 a "{\"n\":1,\"tags\":[5]}")" "$(day 1 b "{\"n\":2}")" "$(day 2 c "{\"n\":3,\"tags\":[6]}")" -- --nest 9
		load "$(day 1 x "{\"n\":4,\"tags\":[7]}")" "$(day 3 y)" -- --nest 9; links id' '3 of c
4 of x
6 of c
7 of x'
	check "$TARGET, $D: a merge_key: records that are equal have their own" \
	    'fresh; load "$(day 1 a "{\"n\":1}")" "$(day 1 a "{\"n\":1}")" -- --nest 9; load "$(day 2 b)" -- --nest 9
		content orders__items ._orders_rx_id | sort -u | wc -l; links id' '2
1 of a
1 of a'
	check "$TARGET, $D: a merge_key: the same again" \
	    'fresh; for i in 1 2; do load "$(day 1 a "{\"n\":1,\"tags\":[5]}")" "$(day 1 b "{\"n\":2}")" -- --nest 9; done; links id' '1 of a
2 of b
5 of a'
	check "$TARGET, $D: a merge_key that is null matches nothing" \
	    'fresh; load "$(day null a "{\"n\":1}")" -- --nest 9; load "$(day null b "{\"n\":2}")" -- --nest 9; links id' '1 of a
2 of b'
	check "$TARGET, $D: a merge_key: cut short, and resumed" \
	    'fresh; load "$(day 1 a "{\"n\":1}")" "$(day 2 b "{\"n\":2}")" -- --nest 9
		BEGIN=$ATTEMPT2 CUT=1 load "$(day 1 x "{\"n\":3}")" S "$(day 1 lost "{\"n\":4}")" -- --nest 9 2>/dev/null; links id
		BEGIN=$ATTEMPT3 load "$(day 1 y "{\"n\":5}")" S -- --nest 9; links id' '1 of a
2 of b
2 of b
3 of x
5 of y'
	check "$TARGET, $D: a merge_key: a limited run changes nothing" \
	    'fresh; load "$(day 1 a "{\"n\":1}")" -- --nest 9
		{ CUT=1 stream "$(day 1 x "{\"n\":3}")"; R=orders lines C; } | rx-merge -q --into "$(into)" --nest 9; links id
		load "$(day 2 b "{\"n\":2}")" -- --nest 9; links id' '1 of a
1 of a
2 of b'
	check "$TARGET, $D: a merge_key, after loads without --nest" \
	    'fresh; load "{\"d\":1,\"v\":\"a\"}" "{\"d\":2,\"v\":\"b\"}"; load "$(day 1 x "{\"n\":4,\"tags\":[7]}")" -- --nest 9
		content orders .v; links id' '"b"
"x"
4 of x
7 of x'
	KEY='["id"]'
	nests 'both keys: lists of rows of either go' \
	    'load "{\"id\":1,\"d\":1,\"items\":[{\"n\":1}]}" "{\"id\":2,\"d\":1,\"items\":[{\"n\":2,\"tags\":[8]}]}" \
		"{\"id\":3,\"d\":2,\"items\":[{\"n\":3},{\"n\":4}]}" "{\"id\":4,\"d\":3,\"items\":[{\"n\":5}]}" -- --nest 9
		load "{\"id\":1,\"d\":1,\"items\":[{\"n\":1}]}" "{\"id\":3,\"d\":5,\"items\":[{\"n\":6}]}" "{\"id\":9,\"d\":1}" \
		"{\"id\":9,\"d\":1,\"items\":[{\"n\":7}]}" -- --nest 9' 'status 0
orders:
{"d":1,"id":1}
{"d":3,"id":4}
{"d":5,"id":3}
{"d":1,"id":9}
orders__items:
{"_orders_id":1,"_rx_idx":0,"n":1}
{"_orders_id":3,"_rx_idx":0,"n":6}
{"_orders_id":4,"_rx_idx":0,"n":5}
{"_orders_id":9,"_rx_idx":0,"n":7}
orders__items__tags:'
	nests 'both keys, hard_delete and dedup_sort' \
	    'MERGE="\"merge_key\":[\"d\"],\"columns\":{\"gone\":{\"hard_delete\":true},\"seq\":{\"dedup_sort\":\"asc\"}}"
		load "{\"id\":1,\"d\":1,\"items\":[{\"n\":1}]}" "{\"id\":2,\"d\":1,\"items\":[{\"n\":2}]}" "{\"id\":3,\"d\":2,\"items\":[{\"n\":3}]}" -- --nest 9
		load "{\"id\":1,\"d\":1,\"seq\":2,\"items\":[{\"n\":8}]}" "{\"id\":1,\"d\":1,\"seq\":1,\"items\":[{\"n\":9}]}" \
		"{\"id\":3,\"d\":9,\"gone\":true}" -- --nest 9; status=$?; MERGE="\"merge_key\":[\"d\"]"; (exit $status)' 'status 0
orders:
{"d":1,"id":1,"seq":1}
orders__items:
{"_orders_id":1,"_rx_idx":0,"n":9}
orders__items__tags:'
	check "$TARGET, $D: both keys, the merge_key within an object, a key of two" \
	    'fresh; KEY="[\"id\",[\"k\",\"a\"]]" MERGE="\"merge_key\":[[\"o\",\"d\"]]"
		load "{\"id\":1,\"k\":{\"a\":1},\"o\":{\"d\":1},\"items\":[{\"n\":1}]}" "{\"id\":1,\"k\":{\"a\":2},\"o\":{\"d\":1},\"items\":[{\"n\":2}]}" \
		"{\"id\":2,\"k\":{\"a\":1},\"o\":{\"d\":2},\"items\":[{\"n\":3}]}" -- --nest 9
		load "{\"id\":7,\"k\":{\"a\":7},\"o\":{\"d\":1},\"items\":[{\"n\":4}]}" -- --nest 9
		content orders__items; KEY="[\"id\"]" MERGE="\"merge_key\":[\"d\"]"' \
	    '{"_orders_id":2,"_orders_k__a":1,"_rx_idx":0,"n":3}
{"_orders_id":7,"_orders_k__a":7,"_rx_idx":0,"n":4}'
	KEY='' MERGE=''
}

# at N: HOW of a load of versions at time N
at() {
	HOW='{"disposition":"merge","strategy":"scd2","boundary_timestamp":"t'$1'"'${2:+,$2}'}'
}

# versions: the rows of the root, and those of lists with the times of theirs
versions() {
	content orders '"\(.v) \(._rx_valid_from) \(._rx_valid_to)"'
	links version
}

# now V LIST: a record
now() {
	printf '{"id":%s,"v":"%s","items":[%s]}' "$1" "$2" "${3:-}"
}

versioned() {
	check "$TARGET, $D: scd2: rows of lists belong to their version" \
	    'fresh; at 1; load "$(now 1 a "{\"n\":1,\"tags\":[5,6]}")" "$(now 2 b "{\"n\":2}")" -- --nest 9
		at 2; load "$(now 1 a "{\"n\":1,\"tags\":[5,6]}")" "$(now 2 c "{\"n\":2},{\"n\":3}")" -- --nest 9; versions' \
	    '"a t1 null"
"b t1 t2"
"c t2 null"
1 of a
2 of b
2 of c
3 of c
5 of a
6 of a'
	check "$TARGET, $D: scd2: a list that changes is another version" \
	    'fresh; at 1; load "$(now 1 a "{\"n\":1,\"tags\":[5]}")" -- --nest 9; at 2; load "$(now 1 a "{\"n\":1,\"tags\":[6]}")" -- --nest 9
		at 3; load "$(now 1 a)" -- --nest 9; content orders "\"\(._rx_valid_from) \(._rx_valid_to)\""; content orders__items .n; content orders__items__tags .value
		content orders ._rx_version | sort -u | wc -l' \
	    '"t1 t2"
"t2 t3"
"t3 null"
1
1
5
6
3'
	check "$TARGET, $D: scd2: one that comes back has its rows once" \
	    'fresh; at 1; load "$(now 1 a "{\"n\":1,\"tags\":[5]}")" "$(now 2 b)" -- --nest 9; at 2; load "$(now 2 b)" -- --nest 9
		at 3; load "$(now 1 a "{\"n\":1,\"tags\":[5]}")" "$(now 2 b)" -- --nest 9; versions' \
	    '"a t1 t2"
"a t3 null"
"b t1 null"
1 of a a
5 of a a'
	check "$TARGET, $D: scd2: what comes twice is one version" \
	    'fresh; at 1; load "$(now 1 a "{\"n\":1}")" "$(now 1 a "{\"n\":1}")" S "$(now 1 a "{\"n\":1}")" -- --nest 9; versions' \
	    '"a t1 null"
1 of a'
	check "$TARGET, $D: scd2: an empty load ends all, and keeps the rows" \
	    'fresh; at 1; load "$(now 1 a "{\"n\":1,\"tags\":[5]}")" -- --nest 9; at 2; load -- --nest 9; versions' \
	    '"a t1 t2"
1 of a
5 of a'
	check "$TARGET, $D: scd2: a cut stream changes nothing; resumed, it is one load" \
	    'fresh; at 1; load "$(now 1 a "{\"n\":1}")" "$(now 2 b "{\"n\":2}")" -- --nest 9
		at 2; BEGIN=$ATTEMPT2 CUT=1 load "$(now 1 a "{\"n\":1}")" S "$(now 9 lost "{\"n\":9}")" -- --nest 9 2>/dev/null; versions
		at 2; BEGIN=$ATTEMPT3 load "$(now 2 c "{\"n\":3}")" S -- --nest 9; versions' \
	    '"a t1 null"
"b t1 null"
1 of a
2 of b
"a t1 null"
"b t1 t2"
"c t2 null"
1 of a
2 of b
3 of c'
	MERGE='"merge_key":["id"]'
	check "$TARGET, $D: scd2 with a merge_key: what is absent stays" \
	    'fresh; at 1; load "$(now 1 a "{\"n\":1}")" "$(now 2 b "{\"n\":2}")" -- --nest 9
		at 2; load "$(now 2 c "{\"n\":3}")" -- --nest 9; versions' \
	    '"a t1 null"
"b t1 t2"
"c t2 null"
1 of a
2 of b
3 of c'
	MERGE=''
	check "$TARGET, $D: scd2: a field as version has the name of that field" \
	    'fresh; at 1 "\"row_version_column_name\":\"rev\""; load "{\"id\":1,\"rev\":\"r1\",\"items\":[{\"n\":1}]}" "{\"id\":2,\"rev\":\"r2\",\"items\":[{\"n\":2}]}" -- --nest 9
		at 2 "\"row_version_column_name\":\"rev\""
		load "{\"id\":1,\"rev\":\"r1\",\"items\":[{\"n\":1},{\"n\":7}]}" "{\"id\":2,\"rev\":\"r3\",\"items\":[{\"n\":3}]}" "{\"id\":2,\"rev\":\"r3\",\"items\":[{\"n\":4},{\"n\":5}]}" -- --nest 9
		content orders__items' \
	    '{"_orders_rev":"r1","_rx_idx":0,"n":1}
{"_orders_rev":"r2","_rx_idx":0,"n":2}
{"_orders_rev":"r3","_rx_idx":0,"n":3}'
	HOW=''
}

# once_more RECORD...: the family that is there when all of its files were
# written, and the run that wrote them died before it could say so
once_more() {
	load "$ONE" "$TWO" -- --nest 9
	mkdir t.dir/orders.ndjson.rx-new
	load "$@" -- --nest 9 2>/dev/null
	cp t.dir/orders.journal saved
	rmdir t.dir/orders.ndjson.rx-new
	rx-merge -q --into "$(into)" --forget
	cp saved t.dir/orders.journal
	rx-merge -q --into "$(into)" --forget
}

# Files of a family are published together, or by the next run, or twice.
together_whole() {
	for how in dedup_sort insert-only merge_key 'both keys' scd2; do
		THREE='{"id":1,"items":[{"n":"z","tags":["v"]}]}'
		KEY='["id"]' HOW='' MERGE=''
		case $how in
		dedup_sort) MERGE='"columns":{"o":{"dedup_sort":"asc"}}' ;;
		insert-only)
			HOW='{"disposition":"merge","strategy":"insert-only"}'
			THREE='{"id":3,"items":[{"n":"z","tags":["v"]}]}' ;;
		merge_key) KEY='[]' MERGE='"merge_key":["id"]' ;;
		both*) MERGE='"merge_key":["id"]' ;;
		scd2) at 1 ;;
		esac
		fresh
		load "$ONE" "$TWO" -- --nest 9
		load "$THREE" -- --nest 9
		family >undisturbed
		for f in orders orders__items orders__items__tags; do
			check "$TARGET, $how: $f could not be written, then it could" \
			    'fresh; blocked $f "$THREE"; family | diff undisturbed -' 'status 1'
		done
		check "$TARGET, $how: written, and once more" \
		    'fresh; once_more "$THREE"; family | diff undisturbed -' ''
	done
	KEY='' HOW='' MERGE=''
}

nested_whole() {
	at='"attempt":{"id":"a1","plan":"p","at":"2026-01-01T00:00:00Z"}'
	ATTEMPT0="\"generation\":0,$at" ATTEMPT1="\"generation\":1,$at" ATTEMPT2="\"generation\":2,$at" ATTEMPT3="\"generation\":3,$at"
	deduped
	parts
	versioned
	[ "$TARGET" != dir ] || together_whole
}
