#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "drydock export": every format holds what the image holds, or there is no file.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

# 24 MiB: data at both ends, a hole of 16 MiB, zeros that are stored.
truncate -s 24M disk.raw
head -c 3M /dev/urandom > noise
dd if=noise of=disk.raw bs=64k conv=notrunc status=none
dd if=noise of=disk.raw bs=64k seek=320 count=40 conv=notrunc status=none
dd if=/dev/zero of=disk.raw bs=64k seek=64 count=16 conv=notrunc status=none
sum=$(sha256sum < disk.raw)

ends 2 "say where to" export disk.raw
ends 2 "unknown output format 'zip' (qcow2, raw, vhd" export disk.raw -o out --format zip
ends 2 "does not take" export disk.raw -o out --root sda1

# exported FORMAT [OPTION...]: into out
exported() {
	format=$1
	shift
	holds "export to $format" "$drydock" export disk.raw -o out --format "$format" "$@"
}

# FORMAT and QEMU's name of it.
while read -r format driver; do
	exported "$format"
	holds "what $format holds" qemu-img compare -q -f raw -F "$driver" disk.raw out
	rm -f out
done <<-END
	qcow2 qcow2
	raw raw
	vhd vpc
	vpc vpc
	vhd-fixed vpc
	vhdx vhdx
	vmdk vmdk
	vmdk-stream vmdk
	vdi vdi
	qed qed
	qcow qcow
END

holds "the image is as it was" [ "$(sha256sum < disk.raw)" = "$sum" ]
finish
