# shellcheck shell=sh
# shellcheck disable=SC2120
# merge.sh: what the tests of rx-merge share: streams, and tables by content.

# lines WORD...: a line stream of resource $R ("items"), disposition $D:
#	B	begin (attempt $A; generation $G, if it is set)
#	3=x	a record {"id":3,"v":"x"}
#	S5	the state line of a page: greatest cursor value 5
#	L	the state line of the last page (no next)
#	P	the part's end
#	X	an error line (exit 4)
#	E	the end; C the end of a limited run
# Records and states belong to part $PART ({}).
lines() {
	for w; do
		case $w in
		B)	printf '{"rx":"begin","resource":"%s",' "${R:=items}"
			[ -z "${OF:-}" ] || printf '"of":["%s"],' "$OF"
			printf '"merge":{"table":"%s","disposition":"%s","key":["id"]}' "$R" "$D"
			[ -z "${G:-}" ] || printf ',"generation":%s' "$G"
			printf ',"attempt":{"id":"%s","plan":"p","at":"2026-01-01T00:00:00Z"}}\n' \
			    "${A:-a1}" ;;
		*=*)	printf '{"rx":"record","resource":"%s","part":%s,"data":{"id":%s,"v":"%s"}}\n' \
			    "$R" "${PART:-{\}}" "${w%%=*}" "${w#*=}" ;;
		S*)	printf '{"rx":"state","resource":"%s","part":%s,"next":{"offset":%s},"seen":%s}\n' \
			    "$R" "${PART:-{\}}" "${w#S}" "${w#S}" ;;
		L)	printf '{"rx":"state","resource":"%s","part":%s}\n' "$R" "${PART:-{\}}" ;;
		P)	printf '{"rx":"end","resource":"%s","part":%s}\n' "$R" "${PART:-{\}}" ;;
		X)	printf '{"rx":"error","resource":"%s","part":%s,"message":"no","exit":4}\n' \
			    "$R" "${PART:-{\}}" ;;
		E)	printf '{"rx":"end","resource":"%s","counts":{"requests":1,"pages":1,"rows":1,"retries":0,"waited":0.0,"end":"empty page"}}\n' "$R" ;;
		C)	printf '{"rx":"end","resource":"%s","complete":false}\n' "$R" ;;
		esac
	done
}

# into: the --into of target $TARGET, always the same.
into() {
	case $TARGET in
	sqlite) echo sqlite:t.db ;;
	file) echo file:t.ndjson ;;
	gz | zst) echo "file:t.ndjson.$TARGET" ;;
	dir | dir.*) echo "$TARGET:t.dir" ;;
	postgres) echo postgres: ;;
	esac
}

# records [RESOURCE]: what a target that is files holds of it.
records() {
	case $TARGET in
	file) f=t.ndjson ;;
	gz | zst) f=t.ndjson.$TARGET ;;
	*) f=t.dir/${1:-items}.ndjson${TARGET#dir} ;;
	esac
	[ -f "$f" ] || return 0
	case $f in
	*.gz) gzip -dc "$f" ;;
	*.zst) zstd -qdc "$f" ;;
	*) cat "$f" ;;
	esac
}

# rows: what the table (of resource $1, items) holds, as "id v" in order.
rows() {
	case $TARGET in
	sqlite) sqlite3 -separator ' ' t.db "SELECT id, v FROM \"${1:-items}\"" 2>/dev/null ;;
	postgres) pg -c "SELECT id, v FROM \"${1:-items}\"" 2>/dev/null ;;
	*) records "${1:-items}" | sed 's/^{"id":"*\([^",}]*\)[^:]*:*"*\([^"]*\).*/\1 \2/' ;;
	esac | sort -n | tr '\n' ','
}

# bookmark: of resource $1 (items), or "none".
bookmark() {
	rx-merge --into "$(into)" --print-state |
	    jq -r "select(.resource == \"${1:-items}\") | .bookmark // empty" | grep . || echo none
}

fresh() {
	rm -rf t.db* t.ndjson* t.dir r
	[ "$TARGET" != postgres ] || fresh_postgres
}

# merges: the status, the rows and the bookmark that a stream on stdin leaves.
merges() {
	rx-merge --into "$(into)" "$@" 2>"$T/merge.err"
	echo "status $?"
	echo "rows $(rows)"
	echo "bookmark $(bookmark)"
}

# load WORD...: a line stream of resource items, whose begin has the members $M
# of "merge" besides the table ($M is JSON without braces); words as of lines,
# and {...}, a record.
load() {
	for w; do
		case $w in
		B)	printf '{"rx":"begin","resource":"items","merge":{"table":"items",%s}' "$M"
			[ -z "${G:-}" ] || printf ',"generation":%s' "$G"
			printf ',"attempt":{"id":"%s","plan":"p","at":"2026-01-01T00:00:00Z"}}\n' \
			    "${A:-a1}" ;;
		'{'*)	printf '{"rx":"record","resource":"items","part":%s,"data":%s}\n' \
			    "${PART:-{\}}" "$w" ;;
		*)	R=items lines "$w" ;;
		esac
	done
}

# whole RECORD...: a whole load of these.
whole() {
	load B "$@" E
}

# cells FIELD...: the table's rows in order, their fields parted by spaces, NULL
# as -.
cells() {
	q=
	for f; do
		q="$q${q:+,}coalesce(CAST(\"$f\" AS TEXT), '-')"
	done
	case $TARGET in
	sqlite) sqlite3 -separator ' ' t.db "SELECT $q FROM items" ;;
	postgres) pg -c "SELECT $q FROM items" ;;
	*) records | jq -r '[.[$ARGS.positional[]]] | map(. // "-" | tostring) | join(" ")' \
	    --args "$@" ;;
	esac 2>/dev/null | sort | tr '\n' ',' | sed 's/$/\n/'
}

# puts FIELD... <STREAM: merges it, and tells the status, the counts (inserted,
# updated, unchanged, deleted) and the cells that are there then.
puts() {
	rx-merge --into "$(into)" --summary json ${OPTIONS:-} 2>"$T/merge.err" >"$T/merge.sum"
	echo "status $?"
	jq -r '.resources[] | "\(.inserted) \(.updated) \(.unchanged) \(.deleted)"' "$T/merge.sum"
	cells "$@"
}

# quiet <STREAM: merges it, and tells nothing.
quiet() {
	rx-merge -q --into "$(into)" ${OPTIONS:-} 2>/dev/null
}
