#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The manifest beside an output: what it says is so, and there is none without an output.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"
check=$here/../report/schema-check

truncate -s 40M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
system_tree tree "A System"
part_at disk.raw 1 32 tree
# Blocks that are not whole, and one at the end.
dd if=/dev/urandom of=disk.raw bs=1000 seek=37000 count=300 conv=notrunc status=none
printf x | dd of=disk.raw bs=1 seek=$((40 * 1024 * 1024 - 1)) conv=notrunc status=none

# data_hash RAW: by the words of the manual
data_hash() {
	cp "$1" whole.raw
	truncate -s %1M whole.raw
	zero=$(head -c 1M /dev/zero | sha256sum)
	# shellcheck disable=SC2016 # awk's own
	split -b 1M --filter=sha256sum whole.raw | awk -v zero="$zero" '$0 != zero { print NR - 1, $1 }' |
		sha256sum | cut -d ' ' -f 1
	rm whole.raw
}

# says FILE WORDS: of the manifest M of FILE that Python condition is true
says() {
	python3 -c '
import json, sys
M = json.load(open(sys.argv[1] + ".manifest.json"))
assert eval(sys.argv[2]), M' "$@"
}

# described FILE FORMAT: its manifest follows the schema and has the right figures
described() {
	holds "the manifest of $1 follows the schema" "$check" "$1.manifest.json"
	holds "the hash of $1" says "$1" "M['file']['sha256'] == '$(sha256sum < "$1" | cut -d' ' -f1)'"
	holds "the size of $1" says "$1" "M['file']['bytes'] == $(stat -c %s "$1")"
	holds "the name and the format of $1" says "$1" \
		"(M['file']['name'], M['file']['format']) == ('$1', '$2')"
	driver=$2
	[ "$2" != vhd-fixed ] || driver=vpc
	qemu-img convert -f "$driver" -O raw "$1" plain.raw
	holds "the size of the disk in $1" says "$1" "M['disk']['bytes'] == $(stat -c %s plain.raw)"
	holds "the hash of the data in $1" says "$1" "M['disk']['data_sha256'] == '$(data_hash plain.raw)'"
	holds "as private as $1" [ "$(stat -c %a "$1")" = "$(stat -c %a "$1.manifest.json")" ]
	rm plain.raw
}

chmod 640 disk.raw
for format in raw qcow2 vhd-fixed; do
	holds "export to $format" "$drydock" export disk.raw --whole -o "e.$format" --format $format
	described "e.$format" "$format"
	holds "nobody looked" says "e.$format" "M['checked'] is False and 'open' not in M"
done
holds "the same data" says e.raw "M['disk']['data_sha256'] == '$(data_hash disk.raw)'"
for format in zvhd2 raw-tar-gz; do
	holds "export to $format" "$drydock" export disk.raw --whole -o "e.$format" --format $format
	holds "a whole GiB of $format" says "e.$format" "M['disk']['bytes'] == 1073741824"
	holds "with the same data" says "e.$format" \
		"M['disk']['data_sha256'] == '$(data_hash disk.raw)'"
done

# Without qemu-nbd, which is not needed to write a qcow2.
mkdir bin
ln -s "$(command -v qemu-img)" bin
PATH=$PWD/bin "$drydock" export disk.raw --whole -o n.qcow2 > "$tmp/out" 2>&1
holds "export without qemu-nbd" [ $? -eq 0 ]
holds "which is said" grep -q 'no hash of the data.*qemu-nbd is not installed' "$tmp/out"
holds "the manifest follows the schema" "$check" n.qcow2.manifest.json
holds "it has no hash of the data" says n.qcow2 "M['disk']['data_sha256'] is None and M['file']['sha256']"

"$drydock" fix disk.raw -o f.qcow2 --only fstab-by-uuid,os-supported --for huawei > "$tmp/out" 2>&1
holds "fix" [ $? -le 3 ]
described f.qcow2 qcow2
holds "other data" says f.qcow2 "M['disk']['data_sha256'] != '$(data_hash disk.raw)'"
holds "it was looked at" says f.qcow2 "M['checked'] and M['verified'] and M['command'] == 'fix'"
holds "what was changed" says f.qcow2 "[c['path'] for c in M['changes']] == ['/etc/fstab']"
holds "nothing repaired is open" says f.qcow2 "all(o['rule'] != 'fstab-by-uuid' for o in M['open'])"
holds "its name" says f.qcow2 "M['system']['name'] == 'A System' and M['boot_disk'] == 'disk0'"
holds "what Huawei is told" says f.qcow2 "M['profile'] == 'huawei' and \
	M['registration'] == {'min_disk': 40, '__os_type': 'Linux'} and 'OBS' in M['upload_place']"

# A cloud of one's own, whose disks must be larger than the image's.
cat > own.profile <<'END'
base = openstack
formats = raw qcow2
register_disk_above = yes
register_format = disk_format raw=raw
register_arch = cpu x86_64=amd64
register_values = os_type=linux hw_disk_bus=scsi
upload_place = the cellar
END
cp /bin/true tree/sbin/init
truncate -s 1G own.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel own.raw
part_at own.raw 1 32 tree
"$drydock" fix own.raw -o o.raw --only fstab-by-uuid --for ./own.profile > "$tmp/out" 2>&1
holds "fix for a cloud of one's own" [ $? -eq 0 ]
holds "its values" says o.raw "M['registration'] == {'min_disk': 2, 'cpu': 'amd64', 'disk_format': 'raw', \
	'os_type': 'linux', 'hw_disk_bus': 'scsi'} and M['upload_place'] == 'the cellar'"
echo 'register_arch = cpu x86_64' >> own.profile
ends 2 'is no value of register_arch (words A=B' check own.raw --for ./own.profile

# One that is there counts as the output does.
mv f.qcow2 g.qcow2
ends 2 "manifest 'f.qcow2.manifest.json' of the output exists already" \
	fix disk.raw -o f.qcow2 --only fstab-by-uuid
mkdir h.raw.manifest.json
ends 2 "exists already" export disk.raw --whole -o h.raw --format raw --force
rmdir h.raw.manifest.json
holds "a new one where it is asked for" "$drydock" export disk.raw --whole -o f.qcow2 --force
described f.qcow2 qcow2
holds "of the new run" says f.qcow2 "M['command'] == 'export'"

# The one that was there stays where what goes with the new one cannot be written.
echo old > i.raw
mkdir -p i.raw.bmap/in-use
ends 2 "cannot write what goes with '.*i.raw': Is a directory" \
	export disk.raw --whole -o i.raw --format raw --force
holds "the old output" grep -q '^old$' i.raw
rm -r i.raw i.raw.bmap

# A stream has none, and a failure has none.
"$drydock" export disk.raw --whole -o - --format raw 2> "$tmp/out" > s.raw
holds "a stream" cmp s.raw disk.raw
holds "has no manifest" sh -c '! ls -A | grep -e "^s.raw." -e "^-"'
ends 3 "does not know\|no system\|disk0p9" fix disk.raw -o k.qcow2 --root disk0p9
cp disk.raw full.raw
mkdir small
mount -t tmpfs -o size=20M none small 2> /dev/null && {
	dd if=/dev/urandom of=full.raw bs=1M count=30 seek=5 conv=notrunc status=none
	"$drydock" export full.raw --whole -o small/out --format raw > "$tmp/out" 2>&1
	holds "a full disk: $?" [ "$(ls -A small)" = "" ]
	umount small
}

# Several disks of one machine.
truncate -s 8M second.raw
holds "two disks" "$drydock" export disk.raw second.raw --whole -o both --format raw
for disk in disk0:disk disk1:second; do
	holds "each has one: $disk" "$check" "both/${disk#*:}.raw.manifest.json"
	holds "of its own: $disk" says "both/${disk#*:}.raw" "M['disk']['name'] == '${disk%%:*}' and \
		M['disk']['data_sha256'] == '$(data_hash "${disk#*:}.raw")'"
done
finish
