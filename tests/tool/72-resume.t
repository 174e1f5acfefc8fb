#!/bin/sh
# rx-run: what is asked for again after a run that broke off, by the server's log.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/postgres.sh"

start_server <<'END2'
{"routes": [
 {"path": "/offset", "count": 100, "row": {"id": "{i}", "v": "x", "at": "{i:time}"}, "body": {"data": "{rows}"},
  "paging": {"by": "offset", "limit": 10, "limit_param": "limit"}, "filter": [{"param": "since", "field": "at"}],
  "faults": [{"page": 6, "times": 1, "status": 403}]},
 {"path": "/page", "count": 100, "row": {"id": "{i}", "v": "x"}, "body": {"data": "{rows}"},
  "paging": {"by": "page", "param": "page", "limit": 10}, "faults": [{"page": 6, "times": 1, "status": 403}]},
 {"path": "/cursor", "count": 100, "row": {"id": "{i}", "v": "x"}, "body": {"data": "{rows}", "next": "{cursor}"},
  "paging": {"by": "cursor", "param": "cursor", "limit": 10}, "faults": [{"page": 6, "times": 1, "status": 403}]}]}
END2

# crm PATH PAGINATOR [MORE]: of resource items, with disposition $D.
crm() {
	cat <<-END2
	{"client": {"base_url": "$URL"}, "resources": [{"name": "items", "primary_key": "id", "write_disposition": "$D",
	 "endpoint": {"path": "$1", "data_selector": "data", "paginator": {$2}${3:-}}}]}
	END2
}
offset='"type": "offset", "limit": 10, "limit_param": "limit"'
since=', "incremental": {"cursor_path": "at", "initial_value": "2026-01-01", "start_param": "since"}'

# asked WHAT: what the last run asked for, as a list
asked() { requests "$1 // \"-\"" | tr '\n' ' '; }
go() {
	: >"$LOG"
	rx-run --into "$(into)" "$@" 2>err
	echo "status $?"
}
distinct() { rows | tr ',' '\n' | sort -u | grep -c .; }

# broken PATH PAGINATOR WHAT: a run that breaks off in page 6, and the next one.
broken() {
	fresh
	control '{"reset": true}'
	crm "$1" "$2" "${4:-}" >s.json
	go s.json
	go s.json
	asked "$3"
	echo
	echo "$(rows | tr ',' '\n' | grep -c .) $(distinct)"
}

resumed() {
	D=merge
	check "$TARGET: merge: one page back, and no page before" \
	    "broken offset '$offset' .params.offset" 'status 4
status 0
40 50 60 70 80 90 100 
100 100'
	check "$TARGET: merge: by page numbers too" \
	    "broken page '\"type\": \"page_number\", \"base_page\": 1' .params.page" 'status 4
status 0
5 6 7 8 9 10 11 
100 100'
	for D in merge append replace; do
		check "$TARGET: $D: a cursor goes on exactly there" \
		    "broken cursor '\"type\": \"cursor\", \"cursor_path\": \"next\", \"cursor_param\": \"cursor\"' .params.cursor" 'status 4
status 0
c50 c60 c70 c80 c90 
100 100'
	done
	for D in append replace; do
		check "$TARGET: $D: exactly there, nothing twice" "broken offset '$offset' .params.offset" 'status 4
status 0
50 60 70 80 90 100 
100 100'
	done
	D=merge
	check "$TARGET: the next day begins at the bookmark" \
	    "broken offset '$offset' '.params.since + \" \" + .params.offset' '$since' >o; go s.json; asked '.params.since + \" \" + .params.offset'; bookmark" \
	    'status 0
2026-01-01T00:01:40Z 0 2026-01-01T00:01:40Z 1 2026-01-01T00:01:40Z'
	check "$TARGET: a changed source starts over" \
	    "fresh; control '{\"reset\": true}'; crm offset '$offset' >s.json; go s.json
	crm offset '$offset' ', \"params\": {\"new\": 1}' >s.json; go s.json; asked .params.offset; distinct" 'status 4
status 0
0 10 20 30 40 50 60 70 80 90 100 100'
	check "$TARGET: so does what is older than --resume-within" \
	    "fresh; control '{\"reset\": true}'; crm offset '$offset' >s.json; go s.json; go --resume-within 0 s.json; asked .params.offset; distinct" \
	    'status 4
status 0
0 10 20 30 40 50 60 70 80 90 100 100'
	check "$TARGET: and the history tells both" \
	    'rx-merge --into "$(into)" --history | jq -c "[.source, .records, .exit, .why]"' \
	    '["s.json",50,4,"HTTP status 403"]
["s.json",100,0,"empty page"]'
}

for TARGET in sqlite file dir; do
	resumed
done
need_postgres
TARGET=postgres
resumed
finish
