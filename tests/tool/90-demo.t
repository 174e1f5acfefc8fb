#!/bin/sh
# make demo: the five sources arrive whole, and nothing goes wrong.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"

demo() {
	sh "$ROOT/tests/demo/run"
}

demo >demo.out 2>demo.err </dev/null
STATUS=$?
check 'the demo ends well' 'echo $STATUS; grep -c error demo.out demo.err || :' '0
demo.out:0
demo.err:0'
check 'all records are in their tables' 'tail -n 16 demo.out' \
    '┌───────────────────┬─────────┐
│       table       │ records │
├───────────────────┼─────────┤
│ pages             │ 3       │
│ subscribers       │ 230     │
│ projects          │ 120     │
│ priorities        │ 4       │
│ plans             │ 51      │
│ contacts          │ 46      │
│ deals             │ 7       │
│ addon             │ 250     │
│ item              │ 12      │
│ attached_item     │ 138     │
│ bank_transactions │ 230     │
│ accounts          │ 34      │
└───────────────────┴─────────┘'
check_has 'a second run changes nothing' 'cat demo.err' \
    'contacts: 4 pages, 45 records, 0 inserted, 0 updated, 45 unchanged'
check_lacks 'secrets stand only where the demo sets them' \
    'grep -v export demo.out; cat demo.err' demo-status-key demo-password \
    demo-crm-token demo-billing-key demo-client-secret tok-1
finish
