#!/bin/sh
# rx-merge: the version of the state, and state that can't be read.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/postgres.sh"

D=merge R=items

sql() {
	case $TARGET in
	sqlite) sqlite3 t.db "$1" ;;
	postgres) pg -c "$1" ;;
	esac
}

state_file() {
	case $TARGET in
	file) echo t.ndjson.state ;;
	dir) echo t.dir/state.ndjson ;;
	esac
}

# version N: what the state says; none: nothing, as that of an older rx.
version() {
	case $TARGET.$1 in
	sqlite.none | postgres.none) sql 'DROP TABLE _rx_format' ;;
	sqlite.* | postgres.*) sql "UPDATE _rx_format SET version = $1" ;;
	*.none) sed -i '/"rx":"format"/d' "$(state_file)" ;;
	*) sed -i "/\"rx\":\"format\"/s/[0-9]/$1/" "$(state_file)" ;;
	esac
}

# all: what the target holds, whole.
all() {
	case $TARGET in
	sqlite) sqlite3 t.db .dump ;;
	postgres) rows; bookmark ;;
	*) for f in t.ndjson* t.dir/*; do [ ! -f "$f" ] || { echo "$f"; cat "$f"; }; done ;;
	esac
}

loaded() {
	fresh
	lines B 1=a S1 L E | rx-merge -q --into "$(into)" || echo "status $?"
}

# newer: each way to open a target whose state is of version 2.
newer() {
	loaded
	version 2
	all >before
	lines B 2=b S2 L E | rx-merge -q --into "$(into)" 2>err
	echo "merge $?"
	echo '{"id":3}' | rx-merge -q --into "$(into)" -t items -k id 2>/dev/null
	echo "bare $?"
	for option in print-state history show-schema forget; do
		rx-merge --into "$(into)" --$option 2>/dev/null
		echo "$option $?"
	done
	all | cmp - before && sed 's/error: .*: its/error: TARGET: its/' err
	version 1
	lines B 2=b S2 L E | rx-merge -q --into "$(into)"
	rows
	echo
}

older() {
	loaded
	version none
	lines B 2=b S2 L E | rx-merge -q --into "$(into)" || echo "status $?"
	rows
	bookmark
}

told() {
	loaded
	case $TARGET in
	sqlite | postgres) sql 'SELECT version FROM _rx_format' ;;
	*) head -n 1 "$(state_file)" | jq -r .version ;;
	esac
}

versions() {
	check "$TARGET: the state tells its version" told 1
	check "$TARGET: a newer one than is known is refused, and left as it is" newer \
	    'merge 7
bare 7
print-state 7
history 7
show-schema 7
forget 7
rx-merge: error: TARGET: its state is of version 2, this rx-merge knows 1
  hint: a newer rx has written it: use that one; nothing was changed
1 a,2 b,'
	check "$TARGET: one that tells none is of the first version" older '1 a,2 b,2'
}

for TARGET in sqlite file dir; do
	versions
done

# An unfinished run of a newer rx: its journal tells.
check 'dir: a journal of a newer version' 'TARGET=dir D=append; loaded
    lines B 2=b S2 | rx-merge -q --into dir:t.dir 2>/dev/null; sed -i "s/\"version\":1/\"version\":2/" t.dir/items.journal; cp t.dir/items.journal j
    lines B 3=c S3 L E | rx-merge -q --into dir:t.dir 2>&1 | sed -n "s/error: .*: its/its/p"; cmp j t.dir/items.journal && rows; echo' \
    'rx-merge: its state is of version 2, this rx-merge knows 1
1 a,'

# A state file that is damaged is a reason to stop, not one to begin anew.
for TARGET in file dir; do
	check "$TARGET: a state file that is damaged is not thrown away" 'loaded
	    sed "s/\"state\",\"resource\".*/&]/" "$(state_file)" >s; cat s >"$(state_file)"
	    for i in 1 2; do lines B 2=b S2 L E | rx-merge -q --into "$(into)" 2>/dev/null; echo "status $?"; done
	    cmp s "$(state_file)" && echo kept' 'status 3
status 3
kept'
done

need_postgres
TARGET=postgres
versions
finish
