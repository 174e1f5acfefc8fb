#!/bin/sh
# rx-page and servers that mean no good: every answer ends, in a page or in an
# error that says what it was; nothing of it reaches a terminal as it is.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"

start_server <<'END'
{"routes": [
  {"path": "/heads", "wire": "HTTP/1.1 200 OK\r\n", "flood": "X-Some: header\r\n"},
  {"path": "/head", "wire": "HTTP/1.1 200 OK\r\nX: ", "flood": "yyyyyyyyyyyyyyyy"},
  {"path": "/hints", "wire": "", "flood": "HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=next\r\n\r\n"},
  {"path": "/hinted", "wire": "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>; rel=next\r\nETag: \"early\"\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[{\"id\":1}]"},
  {"path": "/trailed", "wire": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Link\r\n\r\na\r\n[{\"id\":1}]\r\n0\r\nLink: </x>; rel=next\r\nETag: \"late\"\r\n\r\n"},
  {"path": "/trailers", "wire": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n[{\"id\":1}]\r\n0\r\n", "flood": "X: yyyyyyyyyyyy\r\n"},
  {"path": "/chunk", "wire": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]"},
  {"path": "/hugechunk", "wire": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n[]"},
  {"path": "/nochunk", "wire": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n[{\"id\":1}]\r\n"},
  {"path": "/lengths", "wire": "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 5\r\n\r\n[{\"id\":1}]"},
  {"path": "/negative", "wire": "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n[{\"id\":1}]"},
  {"path": "/nul", "wire": "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nLink: </x\u0000y>; rel=next\r\n\r\n[{\"id\":1}]"},
  {"path": "/text", "wire": "220 mail.example ESMTP\r\n"},
  {"path": "/old", "wire": "HTTP/1.1 000 None\r\n\r\n[]"},
  {"path": "/cases", "wire": "HTTP/1.1 200 OK\r\ncontent-LENGTH: 10\r\nlINK: </hinted>; REL=\"Next\"\r\neTaG: \"e\"\r\n\r\n[{\"id\":2}]"},
  {"path": "/spaced", "wire": "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nLink : </hinted>; rel=next\r\n\r\n[{\"id\":2}]"},
  {"path": "/cr", "wire": "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nX: a\rLink: </hinted>; rel=next\r\n\r\n[{\"id\":2}]"},
  {"path": "/cookies", "wire": "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nSet-Cookie: a=s3cret\r\nSET-COOKIE: b=s3cret\r\nset-cookie2: c=s3cret\r\nX-A: shown\r\n\r\n[{\"id\":2}]"},
  {"path": "/behind", "wire": "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[{\"id\":1}]"},
  {"path": "/lost", "status": 302, "text": ""},
  {"path": "/nowhere", "status": 302, "headers": {"Location": ""}},
  {"path": "/file", "redirect": "file:///etc/passwd"}, {"path": "/user", "redirect": "http://us3r:pa55@127.0.0.1/"},
  {"path": "/grow/{k}", "redirect": "/grow/{n}"},
  {"path": "/two", "wire": "HTTP/1.1 302 Found\r\nLocation: /hinted\r\nLocation: http://elsewhere.example/\r\nContent-Length: 0\r\n\r\n"},
  {"path": "/304", "status": 304}, {"path": "/305", "status": 305, "headers": {"Location": "http://proxy.example/"}},
  {"path": "/colours", "status": 400, "type": "text/plain", "text": "\u001b[2J\u0007 \u009b31m red"},
  {"path": "/bom", "bom": true, "rows": [{"id": 1}]}, {"path": "/bomonly", "hex": "efbbbf"},
  {"path": "/utf16", "hex": "fffe5b005d00"}, {"path": "/overlong", "hex": "5b22c0af225d"},
  {"path": "/blank", "text": " \n\t "}, {"path": "/zero", "wire": "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
  {"path": "/nulbody", "text": "[{\"id\":\"a\u0000b\"}]"}, {"path": "/nan", "text": "[NaN]"},
  {"path": "/bomb", "huge": 120000000, "encoding": "gzip"},
  {"path": "/codings", "headers": {"Content-Encoding": "gzip, gzip, gzip, gzip, gzip, gzip, gzip"}, "rows": []},
  {"path": "/unknown", "headers": {"Content-Encoding": "zork"}, "rows": []},
  {"path": "/never", "status": 503, "headers": {"Retry-After": "99999999999999999999"}},
  {"path": "/past", "status": 503, "headers": {"Retry-After": "-5"}, "text": "x"},
  {"path": "/links", "rows": [{"id": 1}], "headers": {"Link": "<javascript:alert(1)>; rel=\"alternate\", </y; rel=\"next"}},
  {"path": "/else", "status": 401, "headers": {"WWW-Authenticate": ["NTLM", "Negotiate"]}, "text": "{}"}
]}
END

# get PATH
get() { rx-page -q --max-wait 0.01 --speed-time 20 "$URL/$1"; }
host=127.0.0.1:${URL##*:}

# -- heads ------------------------------------------------------------------------

check_err 'headers without end' 3 'get heads' "the headers from $host are larger than 300 KiB"
check_err 'a header without end' 3 'get head' "a header from $host is larger than 100 KiB"
check_err 'interim answers without end' 3 'get hints' "the headers from $host are larger than 300 KiB"
check 'those before an answer are not its own' 'get hinted | jq -c "[.rows,.headers,.stop]"' '[1,{},"single page"]'
check 'nor are trailers' 'get trailed | jq -c "[.rows,.headers,.stop]"' '[1,{},"single page"]'
check_err 'trailers without end' 3 'get trailers' "the headers from $host are larger than 300 KiB"
check_err 'a NUL in a header' 1 'get nul' "no whole answer from $host"
check_err 'no HTTP' 1 'get text' "$host does not speak HTTP"
check_err 'a status that is none' 1 'get old' "$host does not speak HTTP"
check 'names of headers in any case' 'get cases | jq -c "[.rows,.headers.etag,.next.url]" | mask' \
    '[1,"\"e\"","URL/hinted"]
[1,null,null]'
check 'a header with a space before its colon is none' 'get spaced | jq -c "[.rows,.next]"' '[1,null]'
check 'a bare CR begins no header' 'get cr | jq -c "[.rows,.next]"' '[1,null]'
check 'cookies are shown to nobody' 'rx-page -q -i "$URL/cookies" >o; jq -r ".headers[\"x-a\"]" o; grep -c s3cret o' 'shown
0' 1

# -- lengths ----------------------------------------------------------------------

check_err 'a chunk that is none' 1 'get chunk' "the connection to $host broke, 6 times"
check_err 'a chunk too large to count' 1 'get hugechunk' "the connection to $host broke, 6 times"
check_err 'chunks without the last one' 1 'get nochunk' "$host"
check_status 'two lengths are no page' 3 'get lengths'
check_err 'less than nothing' 1 'get negative' "no whole answer from $host"
check 'what follows an answer is not the next one' 'get behind | jq .rows; get zero 2>e; get bom | jq .rows' '0
1'

# -- bodies -----------------------------------------------------------------------

check_err 'a length of 0' 3 'get zero' 'an empty body'
check_err 'blanks' 3 'get blank' 'an empty body'
check_err 'nothing behind a BOM' 3 'get bomonly' 'an empty body'
check 'something behind a BOM' 'get bom | jq .rows' 1
check_err 'UTF-16' 3 'get utf16' 'not JSON: '
check_err 'a slash in two bytes' 3 'get overlong' 'not UTF-8'
check_err 'a NUL' 3 'get nulbody' 'a control character in a string'
check_err 'not a number' 3 'get nan' 'not JSON: a value expected'
if [ "$SANITIZED" = no ]; then
	check_err 'much in little' 3 '(ulimit -v 600000; get bomb)' 'larger than 100 MiB'
fi
check_err 'compressed in words only' 1 'get codings' "the compression of the answer from $host is broken"
check_err 'in no known way' 1 'get unknown' "the compression of the answer from $host is broken"
check 'nothing acts on the terminal' 'get colours 2>&1 | LC_ALL=C tr -d "\n -~" | wc -c; get colours 2>&1 | grep got' '0
  got: \x1b[2J\x07 \xc2\x9b31m red'

# -- redirects and links --------------------------------------------------------------

check_stderr 'to nowhere' 1 'get lost' "rx-page: error: HTTP status 302
  at: $URL/lost
  hint: a redirect that does not say where to"
check_err 'to itself' 3 'get nowhere' 'more than 10 redirects'
check_err 'ever further' 3 'get grow/0' 'more than 10 redirects'
check_err 'to a file' 3 'get file' 'not an http or https URL' 'at: file:///etc/passwd'
check_stderr 'with a password' 3 'get user' 'rx-page: error: a URL with a user name or password in it
  at: http://***@127.0.0.1/'
check 'two places: the first' 'get two | jq -r .url | mask' URL/hinted
check_err 'not modified' 1 'get 304' 'HTTP status 304'
check_err 'by a proxy that the server names' 1 'get 305' 'HTTP status 305'
check 'links that are none' 'get links | jq -c "[.rows,.next]"' '[1,null]'

# -- waits -----------------------------------------------------------------------------

check_err 'a wait that nobody lives to see' 6 'timeout 20 rx-page -q "$URL/never"' 'more than max_wait, 600 s'
check_err 'a wait into the past' 5 'get past' 'HTTP status 503, 6 times'
check_err 'other ways to log in are not tried' 4 'get else' 'HTTP status 401'
finish
