#!/bin/sh
# rx-merge into SQLite: readers go on while much is written, whatever the
# journal of the database.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
TARGET=sqlite D=replace

sql() {
	sqlite3 t.db "$@"
}

# generation V: 30,000 records, 6 MB.
generation() {
	yes "$(printf '%0150d' 0)" | head -n 30000 |
	    awk -v v="$1" '{ printf "{\"id\":%d,\"v\":\"%s\",\"t\":\"%s\"}\n", NR, v, $1 }'
}
generation old >old
generation new >new

# database MODE: the table of the old ones, in small pages, so that the log is
# emptied often until a large transaction comes.
database() {
	fresh
	sql 'PRAGMA page_size = 512' 'CREATE TABLE seed(x)' "PRAGMA journal_mode = $1" >/dev/null
	rx-merge -q --into sqlite:t.db -t items -d replace --memory 4M old
}
bytes() {
	stat -c %s "$1" 2>/dev/null || echo 0
}
# halfway COMMAND...: starts it and stops it when its log has got large; then
# it is publishing, as nothing else writes that much at once.
halfway() {
	"$@" &
	pid=$!
	while [ "$(bytes t.db-wal)" -lt 4000000 ]; do
		kill -0 $pid 2>/dev/null || { echo 'ended before'; return; }
	done
	kill -STOP $pid
}
replace() {
	exec rx-merge -q --into sqlite:t.db -t items -d replace --memory 4M new
}
# read_all: what a reader sees that waits for nobody.
read_all() {
	sqlite3 -readonly -cmd '.timeout 0' t.db 'SELECT v, count(*) FROM items GROUP BY v' 2>&1
}

for mode in delete wal; do
	check "journal mode $mode: a reader sees the old table while a large one is published" \
	    "database $mode; halfway replace; read_all; read_all; kill -CONT \$pid; wait \$pid; echo \$?; read_all" \
	    'old|30000
old|30000
0
new|30000'
	check 'and the database has its journal mode again, and nothing of ours' \
	    'sql "PRAGMA journal_mode" "PRAGMA integrity_check" "SELECT name FROM sqlite_master WHERE name IN ('\''_rx_wal'\'', '\''_rx_stage_items'\'')"; ls t.db*' "$mode
ok
t.db"
	check 'killed there, the old table is as it was, and the next run ends as if nothing had been' \
	    "database $mode; halfway replace; kill -KILL \$pid; wait \$pid 2>/dev/null; read_all
	(replace); read_all; sql 'PRAGMA journal_mode'; ls t.db*" "old|30000
new|30000
$mode
t.db"
done

check 'a database of ours is readable for who may not write beside it' \
    'fresh; rx-merge -q --into sqlite:t.db -t items -d replace --memory 4M old
	rx-merge -q --into sqlite:t.db -t items -d replace --memory 4M new; sql "PRAGMA journal_mode"; ls t.db*' 'delete
t.db'
check 'a reader that stays keeps the log; the next run takes it away' \
    'database delete; mkfifo talk; sqlite3 t.db <talk >seen & reader=$!; exec 3>talk
	halfway replace; echo "SELECT v FROM items LIMIT 1;" >&3; until [ -s seen ]; do :; done
	kill -CONT $pid; wait $pid; echo $?; cat seen; sql "PRAGMA journal_mode"; read_all
	exec 3>&-; wait $reader; sql "SELECT name FROM sqlite_master WHERE name = '\''_rx_wal'\''"
	echo "{\"id\":1,\"v\":\"x\"}" | rx-merge -q --into sqlite:t.db -t other -k id; sql "PRAGMA journal_mode"' \
    '0
old
wal
new|30000
_rx_wal
delete'
check 'a small load does without a log' \
    'fresh; rx-merge -q --into sqlite:t.db -t items -d replace old; rx-merge -q --into sqlite:t.db -t items -d replace new
	ls t.db*; sql "PRAGMA journal_mode" "SELECT DISTINCT v FROM items"' 't.db
delete
new'
finish
