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

# Keys that only the canonical form has.
cat >canonical <<'END'
inferred
send
via
END
grep -ohE '(KEY|MAP|LIST|WORD|ALIAS|QUIET|OPTION)\("[a-z_]+"|\.name = "[a-z_]+"' "$ROOT"/lib/plan/grammar*.c |
    grep -oE '"[a-z_]+"' | tr -d '"' | sort -u | comm -23 - canonical >keys
sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE ALSO/p' "$ROOT/man/rx-source.5" |
    grep -oE '[a-z_]+' | sort -u | comm -12 keys - >shown
same 'rx-source(5): every key of the grammar stands in an example' keys shown
check 'of which there are many' 'test $(wc -l <keys) -gt 170 && echo yes' yes
finish
