#!/bin/sh
# rx-select --singer: pages become what any Singer target reads.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"

B='{"rx":"begin","resource":"c","merge":{"table":"c","disposition":"merge","key":["id"],"columns":{"at":{"data_type":"timestamp"}}}}'
E='{"rx":"end","resource":"c"}'
# page RECORDS [NEXT]: of resource c, with cursor at
page() {
	printf '{"rx":"page","resource":"%s","part":%s,"page":1,"status":200,%s"select":{"selector":"data","cursor_path":"at"},"body":{"data":[%s]}}\n' \
	    "${R:-c}" "${PART:-{\}}" "${2:+\"next\":$2,}" "$1"
}

check 'a schema, its records to the byte, a state' \
    '{ echo "$B"; page "{\"id\":12345678901234567890,\"at\":\"2026-01-02\",\"n\":1.10}" "{\"offset\":1}"; } | rx-select --singer 2>err; cat err' \
'{"type":"SCHEMA","stream":"c","schema":{"type":["null","object"],"properties":{"id":{"type":["null","integer"]},"at":{"type":["null","string"],"format":"date-time"},"n":{"type":["null","number"]}}},"key_properties":["id"]}
{"type":"RECORD","stream":"c","record":{"id":12345678901234567890,"at":"2026-01-02","n":1.10}}
{"type":"STATE","value":{"bookmarks":{"c":[{"part":{},"next":{"offset":1},"seen":"2026-01-02"}]}}}
rx-select: error: c: the stream was cut short after 1 record
  hint: what came before it has failed or was stopped; run it again'
check_status 'whose status is that of the stream' 1 'echo "$B" | rx-select --singer'

schema() { jq -c 'select(.type == "SCHEMA").schema.properties'; }
check 'it widens before the page that needs it, and never narrows' \
    '{ echo "$B"; page "{\"id\":1,\"x\":null}"; page "{\"id\":2,\"x\":1}"; page "{\"id\":3,\"x\":2}"
    page "{\"id\":4,\"x\":2.5}"; page "{\"id\":5,\"x\":\"t\"},{\"id\":6,\"x\":true}"; page "{\"id\":7}"; echo "$E"; } |
    rx-select --singer | schema' '{"id":{"type":["null","integer"]}}
{"id":{"type":["null","integer"]},"x":{"type":["null","integer"]}}
{"id":{"type":["null","integer"]},"x":{"type":["null","number"]}}
{"id":{"type":["null","integer"]},"x":{"type":["null","boolean","number","string"]}}'
check 'objects and lists, all the way down' \
    '{ echo "$B"; page "{\"id\":1,\"o\":{\"a\":{\"b\":1}},\"l\":[{\"x\":1},{\"y\":\"2\"}],\"e\":[]}"; page "{\"id\":1,\"o\":{\"a\":{\"b\":\"t\"}},\"e\":[[1]]}"; echo "$E"; } |
    rx-select --singer | schema' \
'{"id":{"type":["null","integer"]},"o":{"type":["null","object"],"properties":{"a":{"type":["null","object"],"properties":{"b":{"type":["null","integer"]}}}}},"l":{"type":["null","array"],"items":{"type":["null","object"],"properties":{"x":{"type":["null","integer"]},"y":{"type":["null","string"]}}}},"e":{"type":["null","array"],"items":{}}}
{"id":{"type":["null","integer"]},"o":{"type":["null","object"],"properties":{"a":{"type":["null","object"],"properties":{"b":{"type":["null","integer","string"]}}}}},"l":{"type":["null","array"],"items":{"type":["null","object"],"properties":{"x":{"type":["null","integer"]},"y":{"type":["null","string"]}}}},"e":{"type":["null","array"],"items":{"type":["null","array"],"items":{"type":["null","integer"]}}}}'
check 'the state is cumulative: parts and resources' \
    '{ echo "$B"; echo "{\"rx\":\"begin\",\"resource\":\"d\"}"; PART="{\"k\":\"a\"}" page "{\"id\":1,\"at\":5}"; PART="{\"k\":\"b\"}" page "{\"id\":2,\"at\":7}"
    R=d page "{\"id\":1,\"at\":9}"; echo "$E"; echo "{\"rx\":\"end\",\"resource\":\"d\"}"; } | rx-select --singer | tail -n 1 | jq -c .value.bookmarks' \
'{"c":[{"part":{"k":"b"},"bookmark":7},{"part":{"k":"a"},"bookmark":5}],"d":[{"part":{},"bookmark":9}]}'
check 'the greatest value that was seen, when the resource has ended' \
    '{ echo "$B"; page "{\"id\":1,\"at\":9}" "{\"offset\":1}"; page "{\"id\":2,\"at\":10}" "{\"offset\":2}"; page "{\"id\":3,\"at\":8}"; echo "$E"; } | rx-select --singer |
    jq -c "select(.type == \"STATE\").value.bookmarks.c[0]"' \
'{"part":{},"next":{"offset":1},"seen":9}
{"part":{},"seen":10}
{"part":{},"bookmark":10}'
check 'a parent has no bookmark before its children have ended' \
    '{ echo "$B"; echo "{\"rx\":\"begin\",\"resource\":\"kid\",\"of\":[\"c\"]}"; page "{\"id\":1,\"at\":9}"; echo "$E"
    R=kid page "{\"id\":1}"; echo "{\"rx\":\"end\",\"resource\":\"kid\"}"; } >in
    rx-select --singer <in | tail -n 1 | jq -c .value.bookmarks.c; sed \$d in | rx-select --singer 2>err | tail -n 1 | jq -c .value.bookmarks.c' \
'[{"part":{},"bookmark":9}]
[{"part":{},"seen":9}]'
check 'a limited run moves no bookmark' \
    '{ echo "$B"; page "{\"id\":1,\"at\":9}"; echo "{\"rx\":\"end\",\"resource\":\"c\",\"complete\":false}"; } | rx-select --singer | tail -n 1 | jq -c .value.bookmarks.c' \
    '[{"part":{},"seen":9}]'
check 'a state that is large does not come with every page' \
    '{ echo "$B"; i=0; while [ $i -lt 500 ]; do PART="{\"k\":\"$i\"}" page "{\"id\":$i,\"at\":1}"; i=$((i + 1)); done; echo "$E"; } |
    rx-select --singer >out; wc -c <out | awk "{ print \$1 < 200000 }"; tail -n 1 out | jq ".value.bookmarks.c | length"' '1
500'
check 'records of resources before it go on too' \
    '{ echo "$B"; echo "{\"rx\":\"record\",\"resource\":\"c\",\"part\":{},\"data\":{\"id\":1}}"; echo "$E"; } | rx-select --singer | jq -c "[.type, .record]"' \
'["SCHEMA",null]
["RECORD",{"id":1}]'
check 'keys with a path of one name' \
    'echo "{\"rx\":\"begin\",\"resource\":\"c\",\"merge\":{\"key\":[[\"a.b\"],\"c\"]}}" >in; page "{\"a.b\":1,\"c\":2}" >>in; echo "$E" >>in
    rx-select --singer <in | jq -c "select(.type == \"SCHEMA\").key_properties"' '["a.b","c"]'
check_err 'bare input has no streams' 2 'echo "[1]" | rx-select --singer' '--singer needs a line stream'
check_err 'nor has a page without a resource' 2 \
    'echo "{\"rx\":\"page\",\"page\":1,\"status\":200,\"body\":[]}" | rx-select --singer' 'a stream needs a name'
check_err 'bare or Singer' 2 'rx-select -b --singer </dev/null' '-b or --singer, not both'
check 'rx-merge reads it' \
    '{ echo "$B"; page "{\"id\":1,\"at\":\"2026-01-01\",\"o\":{\"x\":1.10}}"; page "{\"id\":1,\"at\":\"2026-01-02\"},{\"id\":2}"; echo "$E"; } | rx-select --singer |
    rx-merge -q --singer --into sqlite:x.db; sqlite3 x.db "select id, at, o from c"; rx-merge --into sqlite:x.db --print-state --singer' \
'1|2026-01-02|
2||
{"bookmarks":{"c":[{"part":{},"bookmark":"2026-01-02"}]}}'
finish
