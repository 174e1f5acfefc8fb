#!/bin/sh
# Source documents, unchanged, against a server made from each: all records
# once, credentials and parameters in their places, a fault retried.  Ours; and
# the real ones too, where they lie beside the checkout.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"

ls "$ROOT"/tests/documents/*.md >documents
for real in "$ROOT"/../shared/seeds/*.txt "$ROOT"/../shared/samples/documents/*.md; do
	[ "$SANITIZED" = yes ] || [ ! -f "$real" ] || echo "$real"
done >>documents

# Two at a time; what is wrong with N stands in N.out.
awk '{ print NR, $0 }' documents |
    xargs -P 2 -L 1 sh -c '"$0/tests/documents/try" "$2" >"$1.out" 2>&1 || echo >"$1.bad"' "$ROOT"

n=0
while read -r document; do
	n=$((n + 1)) name=${document##*/}
	if [ -f "$n.bad" ] || [ ! -f "$n.out" ]; then
		fail "$name"
		note <"$n.out"
	else
		pass "$name"
	fi
done <documents
finish
