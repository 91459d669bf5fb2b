#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The menu, key by key: what is left with Esc or "No" changes no byte; two consoles do not
# get in each other's way; a disk is repaired and verified, the report saved, and all of
# it undone.
# Takes long.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"

beside_the_disks() {
	rm -f serial monitor
	# shellcheck disable=SC2046 # lists
	words='' serial=unix:serial,server=on appliance -machine q35,sata=off -vga std \
		-qmp unix:monitor,server=on,wait=off $(drive disk disk.raw) $(device virtio-blk disk) \
		$(drive stick stick.raw) $(device usb-xhci stick) $(drive empty empty.raw) \
		-device virtio-blk-pci,drive=empty,serial=sn-empty
}

fstab() {
	debugfs -R "cat /etc/fstab" "disk.raw?offset=1048576" 2> /dev/null
}

# The name of the system would have a terminal do things.
system_tree tree 'Broken \033[31;7mGNU/Linux 12'
printf 'PRETTY_NAME="Broken \033[31;7mGNU/Linux 12"\n' > tree/etc/os-release
printf '/dev/sdb1 /data ext4 defaults 0 2\n' >> tree/etc/fstab
truncate -s 80M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 64 tree
truncate -s 33M stick.raw
echo 'start=2048, type=c' | sfdisk -q --no-tell-kernel stick.raw
mkfs.fat -F 16 -n STICK --offset 2048 stick.raw 32768 > /dev/null
truncate -s 8M empty.raw
before=$(sha256sum disk.raw stick.raw empty.raw)
old=$(fstab)

beside_the_disks
operates "every page is left" << 'END'
see 300 Systems on the disks of this machine
at vda  84 MB  Broken \x1b[31;7mGNU/Linux 12
see 5 Disks that are not offered: 2
to not offered
press enter
see 10 serial sn-empty
see 5 no system on it
press enter
see 10 Which one is to be looked at
press 1 enter
see 10 Where is it to run?
at KVM with virtio disks
press esc
see 10 Which one is to be looked at
press enter
see 10 Where is it to run?
press enter
see 300 All 2 findings would be repaired
at /etc/fstab:1
press enter
see 300 On another machine the disk has another name
see 5 The repair of fstab-by-uuid changes:
press pgdn
see 10 +UUID=
press enter
see 10 Explain
to All changes
press enter
see 10 +# drydock: /dev/sdb1
press esc
see 10 Explain
to Undo an earlier repair
press enter
see 10 sn-virtio-blk
at No
press enter
see 10 Explain
to Save the report
press enter
see 10 STICK
press enter
see 10 sn-usb-xhci
see 5 QEMU HARDDISK
at No
press esc
see 10 Explain
press tab
at Repair
press enter
see 10 Which repairs are to be made
press esc
see 10 Explain
press tab enter
see 10 [*] 2
press down space
see 10 [ ] 2
press enter
see 300 1 of 1 finding would be repaired
see 5 Size     84 MB
see 5 Serial   sn-virtio-blk
at No
press enter
see 10 Which repairs are to be made
press esc
see 10 Explain
press esc
see 10 Which one is to be looked at
END

operates "two consoles" << 'END'
redraw
press down up
console ret
rest 5
press enter
see 20 The other console has the disks
see 5 the screen (tty1) is working on vda
press esc
rest 2
press S enter
see 20 goes back to the menu
type tr -cd ' -~' < /dev/vcs1
see 20 Where is it to run?
type exit
see 10 Which one is to be looked at
press 1 enter
see 20 The other console has the disks
console esc
see 20 Where is it to run?
press esc
see 10 Which one is to be looked at
to Power the machine off
press enter
at Back
press enter
see 10 Which one is to be looked at
leave
END
stop
holds "no byte of the disks has changed" test "$before" = "$(sha256sum disk.raw stick.raw empty.raw)"

beside_the_disks
operates "a repair" << 'END'
see 300 Systems on the disks of this machine
press enter
see 10 Where is it to run?
press enter
see 300 All 2 findings would be repaired
press tab enter
see 10 Which repairs are to be made
press enter
see 20 Write to this disk?
see 5 Serial   sn-virtio-blk
press left left
at Yes, write
press enter
see 60 Do not switch the machine off
see 300 Written, and verified on the disk
see 5 All 2 findings repaired
press enter
see 10 Written to vda (in place)
press enter
see 10 Prove that it boots
to Save the report
press enter
see 10 STICK
press enter
see 10 Write to this disk?
press left
at Yes, write
press enter
see 60 .json
press enter
see 10 Written, and verified on the disk
to Prove that it boots
press enter
see 10 What kind of machine?
press enter
see 30 too little memory
press enter
see 10 Written, and verified on the disk
to Power the machine off
press enter
see 10 Power the machine off?
press left
at Power off
press enter
end 60
END
stop
holds "the disk is repaired" sh -c 'debugfs -R "cat /etc/fstab" "disk.raw?offset=1048576" 2> /dev/null | grep "^UUID=.* / "'
mcopy -n -i stick.raw@@1M '::drydock-*' . 2> "$tmp/out"
holds "the report is on the stick" "$here/../report/schema-check" drydock-*.json
holds "it says what was done" grep "All 2 findings repaired" drydock-*.txt

beside_the_disks
operates "undo" << 'END'
see 300 Systems on the disks of this machine
press enter
see 10 Where is it to run?
press enter
see 300 Explain
to Undo an earlier repair
press enter
see 10 Undo the last repair of this disk?
see 5 Serial   sn-virtio-blk
press left
at Yes, undo
press enter
see 300 all is as it was before
press enter
see 10 Explain
press esc
see 10 Which one is to be looked at
to Restart the machine
press enter
press left
at Restart
press enter
end 60
END
stop
holds "fstab is as it was" test "$old" = "$(fstab)"
holds "no journal is left" sh -c '! debugfs -R "stat /.drydock" "disk.raw?offset=1048576" 2>&1 | grep Inode:'
finish
