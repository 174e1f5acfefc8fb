# check: what is wrong with a run.  Input: the requests, as rx-testd logged
# them.  $plan: from server.jq; $got: the tables; $second: the number of
# requests before the second run.
include "text";

def few: if length > 4 then "\(.[:4] | tojson), \(length) in all" else tojson end;

def tables:
	$plan.resources[] | select(.selected) | . as $r
	| ($got[$r.table] // null) as $have
	| if $have == null and $r.rows == [] then empty
	  elif $have == null then "\($r.name): no table \($r.table)"
	  else ($have | sort) as $have | ([$plan.resources[] | select(.table == $r.table) | .rows[]] | unique) as $want
	    | (($have | unique) - $want) as $much | ($want - $have) as $miss
	    | (if $much != [] then "\($r.name): rows that nobody gave: \($much | few)" else empty end),
	      (if $miss != [] then "\($r.name): rows missing: \($miss | few)" else empty end),
	      (if ($have | length) != ($have | unique | length) then "\($r.name): rows twice" else empty end)
	  end;

def pattern: quoted | gsub("\\\\\\{[A-Za-z_0-9]+\\\\\\}"; "[^/]+") | "^" + . + "$";

def with_named($name): if $name | startswith("query.") then .params[$name[6:]]
	elif $name | startswith("body.") then (.body | (try fromjson catch {}) | getpath($name[5:] | split(".")))
	else null end;

def meets($route):
	. as $q | all(($route.with // {}) | to_entries[]; .key as $k | (.value | tostring) as $v
	    | ($q | with_named($k) | tostring) == $v);

# Each request with its route.
def routed:
	[($plan.tokens + $plan.routes)[] | .re = (.path | pattern)] as $routes
	| (reduce $routes[] as $r ({}; .[$r.path] += [$r])) as $exact
	| map(. as $q | . + { route: (
		[($exact[.path] // [])[] | . as $r | select($r.method == $q.method and ($q | meets($r)))][0]
		// [$routes[] | . as $r | select($r.method == $q.method and ($r.path | test("\\{"))
		    and ($q.path | test($r.re)) and ($q | meets($r)))][0]) });

def line: "\(.method) \(.path)?\(.query)";

def credential_wrong:
	. as $q | .route.cred as $c
	| if $c == null then
		(if $q.headers.authorization != null then "credentials where none belong" else empty end)
	  else (if $c.in == "header" then $q.headers[$c.name]
	    elif $c.in == "query" then $q.params[$c.name]
	    elif $c.in == "body" then ($q.body | (try fromjson catch {}) | .[$c.name])
	    else $q.headers.cookie end) as $v
	  | if $v == null then "no credentials"
	    elif $c.in == "cookie" then (if $v | contains("\($c.name)=\($c.value)") then empty else "wrong cookie \($v)" end)
	    elif $c.starts != null then (if ($v | type) == "string" and ($v | startswith($c.starts)) then empty else "wrong credentials \($v)" end)
	    elif $v != $c.value then "wrong credentials \($v)"
	    else empty end
	  end;

# A secret anywhere else than where the source puts it.
def leak:
	.route as $r | .route.cred as $c
	| del(.query)
	| if $c.in == "header" then del(.headers[$c.name])
	  elif $c.in == "query" then del(.params[$c.name])
	  elif $c.in == "cookie" then del(.headers.cookie)
	  elif $c.in == "body" then .body |= (try (fromjson | del(.[$c.name]) | tojson) catch .)
	  else . end
	| reduce (($r.sends // {}) | keys[]) as $k (.; del(.params[$k]))
	| if $r.json != null then .body |= (try (fromjson | if type == "object" then
		with_entries(select(.key as $k | ($r.json | type) != "object" or ($r.json | has($k) | not))) | tojson else "" end) catch .) else . end
	| reduce (($r.sends_headers // {}) | keys[]) as $k (.; del(.headers[$k]))
	| del(.route) | tojson | . as $t
	| $plan.secrets | to_entries[] | .key as $k | .value | select(startswith("s3cret-")) | . as $v
	| select($t | contains($v)) | "secret \($k) is where it does not belong";

def headers_wrong:
	. as $q | (.route.sends_headers // {}) | to_entries[]
	| select($q.headers[.key] != .value)
	| "header \(.key) is \($q.headers[.key] | tojson), not \(.value | tojson)";

# What the body must hold; a paginator may have added to it.
def body_wrong:
	. as $q | .route.json as $want
	| select($want != null) | (.body | (try fromjson catch null)) as $have
	| if ($want | type) != "object" then select($have != $want) | "body \($q.body)"
	  else $want | to_entries[] | select(.value | tostring | test("[{]") | not)
	    | select($have[.key] != .value) | "body: \(.key) is \($have[.key] | tojson)" end;

def params_wrong:
	. as $q | .route as $r
	| (($r.sends // {}) | to_entries[]
	    | if .value == null then empty
	      elif $q.params[.key] == null then "parameter \(.key) is missing"
	      elif (.value | type) == "array" or (.value | tostring | test("[{]")) then empty
	      elif ($q.params[.key] | tostring) != (.value | tostring) and ($r.limits[.key] == null)
		and .key != $r.paging.param and ($r.windowed | not) then
		"parameter \(.key) is \($q.params[.key] | tojson), not \(.value | tojson)"
	      else empty end),
	(($r.limits // {}) | to_entries[] | select(.key as $k | .value | index([$q.params[$k]]) == null)
	    | "page size \(.key) is \($q.params[.key] | tojson), not \(.value | join(" or "))"),
	(($q.params | keys) - (($r.sends // {}) | keys) - (($r.limits // {}) | keys)
	    - [$r.paging.param, $r.cred.name] - ($r.allowed // [])
	    | .[] | "parameter \(.) is sent, but nothing asks for it");

def request_wrong:
	if .route == null then "no such place"
	elif .route.token != null then
		(if .status != 200 then "token: status \(.status): \(.body)" else empty end),
		(if .headers.host != .route.host then "token: host \(.headers.host)" else empty end)
	elif .route.resource == null then empty
	else
		(if .status == 401 and .route.stale or .status == .route.paging.beyond then empty elif .status != 200 and (.status != $plan.fault.status or .route.resource != $plan.fault.resource) then
		    "status \(.status)" else empty end),
		(if .headers.host != $plan.base.host then "host \(.headers.host)" else empty end),
		credential_wrong, leak, headers_wrong, body_wrong, params_wrong
	end;

def counts($log):
	$plan.routes[] | . as $r | select(.resource != null)
	| ([$plan.resources[] | select(.name == $r.resource)][0]) as $res
	| ([$plan.group[$r.resource][]]) as $all
	| ([$log[] | select(.route.resource == $r.resource)]) as $mine
	| ($mine | map(select(.status == 200)) | length) as $n
	| (($res.parts * ($res.pages + $res.extra) + $res.probe) * ($all | length) * ($r.windows // 1)) as $most
	| ($res.parts * $res.pages) as $least
	| (if $n > $most then "\($r.resource): \($n) requests, \($most) are enough" else empty end),
	  (if $plan.fault.resource == $r.resource then
		([$mine[] | select(.status == $plan.fault.status)] | length) as $f
		| if $f != $plan.fault.times then "\($r.resource): \($f) tries met the fault, not \($plan.fault.times)" else empty end
	   else empty end);

routed as $log | $log[:$second] as $first
| [tables,
   ([$first[] | { line: line, wrong: request_wrong }] | group_by(.wrong)
	| .[] | "\(.[0].line): \(.[0].wrong)" + (if length > 1 then " (and \(length - 1) more)" else "" end)),
   counts($first),
   (if ($log | length) - $second > $second then "the second run made \(($log | length) - $second) requests, the first \($second)" else empty end)]
| unique | .[]
