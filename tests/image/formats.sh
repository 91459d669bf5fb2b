#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every input format, told by its header and read right; every output format, exact.
# shellcheck disable=SC1091,SC2154 # lib.sh, and its $tmp
. "$(dirname "$0")/lib.sh"

size=8388608
disk disk.raw
cp disk.raw changed.raw
head -c 65536 /dev/zero | tr '\0' 'Z' |
	dd of=changed.raw bs=64k seek=100 conv=notrunc status=none

# The names tell nothing, or lie.
accepts "raw $size" disk.raw
for format in qcow2 qcow vmdk vdi qed vhdx; do
	qemu-img convert -f raw -O $format disk.raw image.raw
	accepts "$format $size" image.raw
	check "reads $format" "$IMAGE_DRIVER" -f raw -o out.qcow2 image.raw
	check "content of $format" cmp disk.raw out.qcow2
	rm -f out.qcow2
done
for subformat in dynamic fixed; do
	qemu-img convert -f raw -O vpc -o "subformat=$subformat,force_size=on" disk.raw v.img
	accepts "vpc $size" v.img
done
# A fixed VHD whose footer is not one is a raw disk, as large as the file.
printf 'x' | dd of=v.img bs=1 seek=$((size + 64)) conv=notrunc status=none
accepts "raw $((size + 512))" v.img
accepts "raw $((size + 512))" -i raw v.img
for subformat in streamOptimized twoGbMaxExtentSparse monolithicFlat; do
	qemu-img convert -f raw -O vmdk -o subformat=$subformat disk.raw m.vmdk
	accepts "vmdk $size" m.vmdk
done

# A guest that writes a qcow2 header to its raw disk is not believed when told so.
qemu-img convert -f raw -O qcow2 disk.raw nested
accepts "raw $(stat -c %s nested)" -i raw nested
refuses 2 "unknown input format" -i nonsense nested
refuses 3 "damaged header" -i vdi nested

gzip -c disk.raw > disk.gz
xz -c --block-size=1MiB disk.raw > disk.xz
zstd -qc disk.raw > disk.zst
bzip2 -c disk.raw > disk.bz2
for packed in disk.gz disk.xz disk.zst disk.bz2; do
	check "unpacks $packed" "$IMAGE_DRIVER" -f raw -o out $packed
	check "content of $packed" cmp disk.raw out
	check "$packed comes out sparse" test "$(stat -c %b out)" -lt 2000
	rm -f out
done
cat disk.gz disk.gz > twice.gz
accepts "raw $((2 * size))" twice.gz

for format in qcow2 raw vhd vhd-fixed vhdx vmdk vmdk-stream vdi; do
	driver=${format%-*}
	[ "$driver" != vhd ] || driver=vpc
	check "writes $format" "$IMAGE_DRIVER" -w 6553600 -f $format -o out.img disk.raw
	qemu-img convert -f "$driver" -O raw out.img back.raw
	check "content of $format" cmp changed.raw back.raw
	check "size of $format" test "$(stat -c %s back.raw)" -eq $size
	[ $format != vhd-fixed ] ||
		check "a fixed VHD is the disk and its footer" test "$(stat -c %s out.img)" -eq $((size + 512))
	[ $format != vmdk-stream ] ||
		check "a stream-optimized VMDK says so" grep -aq 'createType="streamOptimized"' out.img
	rm -f out.img
done
check "leaves nothing" test -z "$(find . -name '.*.drydock')"
check "the input stays" test "$(sha256sum < disk.raw)" = "$(zcat disk.gz | sha256sum)"
finish
