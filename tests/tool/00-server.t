#!/bin/sh
# The test server, as curl sees it.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"

get() {
	curl -sS -m 10 -w '\n' "$@"
}

status() {
	curl -s -m 10 -o /dev/null -w '%{http_code}\n' "$@"
}

start_server <<'END'
{"vars": {"version": 1},
 "routes": [
  {"path": "/plain", "count": 2, "row": {"id": "{i}", "v": "v{version}"}},
  {"path": "/exact", "rows": [{"id":12345678901234567890,"price":1.10,"a":"\u00e9\/"}],
   "body": {"data": "{rows}"}},
  {"path": "/text", "row": {"n": "{i:03}", "day": "{i:date}", "at": "{i*3600:time}",
    "m": "{i%2}", "x": "{fill:5}"}, "count": 2},
  {"path": "/list", "count": 1, "row": {"addon": {"id": "a{i}"}},
   "body": {"other": [], "list": "{rows}", "total": "{total}"}},
  {"path": "/orgs/{org}/repos", "count": {"a": 2, "gone": 1, "*": 0},
   "row": {"id": "{org}-{i}"}, "faults": [{"with": {"org": "gone"}, "status": 410}]},
  {"path": "/find", "method": "POST", "body": {"got": "{body.filter.name}"}},
  {"path": "/since", "count": 10, "row": {"id": "{i}", "day": "{i:date}"},
   "filter": [{"param": "since", "field": "day"}], "body": {"n": "{total}"}},
  {"path": "/which", "with": {"query.kind": "b"}, "body": {"kind": "b"}},
  {"path": "/which", "body": {"kind": "other"}}
 ]}
END
check 'a bare array' 'get "$URL/plain"' '[{"id":1,"v":"v1"},{"id":2,"v":"v1"}]'
control '{"set":{"version":2}}'
check 'a variable changes rows' 'get "$URL/plain"' \
    '[{"id":1,"v":"v2"},{"id":2,"v":"v2"}]'
check 'literal rows keep their bytes' 'get "$URL/exact"' \
    '{"data":[{"id":12345678901234567890,"price":1.10,"a":"\u00e9\/"}]}'
check 'formats' 'get "$URL/text"' '[{"n":"001","day":"2026-01-02","at":"2026-01-01T01:00:00Z","m":1,"x":"xxxxx"},{"n":"002","day":"2026-01-03","at":"2026-01-01T02:00:00Z","m":0,"x":"xxxxx"}]'
check 'a wrapper' 'get "$URL/list"' \
    '{"other":[],"list":[{"addon":{"id":"a1"}}],"total":1}'
check 'children' 'get "$URL/orgs/a/repos"; get "$URL/orgs/b/repos"' \
    '[{"id":"a-1"},{"id":"a-2"}]
[]'
check 'a parent that is gone' 'status "$URL/orgs/gone/repos"' 410
check 'a field of a JSON body' 'get -H "Content-Type: application/json" \
    -d "{\"filter\":{\"name\":\"x\"}}" "$URL/find"' '{"got":"x"}'
check 'a filter' 'get "$URL/since?since=2026-01-08"' '{"n":4}'
check 'a route by its query' 'get "$URL/which?kind=b"; get "$URL/which"' \
    '{"kind": "b"}
{"kind": "other"}'
check 'no such route, wrong method' \
    'status "$URL/none"; status -X DELETE "$URL/plain"' '404
405'
check 'the log' 'requests "select(.path == \"/since\") | [.method, .params.since,
    .status] | @csv"' '"GET","2026-01-08",200'

start_server <<'END'
{"routes": [
  {"path": "/offset", "count": 5, "row": {"id": "{i}"},
   "paging": {"by": "offset", "limit": 2, "max": 3}},
  {"path": "/page", "count": 5, "row": {"id": "{i}"},
   "body": {"rows": "{rows}", "next": "{next_page}", "more": "{more}", "of": "{pages}"},
   "paging": {"by": "page", "limit": 2, "limit_param": "size", "end": null}},
  {"path": "/zero", "count": 5, "row": {"id": "{i}"},
   "paging": {"by": "page", "first": 0, "limit": 2}},
  {"path": "/cursor", "count": 3, "row": {"id": "{i}"},
   "body": {"rows": "{rows}", "meta": {"next": "{cursor}"}},
   "paging": {"by": "cursor", "limit": 2, "cursor": "[\"{start}\"]"}},
  {"path": "/after", "count": 5, "row": {"id": "k{i}"},
   "paging": {"by": "after", "limit": 2}},
  {"path": "/post", "method": "POST", "count": 3, "row": {"id": "{i}"},
   "paging": {"by": "cursor", "param": "page.cursor", "in": "body", "limit": 2,
              "cursor": "{start}"}},
  {"path": "/links", "count": 3, "row": {"id": "{i}"},
   "body": {"u": "{next_url}", "p": "{next_path}", "q": "{next_query}"},
   "headers": {"Link": "<{next_url}>; rel=\"next\"", "X-Next": "{next_page}"},
   "paging": {"by": "page", "limit": 2}},
  {"path": "/same", "count": 9, "row": {"id": "{i}"},
   "paging": {"by": "offset", "limit": 2, "ignore": true}},
  {"path": "/loop", "count": 9, "row": {"id": "{i}"}, "body": {"next": "{cursor}"},
   "paging": {"by": "cursor", "limit": 2, "loop": 2}},
  {"path": "/endless", "count": "endless", "row": {"id": "{i}"},
   "paging": {"by": "offset", "limit": 2}},
  {"path": "/short", "count": 9, "row": {"id": "{i}"},
   "paging": {"by": "page", "limit": 3, "shorts": {"2": 2}}}
 ]}
END
check 'offset' 'get "$URL/offset?offset=4"; get "$URL/offset?limit=9&offset=1"' \
    '[{"id":5}]
[{"id":2},{"id":3},{"id":4}]'
check 'a wrong offset' 'status "$URL/offset?offset=x"' 400
check 'page numbers' 'get "$URL/page"; get "$URL/page?page=3"' \
    '{"rows":[{"id":1},{"id":2}],"next":2,"more":true,"of":3}
{"rows":[{"id":5}],"next":null,"more":false,"of":3}'
check 'page numbers from 0' 'get "$URL/zero?page=2"' '[{"id":5}]'
check 'a cursor' 'get "$URL/cursor"; get -G --data-urlencode "cursor=[\"2\"]" \
    "$URL/cursor"; status "$URL/cursor?cursor=2"' \
    '{"rows":[{"id":1},{"id":2}],"meta":{"next":"[\"2\"]"}}
{"rows":[{"id":3}],"meta":{}}
400'
check 'after the last id' 'get "$URL/after?starting_after=k4"' '[{"id":"k5"}]'
check 'a cursor in the body' 'get --json "{\"page\":{\"cursor\":2}}" "$URL/post"' \
    '[{"id":3}]'
check 'links' 'get -i "$URL/links?q=a" | mask | tr -d "\r" | sed -n "/^[LX{]/p"' \
    'Link: <URL/links?q=a&page=2>; rel="next"
X-Next: 2
{"u":"URL/links?q=a&page=2","p":"/links?q=a&page=2","q":"?q=a&page=2"}'
check 'no link on the last page' 'get -i "$URL/links?page=2" | grep -c "Link:"' 0 1
check 'an offset that is ignored' 'get "$URL/same?offset=4"' '[{"id":1},{"id":2}]'
check 'a loop' 'get "$URL/loop?cursor=c2"' '{"next":"c0"}'
check 'endless' 'get "$URL/endless?offset=1000000"' '[{"id":1000001},{"id":1000002}]'
check 'a short page' 'get "$URL/short?page=2"' '[{"id":4}]'

start_server <<'END'
{"auth": {"type": "api_key", "name": "Api-Token", "value": "s3cret"},
 "routes": [
  {"path": "/key", "body": {}},
  {"path": "/query", "body": {}, "auth": {"type": "api_key", "in": "query",
    "name": "k", "value": "s3cret"}},
  {"path": "/cookie", "body": {}, "auth": {"type": "api_key", "in": "cookie",
    "name": "k", "value": "s3cret"}},
  {"path": "/bearer", "body": {}, "auth": {"type": "bearer", "token": "s3cret"}},
  {"path": "/basic", "body": {}, "auth": [{"type": "basic", "user": "key"},
    {"type": "basic", "user": "me", "password": "pass:word"}]},
  {"path": "/token", "method": "POST", "auth": null, "token": {
    "grant": ["client_credentials", "refresh_token"], "client_id": "me",
    "client_secret": "x", "refresh_token": "r", "rotate": true, "expires_in": 60,
    "uses": 1}},
  {"path": "/safe", "body": {}, "auth": {"type": "token"}}
 ]}
END
check 'api key' 'status "$URL/key"; status -H "Api-Token: s3cret" "$URL/key"' '401
200'
check 'api key in query and cookie' 'status "$URL/query?k=s3cret"
    status -b k=s3cret "$URL/cookie"; status -b k=other "$URL/cookie"' '200
200
401'
check 'bearer' 'status -H "Authorization: Bearer s3cret" "$URL/bearer"
    status -H "Authorization: s3cret" "$URL/bearer"' '200
401'
check 'basic, without password too' 'status -u key: "$URL/basic"
    status -u me:pass:word "$URL/basic"; status -u me:no "$URL/basic"' '200
200
401'
check 'a token, good for one use' 'get -u me:x -d grant_type=client_credentials \
    "$URL/token"; for i in 1 2; do status -H "Authorization: Bearer tok-1" \
    "$URL/safe"; done' \
    '{"access_token":"tok-1","token_type":"Bearer","expires_in":60}
200
401'
check 'a wrong client' 'get -d "grant_type=client_credentials&client_id=me" \
    "$URL/token"' '{"error":"invalid_client"}'
check 'a refresh token that rotates' 'for r in r r r-2; do get -u me:x \
    -d grant_type=refresh_token -d refresh_token=$r "$URL/token" |
    jq -r ".refresh_token // .error"; done' 'r-2
invalid_grant
r-3'

start_server <<'END'
{"routes": [
  {"path": "/seq", "body": {"n": "{nth}"}, "faults": [
    {"statuses": [503, 200, 429], "retry_after": 7}]},
  {"path": "/url", "body": {}, "faults": [{"times": 1, "per": "url", "status": 500}]},
  {"path": "/answers", "responses": [{"status": 404}, {"text": "a"}, {"body": [1]}]},
  {"path": "/html", "html": true}, {"path": "/none", "status": 204},
  {"path": "/gzip", "encoding": "gzip", "count": 200, "row": {"id": "{i}"}},
  {"path": "/deflate", "encoding": "deflate", "huge": 100000},
  {"path": "/chunked", "chunked": 3, "body": {"a": "bcdef"}},
  {"path": "/drip", "drip": {"bytes": 4, "ms": 5}, "body": {"a": "bcdef"}},
  {"path": "/cut", "truncate": 0.5, "body": {"a": "bcdef"}},
  {"path": "/reset", "reset": 3, "body": {"a": "bcdef"}},
  {"path": "/long", "length": 5, "body": {}}, {"path": "/silent", "silent": true},
  {"path": "/bad", "malformed": true, "body": {"a": "b"}},
  {"path": "/utf8", "bad_utf8": true, "body": {"a": "b"}},
  {"path": "/bom", "bom": true, "body": {}}, {"path": "/deep", "deep": 3},
  {"path": "/moved", "redirect": "{other}/bom", "status": 307},
  {"path": "/late", "latency": 300, "body": {}}
 ]}
END
check 'a sequence of statuses' 'for i in 1 2 3 4; do status "$URL/seq"; done' '503
200
429
200'
check 'Retry-After' 'control "{\"reset\":true}"; get -i "$URL/seq" |
    tr -d "\r" | grep Retry' 'Retry-After: 7'
check 'each URL fails once' 'for u in a a b b; do status "$URL/url?$u"; done' '500
200
500
200'
check 'answers in order, the last stays' 'for i in 1 2 3 4; do
    get "$URL/answers"; done' \
    '{"error":{"status":404,"message":"as the scenario says"}}
a
[1]
[1]'
check 'HTML, 204' 'get "$URL/html" | head -n 1; status "$URL/none"' '<!doctype html>
204'
check 'gzip' 'get --compressed "$URL/gzip" | jq length; curl -s "$URL/gzip" |
    gzip -dc | jq length' '200
200'
check 'deflate' 'curl -s --compressed "$URL/deflate" | wc -c
    curl -s "$URL/deflate" | wc -c | awk "{print (\$1 < 5000)}"' '100026
1'
check 'chunks, drops' 'get "$URL/chunked"; get "$URL/drip"' \
    '{"a": "bcdef"}
{"a": "bcdef"}'
check 'bodies that end early' 'for p in cut reset long silent; do
    curl -s -m 5 "$URL/$p" >/dev/null; echo "$?"; done' '18
56
18
56'
check 'bytes that are wrong' 'get "$URL/bad"; get "$URL/utf8" | od -An -c
    curl -s "$URL/bom" | od -An -tx1; get "$URL/deep"' '{"a": "b"
   {   "   a   "   :       "   b 377   "   }  \n
 ef bb bf 7b 7d
{"data":[[[]]]}'
check 'a redirect to another origin' \
    'curl -s -w "%{http_code} %{redirect_url}\n" "$URL/moved" | sed "s/1:[0-9]*/1:P/"' \
    '307 http://127.0.0.1:P/bom'
check 'latency' 'curl -s -w " %{time_total}\n" "$URL/late" |
    awk "{print \$1, (\$2 >= 0.3)}"' '{} 1'
check 'requests in flight are counted' 'for i in 1 2 3; do get "$URL/late" >/dev/null & done
    wait; requests "select(.path == \"/late\") | .flying" | sort -n | tail -n 1' \
    3

start_server --tls cert.pem <<'END'
{"routes": [
  {"path": "/x", "count": 3, "row": {"id": "{i}"}, "body": {"d": "{rows}",
   "next": "{next_url}"}, "paging": {"by": "page", "limit": 2}},
  {"path": "/huge", "huge": 5000000}
 ]}
END
PORT=${TLS_URL##*:}
check 'https by another name' 'get --cacert cert.pem \
    --connect-to "api.example.com:443:127.0.0.1:$PORT" https://api.example.com/x' \
    '{"d":[{"id":1},{"id":2}],"next":"https://api.example.com/x?page=2"}'
check 'large bodies over https' \
    'curl -s --cacert cert.pem "$TLS_URL/huge" "$TLS_URL/huge" | wc -c' 10000052
# 60: not trusted; 77: this machine trusts nobody
check 'a certificate that nobody knows' 'curl -s "$TLS_URL/x"; case $? in 60|77) echo refused ;; esac' refused

echo '{"routes": [{"path": "/x", "cuont": 3}]}' >typo.json
check_err 'an unknown key' 2 'rx-testd typo.json' 'unknown key "cuont"' "route '/x'"
echo '{"routes": ' >cut.json
check_err 'not JSON' 3 'rx-testd cut.json' 'not JSON'
finish
