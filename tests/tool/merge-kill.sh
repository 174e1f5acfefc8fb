# shellcheck shell=sh
# merge-kill.sh: runs of rx-merge that are killed, and what an undisturbed one
# would leave.  Its callers set PAGES and ROUNDS.
# shellcheck disable=SC2034,SC2154

# A run of $PAGES pages of 50 records; $V is in each value.  With $M its begin
# is that of load; with $LISTS, arguments of rx-merge, records have the members
# that lists prints.
pages() {
	if [ -n "${M:-}" ]; then
		load B
	else
		lines B
	fi
	awk -v n="$PAGES" -v v="$V" -v r=items -v more="${LISTS:+$(lists)}" 'BEGIN {
		for (p = 0; p < n; p++) {
			for (i = 0; i < 50; i++)
				printf "{\"rx\":\"record\",\"resource\":\"%s\",\"part\":{},\"data\":{\"id\":%d,\"v\":\"%s %d some text to fill the row\"%s}}\n", r, p * 50 + i, v, i, more
			printf "{\"rx\":\"state\",\"resource\":\"%s\",\"part\":{},\"next\":{\"offset\":%d},\"seen\":%d}\n", r, (p + 1) * 50, p + 1
		}
	}'
	lines L E
}

# The attempt goes on where the kept state says, or starts anew, as rx-plan
# would have it.
again() {
	# a session whose rx-merge was killed may still be committing
	rx-merge --into "$(into)" --print-state --lock-wait 20 >state
	g=$(jq -r 'select(.part == null) | .generation' state)
	next=$(jq -r '.next.offset // empty' state)
	if grep -q '"attempt"' state && [ -n "$next" ]; then
		A=$(jq -r '.attempt.id // empty' state) G=$g pages | awk -v n="$((next / 50))" '
			/"rx":"state"/ { p++ }
			/"rx":"begin"/ || p > n || (p == n && !/"rx":"state"/) || /"rx":"end"/'
	else
		A=a$2 G=${g:-0} pages
	fi | rx-merge -q --into "$(into)" ${LISTS:-}
}

# One round: a run that is killed after some lines and some time, then the
# rest of it.
round() {
	mkfifo f
	rx-merge -q --into "$(into)" ${LISTS:-} f 2>/dev/null &
	victim=$!
	{ G=$2 A=a$1 pages | head -n "$(($1 * PAGES * 51 / (ROUNDS + 1)))"; sleep "0.0$(($1 % 10))"
	  [ $(($1 % 4)) -ne 0 ] || sleep 0.25
	  kill -9 $victim; } 2>/dev/null >f
	wait $victim 2>/dev/null
	rm -f f
	again "$1" "b$1"
}

# as_wanted ROUND: tells what is not as in the run that was not disturbed.
as_wanted() {
	rows >got.rows
	if ! cmp -s ../wanted.rows got.rows || [ "$(bookmark)" != "$PAGES" ]; then
		echo "round $1: $(tr ',' '\n' <got.rows | wc -l) rows, bookmark $(bookmark)"
		tr ',' '\n' <../wanted.rows >../w; tr ',' '\n' <got.rows | diff ../w - | head -n 5
	fi
}

# $ROUNDS of them, each from the same table; it tells what is not as it should be.
kill_loop() {
	fresh
	V=old G=0 A=old pages | rx-merge -q --into "$(into)" ${LISTS:-}
	cp -r . "../start.$TARGET.$D"
	V=new G=2 A=new pages | rx-merge -q --into "$(into)" ${LISTS:-}
	rows >../wanted.rows
	i=1
	while [ "$i" -le "$ROUNDS" ]; do
		fresh
		cp -r ../start."$TARGET.$D"/t.* .
		V=new round "$i" 2
		as_wanted "$i"
		i=$((i + 1))
	done
	rm -rf "../start.$TARGET.$D"
	if [ "$TARGET" = sqlite ]; then
		sqlite3 t.db 'PRAGMA integrity_check'
	fi
}

# -- strategies ------------------------------------------------------------------

# how STRATEGY TIME: the begin of a merge that sees a load as a whole
how() {
	case $1 in
	scd2) M='"key":["id"],"disposition":{"disposition":"merge","strategy":"scd2","boundary_timestamp":"'$2'"}' ;;
	merge_key) M='"disposition":"merge","merge_key":["id"]' ;;
	both) M='"disposition":"merge","key":["id"],"merge_key":["v"]' ;;
	dedup_sort) M='"disposition":"merge","key":["id"],"columns":{"v":{"dedup_sort":"desc"}}' ;;
	insert-only) M='"key":["id"],"disposition":{"disposition":"merge","strategy":"insert-only"}' ;;
	esac
}

# content: what such a load leaves, with $LISTS also in the tables of lists
content() {
	[ -z "${LISTS:-}" ] || family
	case $STRATEGY in
	scd2) cells id v _rx_valid_from _rx_valid_to ;;
	*) cells id v ;;
	esac
}

# lists: members that --nest unfolds
lists() {
	case $V in
	old) printf ',"l":[{"t":[1,2,3]},2,3]' ;;
	*) printf ',"l":[{"t":["a","b"]},{"n":1}]' ;;
	esac
}

# family: tables of lists by what their records are, and rows without a record
family() {
	all items | jq -r '[._rx_version // ._rx_id // .id, .id] | @tsv' | sort -u >known
	for t in items__l items__l__t; do
		echo $t
		all $t | jq -r '[._items_rx_version // ._items_rx_id // ._items_id,
		    (with_entries(select(.value != null)) | del(._items_rx_version, ._items_rx_id) | tojson)] | @tsv' |
		    sort >rows
		join -t "	" -o 1.2,2.2 known rows | sort
		join -t "	" -v 2 known rows
	done
}

# all TABLE: its rows as JSON
all() {
	case $TARGET in
	sqlite) sqlite3 -json t.db "SELECT * FROM $1" | jq -c '.[]' ;;
	postgres) pg -c "SELECT row_to_json(x) FROM $1 x" ;;
	*) records "$1" ;;
	esac
}
