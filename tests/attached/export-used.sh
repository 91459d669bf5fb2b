#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# An export by the appliance of its machine's own disk: what was deleted is not stored, all
# files are, and what is dirty is stored whole; the disk is only read.
# Takes long.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/sbin:/usr/sbin

# put OFFSET-MIB: the file part, to its place on the disk
put() {
	dd if=part of=disk.raw bs=1M seek="$1" conv=notrunc,sparse status=none
}
# get FILE OFFSET-MIB SIZE-MIB: a partition of it, as the file part
get() {
	rm -f part
	dd if="$1" of=part bs=1M skip="$2" count="$3" conv=sparse status=none
}
new() { # SIZE COMMAND...: a file system in the file part
	rm -f part
	truncate -s "$1" part
	shift
	"$@" part > "$tmp/out" 2>&1 || bad "$*"
}

# Whole GiB, as ZVHD2 has it.
truncate -s 1G disk.raw
printf '%s\n' 'label: gpt' 'start=2048, size=64M' 'size=330M' 'size=64M' 'size=32M' 'size=64M' |
	sfdisk -q --no-tell-kernel disk.raw
new 64M mke2fs -q -F -t ext4 && put 1
new 330M mkfs.xfs -q && put 65
new 64M mkfs.fat -F 32 -s 1 && put 395
# Of one that was not unmounted nothing is known.
new 32M mke2fs -q -F -t ext4
yes 'dirty garbage' | head -c 4M > garbage
debugfs -w -R 'write garbage gone' part > /dev/null 2>&1
debugfs -w -R 'rm gone' part > /dev/null 2>&1
debugfs -w -R 'feature needs_recovery' part > /dev/null 2>&1
cp part dirty.ext4
put 459
rm garbage
yes 'unlisted garbage' | head -c 2M | dd of=disk.raw bs=1M seek=570 conv=notrunc status=none
# The place it goes to, with what the other disk gets.
mkdir seed
head -c 3000000 /dev/urandom > seed/keep
new 32M mke2fs -q -F -t ext4
mv part seed/lv
mke2fs -q -F -t ext4 -b 4096 -d seed out.raw 900M

# shellcheck disable=SC2046 # lists
appliance -machine q35,sata=off $(drive disk disk.raw) $(device virtio-blk disk) \
	-drive if=none,format=raw,id=out,file=out.raw -device virtio-blk-pci,drive=out
waits '^drydock:' 300
after 'mkdir -p /run/out /run/at && mount /dev/vdb /run/out' 60
holds "there is a place for it" ended 0
# shellcheck disable=SC2016 # for the appliance
after 'fill() {
mount $1 $2 /run/at && cp /run/out/keep /run/at/keep && yes "deleted garbage" | head -c 15000000 > /run/at/gone
sync; cp /run/out/keep /run/at/stays && rm /run/at/gone && umount /run/at
}
lvm pvcreate -q /dev/vda5 && lvm vgcreate -q vg /dev/vda5 && lvm lvcreate -q -y -Wn -L 32M -n kept vg &&
lvm lvcreate -q -y -Wn -L 20M -n gone vg && yes "deleted garbage" | head -c 20000000 > /dev/mapper/vg-gone &&
dd if=/run/out/lv of=/dev/mapper/vg-kept && fill "-t ext4" /dev/mapper/vg-kept &&
lvm lvremove -q -y vg/gone && lvm vgchange -q -an vg && fill "-t ext4" /dev/vda1 &&
fill "-t xfs" /dev/vda2 && fill "-t vfat" /dev/vda3; echo filled-$?; sync' 1200
holds "files and garbage" prints '^filled-0'
# The machine is idle: what it has written is in the file.
cp --sparse=always disk.raw before.raw
for format in qcow2 zvhd2; do
	after "drydock export /dev/vda -o /run/out/$format --format $format 2> /run/why" 1200
	holds "the appliance writes $format" ended 0
	after 'grep -c "warning: free" /run/why' 60
	holds "without a warning" prints '^0'
done
after 'drydock export /dev/vda -o - --format raw 2> /run/why > /run/out/stream' 1200
holds "and to a pipe" ended 0
after 'ls /sys/block | grep -c "^dm-"' 20
holds "no layer and no volume is left" prints '^0'
holds "the disk is as it was" cmp disk.raw before.raw
after 'umount /run/out; drydock store vdb stored qcow2 /dev/vda 2> /run/why; sync' 1200
after 'mount /dev/vda1 /run/at; drydock export /dev/vda -o /run/mounted 2> /run/why; cat /run/why' 600
holds "a disk in use is not exported" prints 'is in use (mounted?)'
after 'umount /run/at; sync' 60
stop

rm before.raw
for file in qcow2 zvhd2 stream stored; do
	debugfs -R "dump $file $file" out.raw > /dev/null 2>&1
done
qemu-img convert -O raw qcow2 back.raw
holds "the same as a stream" cmp back.raw stream
holds "the same as what the menu stores" qemu-img compare -q -f raw -F qcow2 back.raw stored
holds "the same as ZVHD2" python3 "$here/../host/zvhd.py" zvhd2 back.raw
holds "the garbage was there" grep -aq 'deleted garbage' disk.raw
holds "outside of partitions it is not stored" [ "$(grep -ac 'unlisted garbage' back.raw)" -eq 0 ]
# What shares 64 KiB with something used is, of 80 MB.
left=$(grep -ao 'deleted garbage' back.raw | wc -c)
holds "in them there are $left bytes of it" [ "$left" -lt 2000000 ]
for at in '1 64 e2fsck -fn' '65 330 xfs_repair -n' '395 64 fsck.fat -n'; do
	# shellcheck disable=SC2086 # words
	set -- $at
	get back.raw "$1" "$2"
	shift 2
	holds "$*" "$@" part
	case $1 in
	e2fsck) debugfs -R 'dump keep a' part > /dev/null 2>&1 && debugfs -R 'dump stays b' part > /dev/null 2>&1 ;;
	xfs_repair) continue ;;
	fsck.fat) mcopy -n -i part ::keep a && mcopy -n -i part ::stays b ;;
	esac
	holds "the files of $1" sh -c 'cmp a seed/keep && cmp b seed/keep && rm a b'
done
get back.raw 459 32
holds "what was not unmounted is whole" cmp part dirty.ext4
holds "both partition tables" sh -c 'sgdisk -v back.raw | grep "No problems"'
used=$(du -k back.raw | cut -f 1)
holds "$used KiB are stored of $(du -k disk.raw | cut -f 1)" [ "$used" -lt 60000 ]

# XFS and the logical volume, by who can read them.
# shellcheck disable=SC2046 # lists
appliance -machine q35,sata=off $(drive disk back.raw) $(device virtio-blk disk) \
	-drive if=none,format=raw,id=out,file=out.raw -device virtio-blk-pci,drive=out
waits '^drydock:' 300
# shellcheck disable=SC2016 # for the appliance
after 'mkdir -p /run/out /run/at && mount /dev/vdb /run/out; lvm vgchange -q -ay vg
for at in "-t xfs /dev/vda2" "-t ext4 /dev/mapper/vg-kept"; do
mount $at /run/at && cmp /run/at/keep /run/out/keep && cmp /run/at/stays /run/out/keep && echo same""files; umount /run/at
done; sync' 1200
holds "the files on XFS and on LVM" [ "$(said | grep -c '^samefiles')" -eq 2 ]
stop
finish
