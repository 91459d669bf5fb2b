#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --run-guest-tools: the system's own generator makes the image, alone and out of reach of
# everything, and what it made is believed only when it was read.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

system_tree tree "A System"
mkdir -p tree/dev tree/proc tree/sys tree/run tree/tmp tree/bin tree/usr/sbin tree/usr/share
cp "$(command -v busybox)" tree/bin/busybox
ln -sf busybox tree/bin/sh
(
	cd tree || exit 4
	# shellcheck source=tests/rules/images.sh
	. "$here/../rules/images.sh"
	modules "$kver"
	image_start initramfs-tools merged
	image_modules "$kver" scsi_mod mptspi sd_mod
	entry "$kver"
	archive | gzip -n > "boot/initrd.img-$kver"
	cp "boot/initrd.img-$kver" usr/share/bad
	image_modules "$kver" virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev \
		virtio_pci virtio_blk virtio_net virtio_scsi
	archive | gzip -n > usr/share/good
	echo "$kver" > ../kver
)
image=/boot/initrd.img-$(cat kver)

# mkinitramfs_that COMMANDS: a disk on which it does that
mkinitramfs_that() {
	printf '#!/bin/sh\n%s\n' "$1" > tree/usr/sbin/mkinitramfs
	chmod 755 tree/usr/sbin/mkinitramfs
	rm -f disk.raw
	truncate -s 64M disk.raw
	mke2fs -q -F -t ext4 -b 4096 -d tree disk.raw
}

# shellcheck disable=SC2016 # the system's own shell expands them
mkinitramfs_that '
busybox=/bin/busybox
[ -b /dev/vda ] || { echo "cannot tell what its root is on"; exit 1; }
$busybox head -c 1 /dev/vda && { echo "reads its disk"; exit 1; }
( echo x > /dev/vda ) && { echo "writes its disk"; exit 1; }
for path in /dev/vdb /dev/vport* /dev/virtio-ports /sys/class/net/e*; do
	[ ! -e "$path" ] || { echo "sees $path"; exit 1; }
done
$busybox mknod /tmp/disk b 254 0 && $busybox head -c 1 /tmp/disk && { echo "reads a disk"; exit 1; }
$busybox mknod /dev/disk b 254 0 && { echo "makes a device"; exit 1; }
echo here > /tmp/x || exit 1
$busybox sleep 1000 &
[ "$1 $3" = "-o '"$(cat kver)"'" ] && $busybox cp /usr/share/good "$2"'
"$drydock" fix disk.raw -o out.raw --format raw --only initrd-virtio --run-guest-tools > "$tmp/out" 2>&1
holds "a good generator: $?" grep -q "^Ran in the guest: mkinitramfs -o $image" "$tmp/out"
debugfs -R "dump $image made" out.raw 2> /dev/null
holds "its image is there" cmp made tree/usr/share/good
"$drydock" fix disk.raw -o appended.raw --format raw --only initrd-virtio > "$tmp/out" 2>&1
debugfs -R "dump $image appended" appended.raw 2> /dev/null
holds "no program runs without the option" sh -c '! cmp -s appended tree/usr/share/good'
rm -f out.raw out.raw.manifest.json appended.raw

# shellcheck disable=SC2016 # the same
mkinitramfs_that '/bin/busybox cp /usr/share/bad "$2"'
ends 4 "not what was planned" fix disk.raw -o out.raw --only initrd-virtio --run-guest-tools
mkinitramfs_that 'echo "no space left"; exit 1'
ends 4 "own mkinitramfs failed: no space left" fix disk.raw -o out.raw --only initrd-virtio --run-guest-tools
mkinitramfs_that :
debugfs -w -R "rm /usr/sbin/mkinitramfs" disk.raw 2> /dev/null
ends 4 "initramfs-tools.* is not in the guest" fix disk.raw -o out.raw --only initrd-virtio --run-guest-tools
ends 2 "not known before" fix disk.raw --dry-run --run-guest-tools
finish
