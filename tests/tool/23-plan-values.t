#!/bin/sh
# rx-plan: settings, templates, secrets, bodies, lists of values, --parents.
. "${0%/*}/lib.sh"

# one ENDPOINT: a source of one resource x, in one.json
one() {
	printf '{"client":{"base_url":"%s","headers":%s},"resources":[{"name":"x","primary_key":["id"],"write_disposition":"merge","endpoint":%s}]}\n' \
	    "${BASE:-https://api.example.com}" "${HEADERS:-null}" "$1" >one.json
}
line='jq -c "select(.rx == \"request\")'
get() { jq -c "select(.rx == \"request\") | $1"; }

# -- settings

one '{"path": "/x/{{ config.area }}", "params": {"q": {"config": "query", "default": "all"}, "n": {"config": "n", "default": 5},
    "both": "{{ config['\''a'\''] }}-{{ config.get('\''b'\'', '\''none'\'') }}", "list": "{{ config['\''tags'\''] }}"},
    "headers": {"X-Size": {"config": "n", "default": 5}}, "json": {"n": "{{ config.n }}", "t": "{{ config.n }}!"}}'
check 'from --set, as text and, in expressions, as JSON' \
    "rx-plan --set area='north west' --set query=new --set n=7 --set a=1 --set 'tags=[\"u\",\"v\"]' one.json | get '[.url, .params, .headers, .body]'" \
'["https://api.example.com/x/north%20west",{"q":"new","n":"7","both":"1-none","list":["u","v"]},{"X-Size":"7"},{"n":7,"t":"7!"}]'
echo '{"area": "a", "a": "A", "b": null, "tags": "t", "n": 10, "query": true}' >conf.json
check 'from a file, with their types' "rx-plan --config conf.json one.json | get '[.url, .params, .headers, .body]'" \
'["https://api.example.com/x/a",{"q":true,"n":10,"both":"A-","list":"t"},{"X-Size":"10"},{"n":10,"t":"10!"}]'
printf 'area: b\na: B\ntags: [1, two]\nn: 1\n' >conf.yaml
check 'in YAML' "rx-plan --config conf.yaml one.json | get '.params'" '{"q":"all","n":1,"both":"B-none","list":[1,"two"]}'
check 'from the environment; --set wins over the file, the file over the environment' \
    "export RX_CONFIG_AREA=env RX_CONFIG_A=env RX_CONFIG_TAGS=env RX_CONFIG_N=env RX_CONFIG_QUERY=env
     echo '{\"a\":\"file\",\"n\":\"file\"}' >c.json; rx-plan --config c.json --set n=set one.json | get '[.url, .params]'" \
'["https://api.example.com/x/env",{"q":"env","n":"set","both":"file-none","list":"env"}]'
check_err 'one that is not given' 2 'rx-plan --set area=1 --set a=1 one.json' \
    'rx-plan: error: x: the setting tags has no value' 'RX_CONFIG_TAGS in the environment'
check '--check lists them' 'rx-plan --check --set a=1 --set tags=1 one.json' \
'one.json: ok, 1 resource
needs:
  x: area: --set area=VALUE, --config FILE or RX_CONFIG_AREA
  x: n: --set n=VALUE, --config FILE or RX_CONFIG_N'
check 'all that is not given is told at once' 'rx-plan --check one.json; rx-plan one.json 2>&1 >/dev/null | head -1' \
'one.json: ok, 1 resource
needs:
  x: area: --set area=VALUE, --config FILE or RX_CONFIG_AREA
  x: a: --set a=VALUE, --config FILE or RX_CONFIG_A
  x: tags: --set tags=VALUE, --config FILE or RX_CONFIG_TAGS
  x: n: --set n=VALUE, --config FILE or RX_CONFIG_N
rx-plan: error: x: the setting area has no value, nor has a, nor has tags, nor has n'
check_err 'a statement that templates do not know' 2 \
    "sed 's/\"path\": *\"[^\"]*\"/\"path\":\"{% for a in b %}{% endfor %}\"/' one.json | rx-plan --check -" \
    '{{ names|join(' 'standard input, line 1'
check_err 'a --config that is no map' 2 'echo "[1]" >l.json; rx-plan --config l.json one.json' \
    'rx-plan: error: l.json: settings are a map of names and values, not an array'
check_err 'a --config that is not there' 2 'rx-plan --config nowhere one.json' 'nowhere'
check_err 'a --config that is no JSON' 2 'echo "{\"a\":" >l.json; rx-plan --config l.json one.json' 'l.json, line'
one '{"path": "/x", "paginator": {"type": "page_number", "limit": {"config": "size"}, "limit_param": "n", "base_page": 1,
    "stop_condition": "{{ response.page >= config['\''last'\''] }}"}, "data_selector": "Series ({{ config['\''every'\''] }})",
    "record_filter": "{{ record.size > config.least }}"}'
check 'in paging, selector and filter' \
    "rx-plan --set size=20 --set last=9 --set every=5min --set least=3 one.json | get '[.paging, .select]'" \
'[{"type":"page_number","base_page":1,"page_param":"page","limit":20,"limit_param":"n","stop_condition":"{{ response.page >= 9 }}"},{"selector":"Series (5min)","key":["id"],"filter":"{{ record.size > 3 }}"}]'
BASE='https://{{ config.tenant }}.example.com/{{ config.v }}' one '{"path": "x"}'
check 'in the base' "rx-plan --set tenant=acme --set v=2/3 one.json | get .url" '"https://acme.example.com/2%2F3/x"'
BASE='{{ config.url }}/api' one '{"path": "x"}'
check 'a base that is a setting stands as it is' "rx-plan --set url=http://localhost:80/a one.json | get .url" '"http://localhost:80/a/api/x"'
BASE='{{ config.url }}' one '{"path": "x"}'
check_err 'a base that is none' 2 "rx-plan --set url=nowhere one.json" 'x: its URL has no http:// or https://' 'client.base_url, or --base-url URL'

# -- templates

one '{"path": "/x", "params": {"on": "{{ now_utc().strftime('\''%Y'\'')|length }}", "t": "{{ '\''a'\'' ~ 1 }} b", "z": "{{ none }}"}}'
check 'what can be known is evaluated' "rx-plan one.json | get .params" '{"on":4,"t":"a1 b","z":null}'
check 'the time of day makes no other plan' \
    'for i in 1 2; do rx-plan one.json | jq -r "select(.attempt).attempt.plan"; done | sort -u | wc -l' 1
one '{"path": "/x/{{ stream_partition.key.split('\''::'\'')[1] }}", "headers": {"K": "{{ stream_slice.key|upper }}"}}'
check 'an expression of a placeholder' "rx-plan --set key=ab::cd/e one.json | get '[.part, .url, .headers]'" \
'[{"key":"ab::cd/e"},"https://api.example.com/x/cd%2Fe",{"K":"AB::CD/E"}]'
check 'that comes out undefined' "rx-plan --set key=ab one.json 2>/dev/null | jq -c '[.rx, .message]' | sed 1d" \
'["error","x: {{ stream_partition.key.split('\''::'\'')[1] }} comes out undefined"]'
one '{"path": "/x", "params": {"a": "{{ nobody + 1 }}"}}'
check_err 'an expression that is undefined' 2 'rx-plan one.json' 'x: {{ nobody + 1 }} comes out undefined'
one '{"path": "/x", "params": {"a": "{{ 1 + }}"}}'
check_err 'one that is none' 2 'rx-plan one.json' 'rx-plan: error: '
one '{"path": "/x?since={{ stream_interval.start_time }}"}'
check_err 'a window without incremental' 2 'rx-plan one.json' 'comes out undefined'

# -- secrets

HEADERS='{"A": {"secret": "a"}, "B": "Token {{ secrets.b }}", "C": "{{ secrets.c ~ config.c }}", "D": "{id}"}' \
    one '{"path": "/x/{{ secrets.p }}", "params": {"k": {"secret": "k", "default": "d"}, "u": "{{ secrets.u }}"},
    "json": {"s": "{{ secrets.s }}", "o": {"secret": "o"}}, "auth": {"type": "http_basic", "username": "{{ config.c }}", "password": {"secret": "pw"}}}'
check 'secrets stay names, wherever they stand' \
    "export RX_SECRET_A=topsecret RX_SECRET_B=topsecret RX_SECRET_P=topsecret RX_SECRET_S=topsecret
     rx-plan --set c=9 one.json >out; grep -c topsecret out; get '[.url, .params, .headers, .auth, .body]' <out" \
'0
["https://api.example.com/x/{{ secrets.p }}",{"k":{"secret":"k","default":"d"},"u":"{{ secrets.u }}"},{"A":{"secret":"a"},"B":"Token {{ secrets.b }}","C":"{{ secrets.c ~ 9 }}","D":"{id}"},{"type":"http_basic","username":"9","password":{"secret":"pw"}},{"s":"{{ secrets.s }}","o":{"secret":"o"}}]'
check 'and none comes from --set' "rx-plan --set a=zzz --set c=1 one.json | grep -c zzz" 0 1

# -- auth, responses

auth() { rx-plan one.json | get .auth; }
HEADERS=null one '{"path": "/x", "auth": null}'
sed 's/"headers"/"auth":{"type":"bearer","token":{"secret":"t"}},"headers"/' one.json >o && mv o one.json
check 'null is no authentication, not even netrc'\''s' auth '{"type":"none"}'
sed 's/"auth": null/"auth": {"type": "api_key", "api_key": {"secret": "k"}}/' one.json >o && mv o one.json
check "the endpoint's own in place of the client's" auth \
    '{"type":"api_key","name":"Authorization","api_key":{"secret":"k"},"location":"header"}'
one '{"path": "/x", "response_actions": [{"status_code": 404, "action": "ignore"}, {"content": "gone", "action": "ignore"}]}'
check 'actions, in their order' 'rx-plan -q one.json | get .error_handler' \
    '{"response_actions":[{"status_code":404,"action":"ignore"},{"content":"gone","action":"ignore"}]}'
one '{"path": "/x", "response_actions": [{"status_code": 404, "action": "ignore"}, {"status_code": 409, "action": "retry"}]}'
check 'actions by status alone are lists of statuses' 'rx-plan -q one.json | get .error_handler' \
    '{"retry_on_status_codes":[409],"ignore_status_codes":[404]}'

# -- headers and bodies

HEADERS='{"A": "{# old #}1", "B": "{#- {{ secrets.old }} -#} k={{ secrets.new }}"}' one '{"path": "{# of the API #}x", "json": {"q": "{# none #}"}, "auth": {"type": "bearer", "token": "{# mine #}{{ secrets.t }}"}}'
check 'comments vanish' "rx-plan one.json | get '[.url, .headers, .auth.token, .body]'" \
'["https://api.example.com/x",{"A":"1","B":"k={{ secrets.new }}"},"{{ secrets.t }}",{"q":""}]'
HEADERS='{"A": "1", "b": "2", "C": "3"}' one '{"path": "/x", "headers": {"B": null, "c": "{id}"}}'
check 'the endpoint wins, null removes' "rx-plan --set id=7 one.json | get .headers" '{"A":"1","c":"7"}'
one '{"path": "/x", "method": "POST", "data": {"a": "x y&z", "b": ["1", "2"], "c": null, "d": {"secret": "d"}, "e": "{id}", "f": true}}'
check 'a form' "rx-plan --set id=é one.json | get '[.headers, .body]'" \
'[{"Content-Type":"application/x-www-form-urlencoded"},"a=x%20y%26z&b=1&b=2&d={{ secrets['\''d'\''] }}&e=%C3%A9&f=true"]'
one '{"path": "/x", "data": [["a", 1], ["a", 2]], "headers": {"content-type": "x/y"}}'
check 'a form of pairs, with a type of its own' "rx-plan one.json | get '[.headers, .body]'" '[{"content-type":"x/y"},"a=1&a=2"]'
one '{"path": "/x", "data": "raw {id} \"text\""}'
check 'a raw body' "rx-plan --set id=7 one.json | get '[.headers, .body]'" '[null,"raw 7 \"text\""]'
one '{"path": "/x", "data": {}}'
check 'an empty form sends nothing' "rx-plan one.json | get 'has(\"body\")'" 'false'
one '{"path": "/x", "json": {}}'
check 'an empty object is sent' "rx-plan one.json | get .body" '{}'
one '{"path": "/x", "json": {"a": 1}, "data": {"b": 1}}'
check_err 'two bodies' 2 'rx-plan one.json' json data

# -- lists of values

one '{"path": "/x/{year}", "partition_router": {"type": "list", "values": {"config": "years"}, "cursor_field": "year"}}'
check 'a list from a setting' "rx-plan --set years='[2024, \"2025\"]' one.json | get '[.part, .url]'" \
'[{"year":"2024"},"https://api.example.com/x/2024"]
[{"year":"2025"},"https://api.example.com/x/2025"]'
check 'or one value' "rx-plan --set years=2024 one.json | get .part" '{"year":"2024"}'
one '{"path": "/x", "partition_router": {"type": "list", "values": ["a", "b"], "cursor_field": "kind",
    "request_option": {"inject_into": "query", "field_name": "k"}}}'
check 'a list that goes into the query' "rx-plan one.json | get '[.part, .params]'" \
'[{"kind":"a"},{"k":"a"}]
[{"kind":"b"},{"k":"b"}]'
one '{"path": "/x/{a}/{b}"}'
check 'the product of lists; a setting binds too' "RX_CONFIG_B='[\"1\",2]' rx-plan --set a=x --set a=y one.json | get .url" \
'"https://api.example.com/x/x/1"
"https://api.example.com/x/x/2"
"https://api.example.com/x/y/1"
"https://api.example.com/x/y/2"'
check_err 'a value that is none' 2 "rx-plan --set a=1 --set 'b=[{\"c\":1}]' one.json" "x: {b} can't be an object"
check_err 'all that is not bound' 2 'rx-plan one.json' 'x: nothing binds {a}, {b}'

# -- a path that the paginator fills

one '{"path": "/comics/{number}/info", "paginator": {"type": "cursor", "cursor_param": "number", "cursor_value": "{{ response.num + 1 }}"}}'
check 'the cursor goes into the path, its first value into the part' "rx-plan --set number=7 one.json | get '[.part, .url]'" \
'[{"number":"7"},"https://api.example.com/comics/{number}/info"]'
check_err 'and wants a first value' 2 'rx-plan one.json' 'x: nothing binds {number}'
one '{"path": "/list/page/{page}", "paginator": {"type": "page_number", "base_page": 1}}'
check 'a page number comes by itself' "rx-plan one.json | get '[.part, .url]'" '[{},"https://api.example.com/list/page/{page}"]'

# -- --parents

cat >shop.json <<'END'
{"client": {"base_url": "https://api.example.com"}, "resources": [
  {"name": "orgs", "endpoint": {"path": "/orgs"}},
  {"name": "items", "endpoint": {"path": "/orgs/{org_id}/items"}},
  {"name": "parts", "endpoint": {"path": "/orgs/{org_id}/items/{item_id}/parts"}},
  {"name": "colors", "endpoint": {"path": "/colors/{code}", "params": {"code": {"type": "resolve", "resource": "items", "field": "color.code"}}}}
 ]}
END
printf '%s\n' '{"id":1}' '{"id":"b","org_id":"B"}' '' '{"id":1}' >orgs.nd
check 'the field of that name, else id; once each' "rx-plan --parents orgs.nd shop.json items | get .url" \
'"https://api.example.com/orgs/1/items"
"https://api.example.com/orgs/B/items"'
check 'by the name of the parent' "rx-plan --parents orgs=orgs.nd shop.json items | get .part" '{"org_id":"1"}
{"org_id":"B"}'
check 'from standard input' "rx-plan --parents - shop.json items <orgs.nd | get .part" '{"org_id":"1"}
{"org_id":"B"}'
cat >items.nd <<'END'
{"rx":"begin","resource":"items","merge":null}
{"rx":"record","resource":"other","data":{"id":66}}
{"rx":"record","resource":"items","part":{"org_id":"7"},"data":{"id":5,"color":{"code":"red"}}}
{"rx":"record","resource":"items","part":{"org_id":"8"},"data":{"id":5,"color":{"code":"red"}}}
{"rx":"end","resource":"items"}
END
check 'record lines are unwrapped; their part tells what the parent had' \
    "rx-plan --parents items=items.nd shop.json parts | get .url" \
'"https://api.example.com/orgs/7/items/5/parts"
"https://api.example.com/orgs/8/items/5/parts"'
check 'a path of fields' "rx-plan --parents items=items.nd shop.json colors | get .url" '"https://api.example.com/colors/red"'
printf '%s\n' '{"id":5,"org_id":1}' '{"id":6,"org_id":2}' >bare.nd
check 'bare records: each placeholder its own field, the last one id' "rx-plan --parents bare.nd shop.json parts | get .url" \
'"https://api.example.com/orgs/1/items/5/parts"
"https://api.example.com/orgs/2/items/6/parts"'
check_err 'which is never an id for two' 2 "echo '{\"id\":5}' | rx-plan --parents - shop.json parts" \
    'parts: a record of --parents lacks the field that is wanted' 'at: {org_id}, from org_id'
check 'the same requests as in mid-pipe' \
    "rx-plan --parents items=items.nd shop.json parts | grep '\"request\"' >a
     rx-plan -p shop.json parts <items.nd 2>/dev/null | grep '\"request\"' >b; cmp a b && wc -l <a" 2
check '--set is not overruled by a file' "rx-plan --set org_id=9 --parents orgs.nd shop.json items | get .part" '{"org_id":"9"}'
check_err 'a file that is not there' 2 'rx-plan --parents nowhere.nd shop.json items' 'cannot open nowhere.nd'
check_err 'a line that is no record' 3 'echo "[1]" | rx-plan --parents - shop.json items' 'a line that is no record' 'standard input, line 1'
check_err 'a line that is no JSON' 3 'printf "{\"id\":1}\n{id}\n" >bad.nd; rx-plan --parents bad.nd shop.json items' 'bad.nd, line 2'
check 'no end then' 'rx-plan --parents bad.nd shop.json items 2>/dev/null | jq -r .rx' 'begin
request
error'
check 'beside a parent of the pipe: their product' \
    "{ echo '{\"rx\":\"begin\",\"resource\":\"orgs\",\"merge\":null}'; echo '{\"rx\":\"record\",\"resource\":\"orgs\",\"part\":{},\"data\":{\"id\":3}}'
       echo '{\"rx\":\"end\",\"resource\":\"orgs\"}'; } | rx-plan -p --set item_id=1 --set item_id=2 shop.json parts | get .url" \
'"https://api.example.com/orgs/3/items/1/parts"
"https://api.example.com/orgs/3/items/2/parts"'
finish
