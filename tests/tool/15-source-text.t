#!/bin/sh
# A source in each of its languages gives the same plan; what is wrong in the
# text is told with its place.
. "${0%/*}/lib.sh"

cat >crm.json <<'END'
{"client": {"base_url": "https://api.example.com",
  "auth": {"type": "bearer", "token": {"secret": "token"}}},
 "resource_defaults": {"primary_key": "id", "write_disposition": "merge"},
 "resources": [{"name": "deals", "endpoint": {"path": "v1/deals",
   "params": {"limit": 50, "since": {"config": "since", "default": "2026-01-01"},
     "by": "{{ config.get('by', 'me') }},all"}}}]}
END
cat >crm.yaml <<'END'
# the same
client:
  base_url: https://api.example.com
  auth: {type: bearer, token: {secret: token}}
resource_defaults: &keyed
  primary_key: id
  write_disposition: merge
resources:
- <<: *keyed
  name: deals
  endpoint:
    path: v1/deals
    params:
      limit: 50
      since: {config: since, default: "2026-01-01"}
      by: >-
        {{ config.get('by', 'me') }},all
END
cat >crm.py <<'END'
import dlt
from dlt.sources.rest_api import RESTAPIConfig, rest_api_source

BASE = "https://api.example.com"
config: RESTAPIConfig = {
    'client': {
        'base_url': BASE,
        "auth": {"type": "bearer", "token": dlt.secrets["token"]},  # don't print it
    },
    "resource_defaults": {"primary_key": "id", "write_disposition": "merge"},
    "resources": [
        {
            "name": "deals",
            "endpoint": {
                "path": "v1/" "deals",
                "params": {
                    "limit": 0x32,
                    "since": dlt.config.get("since", "2026-01-01"),
                    "by": f"{dlt.config.get('by', 'me')},all",
                },
            },
        }
        // more of the same
    ],
}
source = rest_api_source(config, name="crm")
END
{
	printf '# CRM\n\nIt'\''s `rest_api_source({...})`:\n\n```python\n'
	cat crm.py
	printf '```\n\n```json\n{"not": "this"}\n```\n'
} >crm.md
sed 's/$/\r/' crm.md >crm.crlf.md
{ printf '```markdown\n'; cat crm.md; printf '```\n'; } >crm.outer.md

rx-plan --source-json crm.json >wanted.json
for f in crm.yaml crm.py crm.md crm.crlf.md crm.outer.md; do
	check "$f is the same source" "rx-plan --source-json $f" "$(cat wanted.json)"
done
check 'so does one with a field in its base address, and in that of its auth' \
    'cat >base.yaml <<END
client: {base_url: "https://h/{resources.posts.a[0].b}", auth: {type: oauth2, token_url: t, client_id: i, client_secret: {secret: s}}}
resources: [posts]
END
	rx-plan --source-json base.yaml >base.json && rx-plan --source-json base.json | diff base.json - &&
	jq -c "[.client.base_url, .client.auth.access_token_url]" base.json' \
    "[\"https://h/{b}\",\"https://h/{{ config['b'] }}/t\"]"
check 'the canonical form reads back to itself' 'rx-plan --source-json wanted.json' \
    "$(cat wanted.json)"
check 'from standard input' 'rx-plan --source-json - <crm.md' "$(cat wanted.json)"

# -- defaults ------------------------------------------------------------------

cat >now.py <<'END'
rest_api_source({
    "client": {"base_url": "https://api.example.com"},
    "resources": [{"name": "x", "endpoint": {"params": {
        "end": dlt.config.get("end", dlt.utils.now_utc().strftime("year %Y")),
        "other": dlt.config.get("no", dlt.config.get("such", 5)),
    }}}],
})
END
check 'a default may be a template, or another setting' \
    'rx-plan now.py | jq -c "select(.rx == \"request\").params"' \
    "{\"end\":\"year $(date -u +%Y)\",\"other\":\"5\"}"
check 'a setting wins over its default' \
    'rx-plan --set end=soon --set such=six now.py | jq -c "select(.rx == \"request\").params"' \
    '{"end":"soon","other":"six"}'

# -- errors --------------------------------------------------------------------

printf '# T\n\n```python\nrest_api_source({\n    "a": base_of("TOKEN"),\n})\n```\n' >run.md
check_err 'what would have to be run is refused' 2 'rx-plan --check run.md' \
    'rx-plan: error: this is not a literal value' 'at: run.md, line 5, column 10' \
    'got: base_of("TOKEN")' 'dlt.secrets["name"]'
printf '{"client": {"base_url": "x"},\n "resources": [}' >bad.json
check_err 'JSON' 2 'rx-plan --check bad.json' 'not JSON' 'at: bad.json, line 2, column 16'
printf 'client:\n  base_url: x\n auth: y\n' >bad.yaml
check_err 'YAML' 2 'rx-plan --check bad.yaml' 'not YAML' 'at: bad.yaml, line 3'
printf '# Only prose\n\n```sh\nls\n```\n' >prose.md
printf '# Ours\n\n```yaml\nclient:\n  base_url: https://h\nresources: [a, {name: b, endpoint: {pth: x}}]\n```\n' >data.md
check_err 'YAML in Markdown, and the place of what is wrong in it' 2 'rx-plan --check data.md' \
    "unknown key 'pth'" 'at: data.md, line 6, column 42'
printf 'import requests\nprint(requests.get("https://h").json())\n' >none.py
check_err 'Python without a source' 2 'rx-plan --check none.py' \
    'this Python text has no source in it' 'rest_api_source'
check_err 'Markdown without a source' 2 'rx-plan --check prose.md' \
    'no fenced block' 'rest_api_source'
printf '{"client": {"base_url": "https://h",\n "base_url": "https://i"},"resources": ["x"]}' >twice.json
check_err 'a key that stands twice is told' 0 'rx-plan --check twice.json' \
    'line 2: duplicate key "base_url"'
check_err 'a plan that fails is an error line too' 2 'rx-plan run.md | rx-select' \
    'rx-plan: error: this is not a literal value'
# -- no half plan

# What is wrong with the source as a whole stops all; with one resource, it alone.
half() {
	while IFS= read -r text; do
		printf '%s' "$text" | rx-plan - 2>/dev/null | jq -r '"\(.rx) \(.resource)"' | sort -u | paste -s -d, -
	done <<'END'
{"client": {"base_url": "https://h"}, "resources": ["a", "b"
{"client": {"base_url": "https://h"}, "resources": ["a", "b", "a"]}
{"client": {"base_url": "https://h", "colour": 1}, "resources": ["a", "b"]}
{"client": {"base_url": "h"}, "resources": ["a", "b"]}
{"client": {"base_url": "https://h"}, "resources": ["a", {"name": "b", "colour": 1}]}
{"client": {"base_url": "https://h"}, "resources": [{"name": "a", "endpoint": "{x}/{{ nosuch() }}"}, {"name": "b", "endpoint": {"paginator": "pages"}}]}
END
}
check 'a wrong source is planned not at all, or without its wrong resources' half \
'error null
error null
error null
error null
begin a,end a,error b,request a
error a,error b'
finish
