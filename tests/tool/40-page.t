#!/bin/sh
# rx-page: requests of every form, every paginator, what a page line holds.
. "${0%/*}/lib.sh"

start_server <<'END'
{"routes": [
  {"path": "/items", "count": 5, "row": {"id": "{i}"}, "body": {"data": "{rows}", "n": "{start}"},
   "paging": {"by": "offset", "param": "offset", "limit": 2, "limit_param": "limit"}},
  {"path": "/numbered", "count": 5, "row": {"id": "{i}"}, "body": {"data": "{rows}"},
   "paging": {"by": "page", "param": "page", "first": 1, "limit": 2, "limit_param": "per_page"}},
  {"path": "/zero", "count": 5, "row": {"id": "{i}"}, "body": {"data": "{rows}"},
   "paging": {"by": "page", "param": "page", "first": 0, "limit": 2}},
  {"path": "/cursor", "count": 5, "row": {"id": "{i}"},
   "body": {"data": "{rows}", "meta": {"next_cursor": "{cursor}"}},
   "paging": {"by": "cursor", "param": "after", "limit": 2, "cursor": "c/{start}="}},
  {"path": "/posted", "method": "POST", "count": 5, "row": {"id": "{i}"},
   "body": {"data": "{rows}", "next": "{cursor}"},
   "paging": {"by": "cursor", "param": "page.after", "in": "body", "limit": 2}},
  {"path": "/after", "count": 5, "row": {"id": "{i}"}, "body": {"data": "{rows}"},
   "paging": {"by": "after", "param": "starting_after", "limit": 2}},
  {"path": "/linked", "count": 5, "row": {"id": "{i}"}, "body": {"data": "{rows}", "next": "{next_path}"},
   "paging": {"by": "page", "param": "page", "first": 1, "limit": 2}},
  {"path": "/header", "count": 5, "row": {"id": "{i}"},
   "headers": {"Link": "<{next_url}>; rel=\"next\"", "X-Next": "{cursor}", "X-RateLimit-Left": "9",
    "X-Other": "o", "Set-Cookie": "a=b"},
   "paging": {"by": "cursor", "param": "cursor", "limit": 2}},
  {"path": "/total", "count": 4, "row": {"id": "{i}"}, "body": {"data": "{rows}", "total": "{total}"},
   "paging": {"by": "offset", "param": "offset", "limit": 2, "limit_param": "limit", "max": 2}},
  {"path": "/stop", "count": 5, "row": {"id": "{i}"}, "body": {"data": "{rows}", "has_more": "{more}", "next": "{cursor}"},
   "paging": {"by": "cursor", "param": "cursor", "limit": 2}},
  {"path": "/comic/1/info", "body": {"comic_id": 1}},
  {"path": "/comic/2/info", "body": {"comic_id": 2}},
  {"path": "/comic/3/info", "status": 404},
  {"path": "/pretty", "text": "\ufeff{\n  \"data\": [\n    {\"id\": 12345678901234567890, \"p\": 1.10,\n\"a\": \"\\u00e9\\/ x\"}\n  ]\n}\n"},
  {"path": "/echo", "method": "any", "body": {"data": []}},
  {"path": "/none", "status": 204}, {"path": "/sleeps", "latency": 120000, "rows": []},
  {"path": "/bare", "rows": [{"id": 1}, {"id": 2}]}
]}
END

# the page's rows as ids, and how it goes on
short='jq -c "[.page,[.body.data[]?.id],.next//.stop]"'
page() { rx-page -q "$@"; }

check 'a URL as argument' 'page "$URL/bare" | mask' \
    '{"rx":"page","page":1,"url":"URL/bare","status":200,"headers":{"content-type":"application/json"},"rows":2,"stop":"single page","learned":{"selector":[]},"select":{"selector":[]},"body":[{"id":1},{"id":2}]}'
check 'a URL as a line' 'echo "$URL/bare" | page | jq -c .body' '[{"id":1},{"id":2}]'
check 'an object with url' 'echo "{\"url\":\"$URL/bare\"}" | page | jq -c .body' '[{"id":1},{"id":2}]'
check 'several URLs' 'page "$URL/bare" "$URL/bare" | wc -l' '2'
check 'a resource is opened and closed' 'page --resource r "$URL/bare" | jq -c "[.rx,.resource,.complete,.counts]"' \
    '["begin","r",null,null]
["page","r",null,null]
["end","r",null,{"requests":1,"pages":1,"rows":2,"retries":0,"waited":0,"end":"single page"}]'
check 'one with a part is not complete' \
    'echo "{\"url\":\"$URL/bare\",\"resource\":\"r\",\"part\":{\"a\":\"1\"}}" | page |
    jq -c "[.rx,.part,.complete]"' \
    '["begin",null,null]
["page",{"a":"1"},null]
["end",{"a":"1"},null]
["end",null,false]'
check 'white space goes, bytes stay' 'page "$URL/pretty" | sed "s/.*\"body\"://"' \
    '{"data":[{"id":12345678901234567890,"p":1.10,"a":"\u00e9\/ x"}]}}'
check 'the stop line' 'rx-page --resource r --select data "$URL/items" 2>&1 >/dev/null' \
    'rx-page: r: 1 page, 2 records, end: single page'
check_err 'the stop line of several pages' 0 'rx-page --paginator offset "$URL/items"' \
    'rx-page: 4 pages, 5 records, end: empty page'

# -- paginators -----------------------------------------------------------------

check 'offset' 'page --paginator offset --limit 2 "$URL/items" | eval $short' '[1,[1,2],{"offset":2}]
[2,[3,4],{"offset":4}]
[3,[5],{"offset":5}]
[4,[],"empty page"]'
check 'offset sends both' 'requests "select(.path==\"/items\").query" | tail -n 4 | head -n 2' \
    'offset=0&limit=2
offset=2&limit=2'
check 'offset advances by rows, not by the limit' \
    'page --paginator offset --limit 50 "$URL/total" | eval $short' '[1,[1,2],{"offset":2}]
[2,[3,4],{"offset":4}]
[3,[],"empty page"]'
check 'a declared total' \
    'page --paginator "{\"type\":\"offset\",\"total_path\":\"total\"}" "$URL/total" | eval $short' \
    '[1,[1,2],{"offset":2}]
[2,[3,4],"declared total"]'
check 'page_number from 1' \
    'page --paginator "{\"type\":\"page_number\",\"base_page\":1,\"limit_param\":\"per_page\"}" --limit 2 "$URL/numbered" | eval $short' \
    '[1,[1,2],{"page":2}]
[2,[3,4],{"page":3}]
[3,[5],{"page":4}]
[4,[],"empty page"]'
check 'page_number: where numbers begin is found out' \
    'page --paginator page_number "$URL/numbered" | eval $short' '[1,[1,2],{"page":2}]
[2,[3,4],{"page":3}]
[3,[5],{"page":4}]
[4,[],"empty page"]'
check 'page_number: they begin at 0' 'page --paginator page_number "$URL/zero" | eval $short' \
    '[1,[1,2],{"page":1}]
[2,[3,4],{"page":2}]
[3,[5],{"page":3}]
[4,[],"empty page"]'
check 'page_number: found out once a resource' \
    'printf "{\"url\":\"$URL/numbered\",\"resource\":\"r\",\"paging\":{\"type\":\"page_number\"}}\n%.0s" 1 2 3 |
    page -j 3 | jq -r "select(.rx==\"end\").counts.requests"' '13'
check_err 'page_number: -v says so' 0 'rx-page -v --paginator page_number "$URL/numbered"' \
    'page numbers begin at 1 (found by asking for page 1); "base_page": 1 in the paginator saves that request'
check 'cursor' \
    'page --paginator "{\"type\":\"cursor\",\"cursor_path\":\"meta.next_cursor\",\"cursor_param\":\"after\"}" "$URL/cursor" | eval $short' \
    '[1,[1,2],{"cursor":"c/2="}]
[2,[3,4],{"cursor":"c/4="}]
[3,[5],"no cursor"]'
check 'a cursor is encoded' 'requests "select(.path==\"/cursor\").query" | tail -n 1' 'after=c%2F4%3D'
check_err 'cursor: found by name, and said' 0 \
    'rx-page --paginator "{\"type\":\"cursor\",\"cursor_param\":\"after\"}" "$URL/cursor"' \
    'the cursor was found at meta.next_cursor and is sent as after; "cursor_path":"meta.next_cursor" says so in the source'
check 'cursor: what was found is on the line' \
    'page --paginator "{\"type\":\"cursor\",\"cursor_param\":\"after\"}" "$URL/cursor" | jq -c .learned | sort -u' \
    '{"cursor_path":["meta","next_cursor"],"selector":["data"]}'
check 'cursor in the body' \
    'page --json "{\"q\":{\"x\":1}}" --paginator "{\"type\":\"cursor\",\"cursor_path\":\"next\",\"cursor_body_path\":\"page.after\"}" "$URL/posted" | eval $short' \
    '[1,[1,2],{"cursor":"c2"}]
[2,[3,4],{"cursor":"c4"}]
[3,[5],"no cursor"]'
check 'the body it is put into' 'requests "select(.path==\"/posted\").body" | tail -n 2' \
    '{"q":{"x":1},"page":{"after":"c2"}}
{"q":{"x":1},"page":{"after":"c4"}}'
check 'cursor: the last record' \
    'echo "{\"url\":\"$URL/after\",\"select\":{\"key\":\"id\"},\"paging\":{\"type\":\"cursor\",\"cursor_param\":\"starting_after\"}}" | page | eval $short' \
    '[1,[1,2],{"cursor":2}]
[2,[3,4],{"cursor":4}]
[3,[5],{"cursor":5}]
[4,[],"empty page"]'
check 'cursor in the path' \
    'echo "{\"url\":\"$URL/comic/{comic}/info\",\"part\":{\"comic\":\"1\"},\"error_handler\":{\"ignore_status_codes\":[404]},\"paging\":{\"type\":\"cursor\",\"cursor_param\":\"comic\",\"cursor_value\":\"{response[\u0027comic_id\u0027]+1}\"}}" |
    page | jq -c "[.url,.status,.rows,.next//.stop,.body]" | mask' \
    '["URL/comic/1/info",200,1,{"cursor":2},{"comic_id":1}]
["URL/comic/2/info",200,1,{"cursor":3},{"comic_id":2}]
["URL/comic/3/info",404,0,"ignored status",{}]'
check 'a page number in the path' \
    'page --paginator "{\"type\":\"page_number\",\"base_page\":1,\"maximum_page\":2,\"page_param\":\"n\"}" "$URL/comic/{n}/info" |
    jq -c "[.url,.next//.stop]" | mask' \
    '["URL/comic/1/info",{"page":2}]
["URL/comic/2/info","maximum_page"]'
check_err 'without a first one' 2 \
    'rx-page --paginator "{\"type\":\"page_number\",\"page_param\":\"n\"}" "$URL/comic/{n}/info"' \
    'nobody says with which {n} the path begins'
check 'a stop condition' \
    'page --paginator "{\"type\":\"cursor\",\"stop_condition\":\"not response.get('\''has_more'\'', False)\"}" "$URL/stop" | eval $short' \
    '[1,[1,2],{"cursor":"c2"}]
[2,[3,4],{"cursor":"c4"}]
[3,[5],"no cursor"]'
check 'json_link' 'page --paginator json_link "$URL/linked?a=1" | jq -c "[.page,.url,.next//.stop]" | mask' \
    '[1,"URL/linked?a=1",{"url":"URL/linked?a=1&page=2"}]
[2,"URL/linked?a=1&page=2",{"url":"URL/linked?a=1&page=3"}]
[3,"URL/linked?a=1&page=3","no next link"]'
check 'a link has its own query' \
    'page --param b=2 --paginator json_link "$URL/linked" | jq -c ".url" | mask' \
    '"URL/linked?b=2"
"URL/linked?b=2&page=2"
"URL/linked?b=2&page=3"'
check 'header_link' 'page --paginator header_link "$URL/header" | jq -c "[.page,.next//.stop]" | mask' \
    '[1,{"url":"URL/header?cursor=c2"}]
[2,{"url":"URL/header?cursor=c4"}]
[3,"no next link"]'
check 'header_cursor' \
    'page --paginator "{\"type\":\"header_cursor\",\"cursor_key\":\"X-Next\"}" "$URL/header" | jq -c "[.page,.next//.stop]"' \
    '[1,{"cursor":"c2"}]
[2,{"cursor":"c4"}]
[3,"no cursor"]'
check 'auto: the Link header' 'page "$URL/header" | jq -c "[.page,.next//.stop]" | mask' \
    '[1,{"url":"URL/header?cursor=c2"}]
[2,{"url":"URL/header?cursor=c4"}]
[3,"no next link"]'
check 'auto: a cursor in the body' 'page "$URL/stop" | eval $short' \
    '[1,[1,2],{"cursor":"c2"}]
[2,[3,4],{"cursor":"c4"}]
[3,[5],"no cursor"]'
check 'single_page' 'page --paginator single_page "$URL/cursor" | eval $short' '[1,[1,2],"single page"]'
check 'resume' 'echo "{\"url\":\"$URL/items\",\"resume\":{\"offset\":4},\"paging\":{\"type\":\"offset\"}}" | page | eval $short' \
    '[1,[5],{"offset":5}]
[2,[],"empty page"]'

# -- what is sent -----------------------------------------------------------------

# what the server got: method, query, X-H, Content-Type, body
got() {
	requests '[.method,.query,.headers["x-h"],.headers["content-type"],.body]|tojson' | tail -n 1
}
check 'curl-like options' \
    'page -X PUT -H "X-H: v" -d "{\"x\":1}" -H "Content-Type: application/json" --param a=b "$URL/echo" >o; got' \
    '["PUT","a=b","v","application/json","{\"x\":1}"]'
check '-d is a form, by POST' 'page -d x=1 "$URL/echo" >o; got' \
    '["POST","",null,"application/x-www-form-urlencoded","x=1"]'
check '--json @FILE, -H @FILE' \
    'echo "{\"x\": 7}" >b; echo "X-H: f" >h; page --json @b -H @h "$URL/echo" >o; got' \
    '["POST","","f","application/json","{\"x\": 7}"]'
check 'a line says the same' \
    'echo "{\"rx\":\"request\",\"url\":\"$URL/echo?a=1\",\"method\":\"POST\",\"headers\":{\"X-H\":\"v\",\"No\":null},\"body\":{\"x\":[1]}}" |
    page >o; got' '["POST","a=1","v","application/json","{\"x\":[1]}"]'
check 'a body that is text goes as it is' \
    'echo "{\"url\":\"$URL/echo\",\"method\":\"POST\",\"headers\":{\"Content-Type\":\"text/x\"},\"body\":\"a=\\u00e9\"}" |
    page >o; got' '["POST","",null,"text/x","a=é"]'
check 'a flag overrides the line' \
    'echo "{\"url\":\"$URL/echo\",\"headers\":{\"x-h\":\"line\"},\"params\":{\"a\":\"line\"},\"method\":\"PUT\"}" |
    page -X POST -H "X-H: flag" --param a=flag >o; got' '["POST","a=flag","flag",null,""]'
check 'params: a list, null, a query in the URL' \
    'echo "{\"url\":\"$URL/echo?z=0\",\"params\":{\"a\":[1,\"b c\"],\"n\":null,\"t\":true}}" | page >/dev/null; requests .query | tail -n 1' \
    'z=0&a=1&a=b%20c&t=true'
check 'JSON is asked for' 'page "$URL/bare" >/dev/null; requests ".headers.accept" | tail -n 1' \
    'application/json, */*;q=0.8'
check 'headers that are kept' 'page --paginator header_link "$URL/header" | jq -c ".headers|keys" | head -n 1' \
    '["content-type","link","x-ratelimit-left"]'
check '-i keeps all but cookies' 'page -i "$URL/header" | jq -c ".headers|keys" | head -n 1' \
    '["content-length","content-type","link","x-next","x-other","x-ratelimit-left"]'
check '-o FILE' 'page -o out "$URL/bare" && jq .rows out' '2'
check '204 is an empty page that ends' 'page "$URL/none" | jq -c "[.status,.rows,.stop,.body]"' \
    '[204,0,"no content",{}]'

check 'as curl' \
    'echo "{\"url\":\"http://h/x\",\"params\":{\"a\":\"b c\",\"k\":{\"secret\":\"key\"}},\"auth\":{\"type\":\"bearer\",\"token\":{\"secret\":\"my token\"}},\"paging\":{\"type\":\"offset\",\"limit\":5}}" | page --as-curl' \
    "curl --compressed --path-as-is --globoff -H 'Authorization: Bearer '\"\$RX_SECRET_MY_TOKEN\"'' -H 'Accept: application/json, */*;q=0.8' 'http://h/x?a=b%20c&offset=0&limit=5&k='\"\$RX_SECRET_KEY\"''"
check '--as-curl: a session token within its text' \
    'echo "{\"url\":\"http://h/x\",\"auth\":{\"type\":\"session_token\",\"header\":\"Authorization\",\"api_token\":\"Token {{ session_token }}\",\"login_url\":\"http://h/l\",\"session_token_response_key\":\"id\",\"login_json\":{}}}" | page --as-curl | grep -o "Token.*RX_SECRET_[A-Z_]*" | tr -d "\042\047"' \
    'Token $RX_SECRET_SESSION_TOKEN'
check 'as curl, basic' \
    'echo "{\"url\":\"http://h/x\",\"auth\":{\"type\":\"http_basic\",\"username\":{\"secret\":\"api_key\"}}}" | page --as-curl | sed "s/.* -u/-u/"' \
    '-u "$RX_SECRET_API_KEY:"'

# -- limits -------------------------------------------------------------------------

check '--max-pages is success, and not complete' \
    'page --resource r --max-pages 2 --paginator offset "$URL/items" | jq -c "[.rx,.rows,.next//.stop,.complete]"' \
    '["begin",null,null,null]
["page",2,{"offset":2},null]
["page",2,"--max-pages",null]
["end",null,null,false]'
check '--max-records ends after the page that has it' \
    'page --resource r --max-records 3 --paginator offset "$URL/items" | jq -c "[.rx,.rows,.complete]" | tail -n 2' \
    '["page",2,null]
["end",null,false]'
check 'a limit that is not met is complete' \
    'page --resource r --max-pages 9 --paginator offset "$URL/items" | jq -c "[.rx,.complete]" | tail -n 1' '["end",null]'
check 'the limit is the resource'\''s' \
    'printf "{\"url\":\"$URL/items\",\"resource\":\"r\"}\n%.0s" 1 2 3 | page --max-pages 2 | jq -r .rx | sort | uniq -c | tr -s " "' \
    ' 1 begin
 1 end
 2 page'

# -- usage ---------------------------------------------------------------------------

check_err 'an unknown paginator' 2 'rx-page --paginator nope "$URL/bare"' "unknown paginator 'nope'"
check_err 'a condition that is none' 2 'rx-page --paginator "{\"type\":\"cursor\",\"stop_condition\":\"a|nope\"}" "$URL/bare"' \
    'unknown filter'
check_err 'no URL' 2 'rx-page ftp://x/' 'not an http:// or https:// URL: ftp://x/'
check_err 'an unknown option' 2 'rx-page --nope' 'nope'
check_err 'a secret on the command line is warned of' 0 'rx-page -H "X-Api-Key: abc" "$URL/bare"' \
    'a secret on the command line is seen by all users'
check_lacks 'but no other header is' 'rx-page -H "X-H: abc" "$URL/bare"' 'warning'
check_err 'a broken line' 3 'echo "{\"rx\":" | cat - /dev/null | rx-page; exit $?' 'not JSON'
check_has '-h' 'rx-page -h' 'usage: rx-page' '--paginator' '--max-wait'
# -- what is typed by hand -----------------------------------------------------------

check_err 'an unknown key of a line'\''s paging' 2 \
    'echo "{\"url\":\"$URL/x\",\"paging\":{\"type\":\"offset\",\"ofset_param\":\"o\"}}" | rx-page' \
    "paging: unknown key 'ofset_param'" "did you mean 'offset_param'?"
check_err 'an unknown key of --paginator' 2 'rx-page --paginator "{\"type\":\"offset\",\"limt\":3}" "$URL/x"' \
    "--paginator: unknown key 'limt'" "did you mean 'limit'?"
for option in -j --max-pages --max-records --limit; do
	check_err "$option 0 is no number of anything" 2 "rx-page $option 0 $URL/x" "'0' is not above 0"
done
check 'a wrong URL on the command line: bare output stays bare' 'rx-page example.com 2>err' '' 2
check_err 'and is told' 2 'rx-page example.com' 'not an http:// or https:// URL: example.com'
# -- into a file ---------------------------------------------------------------------

check '-o FILE' 'echo old >f; chmod 640 f; page -o f "$URL/bare" && jq -c .rows f; ls f*; stat -c %a f' '2
f
640'
check 'a run that fails leaves it as it was' \
    'echo old >f; rx-page -q -o f "$URL/bare" "$URL/nowhere" 2>e; echo $?; cat f; jq -c .rows f.part; grep warning e; rm f.part' '4
old
2
rx-page: warning: f was not written: what came is in '"$T"'/work/f.part'
check 'where nothing came nothing is left' 'echo old >f; rx-page -q -o f "$URL/nowhere" 2>e; cat f; ls f*; grep -c part e' 'old
f
0' 1
check 'so does one that is stopped' \
    'rm -f f; rx-page -q -o f "$URL/bare" "$URL/sleeps" & until [ -s f.part ]; do sleep 0.02; done; kill -9 $!; ls f*; jq .rows f.part; rm f.part' 'f.part
2'
check 'a device is written as it is' 'page -o /dev/null "$URL/bare"; ls /dev/null*' /dev/null
check 'a link stays one' 'echo old >f; ln -s f l; page -o l "$URL/bare"; readlink l; jq .rows f' 'f
2'
check_stderr 'a file that can not be written' 1 'rx-page -q -o no/such "$URL/bare"' \
    'rx-page: error: cannot open no/such.part: No such file or directory'
check_stderr 'a full disk' 1 'rx-page -q -o /dev/full "$URL/bare"' \
    'rx-page: error: cannot write /dev/full: No space left on device'
finish
