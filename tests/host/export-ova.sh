#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# An OVA that drydock wrote is an input like any other: looked at, repaired, made an OVA again.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/sbin:/usr/sbin

# The system, and behind it a partition with data that nobody is to touch.
truncate -s 80M disk.raw
printf '%s\n' 'label: gpt' 'start=2048, size=64M' 'size=8M' | sfdisk -q --no-tell-kernel disk.raw
system_tree tree "A System"
mkdir tree/srv
head -c 3000000 /dev/urandom > tree/srv/keep
part_at disk.raw 1 64 tree
head -c 8M /dev/urandom | dd of=disk.raw bs=1M seek=65 conv=notrunc status=none

# files IMAGE: those of the system, as the directory files
files() {
	rm -rf files part
	mkdir files
	dd if="$1" of=part bs=1M skip=1 count=64 conv=sparse status=none
	debugfs -R 'rdump / files' part > "$tmp/out" 2>&1
}

holds "an OVA" "$drydock" export disk.raw --whole -o box.ova --format ova
sum=$(sha256sum < box.ova)
ends 0 '1 rule passed' check box.ova --only img-format --for aws
ends 1 'rejected .* img-format' check box.ova --only img-format --for azure
ends 1 'box.ova: A System on disk0 partition 1' check box.ova --only fstab-by-uuid
ends 1 'A System' check box.ova --only fstab-by-uuid --member box-disk1.vmdk
ends 2 "holds no 'box-disk2.vmdk'" check box.ova --member box-disk2.vmdk

holds "repaired to an OVA" "$drydock" fix box.ova -o fixed.ova --format ova --only fstab-by-uuid
ends 0 'fixed.ova.*: A System on disk0 partition 1' check fixed.ova --only fstab-by-uuid
holds "its disk" "$drydock" export fixed.ova --whole -o fixed.raw --format raw
holds "the OVA is as it was" [ "$(sha256sum < box.ova)" = "$sum" ]
files fixed.raw
uuid=$(dumpe2fs -h part 2> /dev/null | sed -n 's/^Filesystem UUID: *//p')
holds "what was repaired" grep -qx "UUID=$uuid / ext4 defaults 0 1" files/etc/fstab
holds "the file system" e2fsck -fn part
cp tree/etc/fstab files/etc/fstab
rmdir files/lost+found
holds "all other files" diff -r tree files
holds "what is not of the system" cmp -i $((65 * 1024 * 1024)) disk.raw fixed.raw
holds "and in front of it" cmp -n $((1024 * 1024)) disk.raw fixed.raw

# Cut short on the way, it is no disk with its end missing.
head -c 5M box.ova > short.ova
ends 3 "'short.ova' is truncated" check short.ova
gzip -1 -c box.ova > box.ova.gz
ends 1 'A System' check box.ova.gz --only fstab-by-uuid
finish
