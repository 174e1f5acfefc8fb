# shellcheck shell=sh
# merge-values.sh: values and names that are hard to keep, on every target
# ($TARGET): each arrives as it is, or is rejected with a reason.
# shellcheck disable=SC2016,SC2034

# kept FIELD: what the target holds of it in record 1, as text: a number's own
# digits, a text without quotes.
kept() {
	case $TARGET in
	sqlite) sqlite3 t.db "SELECT CAST(\"$1\" AS TEXT) FROM items WHERE id = 1" ;;
	postgres) pg -c "SELECT \"$1\"::text FROM items WHERE id = 1" ;;
	*) records | sed -n '/"id":1[,}]/{s/.*"'"$1"'":\("[^"]*"\|\[.*\]\|[^,}]*\).*/\1/;s/^"\(.*\)"$/\1/;p;}' ;;
	esac
}

# value_case NAME JSON WANTED: a field of that value is kept as WANTED; if that
# begins with "rejected: ", it is rejected for that reason.
value_case() {
	VALUE=$2
	case $3 in
	rejected:*) check_err "$TARGET, $1 is rejected" 3 \
		'fresh; printf "{\"id\":1,\"v\":%s}\n" "$VALUE" | rx-merge --into "$(into)" -t items -k id' \
		"${3#rejected: }" ;;
	*)	check "$TARGET, $1" 'fresh; printf "{\"id\":1,\"v\":%s}\n" "$VALUE" |
		rx-merge -q --into "$(into)" -t items -k id; printf "[%s]\n" "$(kept v)"' "[$3]" ;;
	esac
}

hard_values() {
	nul='' half='' tenth=0.1000 huge=1e400 small=1E-400
	case $TARGET in
	sqlite) half='rejected: half of a surrogate pair' tenth=0.1 ;;
	postgres) nul='rejected: ' half='rejected: ' huge=1$(printf %0400d 0) small=0.$(printf %0399d 0)1 ;;
	*) nul='a\u0000b' half='x\ud83d' ;;
	esac
	value_case 'the greatest 64-bit integer' 9223372036854775807 9223372036854775807
	value_case 'the least one' -9223372036854775808 -9223372036854775808
	value_case 'one beyond' 9223372036854775808 9223372036854775808
	value_case 'one that no double has' 9007199254740993 9007199254740993
	value_case '30 digits' 123456789012345678901234567890 123456789012345678901234567890
	value_case '30 digits with a point' 12345678901234567890.1234567890 12345678901234567890.1234567890
	value_case 'a tenth with zeros' 0.1000 $tenth
	value_case 'a fraction that no double has' 0.1234567890123456789 0.1234567890123456789
	value_case '1e400' 1e400 $huge
	value_case '1E-400' 1E-400 $small
	# sqlite3 prints no more than what stands before it: 62-merge-sqlite.t looks
	[ -z "$nul" ] || value_case 'a NUL' '"a\u0000b"' "$nul"
	value_case 'half a surrogate pair' '"x\ud83d"' "$half"
	value_case 'a text that looks like a number' '"01234"' 01234
	value_case 'a text of many digits' '"12345678901234567890"' 12345678901234567890
	value_case 'a text that looks like null' '"null"' null
	value_case 'a text with a quote of SQL' '"'\''; DROP TABLE items; --"' "'; DROP TABLE items; --"
	value_case 'an empty text' '""' ''
	value_case 'a tab' '"a\tb"' "$(case $TARGET in sqlite | postgres) printf 'a\tb' ;; *) printf '%s' 'a\tb' ;; esac)"
	check "$TARGET, a text of digits beside a number" \
	    'fresh; printf "%s\n" "{\"id\":1,\"v\":1234}" "{\"id\":2,\"v\":\"01234\"}" "{\"id\":3,\"v\":\"1234\"}" |
	rx-merge -q --into "$(into)" -t items -k id; cells id v' '1 1234,2 01234,3 1234,'
	check "$TARGET, ten megabytes" \
	    'fresh; { printf "{\"id\":1,\"v\":\""; head -c 10000000 /dev/zero | tr "\\0" x; printf "\"}\n"; } |
	rx-merge -q --into "$(into)" -t items -k id; kept v | tr -d "\n" | wc -c; kept v | tr -d "x\n" | wc -c' '10000000
0'
	check "$TARGET, 3,000 fields" \
	    'fresh; jq -nc "{id: 1} + ([range(3000) | {key: \"f\(.)\", value: .}] | from_entries)" >wide
	rx-merge -q --into "$(into)" -t items -k id wide; kept f1
	case $TARGET in
	sqlite) sqlite3 t.db "SELECT _rx_rest ->> \"$.f2999\", (SELECT count(*) FROM pragma_table_info(\"items\")) +
	    (SELECT count(*) FROM json_each(_rx_rest)) FROM items" ;;
	postgres) pg -F"|" -c "SELECT _rx_rest::json ->> '\''f2999'\'', (SELECT count(*) FROM information_schema.columns
	    WHERE table_name = '\''items'\'') + (SELECT count(*) FROM json_object_keys(_rx_rest::json)) FROM items" ;;
	*) echo "$(kept f2999)|$(($(records | jq length) + 1))" ;;
	esac' '1
2999|3002'
	check "$TARGET, 3,000 fields again: nothing changes" \
	    'rx-merge --into "$(into)" -t items -k id wide 2>&1' \
	    'rx-merge: items: 1 record, 0 inserted, 0 updated, 1 unchanged'
	check "$TARGET, reserved words as names" \
	    'fresh; echo "{\"id\":1,\"select\":\"a\",\"from\":\"b\",\"order\":\"c\",\"user\":\"d\",\"table\":\"e\",\"rowid\":\"f\",\"oid\":\"g\",\"default\":\"h\"}" |
	rx-merge -q --into "$(into)" -t items -k id
	for f in select from order user table rowid oid default; do kept $f; done | tr "\n" " "; echo' 'a b c d e f g h '
	check "$TARGET, a reserved word as key" \
	    'fresh; printf "%s\n" "{\"group\":1,\"v\":\"a\"}" "{\"group\":1,\"v\":\"b\"}" |
	rx-merge -q --into "$(into)" -t items -k group; cells group v' '1 b,'
}
