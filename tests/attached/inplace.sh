#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A repair written to the disk of the machine the appliance runs on: what it says, what is
# there afterwards, and all the ways back.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/attached/patient.sh
. "$here/patient.sh"

patient disk.raw
facts disk.raw > before
cp --sparse=always disk.raw full.raw
truncate -s 64M empty.raw

# fill FILE: leave no room on the root file system of the disk
fill() {
	dd if="$1" of="$tmp/part" bs=1M skip=1 count=31 status=none
	debugfs -w -R "write $tmp/filler /filler" "$tmp/part" > "$tmp/out" 2>&1
	dd if="$tmp/part" of="$1" bs=1M seek=1 conv=notrunc status=none
	rm -f "$tmp/part"
}
head -c 32M /dev/zero | tr '\0' x > "$tmp/filler"
fill full.raw

beside_the_disks() {
	# shellcheck disable=SC2046 # lists
	appliance -machine q35,sata=off $(drive disk disk.raw) $(device virtio-blk disk) \
		$(drive full full.raw) $(device nvme full) \
		$(drive empty empty.raw,readonly=on) $(device virtio-scsi empty)
	waits '^drydock:' 300
}

beside_the_disks
after "mount /dev/nvme0n1p1 /mnt; drydock disks --systems; umount /mnt" 300
holds "a disk with a system" prints "^vda .*: A Patient on vdap1"
holds "a disk without one" prints "^sda .*: no system on it"
holds "a disk in use" prints "^nvme0n1 .*: in use by this machine"
after "drydock undo /dev/vda" 300
holds "nothing to undo" ended 3
holds "it is said" prints "no repair in place is known of this system"
after "drydock fix --in-place /dev/nvme0n1 --only $rules" 300
holds "no room for the undo file" ended 4
holds "it is said before the first change" prints "nothing was changed: no place for the undo file"
after "drydock fix --in-place /dev/sda" 300
holds "a read-only disk" ended 4
holds "it is said to be one" prints "sda is read-only"
after "mount /dev/vda1 /mnt; drydock fix --in-place /dev/vda --only $rules" 300
holds "a disk in use" ended 4
holds "it is said" prints "vda is in use"
after "drydock undo /dev/vda; umount /mnt" 300
holds "not undone either" prints "vda is in use"
after "drydock fix --in-place /dev/vda --only $rules --journal /tmp" 300
holds "no undo file in memory" prints "lies in memory"
after "drydock fix --in-place /dev/vda --only $rules" 300
holds "a repair in place" ended 0
holds "it says where the way back is" prints "drydock undo takes it back"
after "drydock check /dev/vda --only $rules" 300
holds "it holds" ended 0
after "drydock finish /dev/vda" 300
holds "nothing is left to finish" ended 3
stop
facts disk.raw > after
holds "the disk has changed" sh -c "! cmp -s before after"
holds "sound" clean disk.raw
holds "it starts" boots disk.raw
cp --sparse=always disk.raw repaired.raw
holds "its undo file is on it" sh -c "debugfs -R 'ls -p /var/lib/drydock' 'disk.raw?offset=1048576' | grep undo-"
holds "an image is made of it" "$drydock" fix disk.raw -o out.raw --format raw --only "$rules"
holds "no undo file is in the image" sh -c "! debugfs -R 'ls -p /var/lib/drydock' 'out.raw?offset=1048576' | grep undo-"
rm -f out.raw

beside_the_disks
after "drydock undo /dev/vda" 300
holds "undone" ended 0
holds "it says what" prints "undone: all is as it was before"
after "drydock undo /dev/vda" 300
holds "once" ended 3
stop
facts disk.raw > undone
holds "all is as it was" diff before undone
holds "sound again" clean disk.raw

cp --sparse=always repaired.raw disk.raw
beside_the_disks
after "mount /dev/vda1 /mnt; echo '# mine' >> /mnt/etc/fstab; umount /mnt"
after "drydock undo /dev/vda" 300
holds "what was changed since is not overwritten" ended 3
holds "it is named" prints "changed since the repair: /etc/fstab"
after "drydock commit /dev/vda" 300
holds "committed" ended 0
after "drydock undo /dev/vda" 300
holds "no way back any more" ended 3
after "mount /dev/vda1 /mnt; ls /mnt/var/lib/drydock; umount /mnt"
holds "nothing of it is left" prints "No such file"
stop
finish
