#!/bin/sh
# AWS's signature, version 4: rx-auth gives a key for the day, rx-page signs.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"

start_server <<'END'
{"auth": {"type": "sigv4", "key_id": "AKIDEXAMPLE", "secret": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "region": "us-east-1",
  "service": "127", "status": 403},
 "routes": [
  {"path": "/rows", "count": 5, "row": {"id": "{i}"}, "body": {"data": "{rows}", "next": "{next_url}"},
   "paging": {"by": "page", "param": "page", "first": 1, "limit": 2}},
  {"path": "/a b/{x}", "count": 1, "row": {"id": "{i}"}},
  {"path": "/post", "method": "POST", "count": 5, "row": {"id": "{i}"}, "body": {"data": "{rows}"},
   "paging": {"by": "offset", "param": "offset", "in": "body", "limit_param": "size", "limit": 2}},
  {"path": "/next", "count": 5, "row": {"id": "{i}"}, "body": {"data": "{rows}", "next": "{next_other}"},
   "paging": {"by": "page", "param": "page", "first": 1, "limit": 2}},
  {"path": "/away", "redirect": "{other}/rows"}, {"path": "/there", "redirect": "/rows?z=1&a=2"},
  {"path": "/temporary", "count": 2, "row": {"id": "{i}"}, "auth": {"type": "sigv4", "key_id": "AKIDEXAMPLE",
   "secret": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "region": "eu-west-1", "service": "es", "token": "t3mp+/="}}
]}
END

export RX_SECRET_ID=AKIDEXAMPLE RX_SECRET_AWS=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY RX_SECRET_TEMP='t3mp+/='
aws='{"type":"aws_sigv4","aws_key_id":{"secret":"id"},"aws_secret_key":{"secret":"aws"},"aws_region_name":"us-east-1"}'
temporary='{"type":"aws_sigv4","aws_key_id":{"secret":"id"},"aws_secret_key":{"secret":"aws"},"aws_region_name":"eu-west-1",
"service":"es","aws_session_token":{"secret":"temp"}}'
page() { rx-page -q "$@"; }
# line PATH [MORE]
line() { printf '{"rx":"request","resource":"r","url":"%s%s","auth":%s%s}\n' "$URL" "$1" "$aws" "${2:+,$2}"; }
rows() { jq -c 'select(.rx == "page").rows'; }

# -- rx-auth ----------------------------------------------------------------------

check 'a key for the day, not the secret' \
    'line /rows | rx-auth | jq -c ".credentials | [.origin, .sigv4.key_id, (.sigv4.key|length), .sigv4.region, .sigv4.service,
    .sigv4.date == (now|strftime(\"%Y%m%d\")) or .expires - now > 86390, .expires % 86400]" | mask' \
    '["URL","AKIDEXAMPLE",64,"us-east-1","127",true,0]'
check_lacks 'indeed' 'line /rows | rx-auth | cat' 'wJalr'
check 'the service: the first label of the host, or the one that AWS means' \
    'for h in es.eu-west-1.amazonaws.com abc.execute-api.eu-west-1.amazonaws.com my.bucket.s3.amazonaws.com x.s3.example; do
	line /rows | sed "s|$URL|https://$h:8443|" | rx-auth | jq -r .credentials.sigv4.service
    done' 'es
execute-api
s3
x'
check 'written to a file, nothing of it' \
    'line /rows | rx-auth >f 2>/dev/null; jq -c ".credentials.sigv4|[.[]]|unique" f' '["***"]'
check_err 'no region' 2 'line /rows | sed s/aws_region_name/x/ | rx-auth' "lacks 'aws_region_name'"

# -- rx-page ----------------------------------------------------------------------

check 'every page has its own signature' \
    'line /rows "\"paging\":{\"type\":\"page_number\",\"base_page\":1},\"params\":{\"z\":\"1\",\"a\":\"x y&=é\",\"B\":\"~*\",\"a-b\":\"\",\"q\":[\"2\",\"10\"]}" | page | rows' '2
2
1
0'
check 'a next link too, and what stands in the path' \
    'line /rows "\"paging\":{\"type\":\"json_link\"}" | page | rows; line "/a%20b/c%2Fd" | page | rows
    line "/a%20b/:@(1)?x" | page | rows' '2
2
1
1
1'
check 'a + in the query is the space that it is signed as' \
    'line "/rows?q=a+b%2Bc" "\"paging\":{\"type\":\"single_page\"}" | page | rows; requests .query | tail -n 1' '2
q=a%20b%2Bc'
check 'bodies' \
    'line /post "\"method\":\"POST\",\"body\":{\"q\":\"ä\"},\"paging\":{\"type\":\"offset\",\"limit\":2,\"limit_body_path\":\"size\",\"offset_body_path\":\"offset\"}" |
    page | rows' '2
2
1
0'
check 'one key for many requests' \
    'for i in 1 2 3 4; do line /rows "\"part\":{\"p\":\"$i\"},\"params\":{\"z\":$i},\"paging\":{\"type\":\"single_page\"}"; done |
    page --auth "tee asked | rx-auth" | rows; wc -l <asked' '2
2
2
2
1'
check 'with rx-auth in the pipe' 'line /rows "\"paging\":{\"type\":\"single_page\"}" | rx-auth | page --auth false | rows' '2'
check 'temporary keys' 'aws=$(echo "$temporary" | tr -d "\n"); line /temporary | page | rows' '2'
check 'a redirect is signed anew' 'line /there "\"paging\":{\"type\":\"single_page\"}" | page | rows' '2'
check_err 'a redirect elsewhere gets no signature' 7 'line /away | rx-page -q' 'to another origin'
check 'nor where it is allowed' \
    'other=$(curl -s -o /dev/null -w "%{redirect_url}" --aws-sigv4 aws:amz:us-east-1:127 -u "$RX_SECRET_ID:$RX_SECRET_AWS" "$URL/away" | cut -d/ -f1-3)
    echo "$other" >other; line /away | page --allow-origin "$other" >o 2>&1; requests "[.path,.headers.authorization,.headers[\"x-amz-date\"],.status]|tojson" | tail -n 1' \
    '["/rows",null,null,403]'
check_err 'nor does a next link' 7 'line /next | rx-page -q' 'to another origin'
check 'nor where that is allowed' \
    'line /next | page --allow-origin "$(cat other)" >o 2>&1; requests "[.path,.headers.authorization,.headers[\"x-amz-date\"],.status]|tojson" | tail -n 1' \
    '["/next",null,null,403]'
check 'yesterday'\''s key is renewed first' \
    'n=$(requests .n | wc -l); line /rows "\"paging\":{\"type\":\"single_page\"}" | rx-auth |
    sed "s/\"date\":\"[0-9]*\"/\"date\":\"20260101\"/; s/\"expires\":[0-9]*/\"expires\":1000/" | page | rows; echo $(($(requests .n | wc -l) - n))' '2
1'
check_err 'a wrong secret is refused, once' 4 'RX_SECRET_AWS=other; n=$(requests .n | wc -l); line /rows | rx-page -q; s=$?;
    echo "$(($(requests .n | wc -l) - n)) request" >&2; exit $s' 'HTTP status 403' '1 request'
check_err 'over http elsewhere: refused' 7 \
    'line /rows | rx-auth | sed "s|$URL|http://api.example.com|g" | rx-page -q --auth false' 'would go unencrypted'
check 'rx-testd and curl agree' \
    'curl -s -o o -w "%{http_code}\n" --aws-sigv4 aws:amz:us-east-1:127 -u "$RX_SECRET_ID:$RX_SECRET_AWS" "$URL/rows?a=1&page=1"
    curl -s -o o -w "%{http_code}\n" --aws-sigv4 aws:amz:us-east-1:127 -u "$RX_SECRET_ID:x" "$URL/rows?a=1&page=1"' '200
403'
check 'as a curl command line, which can be run' \
    'line /rows "\"params\":{\"a\":\"1\",\"page\":2}" | page --as-curl | grep ^curl >c; sed "s|.*page=2||" c; RX_SECRET_ID=$RX_SECRET_ID sh c 2>/dev/null | jq -c .data' \
    "' -u \"\$RX_SECRET_ID:\$RX_SECRET_AWS\" --aws-sigv4 \"aws:amz:us-east-1:127\"
[{\"id\":3},{\"id\":4}]"
finish
