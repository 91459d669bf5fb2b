# Sourced by prepare scripts, in the root of the case: installed kernels and the menus that
# grub-mkconfig of Debian, EL 7 and SUSE makes for them.  The files are small texts.
# shellcheck shell=sh disable=SC2034,SC1091
. "$(dirname "$0")/../../images.sh"

uuid=7d6a3c1e-52b4-4f0b-9a53-1f3b5f1c2a01
without_virtio="virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci
	virtio_blk virtio_net virtio_scsi"

# A whole, empty initramfs.
empty_image()
{
	mkdir -p boot ../empty
	(cd ../empty && echo '#!/bin/sh' > init && pack) > "boot/$1"
}

# Kernel $1 with the image $2; its modules end in $3 and lack those named in $4.
installed()
{
	modules "$1" "${3:-.ko}" "$(echo ${4:-})"
	empty_image "$2"
	echo "kernel $1" > "boot/vmlinuz-$1"
}

# The configuration of kernel $1: the symbols that follow are y, or what they are set to.
config()
{
	file=boot/config-$1
	shift
	echo '# Automatically generated file; DO NOT EDIT.' > "$file"
	for symbol; do
		case $symbol in *=*) ;; *) symbol=$symbol=y ;; esac
		echo "CONFIG_$symbol" >> "$file"
	done
}

defaults()
{
	mkdir -p etc/default
	cat > etc/default/grub
}

# The environment block $1 with the lines that follow, 1024 bytes.
grubenv()
{
	file=$1
	shift
	{
		echo '# GRUB Environment Block'
		for line; do echo "$line"; done
		printf '%1024s' '' | tr ' ' '#'
	} | head -c 1024 > "$file"
}

# 00_header with the default $1 where nothing is asked for once.
header()
{
	cat <<X
if [ -s \$prefix/grubenv ]; then
  load_env
fi
if [ "\${next_entry}" ] ; then
   set default="\${next_entry}"
   set next_entry=
   save_env next_entry
   set boot_once=true
else
   set default="$1"
fi
X
}

# One entry: indent, title, id, kernel, image, arguments, command ending ("16").
menu_entry()
{
	cat <<X
$1menuentry '$2' --class os --unrestricted \$menuentry_id_option '$3' {
$1	search --no-floppy --fs-uuid --set=root $uuid
$1	linux$7	/boot/vmlinuz-$4 root=UUID=$uuid ro $6
$1	initrd$7	/boot/$5
$1}
X
}

# Debian's menu of the kernels $2…, newest first, with the default $1.
debian_menu()
{
	mkdir -p boot/grub
	{
		header "$1"
		echo 'set timeout=5'
		shift
		menu_entry '' 'Debian GNU/Linux' "gnulinux-simple-$uuid" "$1" \
			"initrd.img-$1" quiet ''
		echo "submenu 'Advanced options for Debian GNU/Linux' \$menuentry_id_option 'gnulinux-advanced-$uuid' {"
		for version; do
			menu_entry '	' "Debian GNU/Linux, with Linux $version" \
				"gnulinux-$version-advanced-$uuid" "$version" \
				"initrd.img-$version" quiet ''
			menu_entry '	' "Debian GNU/Linux, with Linux $version (recovery mode)" \
				"gnulinux-$version-recovery-$uuid" "$version" \
				"initrd.img-$version" single ''
		done
		echo '}'
	} > boot/grub/grub.cfg
}

# EL 7's menu of the kernels $1…, newest first, with a rescue entry.
el7_menu()
{
	mkdir -p boot/grub2
	{
		header "\${saved_entry}"
		echo 'set timeout=5'
		for version; do
			menu_entry '' "CentOS Linux ($version) 7 (Core)" \
				"gnulinux-$version-advanced-$uuid" "$version" \
				"initramfs-$version.img" 'crashkernel=auto rhgb quiet' 16
		done
		menu_entry '' 'CentOS Linux (0-rescue-4f5c) 7 (Core)' \
			"gnulinux-0-rescue-4f5c-advanced-$uuid" 0-rescue-4f5c \
			initramfs-0-rescue-4f5c.img '' 16
	} > boot/grub2/grub.cfg
}

# SUSE's menu of the kernels $1…, newest first.
suse_menu()
{
	mkdir -p boot/grub2
	{
		header "\${saved_entry}"
		echo 'set timeout=8'
		menu_entry '' 'SLES 15-SP5' "gnulinux-simple-$uuid" "$1" "initrd-$1" \
			'splash=silent quiet' ''
		echo "submenu 'Advanced options for SLES 15-SP5' --hotkey=1 \$menuentry_id_option 'gnulinux-advanced-$uuid' {"
		for version; do
			menu_entry '	' "SLES 15-SP5, with Linux $version" \
				"gnulinux-$version-advanced-$uuid" "$version" \
				"initrd-$version" 'splash=silent quiet' ''
		done
		echo '}'
	} > boot/grub2/grub.cfg
}

# The menu of EL 8 and 9: blscfg, and an entry of machine $1 for each of the kernels $2….
bls_menu()
{
	machine=$1
	shift
	mkdir -p boot/grub2 boot/loader/entries
	{
		header "\${saved_entry}"
		echo 'set timeout=5'
		echo 'insmod blscfg'
		echo 'blscfg'
	} > boot/grub2/grub.cfg
	for version; do
		cat > "boot/loader/entries/$machine-$version.conf" <<X
title Linux ($version) 9
version $version
linux /boot/vmlinuz-$version
initrd /boot/initramfs-$version.img
options root=UUID=$uuid ro crashkernel=1G-4G:192M
grub_users \$grub_users
grub_class linux
X
	done
}
