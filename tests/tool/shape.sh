# shellcheck shell=sh
# shape.sh: what the tests of contracts and nested values share, on every
# target ($TARGET), beside merge.sh.

# stream RECORD...: a whole stream of resource $R (orders) of disposition $D,
# its begin's merge with the members $MERGE besides, the key $KEY (["id"]) and
# the disposition $HOW ($D); a record "S" is a page's end.
stream() {
	printf '{"rx":"begin","resource":"%s","merge":{"table":"%s","disposition":%s%s%s}%s}\n' \
	    "${R:=orders}" "$R" "${HOW:-\"$D\"}" \
	    "$([ "$D" != merge ] || printf ',"key":%s' "${KEY:-[\"id\"]}")" "${MERGE:+,$MERGE}" "${BEGIN:+,$BEGIN}"
	for r; do
		case $r in
		S)	printf '{"rx":"state","resource":"%s","part":{},"next":{"offset":%s}}\n' "$R" \
			    "$((N = ${N:-0} + 1))" ;;
		*)	printf '{"rx":"record","resource":"%s","part":{},"data":%s}\n' "$R" "$r" ;;
		esac
	done
	[ -n "${CUT:-}" ] || printf '{"rx":"end","resource":"%s"}\n' "$R"
}

# load RECORD... [-- ARGUMENT...]: such a stream, merged
load() {
	stream_args=''
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		stream_args="$stream_args '$1'"
		shift
	done
	[ $# -eq 0 ] || shift
	eval "stream $stream_args" | rx-merge -q --into "$(into)" "$@"
}

# content [TABLE [FILTER]]: its rows as JSON objects without nulls, in order
# shellcheck disable=SC2120	# who sources this gives arguments
content() {
	case $TARGET in
	sqlite) sqlite3 -json t.db "SELECT * FROM \"${1:-orders}\"" 2>/dev/null | jq -c '.[]' ;;
	postgres) pg -c "SELECT row_to_json(t) FROM \"${1:-orders}\" t" 2>/dev/null ;;
	*) records "${1:-orders}" ;;
	esac | jq -cS "with_entries(select(.value != null)) | ${2:-.}" | sort
}

# after COMMAND: its status, and what it leaves
after() {
	fresh
	rm -f r
	eval "$1"
	echo "status $?"
	content
	[ ! -f r ] || jq -cS 'del(.resource)' r
}
