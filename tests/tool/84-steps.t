#!/bin/sh
# processing_steps, record_filter, include_from_parent, and what goes on to the
# table.  The numbers are those of the cases in dlt's behaviour (13 to 15, 55).
. "${0%/*}/lib.sh"

start_server <<'END'
{"routes": [
 {"path": "/orgs", "rows": [{"id": 1, "kind": "a", "by": {"user": {"name": "x"}}}, {"id": 2, "kind": "b", "by": {"user": {"name": "y"}}},
  {"id": 3, "kind": "a", "by": {"user": {"name": "z"}}}]},
 {"path": "/orgs/{org}/repos", "rows": [{"id": 1, "n": 5}, {"id": 2, "n": 6}]}
]}
END

# steps STEPS [MEMBERS]: the records of orgs.
steps() {
	printf '{"client": {"base_url": "%s"}, "resources": [{"name": "orgs", "endpoint": {"path": "orgs" %s}, "processing_steps": [%s]}]}\n' \
	    "$URL" "${2:-}" "$1" >s.json
	rx-plan s.json | rx-page -q | rx-select -b
}
check '55: filter' "steps '{\"filter\": \".kind == \\\"a\\\"\"}' | jq -c .id" '1
3'
check '55: map' "steps '{\"map\": \"{id, k: .kind}\"}'" '{"id":1,"k":"a"}
{"id":2,"k":"b"}
{"id":3,"k":"a"}'
check '55: yield_map: several of one' "steps '{\"yield_map\": \"{id}, {id: (.id * 10)}\"}'" '{"id":1}
{"id":10}
{"id":2}
{"id":20}
{"id":3}
{"id":30}'
check '55: a list is its records, null is none, a scalar becomes one' \
    "steps '{\"yield_map\": \"if .id == 1 then [{a: 1}, {a: 2}] elif .id == 2 then null else 7 end\"}'" '{"a":1}
{"a":2}
{"value":7}'
check '55: in their order' \
    "steps '{\"map\": \".id += 1\"}, {\"filter\": \".id > 2\"}, {\"yield_map\": \"{id}, {id: (.id + 5)}\"}, {\"filter\": \".id != 8\"}'" \
'{"id":3}
{"id":4}
{"id":9}'
check '55: record_filter sees the record first' \
    "steps '{\"map\": \"{kind: \\\"b\\\", id}\"}' ', \"record_filter\": \"{{ record.kind == \\\"a\\\" }}\"'" '{"kind":"b","id":1}
{"kind":"b","id":3}'
check '55: record_filter as a jq program' "steps '' ', \"record_filter\": {\"jq\": \".by.user.name == \\\"y\\\"\"}' | jq -c .id" 2
check '55: the incremental filter comes last, on what the steps made' \
    "steps '{\"map\": \"{id, c: (.id * 2)}\"}' ', \"incremental\": {\"cursor_path\": \"c\", \"initial_value\": 4}'" '{"id":2,"c":4}
{"id":3,"c":6}'
check_err '55: a step that fails on a record ends its resource' 3 "steps '{\"map\": \".kind.x\"}'" \
    'rx-select: error: the jq program failed: Cannot index string with'

# family PARENT-MEMBERS CHILD-MEMBERS [PATH]
family() {
	cat >f.json <<END
{"client": {"base_url": "$URL"}, "resources": [{"name": "orgs", "endpoint": "orgs" $1},
 {"name": "repos", "endpoint": "orgs/{resources.orgs.id}/repos" $2}]}
END
	: >"$LOG"
	rm -f f.db
	rx-run -q f.json --into sqlite:f.db
}
check "55: a parent's filter saves its children's requests" \
    "family ', \"processing_steps\": [{\"filter\": \".kind == \\\"b\\\"\"}]' ''; requests .path" '/orgs
/orgs/2/repos'
check "55: a child's steps see the parent's fields" \
    "family '' ', \"include_from_parent\": [\"kind\"], \"processing_steps\": [{\"filter\": \"._orgs_kind == \\\"a\\\"\"}, {\"map\": \".k = ._orgs_kind + (.n | tostring)\"}]'
     sqlite3 f.db 'select k from repos'" 'a5
a6
a5
a6'
check "55: so does its record_filter" \
    "family '' ', \"include_from_parent\": [\"kind\"], \"record_filter\": \"{{ record._orgs_kind == \\\"b\\\" }}\"'
     sqlite3 f.db 'select n, _orgs_kind from repos'" '5|b
6|b'
check 'include_from_parent as part of the key' \
    "family '' ', \"include_from_parent\": [\"id\"], \"primary_key\": [\"_orgs_id\", \"id\"], \"write_disposition\": \"merge\"'
     rx-run -q f.json --into sqlite:f.db; sqlite3 f.db 'select _orgs_id, id from repos'" '1|1
1|2
2|1
2|2
3|1
3|2'
check '15: a nested field of the parent' \
    "family '' ', \"include_from_parent\": [\"by.user.name\"]'; sqlite3 f.db 'select distinct _orgs_by_user_name from repos'" 'x
y
z'
check '15: a whole object of it' \
    "family '' ', \"include_from_parent\": [\"by\"]'; sqlite3 f.db 'select distinct _orgs_by from repos'" '{"user":{"name":"x"}}
{"user":{"name":"y"}}
{"user":{"name":"z"}}'
check_err '14: a field that the parent lacks' 2 "family '' ', \"include_from_parent\": [\"nix\"]'" \
    'repos: a record of orgs lacks the field that is wanted' 'nix' 'kind'
check_err '14: no parent at all' 2 "printf '{\"client\": {\"base_url\": \"http://x\"}, \"resources\": [{\"name\": \"a\", \"endpoint\": \"a\", \"include_from_parent\": [\"id\"]}]}' | rx-plan -" \
    'include_from_parent'

# -- what goes on to the table as it stands

cat >m.json <<'END'
{"client": {"base_url": "http://x"},
 "resource_defaults": {"columns": [{"name": "a", "data_type": "text", "primary_key": true}, {"name": "z", "data_type": "bool"}]},
 "resources": [{"name": "r", "endpoint": "r", "table_name": "t", "merge_key": "day", "primary_key": ["id"],
  "columns": {"a": {"data_type": "bigint"}, "b": {"data_type": "timestamp", "nullable": false, "precision": 3}},
  "schema_contract": {"tables": "evolve", "columns": "freeze"}, "max_table_nesting": 1,
  "write_disposition": {"disposition": "merge", "strategy": "scd2", "validity_column_names": ["from", "to"]}}]}
END
check '6: columns merge, one by one' 'rx-plan m.json | jq -c "select(.rx == \"begin\").merge.columns"' \
    '{"a":{"data_type":"bigint","name":"a","primary_key":true},"b":{"data_type":"timestamp","nullable":false,"precision":3},"z":{"name":"z","data_type":"bool"}}'
check 'the rest as it stands' 'rx-plan m.json | jq -c "select(.rx == \"begin\").merge | del(.columns)"' \
    '{"table":"t","disposition":{"disposition":"merge","strategy":"scd2","validity_column_names":["from","to"]},"key":["id"],"schema_contract":{"tables":"evolve","columns":"freeze"},"merge_key":["day"],"max_table_nesting":1}'
check_err 'a step that is no program' 2 \
    "printf '{\"client\": {\"base_url\": \"http://x\"}, \"resources\": [{\"name\": \"a\", \"endpoint\": \"a\", \"processing_steps\": [{\"filter\": \".a\"}, {\"map\": \".a |\"}]}]}' | rx-plan --check -" \
    'resources[0].processing_steps[1]: not a jq program: .a |'
finish
