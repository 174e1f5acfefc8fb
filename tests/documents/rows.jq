# rows: which records a resource has, and for which values of its placeholders.
include "text";

def resolves:
	[(.endpoint.params // {}) | to_entries[]
	    | select((.value | type) == "object" and .value.type == "resolve")
	    | { name: .key, resource: .value.resource, via: .value.via, inferred: .value.inferred,
		field: (.value.field | if type == "array" then . else [.] end) }];

def router:
	.endpoint.partition_router | if type == "array" then . elif . == null then [] else [.] end
	| map(select(.type == "list"));

def windowed: ["start_time", "end_time", "incremental"];

# All texts of a request.
def texts($base):
	[$base, .endpoint.path, (.endpoint | .params, .headers, .json, .data
	    | .. | select(type == "string"))];

def needs($base):
	([texts($base)[] | names[]] | unique)
	- [resolves[].name] - [router[].name] - windowed;

# The rows of a resource, {placeholders} in them: flat objects.
def row_texts:
	. as $r
	| ([.own[] as $n | "-{\($n)}"] | join("")) as $own
	| [range(.count) | . as $i
	    | reduce $r.key[] as $k ({};
		setpath($k | split(".");
		    if $k == $r.key[0] | not then "k\($i % 2)"
		    elif $r.numeric then $r.number * 1000 + $i + 1
		    else "r\($r.number)\($own)-\($i + 1)" end))
	    | reduce $r.extra[] as $f (.;
		if getpath($f | split(".")) != null then .
		elif $f == $r.cursor then setpath($f | split("."); $r.dates[$i % ($r.dates | length)])
		else setpath($f | split("."); "\($f | gsub("[^A-Za-z]"; ""))\($i + 1)\($own)") end)
	    | if $r.kept == null then .
	      else .[$r.kept.name] = (if ($i % 2 == 0) != ($r.kept.odd // false) then $r.kept.value else $r.kept.other // "other" end) end
	    | .note = "n\($i + 1)"];

def put($part):
	if type == "string" then filled($part)
	elif type == "object" then map_values(put($part)) else . end;

def row_list($part):
	[row_texts[] | put($part)];

def agrees($a; $b):
	[$a | keys[] | select($b[.] != null and $b[.] != $a[.])] == [];

# Every set of values that the placeholders of resource $name take.
def parts($rs; $name):
	$rs[$name] as $r
	| [$r.set] 
	| reduce $r.routers[] as $o (.; [.[] as $a | $o.values[] | $a + { ($o.name): tostring }])
	| reduce ($r.resolves | map(select(.via == null)) | group_by(.resource)[]) as $g (.;
		. as $all | $rs[$g[0].resource] as $p | parts($rs; $g[0].resource) as $pp
		| [$all[] as $a | $pp[]
		    | . as $q | with_entries(select(.key | IN($r.all[])))
		    | . as $shared | select(agrees($a; $shared))
		    | $p | row_list($q)[] as $row
		    | ($p.kept == null or $row[$p.kept.name] == $p.kept.value) as $in | select($in)
		    | $a + $shared + (reduce $g[] as $b ({};
			[$b.field[] | split(".") as $f | $row | getpath($f) | select(. != null)] as $v
			| .[$b.name] = ($v[0] | tostring)))])
	| unique;

# What must be in the table: the key's texts, and what else is looked at.
def kept_rows($rs; $name):
	$rs[$name] as $r
	| [parts($rs; $name)[] as $p | $r | row_list($p)[]
	    | select($r.kept == null or .[$r.kept.name] == $r.kept.value)
	    | [. as $row | $r.key[] | split(".") as $k | $row | getpath($k) | tostring]]
	| unique;
