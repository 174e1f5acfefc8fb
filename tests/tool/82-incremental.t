#!/bin/sh
# Incremental runs, end to end: what the second run asks for and loads.  The
# numbers are those of the cases in dlt's behaviour (46 to 54).
. "${0%/*}/lib.sh"

start_server <<'END'
{"vars": {"n": 6}, "routes": [
 {"path": "/rows", "count": "{n}", "row": {"id": "{i}", "at": "2026-01-0{i}"}, "body": {"data": "{rows}"},
  "paging": {"by": "offset", "limit": 3}, "filter": [{"param": "since", "field": "at", "op": ">="},
   {"param": "until", "field": "at", "op": "<"}]},
 {"path": "/all", "count": "{n}", "row": {"id": "{i}", "at": "2026-01-0{i}", "deep": {"n": "{i}"}}, "body": {"data": "{rows}"}},
 {"path": "/even", "rows": [{"id": 1, "at": "2026-01-01"}, {"id": 2, "at": "2026-01-02"}, {"id": 3, "at": "2026-01-02"}],
  "with": {"query.v": "1"}},
 {"path": "/even", "rows": [{"id": 2, "at": "2026-01-02"}, {"at": "2026-01-02", "id": 3}, {"id": 4, "at": "2026-01-02"}]},
 {"path": "/holes", "rows": [{"id": 1, "at": 5}, {"id": 2, "at": null}, {"id": 3}]},
 {"path": "/asc", "count": 9, "row": {"id": "{i}", "n": "{i}"}, "paging": {"by": "offset", "limit": 3}},
 {"path": "/desc", "rows": [{"n": 9}, {"n": 8}, {"n": 7}, {"n": 6}, {"n": 5}, {"n": 4}], "paging": {"by": "offset", "limit": 2}},
 {"path": "/body", "method": "POST", "rows": [{"id": 1, "at": 7}]},
 {"path": "/win", "rows": [{"id": 1, "at": "2026-01-01T08:00:00Z"}, {"id": 2, "at": "2026-01-02T09:00:00Z"}, {"id": 3, "at": "2026-01-03T07:00:00Z"},
   {"id": 4, "at": "2026-01-03T09:00:00Z"}], "filter": [{"param": "from", "field": "at", "op": ">="}, {"param": "to", "field": "at", "op": "<"}]},
 {"path": "/get/{a}", "rows": [{"id": 1, "at": "2026-01-01"}]}
]}
END

# source NAME ENDPOINT [MEMBERS]: a source of one resource.
source_of() {
	printf '{"client": {"base_url": "%s"}, "resources": [{"name": "r", %s "endpoint": {%s}}]}\n' "$URL" "${3:-}" "$2" >"$1.json"
}
# again NAME: the run, into its own database; what was asked is in $LOG.
again() {
	: >"$LOG"
	rx-run -q "$1.json" --into "sqlite:$1.db"
}
ids() {
	sqlite3 "$1.db" 'select group_concat(id, " ") from (select id from r order by rowid)'
}
asked() {
	requests '.params // {} | tojson'
}
bookmark() {
	rx-merge --into "sqlite:$1.db" --print-state | jq -c 'select(.bookmark) | .bookmark'
}
paged='"data_selector": "data", "paginator": {"type": "offset", "limit": 3}'

# -- 46: where the window goes

source_of both "\"path\": \"rows\", $paged, \"incremental\": {\"cursor_path\": \"at\", \"initial_value\": \"2026-01-02\",
  \"end_value\": \"2026-01-05\", \"start_param\": \"since\", \"end_param\": \"until\"}"
check '46: start_param and end_param are sent' 'again both; asked | head -n 1; ids both' \
'{"since":"2026-01-02","until":"2026-01-05","offset":"0","limit":"3"}
2 3 4'
source_of places '"path": "get/{incremental.start_value}", "method": "GET",
  "headers": {"X-Since": "{incremental.start_value}"}, "params": {"q": "from:{incremental.start_value}", "to": "{incremental.end_value}"},
  "incremental": {"cursor_path": "at", "initial_value": "2026-01-01", "end_value": "2026-02-01"}'
check '46: placeholders in path, headers, params' \
    'again places; requests "[.path, .headers[\"x-since\"], .params.q, .params.to] | tojson"' \
    '["/get/2026-01-01","2026-01-01","from:2026-01-01","2026-02-01"]'
source_of json '"path": "body", "method": "POST", "json": {"from": "{incremental.start_value}", "text": "n={incremental.start_value}",
  "lag": "{incremental.lag}"}, "incremental": {"cursor_path": "at", "initial_value": 5, "lag": 2}'
check '46: in json a number stays a number' 'again json; requests .body' '{"from":5,"text":"n=5","lag":2}'
check '46: and so does the bookmark, less the lag' 'again json; requests .body' '{"from":5,"text":"n=5","lag":2}'
source_of form '"path": "body", "method": "POST", "data": {"since": "{incremental.start_value}"},
  "incremental": {"cursor_path": "at", "initial_value": 5}'
check '46: in a form' 'again form; requests .body; again form; requests .body' \
'since=5
since=7'
source_of conv '"path": "all", "data_selector": "data", "incremental": {"cursor_path": "at",
  "initial_value": "2026-01-02", "start_param": "after", "end_param": "before", "convert": "%s"}'
check '46: convert by a format, of what is sent alone; not of an end that is null' \
    'again conv; asked; bookmark conv; again conv; asked' \
'{"after":"1767312000"}
"2026-01-06"
{"after":"1767657600"}'
source_of convjq '"path": "all", "data_selector": "data", "incremental": {"cursor_path": "at",
  "initial_value": "2026-01-02", "end_value": "2026-01-04", "start_param": "after", "end_param": "before", "convert": "\"d:\" + .[5:]"}'
check '46: convert by a jq program, of both ends' 'again convjq; asked; ids convjq' \
'{"after":"d:01-02","before":"d:01-04"}
2 3'

# -- 48, 51: rows outside the range

source_of all '"path": "all", "data_selector": "data", "incremental": {"cursor_path": "at", "initial_value": "2026-01-03"}' '"primary_key": "id",'
check '48: rows below initial_value are dropped, the server filters or not' 'again all; ids all' '3 4 5 6'
check '48: a second run with the same rows loads nothing' 'again all; ids all' '3 4 5 6'
check '48: new rows are loaded' 'control "{\"set\":{\"n\":8}}"; again all; ids all; control "{\"set\":{\"n\":6}}"' '3 4 5 6 7 8'
source_of ends '"path": "all", "data_selector": "data", "incremental": {"cursor_path": "deep.n", "initial_value": 2, "end_value": 4}'
check '51, 50: an end leaves the state untouched; a nested cursor' 'again ends; ids ends; bookmark ends; again ends; ids ends' \
'2 3
2 3 2 3'
source_of open '"path": "all", "data_selector": "data", "incremental": {"cursor_path": "deep.n", "initial_value": 2, "end_value": 4,
  "range_start": "open", "range_end": "closed"}'
check '51: an open start, a closed end' 'again open; ids open' '3 4'
source_of mixed '"path": "all", "data_selector": "data", "incremental": {"cursor_path": "deep.n", "initial_value": "2026-01-01"}'
check_err '48: a cursor of another kind than its start' 3 'again mixed' \
    'rx-select: error: the cursor 1 can'"'"'t be compared with "2026-01-01"' 'hint: initial_value'

# -- 49: the boundary

for key in '' '"primary_key": "id",'; do
	rm -f even.db
	source_of even '"path": "even", "params": {"v": {"config": "v"}}, "incremental": {"cursor_path": "at", "initial_value": "2026-01-01"}' "$key"
	check "49: at the boundary what is known is skipped, what is new is loaded${key:+, by key}" \
	    'rx-run -q even.json --set v=1 --into sqlite:even.db; ids even; rx-run -q even.json --set v=2 --into sqlite:even.db; ids even
	     rx-run -q even.json --set v=2 --into sqlite:even.db; ids even' \
'1 2 3
1 2 3 4
1 2 3 4'
done
rm -f even.db
source_of even '"path": "even", "params": {"v": "1"}, "incremental": {"cursor_path": "at", "initial_value": "2026-01-01", "primary_key": []}'
check '49: primary_key [] switches that off' 'again even; again even; ids even' '1 2 3 2 3'

# -- 50: no cursor

source_of raise '"path": "holes", "incremental": {"cursor_path": "at"}'
check_err '50: a null cursor is an error' 3 'again raise' 'rx-select: error: a record'"'"'s cursor, "at", is null' \
    'hint: on_cursor_value_missing of incremental: include keeps such records, exclude drops them'
source_of lacks '"path": "holes", "incremental": {"cursor_path": "nix"}'
check_err '50: and an absent one is another' 3 'again lacks' 'rx-select: error: a record lacks its cursor, "nix"'
source_of include '"path": "holes", "incremental": {"cursor_path": "at", "on_cursor_value_missing": "include"}'
check '50: include' 'again include; ids include' '1 2 3'
source_of exclude '"path": "holes", "incremental": {"cursor_path": "at", "on_cursor_value_missing": "exclude"}'
check '50: exclude' 'again exclude; ids exclude' '1'

# -- 52: lag

source_of lag "\"path\": \"rows\", $paged, \"incremental\": {\"cursor_path\": \"at\", \"initial_value\": \"2026-01-02\", \"start_param\": \"since\", \"lag\": 2}" \
    '"primary_key": "id", "write_disposition": "merge",'
check '52: a lag of days; the bookmark only moves on' 'again lag; bookmark lag; again lag; asked | head -n 1; bookmark lag; ids lag' \
'"2026-01-06"
{"since":"2026-01-04","offset":"0","limit":"3"}
"2026-01-06"
2 3 4 5 6'

# -- 53: row_order

source_of asc '"path": "asc", "paginator": {"type": "offset", "limit": 3}, "incremental": {"cursor_path": "n", "initial_value": 2, "end_value": 5, "row_order": "asc"}'
check '53: asc stops behind the end' 'again asc; ids asc; requests .params.offset' \
'2 3 4
0
3'
source_of desc '"path": "desc", "paginator": {"type": "offset", "limit": 2}, "incremental": {"cursor_path": "n", "initial_value": 7, "row_order": "desc"}'
check '53: desc stops before the start' 'again desc; requests .params.offset' \
'0
2'

# -- 54: min, replace

source_of min '"path": "desc", "paginator": {"type": "offset", "limit": 2}, "incremental": {"cursor_path": "n", "initial_value": 8, "last_value_func": "min"}'
check '54: min: the cursor falls' 'again min; bookmark min; sqlite3 min.db "select group_concat(n) from r"; again min; sqlite3 min.db "select count(*) from r"' \
'4
8,7,6,5,4
5'
source_of replace '"path": "all", "data_selector": "data", "incremental": {"cursor_path": "at", "initial_value": "2026-01-03"}' '"write_disposition": "replace",'
check '54: replace begins anew each time' 'again replace; again replace; ids replace' '3 4 5 6'
# -- windows (dialect 23, 24)

sync='"incremental_sync": {"cursor_field": "at", "start_datetime": "2026-01-01", "end_datetime": {"config": "until"}, "step": "P1D", "datetime_format": "%Y-%m-%d",
  "start_time_option": {"inject_into": "query", "field_name": "from"}, "end_time_option": {"inject_into": "query", "field_name": "to"}}'
runs() {
	: >"$LOG"
	rx-run -q --set "until=$2" "$1.json" --into "sqlite:$1.db"
}
windows() {
	requests '.params.from + " " + .params.to'
}
source_of sync "\"path\": \"win\", $sync"
check 'windows: one request a day' 'runs sync 2026-01-03; windows; ids sync; bookmark sync' \
'2026-01-01 2026-01-02
2026-01-02 2026-01-03
1 2
"2026-01-02T09:00:00Z"'
check 'windows: the last one is asked again, and nothing is appended twice' 'runs sync 2026-01-04; windows; ids sync' \
'2026-01-02 2026-01-03
2026-01-03 2026-01-04
1 2 3 4'
check 'windows: an end does not forget the bookmark' 'bookmark sync' '"2026-01-03T09:00:00Z"'
source_of nowhere '"path": "win", "incremental_sync": {"cursor_field": "at", "start_datetime": "2026-01-03"}' '"primary_key": "id", "write_disposition": "merge",'
check 'incremental_sync that no request says drops nothing' 'again nowhere; ids nowhere; again nowhere; ids nowhere' \
'1 2 3 4
1 2 3 4'
source_of client '"path": "win", "incremental_sync": {"cursor_field": "at", "start_datetime": "2026-01-02", "filter": "client"}'
check 'with filter: client it does' 'again client; ids client; again client; ids client' \
'2 3 4
2 3 4'

# -- 47, 51, 52: what is wrong

wrong() {
	source_of wrong "$1"
	rx-plan --check wrong.json
}
check_err '47: two incrementals' 2 "wrong '\"path\": \"x\", \"params\": {\"a\": {\"type\": \"incremental\", \"cursor_path\": \"at\"}}, \"incremental\": {\"cursor_path\": \"at\"}'" \
    "a second incremental, in 'a'"
check_err '47: an end in a parameter' 2 "wrong '\"path\": \"x\", \"params\": {\"a\": {\"type\": \"incremental\", \"cursor_path\": \"at\", \"initial_value\": 1, \"end_value\": 2}}'" \
    "an incremental in 'a' has an end"
check_err '47: a parameter of another type' 2 "wrong '\"path\": \"x\", \"params\": {\"a\": {\"type\": \"incrementing\"}}'" \
    "unknown type 'incrementing'" 'resolve, incremental'
check_err '51: an end before the beginning' 2 "wrong '\"path\": \"x\", \"incremental\": {\"cursor_path\": \"at\", \"initial_value\": 5, \"end_value\": 3}'" \
    'endpoint.incremental.end_value: 3 comes before initial_value, 5'
check_err '51: of another kind' 2 "wrong '\"path\": \"x\", \"incremental\": {\"cursor_path\": \"at\", \"initial_value\": 5, \"end_value\": \"2026-01-01\"}'" \
    'endpoint.incremental.end_value: "2026-01-01" can'"'"'t be compared with initial_value, 5'
check_err '52: a lag that is no number' 2 "wrong '\"path\": \"x\", \"incremental\": {\"cursor_path\": \"at\", \"lag\": \"1 day\"}'" \
    'endpoint.incremental.lag: a number expected' 'got: "1 day"'
check_err '52: a lag below nothing' 2 "wrong '\"path\": \"x\", \"incremental\": {\"cursor_path\": \"at\", \"lag\": -2}'" \
    'endpoint.incremental.lag: -2 is too little'
check_err '46: convert that is no program' 2 "wrong '\"path\": \"x\", \"incremental\": {\"cursor_path\": \"at\", \"convert\": \".a |\"}'" \
    'endpoint.incremental.convert: not a jq program: .a |' 'hint: convert is a jq program, a format such as %Y-%m-%d, or one of epoch, epoch_ms, iso, date'
# Of each record that stands at the bookmark the hash is kept, which is told of
# when there are many, once.
crowd() {
	printf '{"rx":"begin","resource":"r"}\n'
	for p in 1 2 3 4 5; do
		printf '{"rx":"page","resource":"r","part":{},"page":%s,"rows":90,"select":%s,"body":%s}\n' "$p" \
		    '{"cursor_path":"at","incremental":{"cursor_path":"at","unique":["id"]}}' \
		    "$(jq -nc "[range(90) | {id: (. + $p * 90), at: \"2026-01-02\"}]")"
	done
	printf '{"rx":"end","resource":"r"}\n'
}
check '49: more than 200 records at one cursor are told of' 'crowd | rx-select 2>&1 >/dev/null' \
    'rx-select: warning: r: more than 200 records stand at "2026-01-02", the greatest cursor: each is remembered; a finer cursor_path would need fewer'
finish
