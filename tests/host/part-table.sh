#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Partition tables of disks that were grown, cut, converted or damaged: the system is found
# all the same, and sgdisk has nothing to say of what was made whole.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

# sound FILE: sgdisk finds no fault, and the partitions are those of good.raw
sound() {
	holds "sgdisk takes $1 as whole" sh -c "
		sgdisk -v '$1' > said 2>&1 && cat said && grep -q 'No problems found' said &&
		! grep -qiE 'corrupt|damaged|invalid' said"
	holds "the partitions of $1" sh -c "
		sfdisk -d good.raw 2>/dev/null | grep 'start=' | sed 's/^[^:]*//' > want
		sfdisk -d '$1' 2>/dev/null | grep 'start=' | sed 's/^[^:]*//' | cmp want -"
}

# fixed FILE TEXT: found broken, repaired to out.raw, and fine from then on
fixed() {
	ends 1 "$2" check "$1" --only part-table
	rm -f out.raw out.raw.manifest.json
	"$drydock" fix "$1" -o out.raw --format raw --only part-table > "$tmp/out" 2>&1
	holds "fix of $1" [ $? -eq 0 ]
	sound out.raw
	ends 0 "A System" check out.raw --only part-table
}

system_tree tree "A System"
truncate -s 80M good.raw
printf 'label: gpt\nfirst-lba: 34\nstart=2048, size=20480\nstart=22528, size=131072\n' |
	sfdisk -q --no-tell-kernel good.raw
part_at good.raw 11 64 tree
touch said want out.raw

cp good.raw grown.raw
truncate -s 90M grown.raw
fixed grown.raw "backup GPT is not at the end"

# Without force_size a VHD is a whole number of cylinders, a little larger than the disk.
qemu-img convert -O vpc good.raw grown.vhd
fixed grown.vhd "backup GPT is not at the end"

cp good.raw cut.raw
truncate -s 78M cut.raw
fixed cut.raw "of a larger disk"

# Linux itself finds no partition here.
cp good.raw wiped.raw
dd if=/dev/zero of=wiped.raw count=34 conv=notrunc status=none
fixed wiped.raw "primary GPT is damaged"
holds "the first copy is as it was" cmp -i 512 -n 16896 good.raw out.raw

# Nothing is guessed where both copies are gone.
cp good.raw lost.raw
dd if=/dev/zero of=lost.raw bs=512 seek=1 count=33 conv=notrunc status=none
dd if=/dev/zero of=lost.raw bs=512 seek=163839 count=1 conv=notrunc status=none
ends 3 "a protective MBR, but no GPT that is whole" check lost.raw

# A file system on all of the disk, and behind it what a table of former days left.
cp good.raw whole.raw
mke2fs -q -F -t ext4 -b 4096 -d tree whole.raw 16384
ends 0 "on disk0 (ext4)" check whole.raw --only part-table
ends 1 "on disk0 (ext4)" check whole.raw --only fstab-by-uuid

# Sectors of 4096 bytes: seen, but the disk will not start where they are of 512.
truncate -s 80M large.raw
printf 'g\nn\n1\n2816\n19199\nw\n' | fdisk -b 4096 large.raw > said 2>&1
part_at large.raw 11 64 tree
ends 1 "sectors of 4096 bytes" check large.raw --only part-table
holds "its system is found" grep -q "A System on disk0 partition 1" "$tmp/out"
truncate -s 84M large.raw
"$drydock" fix large.raw -o out4k.raw --format raw --only part-table > "$tmp/out" 2>&1
holds "the backup of large sectors is repaired" grep -q "backup GPT is written" "$tmp/out"
holds "fdisk takes it as whole" sh -c "
	LC_ALL=C fdisk -b 4096 -l out4k.raw > said 2>&1 && grep -q 'type: gpt' said &&
	! grep -qiE 'corrupt|backup|error' said"
finish
