#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The targets: listed, explained, and from a file of one's own.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

profiles='alibaba aws azure baidu gce generic-kvm huawei huawei-xen hyperv openstack oracle otc
	proxmox tencent ucloudstack vmware'

names() {
	"$drydock" profiles | cut -d ' ' -f 1
}
# shellcheck disable=SC2086 # a name on each line
holds "all are listed, in order" [ "$(names)" = "$(printf '%s\n' $profiles)" ]
holds "each has a title" sh -c "! '$drydock' profiles | grep -vE '^[a-z-]+ +[A-Z]'"
"$drydock" profiles --json > list.json
holds "the list as JSON" python3 -c '
import json
found = json.load(open("list.json"))["profiles"]
assert len(found) == 16 and all(p["title"] for p in found)'
for profile in $profiles; do
	"$drydock" profiles show "$profile" --json > shown.json
	holds "$profile: every value with its source" python3 -c '
import json, sys
shown = json.load(open("shown.json"))
names = {value["profile"] for value in shown["values"]}
assert shown["name"] == sys.argv[1] and sys.argv[1] in names, names
for value in shown["values"]:
	assert value["said"] and value["source"] and value["line"] > 0, value
	assert value["meaning"], value' "$profile"
	ends 0 '^title = ' profiles show "$profile"
done
ends 0 '^root_lvm = rejected  *the root is a logical volume' profiles show baidu
ends 0 'no LVM\. \[baidu:' profiles show baidu
# What is not said anew comes from the profile below.
ends 0 '\[generic-kvm:' profiles show otc
ends 0 '\[huawei:' profiles show otc
rm list.json shown.json

ends 2 'did you mean "alibaba"' profiles show alibab
ends 2 usage: profiles show
ends 2 usage: profiles list
ends 2 'does not take "--jsno"' profiles --jsno

# One's own: only what differs.
mkdir tree
system_tree tree "A System"
cat > own.profile <<'X'
base = huawei
title = our own cloud
# Handbook, page 12.
root_lvm = rejected
X
ends 0 '^root_lvm = rejected' profiles show ./own.profile
ends 0 'Handbook, page 12\. \[./own.profile:4\]' profiles show ./own.profile
echo 'mtu = 1400' > bare.profile
ends 0 'not said: the default' profiles show ./bare.profile
ends 0 'for ./own.profile' check tree --for ./own.profile --only fstab-line-ends

# A wrong key or word, before anything else is done; the image is not even there.
printf '# Ours.\nbase = huawei\nroot_lmv = allow\n' > wrong.profile
for command in 'check' 'fix --dry-run' 'trace' 'shell'; do
	# shellcheck disable=SC2086 # a command and its options
	ends 2 'profile "./wrong.profile", line 3: unknown key "root_lmv"; did you mean "root_lvm"?' \
		$command --for ./wrong.profile no-such-image
done
printf 'base = huawei\nfirmware = uboot\n' > wrong.profile
ends 2 'line 2: "uboot" is no value of firmware (of these: bios, uefi)' \
	check tree --for ./wrong.profile
printf 'base = hauwei\n' > wrong.profile
ends 2 'line 1: base: there is no built-in profile "hauwei"; did you mean "huawei"?' \
	check tree --for ./wrong.profile
ends 2 'unknown profile "hauwei"; did you mean "huawei"?' check tree --for hauwei
ends 2 'a file is named with a slash: ./own.profile' check tree --for own.profile
ends 2 'profile "./none.profile": No such file' check tree --for ./none.profile
ends 2 'profile "./tree": Is a directory' check tree --for ./tree

# What the import will say of the output, before and after the work.
truncate -s 40M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 32 tree
printf 'base = alibaba\nfile_max = 1K\nvsize_max = 32M\n' > small.profile
fixed() {
	"$drydock" fix disk.raw --only fstab-by-uuid "$@" > "$tmp/out" 2>&1
}
holds "a fixed VHD for Azure" fixed -o out.vhd --for azure
holds "it is one" [ "$(stat -c %s out.vhd)" -eq $((40 * 1024 * 1024 + 512)) ]
holds "of which nothing is warned" [ "$(grep -c warning "$tmp/out")" = 0 ]
ends 0 'A System' check out.vhd --only fstab-by-uuid
holds "a large one is made" fixed -o out.qcow2 --for ./small.profile
holds "and warned of: its size" grep -qE \
	'warning: "out.qcow2" has .*; ./small.profile takes 1.0 kB at most' "$tmp/out"
rm out.qcow2 out.vhd out.qcow2.manifest.json out.vhd.manifest.json
ends 1 'rejected  *disk-vsize  *disk0  *the disk has 40 MiB, and 32 MiB is the most' \
	check disk.raw --only disk-vsize --for ./small.profile

# Words that the shell completes.
completed() {
	bash -c 'PATH="$1:$PATH"
		. "$2"
		shift 2
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_drydock
		echo "${COMPREPLY[@]}"' bash "$(dirname "$drydock")" \
		"$here/../../src/app/drydock.bash" "$@"
}
holds "a target" [ "$(completed drydock check --for huaw)" = "huawei huawei-xen" ]
holds "a file" [ "$(completed drydock check --for ./ow)" = "./own.profile" ]
holds "show" [ "$(completed drydock profiles sh)" = "show" ]
holds "show what" [ "$(completed drydock profiles show goo)" = "" ]
holds "show a target" [ "$(completed drydock profiles show gc)" = "gce" ]
finish
