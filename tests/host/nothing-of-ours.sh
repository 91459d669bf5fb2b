#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# An image that was repaired holds nothing of drydock's: no journal, no backup, no log, no
# name of a mount point, neither in its files nor in the bytes between them.  Comments in
# the configuration that was repaired are for its owner, and say who wrote them.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

uuid=7d6a3c1e-52b4-4f0b-9a53-1f3b5f1c2a01
truncate -s 100M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
system_tree tree "A System"
mkdir -p tree/etc/network tree/etc/udev/rules.d tree/var/log
cat > tree/etc/fstab <<X
/dev/sda1 / ext4 defaults 0 1
UUID=0b5c6a1e-8d8f-4a53-9d0c-6c1f0f4d7a21 /data ext4 defaults 0 2
X
printf 'auto eth0\niface eth0 inet static\n\taddress 192.0.2.5/24\n' > tree/etc/network/interfaces
printf 'SUBSYSTEM=="net", ATTR{address}=="00:50:56:01:02:03", NAME="eth0"\n' \
	> tree/etc/udev/rules.d/70-persistent-net.rules
part_at disk.raw 1 90 tree
dd if=disk.raw of=part bs=1M skip=1 count=90 conv=sparse status=none
tune2fs -U $uuid part > /dev/null 2>&1
tune2fs -M /mnt/before part > /dev/null 2>&1
dd if=part of=disk.raw bs=1M seek=1 conv=notrunc status=none

# bytes FILE: how often the name is there, comments of ours aside
bytes() {
	strings -a -n 4 "$1" | grep -i drydock | grep -vc '^# drydock:'
}
# mark FILE: the last mount point, as the superblock of the first partition has it
mark() {
	dd if="$1" bs=1M skip=1 count=90 of=part conv=sparse status=none
	dumpe2fs -h part 2> "$tmp/held" | sed -n 's/^Last mounted on: *//p'
}
holds "it was clean before" [ "$(bytes disk.raw)" -eq 0 ]
holds "with a mark of its own" [ "$(mark disk.raw)" = /mnt/before ]

for command in "fix --for huawei" "fix --for generic-kvm"; do
	rm -f out.raw out.raw.*
	# shellcheck disable=SC2086 # a command and its options
	"$drydock" $command disk.raw -o out.raw --format raw > "$tmp/out" 2>&1
	holds "$command: repaired" grep -q 'nic-persistent-rules .*' "$tmp/out"
	holds "$command: the mark is as it was" [ "$(mark out.raw)" = /mnt/before ]
	holds "$command: the file system is whole" e2fsck -f -n part
	strings -a -n 4 out.raw | grep -i drydock | sort | uniq -c > "$tmp/held"
	holds "$command: no byte of ours" [ "$(bytes out.raw)" -eq 0 ]
	debugfs -R "ls -l -p -r /" part > names 2> "$tmp/held"
	holds "$command: no file of ours" sh -c '! grep -i drydock names'
done
finish
