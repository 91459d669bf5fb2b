#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# usage: tests/report/pages.sh
#
# The pages of a check and of a trace in a real browser, as wide as a screen and as a phone:
# nothing is wider than the window, and what is asked first is above what comes later.
# With KEEP=DIRECTORY the pictures stay there.
set -u

cd "$(dirname "$0")/../.." || exit 4
drydock=${DRYDOCK:-build/drydock}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
passed=0 failed=0

verdict() {
	if [ "$2" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAIL %s\n' "$1"
		tail -n 5 "$work/log"
	fi
}

browser() {
	timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
		--hide-scrollbars --user-data-dir="$work/profile" "$@" 2>"$work/log"
}

# A system with much to say about it, and names as long as they come.
mkdir -p "$work/tree/etc" "$work/tree/boot/grub" "$work/tree/etc/network"
printf 'ID=debian\nVERSION_ID=12\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n' \
	>"$work/tree/etc/os-release"
{
	echo '/dev/sda1 / ext4 defaults 0 1'
	printf '/dev/disk/by-id/ata-%0200d-part1 /data ext4 defaults 0 2\n' 0
	echo '/dev/sdb1 /nowhere ext4 defaults 0 2'
} >"$work/tree/etc/fstab"
printf 'auto eth0\niface eth0 inet static\n\taddress 192.0.2.7/24\n' \
	>"$work/tree/etc/network/interfaces"

for command in check trace; do
	"$drydock" $command "$work/tree" --html "$work/$command.html" >"$work/log" 2>&1
	# What the browser makes of it: how wide it is, and where the headings are.
	sed 's|</body>|<script>document.title = document.documentElement.scrollWidth + " " + \
[...document.querySelectorAll("h1,.verdict,.answers,h2")].map(e => \
Math.round(e.getBoundingClientRect().top)).join(" ")</script></body>|' \
		"$work/$command.html" >"$work/asked.html"
	for width in 1080 500; do
		browser --window-size=$width,2400 --dump-dom "file://$work/asked.html" >"$work/dom"
		# shellcheck disable=SC2046 # a list of numbers
		set -- $(sed -n 's|.*<title>\([0-9 -]*\)</title>.*|\1|p' "$work/dom")
		[ "${1:-99999}" -le $width ]
		verdict "$command at $width: ${1:-nothing} wide" $?
		shift
		[ $# -ge 3 ] && echo "$*" | tr ' ' '\n' | sort -n -c 2>"$work/log"
		verdict "$command at $width: in this order: $*" $?
		browser --window-size=$width,2400 --screenshot="$work/$command-$width.png" \
			"file://$work/$command.html"
		python3 - "$work/$command-$width.png" $width <<'END'
import struct, sys, zlib
data = open(sys.argv[1], "rb").read()
width, height = struct.unpack(">II", data[16:24])
at, packed = 8, b""
while at < len(data):
    size, kind = struct.unpack(">I4s", data[at:at + 8])
    if kind == b"IDAT":
        packed += data[at + 8:at + 8 + size]
    at += size + 12
# One colour packs to almost nothing.
sys.exit(width != int(sys.argv[2]) or height != 2400 or len(packed) < 20000)
END
		verdict "$command at $width: a picture" $?
	done
done
[ -z "${KEEP:-}" ] || cp "$work"/*.png "$KEEP"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
