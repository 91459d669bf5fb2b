#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Disks of machines that lost their power, hibernated ones and damaged ones: the truth is
# seen, what can be repaired is, and the image stays as it was.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"
appliance=$here/../../build/appliance
PATH=$PATH:/sbin:/usr/sbin

# in_appliance SCRIPT DISK...: run the file SCRIPT on these disks, without a clean end
in_appliance() {
	rm -rf extra
	mkdir -p extra/etc
	echo 'ttyS0::once:/bin/sh /job' > extra/etc/inittab
	cp "$1" extra/job
	shift
	{
		cat "$appliance/initramfs.cpio"
		(cd extra && find . -mindepth 1 | cpio --quiet -o -H newc)
	} > job.cpio
	for disk; do
		set -- "$@" -drive "file=$disk,format=raw,if=virtio"
		shift
	done
	timeout 200 qemu-system-x86_64 -nodefaults -no-user-config -display none -machine q35 \
		-accel tcg -cpu max,erms=off,fsrm=off -m 512 -no-reboot -kernel "$appliance/kernel" \
		-initrd job.cpio -append "console=ttyS0 quiet no_timer_check" "$@" -serial stdio \
		< /dev/null > "$tmp/out" 2>&1
	rm -f job.cpio
}

# ends_with: as ends(), and OUT may be there
ends_with() {
	touch out.raw out.raw.bmap out.raw.manifest.json
	ends "$@" --force
}

# A system on each kind of file system, on disks without partitions.
system_tree tree "A System"
truncate -s 64M ext4.raw
mke2fs -q -F -t ext4 -b 4096 -d tree ext4.raw
truncate -s 320M xfs.raw
mkfs.xfs -q xfs.raw
truncate -s 128M btrfs.raw
mkfs.btrfs -q -r tree btrfs.raw > btrfs.log
truncate -s 40M fat.raw
mkfs.fat -F 32 fat.raw > fat.log

# A machine writes to them and loses its power: what it wrote last is in journals only.
cat > job <<'END'
echo 0 > /proc/sys/vm/dirty_writeback_centisecs # what is slow must not be written yet
mkdir /mnt/a /mnt/b /mnt/c /mnt/d
mount -t ext4 /dev/vda /mnt/a && mount -t xfs /dev/vdb /mnt/b &&
	mount -t btrfs /dev/vdc /mnt/c && mount -t vfat /dev/vdd /mnt/d &&
	cp -a /mnt/a/etc /mnt/a/sbin /mnt/a/boot /mnt/b && umount /mnt/b &&
	mount -t xfs /dev/vdb /mnt/b
for dir in /mnt/a /mnt/b /mnt/c; do
	echo "/dev/sdz1 /late ext4 defaults 0 0" >> $dir/etc/fstab
	dd if=/dev/null of=$dir/etc/fstab conv=notrunc,fsync 2> /dev/null
done
echo x | dd of=/mnt/d/late conv=fsync 2> /dev/null
echo lost-power
poweroff -n -f
END
in_appliance job ext4.raw xfs.raw btrfs.raw fat.raw
holds "the machine lost its power" grep -q '^lost-power' "$tmp/out"
if debugfs -R 'cat /etc/fstab' ext4.raw 2> /dev/null | grep -q late; then
	bad "the late line is on the disk itself: nothing is tested here"
fi

for type in ext4 xfs btrfs; do
	sum=$(sha256sum < $type.raw)
	ends 1 "/late" check $type.raw --only fstab-no-data-disks,clean-shutdown
	holds "what is in the journal of $type is said" \
		grep -q 'note *clean-shutdown *disk0' "$tmp/out"
	holds "$type.raw is as it was" [ "$(sha256sum < $type.raw)" = "$sum" ]
	ends_with 0 "replayed its journal" fix $type.raw -o out.raw --only clean-shutdown \
		--format raw
	rm -f out.raw out.raw.bmap out.raw.manifest.json
done
# A hibernated system is looked at, and not changed.
truncate -s 96M asleep.raw
printf 'start=2048,size=131072,type=83\nstart=133120,type=82\n' | sfdisk -q --no-tell-kernel asleep.raw
part_at asleep.raw 1 64 tree
mkswap -q swap.raw 2> /dev/null || { truncate -s 16M swap.raw && mkswap -q swap.raw; }
printf 'S1SUSPEND\0' | dd of=swap.raw bs=1 seek=4086 conv=notrunc status=none
dd if=swap.raw of=asleep.raw bs=1M seek=65 conv=notrunc,sparse status=none
sum=$(sha256sum < asleep.raw)
ends 1 "clean-shutdown *disk0p2 *holds the memory of a hibernated system" check asleep.raw \
	--only clean-shutdown
ends 3 "the system is hibernated (disk0p2 holds its memory)" fix asleep.raw -o asleep.out
holds "asleep.raw is as it was" [ "$(sha256sum < asleep.raw)" = "$sum" ]

# So is one beside a Windows that sleeps.
truncate -s 16M windows.raw
mkntfs -q -F -f windows.raw > ntfs.log 2>&1
printf 'hibr' > hiberfil.sys
truncate -s 4096 hiberfil.sys
ntfscp -q windows.raw hiberfil.sys hiberfil.sys
dd if=windows.raw of=asleep.raw bs=1M seek=65 conv=notrunc,sparse status=none
ends 3 "the system is hibernated (disk0p2 holds its memory)" fix asleep.raw -o asleep.out

# A lock stays, though what it locks was repaired; that of the passwords goes.
mkdir locked
system_tree locked "A Locked System"
echo 'root:*:19000:0:99999:7:::' > locked/etc/shadow
truncate -s 80M locked.raw
echo 'start=2048,type=83' | sfdisk -q --no-tell-kernel locked.raw
part_at locked.raw 1 64 locked
for file in shadow fstab; do
	debugfs -w -R "set_inode_field /etc/$file flags 0x80010" "locked.raw?offset=1048576" \
		2> /dev/null
done
ends_with 0 "repaired: unlocked" fix locked.raw -o out.raw --format raw \
	--only immutable-attrs,fstab-by-uuid
flags() {
	debugfs -R "stat /etc/$1" "out.raw?offset=1048576" 2> /dev/null |
		grep -o 'Flags: [x0-9a-f]*'
}
holds "/etc/shadow is unlocked" [ "$(flags shadow)" = 'Flags: 0x80000' ]
holds "/etc/fstab is locked again" [ "$(flags fstab)" = 'Flags: 0x80010' ]
holds "/etc/fstab is repaired" \
	sh -c 'debugfs -R "cat /etc/fstab" "out.raw?offset=1048576" | grep -q UUID='

# Damage is found on request, and repaired on request.
truncate -s 160M damaged.raw
printf 'start=2048,size=131072,type=83\nstart=133120,size=131072,type=83\n' |
	sfdisk -q --no-tell-kernel damaged.raw
part_at damaged.raw 1 64 tree
mkdir -p data/one data/two
echo text > data/one/file
part_at damaged.raw 65 64 data
debugfs -w -R 'clri /one' "damaged.raw?offset=68157440" 2> /dev/null
sum=$(sha256sum < damaged.raw)
only='--only fs-integrity,fs-ext4-features --root disk0p1'
# shellcheck disable=SC2086 # words
{
	ends 0 "Nothing wrong" check damaged.raw $only
	ends 1 "fs-integrity *disk0p2 *ext4: e2fsck says" check damaged.raw $only \
		--check-filesystems
	ends 1 "done with --repair-filesystems only" fix damaged.raw $only -o out.raw \
		--check-filesystems --dry-run
	holds "damaged.raw is as it was" [ "$(sha256sum < damaged.raw)" = "$sum" ]
	{ cat "$here/../../profiles/generic-kvm.profile"; echo "fs_features_refused = 64bit"; } > narrow
	ends_with 0 "e2fsck repaired it, and finds nothing more" fix damaged.raw $only \
		--repair-filesystems --format raw -o out.raw --for ./narrow
}
holds "64bit is taken away" grep -q 'taken away; e2fsck finds it sound' "$tmp/out"
dumpe2fs -h "out.raw?offset=1048576" 2> /dev/null | grep '^Filesystem features' > features
holds "the root has no 64bit" sh -c '! grep -q 64bit features && grep -q extent features'
dd if=out.raw of=part.raw bs=1M skip=65 count=64 status=none
holds "the data is sound" e2fsck -fn part.raw
finish
