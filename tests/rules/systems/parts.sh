# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
# Sourced by the prepare scripts here, in the root of the case: the parts of whole systems.
# They are not installed ones: each is laid out as the documentation of its family says.
# "prepare fine" makes it as it is on a machine it starts on; without that, what came from
# VMware: devices named by the old controller, and no driver in the initramfs but that one's.
set -eu
rules=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=SCRIPTDIR/../boot-code/disk.sh
. "$rules/boot-code/disk.sh"
# shellcheck source=SCRIPTDIR/../images.sh
. "$rules/images.sh"

root=7d6a3c1e-52b4-4f0b-9a53-1f3b5f1c2a01
boot=33333333-0000-4000-8000-000000000002
swap=8a1b0b0e-7d0c-4b0e-8f7e-0a1b2c3d4e5f
fine=${1:-}

# $1 of the system that starts, $2 of the one that came from VMware.
either() {
	if [ "$fine" ]; then
		echo "$1"
	else
		echo "$2"
	fi
}

# GRUB's files are in $1, which its core image calls $2.
grub_in() {
	images=$1 prefix=$2
}

# The links of a merged /usr; programs of root are in usr/$1, "sbin" or "bin".
merged_usr() {
	mkdir -p usr/lib usr/bin
	ln -s usr/lib lib
	ln -s usr/bin bin
	ln -s "usr/$1" sbin
	mkdir -p "usr/$1"
	[ "$1" = sbin ] || ln -s "$1" usr/sbin
}

# Kernel $1 as the file $2, modules ending in $3; initramfs $4 of generator $5, packed by
# the command that follows.
kernel() {
	to=$4
	modules "$1" "$3"
	mkdir -p boot
	kernel_image "$1" "$2"
	image_start "$5" "$([ -L lib ] && echo merged)"
	if [ "$fine" ]; then
		image_all "$1"
	else
		image_modules "$1" scsi_mod sd_mod mptspi
	fi
	[ "$3" != .ko.xz ] || image_unpacked
	shift 5
	archive | "$@" >> "$to"
}

# os-release: ID, VERSION_ID, PRETTY_NAME, ID_LIKE.
release() {
	mkdir -p etc
	printf 'ID="%s"\nVERSION_ID="%s"\nPRETTY_NAME="%s"\n' "$1" "$2" "$3" > etc/os-release
	[ -z "${4:-}" ] || printf 'ID_LIKE="%s"\n' "$4" >> etc/os-release
}

# The environment block $1 with the lines that follow.
grubenv() {
	file=$1
	shift
	{
		echo '# GRUB Environment Block'
		printf '%s\n' "$@"
		printf '%1024s' '' | tr ' ' '#'
	} | head -c 1024 > "$file"
}

# An init by systemd, with the SSH unit $1, and an account with a password.
systemd_login() {
	units=lib/systemd/system wants=etc/systemd/system/multi-user.target.wants
	mkdir -p $units $wants usr/sbin usr/lib/udev/rules.d
	[ -d sbin ] || mkdir sbin
	printf '\177ELF' > lib/systemd/systemd
	chmod 755 lib/systemd/systemd
	ln -s ../lib/systemd/systemd sbin/init
	ln -s multi-user.target $units/default.target
	: > usr/lib/udev/rules.d/80-net-setup-link.rules
	ln -s "/usr/$units/$1" $wants/
	login
}

# The unit $1, which systemd starts.
systemd_unit() {
	echo '[Service]' > "$units/$1"
	ln -s "/usr/$units/$1" $wants/
}

login() {
	mkdir -p usr/sbin usr/bin etc/ssh
	: > usr/sbin/sshd
	chmod 755 usr/sbin/sshd
	[ -d bin ] || mkdir bin
	: > bin/sh
	: > etc/ssh/ssh_host_ed25519_key
	chmod 600 etc/ssh/ssh_host_ed25519_key
	printf 'root:x:0:0:root:/root:/bin/sh\nsshd:x:74:74::/:/sbin/nologin\n' > etc/passwd
	# shellcheck disable=SC2016 # no variables
	printf 'root:$6$salt$hash:19000:0:99999:7:::\nsshd:!:19000::::::\n' > etc/shadow
	chmod 640 etc/shadow
}

# /boot, / and swap, by a BIOS: the table that installers make.
three_partitions='label: dos
label-id: 0x1f2e3d4c
start=2048, size=4096, type=83, bootable
start=6144, size=8192, type=83
start=14336, size=2048, type=82'
# A BIOS boot partition and /.
bios_boot_gpt='label: gpt
start=2048, size=4096, type=21686148-6449-6E6F-744E-656564454649
start=6144, size=8192, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4'
# ESP, /boot and /, by UEFI.
three_gpt='label: gpt
start=2048, size=2048, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B
start=4096, size=4096, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4
start=8192, size=6144, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4'

# GRUB in the BIOS boot partition of a GPT, which begins at sector 2048: what grub-bios-setup
# patches is where the core image goes on, in sector 0 and at the end of its first sector.
grub_install_gpt() {
	grub_images
	put $images/boot.img 0 440
	put $images/core.img 1048576
	number 2048 > ../number
	put ../number $((0x5c))
	number 2049 > ../number
	put ../number $((1048576 + 0x1f4))
}

# $1, below 65536, in eight bytes.
number() {
	# shellcheck disable=SC2059 # the format is made here
	printf "$(printf '\\%03o\\%03o' $(($1 & 255)) $(($1 >> 8)))\\0\\0\\0\\0\\0\\0"
}
