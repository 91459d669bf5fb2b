#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# An image written itself: the way back is there before the first change, is exact, and is
# not walked where somebody else was there since.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

system_tree tree "A System"
truncate -s 80M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 64 tree
rm -r tree

sum() {
	sha256sum < "$1"
}

# guest FILE FORMAT: the sum of the disk in it
guest() {
	qemu-img convert -f "$2" -O raw "$1" guest.raw
	sum guest.raw
	rm -f guest.raw
}

# fixed FILE FORMAT: repair it in place, with the undo file "undo"
fixed() {
	ends_with_undo 0 "drydock undo takes it back" fix --in-place "$1" --input-format "$2" \
		--undo undo --only fstab-by-uuid
}

# As ends, where a file is made or goes.
ends_with_undo() {
	status=$1 text=$2
	shift 2
	"$drydock" "$@" > "$tmp/out" 2>&1 < /dev/null
	got=$?
	if [ "$got" -eq "$status" ] && grep -q -e "$text" "$tmp/out"; then
		passed=$((passed + 1))
	else
		bad "drydock $*: status $got, wanted $status and \"$text\""
	fi
}

# What is refused before any work.
ends 2 "say where the way back" fix --in-place disk.raw
ends 2 "choose --in-place" fix --in-place disk.raw --undo undo --dry-run
ends 2 "choose --in-place" fix --in-place disk.raw --undo undo -o out.raw
ends 2 "choose --no-undo" fix --in-place disk.raw --undo undo --no-undo
ends 2 "are for --in-place" fix disk.raw --undo undo -o out.raw
ends 2 "is for disks" fix --in-place disk.raw --journal .
ends 2 "there is no\|No such file" fix --in-place disk.raw --undo nowhere/undo
ends 2 "name its undo file" undo disk.raw
ends 2 "No such file" undo disk.raw --undo undo
gzip -k disk.raw
ends 3 "is packed" fix --in-place disk.raw.gz --undo undo
qemu-img convert -O vmdk -o subformat=streamOptimized disk.raw stream.vmdk
ends 3 "nobody writes in place" fix --in-place stream.vmdk --undo undo
rm -f stream.vmdk disk.raw.gz

# A device of this machine is named twice, exactly. That of a file, and of nothing else.
cp --sparse=always disk.raw untouched.raw
if loop=$(losetup --show -f disk.raw 2> "$tmp/out"); then
	ends 2 "add --yes-write-to=$loop" fix --in-place "$loop" --undo undo
	ends 2 "add --yes-write-to=$loop" fix --in-place "$loop" --undo undo --yes-write-to="${loop}p1"
	ends 2 "add --yes-write-to=$loop" undo "$loop" --undo undo
	ends_with_undo 0 "drydock undo takes it back" fix --in-place "$loop" --undo undo \
		--yes-write-to="$loop" --only fstab-by-uuid
	holds "a device: its file is repaired" sh -c "! cmp -s disk.raw untouched.raw"
	ends 0 "undone" undo "$loop" --undo undo --yes-write-to="$loop"
	losetup -d "$loop"
	holds "a device: its file is as before" cmp disk.raw untouched.raw
	rm -f undo
fi

# Each format that QEMU writes: undone, the disk in it is as before; of raw and fixed VHD
# the file itself is.
before=$(sum disk.raw)
for kind in raw qcow2 vmdk vdi vhdx qed vpc vpc-fixed; do
	format=${kind%-fixed} options=
	[ "$kind" != vpc-fixed ] || options="subformat=fixed,force_size=on"
	[ "$kind" != vpc ] || options="force_size=on"
	qemu-img convert -O "$format" ${options:+-o "$options"} disk.raw image
	file=$(sum image) disk=$(guest image "$format")
	fixed image "$format"
	repaired=$(guest image "$format")
	holds "$kind: repaired" test "$repaired" != "$disk"
	[ "$kind" != qcow2 ] || ends 0 "Nothing wrong" check image --only fstab-by-uuid
	ends 0 "undone: all is as it was before" undo image --input-format "$format" --undo undo
	holds "$kind: the disk is as before" test "$(guest image "$format")" = "$disk"
	case $kind in
	raw | vpc-fixed) holds "$kind: the file is as before" test "$(sum image)" = "$file" ;;
	esac
	ends 0 "finished: the repair is complete" finish image --input-format "$format" --undo undo
	holds "$kind: the disk is as after" test "$(guest image "$format")" = "$repaired"
	ends_with_undo 0 "the undo file is gone" commit image --input-format "$format" --undo undo
	holds "$kind: it is" test ! -e undo
	rm -f image
done

# An interruption: some of it was written, some not.
fixed disk.raw raw
after=$(sum disk.raw)
cp --sparse=always disk.raw half.raw
"$drydock" undo disk.raw --undo undo > "$tmp/out" 2>&1
holds "raw: exact to the byte" test "$(sum disk.raw)" = "$before"
cmp -l disk.raw half.raw > differ
at=$(awk 'NR == 1 { print int(($1 - 1) / 512) }' differ)
dd if=disk.raw of=half.raw bs=512 skip="$at" seek="$at" count=1 conv=notrunc status=none
holds "half of it is written" sh -c '! cmp -s half.raw disk.raw'
ends 3 "is not complete" commit half.raw --undo undo
cp --sparse=always half.raw other.raw
ends 0 "finished" finish half.raw --undo undo
holds "finished: as after" test "$(sum half.raw)" = "$after"
ends 0 "undone" undo other.raw --undo undo
holds "undone: as before" test "$(sum other.raw)" = "$before"

# What needs no repair is not written.
rm -f undo
ends 0 "Nothing wrong" fix --in-place half.raw --undo undo --only fstab-by-uuid
holds "not a byte" test "$(sum half.raw)" = "$after"
fixed disk.raw raw
"$drydock" undo disk.raw --undo undo > "$tmp/out" 2>&1

# Somebody was there since.
ends 2 "is there already" fix --in-place disk.raw --undo undo
at=$(awk 'NR == 1 { print $1 - 1 }' differ)
printf 'mine' | dd of=half.raw bs=1 seek="$at" conv=notrunc status=none
now=$(sum half.raw)
ends 3 "was changed since the repair" undo half.raw --undo undo
ends 3 "was changed since the repair" finish half.raw --undo undo
holds "nothing is overwritten" test "$(sum half.raw)" = "$now"
truncate -s 1000 undo
ends 3 "is no whole undo file" undo other.raw --undo undo
rm -f undo half.raw other.raw

# No room for the way back: nothing is changed, and no half of it is left.
cat > "$tmp/full" <<'END'
mkdir small && mount -t tmpfs -o size=4k tmpfs small || exit 9
"$1" fix --in-place disk.raw --undo small/undo --only fstab-by-uuid
status=$?
ls small > "$2"
umount small && rmdir small
exit $status
END
now=$(sum disk.raw)
# The root of a chroot is no mount point, whose propagation could be changed.
unshare -m true 2> /dev/null && private=private || private=unchanged
unshare -m --propagation "$private" sh "$tmp/full" "$drydock" "$tmp/left" > "$tmp/out" 2>&1
holds "no room for the undo file" test $? -eq 4
holds "it is said" grep -q "nothing was changed: the undo file 'small/undo': No space left" "$tmp/out"
holds "no half of it is left" test ! -s "$tmp/left"
holds "the image is as it was" test "$(sum disk.raw)" = "$now"
finish
