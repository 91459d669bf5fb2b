#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Disks and directories that are no system disk, or more than one, or not to be mounted.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

mkdir empty-tree
ends 3 "no system found" check empty-tree
ends 2 "no such\|No such" check nowhere
ends 2 "no image named" check
ends 2 "unknown rule" check --only no-such-rule x
ends 2 'unknown rule "fstab-uuid"; did you mean "fstab-by-uuid"?' explain fstab-uuid
ends 2 'unknown command "chek"; did you mean "check"?' chek
ends 2 "unknown command \"frobnicate\"; see drydock --help" frobnicate
ends 0 "^  drydock check IMAGE" check -h
"$drydock" --help > "$tmp/out"
holds "help has lines of 80 columns" awk 'length > 80 { exit 1 }' "$tmp/out"
ends 2 "unknown profile" check --for no-such-cloud empty-tree
ends 2 "does not take" check --no-such-option x

# A data disk.
mkdir data
echo text > data/file
truncate -s 80M data.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel data.raw
part_at data.raw 1 64 data
ends 3 "no system found.*ext4" check data.raw
ends 3 "no system found" fix data.raw -o out.qcow2
ends 3 'rejected  *img-system-disk  *disk0  *it holds no system: a data disk, or a part of one' \
	check data.raw
ends 3 'No system was found, and nothing judged but the image: 1 finding: 1 rejected' \
	check data.raw --for alibaba
ends 3 'nothing judged but the image\.$' check data.raw --skip img-system-disk
without_system data.raw img-system-disk

# An empty disk.
truncate -s 64M empty.raw
ends 3 "no system found" check empty.raw
ends 3 'img-system-disk  *disk0  *it has no partition table, and no file system' check empty.raw

# Two systems.
system_tree one "System One"
system_tree two "System Two"
truncate -s 160M two.raw
printf 'start=2048,size=131072,type=83\nstart=133120,size=131072,type=83\n' | sfdisk -q --no-tell-kernel two.raw
part_at two.raw 1 64 one
part_at two.raw 65 64 two
ends 3 "2 systems found.*disk0p1: System One.*disk0p2: System Two" check two.raw
ends 1 "System Two" check two.raw --root disk0p2 --only fstab-by-uuid
ends 3 "no system at" check two.raw --root disk0p7

# One of them cannot be looked at: nobody knows which one is meant.
cp two.raw half.raw
dd if=/dev/urandom of=half.raw bs=4096 seek=$((65 * 256 + 1)) count=1 conv=notrunc status=none
ends 3 "disk0p2 (ext4) may hold a system and is damaged.*--root: disk0p1" check half.raw
ends 1 "System One" check half.raw --root disk0p1 --only fstab-by-uuid

# Features of a newer kernel: bit 28 of s_feature_incompat.
truncate -s 80M new.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel new.raw
part_at new.raw 1 64 one
at=$((1048576 + 1024 + 0x60 + 3))
printf '\020' | dd of=new.raw bs=1 seek=$at conv=notrunc status=none
ends 3 "ext4 features this kernel does not know: unknown (0x10000000)" check new.raw

# Damage: the group descriptors are gone.
truncate -s 80M damaged.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel damaged.raw
part_at damaged.raw 1 64 one
dd if=/dev/urandom of=damaged.raw bs=4096 seek=257 count=1 conv=notrunc status=none
sum=$(sha256sum < damaged.raw)
ends 3 "damaged" check damaged.raw
ends 3 "damaged" fix damaged.raw -o out.qcow2
holds "a damaged disk is untouched" [ "$(sha256sum < damaged.raw)" = "$sum" ]
finish
