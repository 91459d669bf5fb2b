# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Sourced by the tests of this directory: a scratch directory, the driver, and verdicts.
#
# IMAGE_DRIVER names a driver that is built already; else driver.c is built here, with
# the library of the unit tests.
set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
tmp=$(mktemp -d "${TMPDIR:-/var/tmp}/image-test.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
passed=0 failed=0

if [ -z "${IMAGE_DRIVER:-}" ]; then
	IMAGE_DRIVER=$tmp/driver
	"${CC:-gcc}" -std=gnu11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -I"$top/src" \
		-fsanitize=address,undefined -o "$IMAGE_DRIVER" "$here/driver.c" \
		"$top/build/asan/libdrydock.a" -lblkid -luuid -lext2fs -lcom_err \
		-ljansson -lz -llzma -lzstd -lbz2 -llz4 -lnettle || exit 1
fi
mkdir "$tmp/work"
cd "$tmp/work" || exit 1

ok() {
	passed=$((passed + 1))
}

bad() {
	failed=$((failed + 1))
	echo "FAIL $*"
	sed 's/^/     /' "$tmp/out"
}

# check NAME COMMAND...: the command succeeds
check() {
	label=$1
	shift
	if "$@" > "$tmp/out" 2>&1; then ok; else bad "$label: $*"; fi
}

# accepts WANTED-OUTPUT ARGUMENT...: the driver takes it, and says so
accepts() {
	want=$1
	shift
	if "$IMAGE_DRIVER" "$@" > "$tmp/out" 2>&1 && [ "$(cat "$tmp/out")" = "$want" ]; then
		ok
	else
		bad "accepts $*: wanted \"$want\""
	fi
}

# refuses STATUS TEXT ARGUMENT...: one line of error with TEXT (a pattern), that status,
# and nothing left behind
refuses() {
	status=$1 text=$2
	shift 2
	ls -A > "$tmp/before"
	"$IMAGE_DRIVER" "$@" > /dev/null 2> "$tmp/out"
	got=$?
	ls -A > "$tmp/after"
	if [ "$got" -ne "$status" ]; then
		bad "refuses $*: status $got, wanted $status"
	elif [ "$(wc -l < "$tmp/out")" -ne 1 ] || ! grep -q -- "$text" "$tmp/out"; then
		bad "refuses $*: wanted one line with \"$text\""
	elif ! cmp -s "$tmp/before" "$tmp/after"; then
		bad "refuses $*: something was left behind"
	else
		ok
	fi
}

# await FILE: until it is there, a minute at most
await() {
	for _ in $(seq 600); do
		[ ! -e "$1" ] || return 0
		sleep 0.1
	done
	return 1
}

finish() {
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ]
}

# disk FILE: a raw image of 8 MiB with an ext2 superblock's magic and some data
disk() {
	truncate -s 8M "$1"
	printf '\123\357' | dd of="$1" bs=1 seek=1080 conv=notrunc status=none
	yes drydock | head -c 300000 | dd of="$1" bs=64k seek=17 conv=notrunc status=none
}
