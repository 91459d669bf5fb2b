#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The image file itself: what the rules are told of it, the format that is chosen, and a
# disk that is padded.
# Takes long.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

# 41 MiB and three sectors, with its backup GPT at 41 MiB.
truncate -s 41M disk.raw
printf 'label: gpt\nstart=2048, size=65536\n' | sfdisk -q --no-tell-kernel disk.raw
truncate -s $((41 * 1024 * 1024 + 1536)) disk.raw
system_tree tree "A System"
part_at disk.raw 1 32 tree
image_rules=img-format,img-file-size,img-fast-import,img-bitmap,img-upload,vmdk-origin
image_rules=$image_rules,vsize-granularity,part-table

fixed() {
	"$drydock" fix "$@" --only "$image_rules" > "$tmp/out" 2>&1
}

# As it is: told of its bytes, whatever it is called.
cp disk.raw disk.vhd
ends 1 'rejected  *img-format  *disk0  *the file is a raw image; what is taken: vhd-fixed' \
	check disk.vhd --only img-format --for azure
ends 0 '1 rule passed' check disk.raw --only img-format --for huawei
ends 1 'rejected  *vsize-granularity  *disk0  *the disk has 42993152 bytes' \
	check disk.raw --only vsize-granularity --for azure
mv disk.vhd 'my disk.raw'
ends 1 'rejected  *img-upload .*has a blank' check 'my disk.raw' --only img-upload --for huawei
rm 'my disk.raw'

# What of a VMDK, a VHD and a qcow2 is to be known.
for way in monolithicSparse streamOptimized monolithicFlat; do
	qemu-img convert -f raw -O vmdk -o subformat=$way disk.raw $way.vmdk
done
ends 1 'rejected .* is a VMDK image (monolithicSparse); what is taken: raw, vmdk-stream' \
	check monolithicSparse.vmdk --only img-format --for aws
ends 0 '1 rule passed' check streamOptimized.vmdk --only img-format --for aws
ends 1 'cannot be read without 1 other file' check monolithicFlat.vmdk --only img-format \
	--for huawei
ends 0 '1 rule passed' check monolithicSparse.vmdk --only vmdk-origin --for huawei
sed 's/ddb.toolsVersion = "[0-9]*"/ddb.toolsVersion = "0"         /' monolithicSparse.vmdk > old.vmdk
ends 0 'note  *vmdk-origin .*names no VMware Tools: it may not be read; better qcow2' \
	check old.vmdk --only vmdk-origin --for huawei
qemu-img create -q -f qcow2 -b disk.raw -F raw top.qcow2
ends 1 'cannot be read without 1 other file' check top.qcow2 --only img-format --for openstack
qemu-img convert -f raw -O qcow2 disk.raw kept.qcow2
qemu-img snapshot -c before kept.qcow2
ends 1 'it holds 1 snapshot beside the disk' check kept.qcow2 --only img-format --for huawei
qemu-img convert -f raw -O vpc -o subformat=fixed,force_size disk.raw fixed.vhd
ends 0 '1 rule passed' check fixed.vhd --only img-format --for azure
qemu-img convert -f raw -O vpc -o force_size disk.raw dynamic.vhd
ends 1 'rejected .* a dynamic VHD image' check dynamic.vhd --only img-format --for azure
gzip -k1 disk.raw
ends 1 'it is packed in a gzip file' check disk.raw.gz --only img-format --for alibaba
rm -f ./*.vmdk ./*.vhd ./*.qcow2 disk.raw.gz

# An encrypted one cannot be looked into, and that is a finding as well.
for _ in $(seq 30); do
	[ -e locked.qcow2 ] || qemu-img create -q -f qcow2 --object secret,id=s,data=x \
		-o encrypt.format=luks,encrypt.key-secret=s locked.qcow2 8M 2> "$tmp/luks"
done
ends 3 "'locked.qcow2' is encrypted" check locked.qcow2
ends 3 'rejected  *img-not-encrypted  *disk0  *the file is a qcow2 image, and encrypted' \
	check locked.qcow2 --for huawei
ends 3 "'locked.qcow2' is encrypted" fix locked.qcow2 -o out
"$drydock" check locked.qcow2 --json > locked.json 2> "$tmp/out"
holds "the report of an encrypted image: $?" "$here/../report/schema-check" locked.json
holds "says so" python3 -c '
import json
report = json.load(open("locked.json"))
assert report["status"] == 3 and report["system"]["name"] is None, report
assert [f["rule"] for f in report["findings"]] == ["img-not-encrypted"], report["findings"]'
printf 'LUKS\272\276\000\002' > luks.raw
truncate -s 1M luks.raw
ends 3 'rejected  *img-not-encrypted' check luks.raw
gzip locked.qcow2
ends 3 'is encrypted' check locked.qcow2.gz
rm -f locked* luks.raw

# The profile's first, and nothing it refuses.
holds "a fixed VHD for Azure" fixed disk.raw -o out.vhd --for azure
holds "it says so" grep -q 'Written to out.vhd (vhd-fixed)' "$tmp/out"
holds "padded" grep -q 'padded with zeros to 42 MiB' "$tmp/out"
holds "it is 42 MiB" [ "$(stat -c %s out.vhd)" -eq $((42 * 1024 * 1024 + 512)) ]
truncate -s -512 out.vhd
holds "its backup GPT is at the new end" sh -c 'sgdisk -v out.vhd | grep -q "No problems found"'
holds "the image is as it was" [ "$(stat -c %s disk.raw)" -eq $((41 * 1024 * 1024 + 1536)) ]
rm out.vhd out.vhd.manifest.json

# So is that of a repair that was told to leave partition tables alone: the padding is ours.
for rules in "--only img-format" "--skip part-table,vsize-granularity" "--skip part-table"; do
	# shellcheck disable=SC2086 # words
	"$drydock" fix disk.raw -o out.vhd --for azure --skip fstab-by-uuid $rules > "$tmp/out" 2>&1
	holds "fix $rules of a disk to be padded" grep -q \
		'disk0 is padded with zeros to 42 MiB, its backup GPT moved to the end' "$tmp/out"
	truncate -s -512 out.vhd
	holds "its GPT is whole" sh -c 'sgdisk -v out.vhd | grep -q "No problems found"'
	holds "its partitions are the same" [ "$(sfdisk -d out.vhd | sed 1,/^$/d | cut -d: -f2)" = \
		"$(sfdisk -d disk.raw 2> /dev/null | sed 1,/^$/d | cut -d: -f2)" ]
	rm -f out.vhd out.vhd.manifest.json
done
"$drydock" fix disk.raw --dry-run --for azure --only img-format > "$tmp/out" 2>&1
holds "a dry run speaks of no padding" [ "$(grep -c padded "$tmp/out")" -eq 0 ]

# An export pads it as well, and moves the backup GPT: of the output, not of the image.
sum=$(sha256sum < disk.raw)
for whole in "" --whole; do
	# shellcheck disable=SC2086 # an option, or none
	"$drydock" export disk.raw -o out.vhd --for azure $whole > "$tmp/out" 2>&1
	holds "export of a disk to be padded: $?" grep -q \
		'disk0 is padded with zeros to 42 MiB, its backup GPT moved to the end' "$tmp/out"
	holds "it is 42 MiB" [ "$(stat -c %s out.vhd)" -eq $((42 * 1024 * 1024 + 512)) ]
	truncate -s -512 out.vhd
	holds "its GPT is whole" sh -c 'sgdisk -v out.vhd | grep -q "No problems found"'
	holds "its partitions are the same" [ "$(sfdisk -d out.vhd | sed 1,/^$/d | cut -d: -f2)" = \
		"$(sfdisk -d disk.raw 2> /dev/null | sed 1,/^$/d | cut -d: -f2)" ]
	rm out.vhd out.vhd.manifest.json
done
"$drydock" export disk.raw -o - --for gce --whole 2> "$tmp/out" | tar -xzSO > whole.raw
holds "a stream too" sh -c 'sgdisk -v whole.raw | grep -q "No problems found"'
rm whole.raw
cp disk.raw damaged.raw
dd if=/dev/zero of=damaged.raw bs=512 count=1 seek=$((41 * 2048 - 1)) conv=notrunc status=none
"$drydock" export damaged.raw -o out.vhd --for azure --whole > "$tmp/out" 2>&1
holds "a backup that is damaged: $?" grep -q 'warning: disk0 is padded .* stays where it was: ' "$tmp/out"
holds "stays as it is" cmp -n $((41 * 1024 * 1024)) damaged.raw out.vhd
rm damaged.raw out.vhd out.vhd.manifest.json
truncate -s $((3 * 1024 * 1024 + 512)) mbr.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel mbr.raw
"$drydock" export mbr.raw -o out.vhd --for azure --whole > "$tmp/out" 2>&1
holds "a disk without GPT: $?" grep -q 'disk0 is padded with zeros to 4 MiB$' "$tmp/out"
rm mbr.raw out.vhd out.vhd.manifest.json
holds "the image is as it was" [ "$(sha256sum < disk.raw)" = "$sum" ]
ends 2 'azure takes no qcow2; it takes vhd-fixed' fix disk.raw -o out --for azure --format qcow2
ends 2 'azure takes no qcow2; it takes vhd-fixed' export disk.raw -o out --for azure \
	--format qcow2
ends 2 'alibaba takes no vhdx; it takes qcow2, raw, vhd' fix disk.raw -o out --for alibaba \
	--format vhdx
holds "a fixed VHD is a VHD" fixed disk.raw -o out --for alibaba --format vhd-fixed
rm out out.manifest.json
plain() {
	"$drydock" fix disk.raw --only img-format "$@" > "$tmp/out" 2>&1
}
holds "any format where no target is named" plain -o out --format vmdk-stream
rm out out.manifest.json
holds "qcow2 where nothing is asked" plain -o out
holds "it is one" sh -c 'qemu-img info out | grep -q "format: qcow2"'
rm out out.manifest.json
ends 0 'would be repaired: padded with zeros to 42 MiB' fix disk.raw --dry-run --for azure \
	--only vsize-granularity

# Large for its target: the way for large files, which asks for more.
printf 'base = huawei\nfile_max = 1M\nboot_elsewhere = degraded\n' > small.profile
head -c 3M /dev/urandom > noise
dd if=noise of=disk.raw bs=1M seek=34 conv=notrunc status=none
ends 1 'rejected  *img-bitmap .*java -jar CreateMF.jar disk.raw disk.mf; a zvhd2 needs none' \
	check disk.raw --only img-bitmap --for ./small.profile
printf 'SHA256(disk.raw)= 00\n' > disk.mf
ends 1 'holds the checksums of an OVF package' check disk.raw --only img-bitmap \
	--for ./small.profile
printf 'bitmap' > disk.mf
ends 0 '1 rule passed' check disk.raw --only img-bitmap --for ./small.profile
ends 0 'note  *img-fast-import' check disk.raw --only img-fast-import --for ./small.profile
holds "the way for large files is chosen" fixed disk.raw -o out --for ./small.profile
holds "as a ZVHD2" grep -q 'Written to out (zvhd2)' "$tmp/out"
holds "of whole GiB" grep -q 'vsize-granularity .* padded with zeros to 1 GiB' "$tmp/out"
holds "which repairs nothing" grep -q 'note  *img-fast-import' "$tmp/out"
printf 'base = huawei\nvsize_align = 1G\n' > whole.profile
holds "the same as raw" fixed disk.raw -o whole.raw --for ./whole.profile --format raw
holds "with its backup GPT moved" sh -c 'sgdisk -v whole.raw | grep -q "No problems found"'
rm -f out whole.raw whole.raw.bmap out.manifest.json
ends 2 "small.profile takes no ova" fix disk.raw -o out --for ./small.profile --format ova
qemu-img convert -f raw -O qcow2 disk.raw disk.qcow2
ends 1 'rejected .* takes it, as one of zvhd2, raw, and it is a qcow2 image' \
	check disk.qcow2 --only img-fast-import --for ./small.profile
finish
