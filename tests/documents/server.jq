# server: what a document's author evidently had in front of him, as a scenario
# of rx-testd, and what must arrive from it.  Input: the canonical source.
# $more: what the document's own "server" block adds (see README).
include "text"; include "place"; include "rows";

def url_parts:
	capture("^(?<scheme>https?)://(?<host>[^/?]*)(?<path>[^?]*)(\\?(?<query>.*))?$");

def query_pairs:
	if . == null or . == "" then {} else
	split("&") | map(select(. != "") | split("=") | { (.[0]): (.[1:] | join("=")) }) | add // {} end;

def sel_path($salt):
	if . == null then ["data"]
	elif type == "array" then map(tostring)
	elif IN("", "[]", "$", ".") then []
	elif test("[ (]") then [.]
	elif startswith("$") then ltrimstr("$") | ltrimstr(".") | gsub("\\[\\*\\]"; ".*") | split(".") | map(select(. != ""))
	elif startswith("response.") and $salt % 2 == 0 then ltrimstr("response.") | split(".")
	else split(".") end;

# How the selected rows stand in the body: {at, in} and the outer lists.
def stars:
	index("*") as $k
	| if $k == null then { at: ., in: [], outer: [] }
	  elif (.[$k + 1:] | index("*")) == null then { at: .[:$k], in: .[$k + 1:], outer: [] }
	  else .[:$k] as $o | (.[$k + 1:] | stars) | .outer = [$o] + .outer end;

def wrapped($members):
	. as $w
	| (if $w.at == [] then "{rows}" else null | setpath($w.at; "{rows}") end)
	| reduce ($w.outer | reverse[]) as $o (.; [.] as $l | if $o == [] then $l else null | setpath($o; $l) end)
	| reduce $members[] as $m (.;
		if type == "object" or . == null then
			(try setpath($m.path | map(if test("^-?[0-9]+$") then tonumber else . end); $m.value) catch .)
		else . end);

def auth_rule($plan):
	if . == null or .type == "none" then null
	elif .type == "api_key" then
		{ type: "api_key", name: (.name // "Authorization"), in: (.location // "header"),
		  value: (.api_key | said_text($plan)) }
	elif .type == "bearer" then { type: "bearer", token: (.token | said_text($plan)) }
	elif .type == "http_basic" then
		{ type: "basic", user: (.username | said_text($plan)), password: (.password // "" | said_text($plan)) }
	elif .type == "oauth2_client_credentials" then
		if .access_token_url == null then { type: "bearer", token: (.access_token | said_text($plan)) }
		else { type: "token" } end
	elif .type == "session_token" then
		{ type: "api_key", name: (.header // "X-Session"), in: "header", value: "sess-1" }
	else null end;

# Where a request shows it: name and value, as the log has them.
def credential($plan):
	auth_rule($plan) as $a
	| if $a == null then
		if .type == "aws_sigv4" then { in: "header", name: "authorization", starts: "AWS4-HMAC-SHA256 " }
		else null end
	elif $a.type == "api_key" then
		{ in: $a.in, name: (if $a.in == "header" then $a.name | ascii_downcase else $a.name end), value: $a.value }
	elif $a.type == "basic" then
		{ in: "header", name: "authorization", value: ("Basic " + ("\($a.user):\($a.password)" | @base64)) }
	elif $a.type == "bearer" then { in: "header", name: "authorization", value: ("Bearer " + $a.token) }
	else { in: "header", name: "authorization", starts: "Bearer " } end;

# The routes that give tokens.
def token_routes($plan):
	if .type == "oauth2_client_credentials" and .access_token_url != null then
		(.access_token_url | said_text($plan) | url_parts) as $u
		| [{ method: "POST", path: $u.path, auth: null,
		    token: ({ grant: (.grant_type // "client_credentials"),
			expires_in: 3600, client_auth: (.client_auth // "body") }
			+ (["client_id", "client_secret", "username", "password", "refresh_token"] as $k
			    | with_entries(select(.key | IN($k[]))) | map_values(said_text($plan)))
			+ (if .scopes != null then { scope: (.scopes | if type == "array" then join(" ") else . end) } else {} end)
			+ (if .access_token_request_data != null then
			    { require: (.access_token_request_data | map_values(said_text($plan))) } else {} end)),
		    host: $u.host }]
	elif .type == "session_token" then
		(.username | said_text($plan)) as $user
		| [{ method: "POST", path: (.login_url | url_parts.path), auth: null,
		    with: { "body.username": $user },
		    body: (null | setpath((.session_token_response_key // "id") | split("."); "sess-1")) },
		   (select(.validate_session_url != null)
		    | { method: "GET", path: (.validate_session_url | url_parts.path),
			auth: auth_rule($plan), body: { ok: true } })]
	else [] end;

# A resource with all that is known of it; $i its number.
def known($src; $plan; $i; $parents):
	. as $r | ((.name | number_of) + $seed) as $salt
	| ($more[.name] // {}) as $m
	| .endpoint as $e | ($e.path | split("?")) as $p
	| ($e.paginator // { type: "auto" } | if type == "string" then { type: . } else . end) as $pg
	| ([.primary_key // empty | if type == "array" then .[] else . end | select(. != null)]) as $key
	| ($e.data_selector | if type == "string" then filled($plan.settings) else . end
	    | sel_path($salt)) as $sel
	| needs($src.client.base_url) as $needs
	| [resolves[] | . as $b | select(.inferred == null or ($plan.settings | has($b.name) | not))] as $resolves
	| ([$needs[], (resolves[] | .name | select(. as $n | $plan.settings | has($n)))] - [$resolves[].name]) as $needs
	| ([$e.incremental.cursor_path // empty | tostring]) as $cur
	| (if $pg.type == "cursor" then cursor_plan($pg; ($key[0] // "id"); $sel[0]; $salt) + ($m.cursor // {}) else null end) as $c
	| ($m.filter // ($e.record_filter // "" | tostring
	    | capture("record\\[?[.'\"]+(?<name>[A-Za-z_]+)['\"]?\\]?\\s*==\\s*['\"](?<value>[^'\"]+)['\"]")? // null)) as $kept
	| ($resolves | length > 0) as $child
	| ($pg.limit // 0) as $limit
	| (if $m.max != null then $m.max
	    elif $parents | IN(.[]; $r.name) then 2
	    elif $child or $limit < 2 or $limit > 60 or $i > 4 then 4 else 0 end) as $cap
	| { name, number: $i, salt: $salt, key: (if $key == [] then ["id"] else $key end), resolves: $resolves,
	    table: (.table_name // .name), selected: (.selected != false),
	    set: ([$needs[] | { (.): $plan.settings[.] }] | add // {}),
	    routers: [router[] | { name,
		values: (.values | said($plan) | if type == "string" then fromjson else . end) }],
	    method: ($e.method // "GET"), path: $p[0], sel: $sel, pg: $pg, c: $c, kept: $kept,
	    params: (($p[1:] | join("?") | query_pairs) + ($e.params // {}
		| with_entries(select((.value | type) != "object" or .value.type != "resolve"
		    and .value.type != "incremental")))),
	    headers: (($src.client.headers // {}) + ($e.headers // {})), json: $e.json, handler: ($e.error_handler // {}),
	    auth: ($e.auth // $src.client.auth), incremental: $e.incremental, cursor: $cur[0], dates: ($m.dates // ["2026-11-03", "2026-11-05", "2026-11-08"]),
	    limit: (if $limit > 0 and ($cap == 0 or $cap > $limit) then $limit elif $cap > 0 then $cap else 4 end),
	    max: $cap, numeric: ($salt % 3 == 1 and $resolves == [] and ($key | length) < 2), more: $m }
	| .all = ([$resolves[].name] + $needs + [.routers[].name] | unique)
	| .own = [.all[] | select(. as $n | $r.endpoint.path | names | index([$n]))]
	| .count = ($m.rows // (if $parents | IN(.[]; $r.name) then (if $child then 3 else 5 end)
	    elif $pg.type | IN("single_page", "auto") then 7
	    elif $limit == 1 then 3
	    elif $child then .limit + 1
	    else 2 * .limit + (if $salt % 2 == 0 then 3 else 0 end) end))
	| .extra = $cur + [if $c.kind == "last" then $c.field else empty end]
	| if $pg.type == "cursor" and $pg.cursor_param != null and $pg.cursor_param == $e.incremental.start_param then
		.c = null | .pg = { type: "single_page" } | .count = 7 else . end	# a window, not a cursor
	| .paged = (.pg.type | IN("single_page", "auto") | not);

# The parent's fields that children are bound by, when its key is none of them.
def with_fields($all):
	. as $r
	| .extra += [$all[].resolves[] | select(.resource == $r.name) | .field
	    | select(all(.[]; . as $f | $r.key | index([$f]) == null))
	    | .[-1]]
	| .extra += [$all[].resolves[] | select(.resource == $r.name) | .field
	    | select(length == 3 and $r.salt % 2 == 1) | .[1]]
	| .extra |= unique;

def paging:
	.pg as $pg | .c as $c
	| { limit: .limit } + (if .max > 0 then { max: .limit } else {} end)
	+ (($pg.limit_param // $pg.limit_body_path) as $l | if $l != null then { limit_param: $l } else {} end)
	+ (if $pg.offset_body_path or $pg.page_body_path or $pg.cursor_body_path then { in: "body" } else {} end)
	+ if $pg.type == "offset" then
		{ by: "offset", param: ($pg.offset_body_path // $pg.offset_param // "offset"), first: ($pg.offset // 0) }
	  elif $pg.type == "page_number" then
		{ by: "page", param: ($pg.page_body_path // $pg.page_param // "page"),
		  first: ($pg.base_page // 0 | if type == "number" then . else null end
		    // $pg.page // null) } | if .first == null then .first = 1 else . end
	  elif $pg.type == "cursor" then
		{ by: $c.by, param: ($pg.cursor_body_path // $c.param) }
		+ if $c.by == "page" then { first: 1 } elif $c.by == "after" then { key: "KEY" }
		  elif $c.by == "cursor" then { cursor: "c{start}x" } else {} end
	  elif $pg.type == "json_link" or $pg.type == "header_link" then { by: "cursor", param: "_at" , cursor: "l{start}" }
	  elif $pg.type == "header_cursor" then { by: "cursor", param: ($pg.cursor_param // "cursor"), cursor: "h{start}" }
	  else null end;

# A page_number without a first page: the numbering starts at 0 or at 1.
def first_page:
	if .pg.type == "page_number" and .pg.base_page == "auto" then .salt % 2 else null end;

def has_member($at; $more):
	if $more == null then [] else [{ path: ($more | split(".")), value: $at }] end;

def members:
	.pg as $pg | .c as $c
	| [if $c != null then $c.flags[] else
	    (if ($pg.stop_condition // "") == "" or ($pg.stop_condition | IN(bare_words[])) then empty
	     else $pg.stop_condition | chains[] | flag("") end) end]
	+ (if $c.kind == "body" then [{ path: $c.place, value: $c.value }] else [] end)
	+ (if $pg.type == "json_link" then [{ path: ($pg.next_url_path // "next" | segments([])), value: "{next_url}" }] else [] end)
	+ has_member("{more}"; $pg.has_more_path) + has_member(if $pg.type == "page_number" then "{pages}" else "{total}" end; $pg.total_path);

def answer_headers:
	.pg as $pg | .c as $c
	| if $c.kind == "link" then
		{ Link: "<{next_url}>; rel=\"next\"" }
	  elif $c.kind == "linked_cursor" then
		{ Link: "<https://\(.host)/elsewhere?cursor=c{start+\(.limit)}x>; rel=\"next\"; results=\"{more}\"; cursor=\"c{start+\(.limit)}x\"" }
	  elif $pg.type == "header_link" then { Link: "<{next_url}>; rel=\"\($pg.links_next_key // "next")\"" }
	  elif $pg.type == "header_cursor" then { ($pg.cursor_key // "next"): "{cursor}" }
	  else null end;

# Settings are in the path as they are; what comes from parents is a part of it.
def path_filled($r; $plan):
	gsub("\\{\\{\\s*stream_interval\\[?.?'?(?<w>start|end)_time[^}]*\\}\\}"; "{p_\(.w)}")
	| gsub("\\{\\{\\s*config(\\.|\\[['\"])(?<k>[A-Za-z0-9_]+)[^}]*\\}\\}"; $plan.settings[.k])
	| filled($r.set) | gsub("\\{(?<n>[A-Za-z_][A-Za-z0-9_]*)\\}"; "{p_\(.n)}");

def route_path($plan):
	. as $r | (if .path | test("^https?://") then .path | url_parts.path
	 else $plan.base.path + (if .path | ltrimstr("/") == "" then "" else "/" + (.path | ltrimstr("/")) end) end)
	| path_filled($r; $plan) | if . == "" then "/" else . end;

# Resources of one address are members of one body: beside each other, or
# (a.b of a) inside of the other's records.
def inner($w): (.sel | stars) as $o
	| select($o.at != $w.at and ($w.at | length) > 0 and $o.at[:$w.at | length] == $w.at)
	| { sel: $o.at[$w.at | length:], in: $o.in, rows: row_texts };

def beside($w; $members): (.sel | stars) as $o
	| select($o.at[:$w.at | length] != $w.at) | $o | wrapped($members);

def route($plan; $others):
	. as $r | (.sel | stars) as $w | members as $members
	| [$others[] | inner($w)] as $inner
	| ($w.at == [] and $w.outer == [] and $w.in == [] and $members != []) as $single
	| (.sel | length == 1 and .[0] != "*") as $plain
	| { method, path: route_path($plan), auth: (.auth | auth_rule($plan)),
	    rows: [row_texts | to_entries[] | .key as $i | .value
		| reduce $inner[] as $n (.; setpath($n.sel; [$n.rows[$i] as $x
		    | if $n.in == [] then $x else null | setpath($n.in; $x) end]))
		| . as $t | (if $w.in == [] then $t else null | setpath($w.in; $t) end)
		| walk(if type == "string" then path_filled($r; $plan) else . end)] }
	| .path |= gsub("//+"; "/")
	| if $plain and $members == [] and $r.pg.stop_condition == null and $r.salt % 4 == 3 and $others == [] and ($r.more.bare != false) then .
	  elif $members == [] and $w.at == [] and $w.outer == [] then .
	  else .body = (reduce ($others[] | beside($w; $members)) as $b ($w | wrapped($members); . * $b)) end
	| if $r.more.map then
		# an object whose members are the records, named by their key
		.body = (null | setpath($w.at; [$r | row_texts[] | { (.[$r.key[0]] | tostring): del(.[$r.key[0]]) }] | add))
		| .rows = [] else . end
	| ($r | paging) as $pg
	| if $pg == null then . else .paging = ($pg + (($r | first_page) as $f | if $f != null then { first: $f } else {} end)
	    | if .key == "KEY" then .key = ($w.in + [$r.c.field] | join(".")) else . end) end
	| if .paging != null and $members != [] then .paging.end = [null, null, "", null, false, {}][$r.salt % 6] else . end
	| if .paging.end == null and $r.salt % 2 == 0 then .paging |= (if . then del(.end) else . end) else . end
	# the server whose cursor goes on behind the last page, where has_more says no
	| if $r.c.value == "{cursor}" and any($r.c.flags[]; .value == "{more}") and $r.salt % 3 == 0 then
		.body |= setpath($r.c.place; "c{start+\($r.limit)}x") else . end
	| if $r.more.beyond != null or ($r.pg.type == "page_number" and $r.salt % 7 == 5
	    and ($r.handler.retry_on_status_codes // [] | index(404)) == null) then .paging.beyond = 404 else . end
	| ($r | answer_headers) as $h | if $h != null then .headers = $h else . end
	| if $single then .one = true else . end
	| . + ($r.more.route // {});

# Which fault the document's own retries must overcome.
def fault_of($r):
	($r.handler.retry_on_status_codes) as $codes
	| ($r.handler.max_retries // 5) as $tries
	| ([$codes // [] | .[] | select(. >= 400 and . != 401)]) as $own
	| if ($codes != null and $codes == []) or $tries == 0 then null
	  else { status: (if $own != [] then $own[$r.salt % ($own | length)] else [429, 503][$r.salt % 2] end),
	    times: ([2, $tries] | min), tries: $tries } end;

def literal: [scan("\\{")] | length;

def plan:
	. as $src
	| { secrets: ([secrets_used[] | { (.): secret_value }] | add // {}),
	    settings: ([settings_used[], ($src.resources[] | needs($src.client.base_url)[])
		| { (.): setting_value }] | add // {} | . + ($more["set"] // {})) }
	| . as $plan
	| .base = ($src.client.base_url | said_text($plan) | url_parts | .path |= rtrimstr("/"))
	| . as $plan
	| [$src.resources[] | resolves[].resource] as $parents
	| [$src.resources | to_entries[] | .key as $i | .value | known($src; $plan; $i; $parents)] as $rs
	| [$rs[] | with_fields($rs) | .host = $plan.base.host
	    | (.method + " " + route_path($plan)) as $id
	    | .group = $id] as $rs
	# resources of one address have the same records
	| [$rs[] | . as $r | ([$rs[] | select(.group == $r.group and .params == $r.params)][0]) as $f
	    | if $f.name == .name then . else
		. + ($f | { number, count, numeric, max, limit, salt, extra, same: .name }) end] as $rs
	| [$rs[] | . as $r | if .kept == null then . else
	    .kept.other = ([$rs[] | select(.name == $r.same or .same == $r.name) | .kept.value | select(. != $r.kept.value)][0] // "other")
	    | .kept.odd = (.same != null) end] as $rs
	| ($rs | map({ (.name): . }) | add) as $by
	| .resources = [$rs[] | . as $r | { name, table, key, count, paged, selected,
	    rows: kept_rows($by; .name), parts: (parts($by; .name) | length),
	    pages: ([1, ((.count / ([1, (if .paged then .limit else .count end)] | max)) | ceil)] | max),
	    extra: (if .pg.type | IN("offset", "page_number") then
		(if .pg.total_path or .pg.has_more_path then 0 else 1 end)
		elif .c.kind == "last" and all(.c.flags[]; .value != "{more}") then 1 else 0 end),
	    probe: (if .pg.base_page == "auto" then 1 else 0 end) }]
	| .group = ($rs | group_by(.same // .name) | map({ (.[0] | .same // .name): map(.name) }) | add)
	| .routes = [$rs[] | select(.same == null) | . as $r
	    | [$rs[] | select(.same == $r.name and .sel != $r.sel)] as $others
	    | route($plan; $others) + { resource: .name, number: .number, cred: (.auth | credential($plan)),
		sends_headers: (.headers | with_entries(.key |= ascii_downcase) | map_values(said_text($plan))),
		json: (.json | if . == null then null else walk(if type == "object" and has("secret") then said($plan)
		    elif type == "string" then said_text($plan) else . end) end),
		windows: ($r.more.windows // 1),
		windowed: (($r.incremental.start_param // $r.incremental.end_param) != null),
		allowed: ([$r.incremental | .start_param?, .end_param? | select(. != null)] + ($r.more.allowed // [])),
		stale: (.auth | .access_token != null and .access_token_url != null),
		sends: (.params | map_values(if type == "object" and has("secret") or type == "string" then said_text($plan) else said($plan) end)),
		limits: ([$rs[] | select(.name == $r.name or .same == $r.name) | .pg
		    | select(.limit_param != null and .limit != null) | { (.limit_param): (.limit | tostring) }]
		    | group_by(keys) | map({ (.[0] | keys[0]): map(.[]) }) | add // {}) }
	    | if ([$rs[] | select(.group == $r.group)] | length) > 1 and ($r.params | length) > 0
		and ([$rs[] | select(.group == $r.group) | .params] | unique | length) > 1 then
		.with = (.sends | with_entries(select(.value | type | IN("string", "number")) | .key |= "query." + .))
	      else . end]
	| .routes |= sort_by([(.path | literal), -(.with // {} | length)])
	| .tokens = [$src.client.auth // {}, ($src.resources[].endpoint.auth // empty) | token_routes($plan)[]]
	| ([$rs[] | select(.same == null and .more.fault != false) | { r: ., f: fault_of(.) } | select(.f != null)]
	    | sort_by([(if .r.handler == {} then 1 else 0 end), (if .r.paged then 0 else 1 end)]) | .[0]) as $f
	| if $f == null then . else .fault = ($f.f + { resource: $f.r.name, n: (if $f.r.paged then 2 else 1 end) }) end;

def scenario:
	. as $plan
	| { vars: { origin: "\(.base.scheme)://\(.base.host)" },
	    routes: ([.tokens[] | del(.host)]
		+ [.routes[] | . as $r
		    | { method, path, auth, rows, body, paging, headers, with } + ($plan.extra_routes[$r.resource] // {})
		    | if .paging == null then .paging = { by: "none" } else . end
		    | if $plan.fault.resource == $r.resource then
			.faults = [{ n: "\($plan.fault.n)-", statuses: [range($plan.fault.times) | $plan.fault.status] }]
		      else . end
		    | with_entries(select(.value != null or .key == "auth"))]
		+ ($more["routes"] // [])) };

plan | .scenario = scenario
