#!/bin/sh
# Every form of auth that a source may be written in (dialect 5 to 7): what is
# sent where, from the source's text to the server's log.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"

start_server <<'END'
{"routes": [
  {"path": "/token", "method": "POST", "token": {"expires_in": 3600, "token": "tok-{serial}"}},
  {"path": "/rotate", "method": "POST", "token": {"grant": "refresh_token", "refresh_token": "r-first", "rotate": true, "expires_in": 0,
   "require": {"client_id": "cid"}}},
  {"path": "/v1/rows", "method": "any", "count": 3, "row": {"id": "{i}"}, "body": {"data": "{rows}", "next": "{next_url}"},
   "headers": {"Link": "<{next_url}>; rel=\"next\""}, "paging": {"by": "page", "param": "page", "first": 1, "limit": 2}},
  {"path": "/v1/echoed", "count": 3, "row": {"id": "{i}"}, "body": {"data": "{rows}", "next": "/v1/echoed?page={next_page}&key=k%2By&keep=1"},
   "paging": {"by": "page", "param": "page", "first": 1, "limit": 2}},
  {"path": "/v1/guarded", "auth": {"type": "token"}, "count": 1, "row": {"id": "{i}"}, "body": {"data": "{rows}"}},
  {"path": "/v1/offset", "method": "POST", "count": 3, "row": {"id": "{i}"}, "body": {"data": "{rows}"},
   "paging": {"by": "offset", "param": "offset", "in": "body", "limit_param": "limit", "limit": 2}}
]}
END

export RX_SECRET_KEY=k+y RX_SECRET_USER=bob RX_SECRET_PW='p:"1' RX_SECRET_CID=cid RX_SECRET_CS='c/s' RX_SECRET_R=r-first \
    RX_SECRET_T=t0ken RX_SECRET_LE=Acme RX_SECRET_TURL="$URL/token"

# doc AUTH [ENDPOINT]: Python, its client's auth and its endpoint.
doc() {
	printf 'def source(access_token=dlt.secrets.value):\n  return rest_api_source({"client": {"base_url": "%s/v1/", "auth": %s},\n  "resources": [{"name": "rows", "endpoint": {"path": "rows", "data_selector": "data", %s}}]})\n' \
	    "$URL" "$1" "${2:-\"paginator\": \"single_page\"}"
}
fetch() { rx-plan "$@" - | rx-page -q >out 2>err; s=$?; cat err >&2; return "$s"; }
# sent FILTER: of the requests of the last fetch.
sent() {
	requests "select(.path | test(\"^/v1\")) | .target = .path + (if .query != \"\" then \"?\" + .query else \"\" end) | $1" |
	    sed 's/tok-[0-9]*/tok-N/'
	: >"$LOG"
}
# form AUTH: the headers and the query of one request.
form() {
	doc "$1" | fetch && sent '[.method, .target, (.headers | .authorization // .["x-key"] // .cookie // "-"), .body] | map(. // "") | join(" ") | rtrimstr(" ")' | mask
}

# -- keys -------------------------------------------------------------------------------

check 'a key: Authorization, as it is' 'form "{\"type\": \"api_key\", \"api_key\": dlt.secrets[\"key\"]}"' 'GET /v1/rows k+y'
check 'in a header' 'form "{\"type\": \"api_key\", \"name\": \"X-Key\", \"api_key\": dlt.secrets[\"key\"], \"location\": \"header\"}"' \
    'GET /v1/rows k+y'
for l in query param request_parameter; do
	check "in the query, as $l" 'form "{\"type\": \"api_key\", \"name\": \"key\", \"api_key\": dlt.secrets[\"key\"], \"location\": \"'"$l"'\"}"' \
	    'GET /v1/rows?key=k%2By -'
done
check 'in a cookie' 'form "{\"type\": \"api_key\", \"name\": \"sid\", \"api_key\": dlt.secrets[\"key\"], \"location\": \"cookie\"}"' \
    'GET /v1/rows sid=k+y'
body='{"type": "api_key", "name": "key", "api_key": dlt.secrets["key"], "location": "body"}'
check 'in the body of a POST, beside what is there' \
    'doc "$body" "\"method\": \"POST\", \"json\": {\"q\": 1}, \"paginator\": \"single_page\"" | fetch; sent "[.method, .body, .headers[\"content-type\"]] | join(\" \")"' \
    'POST {"q":1,"key":"k+y"} application/json'
check 'and on every page' \
    'doc "$body" "\"path\": \"offset\", \"method\": \"POST\", \"json\": {}, \"paginator\": {\"type\": \"offset\", \"limit\": 2, \"limit_body_path\": \"limit\", \"offset_body_path\": \"offset\"}" |
    fetch; sent .body' \
    '{"offset":0,"limit":2,"key":"k+y"}
{"offset":2,"limit":2,"key":"k+y"}
{"offset":3,"limit":2,"key":"k+y"}'
check 'in the body of a GET: it stays a GET' \
    'doc "$(echo "$body" | sed s/body/body_json/)" | fetch; sent "[.method, .target, .body, .headers[\"content-type\"]] | join(\" \")"' \
    'GET /v1/rows {"key":"k+y"} application/json'
check 'a query key is not doubled in a next link that has it' \
    'doc "{\"type\": \"api_key\", \"name\": \"key\", \"api_key\": dlt.secrets[\"key\"], \"location\": \"query\"}" \
    "\"path\": \"echoed\", \"paginator\": {\"type\": \"json_link\", \"next_url_path\": \"next\"}" | rx-plan - 2>/dev/null | rx-page -q --max-pages 2 >out; sent .target; grep -c "k+y\|k%2By" out' \
    '/v1/echoed?key=k%2By
/v1/echoed?page=2&key=k%2By&keep=1
0' 1
check 'and is added to one that lacks it' \
    'doc "{\"type\": \"api_key\", \"name\": \"key\", \"api_key\": dlt.secrets[\"key\"], \"location\": \"query\"}" \
    "\"params\": {\"key\": \"mine\"}, \"paginator\": \"header_link\"" | fetch; sent .target' \
    '/v1/rows?key=k%2By
/v1/rows?key=k%2By&page=2'

# -- bearer, basic ------------------------------------------------------------------------

for k in token access_token api_key; do
	check "a bearer's $k" 'form "{\"type\": \"bearer\", \"'"$k"'\": dlt.secrets[\"t\"]}"' 'GET /v1/rows Bearer t0ken'
done
check 'the shorthand' 'form "{\"token\": dlt.secrets[\"t\"]}"' 'GET /v1/rows Bearer t0ken'
check 'a parameter' 'RX_SECRET_ACCESS_TOKEN=par; export RX_SECRET_ACCESS_TOKEN; form "{\"type\": \"bearer\", \"token\": access_token}"' \
    'GET /v1/rows Bearer par'
check 'by name: the secret of the field'\''s name' 'RX_SECRET_TOKEN=tt; export RX_SECRET_TOKEN; form "\"bearer\""' 'GET /v1/rows Bearer tt'
check 'basic' 'form "{\"type\": \"http_basic\", \"username\": dlt.secrets[\"user\"], \"password\": dlt.secrets[\"pw\"]}"' \
    'GET /v1/rows Basic Ym9iOnA6IjE='
check 'basic without a password' 'form "{\"type\": \"basic\", \"username\": dlt.secrets[\"user\"]}"' 'GET /v1/rows Basic Ym9iOg=='
check 'nothing' 'form None; form "{\"type\": \"none\"}"' 'GET /v1/rows -
GET /v1/rows -'

# -- one endpoint's own -------------------------------------------------------------------

client='{"type": "bearer", "token": dlt.secrets["t"]}'
check 'an endpoint'\''s own auth replaces the client'\''s' \
    'doc "$client" "\"paginator\": \"single_page\", \"auth\": {\"type\": \"api_key\", \"name\": \"X-Key\", \"api_key\": dlt.secrets[\"key\"]}" |
    fetch; sent "[.headers.authorization, .headers[\"x-key\"]]|tojson"' '[null,"k+y"]'
for n in None '"none"' '{"type": "none"}'; do
	check "$n: none for this endpoint" \
	    'doc "$client" "\"paginator\": \"single_page\", \"auth\": $n" | fetch; sent "[.headers.authorization]|tojson"' '[null]'
done
check 'nor from netrc' \
    'echo "machine 127.0.0.1 login u password p" >~/.netrc; chmod 600 ~/.netrc
    doc "$client" "\"paginator\": \"single_page\", \"auth\": None" | rx-plan - | rx-page -q -n >out; sent "[.headers.authorization]|tojson"' '[null]'

# -- oauth2 -------------------------------------------------------------------------------

# oauth MEMBERS: what the token endpoint got, then the request.
oauth() {
	rm -rf "$XDG_STATE_HOME"
	doc "{\"type\": \"oauth2\", $1}" | fetch "${2:---lenient}"
	s=$?
	requests 'select(.path == "/token") | [.headers.authorization // "-", .body] | join(" ")'
	sent .headers.authorization
	return "$s"
}
id='"client_id": "literal id", "client_secret": dlt.secrets["cs"]'
check 'client credentials, with extra keys' \
    'oauth "\"token_url\": \"$URL/token\", $id, \"legal_entity\": dlt.secrets[\"le\"], \"audience\": \"a b\", \"scope\": [\"x\", \"y\"]"' \
    '- grant_type=client_credentials&client_id=literal%20id&client_secret=c%2Fs&scope=x%20y&legal_entity=Acme&audience=a%20b
Bearer tok-N'
check 'the client by Basic' 'oauth "\"token_url\": \"$URL/token\", $id, \"client_auth\": \"basic\""' \
    'Basic bGl0ZXJhbCUyMGlkOmMlMkZz grant_type=client_credentials
Bearer tok-N'
check 'password' \
    'oauth "\"token_url\": \"$URL/token\", \"grant_type\": \"password\", $id, \"username\": dlt.secrets[\"user\"], \"password\": dlt.secrets[\"pw\"]"' \
    '- grant_type=password&client_id=literal%20id&client_secret=c%2Fs&username=bob&password=p%3A%221
Bearer tok-N'
check 'a refresh token means its grant' 'oauth "\"token_url\": \"$URL/token\", $id, \"refresh_token\": dlt.secrets[\"r\"]"' \
    '- grant_type=refresh_token&client_id=literal%20id&client_secret=c%2Fs&refresh_token=r-first
Bearer tok-N'
# The source above, with its base one up, where the token endpoint is.
up() { sed "s|/v1/\", \"auth|/\", \"auth|; s|\"path\": \"rows|\"path\": \"v1/rows|"; }
export RX_SECRET_W=token RX_SECRET_REL=/token
for u in '"/token"' '"token"' 'dlt.secrets["turl"]' 'dlt.secrets["rel"]' 'dlt.config["turl"]' 'dlt.config["relative"]' \
    "dlt.config.get('none', '$URL/token')" "dlt.config.get('none', 'token')" "dlt.secrets.get('none', '/token')" \
    "f\"$URL/{dlt.config['where']}\"" "\"$URL/{{ config.where }}\"" '"/{{ config.where }}"' '"/{where}"' "\"$URL/{config.where}\"" "\"$URL/{{ secrets.w }}\""; do
	check "token_url: $(echo "$u" | mask)" \
	    'rm -rf "$XDG_STATE_HOME"; doc "{\"type\": \"oauth2\", \"token_url\": $u, $id}" | up |
	    rx-plan --set "turl=$URL/token" --set where=token --set relative=token - 2>/dev/null | rx-page -q >out; sent .headers.authorization' \
	    'Bearer tok-N'
done
check 'a given token without token_url is a bearer token' \
    'oauth "\"client_id\": \"i\", \"access_token\": dlt.secrets[\"t\"]"' 'Bearer t0ken'
given="\"token_url\": \"$URL/token\", $id, \"access_token\": dlt.secrets[\"t\"]"
guarded() { doc "{\"type\": \"oauth2\", $given}" '"path": "guarded", "paginator": "single_page"' | fetch; sent '[.headers.authorization, .status]|tojson'; }
check 'beside one it is used' 'oauth "$given"' 'Bearer t0ken'
check 'until it is refused, in this run and the next' 'guarded; guarded' \
    '["Bearer t0ken",401]
["Bearer tok-N",200]
["Bearer tok-N",200]'
check 'rotated refresh tokens survive' \
    'for i in 1 2 3; do
	doc "{\"type\": \"oauth2\", \"token_url\": \"$URL/rotate\", \"client_id\": dlt.secrets[\"cid\"], \"refresh_token\": dlt.secrets[\"r\"]}" | fetch
    done; requests "select(.path == \"/rotate\").body" | sed "s/.*refresh_token=//; s/-[0-9]*$/-N/"' 'r-first
r-first-N
r-first-N'
finish
