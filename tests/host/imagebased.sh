#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Systems that are made as images: looked at like others, and not repaired.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

# An ostree: the root of the system is a directory deep in the file system.
system_tree deployed "An ostree"
ln -s sysroot/ostree deployed/ostree
mkdir -p deployed/sysroot whole/ostree/repo whole/ostree/deploy/os/deploy whole/boot
echo '[core]' > whole/ostree/repo/config
mv deployed whole/ostree/deploy/os/deploy/1f0c.0
truncate -s 64M ostree.raw
mke2fs -q -F -t ext4 -b 4096 -d whole ostree.raw
cp ostree.raw ostree.before
ends 1 "fstab-by-uuid" check ostree.raw
holds "the system in it is seen" grep -q "An ostree on disk0 (ext4)" "$tmp/out"
holds "and what it is" grep -q "os-image-based" "$tmp/out"
ends 3 "not to be repaired from outside: an ostree" fix ostree.raw -o out.qcow2
ends 3 "not to be repaired from outside: an ostree" fix ostree.raw --dry-run
holds "the image is as it was" cmp ostree.raw ostree.before

# NixOS: its root has no /sbin.
system_tree nixos "A NixOS"
rm -r nixos/sbin
mkdir -p nixos/nix/var/nix/profiles
touch nixos/etc/NIXOS
ln -s system-1-link nixos/nix/var/nix/profiles/system
truncate -s 64M nixos.raw
mke2fs -q -F -t ext4 -b 4096 -d nixos nixos.raw
ends 1 "A NixOS on disk0" check nixos.raw
ends 3 "not to be repaired from outside: NixOS" fix nixos.raw -o out.qcow2

finish
