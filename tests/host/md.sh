#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Systems on arrays of Linux RAID: put together by identity, whole or degraded.
# Takes long.
# shellcheck source=tests/host/stack-lib.sh
. "$(dirname "$0")/stack-lib.sh"

# A mirror on partitions, with LVM on it; one of its two disks is not here.
system_tree seed "A Mirrored System"
printf '/dev/vg/root / ext4 defaults 0 1\n/dev/sda1 none swap sw 0 0\n' > seed/etc/fstab
for file in one.raw two.raw; do
	disk $file 96 'start=2048,size=8M,type=82' 'type=fd'
done
in_appliance '
mkswap /dev/vda1
mdadm --create /dev/md0 --level=1 --raid-devices=2 --metadata=1.2 --homehost=old --name=0 \
	--assume-clean --run /dev/vda2 /dev/vdb2
lvm vgcreate -q vg /dev/md0
lvm lvcreate -q -y -n root -L 48M vg
mke2fs -q -t ext4 -d /seed /dev/vg/root
lvm vgchange -q -an vg
mdadm --stop /dev/md0
' one.raw two.raw
ends 1 "A Mirrored System.*on vg/root" check --only "$rules" one.raw
ends 3 "md0 lacks a member.*--degraded" fix --only "$rules" one.raw -o out.qcow2
with=--degraded repaired "vg/root (ext4)" one.raw
repaired "vg/root (ext4)" one.raw two.raw
cp one.raw copy.raw
ends 3 "disk0p2 and disk2p2 have one identity" check one.raw two.raw copy.raw

# The old format, whose superblock is at the end and holds the number of the array.
system_tree seed "An Old Mirror"
printf '/dev/md3 / ext4 defaults 0 1\n/dev/sda1 none swap sw 0 0\n' > seed/etc/fstab
disk old.raw 80 'start=2048,size=8M,type=82' 'type=fd'
in_appliance '
mkswap /dev/vda1
mdadm --create /dev/md3 --level=1 --raid-devices=2 --metadata=0.90 --run /dev/vda2 missing
mke2fs -q -t ext4 -d /seed /dev/md3
mdadm --stop /dev/md3
' old.raw
with=--degraded repaired "md3 (ext4)" old.raw

# Parity over four disks, one of them not here.
for n in 1 2 3 4; do
	disk five$n.raw 40 'start=2048,size=8M,type=82' 'type=fd'
done
sed -i s/md3/md5/ seed/etc/fstab
in_appliance '
mkswap /dev/vda1
mdadm --create /dev/md5 --level=5 --raid-devices=4 --homehost=x --name=5 --assume-clean --run \
	/dev/vda2 /dev/vdb2 /dev/vdc2 /dev/vdd2
mke2fs -q -t ext4 -d /seed /dev/md5
mdadm --stop /dev/md5
' five1.raw five2.raw five3.raw five4.raw
repaired "md5 (ext4)" five1.raw five2.raw five3.raw five4.raw
with=--degraded repaired "md5 (ext4)" five4.raw five1.raw five3.raw
ends 3 "md5 has 2 of its 4 members here" check five1.raw five2.raw

# One half of a stripe is nothing.
disk half.raw 64
disk other.raw 64
in_appliance '
mdadm --create /dev/md0 --level=0 --raid-devices=2 --homehost=x --name=data --run /dev/vda /dev/vdb
mke2fs -q -t ext4 -d /seed /dev/md0
mdadm --stop /dev/md0
' half.raw other.raw
ends 3 "md/data has 1 of its 2 members here" check half.raw
finish
