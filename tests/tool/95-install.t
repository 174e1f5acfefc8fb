#!/bin/sh
# make install and uninstall: what is there afterwards.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"

make_() {
	make -s -C "$ROOT" B="$B" BIN="$BIN" DESTDIR="$PWD/pkg" PREFIX=/usr "$1"
}

check_status 'it installs' 0 'make_ install'
check 'every tool' 'cd pkg/usr/bin && ls' "$(cd "$ROOT/cmd" && ls rx-*.c |
    sed 's/\.c$//')"
check 'every page of the manual' 'cd pkg/usr/share/man && ls man*/* | sed "s|.*/||" |
    sort' "$(cd "$ROOT/man" && ls | sort)"
check 'the installed tools work' 'echo "{\"data\":[{\"id\":1}]}" |
    PATH=$PWD/pkg/usr/bin:/usr/bin:/bin rx-select data' '{"id":1}'
check_status 'it uninstalls' 0 'make_ uninstall'
check 'nothing is left' 'find pkg -type f' ''
finish
