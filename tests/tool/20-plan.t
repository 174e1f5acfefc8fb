#!/bin/sh
# rx-plan: what a source becomes: begin, request and end lines, bindings, refusals.
. "${0%/*}/lib.sh"

# What differs from run to run, and what another test looks at, is cut off.
urls='jq -r "if .rx == \"request\" then \"\(.resource) \(.part|tojson) \(.method) \(.url) \(.params // {}|tojson)\" elif .rx == \"error\" then \"error \(.resource): \(.message) (\(.exit))\" else \"\(.rx) \(.resource)\" end"'

cat >shop.json <<'END'
{"client": {"base_url": "https://api.example.com/v1/", "headers": {"X-Api": "2", "Accept": "a/b"},
  "auth": {"type": "bearer", "token": {"secret": "token"}}},
 "resource_defaults": {"primary_key": "id", "write_disposition": "merge"},
 "resources": [
  {"name": "customers", "endpoint": {"path": "/customers",
    "headers": {"ACCEPT": "c/d"}, "params": {"limit": 50, "deleted": false, "tag": ["a", "b"], "none": null},
    "error_handler": {"max_retries": 2}}},
  {"name": "orders", "table_name": "sales", "write_disposition": "append", "endpoint": {
    "path": "/customers/{customer_id}/orders?view=full", "params": {"of": "c-{customer_id}"}}},
  {"name": "report", "write_disposition": "replace", "endpoint": {"path": "https://other.example.com/{year}/report",
    "method": "post", "json": {"year": "{year}", "text": "y{year}", "deep": [{"all": true}]}}}
 ]}
END

check 'all of a simple source' 'rx-plan --only-bound shop.json customers |
    jq -c "del(.attempt)"' \
'{"rx":"begin","resource":"customers","merge":{"table":"customers","disposition":"merge","key":["id"]}}
{"rx":"request","resource":"customers","part":{},"method":"GET","url":"https://api.example.com/v1/customers","params":{"limit":50,"deleted":false,"tag":["a","b"]},"headers":{"X-Api":"2","ACCEPT":"c/d"},"auth":{"type":"bearer","token":{"secret":"token"}},"paging":{"type":"auto"},"select":{"key":["id"]},"error_handler":{"max_retries":2}}
{"rx":"end","resource":"customers"}'
check 'an attempt has id, plan and time' 'rx-plan shop.json customers |
    jq -r "select(.rx == \"begin\") | .attempt | (.id, .plan | test(\"^[0-9a-f]{16}$\")), (.at | test(\"^20..-..-..T..:..:..Z$\"))"' \
'true
true
true'
check 'the plan is the same each time, the id is not' \
    'for i in 1 2; do rx-plan shop.json customers | jq -r "select(.attempt) | .attempt.plan"; done | sort -u | wc -l;
     for i in 1 2; do rx-plan shop.json customers | jq -r "select(.attempt) | .attempt.id"; done | sort -u | wc -l' \
'1
2'
check 'another parameter is another plan' \
    'rx-plan shop.json customers | jq -r "select(.attempt).attempt.plan" >one
     sed s/50/60/ shop.json | rx-plan - customers | jq -r "select(.attempt).attempt.plan" >two
     cmp -s one two || echo differs' 'differs'
check 'a resource by several values of --set' \
    "rx-plan --set customer_id=7 --set 'customer_id=a/b c' --set customer_id=7 shop.json orders | $urls" \
'begin orders
orders {"customer_id":"7"} GET https://api.example.com/v1/customers/7/orders?view=full {"of":"c-7"}
orders {"customer_id":"a/b c"} GET https://api.example.com/v1/customers/a%2Fb%20c/orders?view=full {"of":"c-a/b c"}
end orders'
check '--set for one resource wins' \
    "rx-plan --set customer_id=7 --set orders.customer_id=8 shop.json orders | $urls" \
'begin orders
orders {"customer_id":"8"} GET https://api.example.com/v1/customers/8/orders?view=full {"of":"c-8"}
end orders'
check 'a body keeps types; what --set gives is text; the method' \
    'rx-plan --set year=2025 shop.json report | jq -c "select(.rx == \"request\") | [.method, .url, .body]"' \
'["POST","https://other.example.com/2025/report",{"year":"2025","text":"y2025","deep":[{"all":true}]}]'
check 'another origin gets no credentials' \
    'rx-plan -q --set year=2025 shop.json report | jq -c "select(.rx == \"request\") | .auth"' 'null'
check_err 'and that is said' 0 'rx-plan --set year=2025 shop.json report' \
    "report: its path leads to another origin: the client's auth is not sent there"
check 'what is gone is no error where the path has a value' \
    'rx-plan --set customer_id=7 shop.json orders | jq -c "select(.rx == \"request\") | .error_handler"' \
    '{"gone_status_codes":[404,410]}'
check 'begin says table and disposition' \
    'rx-plan -q --set customer_id=7 --set year=1 shop.json | jq -c "select(.rx == \"begin\") | .merge"' \
'{"table":"customers","disposition":"merge","key":["id"]}
{"table":"sales","disposition":"append","key":["id"]}
{"table":"report","disposition":"replace","key":["id"]}'
check 'begins first, then each with its end' \
    'rx-plan -q --set customer_id=7 --set year=1 shop.json | jq -r "\"\(.rx) \(.resource)\""' \
'begin customers
begin orders
begin report
request customers
end customers
request orders
end orders
request report
end report'
check 'the source on standard input' 'rx-plan - customers <shop.json | wc -l' '3'
check '--base-url' "rx-plan --base-url http://127.0.0.1:9/x shop.json customers | $urls | sed -n 2p" \
    'customers {} GET http://127.0.0.1:9/x/customers {"limit":50,"deleted":false,"tag":["a","b"]}'

# -- what binds to nothing

check 'the others run' "rx-plan --only-bound shop.json report customers 2>/dev/null | $urls" \
'begin customers
customers {} GET https://api.example.com/v1/customers {"limit":50,"deleted":false,"tag":["a","b"]}
end customers'
check 'an error line, and the others' "rx-plan shop.json customers report 2>/dev/null | $urls" \
'begin customers
error report: report: nothing binds {year} (2)
customers {} GET https://api.example.com/v1/customers {"limit":50,"deleted":false,"tag":["a","b"]}
end customers'
check_stderr 'the four remedies' 2 'rx-plan -q shop.json report >/dev/null' \
'rx-plan: error: report: nothing binds {year}
  at: shop.json, line 10, column 75
  hint: params: {"year":{"type":"resolve","resource":PARENT,"field":FIELD}} in the source; --set report.year=VALUE; --parents FILE of records; or a setting of that name (--config FILE, RX_CONFIG_...)'
check_err 'a child without its parent' 2 'rx-plan shop.json orders' \
    'rx-plan: error: orders: it needs the records of its parent customers' \
    'hint: rx-run fetches both; by hand rx-plan -p behind the records of customers, --parents customers=FILE, or --set customer_id=VALUE'
check_err 'a wrong name' 2 'rx-plan shop.json custmers' \
    'rx-plan: error: there is no resource custmers' 'hint: did you mean customers?'
check 'goes down the pipe too' 'rx-plan shop.json custmers 2>/dev/null | jq -c "[.rx, .exit]"' '["error",2]'
check_err 'a name like none' 2 'rx-plan shop.json zzz' 'hint: there are customers, orders, report'
check_err 'no source' 2 'rx-plan' 'rx-plan: error: no source'
check_err 'no such file' 1 'rx-plan nowhere.json' 'nowhere.json'
check_err 'an unknown option' 2 'rx-plan --sett x shop.json' '--sett'
check_err 'modes that exclude each other' 2 'rx-plan --check -p shop.json' 'exclude each other'
check_err '--set without a value' 2 'rx-plan --set year shop.json' \
    'rx-plan: error: --set year: NAME=VALUE or RESOURCE.NAME=VALUE is wanted'
check_err '--set for no resource' 2 'rx-plan --set repot.year=1 shop.json report' \
    'there is no resource repot'
check_err '--set that nothing uses' 0 'rx-plan --set yaer=1 shop.json customers' \
    'rx-plan: warning: --set yaer: nothing that was planned uses it'
check_status 'not with -q' 0 'rx-plan -q --set yaer=1 shop.json customers 2>&1 | grep -q warning && exit 1; exit 0'
check_err 'a full disk' 1 'rx-plan shop.json customers >/dev/full' 'cannot write standard output'

# -- instead of planning

check '--check tells what is needed' 'rx-plan --check shop.json' \
'shop.json: ok, 3 resources
needs:
  report: year: --set report.year=VALUE, or --parents FILE'
check '--check is content with a value' 'rx-plan --check --set year=1 shop.json' 'shop.json: ok, 3 resources'
check_err '--check of a wrong source' 2 'sed "s/\"path\"/\"pth\"/" shop.json | rx-plan --check -' 'pth'
check 'an attempt names the source, as it was called' \
    'for f in shop.json ./shop.json; do rx-plan $f customers | jq -r "select(.attempt) | .attempt.source"; done
     rx-plan - customers <shop.json | jq -c "select(.attempt) | .attempt.source"' \
    'shop.json
./shop.json
"standard input"'
check 'the canonical source plans the same' \
    'strip() { jq -c "del(.attempt.id, .attempt.at, .attempt.source)"; }
     rx-plan -q --set customer_id=1 --set year=1 shop.json | strip >a
     rx-plan --source-json shop.json >canon.json
     rx-plan -q --set customer_id=1 --set year=1 canon.json | strip >b
     cmp a b && echo same' same
check_has '--explain' 'rx-plan --explain shop.json' customers orders report
check_err '-v says what was inferred' 0 'rx-plan -v --set year=1 --set customer_id=2 shop.json' \
    'rx-plan: orders: {customer_id} comes from customers'
finish
