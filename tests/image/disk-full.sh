#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A full disk is said as such, and what filled it is gone again.  The small disk is a tmpfs
# in a mount namespace of our own; who is not root needs a user namespace for it, and root may
# be where none can be had (a chroot).
# shellcheck disable=SC1091,SC2154 # lib.sh, and its $tmp
if [ -z "${IN_NAMESPACE:-}" ]; then
	export IN_NAMESPACE=1
	[ "$(id -u)" -eq 0 ] || exec unshare -rm "$0" "$@"
	# The root of a chroot is no mount point, whose propagation could be changed.
	unshare -m true 2> /dev/null && private=private || private=unchanged
	exec unshare -m --propagation "$private" "$0" "$@"
fi
. "$(dirname "$0")/lib.sh"

head -c 8388608 /dev/urandom > noise.raw
gzip -1 -k noise.raw
mkdir small
mount -t tmpfs -o size=2m tmpfs small

for format in qcow2 raw vhd vhd-fixed vmdk vdi vhdx qed qcow vmdk-stream zvhd2 zvhd raw-tar-gz ova; do
	refuses 4 "no space left" -f $format -o small/out noise.raw
	check "$format: nothing is left" test -z "$(ls -A small)"
done
refuses 4 "no space left for unpacking 'noise.raw.gz'" -o small/out noise.raw.gz
check "packed: nothing is left" test -z "$(ls -A small)"
TMPDIR=$PWD/small
export TMPDIR
refuses 4 "no space left for unpacking 'noise.raw.gz'" noise.raw.gz
check "temporary: nothing is left" test -z "$(ls -A small)"
umount small
finish
