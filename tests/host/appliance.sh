#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The appliance: the same bytes for everybody, and small.
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
	stranger="env HOME=/nonexistent setpriv --reuid=65534 --regid=65534 --clear-groups"
fi
(umask 077 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 ${stranger:-} sh -c \
	'clone/scripts/proof other && clone/scripts/rootfs clone/program other')
holds "the emulator has the same bytes again" cmp "$appliance/proof.squashfs" other/proof.squashfs
holds "the initramfs has the same bytes again" cmp "$appliance/initramfs.cpio" other/initramfs.cpio

total=$("$root/scripts/size" "$root/build" | tail -n 1)
holds "kernel and initramfs are under 24 MB: $total" \
	awk -v line="$total" 'BEGIN { split(line, w, " "); exit !(w[2] > 0 && w[2] < 24) }'
finish
