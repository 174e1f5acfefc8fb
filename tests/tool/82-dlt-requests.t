#!/bin/sh
# dlt's behaviour cases 16 and 20-27: what a request carries.  Each name begins
# with the case's number; where rx does something else on purpose, a comment
# says why.
. "${0%/*}/lib.sh"

start_server --tls cert.pem <<'END'
{"routes": [
 {"path": "/posts", "count": 3, "row": {"id": "{i}"}},
 {"path": "/posts/{id}/c", "rows": [{"via": "path"}]},
 {"path": "/by", "method": "any", "rows": [{"via": "any"}]},
 {"path": "/any/{x}", "method": "any", "rows": [{"id": 1}]},
 {"path": "/any", "method": "any", "rows": [{"id": 1}]},
 {"path": "/paged", "count": 4, "row": {"id": "{i}"}, "paging": {"by": "page", "limit": 2, "first": 1}},
 {"path": "/key", "rows": [{"id": 1}], "auth": {"type": "api_key", "name": "X-Key", "in": "header", "value": "s3cret"}},
 {"path": "/basic", "rows": [{"id": 1}], "auth": {"type": "basic", "user": "u", "password": "s3cret"}},
 {"path": "/bearer", "rows": [{"id": 1}], "auth": {"type": "bearer", "token": "s3cret"}},
 {"path": "/token", "method": "POST", "token": {"grant": "client_credentials", "client_id": "i", "client_secret": "s3cret",
   "require": {"audience": "x"}, "expires_in": 3600}},
 {"path": "/short", "method": "POST", "token": {"grant": "client_credentials", "client_id": "i", "client_secret": "s3cret",
   "expires_in": 0}},
 {"path": "/oauth/{n}", "rows": [{"id": "{n}"}], "auth": {"type": "token"}}
]}
END
export RX_SECRET_KEY=s3cret RX_SECRET_WRONG=wr0ng

# source_of RESOURCES [CLIENT]: s.json, with one page and selector unless said.
source_of() {
	printf '{"client": {"base_url": "%s"%s}, "resource_defaults": {"endpoint": {"paginator": "single_page"}}, "resources": [%s]}\n' \
	    "$URL" "${2:+, $2}" "$1" >s.json
}

# seen FILTER: runs s.json and shows what the server saw of all but /posts.
seen() {
	: >"$LOG"
	rx-run s.json >"$T/lines" 2>"$T/said" || return
	jq -c "select(.path != \"/posts\") | $1" "$LOG"
}

# -- parents

source_of '"posts", {"name": "a", "endpoint": "posts/{resources.posts.id}/c"}'
check '16 a child by its path' 'seen .path' '"/posts/1/c"
"/posts/2/c"
"/posts/3/c"'
source_of '"posts", {"name": "a", "endpoint": {"path": "by", "params": {"post": "{resources.posts.id}"}}}'
check '16 by a parameter' 'seen .query' '"post=1"
"post=2"
"post=3"'
source_of '"posts", {"name": "a", "endpoint": {"path": "by", "method": "POST", "json": {"post": "{resources.posts.id}"}}}'
check '16 by JSON' 'seen .body' '"{\"post\":1}"
"{\"post\":2}"
"{\"post\":3}"'
source_of '"posts", {"name": "a", "endpoint": {"path": "by", "headers": {"X-Post": "{resources.posts.id}"}}}'
check '16 by a header' 'seen ".headers[\"x-post\"]"' '"1"
"2"
"3"'
source_of '"posts", {"name": "a", "endpoint": {"path": "by", "method": "POST", "data": {"post": "{resources.posts.id}"}}}'
check '16 by a form' 'seen "[.body, .headers[\"content-type\"]]"' '["post=1","application/x-www-form-urlencoded"]
["post=2","application/x-www-form-urlencoded"]
["post=3","application/x-www-form-urlencoded"]'
check '16 the parent is asked once' 'jq -r "select(.path == \"/posts\") | .path" "$LOG"' '/posts'

# -- addresses

# join BASE PATH: the address of a request.  Without a base an empty text.
join() {
	jq -n --arg b "$1" --arg p "$2" '{client: {base_url: $b}, resources: [{name: "a", endpoint: {path: $p}}]}' |
	    rx-plan -q --set x=1 - 2>&1 | jq -r 'select(.rx == "request") | .url'
}
joins() {
	while read -r base path; do
		printf '%s %s -> ' "$base" "${path:-''}"
		join "${base#EMPTY}" "$path"
	done
}
cat >bases <<'END'
https://h/ path/x
https://h/ /path/x
https://h path/x
https://h /path/x
https://h//// path/x
https://h ///path/x
https://h/v1 path/x
https://h/v1/ path/x
https://h/v1/ /path/x
https://h/v1///  ///path/x
https://h/v1 path/x/
https://h/v1 path/x?q=1
https://h/v1/ path/x?q=1&r=
https://h/v1
https://h/v1/
https://h/v1//
https://h/v1 /
https://h/v1 ../x
https://h/v1 https://other.example.com/x
https://h/v1 http://other.example.com/x?a=1
https://h/v1 my://p
EMPTY https://h/x
https://h:8080/v1 a:b
END
check '20 how base and path are joined' 'joins <bases' \
"https://h/ path/x -> https://h/path/x
https://h/ /path/x -> https://h/path/x
https://h path/x -> https://h/path/x
https://h /path/x -> https://h/path/x
https://h//// path/x -> https://h/path/x
https://h ///path/x -> https://h/path/x
https://h/v1 path/x -> https://h/v1/path/x
https://h/v1/ path/x -> https://h/v1/path/x
https://h/v1/ /path/x -> https://h/v1/path/x
https://h/v1/// ///path/x -> https://h/v1/path/x
https://h/v1 path/x/ -> https://h/v1/path/x/
https://h/v1 path/x?q=1 -> https://h/v1/path/x?q=1
https://h/v1/ path/x?q=1&r= -> https://h/v1/path/x?q=1&r=
https://h/v1 '' -> https://h/v1
https://h/v1/ '' -> https://h/v1/
https://h/v1// '' -> https://h/v1//
https://h/v1 / -> https://h/v1/
https://h/v1 ../x -> https://h/v1/../x
https://h/v1 https://other.example.com/x -> https://other.example.com/x
https://h/v1 http://other.example.com/x?a=1 -> http://other.example.com/x?a=1
https://h/v1 my://p -> https://h/v1/my://p
EMPTY https://h/x -> https://h/x
https://h:8080/v1 a:b -> https://h:8080/v1/a:b"
typed() {
	for v in null 7 '["x"]' '{}'; do
		printf '{"client": {"base_url": %s}, "resources": ["a"]}' "$1" | sed "s/null/$v/" | rx-plan --check - 2>&1 | head -n 1
	done
}
check '20 a base that is no text' 'typed null' \
'rx-plan: error: client.base_url: text expected
rx-plan: error: client.base_url: text expected
rx-plan: error: client.base_url: text expected
rx-plan: error: client.base_url: text expected'

source_of '{"name": "a", "endpoint": {"path": "any?q=&p=1", "params": {"empty": "", "none": null, "yes": true, "list": ["x", 2]}}}, {"name": "b", "endpoint": "any/b"}'
check '21 empty values, null, lists; nothing is added where nothing was said' 'seen "[.path, .query]"' \
'["/any","q=&p=1&empty=&yes=true&list=x&list=2"]
["/any/b",""]'
source_of '{"name": "a", "endpoint": {"path": "paged?page=8", "params": {"page": 9, "q": "1"}, "paginator": {"type": "page_number", "base_page": 1}}}'
check '21 what the paginator sends replaces a parameter, in the path too' 'seen .query' '"q=1&page=1"
"q=1&page=2"
"q=1&page=3"'

# -- bodies and headers

source_of '{"name": "a", "endpoint": {"path": "any/1", "json": {}}}, {"name": "b", "endpoint": "any/2"},
  {"name": "c", "endpoint": {"path": "any/3", "method": "POST", "data": {}}},
  {"name": "d", "endpoint": {"path": "any/4", "method": "POST", "data": [["b", "1"], ["a", "2"], ["b", "x y"]]}},
  {"name": "e", "endpoint": {"path": "any/5", "method": "POST", "data": "<a>&"}},
  {"name": "f", "endpoint": {"path": "any/6", "method": "POST", "data": "x", "json": {}}}'
check '22 bodies' 'seen "[.path, .method, .body, .headers[\"content-type\"]]" | sort' \
'["/any/1","GET","{}","application/json"]
["/any/2","GET","",null]
["/any/3","POST","",null]
["/any/4","POST","b=1&a=2&b=x%20y","application/x-www-form-urlencoded"]
["/any/5","POST","<a>&",null]
["/any/6","POST","x",null]'
source_of '{"name": "a", "endpoint": {"path": "any/1", "method": "POST", "data": {"a": 1}, "json": {"b": 1}}}'
check_err '22 two bodies are told before any request' 2 'rx-plan --check s.json' "both 'json' and 'data' are given"

source_of '{"name": "a", "endpoint": {"path": "any/1", "headers": {"X-ONE": "own", "X-Three": null}}}, {"name": "b", "endpoint": "any/2"}' \
    '"headers": {"X-One": "client", "X-Two": "client", "X-Three": "client"}'
# Names of headers have no case; dlt would send both.
check '23 headers of the endpoint replace those of the client' 'seen "[.path] + [.headers | .[\"x-one\", \"x-two\", \"x-three\"]]" | sort' \
'["/any/1","own","client",null]
["/any/2","client","client","client"]'
check '23 who asks' 'seen ".headers[\"user-agent\"]" | sort -u | cut -c 1-4' '"rx/'
source_of '{"name": "a", "endpoint": {"path": "any/1", "headers": {"User-Agent": "me"}}}'
check '23 unless the source says who' 'seen ".headers[\"user-agent\"]"' '"me"'

# -- authentication

key='{"type": "api_key", "name": "X-Key", "api_key": {"secret": "key"}}'
source_of '"key"' "\"auth\": $key"
check '24 a key in a header' 'seen "[.status, .headers[\"x-key\"]]"' '[200,"s3cret"]'
source_of '"basic"' '"auth": {"type": "http_basic", "username": "u", "password": {"secret": "key"}}'
check '24 name and password' 'seen "[.status, .headers.authorization]"' '[200,"Basic dTpzM2NyZXQ="]'
source_of '"bearer"' '"auth": {"token": {"secret": "key"}}'
check '24 a bearer token, in short' 'seen "[.status, .headers.authorization]"' '[200,"Bearer s3cret"]'
for r in key basic bearer; do
	source_of "\"$r\"" "\"auth\": {\"type\": \"bearer\", \"token\": {\"secret\": \"wrong\"}}"
	check_err "24 $r: the wrong one is refused" 4 'rx-run s.json' '401'
done
source_of "{\"name\": \"a\", \"endpoint\": {\"path\": \"key\", \"auth\": $key}}, {\"name\": \"b\", \"endpoint\": \"bearer\"}, {\"name\": \"c\", \"endpoint\": {\"path\": \"any/c\", \"auth\": null}}" \
    '"auth": {"type": "bearer", "token": {"secret": "key"}}'
check '24 the auth of the endpoint replaces that of the client, null is none' 'seen "[.path, .status, .headers[\"x-key\"], .headers.authorization]" | sort' \
'["/any/c",200,null,null]
["/bearer",200,null,"Bearer s3cret"]
["/key",200,"s3cret",null]'

oauth='"type": "oauth2_client_credentials", "client_id": "i", "client_secret": {"secret": "key"}'
source_of '{"name": "a", "endpoint": "oauth/1"}, {"name": "b", "endpoint": "oauth/2"}, {"name": "c", "endpoint": "oauth/3"}' \
    "\"auth\": {$oauth, \"access_token_url\": \"$URL/token\", \"access_token_request_data\": {\"audience\": \"x\"}}"
check '25 a token is fetched once, with what the source adds' 'seen "select(.path == \"/token\") | .body"' \
    '"grant_type=client_credentials&client_id=i&client_secret=s3cret&audience=x"'
check '25 and is used by all' 'jq -r "select(.path | startswith(\"/oauth\")) | .status" "$LOG"' '200
200
200'
check '25 the next run has it still' 'seen .path | sort' '"/oauth/1"
"/oauth/2"
"/oauth/3"'
source_of '"posts", {"name": "a", "endpoint": "oauth/{resources.posts.id}"}' "\"auth\": {$oauth, \"access_token_url\": \"$URL/short\"}"
# What dlt does, a token for each request, would be asked of the server without
# end by parallel requests; here each request has a token that was valid when
# it was sent, and one more is fetched after a 401.
check '25 a token that is good for no time does not stop the work' 'seen "select(.path | startswith(\"/oauth\")) | .status" | sort | uniq -c | tr -s " "' ' 3 200'
source_of '{"name": "a", "endpoint": "oauth/1"}' "\"auth\": {\"type\": \"oauth2_client_credentials\", \"client_id\": \"i\", \"client_secret\": {\"secret\": \"wrong\"}, \"access_token_url\": \"$URL/token\"}"
check_err '25 the wrong secret' 4 'rx-run s.json' '401' '/token'

# 26: a signed JWT that is exchanged for a token is none of the grammar's types
# (dlt has it in Python alone); it is refused by its name.
source_of '"a"' '"auth": {"type": "oauth_jwt", "client_id": "i", "private_key": {"secret": "key"}}'
check_err '26 oauth_jwt is no type' 2 'rx-plan --check s.json' "client.auth: unknown type 'oauth_jwt'"

# One name for each secret, wherever the source stands; dlt has three.
source_of '"key"' "\"auth\": $key"
check_err '27 a secret that is missing names where it may be' 2 'unset RX_SECRET_KEY; rx-run s.json' 'key' 'RX_SECRET_KEY'
# A grandparent's fields come along with the parent's record (dlt 1.8).
cat >kin.yaml <<'END'
client: {base_url: "http://h"}
resources:
- name: orgs
- {name: repos, include_from_parent: [name], endpoint: {path: "orgs/{resources.orgs.id}/repos"}}
- {name: issues, include_from_parent: [_orgs_name], endpoint: {path: "{resources.repos._orgs_name}/{resources.repos.id}/issues"}}
END
check 'a field of a grandparent, in the path and in the records' \
    'echo "{\"id\":5,\"_orgs_name\":\"acme\"}" | rx-plan -q --parents repos=/dev/stdin kin.yaml issues |
	jq -c "select(.url) | .url, .select.include"' \
'"http://h/acme/5/issues"
{"_repos__orgs_name":"acme"}'
finish
