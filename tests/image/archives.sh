#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# OVA and other tar archives: the disk is read in its place, and is the one the OVF names.
# shellcheck disable=SC1091,SC2154 # lib.sh, and its $tmp
. "$(dirname "$0")/lib.sh"

size=8388608
disk disk.raw
qemu-img convert -f raw -O vmdk -o subformat=streamOptimized disk.raw a.vmdk
head -c 2000000 /dev/urandom > noise.bin

# ovf DISK...: a descriptor with these files, in an order of its own
ovf() {
	echo '<?xml version="1.0"?><Envelope xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1">'
	echo '<!-- <Disk ovf:fileRef="f-noise.bin"/> --><References>'
	echo '<File ovf:href="noise.bin" ovf:id="f-noise.bin" ovf:size="1"/>'
	for name; do
		echo "<File ovf:size='1' ovf:id=\"f-$name\" ovf:href=\"$name\"/>"
	done
	echo '</References><DiskSection><Info>Disks</Info>'
	for name; do
		echo "<Disk ovf:capacity=\"8\" ovf:diskId=\"d\" ovf:fileRef=\"f-$name\"/>"
	done
	echo '</DiskSection></Envelope>'
}

ovf a.vmdk > box.ovf
for tar in gnu pax ustar; do
	tar --format=$tar -cf box.ova box.ovf noise.bin a.vmdk
	accepts "vmdk $size" box.ova
done
check "reads it" "$IMAGE_DRIVER" -f raw -o out box.ova
check "content" cmp disk.raw out
xz -k box.ova
accepts "vmdk $size" box.ova.xz
head -c 2100000 box.ova > short.ova
refuses 3 "'short.ova' is truncated" short.ova

# A disk that is packed inside, and one in a pax long name.
gzip -c disk.raw > d.gz
ovf d.gz > box.ovf
tar -cf packed.ova box.ovf d.gz
accepts "raw $size" packed.ova
long=$(printf '%0150d' 7).vmdk
cp a.vmdk "$long"
ovf "$long" > box.ovf
for tar in gnu pax; do
	tar --format=$tar -cf long.ova box.ovf "$long"
	accepts "vmdk $size" long.ova
done

qemu-img convert -f raw -O qcow2 disk.raw b.qcow2
ovf a.vmdk b.qcow2 > box.ovf
tar -cf two.ova box.ovf a.vmdk b.qcow2
refuses 2 "holds 2 disks, name one: a.vmdk, b.qcow2" two.ova
accepts "qcow2 $size" -m b.qcow2 two.ova
refuses 2 "holds no 'c.vmdk'" -m c.vmdk two.ova
ovf gone.vmdk > box.ovf
tar -cf gone.ova box.ovf
refuses 2 "holds no 'gone.vmdk'" gone.ova
ovf > box.ovf
tar -cf none.ova box.ovf noise.bin
refuses 3 "is an archive without a disk image" none.ova

# Without a descriptor: what Google Cloud takes.
tar -czf gce.tar.gz disk.raw
accepts "raw $size" gce.tar.gz

# Nothing outside of the archive is read for an image in it, trusted or not.
qemu-img create -q -f qcow2 -b "$PWD/disk.raw" -F raw link.qcow2
ovf link.qcow2 > box.ovf
tar -cf link.ova box.ovf link.qcow2
refuses 2 "which is not in the archive" link.ova
refuses 2 "which is not in the archive" -t link.ova
gzip link.qcow2
refuses 2 "which is not in the archive" link.qcow2.gz
printf 'x' | dd of=box.ova bs=1 seek=1 conv=notrunc status=none
refuses 3 "is a damaged archive" box.ova
finish
