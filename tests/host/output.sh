#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a fix leaves behind: the whole verified output, or nothing.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

system_tree tree "A System"
printf '/dev/sda1 / ext4 defaults 0 1\n' > tree/etc/fstab
truncate -s 80M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 64 tree
sum=$(sha256sum < disk.raw)

same() {
	[ "$(sha256sum < disk.raw)" = "$sum" ]
}

# A dry run shows the diff and writes nothing.
ends 0 '^+UUID=' fix disk.raw --dry-run --only fstab-by-uuid
ends 3 "A System" check disk.raw --skip fstab-by-uuid
holds "a rule that is skipped finds nothing" [ "$(grep -c fstab-by-uuid "$tmp/out")" = 0 ]
holds "the others do" grep -q initrd-virtio "$tmp/out"
ends 2 "no-such-rule" check disk.raw --skip no-such-rule
ends 2 "say where to" fix disk.raw
ends 2 "could be proven" fix disk.raw --dry-run --prove
ends 2 "does not take" prove disk.raw --timings

# Every output format, read back by another check.
for format in qcow2 raw vhd vhdx vmdk vdi; do
	"$drydock" fix disk.raw -o out.$format --format $format --only fstab-by-uuid \
		> "$tmp/out" 2>&1 || bad "fix to $format"
	ends 0 "A System" check out.$format --only fstab-by-uuid
	rm -f out.$format out.$format.manifest.json
done
holds "the source is as it was" same

# What a file system does not use is not stored, whether the guest mounts it or not.
mkdir data
cp /bin/ls data/kept
for file in gone also-gone; do
	head -c 20M /dev/urandom > data/$file
done
cp disk.raw two.raw
truncate -s 160M two.raw
printf '%s\n' 'start=2048, size=64M, type=83' 'type=83' | sfdisk -q --no-tell-kernel two.raw
part_at two.raw 65 94 data
offset=$((65 * 1048576))
printf 'rm gone\nrm also-gone\n' > "$tmp/commands"
debugfs -w -f "$tmp/commands" "two.raw?offset=$offset" > /dev/null 2>&1
"$drydock" fix two.raw -o out.qcow2 --only fstab-by-uuid > "$tmp/out" 2>&1 || bad "fix two.raw"
size=$(stat -c %s out.qcow2)
holds "40 MB of deleted files are not in $size bytes" [ "$size" -lt 10000000 ]
qemu-img convert -O raw out.qcow2 back.raw
holds "its file system is sound" e2fsck -fn "back.raw?offset=$offset"
debugfs -R "dump kept back" "back.raw?offset=$offset" > /dev/null 2>&1
holds "its file is whole" cmp back data/kept
rm -rf data two.raw out.qcow2 out.qcow2.manifest.json back.raw back

echo mine > there.qcow2
ends 2 "exists" fix disk.raw -o there.qcow2
holds "an existing file stays" grep -q mine there.qcow2

# QEMU is not installed.
DRYDOCK_QEMU=/nonexistent/qemu
export DRYDOCK_QEMU
ends 4 "qemu" check disk.raw
unset DRYDOCK_QEMU

# The appliance dies in the middle: an error, not a result.
killer() {
	for _ in $(seq 40); do
		sleep 0.1
		pkill -KILL -P "$1" qemu-system && return
	done
}
find . | sort > "$tmp/before"
"$drydock" fix disk.raw -o out.qcow2 > "$tmp/out" 2>&1 &
child=$!
killer $child
wait $child
status=$?
find . | sort > "$tmp/after"
holds "a killed appliance is status 4, not $status" [ $status -eq 4 ]
holds "a killed appliance is said" grep -q "appliance" "$tmp/out"
holds "a killed appliance leaves nothing" cmp "$tmp/before" "$tmp/after"

# Ctrl-C leaves nothing.  A shell starts what it puts in the background with SIGINT ignored.
env --default-signal=INT "$drydock" fix disk.raw -o out.qcow2 > "$tmp/out" 2>&1 &
child=$!
await .out.qcow2.drydock
kill -INT $child
wait $child
holds "Ctrl-C ends it by the signal" [ $? -eq 130 ]
for _ in 1 2 3 4 5 6 7 8 9 10; do
	find . | sort > "$tmp/after"
	cmp -s "$tmp/before" "$tmp/after" && break
	sleep 0.3
done
holds "Ctrl-C leaves nothing" cmp "$tmp/before" "$tmp/after"

# Two runs at once to the same output: one says so.
"$drydock" fix disk.raw -o one.qcow2 --only fstab-by-uuid > "$tmp/first" 2>&1 &
child=$!
await .one.qcow2.drydock
"$drydock" fix disk.raw -o one.qcow2 --only fstab-by-uuid > "$tmp/out" 2>&1
second=$?
wait $child
first=$?
holds "the first of two runs succeeds ($first)" [ $first -eq 0 ]
holds "the second says the output is being made ($second)" [ $second -eq 4 ]
finish
