#!/bin/sh
# response_actions and error_handler, end to end.  The numbers are those of the
# cases in dlt's behaviour (40 to 44).
. "${0%/*}/lib.sh"

start_server <<'END'
{"routes": [
 {"path": "/404", "status": 404, "body": {"error": "no such thing"}},
 {"path": "/422", "status": 422, "body": {"error": "bad", "code": 7}},
 {"path": "/204", "status": 204, "text": ""},
 {"path": "/200", "body": {"error": "rate limit reached", "code": 9}},
 {"path": "/list", "rows": [{"id": 1}]},
 {"path": "/once", "rows": [{"id": 1}], "faults": [{"n": [1, 2], "status": 200, "body": {"error": "try later"}}]},
 {"path": "/mend", "rows": [{"id": 1}], "faults": [{"statuses": [503, 503, 200], "status": 503}]},
 {"path": "/paged", "count": 9, "row": {"id": "{i}"}, "paging": {"by": "offset", "limit": 3},
  "faults": [{"page": 3, "status": 403, "body": {"error": "too deep"}}]},
 {"path": "/down", "status": 503, "body": {"error": "down"}},
 {"path": "/after", "rows": [{"id": 1}], "faults": [{"n": 1, "status": 503, "retry_after": 1}]},
 {"path": "/date", "rows": [{"id": 1}], "faults": [{"n": 1, "status": 429, "retry_after": "date:2"}]},
 {"path": "/long", "status": 503, "retry_after": 3600},
 {"path": "/parents", "rows": [{"id": 1}, {"id": 2}]},
 {"path": "/parents/{p}/children", "rows": [{"n": 1}], "faults": [{"with": {"p": "1"}, "status": 418, "body": {"error": "teapot"}}]}
]}
END

# one PATH ENDPOINT-MEMBERS: the records of a resource; the requests are in $LOG.
one() {
	printf '{"client": {"base_url": "%s"}, "resources": [{"name": "r", "endpoint": {"path": "%s", %s}}]}\n' "$URL" "$1" "$2" >one.json
	: >"$LOG"
	rm -f one.db
	rx-run -q one.json --into sqlite:one.db
	status=$?
	sqlite3 one.db 'select id from r' 2>/dev/null
	return $status
}
count() {
	wc -l <"$LOG" | tr -d ' '
}
quick='"error_handler": {"backoff_factor": 0.01}'
actions() {
	printf '"response_actions": [%s]' "$1"
}

# -- 42: ignore

check '42: ignore 404' "one 404 '$(actions '{"status_code": 404, "action": "ignore"}')'; count" 1
for order in '{"status_code": 404, "action": "ignore"}, {"status_code": 422, "action": "ignore"}' \
    '{"status_code": 422, "action": "ignore"}, {"status_code": 404, "action": "ignore"}'; do
	check '42: 404 and 422, in either order' "one 404 '$(actions "$order")' && one 422 '$(actions "$order")' && echo both" both
done
check '42: 204 is no error, with an action or without' "one 204 '$(actions '{"status_code": 204, "action": "ignore"}')' && one 204 '$quick' && echo both" both
check '42: by content' "one 422 '$(actions '{"content": "bad", "action": "ignore"}')'; count" 1
check '42: content and status are both needed' "one 422 '$(actions '{"status_code": 422, "content": "bad", "action": "ignore"}')'; count" 1
check_err '42: one of the two is not enough' 4 "one 422 '$(actions '{"status_code": 422, "content": "good", "action": "ignore"}')'" 'HTTP status 422'
check_err '42: an unmatched 422 fails' 4 "one 422 '$(actions '{"status_code": 404, "action": "ignore"}')'" 'rx-page: error: HTTP status 422' '"bad"'
check_err '42: without actions 404 fails' 4 "one 404 '\"method\": \"GET\"'" 'rx-page: error: HTTP status 404'
check '42: a class, a range' "one 422 '$(actions '{"status_code": "4xx", "action": "ignore"}')' && one 422 '$(actions '{"status_code": "420-425", "action": "ignore"}')' && echo both" both
check_err '42: outside of the range' 4 "one 404 '$(actions '{"status_code": "420-425", "action": "ignore"}')'" 'HTTP status 404'
check '42: a jq condition' "one 422 '$(actions '{"jq": ".code == 7", "action": "ignore"}')'; count" 1
check_err '42: that does not hold' 4 "one 422 '$(actions '{"jq": ".code == 8", "action": "ignore"}')'" 'HTTP status 422'
check '42: one that fails on the body is not meant' "one list '$(actions '{"jq": ".code == 8", "action": "fail"}')'" '1'
check '42: ignore ends the paging; what came before stays' \
    "one paged '\"paginator\": {\"type\": \"offset\", \"limit\": 3}, $(actions '{"content": "too deep", "action": "ignore"}')'; count" \
'1
2
3
4
5
6
3'
cat >family.json <<END
{"client": {"base_url": "$URL"}, "resources": [{"name": "parents", "endpoint": "parents"},
 {"name": "children", "endpoint": {"path": "parents/{resources.parents.id}/children",
  "response_actions": [{"content": "teapot", "action": "ignore"}]}, "include_from_parent": ["id"]}]}
END
check '42: of a child it ends that one request' 'rx-run -q family.json --into sqlite:f.db; sqlite3 f.db "select n, _parents_id from children"' '1|2'

# -- 43: in order; retry and fail

check '43: the first that fits counts' \
    "one 422 '$(actions '{"status_code": 422, "action": "ignore"}, {"content": "bad", "action": "fail"}')'; count" 1
check_err '43: fail, whatever comes later' 4 \
    "one 422 '$(actions '{"content": "bad", "action": "fail"}, {"status_code": 422, "action": "ignore"}')'" \
    "rx-page: error: HTTP status 422; the source's response action for content 'bad' is fail" 'got: {"error": "bad", "code": 7}'
check_err '43: a 200 with an error in it' 1 "one 200 '$(actions '{"content": "rate limit", "action": "fail"}')'" \
    "HTTP status 200; the source's response action for content 'rate limit' is fail"
check_err '43: fail does not try a 503 again' 5 "one down '$quick, $(actions '{"status_code": "500-599", "action": "fail"}')'; s=\$?; count >&2; exit \$s" \
    "is fail" '1'
check '43: retry on the text of a 200' "one once '$quick, $(actions '{"content": "try later", "action": "retry"}')'; count" '1
3'
check_err '43: until max_retries' 1 \
    "one 200 '\"error_handler\": {\"backoff_factor\": 0.01, \"max_retries\": 2}, $(actions '{"jq": ".code == 9", "action": "retry"}')'" \
    "HTTP status 200, 3 times; the source's response action for jq .code == 9 is retry"
check '43: retry of a status' "one mend '\"error_handler\": {\"backoff_factor\": 0.01, \"no_retry_on_status_codes\": [503]},
  $(actions '{"status_code": "5xx", "action": "retry"}')'; count" '1
3'

# -- 40, 41: tries and waits

check_err '40: 503 again and again' 5 "one down '\"error_handler\": {\"backoff_factor\": 0.01, \"max_retries\": 4}'; s=\$?; count >&2; exit \$s" \
    'HTTP status 503, 5 times' '5'
check '40: 503, 503, 200' "control '{\"reset\":true}'; one mend '$quick'; count" '1
3'
# waits PATH ERROR-HANDLER: each wait as rx-page tells it.
waits() {
	printf '{"client": {"base_url": "%s"}, "resources": [{"name": "r", "endpoint": {"path": "%s", "error_handler": {%s}}}]}\n' "$URL" "$1" "$2" |
	    rx-plan - | rx-page -v 2>&1 >/dev/null | sed -n 's/^rx-page: \(waiting [0-9]*[.0-9]* s\).*/\1/p'
}
check '41: constant, exponential' \
    "for b in constant exponential; do waits down '\"backoff_factor\": 0.1, \"max_retries\": 3, \"backoff\": \"'\$b'\"'; done" \
'waiting 0.1 s
waiting 0.1 s
waiting 0.1 s
waiting 0.1 s
waiting 0.2 s
waiting 0.4 s'
check '41: Retry-After in seconds' "waits after '\"backoff_factor\": 0.01'" 'waiting 1 s'
check '41: and as a date' "waits date '\"backoff_factor\": 0.01' | grep -c '^waiting [12]'" 1
check_err '41: a wait over max_wait is told' 6 "one long '\"error_handler\": {\"max_wait\": 5}'" \
    'the server asks to wait 3600 s (status 503): more than max_wait, 5 s'
check '41: ignored statuses, statuses that are not tried again' \
    "one 404 '\"error_handler\": {\"ignore_status_codes\": [404]}'; one down '\"error_handler\": {\"no_retry_on_status_codes\": [503]}' 2>/dev/null; count" 1

# -- wrong ones

wrong() {
	printf '{"client": {"base_url": "http://x"}, "resources": [{"name": "r", "endpoint": {"path": "x", "response_actions": [%s]}}]}' "$1" |
	    rx-plan --check -
}
check_err 'an action that there is none' 2 "wrong '{\"status_code\": 404, \"action\": \"skip\"}'" \
    'resources[0].endpoint.response_actions[0].action: one of ignore, retry, fail expected' 'got: "skip"'
check_err 'no action' 2 "wrong '{\"status_code\": 404}'" "resources[0].endpoint.response_actions[0]: 'action' is missing"
check_err 'an action without condition never fires' 2 "wrong '{\"action\": \"ignore\"}'" \
    'resources[0].endpoint.response_actions[0]: it does not say which answers it is for'
check_err 'no status' 2 "wrong '{\"status_code\": \"5yy\", \"action\": \"ignore\"}'" \
    "resources[0].endpoint.response_actions[0]: '5yy' is no status_code" 'hint: 404, "4xx" or "500-599"'
check_err 'no jq program' 2 "wrong '{\"jq\": \".a ==\", \"action\": \"ignore\"}'" \
    'resources[0].endpoint.response_actions[0]: not a jq program: .a =='
finish
