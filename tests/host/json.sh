#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Reports of every command against their schema, their status against the program's.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

system_tree tree "A System"
mkdir -p tree/nas
echo '//nas/share /share cifs username=backup,password=opensesame 0 0' >> tree/etc/fstab
truncate -s 80M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 64 tree

# reports STATUS COMMAND...: that status, in the report too, which follows the schema
reports() {
	status=$1
	shift
	"$drydock" "$@" --json > report.json 2> "$tmp/out"
	got=$?
	holds "drydock $*: status $got, wanted $status" [ $got -eq "$status" ]
	holds "drydock $*: by the schema" "$here/../report/schema-check" report.json
	holds "drydock $*: names status, version, rules and image" python3 -c '
import json, subprocess, sys
report = json.load(open("report.json"))
version = subprocess.run([sys.argv[1], "--version"], capture_output=True, text=True).stdout
assert report["status"] == int(sys.argv[2]), report["status"]
assert version == "drydock %(drydock)s (rules %(rules)s)\n" % report, version
assert report["image"] == sys.argv[3] and report["command"] == sys.argv[4]' \
		"$drydock" $got "$2" "$1"
}

reports 1 check disk.raw --only fstab-by-uuid
reports 3 check disk.raw --only initrd-virtio
reports 0 check disk.raw --only nic-dhcp
reports 0 fix disk.raw --dry-run --only fstab-by-uuid,fstab-mount-points
holds "the diff is there" grep -q '+UUID=' report.json
holds "secrets are not" sh -c '! grep -q opensesame report.json'
reports 3 fix disk.raw -o blind.qcow2
reports 0 fix disk.raw -o fixed.qcow2 --only fstab-by-uuid
reports 0 check fixed.qcow2 --only fstab-by-uuid

# A file system without a partition table has no boot code, and the firmware says so at once.
truncate -s 64M whole.raw
mke2fs -q -F -t ext4 -b 4096 -d tree whole.raw
reports 5 prove whole.raw
reports 5 fix whole.raw -o unproven.qcow2 --only fstab-by-uuid --prove
holds "what did not boot is not taken" [ ! -e unproven.qcow2 ]
reports 1 check tree --only fstab-mount-points
finish
