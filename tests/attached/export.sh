#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The appliance writes a disk of its machine in every format, to another disk.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"

truncate -s 24M disk.raw
head -c 2M /dev/urandom | dd of=disk.raw bs=1M seek=5 conv=notrunc status=none
truncate -s 1G whole.raw
dd if=disk.raw of=whole.raw bs=1M conv=notrunc,sparse status=none
sum=$(sha256sum < disk.raw)
mke2fs -q -F -t ext4 -b 4096 out.raw 300M

# shellcheck disable=SC2046 # lists
appliance -machine q35,sata=off $(drive disk disk.raw) $(device virtio-blk disk) \
	-drive if=none,format=raw,id=out,file=out.raw -device virtio-blk-pci,drive=out
waits '^drydock:' 300
after 'mkdir -p /run/out && mount /dev/vdb /run/out' 60
holds "there is a place for it" ended 0
formats="qcow2 raw vhd vhd-fixed vhdx vmdk vmdk-stream vdi qed qcow zvhd2 zvhd raw-tar-gz ova"
for format in $formats; do
	after "drydock export /dev/vda --whole -o /run/out/$format --format $format 2> /run/why" 100
	holds "the appliance writes $format" ended 0
done
after 'drydock export /dev/vda --whole -o - --format zvhd2 2> /run/why > /run/out/stream' 100
holds "and to a pipe" ended 0
after 'umount /run/out; sync' 60
holds "it is done" ended 0
stop

for format in $formats stream; do
	debugfs -R "dump $format $format" out.raw > /dev/null 2>&1
	case $format in
	vhd | vhd-fixed) driver=vpc ;;
	vmdk*) driver=vmdk ;;
	*) driver=$format ;;
	esac
	case $format in
	zvhd* | stream) holds "$format" python3 "$here/../host/zvhd.py" "$format" whole.raw ;;
	raw-tar-gz) holds "$format" sh -c 'tar -xzOf raw-tar-gz | cmp - whole.raw' ;;
	ova) holds "$format" sh -c 'tar -xOf ova ova-disk1.vmdk > disk.vmdk &&
		qemu-img compare -q -f raw -F vmdk disk.raw disk.vmdk' ;;
	*) holds "$format" qemu-img compare -q -f raw -F "$driver" disk.raw "$format" ;;
	esac
done
holds "the disk is as it was" [ "$(sha256sum < disk.raw)" = "$sum" ]
finish
