#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The appliance beside a broken disk: what the journal still holds is seen, a repair is
# carried out to its end, and not a byte of the disk changes.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"

# An ext4 file system as a machine leaves it that lost its power: the new /etc/os-release
# stands in the journal only. A tree as of system_tree(), with the name "Before".
system_tree tree "Before"
truncate -s 64M part
mke2fs -q -F -t ext4 -b 4096 -d tree part
block=$(debugfs -R "blocks /etc/os-release" part 2> /dev/null | tr -d ' ')
printf 'PRETTY_NAME="After!"\n' > journalled
truncate -s 4096 journalled
debugfs -w -f /dev/stdin part > "$tmp/out" 2>&1 <<END
jo
jw -b $block journalled
jc
END
holds "the journal is not empty" sh -c 'dumpe2fs -h part 2> /dev/null | grep needs_recovery'
holds "the disk holds what was before" \
	sh -c 'debugfs -R "cat /etc/os-release" part 2> /dev/null | grep Before'
truncate -s 80M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
dd if=part of=disk.raw bs=1M seek=1 conv=notrunc,sparse status=none
truncate -s 64M other.raw
before=$(sha256sum disk.raw other.raw)

# shellcheck disable=SC2046 # lists
appliance -machine q35,sata=off $(drive disk disk.raw) $(device virtio-blk disk) \
	$(drive other other.raw) $(device virtio-scsi other)
waits '^drydock:' 300
after "drydock check --only fstab-by-uuid" 300
holds "all disks: a finding" ended 1
holds "what the journal holds is seen, on the disk's own name" \
	prints 'sda, vda: After! on vda partition 1'
after "drydock check /dev/sda" 300
holds "one disk, without a system" ended 3
after "drydock check --here /dev/vda --only fstab-by-uuid" 300
holds "one disk" ended 1
after "drydock fix --only fstab-by-uuid" 300
holds "a repair is not written, which is a failure" ended 4
holds "it was carried out" prints 'out on a layer in memory and verified; nothing was written'
after "drydock fix --dry-run --only fstab-by-uuid" 300
holds "a dry run" ended 0
holds "it shows what would change" prints '^+UUID='
after "drydock trace /dev/vda" 300
holds "the chain of a disk without a kernel is broken" ended 1

after "ls -d /sys/block/dm-* /sys/block/loop*/loop"
holds "no layer is left" ended 1
after "grep 0 /sys/block/vda/ro"
holds "the disk may be written again" ended 0
after "mount -o ro,noload /dev/vda1 /mnt; drydock check /dev/vda" 300
holds "a disk in use is left alone" ended 4
holds "it is said" prints "vda is in use: unmount what is on it"
after "umount /mnt"
after "drydock check /dev/vdb"
holds "no such disk" ended 2
after "drydock fix -o /tmp/out.qcow2"
holds "no output of a disk" ended 2
stop
holds "no byte of the disks has changed" test "$before" = "$(sha256sum disk.raw other.raw)"
finish
