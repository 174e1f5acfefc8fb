#!/bin/sh
# rx-run: the pipe from a source to a table, and what it says when it breaks.
. "${0%/*}/lib.sh"

start_server <<'END'
{"routes": [
 {"path": "/contacts", "count": 45, "auth": {"type": "bearer", "token": "t0p-s3cret"},
  "row": {"id": "{i}", "big": 12345678901234567890, "price": 1.10, "upd": "{i:time}"},
  "body": {"fields": [], "contacts": "{rows}"}, "paging": {"by": "offset", "limit": 20},
  "filter": [{"param": "since", "field": "upd", "op": ">="}]},
 {"path": "/broken", "count": 45, "row": {"id": "{i}"}, "body": {"data": "{rows}"},
  "paging": {"by": "offset", "limit": 20}, "faults": [{"page": 2, "status": 500}]},
 {"path": "/mended", "count": 45, "row": {"id": "{i}"}, "body": {"data": "{rows}"},
  "paging": {"by": "offset", "limit": 20}, "faults": [{"page": 2, "times": 2, "reset": 0.5}]},
 {"path": "/orgs", "count": 30, "row": {"id": "{i}", "name": "org {i}"}, "body": {"data": "{rows}"},
  "paging": {"by": "page", "limit": 10, "first": 1}},
 {"path": "/orgs/{org}/repos", "count": 3, "row": {"id": "{org}-{i}"}, "body": {"data": "{rows}"},
  "faults": [{"with": {"org": "4"}, "status": 404}]},
 {"path": "/repos/{repo}/issues", "count": 2, "row": {"id": "{repo}/{i}"}, "body": {"data": "{rows}"}}
]}
END

cat >crm.json <<END
{"client": {"base_url": "$URL", "auth": {"type": "bearer", "token": {"secret": "crm_token"}}},
 "resource_defaults": {"primary_key": "id", "write_disposition": "merge"},
 "resources": [{"name": "contacts", "endpoint": {"path": "contacts", "data_selector": "contacts",
   "paginator": {"type": "offset", "limit": 20}}}]}
END
export RX_SECRET_CRM_TOKEN=t0p-s3cret

check_stderr 'a first run' 0 'rx-run crm.json --into sqlite:crm.db' \
    'rx-merge: contacts: 4 pages, 45 records, 45 inserted, 0 updated, 0 unchanged, 4 requests, end: empty page'
check 'every record is in its table, once, with its values' \
    'sqlite3 crm.db "select count(*), count(distinct id), min(big), max(price) from contacts"' \
    '45|45|12345678901234567890|1.1'
check_stderr 'a second run changes nothing' 0 'rx-run crm.json --into sqlite:crm.db' \
    'rx-merge: contacts: 4 pages, 45 records, 0 inserted, 0 updated, 45 unchanged, 4 requests, end: empty page'
check 'the same source as the printed pipe' \
    'rx-run -n crm.json --into sqlite:pipe.db >pipe.sh && sh pipe.sh 2>/dev/null && sqlite3 pipe.db "select count(*) from contacts"' '45'
check 'from standard input' 'rx-run - --into sqlite:stdin.db <crm.json 2>/dev/null && sqlite3 stdin.db "select count(*) from contacts"' '45'
check 'to standard output' 'rx-run crm.json 2>/dev/null | rx-select -b | head -n 1' \
    '{"id":1,"big":12345678901234567890,"price":1.10,"upd":"2026-01-01T00:00:01Z"}'
check 'to a file' 'rx-run crm.json --into file:c.ndjson 2>/dev/null && wc -l <c.ndjson | tr -d " "' '45'
check 'a summary for programs' 'rx-run crm.json --into sqlite:crm.db --summary json 2>/dev/null |
    jq -c "[.resources[]|[.resource,.records,.unchanged,.requests]]"' '[["contacts",45,45,4]]'
check_err 'a limit that was asked for is success, and moves nothing' 0 \
    'rx-run crm.json --into sqlite:limit.db --max-pages 1' 'contacts: 1 page, 20 records, 20 inserted'

# what is wrong is told before anything is asked
sed 's/data_selector/data_selectr/' crm.json >wrong.json
: >"$LOG"
check_err 'a wrong source' 2 'rx-run wrong.json --into sqlite:wrong.db' \
    "unknown key 'data_selectr'" 'did you mean'
check 'and nothing was fetched' 'wc -l <"$LOG" | tr -d " "' '0'
check_err 'no such source' 2 'rx-run nowhere.json; test $? -eq 1 && exit 2' 'cannot open nowhere.json'
check_err 'no such resource' 2 'rx-run crm.json contact --into sqlite:x.db' 'contact'
check_err 'no source' 2 'rx-run' 'which source?'
check_err 'an unknown option' 2 'rx-run crm.json --maxpages 3' 'did you mean --max-pages?'
check_err 'a wrong value' 2 'rx-run crm.json --max-pages x' "'x' is not a whole number"
check_err 'a missing secret' 2 'RX_SECRET_CRM_TOKEN= ; unset RX_SECRET_CRM_TOKEN; rx-run crm.json --into sqlite:x.db' \
    'crm_token' 'RX_SECRET_CRM_TOKEN'
check_err 'a refused secret' 4 'RX_SECRET_CRM_TOKEN=wrong rx-run crm.json --into sqlite:x.db' '401'
check_err 'an unreachable host' 1 'rx-run crm.json --base-url http://127.0.0.1:1 --max-wait 0 --into sqlite:x.db' \
    'could not connect'
check_err 'a target that can not be' 1 'rx-run crm.json --into sqlite:/nowhere/x.db' '/nowhere/x.db'
check_err 'an unknown target' 2 'rx-run crm.json --into mongo:x' 'mongo'

# where nothing of it may be seen
check_lacks 'the secret is nowhere' \
    'rx-run -v crm.json --into sqlite:crm.db; rx-run crm.json --into -; cat crm.db; find "$T/home" -type f -exec cat {} +
     rx-plan crm.json; rx-plan --explain crm.json; rx-plan --source-json crm.json; rx-plan crm.json | rx-auth >cred; cat cred' \
    t0p-s3cret
check 'nor in a command line' 'control "{\"set\":{}}"; (rx-run crm.json --into sqlite:ps.db 2>/dev/null &
    for i in 1 2 3 4 5 6 7 8 9 10; do cat /proc/[0-9]*/cmdline 2>/dev/null; done; wait) | tr "\0" "\n" | grep -c "t0p-s3cre[t]"' '0' 1

# one resource fails: the others are whole, and the status says so
cat >two.json <<END
{"client": {"base_url": "$URL"}, "resource_defaults": {"primary_key": "id", "write_disposition": "merge",
  "endpoint": {"data_selector": "data", "paginator": {"type": "offset", "limit": 20},
    "error_handler": {"max_retries": 2, "backoff_factor": 0}}},
 "resources": [{"name": "broken", "endpoint": "broken"}, {"name": "mended", "endpoint": "mended"}]}
END
check_err 'a page that fails for good' 5 'rx-run two.json --into sqlite:two.db' \
    'rx-page: error: ' '500' 'broken' 'mended: 4 pages, 45 records, 45 inserted' '2 retries'
check 'what came is kept; a page that came on retry is there once' \
    'sqlite3 two.db "select (select count(*) from broken), (select count(*) from mended)"' '20|45'
sed 's/"merge"/"replace"/' two.json >replace.json
check_err 'replace keeps the old table when it fails' 5 \
    'sqlite3 rep.db "create table broken(id); insert into broken values (99)"; rx-run replace.json --into sqlite:rep.db' 'staged'
check 'the old row is there, the new table too' \
    'sqlite3 rep.db "select (select group_concat(id) from broken), (select count(*) from mended)"' '99|45'

# children, to any depth
cat >tree.json <<END
{"client": {"base_url": "$URL"}, "resource_defaults": {"primary_key": "id", "write_disposition": "merge",
  "endpoint": {"data_selector": "data"}},
 "resources": [
  {"name": "orgs", "endpoint": {"path": "orgs", "paginator": {"type": "page_number", "base_page": 1}}},
  {"name": "repos", "include_from_parent": ["name"], "endpoint": {"path": "orgs/{resources.orgs.id}/repos", "paginator": "single_page"}},
  {"name": "issues", "endpoint": {"path": "repos/{resources.repos.id}/issues", "paginator": "single_page"}}]}
END
check_err 'three levels; a parent that is gone is counted, not an error' 0 'rx-run -j 4 tree.json --into sqlite:tree.db' \
    'orgs: 4 pages, 30 records' 'repos: ' '87 inserted' 'gone' 'issues: ' '174 inserted'
check 'each in its table' 'sqlite3 tree.db "select (select count(*) from orgs), (select count(*) from repos), (select count(*) from issues), (select _orgs_name from repos where id = '\''7-1'\'')"' '30|87|174|org 7'
check_err 'parents that were not asked for are fetched, not loaded' 0 'rx-run tree.json issues --into sqlite:leaf.db' '174 inserted'
check 'only the leaf has a table' 'sqlite3 leaf.db "select group_concat(name) from sqlite_master where type = '\''table'\'' and name not like '\''!_rx!_%'\'' escape '\''!'\''"' 'issues'
check 'by hand, with a look in between' \
    'rx-plan tree.json orgs | rx-page -q | rx-select -b >orgs.ndjson; rx-plan tree.json repos --parents orgs.ndjson | rx-page -q | rx-select -b | wc -l | tr -d " "' '87'

check 'both ends of the pipe get --lock-wait and --schema' \
    'rx-run -n --lock-wait 5m --schema s crm.json --into postgres: | grep rx-merge' \
    "rx-merge --into postgres: --print-state --schema s --lock-wait 5m |
    rx-merge --into postgres: --schema s --lock-wait 5m"
# bookmarks
cat >inc.json <<END
{"client": {"base_url": "$URL", "auth": {"type": "bearer", "token": {"secret": "crm_token"}}},
 "resources": [{"name": "contacts", "primary_key": "id", "write_disposition": "merge",
  "endpoint": {"path": "contacts", "data_selector": "contacts", "paginator": {"type": "offset", "limit": 20},
   "incremental": {"cursor_path": "upd", "initial_value": "2026-01-01T00:00:11Z", "start_param": "since"}}}]}
END
check_err 'from the initial value' 0 'rx-run inc.json --into sqlite:inc.db' '35 records, 35 inserted'
: >"$LOG"
check_err 'then from the bookmark' 0 'rx-run inc.json --into sqlite:inc.db' '1 record, 0 inserted, 0 updated, 1 unchanged'
check 'which is the greatest value seen' 'requests .params.since | sort -u' '2026-01-01T00:00:45Z'
check_err 'unless all is wanted' 0 'rx-run --full inc.json --into sqlite:inc.db' '35 records, 0 inserted, 0 updated, 35 unchanged'
rx-run inc.json --into sqlite:cut.db --max-pages 1 2>/dev/null
: >"$LOG"
check_err 'a limit moves no bookmark' 0 'rx-run inc.json --into sqlite:cut.db' '35 records, 15 inserted, 0 updated, 20 unchanged'
finish
