#!/bin/sh
# The harness: what passes, what fails, and what a failure shows.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"

# A tree of its own, with the same scripts.
mkdir -p tree/tests/tool tree/tests/unit tree/tests/man tree/man tree/build/unit
: >tree/Makefile
cp "$ROOT/tests/run" "$ROOT/tests/man.t" tree/tests/
cp "$ROOT/tests/tool/lib.sh" tree/tests/tool/
cd tree || exit 1

tool_test() {
	{ echo '. "${0%/*}/lib.sh"'; cat; } >tests/tool/x.t
	rm -f man/*
}

harness() {
	J=1 sh tests/run -t x.t "build:$BIN"
}

tool_test <<'END'
check 'one' 'echo 1' 1
check 'nothing' ':' ''
check_status 'three' 3 'exit 3'
check_err 'told' 2 'echo "x: error: no" >&2; exit 2' 'error: no'
check_has 'somewhere' 'echo a b c' b c
check_lacks 'nowhere' 'echo a b c' d
finish
END
check 'all pass' 'harness' \
    'ok    tests/tool/x.t                                6

6 passed, 0 failed'

tool_test <<'END'
check 'wrong' 'echo 1; echo oops >&2' 2
check 'right' 'echo 1' 1
finish
END
check 'a failure shows command, diff and stderr' 'harness' \
    'FAIL  tests/tool/x.t                                1 failed, 1 passed

== tests/tool/x.t ('"$BIN"')
not ok 1 - wrong
# command:
# echo 1; echo oops >&2
# status: 0
# diff (- wanted, + got):
# --- wanted
# +++ got
# @@ -1 +1 @@
# -2
# +1
# stderr:
# oops

1 passed, 1 failed' 1

fails() {	# NAME TEXT <TEST
	tool_test
	run harness
	if [ "$STATUS" -eq 1 ] && holds "$T/out" "$2"; then
		pass "$1"
	else
		report "$1" harness
	fi
}

fails 'a status' '1 failed' <<'END'
check 'status' 'echo 1; exit 1' 1
finish
END
fails 'a text that is not there' '1 failed' <<'END'
check_err 'text' 0 'echo a >&2' b
finish
END
fails 'a text that must not be there' '1 failed' <<'END'
check_lacks 'secret' 'echo s3cret >&2' s3cret
finish
END
fails 'no plan' '! ended without a plan' <<'END'
check 'one' 'echo 1' 1
END
fails 'a wrong plan' '! planned 3 checks, ran 1' <<'END'
echo ok 1 - one
echo 1..3
END
fails 'a death' '! ended with status 134' <<'END'
kill -ABRT $$
END
RX_TEST_TIME=1
export RX_TEST_TIME
fails 'a test that hangs' '! too slow: stopped' <<'END'
sleep 20
END
unset RX_TEST_TIME
fails 'a sanitizer within a check' '1 failed' <<'END'
check 'one' 'echo 1; echo "x.c:1: runtime error: shift" >&2' 1
finish
END
fails 'a sanitizer anywhere' '! a sanitizer has something to say' <<'END'
echo '==1==ERROR: AddressSanitizer: x' >&2
finish
END

fails 'the environment is clean' '1 passed, 1 failed' <<'END'
check 'clean' 'env | grep -ciE "proxy|RX_SECRET|RX_CONFIG"; ls "$HOME"' 0
check 'fails' 'false' ''
finish
END

# -- examples of the manual -------------------------------------------------------

cat >tests/man/api.json <<'END'
{"routes": [{"path": "/x", "text": "{\"u\": \"{origin}/y\"}\n"}]}
END
echo 'GREETING=hello' >tests/man/greet.sh
cat >man/x.1 <<'END'
.Dt X 1
.Bd -literal
$ not an example
.Ed
.Sh EXAMPLES
.\" test: api
.\" test: greet
.\" file: a.json
.Bd -literal -offset indent
{"a": "b\e"}
  indented
.Ed
.Bd -literal -offset indent
$ cat a.json |
>   tr a b
{"b": "b\e"}
\&...
$ curl -sS https://api.example.com/x
{"u": "https://api.example.com/y"}
$ echo $GREETING; echo "x: error: no" >&2; false
hello
x: error: no
$ LASTS=1
$ echo $LASTS
1
.Ed
.Sh SEE ALSO
END
check 'examples run' 'sh tests/man.t' 'ok 1 - x.1: cat a.json |
ok 2 - x.1: curl -sS https://api.example.com/x
ok 3 - x.1: echo $GREETING; echo "x: error: no" >&2; false
ok 4 - x.1: LASTS=1
ok 5 - x.1: echo $LASTS
1..5'

wrong() {	# NAME TEXT <EXAMPLES
	{ echo '.Sh EXAMPLES'; cat; } >man/x.1
	run 'sh tests/man.t'
	if [ "$STATUS" -eq 1 ] && holds "$T/out" "$2"; then
		pass "$1"
	else
		report "$1" 'sh tests/man.t'
	fi
}

wrong 'an example that prints something else' '+2' <<'END'
.Bd -literal
$ echo 2
1
.Ed
END
wrong 'an example that prints more' '+2' <<'END'
.Bd -literal
$ echo 1; echo 2
1
.Ed
END
wrong 'an example that fails' 'status: 1' <<'END'
.Bd -literal
$ false
.Ed
END
wrong 'an example without a command' 'runs nothing' <<'END'
.Bd -literal
rx-page https://api.example.com/x
.Ed
END
wrong 'an example that is not to be run' 'notest' <<'END'
.\" notest: too slow
.Bd -literal
$ true
.Ed
END
wrong 'a page without examples' 'has no examples' </dev/null
finish
