#!/bin/sh
# rx-merge: contracts, declared types, names, nested values: the same cases on
# SQLite and files.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/lib.sh"
. "$ROOT/tests/tool/merge.sh"
. "$ROOT/tests/tool/shape.sh"
. "$ROOT/tests/tool/contract-cases.sh"
. "$ROOT/tests/tool/nest-cases.sh"

for TARGET in sqlite file; do
	for D in append replace merge; do
		contracts
	done
done
TARGET=sqlite
for D in append replace merge; do
	nested
done
finish
