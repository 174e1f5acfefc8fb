# shellcheck shell=sh
# lib.sh: what the tests of the tools share.  POSIX sh; output is TAP.
#
#	#!/bin/sh
#	. "${0%/*}/lib.sh"
#	start_server <<'END'
#	{"routes": [{"path": "/x", "count": 3, "row": {"id": "{i}"}}]}
#	END
#	check 'three records' 'rx-page "$URL/x" | rx-select' '{"id":1}
#	{"id":2}
#	{"id":3}'
#	finish
#
# Each file runs alone, in a directory of its own that is removed at the end,
# with an empty environment: HOME and XDG_* there, LC_ALL=C, TZ=UTC, no proxy,
# $BIN first in PATH.  Commands are evaluated in a subshell of the test, so
# they see its variables.  A failure shows the command, the diff and stderr;
# what a sanitizer reports is always a failure.

ROOT=${0%/*}
until [ -f "$ROOT/Makefile" ]; do ROOT=$ROOT/..; done
ROOT=$(cd "$ROOT" && pwd) || exit 1
BIN=${BIN:-bin} B=${B:-build}
case $BIN in /*) ;; *) BIN=$ROOT/$BIN ;; esac
case $B in /*) ;; *) B=$ROOT/$B ;; esac

if [ "${RX_TEST_CLEAN:-}" != yes ]; then
	exec env -i RX_TEST_CLEAN=yes BIN="$BIN" B="$B" LC_ALL=C TZ=UTC \
	    PATH="$BIN:$B/tests:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin" \
	    ASAN_OPTIONS="${ASAN_OPTIONS:-}" UBSAN_OPTIONS="${UBSAN_OPTIONS:-}" \
	    ROUNDS="${ROUNDS:-}" SERVER_ROUNDS="${SERVER_ROUNDS:-}" \
	    sh "$0" "$@"
fi
unset RX_TEST_CLEAN

set -u
# Memory and speed are no matter for a build with sanitizers.
# shellcheck disable=SC2034
case $B in *asan*) SANITIZED=yes ;; *) SANITIZED=no ;; esac
T=$(mktemp -d "${TMPDIR:-/tmp}/rx-test.XXXXXX") || exit 1
mkdir "$T/home" "$T/work"
export HOME="$T/home" XDG_CONFIG_HOME="$T/home/config" \
    XDG_STATE_HOME="$T/home/state" XDG_CACHE_HOME="$T/home/cache" \
    XDG_DATA_HOME="$T/home/data"
cd "$T/work" || exit 1

COUNT=0 FAILED=0 PIDS='' URL='' TLS_URL='' LOG='' SERVER=''

cleanup() {
	for pid in $PIDS; do
		kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
	done
	cd / && rm -rf "$T"
}
trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# -- results ------------------------------------------------------------------

pass() {
	COUNT=$((COUNT + 1))
	printf 'ok %d - %s\n' "$COUNT" "$1"
}

# fail NAME: the reasons follow by note.
fail() {
	COUNT=$((COUNT + 1)) FAILED=$((FAILED + 1))
	printf 'not ok %d - %s\n' "$COUNT" "$1"
}

note() {
	sed 's/^/# /'
}

# finish: the last line of every test.
finish() {
	echo "1..$COUNT"
	[ "$FAILED" -eq 0 ]
	exit
}

# -- servers ------------------------------------------------------------------

# start_server [OPTION...] <SCENARIO: starts rx-testd; sets URL, LOG (one line
# of JSON a request) and SERVER (its process id).  With --tls FILE also TLS_URL,
# and FILE is the certificate, good for 127.0.0.1 and *.example.com.
start_server() {
	SERVERS=$((${SERVERS:-0} + 1))
	cat >"$T/scenario.$SERVERS.json"
	start_server_file "$T/scenario.$SERVERS.json" "$@"
}

# start_server_file SCENARIO [OPTION...]
start_server_file() {
	scenario=$1
	shift
	LOG=$T/requests.${SERVERS:=1}
	: >"$LOG"
	rm -f "$T/url"
	mkfifo "$T/url"
	rx-testd --log "$LOG" --timeout 600 "$@" "$scenario" >"$T/url" &
	SERVER=$!
	PIDS="$PIDS $SERVER"
	URL='' TLS_URL=''
	# shellcheck disable=SC2034
	{
		read -r URL
		case " $* " in *' --tls '*) read -r TLS_URL ;; esac
	} <"$T/url"
	[ -n "$URL" ] || { echo "Bail out! rx-testd does not start"; exit 1; }
}

stop_server() {
	kill "$SERVER" 2>/dev/null
	wait "$SERVER" 2>/dev/null
}

# control JSON: changes the server, e.g. '{"set":{"version":2},"reset":true}'.
control() {
	curl -sS -H 'Content-Type: application/json' -d "$1" "$URL/_control" \
	    >/dev/null
}

# requests FILTER: jq over the requests so far, one a line.
requests() {
	jq -r "$1" "$LOG"
}

# mask: the server's address becomes URL.
mask() {
	sed "s|$URL|URL|g"
}

# -- checks -------------------------------------------------------------------

# run COMMAND: its stdout, stderr and status are in $T/out, $T/err, $STATUS.
run() {
	STATUS=0
	(eval "$1") >"$T/out" 2>"$T/err" </dev/null || STATUS=$?
}

report() {
	fail "$1"
	printf 'command:\n%s\nstatus: %d\n' "$2" "$STATUS" | note
	[ ! -s "$T/diff" ] || { echo "diff (- wanted, + got):"; cat "$T/diff"; } |
	    note
	[ ! -s "$T/err" ] || { echo "stderr:"; head -n 60 "$T/err"; } | note
}

sane() {
	! grep -qE 'Sanitizer|runtime error:' "$T/err"
}

differs() {
	diff -a -u -L wanted -L got "$1" "$2" >"$T/diff" && return 1
	head -n 60 "$T/diff" >"$T/diff.head" && mv "$T/diff.head" "$T/diff"
}

wanted() {
	if [ -n "$1" ]; then
		printf '%s\n' "$1"
	fi >"$T/wanted"
}

# check NAME COMMAND STDOUT [STATUS]: all of stdout, and the status (0).
check() {
	run "$2"
	wanted "$3"
	if differs "$T/wanted" "$T/out" || ! sane || [ "$STATUS" -ne "${4:-0}" ]
	then
		report "$1" "$2"
	else
		pass "$1"
	fi
}

# check_status NAME STATUS COMMAND
check_status() {
	run "$3"
	echo "status $2" >"$T/wanted"
	echo "status $STATUS" >"$T/got"
	if differs "$T/wanted" "$T/got" || ! sane; then
		report "$1" "$3"
	else
		pass "$1"
	fi
}

# holds FILE TEXT...: FILE contains each text.
holds() {
	file=$1
	shift
	: >"$T/diff"
	for text in "$@"; do
		grep -aqF -e "$text" "$file" || echo "lacks: $text" >>"$T/diff"
	done
	[ ! -s "$T/diff" ] || { head -n 40 "$file" >>"$T/diff"; return 1; }
}

# check_err NAME STATUS COMMAND TEXT...: the status, and stderr has each text.
check_err() {
	name=$1 want=$2 command=$3
	shift 3
	run "$command"
	if ! holds "$T/err" "$@" || ! sane || [ "$STATUS" -ne "$want" ]; then
		report "$name" "$command"
	else
		pass "$name"
	fi
}

# check_stderr NAME STATUS COMMAND STDERR: the status, and all of stderr.
check_stderr() {
	run "$3"
	wanted "$4"
	if differs "$T/wanted" "$T/err" || [ "$STATUS" -ne "$2" ]; then
		report "$1" "$3"
	else
		pass "$1"
	fi
}

# check_has NAME COMMAND TEXT...: status 0, and stdout has each text.
check_has() {
	name=$1 command=$2
	shift 2
	run "$command"
	if ! holds "$T/out" "$@" || ! sane || [ "$STATUS" -ne 0 ]; then
		report "$name" "$command"
	else
		pass "$name"
	fi
}

# check_lacks NAME COMMAND TEXT...: neither stdout nor stderr has any text.
check_lacks() {
	name=$1 command=$2
	shift 2
	run "$command"
	: >"$T/diff"
	for text in "$@"; do
		grep -aF -e "$text" "$T/out" "$T/err" >>"$T/diff"
	done
	if [ -s "$T/diff" ] || ! sane; then
		report "$name" "$command"
	else
		pass "$name"
	fi
}

# same NAME FILE FILE: equal, byte for byte.
same() {
	STATUS=0
	: >"$T/err"
	if cmp -s "$2" "$3"; then
		pass "$1"
	else
		differs "$2" "$3"
		report "$1" "cmp $2 $3"
	fi
}
