# shellcheck shell=sh
# nest-cases.sh: nested values unfolded, the same on every target with tables.
# shellcheck disable=SC2016,SC2034

# family: the table and those of its lists, without the names of rows
family() {
	for t in orders orders__items orders__items__tags; do
		echo "$t:"
		content $t 'del(._rx_id, ._orders_rx_id)'
	done
}

# nests NAME COMMAND WANT: the family that COMMAND leaves
nests() {
	check "$TARGET, $D: $1" "fresh; rm -f r; $2; echo status \$?; family" "$(echo "$3" | in_order)"
}

# in_order: rows in order, each behind the line that names their table
in_order() {
	awk '/^[^{]/ { n++; print n "\t0\t" $0; next } NF { print n + 0 "\t1\t" $0 }' | sort -t "	" -k1n -k2n -k3 | cut -f 3
}

ONE='{"id":1,"o":{"a":1,"b":{"c":"x"}},"items":[{"n":"p","tags":["t","u"]},{"n":"q","tags":[]}]}'
TWO='{"id":2,"items":[{"n":"r"}]}'

# key ID MEMBERS: a row of a list of the record ID
key() {
	case $D in
	merge) echo "{\"_orders_id\":$1,$2}" ;;
	*) echo "{$2}" ;;
	esac | jq -cS .
}

nested() {
	nests 'objects are fields, lists are tables' 'load "$ONE" "$TWO" -- --nest 9' "status 0
orders:
{\"id\":1,\"o__a\":1,\"o__b__c\":\"x\"}
{\"id\":2}
orders__items:
$(key 1 '"_rx_idx":0,"n":"p"')
$(key 1 '"_rx_idx":1,"n":"q"')
$(key 2 '"_rx_idx":0,"n":"r"')
orders__items__tags:
$(key 1 '"_items_idx":0,"_rx_idx":0,"value":"t"')
$(key 1 '"_items_idx":0,"_rx_idx":1,"value":"u"')"
	nests 'the levels count' 'MERGE="\"max_table_nesting\":1" load "$ONE" "$TWO"' "status 0
orders:
$(level1)
{\"id\":2}
orders__items:
$(key 1 "\"_rx_idx\":0,\"n\":\"p\",\"tags\":$(json '["t","u"]')")
$(key 1 "\"_rx_idx\":1,\"n\":\"q\",\"tags\":$(json '[]')")
$(key 2 '"_rx_idx":0,"n":"r"')
orders__items__tags:"
	check "$TARGET, $D: without levels they are JSON" \
	    'fresh; load "$TWO" -- --nest 0; content' "{\"id\":2,\"items\":$(json '[{"n":"r"}]')}"
	check "$TARGET, $D: lists of scalars, of lists, of nothing" \
	    'fresh; load "{\"id\":1,\"l\":[1,null,[2,[]],{}],\"e\":[],\"n\":null,\"x\":{}}" -- --nest 9
		content orders "del(._rx_id)"; content orders__l "del(._orders_rx_id)"; content orders__l__list "del(._orders_rx_id)"; content orders__e' \
	    "{\"id\":1}
$(key 1 '"_rx_idx":0,"value":1')
$(key 1 '"_rx_idx":1')
$(key 1 '"_rx_idx":2')
$(key 1 '"_rx_idx":3')
$(key 1 '"_l_idx":2,"_rx_idx":0,"value":2')
$(key 1 '"_l_idx":2,"_rx_idx":1')"
	nests 'a column that is declared json is not unfolded' \
	    'MERGE="\"columns\":{\"items\":{\"data_type\":\"json\"}}" load "$TWO" -- --nest 9' "status 0
orders:
{\"id\":2,\"items\":$(json '[{"n":"r"}]')}
orders__items:
orders__items__tags:"
	nests 'values of lists are checked by what is declared of them' \
	    'MERGE="\"nested_hints\":{\"items\":{\"columns\":{\"n\":{\"data_type\":\"bigint\"}}}}" load "{\"id\":1,\"items\":[{\"n\":1},{\"n\":\"x\"}]}" -- --nest 9 --rejects r' \
	    "status 0
orders:
{\"id\":1}
orders__items:
$(key 1 '"_rx_idx":0,"n":1')
orders__items__tags:"
	check "$TARGET, $D: and rejected by themselves" 'jq -cS . r' \
	    '{"data":{"n":"x"},"reason":"orders__items: n: \"x\" does not fit the declared type bigint","resource":"orders"}'
	nests 'a table of a list that the contract bars' \
	    'load "{\"id\":1}" -- --nest 9; load "$TWO" -- --nest 9 --contract tables=discard_row --rejects r' "status 0
orders:
$([ "$D" = replace ] || echo '{"id":1}')${NL}{\"id\":2}
orders__items:
orders__items__tags:"
	check "$TARGET, $D: its list is in the rejects" 'jq -cS . r' \
	    '{"data":[{"n":"r"}],"reason":"the table orders__items is new","resource":"orders"}'
	nests 'a column of a list that is frozen' \
	    'load "$ONE" -- --nest 9; load "{\"id\":3,\"items\":[{\"n\":\"s\",\"m\":1}]}" -- --nest 9 --contract columns=freeze 2>err' "status 3
$(first)"
	check "$TARGET, $D: and the error says which" 'head -n 1 err' \
	    'rx-merge: error: orders: orders__items: the column m is new, and its contract is to freeze columns'
	again
	broken
}

NL='
'
first() {
	cat <<-END
	orders:
	{"id":1,"o__a":1,"o__b__c":"x"}
	orders__items:
	$(key 1 '"_rx_idx":0,"n":"p"')
	$(key 1 '"_rx_idx":1,"n":"q"')
	orders__items__tags:
	$(key 1 '"_items_idx":0,"_rx_idx":0,"value":"t"')
	$(key 1 '"_items_idx":0,"_rx_idx":1,"value":"u"')
	END
}

# json TEXT: how a nested value comes back
json() {
	case $TARGET in
	sqlite) printf '%s' "$1" | jq -Rc . ;;
	*) printf '%s' "$1" ;;
	esac
}

level1() {
	echo "{\"id\":1,\"o__a\":1,\"o__b\":$(json '{"c":"x"}')}"
}

# A second load, by disposition.
again() {
	case $D in
	merge) merged_again ;;
	replace)
		nests 'lists are replaced with their records' \
		    'load "$ONE" "$TWO" -- --nest 9; load "{\"id\":3,\"items\":[{\"n\":\"z\"}]}" -- --nest 9' 'status 0
orders:
{"id":3}
orders__items:
{"_rx_idx":0,"n":"z"}
orders__items__tags:'
		nests 'by nothing too, and after the state was forgotten' \
		    'load "$ONE" -- --nest 9; rx-merge -q --into "$(into)" --forget; load -- --nest 9' 'status 0
orders:
orders__items:
orders__items__tags:'
		nests 'not by a load that failed' \
		    'load "$ONE" -- --nest 9; CUT=1 load "$TWO" S -- --nest 9 2>/dev/null' "status 1
$(first)" ;;
	append)
		check "$TARGET, $D: rows of lists find their records" \
		    'fresh; load "$TWO" "$TWO" -- --nest 9; load "$TWO" -- --nest 9
			content orders ._rx_id | sort -u | wc -l
			content orders ._rx_id | sort >a; content orders__items ._orders_rx_id | sort | cmp - a' 3 ;;
	esac
}

merged_again() {
	nests 'lists shrink with their records' 'load "$ONE" "$TWO" -- --nest 9
		load "{\"id\":1,\"items\":[{\"n\":\"q\",\"tags\":[\"u\"]}]}" "{\"id\":2,\"items\":[]}" -- --nest 9' 'status 0
orders:
{"id":1}
{"id":2}
orders__items:
{"_orders_id":1,"_rx_idx":0,"n":"q"}
orders__items__tags:
{"_items_idx":0,"_orders_id":1,"_rx_idx":0,"value":"u"}'
	nests 'the last of two records of a key has the lists' \
	    'load "$ONE" "{\"id\":1,\"items\":[{\"n\":\"z\"}]}" -- --nest 9' 'status 0
orders:
{"id":1}
orders__items:
{"_orders_id":1,"_rx_idx":0,"n":"z"}
orders__items__tags:'
	nests 'the same in a stage' \
	    'load "$ONE" "$TWO" -- --nest 9; load "$TWO" S "{\"id\":2,\"items\":[]}" S "{\"id\":1,\"items\":[{\"n\":\"z\"}]}" -- --nest 9 --contract columns=freeze' 'status 0
orders:
{"id":1}
{"id":2}
orders__items:
{"_orders_id":1,"_rx_idx":0,"n":"z"}
orders__items__tags:'
	nests 'a list that is missing or null is empty' \
	    'load "$ONE" "$TWO" -- --nest 9; load "{\"id\":1,\"items\":null}" "{\"id\":2}" -- --nest 9' 'status 0
orders:
{"id":1}
{"id":2}
orders__items:
orders__items__tags:'
	nests 'hard_delete takes the lists with the record' \
	    'MERGE="\"columns\":{\"gone\":{\"data_type\":\"bool\",\"hard_delete\":true}}"; load "$ONE" "$TWO" -- --nest 9
		load "{\"id\":1,\"gone\":true}" "{\"id\":2,\"gone\":false,\"items\":[{\"n\":\"s\"}]}" -- --nest 9
		status=$?; MERGE=; (exit $status)' "status 0
orders:
{\"gone\":$([ "$TARGET" = sqlite ] && echo 0 || echo false),\"id\":2}
orders__items:
{\"_orders_id\":2,\"_rx_idx\":0,\"n\":\"s\"}
orders__items__tags:"
	nests 'insert-only leaves rows and their lists' \
	    'HOW="{\"disposition\":\"merge\",\"strategy\":\"insert-only\"}"; load "$ONE" -- --nest 9
		load "{\"id\":1,\"items\":[{\"n\":\"z\"}]}" "$TWO" "{\"id\":2,\"items\":[{\"n\":\"z\"},{\"n\":\"y\"}]}" -- --nest 9; status=$?; HOW=; (exit $status)' "status 0
orders:
{\"id\":1,\"o__a\":1,\"o__b__c\":\"x\"}
{\"id\":2}
orders__items:
{\"_orders_id\":1,\"_rx_idx\":0,\"n\":\"p\"}
{\"_orders_id\":1,\"_rx_idx\":1,\"n\":\"q\"}
{\"_orders_id\":2,\"_rx_idx\":0,\"n\":\"r\"}
orders__items__tags:
{\"_items_idx\":0,\"_orders_id\":1,\"_rx_idx\":0,\"value\":\"t\"}
{\"_items_idx\":0,\"_orders_id\":1,\"_rx_idx\":1,\"value\":\"u\"}"
	nests 'insert-only: a longer list too' \
	    'HOW="{\"disposition\":\"merge\",\"strategy\":\"insert-only\"}"; load "$TWO" -- --nest 9
		load "{\"id\":2,\"items\":[{\"n\":\"s\"},{\"n\":\"t\",\"tags\":[1]}]}" -- --nest 9; status=$?; HOW=; (exit $status)' 'status 0
orders:
{"id":2}
orders__items:
{"_orders_id":2,"_rx_idx":0,"n":"r"}
orders__items__tags:'
	check "$TARGET, $D: keys of several fields, and within values" \
	    'fresh; stream "{\"id\":1,\"k\":{\"a\":\"x\"},\"l\":[1]}" "{\"id\":1,\"k\":{\"a\":\"y\"},\"l\":[2]}" "{\"id\":1,\"k\":{\"a\":\"x\"},\"l\":[3,4]}" |
		rx-merge -q --into "$(into)" --nest 9 -k id,k.a; content; content orders__l' '{"id":1,"k__a":"x"}
{"id":1,"k__a":"y"}
{"_orders_id":1,"_orders_k__a":"x","_rx_idx":0,"value":3}
{"_orders_id":1,"_orders_k__a":"x","_rx_idx":1,"value":4}
{"_orders_id":1,"_orders_k__a":"y","_rx_idx":0,"value":2}'
	nests 'a record that is rejected has no lists' \
	    'MERGE="\"columns\":{\"d\":{\"data_type\":\"date\"}}" load "{\"id\":1,\"d\":\"no\",\"items\":[{\"n\":1}]}" "{\"items\":[{\"n\":2}]}" "$TWO" -- --nest 9 --rejects r' 'status 0
orders:
{"id":2}
orders__items:
{"_orders_id":2,"_rx_idx":0,"n":"r"}
orders__items__tags:'
	check "$TARGET, $D: names that would be the same are numbered, for ever" \
	    'fresh; load "{\"id\":1,\"a\":{\"b\":1},\"a__b\":2}" -- --nest 9; load "{\"id\":2,\"a__b\":3}" "{\"id\":3,\"a\":{\"b\":4}}" -- --nest 9; content' \
	    '{"a__b":1,"a__b_2":2,"id":1}
{"a__b":4,"id":3}
{"a__b_2":3,"id":2}'
}

# Cut short or killed, and run again: as if nothing had been.
broken() {
	BEGIN='"generation":0,"attempt":{"id":"a1","plan":"p","at":"2026-01-01T00:00:00Z"}'
	fresh
	load "$ONE" S "$TWO" S -- --nest 9
	family >undisturbed
	BEGIN='"generation":1,"attempt":{"id":"a1","plan":"p","at":"2026-01-01T00:00:00Z"}'
	again="stream $([ "$D" != merge ] || echo "'$ONE' S") '$TWO' S"
	for how in cut killed; do
		check "$TARGET, $D: $how, and gone on with" 'fresh; half; '"$again"' | sed "s/\"generation\":0/\"generation\":1/" |
			rx-merge -q --into "$(into)" --nest 9; echo $?; family | cmp - undisturbed' 0
	done
	BEGIN=
}

# half: the first page, and then the stream is cut or rx-merge killed
half() {
	first_page() {
		CUT=1 BEGIN='"generation":0,"attempt":{"id":"a1","plan":"p","at":"2026-01-01T00:00:00Z"}' \
		    stream "$ONE" S "$TWO"
	}
	if [ "$how" = cut ]; then
		first_page | rx-merge -q --into "$(into)" --nest 9 2>/dev/null
		return
	fi
	rm -f fifo
	mkfifo fifo
	rx-merge -q --into "$(into)" --nest 9 <fifo 2>/dev/null &
	pid=$!
	exec 8>fifo
	first_page >&8
	until rx-merge --into "$(into)" --print-state 2>/dev/null | grep -q next; do
		sleep 0.05
	done
	kill -9 $pid
	exec 8>&-
	wait $pid 2>/dev/null
}

# blocked FILE RECORD...: the family that is there when one of its files could not
# be written, and what was left over is done by the next run.
blocked() {
	load "$ONE" "$TWO" -- --nest 9
	mkdir "t.dir/$1.ndjson.rx-new"
	(shift; load "$@" -- --nest 9) 2>/dev/null
	echo "status $?"
	rmdir "t.dir/$1.ndjson.rx-new"
	rx-merge -q --into "$(into)" --forget
}

# appended ORDERS ITEMS: what is there when a run that was killed had written the
# files of before or after its end
appended() {
	rm -rf t.dir
	cp -r before t.dir
	cp "$1/orders.ndjson" "$2/orders__items.ndjson" journal/orders.journal t.dir
	rx-merge -q --into "$(into)" --forget
	cat t.dir/orders.ndjson t.dir/orders__items.ndjson
}

# journal TABLE RESOURCE: what that run had promised
journal() {
	n=$(wc -c <"before/$1.ndjson")
	echo "{\"rx\":\"table\"${2:+,$2,\"table\":\"$1\"},\"disposition\":\"append\",\"key\":[]}"
	tail -c "+$((n + 1))" "after/$1.ndjson" | sed "s|.*|{\"rx\":\"record\"${2:+,$2},\"part\":{},\"data\":&}|"
	echo "{\"rx\":\"publish\"${2:+,$2},\"length\":$n}"
}

# Files of a family are published together, or by the next run.
together() {
	if [ "$D" = append ]; then
		fresh
		rm -rf before after
		mkdir journal
		load "$ONE" -- --nest 9
		cp -r t.dir before
		load "$TWO" -- --nest 9
		cp -r t.dir after
		{ journal orders; journal orders__items '"resource":"orders/items"'
		  echo '{"rx":"commit"}'; } >journal/orders.journal
		for a in 'before before' 'after before' 'before after' 'after after'; do
			check "$TARGET, $D: half written ($a), then whole" \
			    "cat after/orders.ndjson after/orders__items.ndjson >wanted; appended $a | diff wanted -" ''
		done
		return
	fi
	THREE='{"id":1,"items":[{"n":"z","tags":["v"]}]}'
	fresh
	load "$ONE" "$TWO" -- --nest 9
	load "$THREE" -- --nest 9
	family >undisturbed
	for f in orders orders__items orders__items__tags; do
		check "$TARGET, $D: $f could not be written, then it could" \
		    'fresh; blocked $f "$THREE"; family | diff undisturbed -' 'status 1'
		check "$TARGET, $D: $f, by pages" \
		    'fresh; blocked $f "$THREE" S; family | diff undisturbed -' 'status 1'
	done
}
