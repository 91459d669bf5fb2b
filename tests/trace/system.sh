#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# usage: system.sh CASE    (in the empty root of a case; its disk is ../disk.img)
#
# A small system of which every link holds; then the script "break" of the directory CASE,
# where there is one.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=SCRIPTDIR/../rules/boot-code/disk.sh
. "$here/../rules/boot-code/disk.sh"
# shellcheck source=SCRIPTDIR/../rules/images.sh
. "$here/../rules/images.sh"

root=7d6a3c1e-52b4-4f0b-9a53-1f3b5f1c2a01
old=6.1.0-13-amd64

# A kernel $1 that says so, with its modules and an initramfs.
kernel() {
	modules "$1"
	image_start initramfs-tools merged
	image_all "$1"
	archive | gzip -n > "boot/initrd.img-$1"
	kernel_image "$1" "boot/vmlinuz-$1"
}

# An entry $1 of kernel $2 with more arguments $3.
menu_entry() {
	cat >> boot/grub/grub.cfg <<X
menuentry '$1' {
	linux /boot/vmlinuz-$2 root=UUID=$root ro${3:+ $3}
	initrd /boot/initrd.img-$2
}
X
}

disk "$dos"
grub_install
: > $images/normal.mod
kernel $kver
kernel $old
printf 'set default="0"\nset timeout=5\n' > boot/grub/grub.cfg
menu_entry Linux $kver quiet
menu_entry 'Linux, the one before' $old
printf "menuentry 'Memory test' {\n\tlinux16 /boot/memtest86+.bin\n}\n" >> boot/grub/grub.cfg

mkdir -p etc/network etc/ssh bin sbin usr/sbin usr/lib/systemd/system etc/systemd/system/multi-user.target.wants \
	usr/lib/udev/rules.d
echo 'PRETTY_NAME="A System"' > etc/os-release
printf '# <file system>\nUUID=%s / ext4 defaults 0 1\n' $root > etc/fstab
printf 'UUID=%s none swap sw 0 0\n' 8a1b0b0e-7d0c-4b0e-8f7e-0a1b2c3d4e5f >> etc/fstab
printf '\177ELF' > usr/lib/systemd/systemd
chmod 755 usr/lib/systemd/systemd
ln -s ../usr/lib/systemd/systemd sbin/init
ln -s multi-user.target usr/lib/systemd/system/default.target
: > usr/lib/udev/rules.d/80-net-setup-link.rules
printf 'auto ens3\niface ens3 inet dhcp\n' > etc/network/interfaces
for program in bin/sh sbin/ifup usr/sbin/sshd; do
	: > $program
	chmod 755 $program
done
ln -s /lib/systemd/system/ssh.service etc/systemd/system/multi-user.target.wants/ssh.service
install -m 600 /dev/null etc/ssh/ssh_host_ed25519_key
printf 'root:x:0:0:root:/root:/bin/sh\nsshd:x:101:65534::/run/sshd:/usr/sbin/nologin\n' > etc/passwd
# shellcheck disable=SC2016 # no variables
printf 'root:$y$j9T$salt$hash:19000:0:99999:7:::\nsshd:!:19000::::::\n' > etc/shadow
chmod 640 etc/shadow

if [ -f "$1/break" ]; then
	# shellcheck disable=SC1091 # of the case
	. "$1/break"
fi
