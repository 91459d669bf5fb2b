#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Which disks of a machine are offered, and why the others are not; and the repair of
# systems on several disks from the menu: a mirror, a volume group, a /boot of its own.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"

# disk FILE MIB: an empty one, with one partition
disk() {
	truncate -s "$2M" "$1"
	echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel "$1"
}

# What the mirror and the volume group will hold; they are made where there is a kernel for
# them, in the appliance.
disk seeds.raw 66
system_tree tree "A Mirrored System"
part_at seeds.raw 1 30 tree
rm -rf tree
system_tree tree "A Grouped System"
part_at seeds.raw 33 30 tree
printf 'start=2048, size=61440, type=83\nstart=67584, size=61440, type=83\n' |
	sfdisk -q --wipe-partitions never --no-tell-kernel seeds.raw
truncate -s 36M mirror1.raw mirror2.raw
truncate -s 24M group1.raw group2.raw

# Its /boot is on another disk, which only fstab says.
rm -rf tree
disk root.raw 32
disk boot.raw 32
system_tree tree "A Divided System"
mkdir -p loader/grub
printf 'menuentry x {\n\tlinux /vmlinuz-6.1 root=/dev/sda1 ro\n}\n' > loader/grub/grub.cfg
: > loader/vmlinuz-6.1
mke2fs -q -F -t ext4 -b 4096 -U 5b0a7dd2-54a1-4a6e-9f62-6d3a0e2c1f12 -d loader "$tmp/part" 30M > "$tmp/out" 2>&1
dd if="$tmp/part" of=boot.raw bs=1M seek=1 conv=notrunc,sparse status=none
printf 'UUID=5b0a7dd2-54a1-4a6e-9f62-6d3a0e2c1f12 /boot ext4 defaults 0 2\n' >> tree/etc/fstab
part_at root.raw 1 30 tree
rm -rf tree
disk kept.raw 32
system_tree tree "A Kept System"
part_at kept.raw 1 30 tree
truncate -s 8M empty.raw

of_several_disks() {
	for name in mirror1 mirror2 group1 group2 root boot; do
		drive $name $name.raw
		device virtio-blk $name | sed "s/serial=.*/serial=sn-$name/"
	done
	drive kept kept.raw,readonly=on
	device pvscsi kept
	drive empty empty.raw
	device usb-xhci empty
}

# shellcheck disable=SC2046 # lists
appliance -machine q35,sata=off $(of_several_disks) $(drive seeds seeds.raw) $(device nvme seeds)
waits '^drydock:' 300
after "export DM_DISABLE_UDEV=1 MDADM_NO_UDEV=1 LVM_SUPPRESS_FD_WARNINGS=1"
after "mdadm --create /dev/md9 --run --level=1 --metadata=1.2 --raid-devices=2 /dev/vda /dev/vdb"
holds "a mirror is made" ended 0
after "lvm vgcreate vg0 /dev/vdc /dev/vdd && lvm lvcreate -y -Wn -Zn -l 100%FREE -n root vg0"
holds "a volume group is made" ended 0
after "cat /dev/nvme0n1p1 > /dev/md9 && cat /dev/nvme0n1p2 > /dev/vg0/root && sync"
holds "they are filled" ended 0
after "mkdir /media && mount /dev/md9 /mnt && mount -o ro /dev/vdf1 /media"
holds "they are used" ended 0
after "drydock disks --systems" 300
for name in vda vdb; do
	holds "$name, of a mounted array" prints "^$name .*: in use by this machine"
done
for name in vdc vdd; do
	holds "$name, of an active volume group" prints "^$name .*: in use by this machine"
done
holds "a disk with a mounted partition" prints "^vdf .*: in use by this machine"
holds "an empty disk" prints "serial sn-usb-xhci: no system on it"
holds "a read-only disk is said to be one" \
	prints "serial sn-pvscsi: A Kept System on sd.*; read-only: it can be looked at only"
holds "two systems on one disk" \
	prints "^nvme0n1 .*: A Mirrored System on nvme0n1p1; A Grouped System on nvme0n1p2"
after "drydock systems > /tmp/systems; grep -o 'in use by this machine' /tmp/systems | wc -l" 300
holds "the menu has the same list" prints '^5$'
after "umount /mnt /media && mdadm --stop /dev/md9 && lvm vgchange -an vg0" 60
holds "all is given back" ended 0
after "drydock disks --systems" 300
for name in vda vdb; do
	holds "$name has the mirrored system" prints "^$name .*: A Mirrored System on md"
done
for name in vdc vdd; do
	holds "$name has the grouped system" prints "^$name .*: A Grouped System on vg0/root"
done
holds "a disk with /boot alone" prints "^vdf .*: A Divided System on vdep1"
stop

# repairs DISKS NAME: the system NAME of the list, on DISKS, by the menu
repairs() {
	cat << END
to $2
press enter
see 20 Where is it to run?
press enter
see 300 repaired
see 5 $2 on $1, for
press tab enter
see 10 Which repairs are to be made
press enter
see 20 Write to these disks?
see 5 serial sn-$3
see 5 serial sn-$4
press left left
at Yes, write
press enter
see 300 Written, and verified on the disk
press esc
see 20 Which one is to be looked at
END
}

rm -f serial monitor
# shellcheck disable=SC2046 # lists
words='' serial=unix:serial,server=on appliance -machine q35,sata=off -vga std \
	-qmp unix:monitor,server=on,wait=off $(of_several_disks)
{
	cat << 'END'
see 300 Systems on the disks of this machine
see 5 vda+vdb
see 5 vdc+vdd
see 5 vde+vdf
see 5 A Kept System
to A Kept System
see 5 read-only
press S enter
see 20 goes back to the menu
type mdadm --assemble --run /dev/md9 /dev/vda /dev/vdb && mount /dev/md9 /mnt
rest 3
type exit
see 10 Which one is to be looked at
to Look for disks again
press enter
see 60 Disks that are not offered: 3
lacks A Mirrored System
to Disks that are not offered
press enter
see 10 sn-mirror1
see 5 sn-mirror2
see 5 in use by this machine
press enter
see 10 Which one is to be looked at
press S enter
see 20 goes back to the menu
type umount /mnt; mdadm --stop /dev/md9
rest 3
type exit
see 10 Which one is to be looked at
to Look for disks again
press enter
see 60 A Mirrored System
END
	repairs "vda, vdb" "A Mirrored System" mirror1 mirror2
	repairs "vdc, vdd" "A Grouped System" group1 group2
	repairs "vde, vdf" "A Divided System" root boot
	cat << 'END'
leave
END
} > script
operates "repairs of systems on several disks" < script
stop
for disks in "mirror1.raw mirror2.raw" "group1.raw group2.raw" "root.raw boot.raw"; do
	# shellcheck disable=SC2086 # a list
	holds "$disks: repaired" "$drydock" check $disks --only fstab-by-uuid,grub-root-by-uuid
done
debugfs -R "cat /grub/grub.cfg" "boot.raw?offset=1048576" > grub.cfg 2> "$tmp/out"
holds "/boot of its own: $(cat grub.cfg)" grep -q "root=PARTUUID=" grub.cfg
finish
