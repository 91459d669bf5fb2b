#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The damaged file systems of e2fsprogs' own tests: whatever they hold, nothing crashes,
# hangs, or is made worse.  A tenth of them; with BOOT_CASES=all each of them.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/sbin:/usr/sbin
damaged=$("$here/damaged-images") || exit 4

# The look before mounting, under the sanitizers.
holds "no misstep in any of them" "${PROBE_DRIVER:-$here/../../build/probe-driver}" "$damaged"/*.img

# All as partitions of one disk, behind a sound system.
system_tree tree "A System"
truncate -s 32M system.img
mke2fs -q -F -t ext4 -b 4096 -d tree system.img
every=10
[ "${BOOT_CASES:-}" != all ] || every=1
{
	echo "$PWD/system.img"
	find "$damaged" -name '*.img' | sort | awk -v every=$every 'NR % every == 0'
} | xargs stat -c '%s %n' > list
awk '{ print start + 0, $1, $2; start += int(($1 + 1048575) / 1048576) * 1048576 }' list |
	awk '{ print $1 + 1048576, $2, $3 }' > places
{
	printf 'label: gpt\ntable-length: 256\n'
	awk '{ print "start=" $1 / 512 ", size=" int(($2 + 511) / 512) }' places
} > script
truncate -s $(($(tail -n 1 places | awk '{ print $1 + $2 }') + 2097152)) disk.raw
sfdisk -q --no-tell-kernel disk.raw < script
while read -r offset size file; do
	dd if="$file" of=disk.raw bs=64k seek="$offset" oflag=seek_bytes conv=notrunc,sparse \
		status=none
done < places

sum=$(sha256sum < disk.raw)
"$drydock" check disk.raw --root disk0p1 --only fs-integrity --check-filesystems \
	> "$tmp/out" 2>&1 < /dev/null
status=$?
holds "a check ends, with status $status" [ $status = 1 -o $status = 3 ]
holds "it names damage" grep -q 'e2fsck says' "$tmp/out"
holds "a check changes nothing" [ "$(sha256sum < disk.raw)" = "$sum" ]

"$drydock" fix disk.raw -o out.raw --format raw --root disk0p1 --only fs-integrity \
	--repair-filesystems > "$tmp/out" 2>&1 < /dev/null
status=$?
cp "$tmp/out" said
holds "a repair ends, with status $status" [ $status -le 1 -o $status = 3 ]
holds "it repairs" grep -q 'e2fsck repaired it' said
holds "the image is as it was" [ "$(sha256sum < disk.raw)" = "$sum" ]

# verdict FILE OFFSET SIZE: 0 sound, 4 damaged, 8 and more: it cannot be looked at
verdict() {
	dd if="$1" of=part.img bs=64k skip="$2" count="$3" iflag=skip_bytes,count_bytes \
		conv=sparse status=none
	truncate -s "$3" part.img
	timeout 60 e2fsck -fn part.img > fsck.log 2>&1
	echo $?
	rm -f part.img
}

part=0 worse='' repaired=0
while read -r offset size file; do
	part=$((part + 1))
	after=$(verdict out.raw "$offset" "$size")
	if grep -q "fs-integrity *disk0p$part .*repaired: e2fsck" said; then
		repaired=$((repaired + 1))
		[ "$after" -eq 0 ] || worse="$worse ${file##*/}: repaired, and e2fsck says $after;"
	fi
	[ "$after" -eq 0 ] || [ "$(verdict disk.raw "$offset" "$size")" -ge "$after" ] ||
		worse="$worse ${file##*/} is worse ($after);"
done < places
holds "none of $part is worse, $repaired repaired:$worse" [ -z "$worse" ]
holds "a good part is repaired: $repaired of $part" [ $((repaired * 3)) -gt "$part" ]
finish
