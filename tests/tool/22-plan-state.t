#!/bin/sh
# rx-plan: bookmarks, what was learned, attempts and where they go on, windows.
. "${0%/*}/lib.sh"

cat >crm.json <<'END'
{"client": {"base_url": "https://api.example.com"},
 "resource_defaults": {"primary_key": "id", "write_disposition": "merge"},
 "resources": [
  {"name": "deals", "endpoint": {"path": "/deals", "paginator": {"type": "offset", "limit": 100},
    "incremental": {"cursor_path": "updated_at", "initial_value": "2024-01-01", "start_param": "since"}}},
  {"name": "leads", "write_disposition": "append", "endpoint": {"path": "/leads", "data_selector": "rows",
    "paginator": {"type": "offset", "limit": 100}}},
  {"name": "notes", "endpoint": {"path": "/notes", "paginator": {"type": "page_number"}}},
  {"name": "files", "endpoint": {"path": "/files/{kind}", "paginator": {"type": "cursor"}}},
  {"name": "orgs", "endpoint": {"path": "/orgs", "paginator": {"type": "offset", "limit": 10}}},
  {"name": "teams", "endpoint": {"path": "/orgs/{org_id}/teams"}}
 ]}
END
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
old=$(date -u -d '2 hours ago' +%Y-%m-%dT%H:%M:%SZ)
plan() { rx-plan -p "$@" </dev/null 2>/dev/null | jq -r 'select(.rx == "begin").attempt.plan'; }
# state RESOURCE MEMBERS: a line of --print-state
state() { printf '{"rx":"state","resource":"%s","generation":4,%s}\n' "$1" "$2"; }
attempt() { state "$1" "\"attempt\":{\"id\":\"00aa\",\"plan\":\"$2\",\"at\":\"$3\"}"; }
request='jq -c "select(.rx == \"request\") | [.part, .params, .resume]"'
goes='jq -c "select(.rx == \"begin\") | .attempt.id == \"00aa\""'

# -- bookmarks and what was learned

check 'the initial value, sent and in the part' ": | rx-plan -p crm.json deals | $request" \
    '[{"window":{"start":"2024-01-01"}},{"since":"2024-01-01"},null]'
check 'the bookmark in its place' \
    "state deals '\"part\":{},\"bookmark\":\"2025-06-01T10:00:00Z\"' | rx-plan -p crm.json deals | $request" \
    '[{"window":{"start":"2025-06-01T10:00:00Z"}},{"since":"2025-06-01T10:00:00Z"},null]'
check 'a number is sent as it is spelled' \
    "state deals '\"part\":{},\"bookmark\":1700000000.50' | rx-plan -p crm.json deals | grep '\"request\"' |
     grep -o '\"params\":{[^}]*}'" '"params":{"since":"1700000000.50"}'
check 'not with --full, but the generation' \
    "state deals '\"part\":{},\"bookmark\":\"2025-06-01\"' | rx-plan -p --full crm.json deals |
     jq -c 'if .rx == \"begin\" then .generation elif .rx == \"request\" then .params else empty end'" \
'4
{"since":"2024-01-01"}'
check 'generation 0 for what has no state' ': | rx-plan -p crm.json deals | jq -c "select(.rx == \"begin\").generation"' 0
check 'none without -p' 'rx-plan crm.json deals | jq -c "select(.rx == \"begin\") | has(\"generation\")"' false
check 'the cursor for rx-select' ': | rx-plan -p crm.json deals | jq -c "select(.rx == \"request\").select"' \
    '{"key":["id"],"cursor_path":"updated_at","incremental":{"cursor_path":"updated_at","start":"2024-01-01","filter":"client","on_cursor_value_missing":"raise"}}'
check 'state lines go on, of every resource' \
    "state deals '\"part\":{}' >s; state zzz '\"part\":{}' >>s; rx-plan -p crm.json notes <s | head -n 2 | cmp - s && echo same" same
check 'the first page number that was learned' \
    "state notes '\"learned\":{\"base_page\":1,\"selector\":[\"data\"]}' | rx-plan -p crm.json notes |
     jq -c 'select(.rx == \"request\") | [.paging.base_page, .select.selector]'" '[1,["data"]]'
check 'a cursor that was found' \
    "state files '\"learned\":{\"cursor_path\":[\"meta\",\"next\"],\"cursor_param\":\"after\"}' |
     rx-plan -p --set kind=a crm.json files | jq -c 'select(.rx == \"request\") | [.paging.cursor_path, .paging.cursor_param]'" \
    '[["meta","next"],"after"]'
check 'what the source says counts more' \
    "state leads '\"learned\":{\"selector\":[\"x\"]}' | rx-plan -p crm.json leads | jq -c 'select(.rx == \"request\").select.selector'" '"rows"'
check 'and what was learned changes no plan' \
    "state notes '\"learned\":{\"base_page\":1}' | rx-plan -p crm.json notes | jq -r 'select(.rx == \"begin\").attempt.plan' >a
     plan crm.json notes | cmp - a && echo same" same

# -- attempts

p=$(plan crm.json deals)
sed 's/"name": "deals",/"name": "deals", "primary_key": [], "merge_key": "day",/' crm.json >parts.json
check 'an unfinished attempt goes on: a merge_key alone exactly there, for no key tells what came twice' \
    "p=\$(plan parts.json deals); { attempt deals \$p $now; state deals '\"part\":{\"window\":{\"start\":\"2024-01-01\"}},\"next\":{\"offset\":300}'; } |
     rx-plan -p parts.json deals | jq -c 'select(.rx == \"request\").resume'" '{"offset":300}'
check 'an unfinished attempt goes on: merge one page back' \
    "{ attempt deals $p $now; state deals '\"part\":{\"window\":{\"start\":\"2024-01-01\"}},\"next\":{\"offset\":300}'; } >s
     rx-plan -p crm.json deals <s | $goes; rx-plan -p crm.json deals <s | $request" \
'true
[{"window":{"start":"2024-01-01"}},{"since":"2024-01-01"},{"offset":200}]'
check 'the first page again is a start' \
    "{ attempt deals $p $now; state deals '\"part\":{\"window\":{\"start\":\"2024-01-01\"}},\"next\":{\"offset\":100}'; } |
     rx-plan -p crm.json deals | $request" '[{"window":{"start":"2024-01-01"}},{"since":"2024-01-01"},null]'
check 'append exactly where it was' \
    "{ attempt leads $(plan crm.json leads) $now; state leads '\"part\":{},\"next\":{\"offset\":300}'; } |
     rx-plan -p crm.json leads | $request" '[{},null,{"offset":300}]'
check 'page numbers too' \
    "{ attempt notes $(plan crm.json notes) $now; state notes '\"part\":{},\"next\":{\"page\":5}'; } |
     rx-plan -p crm.json notes | $request" '[{},null,{"page":4}]'
p=$(plan --set kind=a --set kind=b --set kind=c crm.json files)
check 'done parts are skipped, cursors go on exactly' \
    "{ attempt files $p $now; state files '\"part\":{\"kind\":\"a\"},\"done\":true'; state files '\"part\":{\"kind\":\"b\"},\"next\":{\"cursor\":\"x9\"}'; } |
     rx-plan -p --set kind=a --set kind=b --set kind=c crm.json files | $request" \
'[{"kind":"b"},null,{"cursor":"x9"}]
[{"kind":"c"},null,null]'
check 'other values are another plan' \
    "attempt files $p $now | rx-plan -p --set kind=a crm.json files | $goes" false
p=$(plan crm.json deals)
check 'too old' "attempt deals $p $old | rx-plan -p crm.json deals | $goes" false
check 'unless it may be that old' "attempt deals $p $old | rx-plan -p --resume-within 3h crm.json deals | $goes" true
check 'never with --full' "attempt deals $p $now | rx-plan -p --full crm.json deals | $goes" false
check 'a changed source' "sed s/100/50/ crm.json >other.json; attempt deals $p $now | rx-plan -p other.json deals | $goes" false
check 'a changed start' "sed s/2024-01-01/2024-02-01/ crm.json >other.json; attempt deals $p $now | rx-plan -p other.json deals | $goes" false
check 'a parent starts over with its family' \
    "attempt orgs $(plan crm.json orgs) $now | rx-plan -p crm.json orgs | $goes" false
check 'but goes on where its children are not in the run' \
    "attempt orgs $(plan crm.json orgs) $now | rx-plan -p --for orgs crm.json orgs | $goes" true
check 'and not where they are' \
    "attempt orgs $(plan crm.json orgs) $now | rx-plan -p --for orgs --for teams crm.json orgs | $goes" false
check 'a child starts over too' \
    "{ attempt teams $(plan crm.json teams) $now; echo '{\"rx\":\"begin\",\"resource\":\"orgs\"}'; } | rx-plan -p crm.json teams 2>/dev/null |
     jq -c 'select(.rx == \"begin\" and .resource == \"teams\") | .attempt.id == \"00aa\"'" false
check_err '-v says that it goes on' 0 "attempt deals $p $now | rx-plan -pv crm.json deals" "deals: goes on with the attempt of $now"
check 'a secret name is no secret: the plan holds none' \
    'RX_SECRET_K=topsecret rx-plan crm.json deals | grep -c topsecret' 0 1

# -- windows

cat >win.json <<'END'
{"client": {"base_url": "https://api.example.com"},
 "resource_defaults": {"primary_key": "id", "write_disposition": "merge"},
 "resources": [
  {"name": "days", "endpoint": {"path": "/days", "incremental": {"cursor_path": "d", "initial_value": "2024-02-27",
    "end_value": "2024-03-01", "start_param": "from", "end_param": "to", "step": "P1D"}}},
  {"name": "months", "endpoint": {"path": "/months/{{ stream_interval['start_time'] }}", "incremental": {"cursor_path": "d",
    "initial_value": {"config": "since"}, "end_value": "2024-03-15T00:00:00Z", "end_param": "to", "step": "P1M",
    "datetime_format": "%d/%m/%Y", "cursor_granularity": "P1D"}}},
  {"name": "open", "endpoint": {"path": "/open", "incremental": {"cursor_path": "d", "start_param": "from", "end_param": "to"}}},
  {"name": "body", "endpoint": {"path": "/body", "method": "POST", "json": {"q": 1}, "incremental_sync": {"cursor_field": "d",
    "start_datetime": "2024-01-01T00:00:00Z", "end_datetime": "2024-01-02T00:00:00Z",
    "start_time_option": {"field_name": "filter.from", "inject_into": "body_json"},
    "end_time_option": {"field_name": "X-Until", "inject_into": "header"}}}},
  {"name": "text", "endpoint": {"path": "/text?a={incremental.start_value}", "headers": {"X-Since": "since {incremental.start_value}"},
    "incremental": {"cursor_path": "d"}}},
  {"name": "all", "endpoint": {"path": "/all", "incremental": {"cursor_path": "d", "initial_value": {"config": "nowhere"}, "step": "P1D", "filter": "none"}}},
  {"name": "back", "endpoint": {"path": "/back", "incremental": {"cursor_path": "d", "initial_value": "2024-01-01",
    "start_param": "from", "lag": 3}}},
  {"name": "count", "endpoint": {"path": "/count", "incremental": {"cursor_path": "n", "initial_value": 0, "start_param": "from", "lag": 5}}}
 ]}
END
check 'steps, each from its start to before its end' 'rx-plan win.json days | jq -c "select(.rx == \"request\") | .part.window, .params"' \
'{"start":"2024-02-27","end":"2024-02-28"}
{"from":"2024-02-27","to":"2024-02-28"}
{"start":"2024-02-28","end":"2024-02-29"}
{"from":"2024-02-28","to":"2024-02-29"}
{"start":"2024-02-29","end":"2024-03-01"}
{"from":"2024-02-29","to":"2024-03-01"}'
check 'from the bookmark on' \
    "state days '\"part\":{},\"bookmark\":\"2024-02-29\"' | rx-plan -p win.json days | jq -c 'select(.rx == \"request\").params'" \
    '{"from":"2024-02-29","to":"2024-03-01"}'
check 'a bookmark at the end asks once more' \
    "state days '\"part\":{},\"bookmark\":\"2024-03-01\"' | rx-plan -p win.json days | jq -c 'select(.rx == \"request\").params'" \
    '{"from":"2024-03-01","to":"2024-03-01"}'
check 'formats, granularity, a window in the path, a setting as start' \
    'rx-plan --set since=2024-01-31 win.json months | jq -c "select(.rx == \"request\") | [.url, .params.to]"' \
'["https://api.example.com/months/31%2F01%2F2024","28/02/2024"]
["https://api.example.com/months/29%2F02%2F2024","15/03/2024"]'
check 'with a granularity both ends are inclusive, the last day too' \
    "sed 's/\"step\": \"P1D\"}}}/\"step\": \"P2D\", \"cursor_granularity\": \"P1D\"}}}/' win.json >gran.json
     for end in 03-01 03-02; do sed s/03-01/\$end/ gran.json | rx-plan - days | jq -c 'select(.rx == \"request\").params'; done" \
'{"from":"2024-02-27","to":"2024-02-28"}
{"from":"2024-02-29","to":"2024-03-01"}
{"from":"2024-02-27","to":"2024-02-28"}
{"from":"2024-02-29","to":"2024-03-01"}
{"from":"2024-03-02","to":"2024-03-02"}'
check 'the attempt keeps the window' 'rx-plan win.json days | jq -c "select(.rx == \"begin\").attempt.window"' \
    '{"start":"2024-02-27","end":"2024-03-01"}'
check 'and cuts it again' \
    "p=\$(plan win.json days); { state days \"\\\"attempt\\\":{\\\"id\\\":\\\"00aa\\\",\\\"plan\\\":\\\"\$p\\\",\\\"at\\\":\\\"$now\\\",\\\"window\\\":{\\\"start\\\":\\\"2024-02-27\\\",\\\"end\\\":\\\"2024-02-29\\\"}}\"
       state days '\"part\":{\"window\":{\"end\":\"2024-02-28\",\"start\":\"2024-02-27\"}},\"done\":true'; } |
     rx-plan -p win.json days | jq -c 'select(.rx == \"request\").part'" \
    '{"window":{"start":"2024-02-28","end":"2024-02-29"}}'
check 'without a value nothing is sent' 'rx-plan win.json open | jq -c "select(.rx == \"request\") | [.part, .params]"' \
    '[{},{"from":null,"to":null}]'
check 'in body and header' 'rx-plan win.json body | jq -c "select(.rx == \"request\") | [.part.window, .headers, .body]"' \
'[{"start":"2024-01-01T00:00:00Z","end":"2024-01-02T00:00:00Z"},{"X-Until":"2024-01-02T00:00:00Z"},{"q":1,"filter":{"from":"2024-01-01T00:00:00Z"}}]'
check_err 'a text that needs its start' 2 'rx-plan win.json text' \
    'rx-plan: error: text: its start has no value' 'initial_value'
check 'has it from a bookmark' \
    "state text '\"part\":{},\"bookmark\":\"2024-01-01 10:00\"' | rx-plan -p win.json text | jq -c 'select(.rx == \"request\") | [.url, .headers]'" \
'["https://api.example.com/text?a=2024-01-01%2010%3A00",{"X-Since":"since 2024-01-01 10:00"}]'
check 'a window that no request says: everything, once' 'rx-plan win.json all | jq -c "select(.rx == \"request\") | .part"' '{}'
check 'a lag, in days of dates' \
    "state back '\"part\":{},\"bookmark\":\"2024-03-02\"' | rx-plan -p win.json back | jq -c 'select(.rx == \"request\").params'" '{"from":"2024-02-28"}'
check 'never before the initial value' \
    "state back '\"part\":{},\"bookmark\":\"2024-01-02\"' | rx-plan -p win.json back | jq -c 'select(.rx == \"request\").params'" '{"from":"2024-01-01"}'
check 'in seconds of times' \
    "state back '\"part\":{},\"bookmark\":\"2024-03-01T00:00:01Z\"' | rx-plan -p win.json back | jq -c 'select(.rx == \"request\").params'" '{"from":"2024-02-29T23:59:58Z"}'
check 'in units of numbers' \
    "state count '\"part\":{},\"bookmark\":100' | rx-plan -p win.json count | jq -c 'select(.rx == \"request\").params'" '{"from":"95"}'
check_err 'a setting without a value' 2 'rx-plan win.json months' \
    'rx-plan: error: months: the setting since has no value' \
    'hint: --set since=VALUE, --config FILE with it, or RX_CONFIG_SINCE in the environment'
check_err 'a start that is no time' 2 'rx-plan --set since=soon win.json months' 'months: its windows begin at soon, which is no time'
finish
