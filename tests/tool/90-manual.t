#!/bin/sh
# Each option of a tool is in its manual page, and no other one is.
. "${0%/*}/lib.sh"

for tool in rx-plan rx-auth rx-page rx-select rx-merge rx-run; do
	page=$ROOT/man/$tool.1
	"$tool" --list-options | tr ' ' '\n' | grep '^--' | sort -u >options
	grep -E '^\.(It Fl|Fl) ' "$page" | tr ' ' '\n' | grep '^-[a-z]' |
	    sed 's/^/-/' | sort -u >described
	same "$tool: the options of the page are those of the tool" options described
	"$tool" --list-options | tr ' ' '\n' | grep '^-[^-]$' | sort -u >options
	grep -E '^\.(It Fl|Fl) ' "$page" | sed 's/^\.It //; s/^\.//' |
	    grep -oE '^Fl [A-Za-z]( |$)' | sed 's/Fl \(.\).*/-\1/' | sort -u >described
	same "$tool: its letters too" options described
done
finish
