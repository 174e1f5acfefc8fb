#!/bin/sh
# dlt's behaviour cases 28-39, 61 and 62: how pages follow each other.  Each
# name begins with the case's number; where rx does something else on purpose, a
# comment says why.
. "${0%/*}/lib.sh"

start_server <<'END'
{"routes": [
 {"path": "/link", "count": 5, "row": {"id": "{i}"}, "body": {"data": "{rows}", "next": "{next_url}"}, "paging": {"by": "page", "limit": 2, "first": 1}},
 {"path": "/nested", "count": 5, "row": {"id": "{i}"}, "body": {"data": "{rows}", "meta": {"next": "{next_url}"}}, "paging": {"by": "page", "limit": 2, "first": 1}},
 {"path": "/odata", "count": 5, "row": {"id": "{i}"}, "body": {"value": "{rows}", "@odata.nextLink": "{next_url}"}, "paging": {"by": "page", "limit": 2, "first": 1}},
 {"path": "/absolute", "count": 3, "row": {"id": "{i}"}, "body": {"data": "{rows}", "next": "{next_path}"}, "paging": {"by": "page", "limit": 2, "first": 1}},
 {"path": "/query", "count": 3, "row": {"id": "{i}"}, "body": {"data": "{rows}", "next": "{next_query}"}, "paging": {"by": "page", "limit": 2, "first": 1}},
 {"path": "/other", "count": 3, "row": {"id": "{i}"}, "body": {"data": "{rows}", "next": "{next_other}"}, "paging": {"by": "page", "limit": 2, "first": 1}},
 {"path": "/d/relative", "body": {"data": [{"id": 1}], "next": "further?q=a%20b%26c&p=2"}},
 {"path": "/d/further", "body": {"data": [{"id": "{query.q}"}], "next": "../up?x=1"}},
 {"path": "/up", "body": {"data": [{"id": 3}], "next": "//{host}/last"}},
 {"path": "/last", "body": {"data": [{"id": 4}], "next": ""}},
 {"path": "/header", "count": 5, "row": {"id": "{i}"}, "paging": {"by": "page", "limit": 2, "first": 1}, "headers": {"Link": "<{next_url}>; rel=\"next\", <{origin}/>; rel=\"first\""}},
 {"path": "/hcursor", "count": 5, "row": {"id": "{i}"}, "paging": {"by": "cursor", "limit": 2}, "headers": {"X-Next": "{cursor}"}},
 {"path": "/hempty", "rows": [{"id": 1}], "headers": {"X-Next": ""}},
 {"path": "/cursor", "count": 5, "row": {"id": "{i}"}, "body": {"data": "{rows}", "meta": {"next": "{cursor}"}, "more": "{more}"}, "paging": {"by": "cursor", "limit": 2, "param": "after"}},
 {"path": "/cursorempty", "count": 5, "row": {"id": "{i}"}, "body": {"data": "{rows}", "next": "{cursor}"}, "paging": {"by": "cursor", "limit": 2, "end": ""}},
 {"path": "/bodycursor", "method": "POST", "count": 5, "row": {"id": "{i}"}, "body": {"data": "{rows}", "next": "{cursor}"}, "paging": {"by": "cursor", "limit": 2, "in": "body", "param": "page.after"}},
 {"path": "/offset", "count": 20, "row": {"id": "{i}"}, "body": {"data": "{rows}", "total": "{total}", "text": "{total:n}", "bad": "many", "frac": 20.0}, "paging": {"by": "offset", "limit": 10}},
 {"path": "/bodyoffset", "method": "POST", "count": 5, "row": {"id": "{i}"}, "body": {"data": "{rows}"}, "paging": {"by": "offset", "limit": 2, "in": "body", "param": "page.from"}},
 {"path": "/endless", "count": 1000, "row": {"id": "{i}"}, "body": {"data": "{rows}", "more": true}, "paging": {"by": "offset", "limit": 50}},
 {"path": "/one", "count": 10, "row": {"id": "{i}"}, "body": {"data": "{rows}", "pages": "{pages}", "more": "{more}"}, "paging": {"by": "page", "limit": 2, "first": 1}},
 {"path": "/zero", "count": 10, "row": {"id": "{i}"}, "body": {"data": "{rows}", "pages": "{pages}", "more": "{more}"}, "paging": {"by": "page", "limit": 2, "first": 0}},
 {"path": "/bodypage", "method": "POST", "count": 5, "row": {"id": "{i}"}, "body": {"data": "{rows}"}, "paging": {"by": "page", "limit": 2, "first": 1, "in": "body", "param": "page"}},
 {"path": "/flag/{name}", "rows": [{"id": 1}], "body": {"data": "{rows}", "yes": "y", "no": "n", "number": 1, "null": null, "next": "x"}},
 {"path": "/null", "responses": [{"body": {"users": [{"id": 1}], "next": "{origin}/null?p=2"}}, {"body": {"users": null}}]},
 {"path": "/posts", "count": 25, "row": {"id": "{i}"}, "body": {"data": "{rows}", "next": "{next_url}"}, "paging": {"by": "page", "limit": 5, "first": 1}},
 {"path": "/posts/{id}/comments", "count": 50, "row": {"id": "{id}-{i}"}, "body": {"data": "{rows}", "next": "{next_url}"}, "paging": {"by": "page", "limit": 25, "first": 1}},
 {"path": "/many", "body": {"meta": {"page": 1, "tags": [{"id": 8}, {"id": 9}]}, "many-results": [{"id": 1}, {"id": 2}], "some": [{"id": 7}]}},
 {"path": "/repeat", "rows": [{"id": 1}, {"id": 2}], "body": {"data": "{rows}", "next": "same", "more": true}},
 {"path": "/nullcursor", "rows": [{"id": 1}], "body": {"data": "{rows}", "next": null, "more": true}}
]}
END

# paged PATH PAGINATOR [ENDPOINT MEMBERS]: the source of one resource, run; the
# queries that the server saw, and the ids, each as one line.
source_of() {
	printf '{"client": {"base_url": "%s"}, "resources": [{"name": "a", "endpoint": {"path": "%s"%s%s}}]}\n' \
	    "$URL" "$1" "${2:+, \"paginator\": $2}" "${3:+, $3}" >s.json
}
paged() {
	source_of "$@"
	: >"$LOG"
	rx-run s.json >"$T/lines" 2>"$T/said"
	status=$?
	jq -r 'if .method == "POST" then .body elif .query == "" then "-" else .query end' "$LOG" | paste -s -d' '
	jq -r 'select(.rx == "record") | .data.id' "$T/lines" | paste -s -d' '
	[ $status -eq 0 ] || { grep -m1 error "$T/said"; echo "status $status"; }
}
told() {
	name=$1
	source_of x "$2"
	shift 2
	check_err "$name" 2 'rx-plan --check s.json' "$@"
}

# -- links

check '28 json_link: next' "paged link '\"json_link\"'" '- page=2 page=3
1 2 3 4 5'
check '28 json_link: no parameter twice' "paged link '\"json_link\"' '\"params\": {\"q\": \"1\"}'" 'q=1 q=1&page=2 q=1&page=3
1 2 3 4 5'
check '28 json_link: nested' "paged nested '{\"type\": \"json_link\", \"next_url_path\": \"meta.next\"}'" '- page=2 page=3
1 2 3 4 5'
check '28 json_link: a quoted name' "paged odata '{\"type\": \"json_link\", \"next_url_path\": \"[\\u0027@odata.nextLink\\u0027]\"}'" '- page=2 page=3
1 2 3 4 5'
check '28 json_link: a name with a dot, not quoted' "paged odata '{\"type\": \"json_link\", \"next_url_path\": \"@odata.nextLink\"}'" '- page=2 page=3
1 2 3 4 5'
check '28 json_link: the path is not there' "paged link '{\"type\": \"json_link\", \"next_url_path\": \"nowhere\"}'" '-
1 2'
check '28 json_link: /path' "paged absolute '\"json_link\"'" '- page=2
1 2 3'
check '28 json_link: ?query' "paged query '\"json_link\"'" '- page=2
1 2 3'
HOST=${URL#http://}
check '28 json_link: name, ../name, //host/name, an encoded query; an empty one ends' \
    "control '{\"set\":{\"host\":\"$HOST\"}}'; paged d/relative '\"json_link\"'" '- q=a%20b%26c&p=2 x=1 -
1 a b&c 3 4'
# dlt follows with the credentials.
check '28 json_link: to another origin' "paged other '\"json_link\"' | tail -n 1" 'status 7'
check '29 header_link' "paged header '\"header_link\"'" '- page=2 page=3
1 2 3 4 5'
check '29 header_link: another relation, without a next' "paged header '{\"type\": \"header_link\", \"links_next_key\": \"prev\"}'" '-
1 2'
check '29 header_cursor' "paged hcursor '{\"type\": \"header_cursor\", \"cursor_key\": \"x-next\"}'" '- cursor=c2 cursor=c4
1 2 3 4 5'
check '29 header_cursor: no header' "paged hcursor '{\"type\": \"header_cursor\", \"cursor_key\": \"other\"}'" '-
1 2'
check '29 header_cursor: an empty one ends (dlt loops)' "paged hempty '{\"type\": \"header_cursor\", \"cursor_key\": \"x-next\"}'" '-
1'
check '30 single_page' "paged header '\"single_page\"'" '-
1 2'

# -- cursors

check '31 cursor in a parameter' "paged cursor '{\"type\": \"cursor\", \"cursor_path\": \"meta.next\", \"cursor_param\": \"after\"}'" '- after=c2 after=c4
1 2 3 4 5'
check '31 cursor in the body, beside what is there' "paged bodycursor '{\"type\": \"cursor\", \"cursor_path\": \"next\", \"cursor_body_path\": \"page.after\"}' '\"method\": \"POST\", \"json\": {\"q\": 1, \"page\": {\"n\": 2}}'" \
'{"q":1,"page":{"n":2}} {"q":1,"page":{"n":2,"after":"c2"}} {"q":1,"page":{"n":2,"after":"c4"}}
1 2 3 4 5'
check '31 an empty cursor ends' "paged cursorempty '{\"type\": \"cursor\", \"cursor_path\": \"next\", \"cursor_param\": \"cursor\"}'" '- cursor=c2 cursor=c4
1 2 3 4 5'
check '31 stop_after_empty_page' "paged flag/x '{\"type\": \"cursor\", \"cursor_path\": \"next\", \"cursor_param\": \"c\", \"stop_after_empty_page\": true}' '\"data_selector\": \"nothing\", \"data_selector_required\": false' | head -n 1" '-'
check '31 has_more true' "paged cursor '{\"type\": \"cursor\", \"cursor_path\": \"meta.next\", \"cursor_param\": \"after\", \"has_more_path\": \"more\"}'" '- after=c2 after=c4
1 2 3 4 5'
check '31 has_more that is a text' "paged flag/x '{\"type\": \"cursor\", \"cursor_path\": \"next\", \"cursor_param\": \"c\", \"has_more_path\": \"no\"}'" '-
1'
# Missing is not false (dialect 18); in dlt it is an error on the last page of
# servers that leave it out there.
check '31 has_more that is missing does not end' "paged cursor '{\"type\": \"cursor\", \"cursor_path\": \"meta.next\", \"cursor_param\": \"after\", \"has_more_path\": \"nowhere\"}'" '- after=c2 after=c4
1 2 3 4 5'

told '32 cursor: in the query and in the body' '{"type": "cursor", "cursor_path": "n", "cursor_param": "a", "cursor_body_path": "b"}' "both 'cursor_param' and 'cursor_body_path' are given"
told '32 page_number: the same' '{"type": "page_number", "page_param": "a", "page_body_path": "b"}' "both 'page_param' and 'page_body_path' are given"
told '32 offset: the same' '{"type": "offset", "limit": 1, "offset_param": "a", "offset_body_path": "b"}' "both 'offset_param' and 'offset_body_path' are given"
told '32 limit: the same' '{"type": "offset", "limit": 1, "limit_param": "a", "limit_body_path": "b"}' "both 'limit_param' and 'limit_body_path' are given"
told '32 an empty name' '{"type": "page_number", "page_param": ""}' "'page_param' is empty"
told '32 an empty path' '{"type": "offset", "limit": 1, "offset_body_path": ""}' "'offset_body_path' is empty"
check '32 null is the usual name' "paged offset '{\"type\": \"offset\", \"limit\": 10, \"offset_param\": null, \"offset_body_path\": null, \"limit_param\": null, \"total_path\": \"total\"}' | head -n 1" 'offset=0&limit=10 offset=10&limit=10'
check '32 null is the usual name of a page' "paged one '{\"type\": \"page_number\", \"base_page\": 1, \"page_param\": null, \"maximum_page\": 2}' | head -n 1" 'page=1 page=2'

# -- offset and page_number

check '33 offset with a total' "paged offset '{\"type\": \"offset\", \"limit\": 10, \"total_path\": \"total\"}' | head -n 1" 'offset=0&limit=10 offset=10&limit=10'
check '33 a total that is a text' "paged offset '{\"type\": \"offset\", \"limit\": 10, \"total_path\": \"text\"}' | head -n 1" 'offset=0&limit=10 offset=10&limit=10'
# Only what the source names is believed, and when it is missing the empty page
# ends (dialect 15): dlt's default total is often the page's.
check '33 without a total the empty page ends' "paged offset '{\"type\": \"offset\", \"limit\": 10}' | head -n 1" 'offset=0&limit=10 offset=10&limit=10 offset=20&limit=10'
check '33 a total that is no number' "paged offset '{\"type\": \"offset\", \"limit\": 10, \"total_path\": \"bad\"}' | head -n 1" 'offset=0&limit=10 offset=10&limit=10 offset=20&limit=10'
check '33 a total that is no number is told of, once' \
    "rx-page --paginator '{\"type\":\"offset\",\"limit\":10,\"total_path\":\"bad\"}' \"\$URL/offset\" 2>&1 >/dev/null | grep warning" \
    'rx-page: warning: the total at bad is "many", which is no number: it is not counted on'
check '33 a total that is missing' "paged offset '{\"type\": \"offset\", \"limit\": 10, \"total_path\": \"nowhere\"}' | head -n 1" 'offset=0&limit=10 offset=10&limit=10 offset=20&limit=10'
# Maximums are inclusive: the request for offset 100 is the last.
check '33 maximum_offset' "paged endless '{\"type\": \"offset\", \"limit\": 50, \"maximum_offset\": 100}' | head -n 1" 'offset=0&limit=50 offset=50&limit=50 offset=100&limit=50'
check '33 an offset in the body' "paged bodyoffset '{\"type\": \"offset\", \"limit\": 2, \"offset_body_path\": \"page.from\", \"limit_body_path\": \"page.n\"}' '\"method\": \"POST\", \"json\": {\"q\": 1}'" \
'{"q":1,"page":{"from":0,"n":2}} {"q":1,"page":{"from":2,"n":2}} {"q":1,"page":{"from":4,"n":2}} {"q":1,"page":{"from":5,"n":2}}
1 2 3 4 5'
for base in one:1:'page=1 page=2 page=3 page=4 page=5' zero:0:'page=0 page=1 page=2 page=3 page=4'; do
	path=${base%%:*} rest=${base#*:}
	check "34 pages from ${rest%%:*} with a total: five, no more" "paged $path '{\"type\": \"page_number\", \"base_page\": ${rest%%:*}, \"total_path\": \"pages\"}' | head -n 1" "${rest#*:}"
	check "34 pages from ${rest%%:*} with has_more" "paged $path '{\"type\": \"page_number\", \"base_page\": ${rest%%:*}, \"has_more_path\": \"more\"}' | head -n 1" "${rest#*:}"
done
check '34 maximum_page 3 is the last that is asked for' "paged one '{\"type\": \"page_number\", \"base_page\": 1, \"maximum_page\": 3}' | head -n 1" 'page=1 page=2 page=3'
check '34 a first page further on' "paged one '{\"type\": \"page_number\", \"base_page\": 1, \"page\": 3, \"total_path\": \"pages\"}'" 'page=3 page=4 page=5
5 6 7 8 9 10'
check '34 a page in the body' "paged bodypage '{\"type\": \"page_number\", \"base_page\": 1, \"page_body_path\": \"page\"}' '\"method\": \"POST\"'" '{"page":1} {"page":2} {"page":3} {"page":4}
1 2 3 4 5'
check '35 an empty page ends before the total is looked at' "paged flag/x '{\"type\": \"offset\", \"limit\": 10, \"total_path\": \"number\"}' '\"data_selector\": \"null\"' | head -n 1" 'offset=0&limit=10'
told '35 nothing ends it' '{"type": "page_number", "base_page": 1, "stop_after_empty_page": false}' 'nothing ends this paging'
check '36 null where the records were' "paged null '\"json_link\"' '\"data_selector\": \"users\"'" '- p=2
1'

# -- again, and apart

check '37 a second run begins at the first page' "paged link '\"json_link\"' >one; paged link '\"json_link\"' >two; cmp one two && echo same" same
cat >family.json <<END
{"client": {"base_url": "$URL", "paginator": "json_link"}, "resource_defaults": {"primary_key": "id", "write_disposition": "merge", "endpoint": {"data_selector": "data"}},
 "resources": ["posts", {"name": "comments", "include_from_parent": ["id"], "endpoint": "posts/{resources.posts.id}/comments"}]}
END
check '37 25 posts with 50 comments each' 'rx-run family.json --into sqlite:f.db 2>/dev/null; sqlite3 f.db "select count(*), count(distinct id), count(distinct _posts_id) from comments"' '1250|1250|25'
check '62 in parallel the same' 'rx-run -j 8 family.json --into sqlite:g.db 2>/dev/null
    for d in f g; do sqlite3 $d.db "select * from comments order by id" >$d.rows; done; cmp f.rows g.rows && wc -l <g.rows | tr -d " "' '1250'
check '61 the selector picks' "paged many '' '\"data_selector\": \"many-results\"' | tail -n 1" '1 2'
check '61 a bare list' "paged header '\"header_link\"' | tail -n 1" '1 2 3 4 5'

# -- traps

check '39 has_more does not pass a maximum' "paged endless '{\"type\": \"offset\", \"limit\": 50, \"maximum_offset\": 50, \"has_more_path\": \"more\"}' | head -n 1" 'offset=0&limit=50 offset=50&limit=50'
check '39 a cursor that repeats is an error' "paged repeat '{\"type\": \"cursor\", \"cursor_path\": \"next\", \"cursor_param\": \"c\"}'" '- c=same
1 2
rx-page: error: page 2 repeats page 1: this paginator does not fit this API
status 3'
check '39 no cursor ends, whatever has_more says' "paged nullcursor '{\"type\": \"cursor\", \"cursor_path\": \"next\", \"cursor_param\": \"c\", \"has_more_path\": \"more\"}'" '-
1'
told '39 limit 0' '{"type": "offset", "limit": 0}' 'paginator.limit: 0 is too little'
finish
