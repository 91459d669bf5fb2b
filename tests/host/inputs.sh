#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every format and every wrapping, under names that lie, through the real program.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

system_tree tree "A System"
truncate -s 80M raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel raw
part_at raw 1 64 tree

# as NAME FORMAT [OPTIONS]
as() {
	qemu-img convert -f raw -O "$2" ${3:+-o "$3"} raw "$1" || exit 4
}

as qcow2.vmdk qcow2
as vmdk.raw vmdk
as stream.raw vmdk subformat=streamOptimized
as flat.raw vmdk subformat=monolithicFlat
as vhd.qcow2 vpc
as fixed.raw vpc subformat=fixed
as vhdx.gz vhdx
as vdi.img vdi
as qed.img qed
as qcow.qcow2 qcow
gzip < raw > packed.raw
gzip < qcow2.vmdk > packed.qcow2
xz -0 < raw > packed.xz.img
zstd -q < vhd.qcow2 > packed.zst.vhd
cat > a.ovf <<'OVF'
<?xml version="1.0"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1"
 xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1">
<References><File ovf:href="stream.raw" ovf:id="file1"/></References>
<DiskSection><Disk ovf:diskId="d1" ovf:fileRef="file1"/></DiskSection>
</Envelope>
OVF
tar cf ova.img a.ovf stream.raw

for image in raw qcow2.vmdk vmdk.raw stream.raw flat.raw vhd.qcow2 fixed.raw vhdx.gz vdi.img \
	qed.img qcow.qcow2 packed.raw packed.qcow2 packed.xz.img packed.zst.vhd ova.img; do
	sum=$(sha256sum < $image)
	ends 1 "$image.*: A System on disk0 partition 1" check $image --only fstab-by-uuid
	holds "$image is as it was" [ "$(sha256sum < $image)" = "$sum" ]
done

# What --input-format says goes before what the file seems to be.
ends 3 "no system found" check qcow2.vmdk --input-format raw
ends 3 "damaged header" check raw --input-format qcow2
ends 1 "A System" check fixed.raw --input-format vhd --only fstab-by-uuid
ends 2 "unknown input format" check raw --input-format tape

# A running VM has it.
for image in raw qcow2.vmdk; do
	format=${image%%.*}
	qemu-system-x86_64 -accel tcg -display none -m 64 -nic none -S \
		-drive "file=$image,format=$format,if=virtio" < /dev/null > vm.out 2>&1 &
	vm=$!
	sleep 2
	ends 4 "'$image' is in use by another process (a running VM?)" check $image
	kill $vm
	wait $vm
done
finish
