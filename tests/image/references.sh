#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# References that lead out of the image's directory are refused, of every kind, at every
# link of the chain (CVE-2024-32498); --trust-references takes them.
# shellcheck disable=SC1091,SC2154 # lib.sh, and its $tmp
. "$(dirname "$0")/lib.sh"

size=8388608
mkdir in in/sub out
disk out/secret.raw
cp out/secret.raw in/base.raw
cd in || exit 1

# backing NAME BACKING [FORMAT]: a qcow2 with that backing file, whatever it is
backing() {
	rm -f "$1"
	qemu-img create -q -u -f qcow2 -b "$2" -F "${3:-raw}" "$1" 8M
}

backing good.qcow2 base.raw
accepts "qcow2 $size" good.qcow2
cd ..
accepts "qcow2 $size" in/good.qcow2
ln -s in/good.qcow2 link
accepts "qcow2 $size" link
rm link
cd in || exit 1
mv base.raw sub/
backing sub.qcow2 sub/base.raw
accepts "qcow2 $size" sub.qcow2
mv sub/base.raw .

backing hostile "$tmp/work/out/secret.raw"
refuses 2 "is an absolute path: refused" hostile
accepts "qcow2 $size" -t hostile
backing hostile ../out/secret.raw
refuses 2 'by "..": refused' hostile
accepts "qcow2 $size" -t hostile
backing hostile sub/../../out/secret.raw
refuses 2 'by "..": refused' hostile
ln -s ../out/secret.raw trick.raw
backing hostile trick.raw
refuses 2 "hidden or outside of its directory: refused" hostile
accepts "qcow2 $size" -t hostile
ln -s ../out way
backing hostile way/secret.raw
refuses 2 "hidden or outside of its directory: refused" hostile

# An image in a home directory must not name what is hidden there.
mkdir .ssh
cp base.raw .ssh/id
backing hostile .ssh/id
refuses 2 "hidden or outside of its directory: refused" hostile
accepts "qcow2 $size" -t hostile

for url in nbd://localhost:1/x http://localhost/x file:../out/secret.raw \
	"file:$tmp/work/out/secret.raw" fat:/etc ssh://localhost/x \
	'json:{"driver":"raw","file":{"driver":"file","filename":"/etc/passwd"}}'; do
	backing hostile "$url"
	refuses 2 "is a URL or pseudo-protocol: refused" hostile
done
file="{\"driver\":\"file\",\"filename\":\"$tmp/work/out/secret.raw\"}"
backing hostile "json:{\"driver\":\"raw\",\"file\":$file}"
refuses 2 "is a URL or pseudo-protocol: refused" hostile
accepts "qcow2 $size" -t hostile
backing hostile base.raw file
refuses 3 "format 'file', which is not supported" hostile
backing hostile nowhere.raw
refuses 3 "needs the backing file .*nowhere.raw', which cannot be found" hostile
backing loop hostile qcow2
backing hostile loop qcow2
refuses 3 "its own backing file" hostile

# A second link, and what a raw first link is made to look like.
backing middle ../out/secret.raw
backing first middle qcow2
refuses 2 'middle. names the backing file .* by "..": refused' first
accepts "qcow2 $size" -t first
backing middle base.raw
backing first middle qcow2
accepts "qcow2 $size" first
backing middle ../out/secret.raw
backing first middle raw
accepts "qcow2 $size" first
check "a raw link is not probed" "$IMAGE_DRIVER" -f raw -o flat first
check "a raw link's content" cmp -n "$(stat -c %s middle)" flat middle
# Without a format in the header, the link is told by its own; here the name of the
# extension is made one that nobody knows.
backing first middle qcow2
LC_ALL=C sed -i 's/\xe2\x79\x2a\xca/\x11\x11\x11\x11/' first
refuses 2 'by "..": refused' first

# external data file: QEMU made it here, the name is then changed in the header
qemu-img create -q -f qcow2 -o data_file=data.raw,data_file_raw=on data.qcow2 8M
accepts "qcow2 $size" data.qcow2
for name in /tmp/xyz ../a.raw nbd:x.xx; do
	LC_ALL=C sed "s|data\.raw|$name|" data.qcow2 > hostile
	refuses 2 "names the data file '$name'.*refused" hostile
done
mv data.raw ../a.raw
LC_ALL=C sed 's|data\.raw|../a.raw|' data.qcow2 > hostile
accepts "qcow2 $size" -t hostile
refuses 3 "needs the data file .* which cannot be found" data.qcow2

# other formats
qemu-img create -q -u -f qed -b ../out/secret.raw -F raw hostile 8M
refuses 2 'by "..": refused' hostile
qemu-img create -q -u -f qcow -b ../out/secret.raw -F raw hostile 8M
refuses 2 'by "..": refused' hostile

# extent LINE: a VMDK descriptor with that extent
extent() {
	printf '# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\ncreateType="monolithicFlat"\n' > hostile
	printf '%b\n' "$1" >> hostile
}
extent 'RW 16384 FLAT "base.raw" 0'
accepts "vmdk $size" hostile
extent 'RW 16384 FLAT "../out/secret.raw" 0'
refuses 2 "names the extent .* by \"..\": refused" hostile
accepts "vmdk $size" -t hostile
extent "RW 16384 FLAT \"$tmp/work/out/secret.raw\" 0"
refuses 2 "is an absolute path: refused" hostile
extent 'RW 16384 FLAT "trick.raw" 0'
refuses 2 "hidden or outside of its directory: refused" hostile
extent 'RW 32768 FLAT "base.raw" 0'
refuses 3 "base.raw' is truncated" hostile
extent 'RW 16384 FLAT "gone.raw" 0'
refuses 3 "needs the extent .* cannot be found" hostile
# What QEMU's sscanf(3) takes for an extent too.
extent '\vRW 16384 FLAT "/etc/passwd" 0'
refuses 2 "is an absolute path: refused" hostile
extent 'RW\n16384 FLAT "/etc/passwd" 0'
refuses 3 "extent line that cannot be read" hostile
extent 'RW 16384 VMFS "/etc/passwd"'
refuses 2 "is an absolute path: refused" hostile
printf '# Disk DescriptorFile\nCID=1\nparentCID=2\ncreateType="monolithicFlat"\nparentFileNameHint="../out/secret.vmdk"\nRW 16384 FLAT "base.raw" 0\n' > hostile
refuses 2 "names the backing file .* by \"..\": refused" hostile
# A sparse header of no capacity, whose descriptor QEMU follows.
qemu-img create -q -f vmdk sparse.vmdk 8M
head -c 12 sparse.vmdk > hostile
head -c 8 /dev/zero >> hostile
tail -c +21 sparse.vmdk >> hostile
printf '# Disk DescriptorFile\ncreateType="monolithicFlat"\nRW 16384 FLAT "/etc/passwd" 0\n\0' |
	dd of=hostile bs=512 seek=1 conv=notrunc status=none
refuses 2 "is an absolute path: refused" hostile
cp hostile extent.vmdk
extent 'RW 16384 SPARSE "extent.vmdk"'
refuses 2 "names further files: refused" hostile
finish
