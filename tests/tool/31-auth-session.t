#!/bin/sh
# Session tokens: given, tried, logged in for, kept, refused.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"

start_server <<'END'
{"vars": {"given": "giv3n-token"},
 "routes": [
  {"path": "/api/session", "method": "POST", "token": {"username": "bob", "password": "p:\"1", "token": "sess-{serial}", "uses": 3,
   "body": {"id": "{token}"}}},
  {"path": "/api/nested", "method": "POST", "token": {"username": "bob", "password": "p:\"1", "token": "deep-{serial}",
   "body": {"data": {"session": {"key": "{token}"}}, "expires_in": 7200}}},
  {"path": "/api/form", "method": "POST", "token": {"grant": "kekaapi", "client_id": "c", "require": {"api_key": "k3y"}, "token": "form-{serial}"}},
  {"path": "/api/odd", "method": "POST", "body": {"token": "secret-shape"}},
  {"path": "/api/refuses", "method": "POST", "status": 401, "body": {"message": "no {body.password} here"}},
  {"path": "/api/me", "auth": {"type": "api_key", "name": "X-Session", "value": "{given}"}, "body": {"id": 1}},
  {"path": "/api/down", "status": 500},
  {"path": "/api/rows", "count": 5, "row": {"id": "{i}"}, "body": {"data": "{rows}"}, "paging": {"by": "page", "param": "page", "first": 1, "limit": 2},
   "auth": [{"type": "token", "name": "X-Session", "scheme": ""}, {"type": "api_key", "name": "X-Session", "value": "{given}"}]},
  {"path": "/api/bearer", "auth": {"type": "token"}, "count": 1, "row": {"id": "{i}"}},
  {"path": "/api/query", "auth": {"type": "token", "in": "query", "name": "sid"}, "count": 1, "row": {"id": "{i}"}},
  {"path": "/api/other", "auth": {"type": "api_key", "name": "X-Session", "value": "nobody"}}
]}
END

export RX_SECRET_USER=bob RX_SECRET_PASSWORD='p:"1' RX_SECRET_GIVEN=giv3n-token
# doc MEMBERS [PATH] [PAGINATOR]: a source on standard output.
doc() {
	printf '{"client":{"base_url":"%s/api/","auth":{"type":"session_token","username":{"secret":"user"},"password":{"secret":"password"},
"login_url":"session","session_token_response_key":"id"%s}},"resources":[{"name":"rows","endpoint":{"path":"%s",
"data_selector":"data","paginator":%s}}]}\n' "$URL" "$1" "${2:-rows}" "${3:-\"single_page\"}"
}
h=',"header":"X-Session"'
run_it() { rx-plan - | rx-page -q "$@" | jq -c 'select(.rx == "page").rows'; }
given() { jq -c .credentials | mask; }
fresh() { rm -rf "$XDG_STATE_HOME"; control '{"reset":true}'; }
log() { tail -n "+$(($1 + 1))" "$LOG" | jq -r "select(.path != \"/_control\") | [.method, .path, .headers[\"x-session\"], .status] | map(. // \"-\") | join(\" \")"; }
last() { wc -l <"$LOG"; }

# -- logging in ---------------------------------------------------------------------

check 'user and password are posted as JSON, the token is sent in its header' \
    'doc "$h" | run_it; requests "select(.method==\"POST\") | .body, .headers[\"content-type\"]"; log 0' '2
{"username":"bob","password":"p:\"1"}
application/json
POST /api/session - 200
GET /api/rows sess-1 200'
check 'the next run has the token' 'n=$(last); doc "$h" | run_it; log "$n"' '2
GET /api/rows sess-1 200'
check 'refused while it runs: another, and the page again' \
    'n=$(last); doc "$h" rows "{\"type\":\"page_number\",\"base_page\":1,\"page_param\":\"page\"}" | run_it; log "$n"' '2
2
1
0
GET /api/rows sess-1 200
GET /api/rows sess-1 401
POST /api/session - 200
GET /api/rows sess-2 200
GET /api/rows sess-2 200
GET /api/rows sess-2 200'
check 'a stored one that is dead: another' \
    'control "{\"reset\":true}"; n=$(last); doc "$h" | run_it; log "$n"' '2
GET /api/rows sess-2 401
POST /api/session - 200
GET /api/rows sess-1 200'
check 'a URL of the source is the base'\''s, also of --base-url and of a setting' \
    'for o in "--base-url=https://h.example/v2" "--set=at=login"; do
	doc "$h" | sed "s|\"login_url\":\"session\"|\"login_url\":{\"config\":\"at\",\"default\":\"in\"}|" |
	rx-plan "$o" - | jq -r "select(.auth).auth.login_url" | mask
    done; doc "$h" | sed "s|session\",|/x/{{ config.at }}/y\",|" | rx-plan --set at=1 - | jq -r "select(.auth).auth.login_url" | mask' \
    'https://h.example/v2/in
URL/api/login
URL/api/x/1/y'
check 'the token deep in the answer, which says how long it lives' \
    'for k in "\"data.session.key\"" "[\"data\",\"session\",\"key\"]"; do
	doc "$h" | sed "s|session\",\"session_token_response_key\":\"id\"|nested\",\"session_token_response_key\":$k|" |
	rx-plan - | rx-auth --no-token-cache | jq -c "select(.credentials).credentials | [.headers, .expires - now > 7100, .expires - now < 7300]"
    done' '[{"X-Session":"deep-2"},true,true]
[{"X-Session":"deep-3"},true,true]'

# -- a login that is no user's (SessionTokenAuthenticator) -----------------------------

form=',"login_data":{"grant_type":"kekaapi","client_id":"c","api_key":{"secret":"key"}},"login_headers":{"X-App":"rx"},"expiration_duration":"PT2H"'
check 'a form, and the token as bearer' \
    'export RX_SECRET_KEY=k3y; doc "$form" bearer | sed "s|session\",\"session_token_response_key\":\"id\"|form\",\"session_token_response_key\":\"access_token\"|" >s
    n=$(last); run_it <s; log "$n"; requests "select(.path==\"/api/form\") | .body, .headers[\"x-app\"]"
    rx-plan - <s | rx-auth | jq -c "select(.credentials).credentials | [.expires - now > 7100, .expires - now < 7300]"' '1
POST /api/form - 200
GET /api/bearer - 200
grant_type=kekaapi&client_id=c&api_key=k3y
rx
[true,true]'
check 'the token in the query' \
    'doc ",\"param\":\"sid\"" query | run_it' '1'
check 'JSON of its own' \
    'n=$(last); doc "$h,\"login_json\":{\"username\":{\"secret\":\"user\"},\"password\":\"p:\\\"1\",\"n\":1}" | run_it; tail -n "+$((n + 1))" "$LOG" | jq -r "select(.method==\"POST\").body"' '2
{"username":"bob","password":"p:\"1","n":1}'

check 'the token within a text' \
    'fresh; for t in "Token token={{ session_token }}" "Session {token}"; do
	doc ",\"header\":\"Authorization\",\"api_token\":\"$t\"" | rx-plan - | rx-auth | jq -c "select(.credentials).credentials.headers"
    done' \
    '{"Authorization":"Token token=sess-1"}
{"Authorization":"Session sess-1"}'
check 'refused, it is another one within the text' \
    'fresh; n=$(last); doc "$h,\"api_token\":\"{{ session_token|string }}\"" rows "{\"type\":\"page_number\",\"base_page\":1,\"page_param\":\"page\"}" |
    run_it; log "$n"' '2
2
1
0
POST /api/session - 200
GET /api/rows sess-1 200
GET /api/rows sess-1 200
GET /api/rows sess-1 200
GET /api/rows sess-1 401
POST /api/session - 200
GET /api/rows sess-2 200'
check_err 'a text without the token' 2 \
    'doc "$h,\"api_token\":\"Token {{ sesion_token }}\"" | rx-plan --check -' \
    'client.auth.api_token: the token stands nowhere' 'Token {{ session_token }}'

# -- a given token ----------------------------------------------------------------------

tried="$h"',"session_token":{"secret":"given"},"validate_session_url":"me"'
check 'a given token is tried, then used' 'fresh; n=$(last); doc "$tried" | run_it; log "$n"' '2
GET /api/me giv3n-token 200
GET /api/rows giv3n-token 200'
check 'refused where it is tried: login' \
    'control "{\"set\":{\"given\":\"another\"}}"; n=$(last); doc "$tried" | run_it; log "$n"' '2
GET /api/me giv3n-token 401
POST /api/session - 200
GET /api/rows sess-1 200'
check 'and it is not tried again' 'n=$(last); doc "$tried" | run_it; log "$n"' '2
GET /api/rows sess-1 200'
check 'without a place to try it: used until it is refused' \
    'fresh; control "{\"set\":{\"given\":\"another\"}}"; n=$(last); doc "$h,\"session_token\":{\"secret\":\"given\"}" | run_it; log "$n"' '2
GET /api/rows giv3n-token 401
POST /api/session - 200
GET /api/rows sess-1 200'
check 'a given one that is no secret'\''s name is absent: login' \
    'n=$(last); doc "$h,\"session_token\":{\"secret\":\"none\",\"default\":\"\"}" | run_it; log "$n"' '2
GET /api/rows sess-1 200'
check_err 'a server that cannot say is an error, no login' 5 \
    'fresh; doc "$tried" | sed s/\"me\"/\"down\"/ | rx-plan - | rx-auth --max-wait 0.01' 'answered 500'

# -- what goes wrong ----------------------------------------------------------------------

check_err 'refused twice is a status' 4 'fresh; doc "$h" other | rx-plan - | rx-page -q' 'HTTP status 401'
check_err 'a refused login, without the password' 4 \
    'doc "$h" | sed "s|\"session\"|\"refuses\"|" | rx-plan - | rx-auth' 'answered 401, no *** here' 'username and password'
check_err 'an answer without the token, not shown' 3 \
    'doc "$h" | sed "s|\"session\"|\"odd\"|" | rx-plan - | rx-auth' 'has no id' 'members token'
check_lacks 'indeed' 'doc "$h" | sed "s|\"session\"|\"odd\"|" | rx-plan - | rx-auth' secret-shape
check_err 'a duration that is none' 2 'doc "$h,\"expiration_duration\":\"soon\"" | rx-plan - | rx-auth' 'no time: soon'
check_err 'a missing password' 2 'unset RX_SECRET_PASSWORD; fresh; doc "$h" | rx-plan - | rx-auth' "'password' is missing"
check_err 'a line with half a URL' 2 \
    'printf "{\"url\":\"%s\",\"auth\":{\"type\":\"session_token\",\"username\":\"u\",\"password\":\"p\",\"login_url\":\"session\",\"session_token_response_key\":\"id\"}}\n" "$URL" | rx-auth' \
    'login_url must be a whole URL'
check 'another request'\''s secrets do not matter to the login' \
    'fresh; doc "$h" | rx-plan - | jq -c "if .auth then .headers = {\"X-First\":{\"secret\":\"given\"}} else . end" |
    rx-auth | jq -c "select(.credentials).credentials | .headers, (.id|length)"' \
    '{"X-First":"giv3n-token","X-Session":"sess-1"}
16'
finish
