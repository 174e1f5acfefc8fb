#!/bin/sh
# dlt's behaviour cases 1-19: what a source may say, and what its placeholders
# stand for.  Each name begins with the case's number; where rx does something
# else on purpose, a comment says why.
. "${0%/*}/lib.sh"

# source RESOURCES [CLIENT [MORE]]: s.json; CLIENT and MORE are further members.
source_of() {
	printf '{"client": {"base_url": "https://h"%s}%s, "resources": [%s]}\n' \
	    "${2:+, $2}" "${3:+, $3}" "$1" >s.json
}

# told NAME RESOURCES CLIENT TEXT...: a wrong source, and nothing on stdout.
told() {
	name=$1
	source_of "$2" "$3"
	shift 3
	check_err "$name" 2 'rx-plan --check s.json' "$@"
}

# canon FILTER: of the canonical source.
canon() {
	rx-plan --source-json s.json | jq -c "$1"
}

# asked [OPTION...]: the requests of the resource a.
asked() {
	rx-plan -q "$@" s.json a | jq -c 'select(.rx == "request") |
	    [.url] + ([.params, .headers, .body] | map(select(. != null)))'
}

# -- configuration

check_err '1 no client' 2 'echo "{\"resources\":[\"a\"]}" | rx-plan --check -' "error: 'client' is missing"
check_err '1 no resources' 2 'echo "{\"client\":{\"base_url\":\"https://h\"}}" | rx-plan --check -' \
    "error: 'resources' is missing"
told '1 an unknown key of the client' '"a"' '"base_path": 1' \
    "error: client: unknown key 'base_path'" 'at: s.json, line 1, column 51'
told '2 an unknown paginator' '"a"' '"paginator": "pages"' "error: client.paginator: unknown type 'pages'" \
    'hint: types are single_page, offset, page_number, cursor, json_link, header_link, header_cursor, auto'
told '2 an unknown auth' '"a"' '"auth": {"type": "digest"}' "error: client.auth: unknown type 'digest'" \
    'hint: types are api_key, bearer, http_basic, '
told '2 an auth that is none' '"a"' '"auth": 7' 'error: client.auth: text or a map expected' 'got: 7'

source_of '"posts", {"name": "b"}, {"name": "c", "endpoint": "x"}, {"name": "d", "endpoint": {}}'
check '3 the four forms of a resource' 'canon ".resources[] | [.name, .endpoint.path, .table_name]"' \
'["posts","posts","posts"]
["b","b","b"]
["c","x","c"]
["d","d","d"]'

source_of '{"name": "a", "endpoint": {"params": {"sort": "up"}}}, {"name": "b", "endpoint": {"params": {"per_page": 50}}}, "c"' '' \
    '"resource_defaults": {"endpoint": {"params": {"per_page": 30}}}'
check '4 defaults and own parameters' 'canon ".resources[].endpoint.params"' \
'{"sort":"up","per_page":30}
{"per_page":50}
{"per_page":30}'
source_of '{"name": "a", "endpoint": {"params": {"sort": "up"}}}' '' '"resource_defaults": {"write_disposition": "replace"}'
check '4 defaults without parameters' 'canon ".resources[] | [.endpoint.params, .write_disposition]"' '[{"sort":"up"},"replace"]'

source_of '{"name": "a", "write_disposition": "append", "schema_contract": "freeze", "endpoint": {"method": "POST",
  "params": {"b": "own"}, "json": {"b": {"own": 1}}, "paginator": {"type": "offset", "limit": 7},
  "incremental": {"cursor_path": "own"}}}' '' '"resource_defaults": {"primary_key": "id", "write_disposition": {"disposition": "merge", "strategy": "upsert"},
  "schema_contract": {"tables": "evolve"}, "endpoint": {"params": {"a": "1", "b": "2"}, "json": {"a": 1, "b": {"c": 2}},
  "paginator": {"type": "page_number", "base_page": 1, "total_path": null},
  "incremental": {"cursor_path": "default", "initial_value": 5}}}'
check '5 params and json are merged one level deep, the rest is replaced whole' \
    'canon ".resources[0] | .endpoint.params, .endpoint.json, .endpoint.paginator, .endpoint.incremental, [.write_disposition, .schema_contract]"' \
'{"b":"own","a":"1"}
{"b":{"own":1},"a":1}
{"type":"offset","limit":7,"limit_param":"limit","offset":0,"offset_param":"offset"}
{"cursor_path":"own","filter":"client"}
["append","freeze"]'

source_of '{"name": "a", "columns": {"a": {"data_type": "bigint"}}}, {"name": "b", "columns": [{"name": "c", "nullable": true}]}' '' \
    '"resource_defaults": {"columns": {"a": {"data_type": "text", "primary_key": true}}}'
check '6 columns are merged one by one, and may name the key' 'canon ".resources[] | [.columns, .primary_key]"' \
'[{"a":{"data_type":"bigint","primary_key":true}},["a"]]
[{"c":{"name":"c","nullable":true},"a":{"data_type":"text","primary_key":true}},["a"]]'

source_of '{"name": "a", "endpoint": {"paginator": null, "data_selector": null}}, "b"' '' \
    '"resource_defaults": {"endpoint": {"paginator": "single_page", "data_selector": "x"}}'
check '7 null takes the default away' 'canon ".resources[].endpoint | [.paginator.type, .data_selector]"' \
'["auto",null]
["single_page","x"]'

source_of '"a"'
check '8 the source is not changed' 'cp s.json before; rx-plan s.json >/dev/null; rx-run -n s.json >/dev/null; cmp s.json before && echo same' same

# The winner is the first that is given of endpoint, defaults, client.  "auto"
# is given too: unlike in dlt it forces detection.
paginators() {
	for e in '' null '"auto"' '"json_link"'; do
		for d in '' null '"header_link"'; do
			for c in '' '"offset"'; do
				source_of "{\"name\": \"a\", \"endpoint\": {${e:+\"paginator\": $e}}}" \
				    "${c:+\"paginator\": {\"type\": $c, \"limit\": 9\}}" \
				    "\"resource_defaults\": {\"endpoint\": {${d:+\"paginator\": $d}}}"
				echo "${e:--} ${d:--} ${c:--} $(canon '.resources[0].endpoint.paginator.type')"
			done
		done
	done | tr -d '"'
}
check '9 which paginator counts' paginators \
'- - - auto
- - offset offset
- null - auto
- null offset offset
- header_link - header_link
- header_link offset header_link
null - - auto
null - offset offset
null null - auto
null null offset offset
null header_link - auto
null header_link offset offset
auto - - auto
auto - offset auto
auto null - auto
auto null offset auto
auto header_link - auto
auto header_link offset auto
json_link - - json_link
json_link - offset json_link
json_link null - json_link
json_link null offset json_link
json_link header_link - json_link
json_link header_link offset json_link'
source_of '{"name": "a", "endpoint": "user/{id}"}' '"paginator": "header_link"'
check '9 one entity has one page, whatever the client says' 'canon ".resources[0].endpoint | [.paginator.type, .data_selector]"' '["single_page","$"]'
source_of '{"name": "a", "endpoint": "user/{id}"}' '' '"resource_defaults": {"endpoint": {"paginator": "header_link", "data_selector": "x"}}'
check '9 but for defaults' 'canon ".resources[0].endpoint | [.paginator.type, .data_selector]"' '["header_link","x"]'

entities() {
	for path in "$@"; do
		source_of "{\"name\": \"a\", \"endpoint\": {\"path\": \"$path\", \"incremental\": {\"cursor_path\": \"u\"}}}"
		echo "$path $(canon '.resources[0].endpoint.paginator.type' | tr -d '"')"
	done
}
check '10 what is one entity' "entities 'user/{id}' '/user/{id}/' 'user/{id}.json' 'user/{user.id}' 'user/{user_id}' 'user/{id}?a=b' 'user/{id}#s' 'user/{id}?a={b}' 'x/{id}//' 'users/{a}/posts/{b}' '{id}' '/{id}' 'a-{id}' 'user/{resources.u.id}' 'user/{{ id }}' 'https://h/user/{id}'" \
'user/{id} single_page
/user/{id}/ single_page
user/{id}.json single_page
user/{user.id} single_page
user/{user_id} single_page
user/{id}?a=b single_page
user/{id}#s single_page
user/{id}?a={b} single_page
x/{id}// single_page
users/{a}/posts/{b} single_page
{id} single_page
/{id} single_page
a-{id} single_page
user/{resources.u.id} single_page
user/{{ id }} single_page
https://h/user/{id} single_page'
# A static name and a date are no entity: dlt takes them for one, and loses all
# pages but the first.
check '10 and what is not' "entities users 'user/{id}/posts' 'user/{id}/posts?a={b}' '{user id}' '{}' 'user/' '' 'since/{incremental.start_value}'" \
'users auto
user/{id}/posts auto
user/{id}/posts?a={b} auto
{user id} auto
{} auto
user/ auto
 auto
since/{incremental.start_value} auto'
source_of '{"name": "a", "endpoint": {"path": "repos/{org}", "params": {"org": "o"}}}'
check '10 a path with a static name is not' 'canon ".resources[0].endpoint | [.path, .paginator.type]"' '["repos/o","auto"]'

# -- what placeholders stand for

echo '{"id": 42, "name": "x/y", "some": {"obj": "deep"}, "yes": true, "none": null, "list": [1, "a"]}' >p.ndjson

source_of '{"name": "a", "endpoint": {"path": "{org}/{repo}/x/{id}", "params": {"org": "o", "repo": "r", "q": 1, "id": {"type": "resolve", "resource": "p", "field": "id"}}}}, "p"'
check '11 static names go into the path' 'canon ".resources[0].endpoint | .path, .params"' \
'"o/r/x/{id}"
{"q":1,"id":{"type":"resolve","resource":"p","field":"id"}}'
check '11 and the request has them once' 'asked --parents p=p.ndjson' '["https://h/o/r/x/42",{"q":1}]'

# Not an error of the source: --set, --parents or a setting may bind it.
source_of '{"name": "a", "endpoint": {"path": "{org}/x"}}'
check '12 missing path param is told by --check' 'rx-plan --check s.json' \
's.json: ok, 1 resource
needs:
  a: org: --set a.org=VALUE, or --parents FILE'
check_err '12 missing path param is an error of the run' 2 'rx-plan s.json' 'error: a: nothing binds {org}' 'at: s.json, line 1, column' '--set a.org=VALUE'
told '12 resolve that the path does not use' '{"name": "a", "endpoint": {"path": "x", "params": {"id": {"type": "resolve", "resource": "p", "field": "id"}}}}, "p"' '' \
    'error: resources[0].endpoint.params: {id} stands nowhere in the request'
told '12 unknown parent' '{"name": "a", "endpoint": {"path": "x/{id}", "params": {"id": {"type": "resolve", "resource": "postz", "field": "id"}}}}, "posts"' '' \
    "the parent of {id} is 'postz', and no resource has that name" 'hint: did you mean '"'posts'"

# dlt refuses two parents; here their product is asked for.
source_of '{"name": "a", "endpoint": "x/{resources.p.id}/{resources.q.id}"}, "p", "q"'
check '13 two parents' 'printf "{\"id\":%s}\n" 1 2 >one; printf "{\"id\":%s}\n" 8 9 >two; asked --parents p=one --parents q=two | sort' \
'["https://h/x/1/8"]
["https://h/x/1/9"]
["https://h/x/2/8"]
["https://h/x/2/9"]'
source_of '{"name": "a", "endpoint": "x/{resources.p.id}/{resources.p.name}"}, "p"'
check '13 two fields of one parent' 'asked --parents p=p.ndjson' '["https://h/x/42/x%2Fy"]'
source_of '{"name": "c", "endpoint": "b/{resources.b.id}/c"}, {"name": "b", "endpoint": "a/{resources.a.id}/b"}, "a"'
check '13 a chain of parents is put in order' 'rx-run -n s.json | grep -o "s.json .* |" | cut -d" " -f2' \
'a
b
c'
told '13 a cycle' '{"name": "chicken", "endpoint": "c/{resources.egg.id}"}, {"name": "egg", "endpoint": "e/{resources.chicken.id}"}' '' \
    'error: the parents of chicken go in a circle: chicken -> egg -> chicken'

source_of '{"name": "a", "endpoint": "x/{resources.p.key}"}, "p"'
check_err '14 the parent lacks the field' 2 'rx-plan --parents p=p.ndjson s.json a' \
    'error: a: a record of p lacks the field that is wanted' 'at: {key}' 'the fields are id, name, some, yes, none, list'
source_of '{"name": "a", "include_from_parent": ["key"], "endpoint": "x/{resources.p.id}"}, "p"'
check_err '14 the parent lacks what is to be included' 2 'rx-plan --parents p=p.ndjson s.json a' \
    'error: a: a record of p lacks the field that is wanted' 'at: {key}'
told '14 to include without a parent' '{"name": "a", "include_from_parent": ["id"]}' '' 'include_from_parent: a has no parent'

source_of '{"name": "a", "endpoint": {"path": "x/{resources.p.some.obj}/{resources.p.list[1]}", "headers": {"H": "is {resources.p.some.obj}"}}}, "p"'
check '15 a nested field' 'asked --parents p=p.ndjson' '["https://h/x/deep/a",{"H":"is deep"}]'

# In a body one placeholder alone is the value itself.  Else it is its text, and
# that is JSON's: true, not True.
source_of '{"name": "a", "endpoint": {"path": "x", "method": "POST", "params": {"p": "{resources.p.id}", "y": "{resources.p.yes}"}, "headers": {"H": "{resources.p.id}"},
  "json": {"one": "{resources.p.id}", "text": "x{resources.p.id}", "yes": "{resources.p.yes}", "none": "{resources.p.none}", "list": "{resources.p.list}", "map": ["{resources.p.some}"]}}}, "p"'
check '17 types' 'asked --parents p=p.ndjson' \
'["https://h/x",{"p":"42","y":"true"},{"H":"42"},{"one":42,"text":"x42","yes":true,"none":null,"list":[1,"a"],"map":[{"obj":"deep"}]}]'
source_of '{"name": "a", "endpoint": {"path": "x", "method": "POST", "data": {"f": "{resources.p.id}", "t": "{resources.p.yes}"}}}, "p"'
check '17 a form' 'asked --parents p=p.ndjson' '["https://h/x",{"Content-Type":"application/x-www-form-urlencoded"},"f=42&t=true"]'
source_of '{"name": "a", "endpoint": {"path": "x", "params": {"f": "{resources.p.none}"}}}, "p"'
check_err '17 null is no text (dlt sends None)' 2 'rx-plan --parents p=p.ndjson s.json a' 'no single value in the field that is wanted' 'got: null'

# {{x}} is a placeholder here, as in the documents that people write; doubled
# braces around JSON are braces, and any text is, in quotes.
source_of '{"name": "a", "endpoint": {"path": "x/{{{resources.p.id}}}", "method": "POST", "params": {"q": "{{\"a\": {resources.p.id}}}"},
  "headers": {"H-{resources.p.id}": "{{ '"'{{x}}'"' }}"}, "json": {"{resources.p.id}": {"s": "{{ '"'{{'"' }}x"}}}}, "p"'
check '18 braces' 'asked --parents p=p.ndjson' \
'["https://h/x/%7B42%7D",{"q":"{\"a\": 42}"},{"H-42":"{{x}}"},{"42":{"s":"{{x"}}]'
source_of '{"name": "a", "endpoint": {"path": "x", "method": "POST", "params": {"n-{{x}}": "{{x}}"}, "data": {"{{x}}": "{{x}}"}}}'
check '18 a name in doubled braces is a placeholder, in names too' 'asked --set x=1' \
'["https://h/x",{"n-1":"1"},{"Content-Type":"application/x-www-form-urlencoded"},"1=1"]'
source_of '"a"' '"headers": {"H": "a{x}b"}'
check '18 single braces in a header of the client are braces' asked '["https://h/a",{"H":"a{x}b"}]'

# A name before the dot is not looked at here ({item.id} means the item's id);
# what binds to nothing is an error in any case.
source_of '{"name": "a", "endpoint": {"path": "x", "method": "POST", "params": {"q": "{unknown.posts.key}"}, "json": {"q": "{unknown.posts.other}"}}}, "posts"'
check_err '19 an unknown context' 2 'rx-plan s.json a' 'error: a: nothing binds {key}' 'at: s.json, line 1, column'
told '19 an unknown resource' '{"name": "a", "endpoint": {"path": "x", "json": {"q": "{resources.post.id}"}}}, "posts"' '' \
    "and no resource has that name" "did you mean 'posts'?"
finish
