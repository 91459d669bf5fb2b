# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by the scripts in break/: edits the system on a raw image in place, without root and
# without mounting it. Everything written is read back; the file system is left clean.

# shellcheck disable=SC2034 # root_part, swap_part and esp are for the scripts
set -eu
export PATH="$PATH:/usr/sbin:/sbin"

fail() {
	echo "$(basename "$0"): $image: $*" >&2
	exit 1
}

# find_fs FILE START NUMBER TYPE: sets $fs and $root_part where a file system with FILE is in that
# partition; below LVM and md it begins some MiB later.
find_fs() {
	wanted=$1
	shift
	case $3 in
	8e | fd | E6D6D379-F507-44C2-A23C-238F2A3DF928) later=$(seq 64) ;;
	*) later=0 ;;
	esac
	for mib in $later; do
		fs="$image?offset=$(($1 * 512 + mib * 1048576))" root_part=$2
		! has_file "$wanted" || return 0
	done
	fs=''
}

# Sets $fs, the file system with /etc/fstab in the spelling of e2fsprogs, or that of /boot where the
# root is none of ext, and $boot, where the kernels are in it; $root_part and $swap_part, the
# numbers of the partitions, $esp, the EFI system partition in the spelling of mtools, and
# $work, a scratch directory.
open_guest() {
	image=$1 fs='' boot=/boot esp='' root_part='' swap_part=''
	[ -f "$image" ] || fail "not a file"
	image=$(realpath "$image")
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	trap 'exit 130' INT TERM
	sfdisk -d "$image" >"$work/table" || fail "no partition table"
	# image1 : start= 2048, size= 5765120, type=83, bootable
	sed -n 's/^.*[^0-9]\([0-9]\{1,\}\) : start= *\([0-9]*\),.*type=\([^,]*\).*/\1 \2 \3/p' \
		"$work/table" >"$work/parts"
	while read -r number start type; do
		case $type in
		82 | 0657FD6D-A4AB-43C4-84E5-0933C84B4F4F) swap_part=$number ;;
		ef | C12A7328-F81F-11D2-BA4B-00A0C93EC93B) esp=$image@@$((start * 512)) ;;
		*)
			[ "$fs" ] || find_fs /etc/fstab "$start" "$number" "$type"
			;;
		esac
	done <"$work/parts"
	while [ -z "$fs" ] && read -r number start type; do
		find_fs /grub/grub.cfg "$start" "$number" "$type"
		boot=''
	done <"$work/parts"
	[ "$fs" ] || fail "no file system with /etc/fstab, and no /boot"
	! look features | grep -q needs_recovery || fail "was not shut down"
}

look() {
	debugfs -R "$1" "$fs" 2>/dev/null
}

has_file() {
	look "stat $1" | grep -q '^Inode:'
}

# What is below /boot/efi is on the ESP, and mtools' to read and write.
cat_file() {
	case $1 in
	/boot/efi/*) mcopy -n -i "$esp" "::${1#/boot/efi}" - ;;
	*) look "cat $1" ;;
	esac
}

list_files() {
	look "ls -p $1" | cut -d / -f 6 | grep -vx -e '' -e '[.]*' || :
}

# The files on the ESP there are, as paths.
esp_files() {
	[ -z "$esp" ] || mdir -b -/ -i "$esp" :: | sed -n 's|^::\(.*[^/]\)$|/boot/efi\1|p'
}

# put_file FILE PATH: FILE in $work becomes PATH; an old file's mode and owner stay.
put_file() {
	case $2 in
	/boot/efi/*)
		mcopy -o -i "$esp" "$work/$1" "::${2#/boot/efi}" || fail "cannot write '$2'"
		cat_file "$2" | cmp -s - "$work/$1" || fail "'$2' is not what was written"
		return
		;;
	esac
	mode=$(look "stat $2" | sed -n 's/^Inode:.*Mode: *0*\([0-7]*\).*/\1/p')
	owner=$(look "stat $2" | sed -n 's/^User: *\([0-9]*\) *Group: *\([0-9]*\).*/\1 \2/p')
	{
		has_file "$2" && echo "rm $2"
		echo "write $1 $2"
		echo "sif $2 mode 0100${mode:-644}"
		echo "sif $2 uid ${owner% *}"
		echo "sif $2 gid ${owner#* }"
	} >"$work/commands"
	[ "$owner" ] || sed -i '/[ug]id/d' "$work/commands"
	(cd "$work" && debugfs -w -f commands "$fs") >"$work/debugfs" 2>&1
	cat_file "$2" | cmp -s - "$work/$1" || fail "cannot write '$2': $(cat "$work/debugfs")"
}

# edit_file PATH SED-ARGUMENTS: changes PATH, and fails when nothing changed.
edit_file() {
	path=$1
	shift
	cat_file "$path" >"$work/before"
	sed "$@" "$work/before" >"$work/after"
	! cmp -s "$work/before" "$work/after" || fail "nothing to change in '$path'"
	put_file after "$path"
}

# The configurations of boot loaders there are, as paths.
loader_configs() {
	for config in "$boot/grub/grub.cfg" "$boot/grub/menu.lst" "$boot/extlinux/extlinux.conf"; do
		! has_file "$config" || echo "$config"
	done
	esp_files | grep '/loader/entries/.*\.conf$' || :
}

make_directory() {
	has_file "$1" || debugfs -w -R "mkdir $1" "$fs" >/dev/null 2>&1
	has_file "$1" || fail "cannot make '$1'"
}

close_guest() {
	e2fsck -fn "$fs" >"$work/fsck" 2>&1 || fail "not clean: $(cat "$work/fsck")"
}
