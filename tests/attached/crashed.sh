#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines that lost their power: an XFS file system, and an ext4 on LVM2, whose last
# changes stand in their logs only. The appliance beside them sees these, and changes no
# byte of the disks.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"

# system NAME DIRECTORY: commands that make the least that is a system
system() {
	printf '%s; ' "mkdir -p $2/etc $2/sbin" "echo 'PRETTY_NAME=\"$1\"' > $2/etc/os-release" \
		"echo '/dev/sda1 / auto defaults 0 1' > $2/etc/fstab" \
		"echo 'root:x:0:0::/root:/bin/sh' > $2/etc/passwd" \
		"echo '#!/bin/sh' > $2/sbin/init" "chmod 755 $2/sbin/init"
	echo sync
}

beside_the_disks() {
	# shellcheck disable=SC2046 # lists
	appliance -machine q35,sata=off $(drive xfs xfs.raw) $(device virtio-blk xfs) \
		$(drive lvm lvm.raw) $(device virtio-scsi lvm)
	waits '^drydock:' 300
}

truncate -s 320M xfs.raw
truncate -s 96M lvm.raw
mkfs.xfs -q xfs.raw
beside_the_disks
after "mkdir /one /two; mount -t xfs /dev/vda /one"
after "$(system "On XFS" /one)"
after "lvm pvcreate -qq /dev/sda; lvm vgcreate -qq group /dev/sda" 300
after "lvm lvcreate -qq -y -Wn -n root -l 100%FREE group" 300
after "/usr/sbin/mke2fs -q -t ext4 /dev/group/root; mount /dev/group/root /two"
after "$(system "On LVM" /two)"
holds "two systems are made" ended 0
kill -KILL "$machine"
stop
holds "the log of XFS is not empty" sh -c 'xfs_repair -n xfs.raw 2>&1 | grep "metadata changes in a log"'
before=$(sha256sum xfs.raw lvm.raw)

beside_the_disks
after "drydock check" 300
holds "two systems: nobody guesses" ended 3
holds "both are seen" prints "2 systems found.*vda: On XFS; group/root: On LVM"
for disk in "/dev/vda:On XFS on vda (xfs)" "/dev/sda:On LVM on group/root (ext4)"; do
	after "drydock check ${disk%%:*} --only fstab-by-uuid" 300
	holds "$disk: a finding" ended 1
	holds "$disk: what its log holds is seen" prints "${disk#*:}"
	after "drydock fix ${disk%%:*} --only fstab-by-uuid" 300
	holds "$disk: a repair is carried out" prints "on a layer in memory and verified"
done
after "ls -d /sys/block/dm-* /sys/block/loop*/loop"
holds "no layer is left" ended 1
stop
holds "no byte of the disks has changed" test "$before" = "$(sha256sum xfs.raw lvm.raw)"
finish
