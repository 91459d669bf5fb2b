#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Names that would have a terminal do things, in all places that the menu shows: of the
# system, of files, of its host, of a file system, of a disk. The operator's screen fails at
# every sequence and byte that no page is drawn with.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"

# A title, a cleared screen, C1 codes as a byte and as a character, text from right to left,
# wide and combining characters, what is no UTF-8, a backspace.
nasty=$(printf '\033]0;T\007\033[2J\2331m\302\233 \342\200\256\346\274\242a\314\201\377\376\b')
wide=$(printf '\346\274\242\345\255\227\346\274\242\345\255\227\346\274\242\345\255\227\346\274\242\345\255\227')

system_tree tree x
printf 'PRETTY_NAME="Hostile %s %s %s GNU/Linux with a name that is longer than any line of any screen"\n' \
	"$nasty" "$wide" "$nasty" > tree/etc/os-release
printf '%s\n' "$nasty" > tree/etc/hostname
printf '/dev/sdb1 /data\\012\\033]0;F\\007%s ext4 defaults 0 2\n' "$nasty" >> tree/etc/fstab
mkdir -p tree/etc/network/interfaces.d
: > tree/sbin/ifup
printf 'source /etc/network/interfaces.d/*\n' > tree/etc/network/interfaces
printf 'auto eth0\niface eth0 inet static\n  address 10.1.2.3/24\n' > "tree/etc/network/interfaces.d/x
$nasty$wide"
truncate -s 80M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 64 tree
truncate -s 33M stick.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel stick.raw
mke2fs -q -F -t ext4 -L "$(printf 'L\033]0;x\007\n\302\233\377')" stick.raw -E offset=1048576 31M \
	> "$tmp/out" 2>&1
truncate -s 8M empty.raw
before=$(sha256sum disk.raw stick.raw empty.raw)

rm -f serial monitor
# shellcheck disable=SC2046 # lists
words='' serial=unix:serial,server=on appliance -machine q35,sata=off -vga std \
	-qmp unix:monitor,server=on,wait=off \
	$(drive disk disk.raw) $(drive stick stick.raw) $(drive empty empty.raw) \
	-device virtio-scsi-pci,id=scsi \
	-device scsi-hd,bus=scsi.0,drive=disk,vendor="$(printf 'V\033[7m')",product="$(printf 'P\033]0;M\007\302\233\n')",serial="$(printf 'S\033[5m\n\r')" \
	-device qemu-xhci -device usb-storage,drive=stick,serial="$(printf 'U\033]0;S\007')" \
	-device virtio-blk-pci,drive=empty,serial="$(printf 'E\n\033[2J\377')"
operates "hostile names" << 'END'
see 300 Systems on the disks of this machine
see 5 Hostile \x1b]0;T\x07
framed
to Disks that are not offered
framed
press enter
see 20 no system on it
framed
press enter
see 20 Which one is to be looked at
press 1 enter
see 20 Where is it to run?
framed
press enter
see 300 would be repaired
framed
to fstab-by-uuid
framed
press enter
see 60 The repair of fstab-by-uuid changes:
framed
press pgdn
framed
press enter
see 20 Explain
to fstab-mount-points
framed
press enter
see 60 The repair of
framed
press enter
see 20 Explain
to nic-dhcp
framed
press enter
see 60 The repair of
framed
press pgdn
framed
press enter
see 20 Explain
to All changes
press enter
see 20 +UUID=
framed
press pgdn
framed
press enter
see 20 Explain
to The whole report
press enter
see 20 Hostile
framed
press pgdn
framed
press pgdn
framed
press enter
see 20 Explain
to Save the report
press enter
see 20 Where is the report to be saved?
framed
press enter
see 20 Write to this disk?
framed
at No
press enter
see 20 Explain
press tab enter
see 20 Which repairs are to be made
framed
press enter
see 300 Write to this disk?
framed
see 5 Serial
at No
press enter
see 20 Which repairs are to be made
press esc
see 20 Explain
press esc
see 20 Which one is to be looked at
leave
END
stop
holds "no byte of the disks has changed" test "$before" = "$(sha256sum disk.raw stick.raw empty.raw)"
finish
