#!/bin/sh
# rx-run and rx-page where something stops them: no reader, a signal, a stage
# that dies, limits of the system.
. "${0%/*}/lib.sh"

start_server <<'EOF'
{"routes": [
  {"path": "/rows", "rows": [{"id": 1}, {"id": 2}]},
  {"path": "/orgs", "count": 4, "row": {"id": "{i}"}, "body": {"data": "{rows}"},
   "paging": {"by": "offset", "param": "offset", "limit": 2}, "faults": [{"n": 2, "latency": 120000}]},
  {"path": "/orgs/{id}/repos", "count": 2, "row": {"id": "{id}-{i}"}, "body": {"data": "{rows}"}},
  {"path": "/big", "count": 6000, "row": {"id": "{i}", "fill": "{fill:300}"}, "body": {"data": "{rows}"},
   "paging": {"by": "offset", "param": "offset", "limit": 500}},
  {"path": "/huge", "count": 1, "row": {"fill": "{fill:24000000}"}, "body": {"data": "{rows}"}}
]}
EOF

cat >family.json <<EOF
{"client": {"base_url": "$URL", "auth": {"type": "bearer", "token": {"secret": "key"}}}, "resources": [
  {"name": "orgs", "primary_key": "id", "write_disposition": "merge", "endpoint": {"path": "orgs", "data_selector": "data",
   "paginator": {"type": "offset", "limit": 2}}},
  {"name": "repos", "primary_key": "id", "write_disposition": "merge", "endpoint": {"path": "orgs/{org_id}/repos",
   "data_selector": "data", "paginator": "single_page",
   "params": {"org_id": {"type": "resolve", "resource": "orgs", "field": "id"}}}}]}
EOF
cat >big.json <<EOF
{"client": {"base_url": "$URL"}, "resources": [{"name": "big", "primary_key": "id", "write_disposition": "append",
  "endpoint": {"path": "big", "data_selector": "data", "paginator": {"type": "offset", "limit": 500}}}]}
EOF
export RX_SECRET_KEY=s3cret-value MINE=s3cret-two
run_rx() { rx-run -q "$@"; }

# until COMMAND: waits for it to be true, half a minute at most.
until_true() {
	tries=0
	until eval "$1" >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ $tries -lt 600 ] || { echo "never: $1" >&2; return 1; }
		sleep 0.05
	done
}
# children PID: "pid name" of each.
children() {
	for stat in /proc/[0-9]*/stat; do
		sed -n "s/^\([0-9]*\) (\([^)]*\)) . $1 .*/\1 \2/p" "$stat" 2>/dev/null
	done | sort -n
}
# begin OPTION...: a run that is in its middle, with one request open; its pid is $RUN.
begin() {
	rm -f t.db* told pid status
	control '{"reset":true}'
	: >"$LOG"
	{
		sh -c 'echo $$ >pid; exec rx-run -q family.json --into sqlite:t.db "$@"' - "$@" >out 2>told
		echo $? >status
	} 2>job &
	until_true '[ "$(grep -c . "$LOG")" = 4 ]'
	read -r RUN <pid
	children "$RUN" >stages
}
# over SIGNAL PID: ends one; the status of the run.
over() {
	kill -s "$1" $2
	until_true '[ -s status ]'
	cat status
}
gone() {
	while read -r pid name; do
		[ ! -e "/proc/$pid" ] || echo "$name is left"
	done <stages
}
rows() { sqlite3 t.db "select count(*) from $1" 2>/dev/null; }

# -- nobody reads -----------------------------------------------------------------

status_of() { { "$@" 2>told; echo $? >st; } | head -n 1 >first; cat st told; }
check 'rx-run | head ends as a pipe does, silently' 'status_of rx-run -q big.json' 141
check 'so does rx-page, its helper too' \
    'echo "{\"url\":\"$URL/big\",\"paging\":{\"type\":\"offset\"},\"auth\":{\"type\":\"bearer\",\"token\":{\"secret\":\"key\"}}}" >line
	status_of rx-page --auth "echo \$\$ >helper; exec rx-auth" <line; [ -s helper ] && [ ! -e "/proc/$(cat helper)" ] && echo gone' \
    '141
gone'

# -- a signal -----------------------------------------------------------------------

for signal in INT TERM HUP; do
	begin
	case $signal in INT) want=130 ;; TERM) want=143 ;; HUP) want=129 ;; esac
	check "SIG$signal ends all stages" 'over '$signal' "$RUN"; gone' "$want"
done
check 'what came before is kept' 'rows orgs; rows repos' '2
4'
trap '' HUP
begin
trap 'exit 129' HUP
check 'nohup is obeyed' 'kill -s HUP "$RUN" $(cut -d " " -f 1 stages); over TERM "$RUN"' 143

# -- a stage dies ---------------------------------------------------------------------

begin
check 'a run with children has seven stages' 'cut -d " " -f 2 stages | tr "\n" " "; over TERM "$RUN"' \
    'rx-merge rx-page rx-select rx-plan rx-auth rx-page rx-select 143'
for i in 1 2 3 4 5 6 7; do
	begin
	victim=$(sed -n ${i}p stages) name=${victim#* }
	check "kill -9 of stage $i, $name: the run fails, and names it" \
	    'over KILL "${victim% *}"; gone; tail -n 1 told' "1
rx-run: error: $name died of signal 9 (Killed)"
	check 'the next run fetches all' 'run_rx family.json --into sqlite:t.db; rows orgs; rows repos' '4
8'
done
begin
victim=$(sed -n 1p stages)
check 'that the stream was cut short is told once' 'over KILL "${victim% *}"; grep -c "cut short" told' '1
1'

# -- secrets -----------------------------------------------------------------------------

begin --secret other=env:MINE
check 'secrets are in no title, and in the environment only where they are needed' \
    'while read -r pid name; do
	tr "\0" "\n" <"/proc/$pid/cmdline" | grep -q s3cret && echo "title of $name"
	tr "\0" "\n" <"/proc/$pid/environ" | grep -c s3cret | sed "s/^/$name /"
    done <stages | sort -u; over TERM "$RUN"' 'rx-auth 0
rx-merge 0
rx-page 2
rx-plan 0
rx-select 0
143'

# -- limits of the system ------------------------------------------------------------------

limited() { (ulimit "$1" "$2"; shift 2; exec "$@"); }
check_err 'a file may not grow: rx-merge' 1 'limited -f 500 rx-run -q big.json --into file:f.ndjson' \
    'rx-merge: error: cannot write' 'File too large'
check_err 'rx-run to standard output' 1 'limited -f 500 rx-run -q big.json >big' \
    'rx-merge: error: cannot write standard output: File too large'
check_err 'rx-page' 1 'limited -f 500 rx-page -q --paginator offset "$URL/big" >big' \
    'rx-page: error: cannot write standard output: File too large'
if [ "$SANITIZED" = no ]; then
	check_err 'no descriptor is left' 1 'limited -n 5 timeout 20 rx-page -q "$URL/rows" </dev/null' \
	    'no socket for a connection to 127.0.0.1:' 'Too many open files'
	check_err 'too little memory' 1 'limited -v 45000 timeout 20 rx-page -q "$URL/huge" </dev/null' \
	    'rx-page: error: ' 'memory'
fi
finish
