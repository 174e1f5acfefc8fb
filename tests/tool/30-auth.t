#!/bin/sh
# rx-auth: secrets found, credentials attached, tokens obtained.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"

# request AUTH [MEMBERS]: a request line.
request() {
	printf '{"rx":"request","resource":"r","url":"%s","auth":%s%s}\n' \
	    "${AT:-https://api.example.com/v1/x}" "$1" "${2:+,$2}"
}

# given: the credentials of the lines, compact.
given() {
	jq -c '.credentials'
}

# -- schemes -------------------------------------------------------------------

export RX_SECRET_API_KEY='k3y/1 x' RX_SECRET_USER=bob RX_SECRET_PASSWORD='p:"1' \
    RX_SECRET_TOKEN=t0ken-1
api_key='{"type":"api_key","name":"Api-Token","api_key":{"secret":"api_key"}'

check 'a key in a header, by default' \
    'request "$api_key}" | rx-auth | given' \
    '{"origin":"https://api.example.com","headers":{"Api-Token":"k3y/1 x"}}'
check 'a key in Authorization, as given' \
    'request "{\"type\":\"api_key\",\"api_key\":{\"secret\":\"api_key\"}}" | rx-auth | given' \
    '{"origin":"https://api.example.com","headers":{"Authorization":"k3y/1 x"}}'
check 'a key in the query' \
    'request "$api_key,\"location\":\"query\"}" | rx-auth | given' \
    '{"origin":"https://api.example.com","params":{"Api-Token":"k3y/1 x"}}'
check 'a key in a cookie, beside the others' \
    'request "$api_key,\"location\":\"cookie\"}" "\"headers\":{\"cookie\":\"a=1\"}" |
    rx-auth | given' \
    '{"origin":"https://api.example.com","headers":{"cookie":"a=1; Api-Token=k3y/1 x"}}'
check 'a key in the body' \
    'request "$api_key,\"location\":\"body\"}" "\"body\":{\"a\":1}" | rx-auth | given' \
    '{"origin":"https://api.example.com","body":{"Api-Token":"k3y/1 x"}}'
check 'bearer' \
    'request "{\"type\":\"bearer\",\"token\":{\"secret\":\"token\"}}" | rx-auth | given' \
    '{"origin":"https://api.example.com","headers":{"Authorization":"Bearer t0ken-1"}}'
check 'basic' \
    'request "{\"type\":\"http_basic\",\"username\":{\"secret\":\"user\"},\"password\":{\"secret\":\"password\"}}" |
    rx-auth | given' \
    '{"origin":"https://api.example.com","headers":{"Authorization":"Basic Ym9iOnA6IjE="}}'
check 'basic without a password' \
    'request "{\"type\":\"http_basic\",\"username\":{\"secret\":\"token\"}}" | rx-auth | given' \
    '{"origin":"https://api.example.com","headers":{"Authorization":"Basic dDBrZW4tMTo="}}'
check 'none' 'request "{\"type\":\"none\"}" | rx-auth' \
    '{"rx":"request","resource":"r","url":"https://api.example.com/v1/x","auth":{"type":"none"}}'
check_err 'an unknown type' 2 'request "{\"type\":\"beaer\"}" | rx-auth' \
    "unknown type 'beaer'" 'did you mean bearer?' 'at: r, https://api.example.com/v1/x'
check_err 'a key that is not there' 2 'request "{\"type\":\"bearer\"}" | rx-auth' "lacks 'token'"

# -- secrets anywhere ------------------------------------------------------------

cat >deep.ndjson <<'END'
{"rx":"request","resource":"r","url":"https://api.example.com/{{ secrets.api_key }}/x?u={{ secrets['user'] }}","params":{"plain":"1","list":["a",{"secret":"token"}],"text":"x-{{ secrets.user|upper }}"},"headers":{"X-A":{"secret":"user"},"X-B":"b"},"body":{"n":1.10,"deep":{"k":[{"secret":"token"}],"n":12345678901234567890}},"paging":{"type":"cursor","cursor_value":"{{ response.next }}"}}
END
check 'in url, params, headers and body, at the same place' \
    'rx-auth <deep.ndjson | sed "s/.*credentials\":{/{/"' \
    '{"origin":"https://api.example.com","url":"https://api.example.com/k3y%2F1%20x/x?u=bob","headers":{"X-A":"bob"},"params":{"list":["a","t0ken-1"],"text":"x-BOB"},"body":{"deep":{"k":["t0ken-1"],"n":12345678901234567890}}},"body":{"n":1.10,"deep":{"k":[{"secret":"token"}],"n":12345678901234567890}},"paging":{"type":"cursor","cursor_value":"{{ response.next }}"}}'
check 'a raw body' \
    'request "{\"type\":\"none\"}" "\"body\":\"user={{ secrets.user }}&x=1\"" | rx-auth | given' \
    '{"origin":"https://api.example.com","body":"user=bob&x=1"}'
check 'a default' \
    'request "{\"type\":\"bearer\",\"token\":{\"secret\":\"nope\",\"default\":\"d\"}}" | rx-auth | given' \
    '{"origin":"https://api.example.com","headers":{"Authorization":"Bearer d"}}'
check 'a base that is a secret' \
    'echo "{\"url\":\"{{ secrets.base }}/x\"}" | RX_SECRET_BASE=https://b.example:8443/v1 rx-auth | given' \
    '{"origin":"https://b.example:8443","url":"https://b.example:8443/v1/x"}'
check_err 'a value with a line end is not sent' 2 \
    'request "$api_key}" | RX_SECRET_API_KEY="a
b" rx-auth' 'control character' Api-Token

# -- other lines ------------------------------------------------------------------

cat >stream.ndjson <<'END'
{"rx":"begin", "resource":"r","x":1.0}
{"rx":"record","resource":"r","data":{"id":12345678901234567890,"a":"\u00e9\/"}}
{"rx":"whatever","x":  1}
{"rx":"state","resource":"r","part":{},"next":{"offset":1}}
{"rx":"end","resource":"r"}
END
check 'other lines pass byte for byte' 'rx-auth <stream.ndjson' "$(cat stream.ndjson)"
check_err 'what is no line' 3 'echo "{\"a\":1}" | rx-auth' "'rx'"
check 'an error that passes is in the status' \
    'echo "{\"rx\":\"error\",\"resource\":\"r\",\"message\":\"m\",\"exit\":5}" | rx-auth' \
    '{"rx":"error","resource":"r","message":"m","exit":5}' 5
check 'a line that is none is told to the next tool too' \
    'printf "%s\n" "{\"rx\":\"begin\",\"resource\":\"c\"}" "[1]" | rx-auth 2>err | tail -n 1' \
    '{"rx":"error","message":"a line that is no JSON object","at":"standard input, line 2","got":"[1]","hint":"this is a list: jq -c '\''.[]'\'' makes a line of each of its values","exit":3}'
check_err 'a stream that was cut short' 1 'head -n 2 stream.ndjson | rx-auth' \
    'cut short after 1 record'
printf '%s\n' '{"rx":"begin","resource":"a"}' '{"rx":"begin","resource":"b"}' \
    '{"rx":"request","resource":"a","part":{"p":"1"},"url":"https://h.example/","auth":{"type":"bearer","token":{"secret":"nope"}}}' \
    '{"rx":"request","resource":"b","url":"https://h.example/","auth":{"type":"bearer","token":{"secret":"token"}}}' \
    '{"rx":"end","resource":"a"}' '{"rx":"end","resource":"b"}' >two.ndjson
check 'a missing secret fails its resource, the others go on' \
    'rx-auth <two.ndjson 2>/dev/null | jq -c "[.rx, .resource, .part, .exit, .message]"' \
    '["begin","a",null,null,null]
["begin","b",null,null,null]
["error","a",{"p":"1"},2,"the secret '"'nope'"' is missing"]
["request","b",null,null,null]
["end","b",null,null,null]'
check_err 'and is told once, with all ways to give it' 2 'rx-auth <two.ndjson' \
    "the secret 'nope' is missing" RX_SECRET_NOPE --secret CREDENTIALS_DIRECTORY \
    secrets.json .dlt/secrets.toml netrc
check 'a bare URL, with an option' \
    'echo https://h.example/x | rx-auth --bearer token' \
    '{"url":"https://h.example/x","credentials":{"origin":"https://h.example","headers":{"Authorization":"***"}}}'

# -- options -----------------------------------------------------------------------

url='{"url":"https://h.example/x","auth":{"type":"bearer","token":{"secret":"nope"}}}'
check '--bearer overrides' 'echo "$url" | rx-auth --bearer token | given' \
    '{"origin":"https://h.example","headers":{"Authorization":"Bearer t0ken-1"}}'
check '--basic USER:NAME' 'echo "$url" | rx-auth --basic eve:password | given' \
    '{"origin":"https://h.example","headers":{"Authorization":"Basic ZXZlOnA6IjE="}}'
check '--basic with a secret as the user' 'echo "$url" | rx-auth --basic token | given' \
    '{"origin":"https://h.example","headers":{"Authorization":"Basic dDBrZW4tMTo="}}'
check_err '--basic with neither' 0 'echo "$url" | rx-auth --basic eve' 'no secret of that name'
check '--header' 'echo "$url" | rx-auth --header "Api-Token: token" | given' \
    '{"origin":"https://h.example","headers":{"Api-Token":"t0ken-1"}}'
check '--header with text around it' \
    'echo "$url" | rx-auth --header "Authorization: Token {{ secrets.token }}" | given' \
    '{"origin":"https://h.example","headers":{"Authorization":"Token t0ken-1"}}'
check '--query' 'echo "$url" | rx-auth --query key=token | given' \
    '{"origin":"https://h.example","params":{"key":"t0ken-1"}}'
check_err 'a secret in place of its name is not shown' 2 \
    'echo "$url" | rx-auth --header "Authorization: Bearer s3cr3t-itself"' 'not the secret'
check_lacks 'nowhere' \
    'echo "$url" | rx-auth --header "Authorization: Bearer s3cr3t-itself"' s3cr3t
check_lacks 'nor one behind --secret' 'echo "$url" | rx-auth --secret nope=s3cr3t' s3cr3t
check_err 'two at once' 2 'rx-auth --bearer a --query b=c' 'more than one'
check_err 'an operand' 2 'rx-auth x' 'no operands'
check_err 'an unknown option' 2 'rx-auth --beare x' '--bearer'

# -- where secrets are ---------------------------------------------------------------

where='{"url":"https://h.example:8443/x","auth":{"type":"bearer","token":{"secret":"s1"}}}'
token() {
	jq -r '.credentials.headers.Authorization' | sed 's/^Bearer //'
}
printf 'from-file\n\n' >secret.txt
printf 'from-file\n' >secret.txt
check '--secret file:' 'echo "$where" | rx-auth --secret s1=file:secret.txt | token' from-file
check '--secret env:' 'echo "$where" | V=from-env rx-auth --secret s1=env:V | token' from-env
check '--secret cmd:' 'echo "$where" | rx-auth --secret "s1=cmd:echo from-cmd" | token' from-cmd
check 'the last --secret wins' \
    'echo "$where" | rx-auth --secret s1=cmd:false --secret "s1=cmd:echo last" | token' last
check 'a command runs once' \
    'echo "$where
$where" | rx-auth --secret "s1=cmd:echo x >>ran; echo y" | token; cat ran' 'y
y
x'
check 'a command sees no RX_SECRET_*' \
    'echo "$where" | rx-auth --secret "s1=cmd:env | grep -c RX_SECRET_; true" | token' 0
check_err 'a command that fails' 2 'echo "$where" | rx-auth --secret s1=cmd:"exit 3"' \
    'failed with status 3' "secret 's1'"
check_err 'a file that is not there' 2 'echo "$where" | rx-auth --secret s1=file:none' none

mkdir creds && printf from-creds >creds/s1
mkdir -p .dlt "$XDG_CONFIG_HOME/rx"
cat >.dlt/secrets.toml <<'END'
# comment
s9 = "bare"
[sources.crm.credentials]
s1 = 'from-"toml"'	# behind it
n = 0042
"quoted.key" = "q"
list = [
  "a", # ]
]
text = """
s1 = "no"
"""
[sources.other]
n = 0043
only = "o\u00e9"
[destination.postgres.credentials]
password = "pg"
END
chmod 600 .dlt/secrets.toml
echo '{"s1":"from-secrets","cmd1":{"cmd":"echo from-json-cmd"},"file1":{"file":"secret.txt"},
"bound":{"value":"b0und","origins":["https://H.example:8443/"]}}' >"$XDG_CONFIG_HOME/rx/secrets.json"
chmod 600 "$XDG_CONFIG_HOME/rx/secrets.json"
printf 'machine other login x password y\nmachine h.example\n login "nina r" password from-netrc\n' >netrc
chmod 600 netrc

check 'the order of places' '
for n in 1 2 3 4 5 6; do
	case $n in
	1) set -- RX_SECRET_S1=from-env CREDENTIALS_DIRECTORY=creds ;;
	2) set -- CREDENTIALS_DIRECTORY=creds ;;
	3) set -- ;;
	4) set -- XDG_CONFIG_HOME=/none ;;
	5) set -- XDG_CONFIG_HOME=/none; mv .dlt dlt ;;
	6) set -- XDG_CONFIG_HOME=/none; mv dlt .dlt ;;
	esac
	if [ $n = 6 ]; then
		echo "$where" | env "$@" rx-auth --secret s1=cmd:"echo given" | token
	else
		echo "$where" | env "$@" rx-auth --netrc-file netrc | token
	fi
done' 'from-env
from-creds
from-secrets
from-"toml"
from-netrc
given'
check '--check tells where, not what' \
    'RX_SECRET_S1=x rx-auth --check s1 cmd1 file1 only s9 sources.crm.credentials.s1' \
    "s1: RX_SECRET_S1
cmd1: cmd:echo from-json-cmd
file1: secret.txt
only: .dlt/secrets.toml
s9: .dlt/secrets.toml
sources.crm.credentials.s1: .dlt/secrets.toml"
check '--check reads requests, in netrc too' \
    'rx-auth --check -n --netrc-file netrc <<END
{"url":"https://h.example/","params":{"a":"{{ secrets.one }}"},"auth":{"type":"bearer","token":{"secret":"s9"}}}
{"url":"https://h.example/","params":{"a":"{{ secrets.one }}"}}
END' 'one: netrc
s9: .dlt/secrets.toml'
check '--check: 2 when one is missing' 'rx-auth --check s9 gone' 's9: .dlt/secrets.toml
gone: missing' 2
check_err 'dlt: one key, two values' 2 'rx-auth --check n' 'several different' sources
check_err 'dlt: another tool'"'"'s section is not looked into' 2 'unset RX_SECRET_PASSWORD; rx-auth --check password' \
    "'password' is missing"
check 'netrc alone logs in' \
    'echo https://h.example/x | rx-auth -n --netrc-file netrc | given; echo https://nobody.example/x | rx-auth --netrc-file netrc' \
    '{"origin":"https://h.example","headers":{"Authorization":"Basic bmluYSByOmZyb20tbmV0cmM="}}
https://nobody.example/x'
check 'netrc in HOME only with -n' \
    'cp netrc ~/.netrc; echo https://h.example/x | rx-auth; echo https://h.example/x | rx-auth -n | given | wc -l' \
    'https://h.example/x
1'
chmod 640 "$XDG_CONFIG_HOME/rx/secrets.json"
check_err 'a secrets file that others can read' 7 'rx-auth --check s8' 'read or written by others' \
    'chmod 600'
chmod 600 "$XDG_CONFIG_HOME/rx/secrets.json"
chmod 644 netrc
check_err 'netrc too' 7 'echo https://h.example/ | rx-auth --netrc-file netrc' 'by others'
check_err 'no such secrets file' 2 'rx-auth --check --secrets none s8' 'no secrets file none'
echo '{"s1": "s3cr3t' >broken.json && chmod 600 broken.json
check_err 'a broken one' 2 'rx-auth --check --secrets broken.json s8' 'broken.json' 'JSON'
check_lacks 'is not shown' 'rx-auth --check --secrets broken.json s8' s3cr3t

# -- where they go ---------------------------------------------------------------------

b='{"url":"https://h.example:8443/x","auth":{"type":"bearer","token":{"secret":"bound"}}}'
check 'a bound secret goes to its origin' 'echo "$b" | rx-auth | token' b0und
check_err 'and to no other' 7 'echo "$b" | sed s/:8443// | rx-auth' "'bound' is not for https://h.example"
check_err 'http is refused' 7 'AT=http://api.example.com/ request "$api_key}" | rx-auth' \
    'over http' --allow-http
check 'but to loopback, or when allowed' \
    '{ AT=http://127.0.0.1:1/ request "$api_key}" | rx-auth
    AT=http://h.example/ request "$api_key}" | rx-auth --allow-http; } | given' \
    '{"origin":"http://127.0.0.1:1","headers":{"Api-Token":"k3y/1 x"}}
{"origin":"http://h.example","headers":{"Api-Token":"k3y/1 x"}}'
check_err 'a user in the URL' 2 'AT=https://a:b@h.example/ request "$api_key}" | rx-auth' \
    'user name or password'
check_lacks 'a file gets no credentials' \
    'request "$api_key}" | rx-auth >file.ndjson; cat file.ndjson' k3y
check_err 'and is told so' 0 'request "$api_key}" | rx-auth' '***' --reveal
check_has 'but with --reveal' 'request "$api_key}" | rx-auth --reveal' '"Api-Token":"k3y/1 x"'

# -- oauth2 --------------------------------------------------------------------------------

start_server <<'END'
{"routes": [
  {"path": "/token", "method": "POST",
   "token": {"client_id": "id", "client_secret": "s3cret", "expires_in": "3600"}},
  {"path": "/basic", "method": "POST",
   "token": {"client_id": "id:1", "client_secret": "s3/cret", "client_auth": "basic"}},
  {"path": "/password", "method": "POST", "token": {"grant": "password", "username": "bob",
   "password": "p:\"1", "scope": "a b", "require": {"audience": "x"}}},
  {"path": "/rotate", "method": "POST", "token": {"grant": "refresh_token",
   "refresh_token": "r-first", "rotate": true, "expires_in": 0}},
  {"path": "/zero", "method": "POST", "token": {"expires_in": 0}},
  {"path": "/echo", "method": "POST", "status": 401,
   "body": {"error": "invalid_client", "error_description": "no {body.client_secret} here"}},
  {"path": "/busy", "method": "POST", "token": {}, "faults": [{"statuses": [503, 429]}]},
  {"path": "/down", "method": "POST", "status": 500},
  {"path": "/later", "method": "POST", "status": 429, "retry_after": 3600},
  {"path": "/odd", "method": "POST", "body": {"token": "secret-shape"}},
  {"path": "/moved", "method": "POST", "redirect": "/token", "status": 307},
  {"path": "/away", "method": "POST", "redirect": "{other}/token", "status": 307}
]}
END
export RX_SECRET_CLIENT_SECRET=s3cret
AT=$URL/x

# oauth PATH [MEMBERS]
oauth() {
	request "{\"type\":\"oauth2_client_credentials\",\"access_token_url\":\"$URL$1\",
\"client_id\":\"id\",\"client_secret\":{\"secret\":\"client_secret\"}${2:+,$2}}" "${3:-}" | tr -d '\n'
	echo
}
tokens() {
	jq -r '"\(.credentials.headers.Authorization) \(.credentials.expires > now + 3000)"'
}
asked() {
	requests "select(.path == \"$1\") | .body"
}

check 'client credentials: one token for all requests' \
    '{ oauth /token; oauth /token; oauth /token; } | rx-auth | tokens; asked /token' \
    'Bearer tok-1 true
Bearer tok-1 true
Bearer tok-1 true
grant_type=client_credentials&client_id=id&client_secret=s3cret'
check 'the next process has it from the store' 'oauth /token | rx-auth | tokens; asked /token | wc -l' \
    'Bearer tok-1 true
1'
check 'the store is private, and names no secret' \
    'cd "$XDG_STATE_HOME/rx" && stat -c %a tokens && stat -c %a tokens/* | sort -u && ! grep -rl s3cret . &&
    ls tokens | sed "s/[0-9a-f]\{64\}/HASH/"' '700
600
HASH
HASH.lock'
check 'without the store' 'oauth /token | rx-auth --no-token-cache | tokens' 'Bearer tok-2 true'
hash=$(printf tok-1 | sha256sum | cut -c1-16)
check 'a refused token: a new one' \
    'oauth /token "" "\"refused\":\"$hash\"" | rx-auth | jq -c "[.credentials.headers.Authorization, .refused]"' \
    '["Bearer tok-3",null]'
check 'refused again: the stored one is another already' \
    'oauth /token "" "\"refused\":\"$hash\"" | rx-auth | tokens' 'Bearer tok-3 true'
check 'within the margin it is renewed' 'oauth /token | rx-auth --margin 2h | tokens
    oauth /token | rx-auth --margin 50m | tokens' 'Bearer tok-3 true
Bearer tok-3 true'
check 'the client by Basic, percent-encoded' \
    'RX_SECRET_CLIENT_SECRET=s3/cret; oauth /basic "\"client_auth\":\"basic\"" | sed s/\"id\"/\"id:1\"/ | rx-auth | tokens
    asked /basic' 'Bearer tok-4 true
grant_type=client_credentials'
check 'password, scopes and more' \
    'oauth /password "\"grant_type\":\"password\",\"username\":{\"secret\":\"user\"},\"password\":{\"secret\":\"password\"},\"scopes\":\"a b\",\"access_token_request_data\":{\"audience\":\"x\"}" |
    rx-auth | tokens' 'Bearer tok-5 true'
check 'a token of the configuration, until it is refused' \
    '{ oauth /token "\"access_token\":\"conf\""
    oauth /token "\"access_token\":\"conf\"" "\"refused\":\"$(printf conf | sha256sum | cut -c1-16)\""
    oauth /token "\"access_token\":\"conf\""; } | rx-auth | jq -r .credentials.headers.Authorization' \
    'Bearer conf
Bearer tok-3
Bearer tok-3'
check 'a token alone is a bearer token' \
    'request "{\"type\":\"oauth2_client_credentials\",\"access_token\":{\"secret\":\"token\"}}" | rx-auth | given | sed "s|$URL|URL|"' \
    '{"origin":"URL","headers":{"Authorization":"Bearer t0ken-1"}}'

rotate='"grant_type":"refresh_token","refresh_token":{"secret":"refresh"}'
export RX_SECRET_REFRESH=r-first
check 'a rotated refresh token survives' \
    'for i in 1 2 3; do
	oauth /rotate "$rotate" | rx-auth | jq -r .credentials.headers.Authorization
done; requests "select(.path == \"/rotate\") | .body" | sed "s/.*refresh_token=//"' \
    'Bearer tok-6
Bearer tok-7
Bearer tok-8
r-first
r-first-6
r-first-7'
check_err 'lost without the store: said' 0 \
    'control "{\"reset\":true}"; oauth /rotate "$rotate" | rx-auth --no-token-cache' 'new refresh token'
check 'a token that ends at once is asked for each time' \
    '{ oauth /zero; oauth /zero; } | rx-auth | jq -r .credentials.headers.Authorization | sort -u | wc -l' 2

check_err 'an error of the server, without the secret' 4 'oauth /echo | rx-auth' \
    'answered 401, invalid_client: no *** here' '"error":"invalid_client"' "$URL/echo"
check_lacks 'nowhere' 'oauth /echo | rx-auth; oauth /echo | rx-auth | cat' s3cret
check 'an error line for the resource' \
    'oauth /echo | rx-auth 2>/dev/null | jq -c "[.rx, .resource, .exit]"' '["error","r",4]'
check_has 'retries' 'oauth /busy | rx-auth --max-wait 0.01 | tokens' 'true'
check_err 'each wait is told' 4 'control "{\"reset\":true}"; { oauth /busy; oauth /echo; } | rx-auth -v --no-token-cache --max-wait 0.01' \
    'waiting 0.01 s for a token (503, try 2 of 4)' 'waiting 0.01 s for a token (429, try 3 of 4)'
check_err 'a server that is down' 5 'oauth /down | rx-auth --max-wait 0.01' 'answered 500'
check_err 'a wait that is too long' 1 'oauth /later | rx-auth' 'asks to wait 3600 s (429)'
check_err 'an answer without a token, not shown' 3 'oauth /odd | rx-auth' 'no access_token' 'members token'
check_lacks 'indeed' 'oauth /odd | rx-auth' secret-shape
check 'a redirect within the origin' 'oauth /moved | rx-auth | tokens | cut -c1-10' 'Bearer tok'
check_err 'a redirect to another origin' 7 'oauth /away | rx-auth' 'another origin' client_secret
check_err 'over http to elsewhere' 7 'oauth /token | sed "s|$URL/token|http://h.example/token|" | rx-auth' \
    'secrets do not go over http to http://h.example'
check_err 'nobody there' 1 'oauth /token | sed "s|$URL/token|http://127.0.0.1:1/|" | rx-auth --max-wait 0.01 --no-token-cache' \
    'could not connect to 127.0.0.1:1: refused'
check_err 'no URL' 2 'request "{\"type\":\"oauth2_client_credentials\",\"client_id\":\"x\"}" | rx-auth' \
    "lacks 'access_token_url'"
check 'many processes, one token' \
    'control "{\"reset\":true}"; rm -rf "$XDG_STATE_HOME"; n=$(asked /token | wc -l)
    for i in 1 2 3 4 5 6; do oauth /token | rx-auth | tokens & done >got; wait
    sort -u got; echo $(($(asked /token | wc -l) - n))' 'Bearer tok-1 true
1'

# -- as a helper ------------------------------------------------------------------------------

mkfifo to from
rx-auth <to >from 2>helper.err &
helper=$!
exec 3>to 4<from
check 'one line in, one line out, at once' \
    'for i in 1 2; do request "$api_key}" >&3; read -r line <&4; echo "$line" | given; done |
    sed "s|$URL|URL|"' \
    '{"origin":"URL","headers":{"Api-Token":"k3y/1 x"}}
{"origin":"URL","headers":{"Api-Token":"k3y/1 x"}}'
check 'an error answers too' \
    'echo "{\"url\":\"https://h.example/\",\"auth\":{\"type\":\"bearer\",\"token\":{\"secret\":\"nope\"}}}" >&3
    read -r line <&4; echo "$line" | jq -c "[.rx, .exit]"' '["error",2]'
check 'its environment and arguments show no secret' \
    'cat "/proc/$helper/environ" "/proc/$helper/cmdline" 2>/dev/null | tr "\0" "\n" | grep -c k3y' 0 1
exec 3>&- 4<&-
wait "$helper"

finish
