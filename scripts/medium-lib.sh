# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# For the scripts that make media; sourced with $appliance, the directory of the appliance,
# and $out, what is written. $work is a directory for what comes between.
set -eu
umask 022
export LC_ALL=C TZ=UTC MTOOLS_SKIP_CHECK=1
export SOURCE_DATE_EPOCH=315532800 # 1980, where FAT's time begins

die() {
	echo "${0##*/}: $*" >&2
	exit 4
}

work=$(mktemp -d "${out:?}.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# By it GRUB finds the medium, and drydock the disk it came from: 8 hexadecimal digits.
id=$(cat "${appliance:?}/kernel" "$appliance/initramfs.cpio.zst" | sha256sum | cut -c1-8 |
	tr a-f A-F)

# dated FILE PLACE: a copy with a date that is always the same
dated() {
	cp "$1" "$2"
	chmod 644 "$2"
	touch -d "@$SOURCE_DATE_EPOCH" "$2"
}

# Modules of GRUB for the menu, beside those that read the medium.
modules='search search_fs_uuid search_fs_file configfile normal linux boot test terminal serial'

# core FORMAT OUT CONFIG MODULE...: GRUB's core image, that runs CONFIG
core() {
	format=$1 to=$2 config=$3
	shift 3
	# The screen of UEFI, which the kernel knows only from GRUB.
	[ "$format" != x86_64-efi ] || set -- "$@" efi_gop
	# shellcheck disable=SC2086 # a list of modules
	grub-mkimage -O "$format" -p /drydock -c "$config" -o "$to" $modules "$@" ||
		die "no GRUB for $format: run scripts/install-deps media"
}

# menu KERNEL INITRD [ARGUMENT...]: GRUB's configuration. The serial line is last: it is the
# one that init's messages go to. Two seconds are for who wants to add a word by "e".
menu() {
	kernel=$1 initrd=$2
	shift 2
	cat <<END
if serial --unit=0 --speed=115200; then
	terminal_input console serial
	terminal_output console serial
fi
set timeout=2
menuentry "drydock" {
	linux $kernel console=tty0 console=ttyS0,115200 quiet drydock.medium=$id${*:+ $*}
	initrd $initrd
}
menuentry "Start from the next disk" {
	exit
}
END
}

# fat FILE KIBIBYTES OPTION...: an empty FAT with the ID and the label that drydock knows
fat() {
	file=$1 size=$2
	shift 2
	truncate -s "${size}K" "$file"
	mkfs.fat --invariant "$@" -n DRYDOCK -i "$id" "$file" >/dev/null
}

# put FAT FILE PLACE: into the FAT
put() {
	dated "$2" "$work/file"
	mcopy -m -i "$1" "$work/file" "::$3"
}
