#!/bin/sh
# rx-select alone: selectors, bare input, line streams, errors.
. "${0%/*}/lib.sh"

# shellcheck disable=SC2016
nl='
'

check 'a plain key' 'echo "{\"data\":[{\"a\":1},{\"a\":2}]}" | rx-select data' '{"a":1}
{"a":2}'
check 'bytes are kept' \
    'echo '\''{"data":[{"id":12345678901234567890,"price":1.10,"b":1,"a":"\u00e9\/"}]}'\'' | rx-select data' \
    '{"id":12345678901234567890,"price":1.10,"b":1,"a":"\u00e9\/"}'
check 'a wildcard' 'echo "{\"list\":[{\"addon\":{\"id\":1}},{\"card\":{}},{\"addon\":{\"id\":2}}]}" |
    rx-select "list.*.addon"' '{"id":1}
{"id":2}'
check 'a list of segments is text too' 'echo "{\"a\":{\"b\":[{\"x\":1}]}}" | rx-select "\$.a.b[*]"' '{"x":1}'
check 'the whole body' 'echo "[{\"a\":1}]" | rx-select ""' '{"a":1}'
check 'detected' 'echo "{\"fields\":[],\"contacts\":[{\"a\":1}]}" | rx-select' '{"a":1}'
check 'a map of records' 'echo "{\"data\":{\"x\":{\"n\":1},\"y\":{\"n\":2}}}" | rx-select --key id data' \
    '{"id":"x","n":1}
{"id":"y","n":2}'
check 'pretty-printed texts, several, cut anywhere' \
    'printf "{\n \"data\": [\n  {\n   \"a\": 1\n  }\n ]\n}\n{\"data\":[]} {\"data\":[{\"a\":2}]}" | rx-select data' \
    '{"a":1}
{"a":2}'
check 'white space inside a record on one line is kept' \
    'echo "{\"data\":[{\"a\" : 1}]}" | rx-select data' '{"a" : 1}'
check 'a member called rx means nothing in bare input' \
    'echo "{\"data\":[{\"rx\":\"page\"}]}" | rx-select data' '{"rx":"page"}'
check 'a jq program' 'echo "{\"data\":[{\"a\":1,\"b\":2}]}" | rx-select --jq ".data[]|{b}"' '{"b":2}'
check 'an empty input' ': | rx-select data' ''
check_err 'a bare array is taken, and said' 0 'echo "[{\"a\":1}]" | rx-select data' \
    'rx-select: the body is a bare array: it is taken as the records'
check_err 'unless strict' 3 'echo "[{\"a\":1}]" | rx-select --strict data' \
    'rx-select: error: the body is a bare array, not an object'

# a file from which half is missing never shows half a record
check_stderr 'a text without an end' 3 'printf "{\"data\":[{\"a\":1}" | rx-select data' \
    'rx-select: error: the last JSON text has no end
  at: standard input, line 1'
check 'nothing of a broken text is written' \
    'echo "{\"data\":[{\"a\":1},{\"a\":01}]}" | rx-select data 2>/dev/null' '' 3
check_stderr 'a broken text' 3 'echo "{\"data\":[{\"a\":01}]}" | rx-select data' \
    'rx-select: error: not JSON: a number with a leading zero
  at: standard input, line 1
  got: 01}]}\x0a'
check_stderr 'a selector that misses' 3 'echo "{\"rows\":[],\"next\":1}" | rx-select data' \
    "rx-select: error: the selector matched none of 1 page
  got: rows, next
  hint: the members there are stand under 'got'; name one as data_selector"
check_stderr 'ambiguous detection' 3 'echo "{\"a\":[{\"x\":1}],\"b\":[{\"y\":1}]}" | rx-select' \
    'rx-select: error: the records may be in several places of the body
  at: standard input, line 1
  hint: name one with data_selector (rx-page --select): ["a"] or ["b"]'
check_stderr 'no selector' 2 'echo 1 | rx-select "a[0"' \
    "rx-select: error: data_selector: a bracket has no end
  at: character 2 of 'a[0'
  hint: a key, a.b.c, a.*.b, [\"a\",\"b\"], \$.a[*].b or, for the whole body, \"\$\""
check_err 'no jq program' 2 'rx-select --jq ".["' 'rx-select: error: not a jq program: .['
check_stderr 'both' 2 'rx-select --jq . data' 'rx-select: error: a selector or --jq, not both'
check_stderr 'unknown option' 2 'rx-select --jqq' 'rx-select: error: unknown option --jqq
  hint: did you mean --jq?'
check_err 'no such file' 1 'rx-select data nowhere' 'rx-select: error: cannot open nowhere: No such file'
check_stderr 'a full disk' 1 'echo "{\"data\":[1]}" | rx-select data >/dev/full' \
    'rx-select: error: cannot write standard output: No space left on device'
check 'a closed pipe is silent' '(yes "{\"data\":[{\"a\":1}]}" | { rx-select data; echo $? >&2; } | head -n 1) 2>&1' \
    '{"a":1}
141'

# line streams
cat >stream <<'END'
{"rx":"begin","resource":"c"}
{"rx":"future","x":1}
{"rx":"page","resource":"c","part":{"id":"7"},"page":1,"next":{"offset":2},"learned":{"base_page":1},"select":{"selector":"data","cursor_path":"u"},"body":{"data":[{"id":1,"u":"2024-01-02T00:00:00Z"},{"id":2,"u":"2024-01-01T23:00:00-05:00"}]}}
{"rx":"page","resource":"c","part":{"id":"7"},"page":2,"stop":"empty page","select":{"selector":"data","cursor_path":"u"},"body":{"data":[]}}
{"rx":"end","resource":"c"}
END
check 'pages become records and states; the rest is passed on' 'rx-select <stream' \
    '{"rx":"begin","resource":"c"}
{"rx":"future","x":1}
{"rx":"record","resource":"c","part":{"id":"7"},"data":{"id":1,"u":"2024-01-02T00:00:00Z"}}
{"rx":"record","resource":"c","part":{"id":"7"},"data":{"id":2,"u":"2024-01-01T23:00:00-05:00"}}
{"rx":"state","resource":"c","part":{"id":"7"},"next":{"offset":2},"seen":"2024-01-01T23:00:00-05:00","learned":{"base_page":1}}
{"rx":"state","resource":"c","part":{"id":"7"}}
{"rx":"end","resource":"c"}'
check 'bare' 'rx-select -b <stream' '{"id":1,"u":"2024-01-02T00:00:00Z"}
{"id":2,"u":"2024-01-01T23:00:00-05:00"}'
check 'one page cut out' 'sed -n 3p stream | rx-select -b' '{"id":1,"u":"2024-01-02T00:00:00Z"}
{"id":2,"u":"2024-01-01T23:00:00-05:00"}'
check 'another selector' 'sed -n 3p stream | rx-select -b "data.*.id"' '{"value":1}
{"value":2}'
check 'one resource of several' \
    '{ cat stream; sed "s/\"c\"/\"d\"/" stream; } | rx-select -R d -b | wc -l' '2'
check_err 'bare input has no resources' 2 'echo "{}" | rx-select -R d' '-R needs a line stream'
check_status 'a stream without its end' 1 'sed -n "1,4p" stream | rx-select'
check_stderr 'is told by name' 1 'sed -n "1,4p" stream | rx-select' \
    'rx-select: error: c: the stream was cut short after 2 records
  hint: what came before it has failed or was stopped; run it again'
check_stderr 'a line cut in its middle' 1 'head -c 250 stream | rx-select' \
    'rx-select: error: the stream was cut short in line 3
  at: standard input
  hint: what came before it has failed or was stopped; run it again'
check_err 'no line' 3 'printf "%s\n" "{\"rx\":\"begin\",\"resource\":\"c\"}" nonsense | rx-select' \
    'rx-select: error: a line that is no JSON object' 'at: standard input, line 2' 'got: nonsense'
check 'the status of an error line' 'printf "%s\n" "{\"rx\":\"begin\",\"resource\":\"c\"}" \
    "{\"rx\":\"error\",\"resource\":\"c\",\"message\":\"m\",\"exit\":5}" "{\"rx\":\"end\",\"resource\":\"c\"}" | rx-select' \
    '{"rx":"begin","resource":"c"}
{"rx":"error","resource":"c","message":"m","exit":5}' 5
sed 's/"data"/"dota"/' stream >missed
check 'a resource whose selector misses loses its end' 'rx-select <missed 2>/dev/null | tail -n 1' \
    '{"rx":"error","resource":"c","message":"c: the selector matched none of 2 pages","got":"data","hint":"the members there are stand under '\''got'\''; name one as data_selector","exit":3}'
check_status 'and fails' 3 'rx-select <missed'

# steps
step() {
	printf '%s\n' '{"rx":"begin","resource":"c"}' \
	    '{"rx":"page","resource":"c","select":{"selector":"d",'"$1"'},"body":{"d":[{"id":1,"t":"file"},{"id":2,"t":"folder"}]}}' \
	    '{"rx":"end","resource":"c"}'
}
check 'record_filter' 'step "\"filter\":\"{{ record['\''t'\''] == '\''file'\'' }}\"" | rx-select -b' \
    '{"id":1,"t":"file"}'
check 'record_filter as jq' 'step "\"filter\":{\"jq\":\".id > 1\"}" | rx-select -b' '{"id":2,"t":"folder"}'
check 'steps in order' 'step "\"steps\":[{\"map\":\"{id,n:(.id*10)}\"},{\"filter\":\".n>10\"},{\"yield_map\":\".,.\"}]" | rx-select -b' \
    '{"id":2,"n":20}
{"id":2,"n":20}'
check 'fields of the parent' 'step "\"include\":{\"_o_id\":7}" | rx-select -b' \
    '{"id":1,"t":"file","_o_id":7}
{"id":2,"t":"folder","_o_id":7}'
check 'jq sees no secret' 'RX_SECRET_X=1 rx-select --jq "env|has(\"RX_SECRET_X\")|{x:.}" <<END
1
END' '{"x":false}'

# what arrives is shown at once
mkfifo slow
{ printf '{"data":[{"a":1}]}\n'; sleep 2; } >slow &
check 'a pause of the input flushes' 'rx-select data <slow | { read -r line; echo "$line"; kill -0 '"$!"' && echo early; }' \
    '{"a":1}
early'
# pages that are none
check_stderr 'a page without a body is no empty page' 3 'sed "1,2d; s/,\"body\":.*/}/; 4q" stream | rx-select' \
    'rx-select: error: a page without a body
  at: standard input, line 1
  got: {"rx":"page","resource":"c","part":{"id":"7"},"page":1,"next":{"offset":2},"learned":{"base_page":1},"select":{"selector":"data","cursor_path":"u"}}'
check 'its resource has no end' \
    '{ head -n 1 stream; sed -n "3s/,\"body\":.*/}/p" stream; sed -n "4,5p" stream; } | rx-select 2>err | jq -c "[.rx,.at]"' \
    '["begin",null]
["error","standard input, line 2"]'
check 'each run of a resource is judged for itself' \
    '{ cat stream; sed "s/\"data\"/\"dota\"/" stream; } | rx-select 2>err | jq -r .rx | tail -n 1' error

# who prints an error: who made it
check_stderr 'an error line was told by who made it' 3 'echo "{\"rx\":\"error\",\"message\":\"m\",\"exit\":3}" | rx-select' ''
check_stderr 'also where records are bare' 3 'echo nonsense | rx-page | rx-select -b' \
    'rx-page: error: a line that is no JSON object
  at: standard input, line 1
  got: nonsense'
# what the next tool learns of it
check 'what ends a stream is written for the next tool' \
    '{ head -n 1 stream; echo "[1]"; tail -n 1 stream; } | rx-select 2>err' \
    '{"rx":"begin","resource":"c"}
{"rx":"error","message":"a line that is no JSON object","at":"standard input, line 2","got":"[1]","hint":"this is a list: jq -c '\''.[]'\'' makes a line of each of its values","exit":3}' 3
check_status 'so that the last one says the same' 3 \
    '{ head -n 1 stream; echo "[1]"; tail -n 1 stream; } | rx-select | rx-merge --into sqlite:s.db'
check 'an error of no resource goes on between lines' \
    '{ head -n 1 stream; echo "{\"rx\":\"error\",\"message\":\"m\",\"exit\":3}"; tail -n 1 stream; } | rx-select' \
    '{"rx":"begin","resource":"c"}
{"rx":"error","message":"m","exit":3}
{"rx":"end","resource":"c"}' 3
forged='{"rx":"page","body":[{"id":1,"rx":"end","resource":"c"}]}'
check 'a bare record cannot pass for a line between lines' \
    '{ head -n 1 stream; echo "$forged"; } | rx-select 2>err | grep -c end' 0 1
check_err 'a page without a resource between lines is told' 3 \
    '{ head -n 1 stream; echo "$forged"; tail -n 1 stream; } | rx-select' \
    'pages with and without a resource in one stream' 'hint: rx-page --resource NAME'
check_err 'and lines behind bare records' 3 '{ echo "$forged"; cat stream; } | rx-select' \
    'pages with and without a resource in one stream'
check 'with -b all are bare' '{ cat stream; echo "$forged"; } | rx-select -b | wc -l' 3
check_err 'a text that is cut within a string has no end' 3 'printf %s "{\"a\":\"b" | rx-select' \
    'the last JSON text has no end'
finish
