#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Systems on logical volumes: found by identity, repaired, and never mixed.
# Takes long.
# shellcheck source=tests/host/stack-lib.sh
. "$(dirname "$0")/stack-lib.sh"

# The root and /home are logical volumes, /boot is a partition; swap has a name that
# changes.  A dash in a name is two in that of the device.
system_tree seed "A System on LVM"
mkdir seed/home
cat > seed/etc/fstab <<EOF
/dev/mapper/vg--a-root / ext4 defaults 0 1
UUID=$boot_uuid /boot ext4 defaults 0 2
/dev/vg-a/home /home ext4 defaults 0 2
/dev/sda2 none swap sw 0 0
EOF
disk lvm.raw 160 'start=2048,size=32M,type=83' 'size=8M,type=82' 'type=8e'
in_appliance "
mke2fs -q -t ext4 -U $boot_uuid /dev/vda1
mkswap /dev/vda2
lvm pvcreate -q /dev/vda3
lvm vgcreate -q vg-a /dev/vda3
lvm lvcreate -q -y -n root -L 48M vg-a
lvm lvcreate -q -y -n home -L 16M vg-a
mke2fs -q -t ext4 -d /seed /dev/vg-a/root
mke2fs -q -t ext4 /dev/vg-a/home
lvm vgchange -q -an vg-a
" lvm.raw
repaired "vg-a/root (ext4)" lvm.raw

# A thin volume on a second group's pool.
system_tree seed "A Thin System"
printf '/dev/thin/root / ext4 defaults 0 1\n/dev/sda1 none swap sw 0 0\n' > seed/etc/fstab
disk thin.raw 192 'start=2048,size=8M,type=82' 'type=8e'
in_appliance '
mkswap /dev/vda1
lvm vgcreate -q thin /dev/vda2
lvm lvcreate -q -y -L 96M -T thin/pool --poolmetadatasize 4M
lvm lvcreate -q -y -V 64M -T thin/pool -n root
mke2fs -q -t ext4 -d /seed /dev/thin/root
lvm vgchange -q -an thin
' thin.raw
repaired "thin/root (ext4)" thin.raw

# A system over two disks, given together, in any order, or half of it.
for file in first.raw second.raw; do
	disk $file 80 'start=2048,size=8M,type=82' 'type=8e'
done
sed -i 's/thin/two/' seed/etc/fstab
in_appliance '
mkswap /dev/vda1
lvm vgcreate -q two /dev/vda2 /dev/vdb2
lvm lvcreate -q -y -n root -L 80M two
mke2fs -q -t ext4 -d /seed /dev/two/root
lvm vgchange -q -an two
' first.raw second.raw
repaired "two/root (ext4)" first.raw second.raw
repaired "two/root (ext4)" second.raw first.raw
ends 3 "\"two\" lacks 1 physical volume" check first.raw
ends 3 "\"two\" lacks 1 physical volume" fix second.raw -o out.qcow2

# All outputs or none; each has its own name; nothing is written over.
mkdir there
echo mine > there/second.qcow2
ends 2 "second.qcow2' exists already" fix first.raw second.raw -o there
holds "nothing was written" [ "$(ls there)$(cat there/second.qcow2)" = second.qcow2mine ]
ends 2 "are one file" check first.raw ./first.raw
mkdir other
cp first.raw other
ends 2 "would both become" fix first.raw other/first.raw -o new

# A copy of a disk beside it, and another machine's group of the same name.
ends 3 "have one identity" check first.raw second.raw other/first.raw
disk other/first.raw 40
in_appliance '
lvm vgcreate -q two /dev/vda
lvm lvcreate -q -y -n root -L 8M two
lvm vgchange -q -an two
' other/first.raw
ends 3 "two volume groups are called \"two\"" check first.raw second.raw other/first.raw
finish
