#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Disks that come late are waited for; what is plugged in or grows later is found when
# asked for.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"

# plugged COMMAND: one line to QEMU's monitor
plugged() {
	echo "$1" > monitor.in
}

mkfifo monitor.in monitor.out
cat monitor.out > /dev/null & # QEMU's answers, until it ends
truncate -s 64M usb.raw late.raw scsi.raw

# The kernel is told to leave the disk alone for 6 s after it was found.
words="drydock.shell usb-storage.delay_use=6"
# shellcheck disable=SC2046 # lists
appliance -machine pc -device lsi53c895a,id=lsi -monitor pipe:monitor \
	$(drive usb usb.raw) $(device usb-xhci usb) $(drive late late.raw) $(drive scsi scsi.raw)
waits '^drydock:' 120
holds "a USB disk that takes 6 s is listed at the start" \
	grep -q "usb-storage .*serial sn-usb-xhci" "$tmp/out"

plugged "device_add scsi-hd,bus=lsi.0,drive=scsi,serial=sn-lsi"
plugged "device_add virtio-blk-pci,drive=late,serial=sn-late"
after "drydock disks | grep sn-l"
holds "nobody has told the kernel of two new disks" ended 1
after "drydock disks --rescan"
holds "a SCSI disk is found when asked for" grep -q "sym53c8xx .*serial sn-lsi" "$tmp/out"
holds "a PCI disk is found when asked for" grep -q "virtio_blk .*serial sn-late" "$tmp/out"

plugged "block_resize scsi 128M"
after "drydock disks --rescan"
holds "a disk that grew has its new size" grep -q "134 MB  sym53c8xx" "$tmp/out"

# As another machine on a shared disk would write it.
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel scsi.raw
after "ls /dev/sd?1"
holds "nobody has told the kernel of a new partition" ended 1
after "drydock disks --rescan; ls /dev/sd?1"
holds "a new partition is found when asked for" ended 0
stop
finish
