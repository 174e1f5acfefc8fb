# place: where a cursor paginator's answers must hold the next value, as its
# author evidently meant.
include "text";

# The chains of names in an expression: [{path, how}], how being "absent",
# "false" (compared with it), or "".
def chains:
	gsub("^\\s*\\{+|\\}+\\s*$"; "")
	| gsub("\\|\\s*(tojson|string|int|default)\\b(\\([^)]*\\))?"; "")
	| gsub("\\bnot\\s+['\"](?<k>[^'\"]+)['\"]\\s+in\\s+(?<x>[^ ]+)"; "not \(.x)['\(.k)']")
	| gsub("['\"](?<k>[^'\"]+)['\"]\\s+not\\s+in\\s+(?<x>[^ ]+)"; "not \(.x)['\(.k)']")
	| gsub("\\b(?<k>[a-z]+)\\s+not\\s+in\\s+(?<x>headers[^ ]+)"; "not \(.x)['\(.k)']")
	| gsub("\\.get\\(\\s*['\"](?<k>[^'\"]+)['\"]\\s*(,\\s*[^()]*)?\\)"; "['\(.k)']")
	| gsub("\\[['\"](?<k>[^'\"]+)['\"]\\]"; "\u0001\(.k | gsub("\\."; "\u0002") | gsub(" "; "\u0003"))\u0004")
	| gsub("\u0004\\."; "\u0001") | gsub("\u0004"; "")
	| gsub("(?<a>[A-Za-z_$][A-Za-z0-9_$]*)\\.(?<b>[A-Za-z_@$])"; "\(.a)\u0001\(.b)")
	| gsub("(?<a>[A-Za-z_$][A-Za-z0-9_$]*)\\.(?<b>[A-Za-z_@$])"; "\(.a)\u0001\(.b)")
	| [scan("(\\bnot\\s+)?(len\\()?((?:response|headers|last_record|[A-Za-z_@$][A-Za-z0-9_$-]*)(?:\u0001[^\u0001\\s()=<>!|,+]+)*)(\\s*(?:is (?:not )?[A-Za-z]+|== *'?[A-Za-z]+'?|\\|))?")
	    | { n: (.[0] != null), len: (.[1] != null), t: .[2], after: (.[3] // "") }
	    | select(.t | test("^(not|and|or|in|is|none|None|null|false|False|true|True|defined|undefined|len|length|count|config.*|inf|0|last_page_size)$") | not)
	    | { path: (.t | split("\u0001") | map(gsub("\u0002"; ".") | gsub("\u0003"; " "))),
		how: (if .len or (.after | test("\\|")) then "size"
		    elif .after | test("[fF]alse") then "false"
		    elif .n or (.after | test("none|None|not defined|null")) then "absent"
		    else "" end) }]
	| map(if .path[0] == "response" and (.path | length) > 1 then .path |= .[1:] else . end);

def is_flag: test("^(has_?more|has_?next(_?page)?|have_next_page|more|more_records|next_page_exists)$"; "i");

# cursor_path as segments.
def segments($whole):
	if type == "array" then map(tostring)
	elif test("[(]") then chains[0].path
	elif IN($whole[]) then [.]
	elif test("^\\$?@") then [.]
	elif test("\\[['\"]") then chains[0].path
	else ltrimstr("$.") | ltrimstr("response.") | gsub("\\[(?<i>-?[0-9]+)\\]"; ".[\(.i)") | split(".") end;

def is_url_name: test("url$|uri$|link|href|^next_?page_?url"; "i");

# One statement of a stop condition as members of the body.
def flag($param):
	.path as $p | ($p[-1]) as $w
	| if $w | is_flag then { path: $p, value: "{more}" }
	elif $w | test("^(current_?page|page)$"; "i") then { path: $p, value: "{page}" }
	elif $w | test("pages$|page_?count|last_?page"; "i") then { path: $p, value: "{pages}" }
	elif $w | test("^(count|size|chunk_?size)$"; "i") then { path: $p, value: "{size}" }
	elif ($p | length) == 1 and ($w | test("^(done|complete|finished|is_last)$")) then
		{ path: $p, value: "{page/3}" }
	else empty end;

def bare_words: ["none", "no_next", "no_more_pages", "no_more", "no_cursor"];

# Where authors put a cursor of that parameter when they say nothing.
def usual($param; $flags; $salt; $sel):
	($flags | map(select(.value == "{more}" and (.path | length) > 1)) | .[0]) as $f
	| if $f != null then
		$f.path[:-1] + [if $f.path[-1] | test("[A-Z]") then "endCursor" else "next_cursor" end]
	else [["next_" + $param], ["meta", "next_" + $param], ["next"],
	    ["pagination", "next_cursor"], ["paging", "next"], ["links", "next"],
	    ["meta", "next"], ["next_page_token"], [$param], ["pagination", $param]]
	| map(select(.[0] != $sel)) | .[$salt % length] end;

def by_last: test("^(starting_?after|start-?after|before_?id|since_?id|last_?id|id_greater_than|from_?id)$"; "i");

# -> { kind: body|link|last, path, value, flags, param, by }
def cursor_plan($pg; $key; $sel; $salt):
	($pg.cursor_param // "cursor") as $param
	| (if ($pg.stop_condition // "") == "" then []
	    elif $pg.stop_condition | IN(bare_words[]) then []
	    else $pg.stop_condition | chains end) as $stop
	| [$stop[] | flag($param)] as $flags
	| [$stop[] | select(.how == "absent" and (.path[-1] | is_flag | not)) | .path] as $absent
	| [$stop[] | select(.path[0] == "headers") | .path] as $linked
	| (if $pg.cursor_value != null then $pg.cursor_value | chains[0].path
	    elif $pg.cursor_path != null then
		$pg.cursor_path | segments(["@odata.nextLink", "odata.nextLink"])
	    elif $linked != [] then $linked[0]
	    elif $absent != [] then $absent[0]
	    else null end) as $place
	| ($place == null and ($param | by_last)) as $byid
	| ($place // usual($param; $flags; $salt; $sel)) as $p
	| { flags: $flags, param: $param, place: $p }
	+ if $byid then { kind: "last", by: "after", field: $key }
	elif $p[0] == "headers" and ($p[-1] == "cursor") then { kind: "linked_cursor", by: "cursor" }
	elif $p[0] == "headers" then { kind: "link", by: "cursor", param: "_at" }
	elif $p[0] == "last_record" then { kind: "last", by: "after", field: $p[1] }
	elif ($p | length) == 1 and ($p[0] | test("^(id|date|Date|timestamp|transactionDate|lastUpdatedISO|created_at|updated_at)$")) then
		{ kind: "last", by: "after", field: $p[0] }
	elif $pg.cursor_body_path != null then { kind: "body", by: "cursor", value: "{cursor}" }
	elif ($p[-1] | is_url_name) or ($pg.cursor_param == null)
	    or ($place != null and $pg.cursor_param == ($p[-1] | ltrimstr("next_")) and $p[-1] != $param and $salt % 2 == 0)
	    or ($p == ["next"] and $salt % 2 == 0)
	    or (($p[:1] | IN(["links"], ["_links"])))
	then { kind: "body", by: "cursor", param: "_at",
	    value: (if $salt % 3 == 1 then "{next_path}" else "{next_url}" end) }
	elif $param | test("^page(_?(number|no))?$"; "i") then { kind: "body", by: "page", value: "{next_page}" }
	elif $param | test("offset|skip|^start$"; "i") then { kind: "body", by: "offset", value: "{next_offset}" }
	else { kind: "body", by: "cursor", value: "{cursor}" } end;
