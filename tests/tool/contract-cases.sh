# shellcheck shell=sh
# contract-cases.sh: contracts and declared types, the same on every target.
# shellcheck disable=SC2016,SC2034

# says NAME COMMAND WANT
says() {
	check "$TARGET, $D: $1" "after '$2'" "$3"
}

contracts() {
	says 'all evolves by itself' 'load "{\"id\":1,\"a\":1}"; load "{\"id\":2,\"a\":2,\"b\":2}"' \
	    "status 0
$(new '{"a":1,"id":1}' '{"a":2,"b":2,"id":2}')"
	says 'columns come freely on the run that makes the table' \
	    'MERGE="\"schema_contract\":{\"columns\":\"freeze\"}" load "{\"id\":1,\"a\":1}" S "{\"id\":2,\"b\":2}"' \
	    'status 0
{"a":1,"id":1}
{"b":2,"id":2}'
	says 'columns come freely, others being declared' \
	    'MERGE="\"columns\":{\"a\":{\"data_type\":\"bigint\"}},\"schema_contract\":{\"columns\":\"freeze\"}" load "{\"id\":1,\"a\":1}" "{\"id\":2,\"b\":2}"
		MERGE="\"columns\":{\"a\":{\"data_type\":\"bigint\"}},\"schema_contract\":{\"columns\":\"freeze\"}" load "{\"id\":3,\"c\":2}" 2>/dev/null' \
	    'status 3
{"a":1,"id":1}
{"b":2,"id":2}'
	says 'and on no other' \
	    'MERGE="\"schema_contract\":{\"columns\":\"freeze\"}" load "{\"id\":1,\"a\":1}"
		MERGE="\"schema_contract\":{\"columns\":\"freeze\"}" load "{\"id\":2,\"a\":2}" S "{\"id\":3,\"b\":2}" 2>/dev/null' \
	    'status 3
{"a":1,"id":1}'
	check_err "$TARGET, $D: the error says column, value and remedy" 3 \
	    'load "{\"id\":3,\"b\":[2]}" -- --contract columns=freeze' \
	    'orders: the column b is new, and its contract is to freeze columns'
	says 'null is no new column' \
	    'load "{\"id\":1,\"a\":1}" -- --contract columns=freeze
		load "{\"id\":2,\"a\":2,\"b\":null}" -- --contract columns=freeze' \
	    "status 0
$(new '{"a":1,"id":1}' '{"a":2,"id":2}')"
	says 'a row is discarded, counted, and kept in the rejects' \
	    'load "{\"id\":1,\"a\":1}" -- --contract columns=freeze
		load "{\"id\":2,\"b\" : 2}" "{\"id\":3,\"a\":3}" -- --contract orders=columns=discard_row --rejects r' \
	    "status 0
$(new '{"a":1,"id":1}' '{"a":3,"id":3}')
{\"data\":{\"b\":2,\"id\":2},\"reason\":\"the column b is new\"}"
	says 'a value is discarded, and kept in the rejects' \
	    'load "{\"id\":1,\"a\":1}" -- --contract columns=freeze
		load "{\"id\":2,\"b\":[2],\"a\":2}" -- --contract columns=discard_value --rejects r' \
	    "status 0
$(new '{"a":1,"id":1}' '{"a":2,"id":2}')
{\"data\":{\"a\":2,\"b\":[2],\"id\":2},\"field\":\"b\",\"reason\":\"the column b is new\",\"value\":[2]}"
	check "$TARGET, $D: without --rejects the summary tells" \
	    'stream "{\"id\":4,\"b\":1}" "{\"id\":5,\"c\":2,\"d\":3}" | rx-merge --into "$(into)" --contract columns=discard_value 2>&1 |
		grep -o "[0-9]* values left out"; stream "{\"id\":4,\"b\":1}" | rx-merge --into "$(into)" --contract columns=discard_row 2>&1 |
		grep -o "1 discarded"' '3 values left out
1 discarded'
	says 'another resource has its own contract' \
	    'load "{\"id\":1}" -- --contract columns=freeze; load "{\"id\":2,\"b\":1}" -- --contract items=freeze' \
	    "status 0
$(new '{"id":1}' '{"b":1,"id":2}')"
	types
	tables
	declared
}

types() {
	says 'a value of another type: frozen' \
	    'load "{\"id\":1,\"a\":1}"  -- --contract data_type=freeze
		load "{\"id\":2,\"a\":2}" S "{\"id\":3,\"a\":\"x\"}" -- --contract data_type=freeze 2>/dev/null' \
	    'status 3
{"a":1,"id":1}'
	says 'a value of another type: the row' \
	    'load "{\"id\":1,\"a\":1}"  -- --contract data_type=freeze
		load "{\"id\":2,\"a\":2}" "{\"id\":3,\"a\":\"x\"}" "{\"id\":4,\"a\":null}" -- --contract data_type=discard_row --rejects r' \
	    "status 0
$(new '{"a":1,"id":1}' '{"a":2,"id":2}' '{"id":4}')
{\"data\":{\"a\":\"x\",\"id\":3},\"reason\":\"a is a string, the column's type is integer\"}"
	says 'a value of another type: the value' \
	    'load "{\"id\":1,\"a\":\"x\"}"  -- --contract data_type=freeze
		load "{\"id\":2,\"a\":{\"b\":1}}" "{\"id\":3,\"a\":5}" -- --contract data_type=discard_value --rejects r' \
	    "status 0
$(new '{"a":"x","id":1}' '{"id":2}' '{"id":3}')
{\"data\":{\"a\":{\"b\":1},\"id\":2},\"field\":\"a\",\"reason\":\"a is an object, the column's type is string\",\"value\":{\"b\":1}}
{\"data\":{\"a\":5,\"id\":3},\"field\":\"a\",\"reason\":\"a is a number, the column's type is string\",\"value\":5}"
	[ "$TARGET" = file ] || says 'what the table has counts, without a state of it' \
	    'load "{\"id\":1,\"a\":10}"; load "{\"id\":2,\"a\":\"x\"}" -- --contract data_type=freeze 2>/dev/null' \
	    'status 3
{"a":10,"id":1}'
	[ "$TARGET" = file ] || says 'its columns do too' \
	    'load "{\"id\":1,\"a\":10}"; load "{\"id\":2,\"b\":1}" -- --contract columns=freeze 2>/dev/null' \
	    'status 3
{"a":10,"id":1}'
}

tables() {
	says 'a new table: frozen' 'load "{\"id\":1}" -- --contract tables=freeze 2>/dev/null' 'status 3'
	says 'a new table: rows' 'load "{\"id\":1}" -- --contract tables=discard_row --rejects r' \
	    'status 0
{"data":{"id":1},"reason":"the table orders is new"}'
	says 'a table that is there' 'load "{\"id\":1}" -- --contract columns=freeze
		load "{\"id\":2}" -- --contract tables=freeze' "status 0
$(new '{"id":1}' '{"id":2}')"
}

# What the source declares is checked on every target alike.
declared() {
	COLUMNS='"columns":{"n":{"data_type":"decimal","precision":4,"scale":1},"d":{"data_type":"date"},"must":{"nullable":false}}'
	says 'what is not as declared is rejected' \
	    'MERGE=$COLUMNS load "{\"id\":1,\"n\":1.5,\"must\":1}" "{\"id\":2,\"n\":1.55,\"must\":1}" "{\"id\":3,\"must\":1,\"d\":\"2024-02-30\"}" \
		"{\"id\":4}" "{\"id\":5,\"must\":null}" "{\"id\":6,\"must\":2}" -- --rejects r' \
	    'status 0
{"id":1,"must":1,"n":1.5}
{"id":6,"must":2}
{"data":{"id":2,"must":1,"n":1.55},"reason":"n: 1.55 does not fit the declared type decimal(4,1)"}
{"data":{"d":"2024-02-30","id":3,"must":1},"reason":"d: \"2024-02-30\" does not fit the declared type date"}
{"data":{"id":4},"reason":"must is missing, and declared not nullable"}
{"data":{"id":5,"must":null},"reason":"must is null, and declared not nullable"}'
	says 'and an error without --rejects' \
	    'MERGE=$COLUMNS load "{\"id\":1,\"must\":1,\"n\":\"x\"}" 2>/dev/null' 'status 3'
	check "$TARGET, $D: and the resource stops there, and says so" \
	    'fresh; MERGE=$COLUMNS stream "{\"must\":1,\"id\":1,\"n\":\"x\"}" "{\"id\":2,\"must\":1}" S "{\"id\":3}" S "{\"id\":4,\"must\":1}" S "{\"id\":5,\"must\":1}" S |
		rx-merge --into "$(into)" --memory 64k 2>&1 | grep -cE "declared type|orders stops here|not taken"' 3
	says 'a declared column is not new' \
	    'load "{\"id\":1}" -- --contract columns=freeze
		MERGE=$COLUMNS load "{\"id\":2,\"must\":1,\"n\":1.5}" -- --contract columns=freeze' \
	    "status 0
$(new '{"id":1}' '{"id":2,"must":1,"n":1.5}')"
	says 'the contract of data_type is asked first' \
	    'MERGE=$COLUMNS load "{\"id\":1,\"must\":1,\"n\":\"x\"}" -- --contract data_type=discard_value --rejects r' \
	    'status 0
{"id":1,"must":1}
{"data":{"id":1,"must":1,"n":"x"},"field":"n","reason":"n: \"x\" does not fit the declared type decimal(4,1)","value":"x"}'
}

# new ROW...: what $D leaves of rows of an earlier load (the first) and a new one
new() {
	[ "$D" != replace ] || shift
	printf '%s\n' "$@" | sort
}
