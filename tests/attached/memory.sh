#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A layer that does not fit into memory is said, and is no answer; what is killed leaves
# no layer behind.
# shellcheck disable=SC2016 # for the shell of the appliance
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"

# A journal that holds 36 MB for the file system.
system_tree tree "A System"
mke2fs -q -F -t ext4 -b 4096 -J size=64 -E lazy_itable_init=0 -d tree disk.raw 256M
head -c 1M /dev/urandom > journalled
{
	echo jo
	for i in $(seq 36); do
		echo "jw -b $((10000 + i * 256))-$((10255 + i * 256)) journalled"
	done
	echo jc
} | debugfs -w -f /dev/stdin disk.raw > "$tmp/out" 2>&1
holds "the journal is not empty" sh -c 'dumpe2fs -h disk.raw 2> /dev/null | grep needs_recovery'
before=$(sha256sum disk.raw)

# shellcheck disable=SC2046 # lists
appliance -machine q35,sata=off -m 400 $(drive disk disk.raw) $(device virtio-blk disk)
waits '^drydock:' 300
after "drydock check --only fstab-by-uuid" 300
holds "it fits" ended 1
after 'fill=$(($(awk "/^MemFree/ { print int(\$2 / 1024) }" /proc/meminfo) - 60))'
after 'for d in /tmp /run; do dd if=/dev/zero of=$d/fill bs=1M count=$((fill / 2)); done; free' 100
after "drydock check --only fstab-by-uuid" 300
holds "it does not fit" ended 4
holds "it is said" prints "vda: the changes do not fit into memory"
after 'rm /tmp/fill /run/fill; drydock check --only fstab-by-uuid' 300
holds "it fits again" ended 1

after 'drydock check > /dev/null 2>&1 & until grep -q . /sys/block/dm-*/dm/name; do :; done; kill -9 $!'
after 'for i in 1 2 3 4 5 6 7 8 9; do ls -d /sys/block/dm-* /sys/block/loop*/loop || break; sleep 1; done' 100
after "ls -d /sys/block/dm-* /sys/block/loop*/loop"
holds "a killed process leaves no layer" ended 1
stop
holds "no byte of the disk has changed" test "$before" = "$(sha256sum disk.raw)"
finish
