#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# From the start of QEMU to the menu, with the systems on the disks in it, takes at most 1.5
# times a bare boot of the same kernel with the same initramfs. Other work on the host only makes
# either longer, so the least of several rounds counts.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"

system_tree tree "A Small System"
truncate -s 24M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 20 tree

# start: the machine of both
start() {
	# shellcheck disable=SC2046 # lists
	appliance -machine q35,sata=off $(drive disk disk.raw) $(device virtio-blk disk)
}

now() { # hundredths of a second
	echo $(($(date +%s%N) / 10000000))
}

# An init that ends at once.
bare() {
	begun=$(now)
	words=rdinit=/bin/false start
	exec 3>&-
	wait "$machine" 2> /dev/null
	machine=
	echo $(($(now) - begun))
}

menu() {
	begun=$(now)
	words='' start
	while ! grep -q 'A Small System' "$tmp/out" && kill -0 "$machine" 2> /dev/null; do
		sleep 0.02
	done
	took=$(($(now) - begun))
	grep -q 'A Small System' "$tmp/out" && echo "$took"
	stop
}

# lesser OLD NEW: the lesser of two; nothing measured is no measure
lesser() {
	[ "${2:-0}" -gt 0 ] && [ "$2" -lt "$1" ] && echo "$2" || echo "$1"
}

kernel=99999 first=99999
for _ in $(seq 12); do
	bare > took
	kernel=$(lesser "$kernel" "$(cat took)")
	menu > took
	first=$(lesser "$first" "$(cat took)")
	[ "$first" -gt $((kernel * 3 / 2)) ] || break
done
holds "menu after $first, bare boot $kernel hundredths: at most 1.5 times" \
	[ "$first" -le $((kernel * 3 / 2)) ]
finish
