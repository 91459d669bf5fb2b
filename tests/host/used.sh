#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What nothing uses is not stored, and all that is used is: file systems that a machine has
# filled and partly emptied, swap, free extents of LVM, and space outside of partitions.
# shellcheck source=tests/host/stack-lib.sh
. "$(dirname "$0")/stack-lib.sh"
PATH=$PATH:/sbin:/usr/sbin

# part FILE NUMBER: where partition NUMBER of FILE is, in MiB, and how large
part() {
	sfdisk -d "$1" | sed -n "s/.*start= *\([0-9]*\), size= *\([0-9]*\).*/\1 \2/p" |
		awk -v number="$2" 'NR == number { print $1 / 2048, $2 / 2048 }'
}

# put FILE NUMBER PART: the content of a partition
put() {
	dd if="$3" of="$1" bs=1M seek="$(part "$1" "$2" | cut -d ' ' -f 1)" conv=notrunc,sparse \
		status=none
}

# get FILE NUMBER: the content of a partition, as the file part
get() {
	# shellcheck disable=SC2046 # two numbers
	set -- "$1" $(part "$1" "$2")
	rm -f part
	dd if="$1" of=part bs=1M skip="$2" count="$3" conv=sparse status=none
}

# make SIZE COMMAND...: a file system in the file part, which is appended
make() {
	rm -f part
	truncate -s "$1" part
	shift
	"$@" part > "$tmp/out" 2>&1 || bad "$*"
}

mkdir seed
for i in 1 2 3 4 5 6 7 8; do
	head -c $((i * 70001)) /dev/urandom > "seed/keep$i"
done
head -c 3000000 /dev/urandom > seed/gone
(cd seed && sha256sum keep*) > sums
cp sums seed

# Everything in one: the numbers are those of the partitions.
disk all.raw 1200 'label: gpt' \
	'start=4096, size=2M, type=21686148-6449-6E6F-744E-656564454649' \
	'size=330M' 'size=330M' 'size=160M' 'size=64M' 'size=32M' 'size=32M' 'size=96M'
head -c 1M /dev/urandom > noise
put all.raw 1 noise
make 330M mkfs.xfs -q && put all.raw 2 part
make 330M mkfs.xfs -q -m crc=0 -b size=1024 && put all.raw 3 part
make 160M mkfs.btrfs -q && put all.raw 4 part
make 64M mkfs.fat -F 32 -s 1 && put all.raw 5 part
make 32M mkntfs -q -F -f && put all.raw 6 part
make 32M mkswap && put all.raw 7 part
make 96M mke2fs -q -F -t ext4 && put all.raw 8 part
# What nobody lists lies behind them, and in the body of the swap area.
dd if=noise of=all.raw bs=1M seek=1100 conv=notrunc status=none
dd if=noise of=all.raw bs=1M seek=$(($(part all.raw 7 | cut -d ' ' -f 1) + 8)) conv=notrunc status=none

# Of each, the space is used to the end again and again, and the rest is in pieces.
# shellcheck disable=SC2016 # for the appliance
fill='
set +x # it is long
fill() {
	mkdir -p /mnt/at; mount -t $1 $2 /mnt/at
	for i in 1 2 3 4 5 6 7 8; do
		cp /seed/keep$i /mnt/at; cp /seed/gone /mnt/at/gone$i
		j=0; while [ $j -lt 40 ]; do j=$((j + 1)); head -c 9000 /seed/gone > /mnt/at/small$i-$j; done
	done
	sync; rm /mnt/at/gone[1-7] /mnt/at/small*[13579]; umount /mnt/at
	mount -t $1 $2 /mnt/at; mv /mnt/at/gone8 /mnt/at/stays; umount /mnt/at
}'
in_appliance "$fill
fill xfs /dev/vda2; fill xfs /dev/vda3; fill btrfs /dev/vda4; fill vfat /dev/vda5
fill ext4 /dev/vda8" all.raw
rm -f noise

sum=$(sha256sum < all.raw)
# exported FILE: what is on it, as back.raw; how large the output is, as $size
exported() {
	rm -f back.raw
	holds "export $1" "$drydock" export "$1" -o out.qcow2
	size=$(stat -c %s out.qcow2)
	qemu-img convert -O raw out.qcow2 back.raw
	rm -f out.qcow2 out.qcow2.manifest.json
}
exported all.raw
holds "the source is as it was" [ "$(sha256sum < all.raw)" = "$sum" ]
# 2.5 MB of files and 3 MB on five of them, half of the small ones; btrfs has two of its maps.
holds "$size bytes hold what is used, of $(du -B1 all.raw)" [ "$size" -lt 75000000 ]
holds "what is not is not stored" [ $((size * 3)) -lt "$(du -B1 all.raw | cut -f 1)" ]
holds "both partition tables" sh -c 'sgdisk -v back.raw | grep "No problems"'
holds "the gap and the BIOS boot partition" cmp -n 4194304 all.raw back.raw
holds "what is behind the partitions is gone" \
	sh -c 'dd if=back.raw bs=1M skip=1100 count=1 status=none | cmp -n 1048576 - /dev/zero'
for check in '2 xfs_repair -n' '3 xfs_repair -n' '4 btrfs check --check-data-csum' \
	'5 fsck.fat -n' '6 ntfsfix -n' '8 e2fsck -fn'; do
	get back.raw "${check%% *}"
	# shellcheck disable=SC2086 # words
	holds "partition $check" ${check#* } part
done
get back.raw 7
holds "the swap area has its header" sh -c 'blkid -p part | grep swap'
holds "and no body" sh -c 'tail -c +2000001 part | cmp -n 30000000 - /dev/zero'
# shellcheck disable=SC2016
in_appliance 'for p in xfs:2 xfs:3 btrfs:4 vfat:5 ext4:8; do
	mkdir -p /mnt/at; mount -t ${p%:*} /dev/vda${p#*:} /mnt/at
	(cd /mnt/at && sha256sum -c /seed/sums); cmp /seed/gone /mnt/at/stays; umount /mnt/at
done' back.raw
rm -f all.raw

# A volume group: one logical volume that is used, one that is gone, one with a snapshot.
disk lvm.raw 400 'label: dos' 'start=2048, size=380M, type=8e'
in_appliance "$fill
lvm pvcreate /dev/vda1; lvm vgcreate vg /dev/vda1
lvm lvcreate -y -Wn -L 96M -n gone vg; lvm lvcreate -y -Wn -L 64M -n kept vg
lvm lvcreate -y -Wn -L 64M -n origin vg; lvm lvextend -L +32M vg/kept
for lv in kept origin; do mke2fs -q -F -t ext4 /dev/mapper/vg-\$lv; fill ext4 /dev/mapper/vg-\$lv; done
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do cat /seed/gone; done > /dev/mapper/vg-gone
lvm lvremove -y vg/gone; lvm lvcreate -y -s -L 32M -n snap vg/origin
mount -t ext4 /dev/mapper/vg-origin /mnt; rm /mnt/*[0-9]; umount /mnt" lvm.raw
exported lvm.raw
holds "60 MB of a volume that is gone are not in $size bytes" [ "$size" -lt 50000000 ]
# shellcheck disable=SC2016
in_appliance 'lvm vgchange -ay
for lv in kept snap; do
	mount -t ext4 -o ro,noload /dev/mapper/vg-$lv /mnt; (cd /mnt && sha256sum -c /seed/sums)
	cmp /seed/gone /mnt/stays; umount /mnt
done' back.raw
rm -f lvm.raw

# What was not unmounted, and what is damaged, is stored whole.
disk dirty.raw 160 'label: dos' 'start=2048, size=64M' 'size=64M, type=c'
make 64M mke2fs -q -F -t ext4 && head -c 20M /dev/urandom > noise
debugfs -w -R 'write noise gone' part > /dev/null 2>&1
debugfs -w -R 'rm gone' part > /dev/null 2>&1
debugfs -w -R 'feature needs_recovery' part > /dev/null 2>&1
put dirty.raw 1 part
make 64M mkfs.fat -F 32 -s 1
mcopy -i part noise ::gone && mdel -i part ::gone
printf '\001' | dd of=part bs=1 seek=65 conv=notrunc status=none
put dirty.raw 2 part
exported dirty.raw
holds "nothing of it is gone" cmp dirty.raw back.raw
finish
