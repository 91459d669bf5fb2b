#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Systems in subvolumes of btrfs, the default one or not, and their snapshots.
# shellcheck source=tests/host/stack-lib.sh
. "$(dirname "$0")/stack-lib.sh"
root=11111111-2222-4333-8444-555555555555

# btrfs_disk FILE: partition 1 is swap, 2 an empty btrfs
btrfs_disk() {
	disk "$1" 160 'start=2048,size=8M,type=82' 'type=83'
	truncate -s 144M "$tmp/part"
	mkfs.btrfs -q -f -U $root "$tmp/part"
	dd if="$tmp/part" of="$1" bs=1M seek=9 conv=notrunc,sparse status=none
	rm "$tmp/part"
}

# @ and @home; a snapshot of @, which says in its fstab that it is @; what the appliance
# lacks to make them comes from here.
system_tree seed "A System in a Subvolume"
mkdir -p seed/home
cat > seed/etc/fstab <<EOF
UUID=$root / btrfs subvol=@ 0 0
UUID=$root /home btrfs subvol=/@home 0 0
/dev/sda1 none swap sw 0 0
EOF
mkdir tools
for file in /bin/btrfs $(ldd /bin/btrfs | sed -n 's/.*=> *\([^ ]*\).*/\1/p'); do
	cp -L "$file" tools
done
cp -a tools seed
btrfs_disk ubuntu.raw
make_subvolumes='
btrfs() { LD_LIBRARY_PATH=/seed/tools /seed/tools/btrfs "$@"; }
mkswap /dev/vda1
mount -t btrfs /dev/vda2 /mnt
btrfs subvolume create /mnt/@
btrfs subvolume create /mnt/@home
touch /mnt/@home/only-here
cp -a /seed/etc /seed/sbin /seed/boot /seed/home /mnt/@
btrfs subvolume snapshot /mnt/@ /mnt/@before
'
in_appliance "$make_subvolumes umount /mnt" ubuntu.raw
repaired "disk0 partition 2 (btrfs)" ubuntu.raw
ends 1 "disk0p2/@home .*subvolume on disk0p2: btrfs on /home" \
	check --only "$rules,fs-unique-ids" ubuntu.raw

# The default subvolume holds the root, as a rollback leaves it.
btrfs_disk default.raw
sed -i 's/subvol=@ /defaults /' seed/etc/fstab
in_appliance "$make_subvolumes
btrfs subvolume set-default /mnt/@
umount /mnt" default.raw
repaired "disk0 partition 2 (btrfs)" default.raw

# Two roots, and neither says that it is the one.
btrfs_disk two.raw
in_appliance "$make_subvolumes umount /mnt" two.raw
ends 3 "disk0p2/@: A System.*disk0p2/@before: A System" check two.raw
ends 1 "disk0 partition 2" check --root disk0p2/@before --only "$rules" two.raw
finish
