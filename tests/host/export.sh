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
seq 200000 | dd of=disk.raw bs=64k seek=112 conv=notrunc status=none
truncate -s 1G whole.raw
dd if=disk.raw of=whole.raw bs=1M conv=notrunc,sparse status=none
sum=$(sha256sum < disk.raw)

ends 2 "say where to" export disk.raw
ends 2 "unknown output format 'zip' (qcow2, raw, vhd" export disk.raw --whole -o out --format zip
ends 2 "does not take" export disk.raw --whole -o out --root sda1
ends 2 "vhdx is not compressed by 'zstd'" export disk.raw --whole -o out --format vhdx --compress zstd
ends 2 "qcow2 is not compressed by 'rar' (zstd, zlib)" export disk.raw --whole -o out --compress rar

# exported FORMAT [OPTION...]: into out
exported() {
	format=$1
	shift
	rm -f out out.bmap out.manifest.json
	holds "export to $format" "$drydock" export disk.raw --whole -o out --format "$format" "$@"
}

# same_disk FILE: the disk, with or without zeros up to a whole GiB
same_disk() {
	qemu-img compare -q -f raw -F raw "$1" whole.raw
}

# FORMAT and QEMU's name of it.
while read -r format driver; do
	exported "$format"
	holds "what $format holds" qemu-img compare -q -f raw -F "$driver" disk.raw out
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
exported qcow2
plain=$(stat -c %s out)
for how in zstd zlib; do
	exported qcow2 --compress $how
	holds "qcow2 is packed by $how" sh -c "qemu-img info out | grep -q 'compression type: $how'"
	holds "and is smaller" [ "$(stat -c %s out)" -lt "$plain" ]
	holds "what it holds" qemu-img compare -q -f raw -F qcow2 disk.raw out
done

exported vmdk-stream
holds "a VMDK without faults" qemu-img check -q -f vmdk out
holds "that is stream-optimized" grep -aq 'createType="streamOptimized"' out

# ZVHD and ZVHD2, by a reader made of the tables alone.
exported zvhd
holds "zvhd" python3 "$here/zvhd.py" out whole.raw
exported zvhd2
holds "zvhd2" python3 "$here/zvhd.py" out whole.raw zstd
exported zvhd2 --compress zlib
holds "zvhd2 of zlib" python3 "$here/zvhd.py" out whole.raw zlib

# As Google takes it: whole GiB, in the old GNU format, sparse.
exported raw-tar-gz
holds "a gzip file" gzip -t out
holds "its member" [ "$(tar -tzf out)" = disk.raw ]
holds "its format" [ "$(gzip -dc out | head -c 265 | tail -c 8 | od -An -c | tr -d ' ')" = 'ustar\0' ]
mkdir unpacked
tar -xzSf out -C unpacked
holds "its size" [ "$(stat -c %s unpacked/disk.raw)" -eq 1073741824 ]
holds "what it holds" same_disk unpacked/disk.raw
holds "and its holes" [ "$(stat -c %b unpacked/disk.raw)" -lt 20000 ]
holds "another reader of it" python3 -c '
import tarfile
with open("whole.raw", "rb") as raw, tarfile.open("out") as tar:
    file = tar.extractfile("disk.raw")
    for block in iter(lambda: raw.read(1 << 20), b""):
        assert file.read(1 << 20) == block
'
rm -rf unpacked

# A block map: bmaptool writes by it what it checks by it.
exported raw
holds "bmaptool" bmaptool -q copy out back
holds "what it wrote" cmp disk.raw back
holds "the raw file has holes" [ "$(stat -c %b out)" -lt 16000 ]
echo "another image" | dd of=out bs=1 seek=100 conv=notrunc status=none
bmaptool -q copy out back > "$tmp/out" 2>&1
holds "the map knows a changed image" grep -q checksum "$tmp/out"
ends 2 "the output 'out' exists already" export disk.raw --whole -o out --format raw
rm out out.manifest.json
holds "a map that was left" "$drydock" export disk.raw --whole -o out --format raw
rm out out.manifest.json
echo mine > out.bmap
ends 2 "'out.bmap', which goes with the output, exists already" export disk.raw --whole -o out --format raw
holds "--force replaces both" "$drydock" export disk.raw --whole -o out --format raw --force
holds "as bmaptool says" bmaptool -q copy out back

# An OVA: what its manifest says, what its descriptor says, and the disk in it.
exported ova
mkdir ova
tar -xf out -C ova
holds "its members" [ "$(tar -tf out | tr '\n' ' ')" = "out.ovf out.mf out-disk1.vmdk " ]
holds "its manifest" sh -c 'cd ova && sed "s/^SHA256(\(.*\))= \(.*\)/\2  \1/" out.mf | sha256sum -c --strict'
holds "its descriptor" python3 -c '
import os, xml.etree.ElementTree as tree
root = tree.parse("ova/out.ovf").getroot()
ns = "{http://schemas.dmtf.org/ovf/envelope/1}"
file = root.find(f"{ns}References/{ns}File")
disk = root.find(f"{ns}DiskSection/{ns}Disk")
assert file.get(ns + "href") == "out-disk1.vmdk"
assert int(file.get(ns + "size")) == os.path.getsize("ova/out-disk1.vmdk")
assert int(disk.get(ns + "capacity")) == 24 << 20
assert disk.get(ns + "fileRef") == file.get(ns + "id")
'
holds "its disk" qemu-img compare -q -f raw -F vmdk disk.raw ova/out-disk1.vmdk
"$drydock" export out --whole -o again --format raw > "$tmp/out" 2>&1
holds "read again by drydock" cmp disk.raw again
rm -rf ova again again.bmap again.manifest.json

# A pipe takes what can be written without going back.
for format in zvhd2 zvhd raw raw-tar-gz vmdk-stream; do
	"$drydock" export disk.raw --whole -o - --format $format 2> "$tmp/out" | cat > out
	exported_size=$(stat -c %s out)
	case $format in
	zvhd*) holds "stream of $format" python3 "$here/zvhd.py" out whole.raw ;;
	raw) holds "stream of raw" cmp out disk.raw ;;
	raw-tar-gz) holds "stream of $format" sh -c 'tar -xzOf out | cmp - whole.raw' ;;
	vmdk-stream) holds "stream of $format" qemu-img compare -q -f raw -F vmdk disk.raw out ;;
	esac
	holds "$format: $exported_size bytes" [ "$exported_size" -gt 3000000 ]
done
for format in qcow2 vhd vhd-fixed vhdx vmdk vdi qed qcow ova; do
	ends 2 "$format cannot be written to standard output; these can: raw, vmdk-stream, zvhd2" \
		export disk.raw --whole -o - --format $format
done
"$drydock" export disk.raw --whole -o - --format raw 2> "$tmp/out" | head -c 1 > /dev/null
holds "who stops reading is told" grep -q "nobody reads standard output" "$tmp/out"

# Sizes that are no whole number of what a format asks for, and a disk of nothing.
truncate -s 3000320 odd.raw
head -c 100000 noise | dd of=odd.raw bs=512 seek=5000 conv=notrunc status=none
for format in zvhd2 zvhd raw-tar-gz vmdk-stream ova vhd-fixed raw; do
	rm -f out out.bmap out.manifest.json
	holds "an odd size to $format" "$drydock" export odd.raw --whole -o out --format $format
done
rm -f out out.bmap out.manifest.json
"$drydock" export odd.raw --whole -o out --format vhd-fixed > /dev/null 2>&1
holds "a fixed VHD is whole MiB" [ "$(stat -c %s out)" -eq $((3 * 1048576 + 512)) ]
truncate -s 1G nothing.raw
for format in zvhd2 zvhd raw-tar-gz vmdk-stream ova raw; do
	rm -f out out.bmap out.manifest.json
	holds "an empty disk to $format" "$drydock" export nothing.raw --whole -o out --format $format
	holds "is small" [ "$(stat -c %b out)" -lt 400 ]
done
rm -f out out.bmap out.manifest.json

# Long work shows itself: events for programs, and a line for who looks at a terminal.
for format in zvhd2 qcow2; do
	rm -f out out.manifest.json
	"$drydock" export disk.raw --whole -o out --format $format --json > "$tmp/out" 2> "$tmp/events"
	holds "events of $format" python3 -c '
import json, sys
for stage in "writing", "verifying":
    lines = [line for line in open(sys.argv[1]) if line.startswith("{")]
    events = [e for e in map(json.loads, lines) if e["stage"] == stage]
    assert events[-1]["done"] == events[-1]["total"] > 5 << 20, (stage, events)
    assert all(e["event"] == "progress" and e["bytes_per_second"] >= 0 for e in events)
result = json.load(open(sys.argv[2]))
assert result["status"] == 0 and result["outputs"][0]["format"] == sys.argv[3]
' "$tmp/events" "$tmp/out" $format
done
rm -f out out.manifest.json

holds "the image is as it was" [ "$(sha256sum < disk.raw)" = "$sum" ]
finish
