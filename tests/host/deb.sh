#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The Debian package: its files, its size, and that the program in it works from there.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"
root=$here/../..
deb=$(ls "$root"/build/media/drydock_*_amd64.deb)

cat > expected <<'END'
/usr/bin/drydock
/usr/lib/drydock/about
/usr/lib/drydock/initramfs.cpio
/usr/lib/drydock/kernel
/usr/lib/drydock/kernel-pvh
/usr/share/bash-completion/completions/drydock
/usr/share/doc/drydock/changelog.gz
/usr/share/doc/drydock/copyright
/usr/share/lintian/overrides/drydock
/usr/share/man/man1/drydock.1.gz
END
dpkg-deb -x "$deb" tree
(cd tree && find . ! -type d | sed 's/^\.//' | LC_ALL=C sort) > files
holds "the files" diff expected files
holds "$(stat -c %s "$deb") bytes are under 32 MB" [ "$(stat -c %s "$deb")" -lt 32000000 ]
holds "all belong to root" \
	sh -c "! dpkg-deb -c '$deb' | awk '{ print \$2 }' | grep -v '^root/root\$'"
holds "the manual page" sh -c 'zcat tree/usr/share/man/man1/drydock.1.gz | grep -q "^.Nd"'

system_tree system "A System"
truncate -s 80M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 64 system
drydock=$PWD/tree/usr/bin/drydock
ends 0 "^program *drydock " about
ends 1 "fstab-by-uuid" check disk.raw --only fstab-by-uuid

stat -c '%y %s' "$deb" > before
env -u MAKEFLAGS make -n -W scripts/deb -C "$root" deb > plan
stat -c '%y %s' "$deb" > after
holds "make -n says what it would do" grep -q '^scripts/deb ' plan
holds "and does nothing" sh -c "cmp before after && [ ! -e '$deb.tree' ]"
finish
