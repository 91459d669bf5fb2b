#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The appliance: the same bytes for everybody, small, and soon at work.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"
root=$here/../..
appliance=$root/build/appliance

# Another time zone, another umask for the clone and the build, and another user.
mkdir clone other
(umask 077 && cp -R "$root/scripts" "$root/rootfs" "$root/kernel-config" clone)
cp "$drydock" clone/program
if [ "$(id -u)" -eq 0 ]; then
	chown -R 65534:65534 "$tmp"
	stranger="setpriv --reuid=65534 --regid=65534 --clear-groups"
fi
(umask 077 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 ${stranger:-} clone/scripts/rootfs clone/program other)
holds "the initramfs has the same bytes again" cmp "$appliance/initramfs.cpio" other/initramfs.cpio

total=$("$root/scripts/size" "$root/build" | tail -n 1)
holds "kernel and initramfs are under 20 MB: $total" \
	awk -v line="$total" 'BEGIN { split(line, w, " "); exit !(w[2] > 0 && w[2] < 20) }'

# From the start of QEMU to the first rule, beside a bare boot with the same machine: the
# best of three of each, for the host may have other work.
system_tree tree "A System"
truncate -s 80M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 64 tree

bare() {
	start=$(date +%s%N)
	timeout 60 qemu-system-x86_64 -nodefaults -no-user-config -display none \
		-machine q35,sata=off,smbus=off -accel tcg -cpu max,erms=off,fsrm=off -m 2048 -smp 1 -no-reboot \
		-kernel "$appliance/kernel-pvh" -initrd "$appliance/initramfs.cpio" \
		-append "console=ttyS0 quiet panic=-1 mitigations=off no_timer_check \
nolapic_timer noreplace-smp rdinit=/bin/false" -serial null < /dev/null
	echo $((($(date +%s%N) - start) / 10000000)) >> bare
}

for _ in 1 2 3; do
	bare
	DRYDOCK_ACCEL=tcg "$drydock" check disk.raw --timings > "$tmp/out" 2>&1
	sed -n 's/^ *\([0-9]*\)\.\([0-9][0-9]\) s .*first rule$/\1\2/p' "$tmp/out" >> rule
done
kernel=$(sort -n bare | head -n 1) first=$(sed 's/^0*//' rule | sort -n | head -n 1)
holds "first rule after $first, bare boot $kernel hundredths: at most 1.5 times" \
	[ "${first:-99999}" -le $((kernel * 3 / 2)) ]
finish
