#!/bin/sh
# rx-plan -p: children behind their parents' records, ends, state lines, promises.
. "${0%/*}/lib.sh"

short='jq -r "if .rx == \"request\" then \"\(.resource) \(.part|tojson) \(.url)\" elif .rx == \"error\" then \"error \(.resource): \(.message) (\(.exit))\" elif .rx == \"record\" then \"record \(.resource) \(.data|tojson)\" else \"\(.rx) \(.resource)\(if .complete == false then \" partly\" else \"\" end)\" end"'

cat >hub.json <<'END'
{"client": {"base_url": "https://api.example.com"},
 "resource_defaults": {"primary_key": "id", "write_disposition": "merge"},
 "resources": [
  {"name": "orgs", "selected": false, "endpoint": {"path": "/orgs"}},
  {"name": "users", "endpoint": {"path": "/users"}},
  {"name": "repos", "endpoint": {"path": "/orgs/{org_id}/repos"}},
  {"name": "issues", "include_from_parent": ["name", "size"], "endpoint": {"path": "/orgs/{org_id}/repos/{repo_id}/issues"}},
  {"name": "grants", "endpoint": {"path": "/orgs/{org_id}/users/{user_id}/grants"}},
  {"name": "bodies", "endpoint": {"path": "/search", "method": "POST",
    "params": {"org": {"type": "resolve", "resource": "orgs", "field": "owner.id"}},
    "json": {"owner": "{org}", "text": "o{org}"}}}
 ]}
END
begin() { printf '{"rx":"begin","resource":"%s","merge":null}\n' "$1"; }
end() { printf '{"rx":"end","resource":"%s"}\n' "$1"; }
rec() { printf '{"rx":"record","resource":"%s","part":%s,"data":%s}\n' "$1" "$2" "$3"; }

{ begin orgs; rec orgs '{}' '{"id":1}'; rec orgs '{}' '{"id":"a/b"}'; rec orgs '{}' '{"id":1.50}'
  rec orgs '{}' '{"id":true}'; rec orgs '{}' '{"id":"\u00e9\""}'; rec orgs '{}' '{"id":"1"}'; end orgs; } >orgs.in

check 'the requests stand behind their records' "rx-plan -p hub.json repos <orgs.in | $short" \
'begin repos
begin orgs
record orgs {"id":1}
repos {"org_id":"1"} https://api.example.com/orgs/1/repos
record orgs {"id":"a/b"}
repos {"org_id":"a/b"} https://api.example.com/orgs/a%2Fb/repos
record orgs {"id":1.5}
repos {"org_id":"1.50"} https://api.example.com/orgs/1.50/repos
record orgs {"id":true}
repos {"org_id":"true"} https://api.example.com/orgs/true/repos
record orgs {"id":"é\""}
repos {"org_id":"é\""} https://api.example.com/orgs/%C3%A9%22/repos
record orgs {"id":"1"}
end orgs
end repos'
check 'what is passed on keeps its bytes' \
    "printf '%s\n' '{\"rx\" : \"begin\",\"resource\":\"orgs\",\"x\":1.0}' '{\"rx\":\"nobody\",\"knows\":[1,  2]}' >in
     rx-plan -p hub.json repos <in | grep -v '\"begin\",\"resource\":\"repos\"' | cmp - in && echo same" same
check 'ancestors, and what begin says' 'rx-plan -p hub.json issues <orgs.in | sed -n 1p | jq -c "del(.attempt)"' \
'{"rx":"begin","resource":"issues","of":["orgs","repos"],"merge":{"table":"issues","disposition":"merge","key":["id"]},"generation":0}'
{ begin orgs; begin repos; rec orgs '{}' '{"id":1}'; rec repos '{"org_id":"1"}' '{"id":5,"name":"x","size":1e2}'
  rec orgs '{}' '{"id":2}'; rec repos '{"org_id":"2"}' '{"id":5,"name":null,"size":[]}'; end orgs; end repos; } >repos.in
check "a grandchild keeps its parent's request, never the product" \
    "rx-plan -p hub.json issues <repos.in | jq -c 'select(.rx == \"request\") | [.part, .url, .select.include]'" \
'[{"org_id":"1","repo_id":"5"},"https://api.example.com/orgs/1/repos/5/issues",{"_repos_name":"x","_repos_size":100}]
[{"org_id":"2","repo_id":"5"},"https://api.example.com/orgs/2/repos/5/issues",{"_repos_name":null,"_repos_size":[]}]'
check 'two parents that are no kin: their product' \
    "{ begin orgs; begin users; rec orgs '{}' '{\"id\":1}'; rec users '{}' '{\"id\":7}'; rec users '{}' '{\"id\":8}'
       end users; rec orgs '{}' '{\"id\":2}'; rec orgs '{}' '{\"id\":1}'; end orgs; } | rx-plan -p hub.json grants | $short" \
'begin grants
begin orgs
begin users
record orgs {"id":1}
record users {"id":7}
grants {"org_id":"1","user_id":"7"} https://api.example.com/orgs/1/users/7/grants
record users {"id":8}
grants {"org_id":"1","user_id":"8"} https://api.example.com/orgs/1/users/8/grants
end users
record orgs {"id":2}
grants {"org_id":"2","user_id":"7"} https://api.example.com/orgs/2/users/7/grants
grants {"org_id":"2","user_id":"8"} https://api.example.com/orgs/2/users/8/grants
record orgs {"id":1}
end orgs
end grants'
cat >pairs.json <<'END'
{"client": {"base_url": "https://api.example.com"}, "resources": [
  {"name": "orgs", "endpoint": {"path": "/orgs"}},
  {"name": "teams", "endpoint": {"path": "/orgs/{org_id}/teams"}},
  {"name": "plans", "endpoint": {"path": "/{slug}/{team}/plans", "params": {
    "slug": {"type": "resolve", "resource": "orgs", "field": "slug"},
    "team": {"type": "resolve", "resource": "teams", "field": "id"}}}},
  {"name": "steps", "endpoint": {"path": "/teams/{team}/steps", "params": {
    "team": {"type": "resolve", "resource": "teams", "field": "id"}}}},
  {"name": "lost", "endpoint": {"path": "/{slug}/{step}", "params": {
    "slug": {"type": "resolve", "resource": "orgs", "field": "slug"},
    "step": {"type": "resolve", "resource": "steps", "field": "id"}}}}
 ]}
END
{ begin orgs; begin teams; for i in 1 2 3; do rec orgs '{}' "{\"id\":$i,\"slug\":\"s$i\"}"; done
  for i in 3 1 1 2 9; do n=$((${n:-10} + 1)); rec teams "{\"org_id\":\"$i\"}" "{\"id\":$n}"; done; end orgs; end teams; } >pairs.in
check "a parent and its child: the pairs, by what the child's request had" \
    "rx-plan -p pairs.json plans <pairs.in | jq -r 'select(.rx == \"request\").url'" \
'https://api.example.com/s3/11/plans
https://api.example.com/s1/12/plans
https://api.example.com/s1/13/plans
https://api.example.com/s2/14/plans'
check 'from files too' "jq -c 'select(.resource == \"orgs\" and .rx == \"record\").data' pairs.in >o.nd
    rx-plan --parents orgs=o.nd --parents teams=pairs.in pairs.json plans | jq -r 'select(.rx == \"request\").url' | sort" \
'https://api.example.com/s1/12/plans
https://api.example.com/s1/13/plans
https://api.example.com/s2/14/plans
https://api.example.com/s3/11/plans'
cat >kin.json <<'END'
{"client": {"base_url": "https://api.example.com"}, "resources": [
  {"name": "orgs", "endpoint": "/orgs"},
  {"name": "teams", "endpoint": "/orgs/{org_id}/teams"},
  {"name": "jobs", "endpoint": "/orgs/{org_id}/jobs"},
  {"name": "notes", "endpoint": "/jobs/{job_id}/notes"},
  {"name": "marks", "endpoint": "/orgs/{org_id}/jobs/{job_id}/notes/{note_id}/marks"},
  {"name": "shifts", "endpoint": "/orgs/{org_id}/teams/{team_id}/jobs/{job_id}/shifts"}
 ]}
END
{ for r in orgs teams jobs notes; do begin $r; done
  for o in 1 2; do
	rec orgs '{}' "{\"id\":$o}"; rec teams "{\"org_id\":\"$o\"}" "{\"id\":1$o}"
	for j in 3 4; do
		rec jobs "{\"org_id\":\"$o\"}" "{\"id\":$j$o}"
		rec notes "{\"job_id\":\"$j$o\"}" "{\"id\":5$j$o}"
	done
  done; for r in orgs teams jobs notes; do end $r; done; } >kin.in
check 'kin in a row, where the nearest says least: the chain' \
    "rx-plan -p kin.json marks <kin.in | jq -r 'select(.rx == \"request\").url' | sort" \
'https://api.example.com/orgs/1/jobs/31/notes/531/marks
https://api.example.com/orgs/1/jobs/41/notes/541/marks
https://api.example.com/orgs/2/jobs/32/notes/532/marks
https://api.example.com/orgs/2/jobs/42/notes/542/marks'
check 'children of one parent: those of the same one' \
    "rx-plan -p kin.json shifts <kin.in | jq -r 'select(.rx == \"request\").url' | sort" \
'https://api.example.com/orgs/1/teams/11/jobs/31/shifts
https://api.example.com/orgs/1/teams/11/jobs/41/shifts
https://api.example.com/orgs/2/teams/12/jobs/32/shifts
https://api.example.com/orgs/2/teams/12/jobs/42/shifts'
check_err 'kin whose requests tell nothing of each other' 2 'begin orgs | rx-plan -p pairs.json lost >out' \
    "rx-plan: error: lost: {slug} of orgs can't be told from the records of steps, whose requests don't carry it" \
    'hint: give steps include_from_parent, and resolve {slug} from its field'
check 'a field by its path; a body keeps its type' \
    "{ begin orgs; rec orgs '{}' '{\"owner\":{\"id\":12345678901234567890}}'; end orgs; } |
     rx-plan -p hub.json bodies | grep '\"request\"' | grep -o '\"part\":{[^}]*}\|\"body\".*'" \
'"part":{"org":"12345678901234567890"}
"body":{"owner":12345678901234567890,"text":"o12345678901234567890"}}'
check 'roots are planned at the end of input' \
    "begin orgs | rx-plan -p hub.json users | $short" \
'begin users
begin orgs
users {} https://api.example.com/users
end users'
check 'a root group reads state lines alone' ": | rx-plan -p hub.json users | $short" \
'begin users
users {} https://api.example.com/users
end users'
check 'fetched only for its children' ': | rx-plan -p --for repos hub.json orgs | jq -c "select(.rx == \"begin\") | .merge"' null
check 'selected:false too' ': | rx-plan -p hub.json orgs | jq -c "select(.rx == \"begin\") | .merge"' null
check 'unless it is wanted itself' ': | rx-plan -p --for repos --for orgs hub.json orgs |
    jq -c "select(.rx == \"begin\") | .merge.table"' '"orgs"'
check 'or is no parent of what is' ': | rx-plan -p --for repos hub.json orgs users |
    jq -c "select(.rx == \"begin\") | .merge.table"' 'null
"users"'

# -- ends

check 'a part of the parents is a part of the children' \
    "{ begin orgs; rec orgs '{}' '{\"id\":1}'; echo '{\"rx\":\"end\",\"resource\":\"orgs\",\"complete\":false}'; } |
     rx-plan -p hub.json repos | $short | tail -n 2" \
'end orgs partly
end repos partly'
check 'the end of a part ends nothing' \
    "{ begin orgs; echo '{\"rx\":\"end\",\"resource\":\"orgs\",\"part\":{}}'; } | rx-plan -p hub.json repos | $short" \
'begin repos
begin orgs
end orgs' 0
check 'no end for a parent that never ends' \
    "{ begin orgs; rec orgs '{}' '{\"id\":1}'; } | rx-plan -p hub.json repos | $short" \
'begin repos
begin orgs
record orgs {"id":1}
repos {"org_id":"1"} https://api.example.com/orgs/1/repos'
check_err 'and the status says so' 1 "{ begin orgs; rec orgs '{}' '{\"id\":1}'; } | rx-plan -p hub.json repos >out" \
    'orgs: the stream was cut short after 1 record'
check 'a parent that failed: no end of its children, its status' \
    "{ begin orgs; rec orgs '{}' '{\"id\":1}'; echo '{\"rx\":\"error\",\"resource\":\"orgs\",\"message\":\"x\",\"exit\":5}'; end orgs; } |
     (rx-plan -p hub.json repos; echo \"{\\\"rx\\\":\\\"status\\\",\\\"resource\\\":\$?}\") | $short" \
'begin repos
begin orgs
record orgs {"id":1}
repos {"org_id":"1"} https://api.example.com/orgs/1/repos
error orgs: x (5)
status 5'
check 'a begin anew: the end before it counts no more' \
    "{ begin orgs; end orgs; begin orgs; } | rx-plan -p hub.json repos | $short | sed -n '\$p'" 'begin orgs'

# -- what is wrong

check 'a record without the field: an error line, the others go on' \
    "{ begin orgs; rec orgs '{}' '{\"name\":\"x\",\"size\":1}'; rec orgs '{}' '{\"id\":null}'; rec orgs '{}' '{\"id\":3}'; end orgs; } |
     rx-plan -p hub.json repos 2>/dev/null | $short" \
'begin repos
begin orgs
record orgs {"name":"x","size":1}
error repos: repos: a record of orgs lacks the field that is wanted (2)
record orgs {"id":null}
record orgs {"id":3}
repos {"org_id":"3"} https://api.example.com/orgs/3/repos
end orgs'
check_stderr 'that names the fields there were' 2 \
    "{ begin orgs; rec orgs '{}' '{\"name\":\"x\",\"size\":1}'; end orgs; } | rx-plan -p hub.json repos >out" \
'rx-plan: error: repos: a record of orgs lacks the field that is wanted
  at: {org_id}, from org_id or id
  got: name, size
  hint: the fields are name, size; name the one in params: {"type":"resolve","resource":...,"field":...}, or use --set'
check_err 'a value that is none' 2 \
    "{ begin orgs; rec orgs '{}' '{\"id\":{\"x\":1}}'; end orgs; } | rx-plan -p hub.json repos >out" \
    'has no single value in the field that is wanted' 'got: {"x":1}'
check_err 'an empty one in a URL' 2 \
    "{ begin orgs; rec orgs '{}' '{\"id\":\"\"}'; end orgs; } | rx-plan -p hub.json repos >out" \
    'has an empty value where a URL wants one'
check_err 'dots stay one segment' 0 \
    "{ begin orgs; rec orgs '{}' '{\"id\":\"..\"}'; end orgs; } | rx-plan -p hub.json repos | grep -q 'orgs/%2E%2E/repos' && echo kept >&2" kept
check_err 'a parent that is nowhere' 2 "begin users | rx-plan -p hub.json repos >out" \
    'rx-plan: error: repos: its parent orgs did not come down the pipe'
check_err 'a parent in the same group' 2 ': | rx-plan -p hub.json orgs repos >out' \
    'rx-plan: error: repos: its parent orgs is planned by the same rx-plan' \
    'rx-plan -p SOURCE orgs | rx-page | rx-select | rx-plan -p SOURCE repos'
check_err 'a record before its begin' 3 "{ begin users; rec orgs '{}' '{\"id\":1}'; end users; } | rx-plan -p hub.json repos >out" \
    'orgs: a record before its begin'
check_err 'bare records' 3 "echo '{\"id\":1}' | rx-plan -p hub.json repos" \
    'rx-plan: error: the input is no line stream' 'at: standard input, line 1'
check 'which is told down the pipe' "echo '{\"id\":1}' | rx-plan -p hub.json repos 2>/dev/null | jq -c '[.rx, .exit]'" '["error",3]'
check_err 'a line that is none' 3 "{ begin orgs; echo '{\"rx\":\"record\",,}'; end orgs; } | rx-plan -p hub.json repos >out" \
    'rx-plan: error: not JSON' 'at: standard input, line 2'
check 'costs that line only' \
    "{ begin orgs; echo 'nonsense'; rec orgs '{}' '{\"id\":1}'; end orgs; } | rx-plan -p hub.json repos 2>/dev/null | $short" \
'begin repos
begin orgs
error null: a line that is no JSON object (3)
record orgs {"id":1}
repos {"org_id":"1"} https://api.example.com/orgs/1/repos
end orgs
end repos'
check_err 'a stream that is cut within a line' 1 \
    "{ begin orgs; printf '{\"rx\":\"record\",\"resource\":\"or'; } | rx-plan -p hub.json repos >out" \
    'the stream was cut short within a line'
check_err 'the source on standard input' 2 ': | rx-plan -p -' "with -p the source can't be standard input"
check_err 'a wrong source' 2 "echo '{}' >wrong.json; : | rx-plan -p wrong.json" 'rx-plan: error: '
check 'is told down the pipe' ': | rx-plan -p wrong.json 2>/dev/null | jq -c "[.rx, .exit]"' '["error",2]'
check_err 'a full disk' 1 'rx-plan -p hub.json repos <orgs.in >/dev/full' 'cannot write standard output'

# -- pipes

# The reader opens its eyes only when the writer is done: whoever waits for it
# to read would wait for ever.
awk 'BEGIN { print "{\"rx\":\"begin\",\"resource\":\"orgs\",\"merge\":null}"
    pad = sprintf("%400s", "")
    for (i = 0; i < 60000; i++)
	printf "{\"rx\":\"record\",\"resource\":\"orgs\",\"part\":{},\"data\":{\"pad\":\"%s\",\"id\":%d}}\n", pad, i
    print "{\"rx\":\"end\",\"resource\":\"orgs\"}" }' >many.in
mkfifo written
check 'a slow reader never holds the parents up' \
    "timeout 60 sh -c '{ cat many.in; echo >written; } | rx-plan -p hub.json repos |
        { read -r _ <written; jq -r .rx | sort | uniq -c | tr -s \" \"; }'" \
' 2 begin
 2 end
 60000 record
 60000 request'
# A family of 601: more than one likes to name.
jq -nc '{client: {base_url: "http://h"}, resources: ([{name: "a"}] +
    [range(600) | {name: "c\(.)", endpoint: {path: "a/{resources.a.id}/\(.)"}}])}' >family.json
{ begin a; rec a '{}' '{"id":7}'; end a; } >family.in
check 'options may be given 600 times, and * is all of them' \
    'rx-plan -p $(jq -r ".resources[].name | \"--for \" + ." family.json) family.json c0 c599 <family.in >named
    rx-plan -p --for "*" family.json c0 c599 <family.in >all
    for f in named all; do jq -c "select(.url).url" $f | sort; jq -c "select(.rx == \"begin\" and .resource == \"c599\") | .merge.table" $f; done' \
"\"http://h/a/7/0\"
\"http://h/a/7/599\"
\"c599\"
\"http://h/a/7/0\"
\"http://h/a/7/599\"
\"c599\""
check 'a chain of 400 parents is laid out whole' \
    'jq -nc "{client: {base_url: \"http://h\"}, resources: [range(400) | {name: \"r\(.)\",
        endpoint: {path: (if . == 0 then \"r\" else \"x\(.)/{resources.r\(. - 1).id}\" end)}}]}" >chain.json
    timeout 60 rx-run -n --into sqlite:x.db chain.json >out; grep -c rx-plan out; tail -n 1 out' \
'400
    rx-merge --into sqlite:x.db'
mkfifo to from
check 'each line goes on at once' \
    "timeout 60 sh -c 'rx-plan -p hub.json repos <to >from & exec 3>to 4<from
        begin() { :; }; sed -n 1p many.in >&3; read -r a <&4; read -r b <&4; sed -n 2p many.in >&3; read -r c <&4; read -r d <&4
        for l in \"\$a\" \"\$b\" \"\$c\" \"\$d\"; do echo \"\$l\" | jq -r .rx; done; exec 3>&-; cat <&4 >/dev/null; wait'" \
'begin
begin
record
request'
check_status 'a reader that goes away' 141 'rx-plan -p hub.json repos <many.in | head -n 1 >out; exec 3>&1
    { { rx-plan -p hub.json repos <many.in; echo $? >&4; } | head -n 1 >/dev/null; } 4>status; exit "$(cat status)"'
finish
