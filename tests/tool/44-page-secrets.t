#!/bin/sh
# rx-page: what a server does with the secrets that it got: it says them back,
# puts them into links, sends on to elsewhere.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"

long=$(head -c 2000 /dev/zero | tr "\0" x)
sed "s/LONG/$long/" >server.json <<'END'
{"routes": [
  {"path": "/tells", "method": "any", "status": 400, "text": "k3y-value is wrong, and azN5LXZhbHVl, and k3y%2Dvalue"},
  {"path": "/long", "status": 400, "text": "LONG"},
  {"path": "/away", "redirect": "{other}/elsewhere?x=1&key={query.key}"},
  {"path": "/link", "body": {"data": [{"id": 1}], "next": "{other}/elsewhere?x=1&key={query.key}"}},
  {"path": "/path", "body": {"data": [{"id": 1}], "next": "{other}/elsewhere/{query.key}/more"}},
  {"path": "/elsewhere", "rows": [{"id": 2}]}, {"path": "/elsewhere/{x}/more", "rows": [{"id": 2}]},
  {"path": "/cursor", "with": {"query.cursor": "*"}, "body": {"data": [{"id": 2}], "next_cursor": null}},
  {"path": "/cursor", "body": {"data": [{"id": 1}], "next_cursor": "2-{query.key}"}},
  {"path": "/rows", "rows": [{"id": 1}]}
]}
END
start_server <server.json
other=$(curl -s -o /dev/null -w '%{redirect_url}' "$URL/away" | sed 's|\(//[^/]*\)/.*|\1|')
export RX_SECRET_KEY=k3y-value

# -- said back ---------------------------------------------------------------------

said_back() {	# said_back WHERE ARGUMENT...
	name=$1
	shift
	ARGS=$*
	check_lacks "a server that says the secret back, sent $name: it is not told" \
	    'eval "rx-page --resource r $ARGS $URL/tells"' k3y-value azN5LXZhbHVl
}
said_back 'as password' '-u "me:{{ secrets.key }}"'
said_back 'as user' '-u "{{ secrets.key }}:"'
said_back 'within a header' '-H "X-Auth: Key {{ secrets.key }} v1"'
said_back 'as a token of another scheme' '-H "Authorization: Token token={{ secrets.key }}"'
said_back 'in a cookie' '-H "Cookie: a={{ secrets.key }}; b=1"'
said_back 'within a parameter' '--param "q=key:{{ secrets.key }}"'
said_back 'in a form' '-d "a={{ secrets.key }}&b=1"'
said_back 'within a member of JSON' "--json '{\"a\":[{\"b\":\"x {{ secrets.key }}\"}]}'"
check_lacks 'nor when rx-auth stands before it' 'echo "$URL/tells" | rx-auth --basic me:key | rx-page --resource r' k3y-value
check_err 'a user who is no secret is not taken out of messages' 4 \
    'rx-page -u "tells:{{ secrets.key }}" "$URL/tells"' "at: $URL/tells"

# -- dlt's case 44: what an error tells ---------------------------------------------

bad='rx-page --resource r "$URL/tells?api_key=hidden-1&page=3&access_token=hidden-2"'
check_err '44 status, address and body' 4 "$bad" '400' \
    '/tells?api_key=***&page=3&access_token=***' 'is wrong'
check_lacks '44 what stands in api_key and access_token is not told' "$bad" hidden-
check_lacks '44 nor with -v' 'rx-page -vv --resource r "$URL/rows?api_key=hidden-1&sig=hidden-2" 2>&1 >/dev/null' hidden-
check '44 the next program gets the address as it was given' \
    'rx-page -q "$URL/rows?api_key=given&page=3" | jq -r .url' "$URL/rows?api_key=given&page=3"
check '44 of a long body its beginning is told' \
    'rx-page -q "$URL/long" 2>&1 >/dev/null | grep got: | wc -c' '511'

# -- elsewhere ---------------------------------------------------------------------

elsewhere() {
	requests 'select(.path | startswith("/elsewhere")) | [.path, .query] | tostring'
}
check 'a redirect to an origin that is allowed does not take the key along' \
    'rx-page -q --param "key={{ secrets.key }}" --allow-origin "$other" "$URL/away" | jq .rows; elsewhere' \
    '1
["/elsewhere","x=1"]'
check 'nor does a next link' \
    'control "{\"reset\":true}"; : >"$LOG"
	rx-page -q --param "key={{ secrets.key }}" --allow-origin "$other" "$URL/link" | jq .rows; elsewhere' \
    '1
1
["/elsewhere","x=1"]'
check_err 'a link away with a secret in its path is not followed' 7 \
    ': >"$LOG"; rx-page --param "key={{ secrets.key }}" --allow-origin "$other" "$URL/path"' \
    "the server's link to another origin holds a secret" '/elsewhere/***/more'
check 'and nobody was asked' 'elsewhere' ''
check 'a cursor with a secret in it is used and not written' \
    'rx-page -q --paginator cursor --param "key={{ secrets.key }}" "$URL/cursor" >o; jq -c "[.rows,.next]" o; grep -c k3y-value o' \
    '[1,null]
[1,null]
0' 1

# -- a helper -----------------------------------------------------------------------

need='{"resource":"r","url":"'$URL'/rows","auth":{"type":"bearer","token":{"secret":"key"}}}'
check_err 'a helper that answers with another kind of line' 3 \
    'echo "$need" | timeout 20 rx-page --auth "while read -r l; do echo \"{\\\"rx\\\":\\\"what\\\"}\"; done"' \
    'the credential helper gave no request back'
check 'a helper may leave rx out' \
    'echo "$need" | timeout 20 rx-page -q --auth "while read -r l; do
	echo \"{\\\"url\\\":\\\"$URL/rows\\\",\\\"credentials\\\":{\\\"origin\\\":\\\"$URL\\\",\\\"headers\\\":{\\\"A\\\":\\\"b\\\"}}}\"; done" |
	jq -c "select(.rx == \"page\").rows"' 1
check_err 'credentials for another origin are refused' 7 \
    'echo "$need" | timeout 20 rx-page -q --auth "while read -r l; do
	echo \"{\\\"url\\\":\\\"$URL/rows\\\",\\\"credentials\\\":{\\\"origin\\\":\\\"https://other.example\\\",\\\"headers\\\":{\\\"A\\\":\\\"b\\\"}}}\"; done"' \
    'credentials for another origin came'

check_stderr 'a helper that neither answers nor ends is not waited for without end' 6 \
    'echo "$need" | timeout 20 rx-page -q --auth "exec sleep 1000" --auth-timeout 0.2 >o' \
    "rx-page: error: the credential helper 'exec sleep 1000' gave no answer within 0.2 s
  at: r, $URL/rows
  hint: --auth-timeout SECONDS gives it longer"
check 'nor asked again' \
    '{ echo "$need"; echo "$need"; } | timeout 20 rx-page -q --auth "echo x >>asked; exec sleep 1000" --auth-timeout 0.2 2>e |
	grep -c "gave no answer"; cat asked' '2
x'
check_err 'a helper that talks without being asked' 3 \
    'echo "$need" | timeout 20 rx-page -q --auth "yes '\''{\"url\":\"x\",\"credentials\":{}}'\''"' \
    'the credential helper answers what nobody asked'

# -- a user in the address ------------------------------------------------------------

check_stderr 'a password in the address is not shown, and what to do instead is' 2 'rx-page -q "https://us3r:pa55@h.example/x"' \
    "rx-page: error: a URL with a user name or password in it
  at: https://***@h.example/x
  hint: name the secret in its place: rx-page -u 'USER:{{ secrets.NAME }}', rx-auth --basic USER:NAME, or \"auth\" in the source"
check_lacks 'nor in lines' 'echo "{\"url\":\"https://us3r:pa55@h.example/x\"}" | rx-page --resource r' pa55
check_lacks 'nor by rx-auth' 'echo "https://us3r:pa55@h.example/x" | rx-auth --bearer key' pa55
check_lacks 'nor where it is no http' 'rx-page ftp://us3r:pa55@h.example/' pa55

# -- an address with a secret, typed by hand -------------------------------------------

typed() { printf '{"url":"%s","credentials":{"origin":"%s","url":"%s"}}\n' "$1" "$2" "$3"; }
check_stderr 'it does not go unencrypted either' 7 \
    'typed http://h.example/x http://h.example "http://h.example/x?k=s3cret&a=b%20c" | rx-page -q' \
    'rx-page: error: credentials for http://h.example would go unencrypted
  at: http://h.example/x?k=***&a=***
  hint: use https, or --allow-http'
check 'to this machine it does' 'typed "$URL/rows" "$URL" "$URL/rows?k=s3cret" | rx-page -q | jq -r "[.rows,.url]|tostring" | mask' \
    '[1,"URL/rows?k=***"]'
check_err 'nor to another origin than it is for' 7 \
    'typed "$URL/rows" "$URL" "https://h.example/?k=s3cret" | rx-page -q' 'credentials for another origin'

# -- what is said ---------------------------------------------------------------------

check_stderr 'a user without a password is no reason to warn' 0 'rx-page -q -u "user:" "$URL/rows" >o' ''
check_stderr 'printed for curl, nothing is told of pages that nobody fetched' 0 'rx-page --as-curl "$URL/rows" >o' ''
finish
