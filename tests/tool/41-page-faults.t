#!/bin/sh
# rx-page where servers fail: tries, waits, broken bodies, links elsewhere,
# loops, and what is left of the promises.
. "${0%/*}/lib.sh"

start_server <<'END'
{"routes": [
  {"path": "/flaky", "count": 3, "row": {"id": "{i}"}, "faults": [{"statuses": [503, 429, 200]}]},
  {"path": "/down", "status": 503},
  {"path": "/after", "count": 1, "row": {"id": "{i}"}, "faults": [{"n": 1, "status": 429, "retry_after": 1}]},
  {"path": "/afterdate", "count": 1, "row": {"id": "{i}"},
   "faults": [{"n": 1, "status": 503, "retry_after": "date:2"}]},
  {"path": "/long", "status": 429, "retry_after": 3600},
  {"path": "/teapot", "count": 1, "row": {"id": "{i}"}, "faults": [{"n": "1-2", "status": 420}]},
  {"path": "/reset", "count": 40, "row": {"id": "{i}", "fill": "{fill:400}"}, "body": {"data": "{rows}"},
   "paging": {"by": "offset", "param": "offset", "limit": 20},
   "faults": [{"n": 2, "reset": 0.5}, {"n": 3, "truncate": 90}, {"n": 5, "length": 10}]},
  {"path": "/malformed", "count": 2, "row": {"id": "{i}"}, "malformed": true},
  {"path": "/html", "html": true, "count": 1, "row": 1},
  {"path": "/utf8", "count": 2, "row": {"id": "x"}, "bad_utf8": true},
  {"path": "/deep", "deep": 600},
  {"path": "/huge", "huge": 300000},
  {"path": "/empty", "text": ""},
  {"path": "/two", "text": "{} {}"},
  {"path": "/gzip", "count": 2, "row": {"id": "{i}"}, "encoding": "gzip"},
  {"path": "/badgzip", "count": 2, "row": {"id": "{i}"}, "encoding": "broken"},
  {"path": "/elsewhere", "count": 4, "row": {"id": "{i}"}, "body": {"data": "{rows}", "next": "{next_other}"},
   "paging": {"by": "page", "param": "page", "first": 1, "limit": 2}},
  {"path": "/moved", "redirect": "/new?a=1"}, {"path": "/new", "rows": [{"id": 1}]},
  {"path": "/posted", "method": "any", "redirect": "/new", "status": 302},
  {"path": "/kept", "method": "any", "redirect": "/new2", "status": 307},
  {"path": "/new2", "method": "POST", "rows": [{"id": 1}]},
  {"path": "/away", "redirect": "{other}/new"},
  {"path": "/round", "redirect": "/round"},
  {"path": "/loop", "count": 9, "row": {"id": "{i}"}, "body": {"data": "{rows}", "next": "{cursor}"},
   "paging": {"by": "cursor", "param": "cursor", "limit": 2, "loop": 3}},
  {"path": "/desert", "body": {"data": [], "next": "{nth}"}},
  {"path": "/oases", "count": 3, "row": {"id": "{i}"}, "body": {"data": [], "next": "{nth}"}, "faults": [
    {"n": "4-5", "body": {"data": [{"id": "{nth}"}], "next": "{nth}"}}, {"n": "9-", "body": {"data": []}}]},
  {"path": "/ignore", "count": 4, "row": {"id": "{i}"}, "body": {"data": "{rows}"},
   "paging": {"by": "offset", "param": "offset", "limit": 100, "ignore": true}},
  {"path": "/ignorefull", "count": 4, "row": {"id": "{i}"}, "body": {"data": "{rows}"},
   "paging": {"by": "offset", "param": "offset", "limit": 4, "ignore": true}},
  {"path": "/child/{id}", "count": {"1": 2, "*": 0}, "row": {"id": "{i}"}, "body": {"data": "{rows}"},
   "faults": [{"with": {"id": ["4", "5"]}, "status": 404}, {"with": {"id": "6"}, "status": 403}]},
  {"path": "/resumed", "count": 3, "row": {"id": "{i}"}, "body": {"data": "{rows}"},
   "paging": {"by": "cursor", "param": "cursor", "limit": 2}},
  {"path": "/less", "count": 2, "row": {"id": "{i}"}, "body": {"data": "{rows}", "total": 9},
   "paging": {"by": "offset", "param": "offset", "limit": 2}},
  {"path": "/whole", "count": 4, "row": {"id": "{i}"}, "body": {"data": "{rows}", "total": "{total}"},
   "paging": {"by": "offset", "param": "offset", "limit": 2}},
  {"path": "/numbered", "count": 4, "row": {"id": "{i}"}, "body": {"data": "{rows}", "pages": "{pages}"},
   "paging": {"by": "page", "param": "page", "first": 1, "limit": 2}},
  {"path": "/probed", "count": 3, "row": {"id": "{i}"}, "body": {"data": "{rows}"},
   "paging": {"by": "page", "param": "page", "first": 1, "limit": 2}, "faults": [{"with": {"query.page": "1"}, "status": 400}]},
  {"path": "/rows", "rows": [{"id": 1}]},
  {"path": "/other", "body": {"contacts": [{"id": 1}], "meta": {}}},
  {"path": "/unclear", "body": {"a": [{"x": 1}], "b": [{"y": 1}]}},
  {"path": "/nothing", "body": {}}
]}
END

page() { rx-page -q "$@"; }
# one request line: line RESOURCE PATH [MORE MEMBERS]
line() { printf '{"rx":"request","resource":"%s","part":{},"url":"%s%s"%s}\n' "$1" "$URL" "$2" "${3:+,$3}"; }
begin() { printf '{"rx":"begin","resource":"%s","merge":{"table":"%s","disposition":"%s"}}\n' "$1" "$1" "${2:-merge}"; }
end() { printf '{"rx":"end","resource":"%s"}\n' "$1"; }
kinds='jq -r "[.rx,.resource,.part//empty,.rows//.exit//empty]|map(tostring)|join(\" \")"'

# -- tries and waits ----------------------------------------------------------------

check 'a status that passes' 'page --max-wait 0.05 --resource r "$URL/flaky" | jq -c "select(.rx==\"end\").counts|[.requests,.pages,.rows,.retries,.waited]"' \
    '[3,1,3,2,0.1]'
check_stderr 'each wait is told before it begins' 5 \
    'rx-page -v -q --max-wait 0.1 "$URL/down" | grep .; rx-page -v -q --max-wait 0.1 "$URL/down" 2>/dev/null' \
    "rx-page: waiting 0.1 s (503, try 2 of 6)
rx-page: waiting 0.1 s (503, try 3 of 6)
rx-page: waiting 0.1 s (503, try 4 of 6)
rx-page: waiting 0.1 s (503, try 5 of 6)
rx-page: waiting 0.1 s (503, try 6 of 6)
rx-page: error: HTTP status 503, 6 times
  at: $URL/down
  got: {\"error\":{\"status\":503,\"message\":\"as the scenario says\"}}"
check_stderr 'Retry-After in seconds' 0 'rx-page -v -q "$URL/after" >o' \
    'rx-page: waiting 1 s (429, try 2 of 6)'
check_err 'Retry-After as a date' 0 'rx-page -v -q "$URL/afterdate"' 's (503, try 2 of 6)'
check_stderr 'a wait that is too long is an error' 6 'rx-page -q "$URL/long"' \
    "rx-page: error: the server asks to wait 3600 s (status 429): more than max_wait, 600 s
  at: $URL/long
  hint: run it again later; or --max-wait SECONDS waits so long at most and then tries"
check_err 'unless the command line caps it' 4 \
    'line r /long "\"error_handler\":{\"max_retries\":1}" | rx-page -v --max-wait 0.1' \
    'waiting 0.1 s (429, try 2 of 2)' 'HTTP status 429, 2 times'
check_stderr 'a constant backoff of a large factor' 0 \
    'line r /teapot "\"error_handler\":{\"retry_on_status_codes\":[420,429],\"max_retries\":3,\"backoff_factor\":62}" |
    rx-page -v -q --max-wait 0.2 >o' \
    'rx-page: waiting 0.2 s (420, try 2 of 4)
rx-page: waiting 0.2 s (420, try 3 of 4)'
check_err 'an empty list retries nothing' 5 \
    'line r /down "\"error_handler\":{\"retry_on_status_codes\":[]}" | rx-page' 'error: HTTP status 503'
check_err 'nobody there' 1 \
    'echo "{\"url\":\"http://127.0.0.1:1/x\",\"error_handler\":{\"max_retries\":1}}" | rx-page --max-wait 0.1' \
    'could not connect to 127.0.0.1:1: refused, 2 times'
check 'a page that breaks off comes once' \
    'page --max-wait 0.05 --paginator offset "$URL/reset" >o; jq -c "[.rows,([.body.data[].id]|.[0],.[-1])]" o | head -n 2;
    rx-select -b <o | wc -l' '[20,1,20]
[20,21,40]
40'
check 'other requests go on while one waits' \
    '{ line slow /after; line quick /rows; } | control "{\"reset\":true}"; { line slow /after; line quick /rows; } |
    page -j 2 | jq -r "select(.rx==\"page\").resource"' 'quick
slow'

# -- bodies -------------------------------------------------------------------------

check_err 'malformed' 3 'rx-page -q "$URL/malformed"' 'error: not JSON:' 'got: '
check_err 'HTML' 3 'rx-page -q "$URL/html"' 'error: not JSON:' 'that is HTML'
check_err 'not UTF-8' 3 'rx-page -q "$URL/utf8"' 'not UTF-8'
check_err 'too deep' 3 'rx-page -q "$URL/deep"' 'nested too deep'
check_err 'empty' 3 'rx-page -q "$URL/empty"' 'an empty body'
check_err 'two values' 3 'rx-page -q "$URL/two"' 'something stands behind the value'
check 'compressed' 'page "$URL/gzip" | jq .rows' '2'
check_err 'a broken compression' 1 'rx-page -q --max-wait 0 "$URL/badgzip"' 'the compression of the answer'
check_err 'a status, with what the API says' 4 'rx-page -q "$URL/nowhere"' 'HTTP status 404' 'got: {"error"'

# -- links and redirects --------------------------------------------------------------

check_err 'a next link elsewhere is refused' 7 'rx-page -q --paginator json_link "$URL/elsewhere"' \
    'error: the server leads from' 'to another origin' 'hint: if that is right: --allow-origin http://127.0.0.1:'
check 'the page before it is written' 'page --paginator json_link "$URL/elsewhere" 2>e | jq .rows' '2'
other=$(curl -s "$URL/elsewhere" | jq -r .next | cut -d/ -f1-3)
check 'unless allowed' 'page --allow-origin "$other" --paginator json_link -H "X-Api: k" "$URL/elsewhere" 2>e | jq .rows' \
    '2
2'
check 'and then without headers that may hold secrets' 'requests ".headers[\"x-api\"]" | tail -n 2' 'k
null'
check 'a redirect' 'page "$URL/moved" | jq -c "[.url,.rows]" | mask' '["URL/new?a=1",1]'
check '302 makes a POST a GET' 'page -d x "$URL/posted" >o; requests "[.method,.body]|tojson" | tail -n 2' \
    '["POST","x"]
["GET",""]'
check '307 keeps it' 'page -d x "$URL/kept" >o; requests "[.method,.body]|tojson" | tail -n 2' \
    '["POST","x"]
["POST","x"]'
check_err 'a redirect elsewhere is refused' 7 'rx-page -q "$URL/away"' 'to another origin'
check_err 'redirects without end' 3 'rx-page -q "$URL/round"' 'more than 10 redirects'

# -- loops and repeats ------------------------------------------------------------------

check_err 'a cursor that comes twice' 3 'rx-page -q --paginator "{\"type\":\"cursor\",\"cursor_path\":\"next\",\"cursor_param\":\"cursor\"}" "$URL/loop"' \
    'page 4 repeats page 1'
check_err 'a repeated page that was all' 0 'rx-page --paginator offset --limit 100 "$URL/ignore"' \
    'warning: page 2 repeats page 1: the server ignores what asks for the next page, and this was all' \
    '1 page, 4 records, end: repeated page'
check_err 'a repeated page as large as the limit' 3 'rx-page -q --paginator offset --limit 4 "$URL/ignorefull"' \
    'error: page 2 repeats page 1: this paginator does not fit this API' 'single_page'
check_err 'more pages may exist' 3 'rx-page -q --paginator cursor --limit 2 --select data "$URL/reset?limit=2"' \
    'more pages may exist'

cursor='{"type":"cursor","cursor_path":"next","cursor_param":"cursor"}'
check_stderr 'ever new cursors without a record' 6 'rx-page -q --paginator "$cursor" --max-empty 5 "$URL/desert" >o' \
    "rx-page: error: 5 pages in a row without a record, and still there are more
  at: page 5, $URL/desert?cursor=4
  hint: if an empty page is the end: \"stop_after_empty_page\": true; if records may still come: --max-empty N"
check_err 'a thousand, where nothing is said' 6 'rx-page -q --paginator "$cursor" "$URL/desert" >o' 'error: 1000 pages in a row'
check 'records begin the count anew' \
    'page --paginator "$cursor" --select data --max-empty 4 "$URL/oases" | jq -s -c "map(.rows)"' '[0,0,0,1,1,0,0,0,0]'

# -- promises -----------------------------------------------------------------------------

check 'a failure drops the end, with counts on the error' \
    '{ begin a; begin b; line a /down "\"error_handler\":{\"max_retries\":0}"; line b /rows; end a; end b; } |
    page 2>e | jq -c "[.rx,.resource,.counts.requests]"' \
    '["begin","a",null]
["begin","b",null]
["page","b",null]
["end","b",1]
["error","a",1]
["end","b",1]'
check 'its status' \
    '{ begin a; line a /down "\"error_handler\":{\"max_retries\":0}"; end a; } | page 2>e | jq -c "select(.rx==\"error\")|[.exit,.status,.message,.counts.end]"' \
    '[5,503,"HTTP status 503","error"]'
check_status 'the first error is the exit status' 4 \
    '{ line a /nowhere; line b /malformed; } | page 2>e'
check 'a part fails, others go on, the resource has no end' \
    '{ begin c; for i in 1 6 2; do line c "/child/$i" | sed "s/{}/{\"id\":\"$i\"}/"; done; end c; } | page 2>e | eval $kinds' \
    'begin c
page c {"id":"1"} 2
end c {"id":"1"}
page c {"id":"2"} 0
end c {"id":"2"}
error c {"id":"6"} 4'
check_err 'what others would meet too ends the resource early' 5 \
    '{ begin c; for i in 1 2 3 4 5 6 7 8; do line c /down "\"error_handler\":{\"max_retries\":0}"; done; end c; } | rx-page' \
    'c: 3 requests were not made after 5 failures in a row' 'c: 5 requests failed'
check_err 'what is its own does not' 4 \
    '{ begin c; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do line c /child/6; done; line c /child/1; end c; } | rx-page >o' \
    'c: 12 requests failed' 'c: 1 page, 2 records, end: error'
check 'ten are told, all are written' \
    '{ begin c; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do line c /child/6; done; end c; } | page 2>e | grep -c "\"rx\":\"error\""; grep -c "error: HTTP status 403" e' \
    '12
10'
check 'gone is no error' \
    '{ begin c; for i in 1 4; do line c "/child/$i" "\"error_handler\":{\"gone_status_codes\":[404,410]}" | sed "s/{}/{\"id\":\"$i\"}/"; done; end c; } |
    page 2>e | jq -c "[.rx,.part,.counts.end]"' \
    '["begin",null,null]
["page",{"id":"1"},null]
["end",{"id":"1"},"single page"]
["end",{"id":"4"},"gone"]
["end",null,"single page (1), gone (1)"]'
check_err 'all gone is one' 4 \
    '{ begin c; for i in 4 5; do line c "/child/$i" "\"error_handler\":{\"gone_status_codes\":[404]}"; done; end c; } | rx-page -q' \
    'c: every request was answered with 404 or 410'
check_err 'a selector that never matches' 3 \
    '{ begin c; line c /other "\"select\":{\"selector\":\"items\"}"; end c; } | rx-page -q' \
    'c: no page has what the selector "items" names' 'got: the members "contacts", "meta"'
check 'unless it need not' \
    '{ begin c; line c /other "\"select\":{\"selector\":\"items\",\"required\":false}"; end c; } | page | eval $kinds' \
    'begin c
page c {} 0
end c {}
end c'
check 'or the body was {}' \
    '{ begin c; line c /nothing "\"select\":{\"selector\":\"items\"}"; end c; } | page | eval $kinds' 'begin c
page c {} 0
end c {}
end c'
total='"paging":{"type":"offset","total_path":"total"}'
check_err 'a total that promises more is a warning' 0 \
    '{ begin c; line c /less "$total"; end c; } | rx-page' 'warning: c: the declared total promises 7 more than came'
check_err 'and an error where a part would replace the whole' 3 \
    '{ begin c replace; line c /less "$total"; end c; } | rx-page' 'error: the declared total promises 7 more than came'
check 'a first page whose place in the numbers is not found out: merged as it is' \
    '{ begin c; line c /probed "\"paging\":{\"type\":\"page_number\"}"; end c; } | page 2>e | jq -c "[.rx,.next]"' \
    '["begin",null]
["page",{"page":1}]
["error",null]'
check 'but not appended, for it would come twice' \
    '{ begin c append; line c /probed "\"paging\":{\"type\":\"page_number\"}"; end c; } | page 2>e | jq -c "[.rx,.next]"' \
    '["begin",null]
["error",null]'
check_stderr 'a total is not held against a request that went on in the middle' 0 \
    '{ begin c replace; line c /numbered "\"resume\":{\"page\":2},\"paging\":{\"type\":\"page_number\",\"total_path\":\"pages\"}"; end c; } | page >o' ''
check 'nor does one that goes on by rows end early' \
    '{ begin c replace; line c /whole "\"resume\":{\"offset\":1},$total"; end c; } | page | jq -c "select(.rx==\"end\" and .part==null).counts|[.pages,.rows,.end]"' \
    '[2,3,"declared total"]'
check_err 'detection with two candidates' 3 'rx-page -q "$URL/unclear"' '["a"] or ["b"]'
check 'a resumed request that is refused starts over' \
    '{ begin c; line c /resumed "\"resume\":{\"cursor\":\"stale\"},\"paging\":{\"type\":\"cursor\",\"cursor_param\":\"cursor\",\"cursor_path\":\"x\"}"; end c; } |
    page 2>e | jq -c "[.rx,.part,.resume,.rows]"' \
    '["begin",null,null,null]
["begin",{},false,null]
["page",{},null,2]
["end",{},null,null]
["end",null,null,null]'
check 'a cut stream' '{ begin c; line c /rows; printf "{\"rx\":\"end\",\"res"; } | page 2>e | eval $kinds' \
    'begin c
error null 1
page c {} 1
end c {}'
check_status 'is no success' 1 '{ begin c; line c /rows; printf "{\"rx\":\"end\",\"res"; } | page 2>e'
check_err 'nor a missing end' 1 '{ begin c; line c /rows; } | rx-page -q' 'c: the stream was cut short'
check_err 'a record before its begin' 3 'echo "{\"rx\":\"record\",\"resource\":\"x\",\"data\":{}}" | rx-page' \
    'x: a record before its begin'
check_err 'a full disk' 1 'rx-page -q "$URL/rows" >/dev/full' 'cannot write standard output: No space left on device'
check_status 'a closed output' 141 'sh -c "rx-page -q \"\$1/rows\" \"\$1/rows\"; echo \$? >st" - "$URL" | :; sleep 0.1; exit $(cat st)'
finish
