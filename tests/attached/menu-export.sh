#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The disk as an image, from the menu: to a USB stick with FAT, to second disks with ext4 and
# XFS; what does not fit is said before, and "No" writes nothing.
# Takes long.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"

system_tree tree "A Small System"
truncate -s 80M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 64 tree
truncate -s 66M stick.raw
echo 'start=2048, type=c' | sfdisk -q --no-tell-kernel stick.raw
mkfs.fat -F 32 -n STICK --offset 2048 stick.raw 66560 > /dev/null
truncate -s 100M second.raw
mke2fs -q -F -t ext4 -b 4096 -L SECOND second.raw > "$tmp/out" 2>&1
truncate -s 320M third.raw
mkfs.xfs -q -L THIRD third.raw
before=$(sha256sum disk.raw)

rm -f serial monitor
# shellcheck disable=SC2046 # lists
words='' serial=unix:serial,server=on appliance -machine q35,sata=off -vga std \
	-qmp unix:monitor,server=on,wait=off $(drive disk disk.raw) $(device virtio-blk disk) \
	$(drive stick stick.raw) $(device usb-xhci stick) $(drive second second.raw) \
	$(device virtio-scsi second) $(drive third third.raw) $(device nvme third)
# exports LABEL FILESYSTEM FORMAT [KEYS]: from a system's page to the one after the file's name, to which
# the keys are added
exports() {
	cat << END
to Export the disk
press enter
see 20 Where is the image to be written?
to $1
at $2
press enter
see 60 In which format?
to $3
press enter
see 20 Name of the file
${4:+press $4}
press tab enter
END
}

# agreed: the operator says yes, and the disk is written
agreed() {
	cat << 'END'
press left
at Yes, write
press enter
see 300 Exported
END
}

{
	cat << 'END'
see 300 Systems on the disks of this machine
press enter
see 30 Where is it to run?
press enter
see 300 would be repaired
to Export the disk
press enter
see 20 Where is the image to be written?
to STICK
at vfat
press enter
see 60 In which format?
see 5 generic-kvm takes qcow2
at qcow2
to vhd-fixed
press enter
see 20 Name of the file
see 5 drydock-vda.vhd
press enter
see 20 It does not fit
see 5 the image would have 84 MB
press enter
see 20 Explain
END
	exports SECOND ext4 qcow2
	cat << 'END'
see 60 Write to this disk?
see 5 drydock-vda.qcow2
see 5 Serial   sn-virtio-scsi
see 5 The image has up to 84 MB
framed
at No
press enter
see 20 Explain
END
	exports SECOND ext4 qcow2 "x y"
	cat << 'END'
see 60 drydock-vda.qcow2xy
see 5 Serial   sn-virtio-scsi
END
	agreed
	cat << 'END'
see 5 drydock-vda.qcow2xy on sd
press enter
see 20 Explain
END
	exports SECOND ext4 qcow2 "x y"
	cat << 'END'
see 60 Write to this disk?
press left
press enter
see 300 Not exported
see 5 exists
press enter
see 20 Explain
END
	exports STICK vfat vmdk-stream
	cat << 'END'
see 60 It may not fit
see 5 Serial   sn-usb-xhci
END
	agreed
	cat << 'END'
press enter
see 20 Explain
END
	exports THIRD xfs raw
	cat << 'END'
see 60 Serial   sn-nvme
END
	agreed
	cat << 'END'
press enter
see 20 Explain
press esc
see 20 Which one is to be looked at
press S enter
see 20 goes back to the menu
type mount -o ro /dev/nvme0n1 /mnt && cmp /dev/vda /mnt/drydock-vda.raw && echo same""bytes; umount /mnt
see 300 samebytes
type exit
see 20 Which one is to be looked at
leave
END
} > script
operates "an export" < script
stop
holds "the disk is as it was" test "$before" = "$(sha256sum disk.raw)"
debugfs -R "dump drydock-vda.qcow2xy on-second.qcow2" second.raw > "$tmp/out" 2>&1
holds "what is on ext4" qemu-img compare -q -f raw -F qcow2 disk.raw on-second.qcow2
mcopy -n -i stick.raw@@1M ::drydock-vda.vmdk on-stick.vmdk 2> "$tmp/out"
holds "what is on FAT" qemu-img compare -q -f raw -F vmdk disk.raw on-stick.vmdk
holds "nothing else is on FAT" sh -c 'mdir -b -i stick.raw@@1M :: | grep -v manifest.json | wc -l | grep -q "^1$"'
holds "nothing else is on ext4" sh -c '! debugfs -R "ls -p /" second.raw 2> /dev/null | grep -e work -e part'
finish
