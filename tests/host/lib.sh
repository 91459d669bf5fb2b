# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# For the tests of the whole program; sourced.  Each runs in a directory of its own.
set -u

here=$(cd "$(dirname "$0")" && pwd)
drydock=${DRYDOCK:-$here/../../build/drydock}
tmp=$(mktemp -d "${TMPDIR:-/var/tmp}/drydock-host.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
mkdir "$tmp/work"
cd "$tmp/work" || exit 4
passed=0 failed=0

bad() {
	failed=$((failed + 1))
	echo "FAIL $*"
	sed 's/^/     /' "$tmp/out"
}

# ends STATUS TEXT ARGUMENT...: the status, a line with TEXT, and no file is left behind
ends() {
	status=$1 text=$2
	shift 2
	find . | sort > "$tmp/before"
	"$drydock" "$@" > "$tmp/out" 2>&1 < /dev/null
	got=$?
	find . | sort > "$tmp/after"
	if [ "$got" -ne "$status" ]; then
		bad "drydock $*: status $got, wanted $status"
	elif ! grep -q -e "$text" "$tmp/out"; then
		bad "drydock $*: no line with \"$text\""
	elif ! cmp -s "$tmp/before" "$tmp/after"; then
		bad "drydock $*: $(diff "$tmp/before" "$tmp/after" | tail -n 1) left behind"
	else
		passed=$((passed + 1))
	fi
}

# holds NAME COMMAND...: the command succeeds
holds() {
	name=$1
	shift
	if "$@" > "$tmp/held" 2>&1; then
		passed=$((passed + 1))
	else
		bad "$name"
		sed 's/^/     /' "$tmp/held"
	fi
}

# await FILE: until it is there, ten seconds at most
await() {
	for _ in $(seq 100); do
		[ ! -e "$1" ] || return 0
		sleep 0.1
	done
	return 1
}

# part_at FILE START-MIB SIZE-MIB [DIRECTORY]: an ext4 file system at that place of FILE
part_at() {
	truncate -s "$3M" "$tmp/part"
	mke2fs -q -F -t ext4 -b 4096 ${4:+-d "$4"} "$tmp/part" || exit 4
	dd if="$tmp/part" of="$1" bs=1M seek="$2" conv=notrunc,sparse status=none
	rm -f "$tmp/part"
}

# system_tree DIRECTORY NAME UUID: the least that is a system; its root is UUID
system_tree() {
	mkdir -p "$1/etc" "$1/sbin" "$1/bin" "$1/boot"
	printf 'PRETTY_NAME="%s"\n' "$2" > "$1/etc/os-release"
	printf 'root:x:0:0::/root:/bin/sh\n' > "$1/etc/passwd"
	# shellcheck disable=SC2016 # no variables
	printf 'root:$6$salt$hash:19000:0:99999:7:::\n' > "$1/etc/shadow"
	chmod 640 "$1/etc/shadow"
	printf '#!/bin/sh\n' > "$1/bin/sh"
	printf '/dev/sda1 / ext4 defaults 0 1\n' > "$1/etc/fstab"
	printf '#!/bin/sh\n' > "$1/sbin/init"
	chmod 755 "$1/sbin/init"
}

# without_system IMAGE RULE: the report is whole, names no system, and RULE alone judged
without_system() {
	"$drydock" check "$1" --json > report.json 2> "$tmp/out"
	holds "the report of $1: $?" "$here/../report/schema-check" report.json
	holds "it says that $1 has no system" python3 -c '
import json, sys
report = json.load(open("report.json"))
assert report["status"] == 3 and report["system"]["name"] is None, report
assert [f["rule"] for f in report["findings"]] == sys.argv[1:], report["findings"]' "$2"
	rm report.json
}

finish() {
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ]
}
