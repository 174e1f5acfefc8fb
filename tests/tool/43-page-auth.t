#!/bin/sh
# rx-page and credentials: from the line, from the helper, renewed, and never
# where they do not belong.
. "${0%/*}/lib.sh"

start_server <<'END'
{"routes": [
  {"path": "/token", "method": "POST", "token": {"grant": "client_credentials", "client_id": "me", "client_secret": "s3cret-of-me",
   "uses": 2, "expires_in": 3600, "token": "tok-number-{serial}"}},
  {"path": "/secured", "auth": {"type": "token"}, "count": 9, "row": {"id": "{i}"}, "body": {"data": "{rows}", "next": "{cursor}"},
   "paging": {"by": "cursor", "param": "cursor", "limit": 2}},
  {"path": "/never", "status": 401},
  {"path": "/key", "auth": {"type": "api_key", "name": "api_key", "in": "query", "value": "k3y-value"}, "count": 5,
   "row": {"id": "{i}"}, "body": {"data": "{rows}", "next": "{next_url}"}, "headers": {"Link": "<{next_url}>; rel=\"next\""},
   "paging": {"by": "page", "param": "page", "first": 1, "limit": 2}},
  {"path": "/header", "auth": {"type": "api_key", "name": "Api-Token", "in": "header", "value": "k3y-value"},
   "count": 2, "row": {"id": "{i}"}},
  {"path": "/basic", "auth": {"type": "basic", "user": "us3r", "password": "pa55word"}, "count": 2, "row": {"id": "{i}"}},
  {"path": "/bodykey", "method": "POST", "auth": {"type": "api_key", "name": "apikey", "in": "body", "value": "k3y-value"},
   "count": 2, "row": {"id": "{i}"}},
  {"path": "/p/k3y-value/x", "count": 2, "row": {"id": "{i}"}},
  {"path": "/away", "redirect": "{other}/header"},
  {"path": "/fails", "status": 400, "text": "the key k3y-value is not good, nor is azN5LXZhbHVl"},
  {"path": "/echo", "body": {"next": "/x?k=k3y-value", "data": [{"k": "k3y-value"}]}}, {"path": "/x", "body": {"data": []}}
]}
END

export RX_SECRET_KEY=k3y-value RX_SECRET_ID=me RX_SECRET_SECRET=s3cret-of-me
page() { rx-page -q "$@"; }
# line PATH AUTH [MORE]
line() { printf '{"rx":"request","resource":"r","url":"%s%s","auth":%s%s}\n' "$URL" "$1" "$2" "${3:+,$3}"; }
key='{"type":"api_key","name":"Api-Token","api_key":{"secret":"key"},"location":"header"}'
query='{"type":"api_key","name":"api_key","api_key":{"secret":"key"},"location":"query"}'
oauth="{\"type\":\"oauth2_client_credentials\",\"access_token_url\":\"$URL/token\",\"client_id\":{\"secret\":\"id\"},\"client_secret\":{\"secret\":\"secret\"}}"

check 'the helper is rx-auth, from beside rx-page' 'line /header "$key" | page | jq .rows | head -n 2 | tail -n 1' '2'
check 'credentials on the line' 'line /header "$key" | rx-auth | page --auth false | jq -c "select(.rx==\"page\").rows"' '2'
check 'a template in a header' 'page -H "Api-Token: {{ secrets.key }}" "$URL/header" | jq .rows' '2'
check 'a secret in params' \
    'printf "{\"url\":\"%s/key?x=1\",\"params\":{\"a\":[1,2],\"api_key\":{\"secret\":\"key\"}}}\n" "$URL" | page --paginator single_page | jq -c .url | mask' \
    '"URL/key?x=1&a=1&a=2"'
check 'a template in the path' \
    'echo "{\"url\":\"$URL/p/{{ secrets.key }}/x\"}" | page | jq -c "[.rows,.url]" | mask' '[2,"URL/p/***/x"]'
check 'basic, by name' 'RX_SECRET_PW=pa55word page -u "us3r:{{ secrets.pw }}" "$URL/basic" | jq .rows' '2'
check 'basic, from a file' 'echo us3r:pa55word >pw; page -u @pw "$URL/basic" | jq .rows' '2'
check_err 'a literal password is warned of' 0 'rx-page -u us3r:pa55word "$URL/basic"' 'a password on the command line'
check 'a key in the body' \
    'line /bodykey "{\"type\":\"api_key\",\"name\":\"apikey\",\"api_key\":{\"secret\":\"key\"},\"location\":\"body\"}" "\"body\":{\"q\":1}" |
    page | jq -c "select(.rx==\"page\").rows"; requests .body | tail -n 1' '2
{"q":1,"apikey":"k3y-value"}'
cookie='{"type":"api_key","name":"sid","api_key":{"secret":"key"},"location":"cookie"}'
check 'a cookie beside those of each request' \
    'for i in 1 2; do line /echo "$cookie" "\"headers\":{\"Cookie\":\"n=$i\"},\"paging\":{\"type\":\"single_page\"}"; done | page >o; requests "select(.path==\"/echo\").headers.cookie" | tail -n 2' \
    'n=1; sid=k3y-value
n=2; sid=k3y-value'
check 'netrc, when asked' \
    'echo "machine 127.0.0.1 login us3r password pa55word" >"$HOME/.netrc"; chmod 600 "$HOME/.netrc"; page -n "$URL/basic" | jq .rows' '2'

# -- a query key -----------------------------------------------------------------

check 'a query key is sent with each page, also with links' \
    'line /key "$query" "\"paging\":{\"type\":\"json_link\"}" | page >o; jq -c "select(.rx==\"page\")|[.rows,.url,.next]" o | mask' \
    '[2,"URL/key",{"url":"URL/key?page=2"}]
[2,"URL/key?page=2",{"url":"URL/key?page=3"}]
[1,"URL/key?page=3",null]'
check 'and written nowhere' 'grep -c k3y-value o' '0' 1
check 'nor in an error' \
    'line /fails "$query" | rx-page -v 2>&1 | grep -c -e k3y-value -e azN5LXZhbHVl' '0' 1
check 'rows are data, and stay as they are' \
    'page -H "Api-Token: {{ secrets.key }}" --paginator single_page "$URL/echo" | sed "s/.*body.://"' '{"next":"/x?k=***","data":[{"k":"k3y-value"}]}}'
check_err 'where it stood is told' 4 'line /fails "$query" | rx-page -q' 'got: the key *** is not good, nor is ***'

# -- tokens that expire ------------------------------------------------------------

check '401 renews the token, once, uncounted' \
    'line /secured "$oauth" "\"paging\":{\"type\":\"cursor\",\"cursor_path\":\"next\"}" | page |
    jq -c "select(.rx==\"end\").counts|[.requests,.pages,.rows,.retries]"' '[7,5,9,0]'
check 'three tokens were given' 'requests "select(.path==\"/token\").status" | tail -n 3 | tr "\n" " "; echo' '200 200 200 '
check 'the same with rx-auth in the pipe' \
    'line /secured "$oauth" "\"paging\":{\"type\":\"cursor\",\"cursor_path\":\"next\"}" | rx-auth | page |
    jq -c "select(.rx==\"end\").counts|[.pages,.rows]"' '[5,9]'
never() { requests "select(.path==\"/never\") | .headers.authorization // .headers[\"api-token\"]"; }
check_err 'a wrong key is a status like others' 4 'line /never "$key" | rx-page -q' 'HTTP status 401'
check 'and costs one request' 'never' 'k3y-value'
check 'also when 401 is ignored' \
    'line /never "$key" "\"error_handler\":{\"ignore_status_codes\":[401]}" | page | jq -c "select(.rx==\"end\").counts|[.requests,.end]"' \
    '[1,"ignored status"]'
check 'or retried' \
    'line /never "$key" "\"error_handler\":{\"retry_on_status_codes\":[401],\"max_retries\":2,\"backoff_factor\":0.01}" | page 2>/dev/null |
    jq -c "select(.rx==\"error\")|[.message,.counts.requests,.counts.retries]"' '["HTTP status 401, 3 times",3,2]'
check 'a secret that changed is tried' \
    'echo first >changing; line /never "{\"type\":\"bearer\",\"token\":{\"secret\":\"c\"}}" |
    page --auth "rx-auth --secret c=cmd:\"cat changing; echo k2 >changing\"" 2>/dev/null |
    jq -c "select(.rx==\"error\").counts.requests"; never | tail -n 2' '2
Bearer first
Bearer k2'
check_err 'tokens that are refused, new as they are' 4 \
    'line /never "$oauth" | rx-page -q --auth "rx-auth --no-token-cache"' 'HTTP status 401'
check 'two, if the first was a stored one' \
    'n=$(never | wc -l); line /never "$oauth" | page 2>/dev/null >o; jq -c "select(.rx==\"error\").counts.requests" o;
    never | tail -n +$((n + 1)) | uniq | wc -l' '3
3'
check 'expired credentials are renewed first' \
    'printf "{\"url\":\"%s/header\",\"auth\":%s,\"credentials\":{\"origin\":\"%s\",\"headers\":{\"Api-Token\":\"old\"},\"expires\":1000}}\n" "$URL" "$key" "$URL" |
    page >/dev/null; requests "select(.path==\"/header\").status" | tail -n 1' '200'
check 'masked credentials are none' \
    'line /header "$key" | rx-auth >f 2>/dev/null; grep -c "\*\*\*" f; page <f | jq -c "select(.rx==\"page\").rows"' '1
2'

check 'what was refused once is not tried again' \
    'control "{\"reset\":true}"; for i in 1 2 3 4 5; do
    line /header "$key" "\"credentials\":{\"origin\":\"$URL\",\"headers\":{\"Api-Token\":\"stale\"}}"; done | page >o
    requests "select(.path==\"/header\").status" | tail -n 6 | sort | uniq -c | tr -s " "' ' 5 200
 1 401'

# -- helpers that fail ---------------------------------------------------------------

check_err 'a missing secret, told once' 2 \
    'for i in 1 2 3; do line /header "{\"type\":\"bearer\",\"token\":{\"secret\":\"none\"}}"; done | rx-page -q' \
    "rx-auth: error: " "'none'"
check 'it is the resource'\''s error' \
    'line /header "{\"type\":\"bearer\",\"token\":{\"secret\":\"none\"}}" | page 2>/dev/null | jq -c "[.rx,.exit]"' \
    '["begin",null]
["error",2]'
check_err 'a helper that ends' 1 'line /header "$key" | rx-page -q --auth "exit 0"' \
    'the credential helper ended without an answer'
check_err 'a helper that is not there' 1 'line /header "$key" | rx-page -q --auth "/nonexistent/helper"' \
    'the credential helper ended without an answer'
check_err 'a helper that talks nonsense' 3 'line /header "$key" | rx-page -q --auth "echo nonsense"' \
    'a line that is no JSON object'
check_err 'a helper that masks' 3 \
    'line /header "$key" | rx-page -q --auth "sed -u '\''s/}$/,\"credentials\":{\"headers\":{\"Api-Token\":\"***\"}}}/'\''"' 'gives ***'
check 'another helper' \
    'line /header "{\"type\":\"mine\"}" | page --auth "sed -u '\''s/}$/,\"credentials\":{\"headers\":{\"Api-Token\":\"k3y-value\"}}}/'\''" | jq -c "select(.rx==\"page\").rows"' '2'

# -- origins ---------------------------------------------------------------------------

check_err 'credentials do not follow a redirect elsewhere' 7 'line /away "$key" | rx-page -q' 'to another origin'
check 'nor where it is allowed' \
    'other=$(curl -s -o /dev/null -w "%{redirect_url}" "$URL/away" | cut -d/ -f1-3)
    line /away "$key" | page --allow-origin "$other" >o 2>&1; requests "[.path,.headers[\"api-token\"],.status]|tojson" | tail -n 1' \
    '["/header",null,401]'
check_err 'credentials of another origin' 7 \
    'printf "{\"url\":\"%s/header\",\"auth\":%s,\"credentials\":{\"origin\":\"https://other\",\"headers\":{\"Api-Token\":\"k3y-value\"}}}\n" "$URL" "$key" | rx-page -q' \
    'credentials for another origin'
check_err 'over http to another machine' 7 \
    'printf "{\"url\":\"http://api.example.com/x\",\"credentials\":{\"origin\":\"http://api.example.com\",\"headers\":{\"Api-Token\":\"k3y-value\"}}}\n" |
    rx-page -q --connect-to "::127.0.0.1:1"' 'would go unencrypted'
check 'unless allowed to' \
    'printf "{\"url\":\"http://api.example.com/header\",\"credentials\":{\"origin\":\"http://api.example.com\",\"headers\":{\"Api-Token\":\"k3y-value\"}}}\n" |
    page --allow-http --connect-to "::127.0.0.1:${URL##*:}" | jq .rows' '2'
finish
