#!/bin/sh
# rx-merge: contracts, declared types, names, nested values: the same cases on
# SQLite and files.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/shape.sh"
. "$ROOT/tests/tool/contract-cases.sh"
. "$ROOT/tests/tool/nest-cases.sh"
. "$ROOT/tests/tool/nest-strategies.sh"

for TARGET in sqlite file; do
	for D in append replace merge; do
		contracts
	done
done
for TARGET in dir sqlite; do
	for D in append replace merge; do
		nested
		[ "$D" != merge ] || nested_whole
		[ "$TARGET" != dir ] || together
	done
done

check 'the schema: tables, keys, columns, what they are for' \
    'fresh; D=merge; load "{\"id\":7,\"createdAt\":\"x\",\"items\":[{\"n\":1.5}]}" -- --nest 9 --names snake
	rx-merge --into sqlite:t.db --show-schema' \
    '{"resource":"orders","table":"orders","disposition":"merge","key":["id"],"columns":[{"field":"id","column":"id","type":"","holds":"integer","key":true},{"field":"createdAt","column":"created_at","type":"","holds":"text"}]}
{"resource":"orders","table":"orders__items","list":["items"],"columns":[{"field":"_orders_id","column":"_orders_id","type":"","holds":"integer","key":true},{"field":"_rx_idx","column":"_rx_idx","type":"","key":true},{"field":"n","column":"n","type":"","holds":"real"}]}'
check 'of those that are named' 'rx-merge --into sqlite:t.db --show-schema orders__items | jq -c .table
	rx-merge --into sqlite:t.db --show-schema orders | jq -c .table' \
    '"orders__items"
"orders"
"orders__items"'
check 'without a lock' 'mkfifo f1; rx-merge -q --into sqlite:t.db <f1 2>/dev/null & exec 7>f1; D=merge CUT=1 stream "{\"id\":1}" S >&7
	rx-merge --into sqlite:t.db --show-schema orders__items | jq -c .list; exec 7>&-; wait' '["items"]'
check 'of a target that is not there, nothing' 'rx-merge --into sqlite:none.db --show-schema; ls none.db 2>&1 | grep -c "No such"' 1
check 'of a file: what a contract has kept' 'TARGET=file; fresh; D=merge; load "{\"id\":1,\"a\":true}" -- --contract columns=freeze
	rx-merge --into file:t.ndjson --show-schema' \
    '{"resource":"orders","table":"orders","disposition":"merge","key":["id"],"columns":[{"field":"id","type":"integer"},{"field":"a","type":"boolean"}]}'
check 'names that were given stay, also when they are not asked for again' 'for TARGET in file dir; do
	    fresh; echo "{\"id\":1,\"createdAt\":1}" | rx-merge -q --into "$(into)" -t lineItems -k id --names snake
	    printf "%s\\n" "{\"id\":1,\"createdAt\":1}" "{\"id\":2,\"createdAt\":2,\"newField\":3}" | rx-merge --into "$(into)" -t lineItems -k id 2>&1
	    rx-merge --into "$(into)" --show-schema | jq -c .columns[1]
	done; cat t.dir/line_items.ndjson' \
    'rx-merge: lineItems: 2 records, 1 inserted, 0 updated, 1 unchanged
{"field":"createdAt","column":"created_at","type":"integer"}
rx-merge: lineItems: 2 records, 1 inserted, 0 updated, 1 unchanged
{"field":"createdAt","column":"created_at","type":"integer"}
{"id":1,"created_at":1}
{"id":2,"created_at":2,"newField":3}'
check 'a table is found by its own name too' 'TARGET=sqlite; fresh; echo "{\"id\":1}" | rx-merge -q --into sqlite:t.db -t lineItems --names snake
    for name in lineItems line_items; do rx-merge --into sqlite:t.db --show-schema $name | jq -c .table; done' '"line_items"
"line_items"'
check 'names in files: members are renamed, and keep their names' \
    'TARGET=file; fresh; D=merge; load "{\"id\":1,\"createdAt\":1,\"created_at\":2}" -- --names snake
	load "{\"id\":2,\"created_at\":3}" "{\"ID\":9,\"id\":1,\"createdAt\":4}" -- --names snake; content' \
    '{"created_at":4,"id":1,"id_2":9}
{"created_at_2":3,"id":2}'
check 'names in files: the key too' \
    'TARGET=file; fresh; printf "%s\n" "{\"orderNo\":1,\"v\":1}" "{\"orderNo\":1,\"v\":2}" |
	rx-merge -q --into file:t.ndjson -k orderNo --names snake; content' '{"order_no":1,"v":2}'
check 'what the source wishes is left to the next one where records are passed on' \
    'D=append MERGE="\"max_table_nesting\":3" stream "{\"id\":1,\"l\":[1]}" | rx-merge -q | jq -c "select(.rx == \"record\").data"' \
    '{"id":1,"l":[1]}'
for TARGET in file -; do
	[ "$TARGET" = - ] || into=file:t.ndjson
	check_err "lists cannot be unfolded into $TARGET" 2 \
	    'rm -f t.ndjson*; echo "{\"id\":1}" | rx-merge --into "${into:--}" -t t -k id --nest 1' \
	    "t: lists can't be unfolded into"
	into=
done

# a table that came without a contract is there all the same
for into in sqlite:t.db dir:t.dir file:t.ndjson; do
	for mode in freeze discard_row discard_value; do
		check_stderr "a table that was there before its first contract is not new: $into, $mode" 0 \
		    "rm -rf t.*; echo '{\"id\":1}' | rx-merge -q --into $into -t t -k id
	echo '{\"id\":2}' | rx-merge --into $into -t t -k id --contract tables=$mode" \
		    'rx-merge: t: 1 record, 1 inserted, 0 updated, 0 unchanged'
		check_err "and one that is not there is: $into, $mode" "$([ $mode = freeze ] && echo 3 || echo 0)" \
		    "rm -rf t.*; echo '{\"id\":2}' | rx-merge --into $into -t other -k id --contract tables=$mode" \
		    "$([ $mode = freeze ] && echo 'the table other is new' || echo discarded)"
	done
done
finish
