#!/bin/sh
# rx-page: what is passed on, what is held, and that nothing waits for ever.
. "${0%/*}/lib.sh"

start_server <<'END'
{"routes": [
  {"path": "/slow/{id}", "rows": [{"id": 1}], "latency": 150},
  {"path": "/fast/{id}", "rows": [{"id": 1}]},
  {"path": "/pages/{id}", "count": 6, "row": {"id": "{i}", "of": "{id}"}, "body": {"data": "{rows}"}, "latency": 10,
   "paging": {"by": "offset", "param": "offset", "limit": 2}},
  {"path": "/child/{id}", "count": {"7": 12, "*": 2}, "row": {"id": "{i}"}, "body": {"data": "{rows}"},
   "paging": {"by": "offset", "param": "offset", "limit": 10}},
  {"path": "/whole/{id}", "count": 3000, "row": {"id": "{i}", "fill": "{fill:900}"}, "body": {"data": "{rows}"}},
  {"path": "/big/{id}", "count": 3000, "row": {"id": "{i}", "fill": "{fill:900}"}, "body": {"data": "{rows}"},
   "paging": {"by": "offset", "param": "offset", "limit": 100}}
]}
END

page() { rx-page -q "$@"; }
# line RESOURCE PATH
line() { printf '{"rx":"request","resource":"%s","url":"%s%s"%s}\n' "$1" "$URL" "$2" "${3:+,$3}"; }
say() { printf '%s\n' "$@"; }
names='sed -E "s/^\{\"rx\":\"([a-z]+)\".*\"(url|m)\":\"([^\"]*)\".*/\1 \3/; s/^\{\"rx\":\"([a-z]+)\".*/\1/; s|$URL||"'

check 'what nobody asks for is passed on byte for byte' \
    'say '\''{"rx":"begin","resource":"c"}'\'' '\''{ "rx" : "later", "x":1.0 }'\'' '\''{"rx":"record","resource":"c","data":{"id":12345678901234567890,"é":"\u00e9"}}'\'' '\''{"rx":"page","resource":"c","body":[1]}'\'' '\''{"rx":"end","resource":"c"}'\'' | page' \
    '{"rx":"begin","resource":"c"}
{ "rx" : "later", "x":1.0 }
{"rx":"record","resource":"c","data":{"id":12345678901234567890,"é":"\u00e9"}}
{"rx":"page","resource":"c","body":[1]}
{"rx":"end","resource":"c"}'

check 'a state waits for the requests before it, records do not' \
    '{ say '\''{"rx":"begin","resource":"c","m":"0"}'\''; line c /slow/1; say '\''{"rx":"record","resource":"c","m":"1","data":{}}'\'' '\''{"rx":"state","resource":"c","m":"2"}'\'' '\''{"rx":"record","resource":"c","m":"3","data":{}}'\''; line c /fast/2; say '\''{"rx":"state","resource":"c","m":"4"}'\'' '\''{"rx":"record","resource":"c","m":"5","data":{}}'\'' '\''{"rx":"end","resource":"c","m":"6"}'\''; } |
    page -j 2 | eval $names' 'begin 0
record 1
page /slow/1
state 2
record 3
page /fast/2
state 4
record 5
end 6'

check 'the requests behind a held line go out meanwhile' \
    'requests "[.path,.flying]|tojson" | tail -n 2' '["/slow/1",1]
["/fast/2",2]'

check 'one at a time without -j' \
    '{ line c /slow/1; line c /slow/2; line c /slow/3; } | page -j 1 >o; requests .flying | tail -n 3 | sort -u' '1'
check 'no more than -j' \
    'for i in 1 2 3 4 5 6 7 8; do line c /slow/$i; done | page -j 3 >o; requests .flying | tail -n 8 | sort -n | tail -n 1' '3'

check 'pages of one request are in order' \
    'for i in 1 2 3 4 5 6; do line c /pages/$i "\"paging\":{\"type\":\"offset\"}"; done | page -j 4 | rx-select -b | jq -r "\"\(.of) \(.id)\"" >o
    for i in 1 2 3 4 5 6; do grep "^$i " o | tr "\n" " "; done; echo' \
    '1 1 1 2 1 3 1 4 1 5 1 6 2 1 2 2 2 3 2 4 2 5 2 6 3 1 3 2 3 3 3 4 3 5 3 6 4 1 4 2 4 3 4 4 4 5 4 6 5 1 5 2 5 3 5 4 5 5 5 6 6 1 6 2 6 3 6 4 6 5 6 6 '

check 'an end waits for all its requests, the next resource does not' \
    '{ say '\''{"rx":"begin","resource":"a"}'\'' '\''{"rx":"begin","resource":"b"}'\''; line a /slow/1; say '\''{"rx":"end","resource":"a"}'\''; line b /fast/1; say '\''{"rx":"end","resource":"b"}'\''; } |
    page -j 2 | jq -r "\"\(.rx) \(.resource) \(.counts.pages)\""' 'begin a null
begin b null
page a null
end a 1
page b null
end b 1'

check 'a short page is trusted when three were' \
    'for i in 1 2 3 4 5 6 7 8 9; do line c /child/$i "\"paging\":{\"type\":\"offset\",\"limit\":10}"; done | page |
    jq -r "select(.rx==\"end\").counts|.requests,.rows,.end"' '16
28
empty page (6), short page (3)'

# 2.7 MB a request: more than the budget; the order is that of the lines
check 'over the memory budget the oldest goes on' \
    '{ say '\''{"rx":"begin","resource":"c"}'\''; for i in 1 2 3 4; do line c /big/$i "\"paging\":{\"type\":\"offset\"}"; printf "{\"rx\":\"state\",\"resource\":\"c\",\"url\":\"%s\"}\n" $i; done; } |
    page -j 4 --memory 1M --select data | jq -r "\"\(.rx) \(.url)\"" | sed "s|?.*||; s|$URL||" | uniq -c | tr -s " "' \
    ' 1 begin null
 31 page /big/1
 1 state 1
 31 page /big/2
 1 state 2
 31 page /big/3
 1 state 3
 31 page /big/4
 1 state 4
 1 error null'
check 'a slow reader stops nothing for ever' \
    'for i in 1 2; do line c /big/$i "\"paging\":{\"type\":\"offset\"}"; done | page -j 2 | { sleep 0.5; rx-select -b | wc -l; }' '6000'
if [ "$SANITIZED" = no ]; then	# 40 pages of 2.7 MB in flight: 108 MB if nothing stopped them
	check 'a reader who stops does not fill the memory' \
	    'for i in $(seq 1 40); do line c "/whole/$i"; done |
		(ulimit -v 150000; page -j 40 --memory 16M) | { sleep 1; rx-select -b | wc -l; }' '120000'
fi
resource() { say '{"rx":"begin","resource":"c"}'; for i in "$@"; do line c "/fast/$i"; done; say '{"rx":"end","resource":"c"}'; }
check_stderr 'two runs of a resource are both counted' 0 '{ resource 1; resource 2 3; } | rx-page >o' \
    'rx-page: c: 1 page, 1 record, end: single page
rx-page: c: 2 pages, 2 records, end: single page'
mkfifo in.fifo out.fifo
check 'lines come out as they come in' \
    'page <in.fifo >out.fifo & exec 3>in.fifo 4<out.fifo; say '\''{"rx":"begin","resource":"c"}'\'' >&3; read -r a <&4; say '\''{"rx":"end","resource":"c"}'\'' >&3; read -r b <&4; echo "$a $b"' \
    '{"rx":"begin","resource":"c"} {"rx":"end","resource":"c"}'
check 'empty lines are passed over' '{ echo; line c /fast/1; echo "  "; line c /fast/2; } | page | jq -r .rx' 'begin
page
page
end'
check 'a terminal or pipe that others share keeps its mode' \
    '{ page "$URL/fast/1" | cat; python3 -c "
import fcntl,os; print(fcntl.fcntl(1, fcntl.F_GETFL) & os.O_NONBLOCK)" 2>/dev/null || echo 0; } | tail -n 1' '0'
finish
