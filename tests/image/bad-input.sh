#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What is no usable disk is one clear line and a status, with nothing left behind.
# shellcheck disable=SC1091,SC2154 # lib.sh, and its $tmp
. "$(dirname "$0")/lib.sh"

size=8388608
disk disk.raw

refuses 2 "'nothing': no such file\|'nothing': No such file" nothing
refuses 2 "is a directory" .
: > empty
refuses 3 "'empty' is empty" empty
printf 'just\nsome text\n' > text
refuses 3 "is a text file, not a disk image" text
truncate -s 1M image.iso
printf '\001CD001\001' | dd of=image.iso bs=1 seek=32768 conv=notrunc status=none
printf '\000\002' | dd of=image.iso bs=1 seek=32848 conv=notrunc status=none
refuses 3 "is an ISO 9660 image, not a disk image" image.iso
# The same bytes in a disk that once was a live stick, and is larger than the ISO was.
truncate -s 64M image.iso
accepts "raw 67108864" image.iso
printf 'PK\003\004 and so on' > x.zip
refuses 3 "is a zip archive, not a disk image" x.zip
mkfifo pipe
refuses 3 "neither a regular file nor a block device" pipe

for format in qcow2 qcow vmdk vdi vpc qed; do
	qemu-img convert -f raw -O $format disk.raw whole
	head -c $(($(stat -c %s whole) * 7 / 10)) whole > short
	refuses 3 "'short' is \(truncated\|damaged\)" short
	head -c 600 whole > short
	refuses 3 "'short' \(is truncated\|has a damaged\|is damaged\)" short
done
gzip -c disk.raw | head -c 1000 > short
refuses 3 "is truncated" short
xz -c disk.raw | head -c 300 > short
refuses 3 "is truncated" short
gzip -c disk.raw > damaged
printf 'xxxxxxxx' | dd of=damaged bs=1 seek=500 conv=notrunc status=none
refuses 3 "cannot be unpacked" damaged

# qemu-img measures how fast it is; on a busy host that fails in one run of three.
for _ in $(seq 30); do
	[ -e locked ] || qemu-img create -q -f qcow2 --object secret,id=s,data=x \
		-o encrypt.format=luks,encrypt.key-secret=s locked 8M 2> "$tmp/luks"
done
refuses 3 "is encrypted" locked
printf 'LUKS\272\276\000\002' > luks
truncate -s 1M luks
refuses 3 "is encrypted (LUKS)" luks
printf '# Disk DescriptorFile\nencryption.keySafe = "x"\n' > locked.vmdk
refuses 3 "is encrypted" locked.vmdk

# A differencing VHD: type 4, its checksum made right.
qemu-img convert -f raw -O vpc disk.raw v
printf '\004' | dd of=v bs=1 seek=63 conv=notrunc status=none
sum=$(od -An -tu1 -j67 -N1 v)
printf '%b' "\\0$(printf %o $((sum - 1)))" | dd of=v bs=1 seek=67 conv=notrunc status=none
refuses 3 "is a differencing VHD" v

# In use: another QEMU process holds the image open for writing.
qemu-img convert -f raw -O qcow2 disk.raw used
mkfifo commands
qemu-io used < commands > "$tmp/qemu-io" 2>&1 &
exec 9> commands
echo "write 0 512" >&9
while ! grep -q wrote "$tmp/qemu-io"; do sleep 0.1; done
refuses 4 "'used' is in use by another process (a running VM?)" used
exec 9>&-
wait
accepts "qcow2 $size" used
qemu-img convert -f raw -O vmdk disk.raw lone.vmdk
mkdir lone.vmdk.lck
refuses 4 "'lone.vmdk' is in use by a running VM" lone.vmdk

printf '#!/bin/sh\nPATH=/nonexistent exec "%s" "$@"\n' "$IMAGE_DRIVER" > "$tmp/no-path"
chmod +x "$tmp/no-path"
IMAGE_DRIVER=$tmp/no-path
refuses 4 "qemu-img is not installed (package qemu-utils)" disk.raw
finish
