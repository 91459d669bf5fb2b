# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A small system that starts, with a bit of all that a repair changes: files written, one
# of them with two names, one removed, new ones, an append to an initramfs, boot code, and
# extended attributes.  Sourced after lib.sh.
facts_driver=${FACTS_DRIVER:-$here/../../build/facts}
# shellcheck disable=SC2034 # for those that source this
rules=fstab-by-uuid,fstab-no-data-disks,grub-root-by-uuid,boot-code,nic-persistent-rules,nic-dhcp,initrd-virtio
patient_uuid=5b0a7dd2-54a1-4a6e-9f62-6d3a0e2c1f11

# kernel_version FILE: what a bzImage says it is (the boot protocol: at 0x20e, less 0x200)
kernel_version() {
	at=$(od -An -tu2 -j526 -N2 "$1" | tr -d ' ')
	dd if="$1" bs=1 skip=$((at + 512)) count=128 status=none | tr '\0' '\n' | head -n 1 | cut -d' ' -f1
}

# busybox_in DIRECTORY: a shell and mount(8), and /init or /sbin/init as the script on stdin
busybox_in() {
	mkdir -p "$1/bin" "$1/sbin" "$1/proc" "$1/sys" "$1/dev" "$1/root" "$(dirname "$1/$2")"
	cp /bin/busybox "$1/bin/busybox"
	ln -sf busybox "$1/bin/sh"
	cat > "$1/$2"
	chmod 755 "$1/$2"
}

# What stays in memory until the root is found, and the first process on it.
first_process() {
	# shellcheck disable=SC2016 # for another shell
	printf '%s\n' '#!/bin/sh' '/bin/busybox mount -t proc proc /proc' \
		'/bin/busybox mount -t devtmpfs dev /dev' \
		'for word in $(/bin/busybox cat /proc/cmdline); do case $word in root=*) root=${word#root=} ;; esac; done' \
		'case $root in UUID=*) root=$(/bin/busybox findfs "$root") ;; esac' \
		'/bin/busybox mount -o ro "$root" /root' \
		'exec /bin/busybox switch_root /root /sbin/init'
}

patient_kernel() {
	(
		cd tree || exit
		# shellcheck source=tests/rules/images.sh
		. "$here/../rules/images.sh"
		kver=$(kernel_version "$appliance/kernel")
		modules "$kver"
		cp "$appliance/kernel" "boot/vmlinuz-$kver"
		image_start initramfs-tools merged
		image_modules "$kver" scsi_mod mptspi sd_mod
		first_process | busybox_in ../image init
		archive | zstd -q > "boot/initrd.img-$kver"
		cat > boot/grub/grub.cfg <<END
set timeout=0
menuentry 'A Patient' {
	linux /boot/vmlinuz-$kver root=/dev/sda1 ro console=ttyS0 panic=-1
	initrd /boot/initrd.img-$kver
}
END
	)
	rm -rf image
}

patient_config() {
	printf '/dev/sda1 / ext4 defaults 0 1\n/dev/sdb1 /data ext4 defaults 0 2\n' > tree/etc/fstab
	ln tree/etc/fstab tree/etc/fstab.other
	printf 'SUBSYSTEM=="net", ATTR{address}=="00:50:56:9a:4c:21", NAME="eth0"\n' \
		> tree/etc/udev/rules.d/70-persistent-net.rules
	printf 'auto eth0\niface eth0 inet static\n  address 10.1.2.3/24\n' > tree/etc/network/interfaces
	printf 'GRUB_CMDLINE_LINUX=""\nGRUB_DISABLE_LINUX_UUID=true\n' > tree/etc/default/grub
	printf '%s\n' '#!/bin/sh' 'echo "A Patient login:"' \
		'exec /bin/busybox poweroff -f' | busybox_in tree sbin/init
	find tree -exec touch -h -d @1700000000 {} +
}

# patient FILE: make it, 32 MiB, one partition, ext4 from 1 MiB on
patient() {
	system_tree tree "A Patient"
	mkdir -p tree/var/lib tree/etc/udev/rules.d tree/etc/network tree/etc/default \
		tree/etc/initramfs-tools tree/boot/grub/i386-pc
	cp /usr/lib/grub/i386-pc/*.mod /usr/lib/grub/i386-pc/*.lst /usr/lib/grub/i386-pc/boot.img \
		tree/boot/grub/i386-pc/
	grub-mkimage -O i386-pc -p '(,msdos1)/boot/grub' -o tree/boot/grub/i386-pc/core.img \
		biosdisk part_msdos ext2
	patient_kernel
	patient_config
	mke2fs -q -F -t ext4 -b 4096 -U $patient_uuid -d tree "$tmp/part" 31M > "$tmp/out" 2>&1 || exit 4
	debugfs -w -R "ea_set /etc/network/interfaces user.note kept" "$tmp/part" > "$tmp/out" 2>&1
	truncate -s 32M "$1"
	printf 'label: dos\nlabel-id: 0x12345678\nstart=2048, type=83, bootable\n' |
		sfdisk -q --no-tell-kernel "$1"
	dd if="$tmp/part" of="$1" bs=1M seek=1 conv=notrunc,sparse status=none
	rm -rf "$tmp/part" tree
}

# facts FILE: every file of its file system and its boot blocks, one a line
facts() {
	"$facts_driver" "$1"
}

# clean FILE: its file system is sound
clean() {
	e2fsck -fn "$1?offset=1048576"
}

# boots FILE: GRUB, kernel, and the first process of the root
boots() {
	timeout 900 "$qemu" -nodefaults -no-user-config -display none -accel "$accel" -cpu max -m 256 \
		-no-reboot -serial stdio -snapshot -drive "if=virtio,format=raw,file=$1" \
		> "$tmp/boot" 2>&1 < /dev/null
	grep -q "A Patient login:" "$tmp/boot"
}
