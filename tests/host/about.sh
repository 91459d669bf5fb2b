#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What is inside: every package whose files are in the appliance or linked into the program,
# with its version and licence.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"
root=$here/../..

"$drydock" about --json > about.json
"$drydock" about > about.txt
cat about.txt > "$tmp/out"
holds "each part has all it needs" python3 - <<'END'
import json
about = json.load(open("about.json"))
assert about["licence"] == "GPL-2.0-or-later"
assert {p["where"] for p in about["parts"]} == {"program", "kernel", "loader", "initramfs", "proof"}
assert all(p["package"] and p["version"] and p["licence"] for p in about["parts"])
assert all(f["driver"] and f["without"] and f["files"] for f in about["firmware"])
END
holds "the text has as many parts as the JSON" \
	[ "$(grep -c '^\(program\|kernel\|loader\|initramfs\|proof\) ' about.txt)" -eq \
	$(($(grep -c '"where"' about.json) + 1)) ]
# libelf is of the kernel build only
sed -n '/^libelf/d; s/^\([a-z0-9.+-]*-dev\) .*/\1/p' "$root/scripts/deps/build" > linked
while read -r package; do
	holds "$package is linked into the program" grep -q "^program *$package " about.txt
done < linked

# Every file but ours, the maps and busybox' names is of a package that is listed.
mkdir tree
(cd tree && cpio -id --quiet < "$root/build/appliance/initramfs.cpio" 2> /dev/null)
(cd tree && find . -type f | sed 's/^\.//') | LC_ALL=C sort > files
(cd "$root/rootfs/overlay" && find . -type f | sed 's/^\.//') > ours
printf '%s\n' /usr/bin/drydock /usr/share/drydock/about /usr/share/drydock/proof.sha256 \
	/usr/sbin/grub-bios-setup /etc/ssl/certs/ca-certificates.crt \
	/usr/lib/terminfo/d/drydock /usr/lib/terminfo/d/drydock-m >> ours
grep -vxFf ours files | grep -v '^/usr/share/keymaps/' > initramfs
unsquashfs -q -n -d tree2 "$root/build/appliance/proof.squashfs" > "$tmp/out" 2>&1
(cd tree2 && find . -type f | sed 's/^\.//') > proof

# all_listed WHERE: the files of the list WHERE are of packages that stand there
all_listed() {
	# A file of /usr/lib may be registered below /lib.
	sed 's|.*|& &|; s| /usr| |' "$1" | xargs dpkg -S 2> /dev/null |
		sed 's/[:,].* / /; s| /usr| |' > owners
	while read -r path; do
		owner=$(awk -v path="${path#/usr}" '$2 == path { print $1; exit }' owners)
		grep -q "^$1 *${owner:-no-package} " about.txt || echo "$path"
	done < "$1" > unlisted
	cp unlisted "$tmp/out"
	holds "$(wc -l < "$1") files of $1: each is of a listed package" [ ! -s unlisted ]
	holds "there are such files" [ "$(wc -l < "$1")" -gt "$2" ]
}
all_listed initramfs 40
all_listed proof 20
ends 2 'about takes no more' about --xml
ends 2 'keymap is for the appliance' keymap de
ends 2 'network is for the appliance' network off
finish
