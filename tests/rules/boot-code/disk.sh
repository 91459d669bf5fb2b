# shellcheck shell=sh disable=SC2034
# Sourced by the prepare scripts here, in the root of the case: ../disk.img, of 8 MiB,
# with GRUB as its own tools make it.  core.img is padded to 40960 bytes, so that another
# version of GRUB does not change what is expected.

images=boot/grub/i386-pc
prefix='(,msdos1)/boot/grub' # where core.img looks for its modules

# Make the table of sfdisk(8) script $1 on an empty disk.
disk()
{
	truncate -s 8M ../disk.img
	echo "$1" | sfdisk -q --no-tell-kernel ../disk.img
}

grub_images()
{
	mkdir -p $images
	for file in boot.img normal.mod biosdisk.mod part_msdos.mod ext2.mod fshelp.mod; do
		[ -e $images/$file ] || cp /usr/lib/grub/i386-pc/$file $images/
	done
	grub-mkimage -O i386-pc -o $images/core.img -p "$prefix" \
		biosdisk part_msdos ext2
	truncate -s 40960 $images/core.img
}

parts=usr/lib/grub/i386-pc

# What a core image is made of; kernel, unpacker and modules are made up here, so that
# another version of GRUB does not change what is expected.
grub_parts()
{
	mkdir -p $parts
	cp /usr/lib/grub/i386-pc/boot.img /usr/lib/grub/i386-pc/diskboot.img $parts/
	{ printf '\352'; head -c 2799 /dev/zero; } > $parts/lzma_decompress.img
	{
		printf '\177ELF\1\1\1\0\0\0\0\0\0\0\0\0\2\0\3\0\1\0\0\0\0\220\0\0'
		printf '\64\0\0\0\0\0\0\0\0\0\0\0\64\0\40\0\1\0\0\0\0\0\0\0'
		printf '\1\0\0\0\124\0\0\0\0\220\0\0\0\220\0\0\350\3\0\0\320\7\0\0'
		printf '\7\0\0\0\1\0\0\0'
		yes kernel | head -c 1000
	} > $parts/kernel.img
	printf '%s\n' 'ext2: fshelp' 'xfs: fshelp' fshelp: biosdisk: part_msdos: part_gpt: \
		'btrfs: zstd' zstd: 'normal: biosdisk' \
		'lvm: diskfilter' diskfilter: 'mdraid09: diskfilter' 'mdraid1x: diskfilter' \
		search_fs_uuid: > $parts/moddep.lst
	for module in ext2 xfs fshelp biosdisk part_msdos part_gpt btrfs zstd normal \
		lvm diskfilter mdraid09 mdraid1x search_fs_uuid; do
		printf '\177ELF\1\1\1 %s' $module > $parts/$module.mod
	done
}

# As grub-install leaves it, without the core image.
grub_modules()
{
	mkdir -p $images
	cp $parts/*.mod $parts/*.lst $parts/boot.img $images/
}

# Copy file $1 to byte $2 of the disk, the first $3 bytes where given.
put()
{
	head -c "${3:-1000000}" "$1" |
		dd of=../disk.img bs=64k seek="$2" oflag=seek_bytes conv=notrunc status=none
}

# $2 zeros from byte $1 on.
wipe()
{
	put /dev/zero "$1" "$2"
}

# boot.img starts what is in sector 1, and core.img's block list goes on in sector 2.
grub_install()
{
	grub_images
	put $images/boot.img 0 440
	put $images/core.img 512
}

dos='label: dos
label-id: 0x1f2e3d4c
start=2048, type=83, bootable'
gpt='label: gpt
start=2048, size=4096, type=21686148-6449-6E6F-744E-656564454649
start=6144, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4'

# SYSLINUX in directory $1, its partition from byte $2 on: sector 64 of it is the first one
# of ldlinux.sys, as extlinux writes into the boot sector.
syslinux_install()
{
	printf 'code Operating system load error.' > ../mbr
	put ../mbr 0
	{
		printf '\353\130\220EXTLINUX'
		head -c 273 /dev/zero
		printf '\146\270\100\000\000\000\146\272\000\000\000\000'
		head -c 208 /dev/zero
		printf '\376\002\262\076\030\067\125\252'
	} > ../vbr
	put ../vbr "$2"
	mkdir -p "$1"
	{
		printf '\r\nSYSLINUX 6.04 \000'
		head -c 2000 /dev/zero | tr '\000' x
	} > "$1/ldlinux.sys"
	put "$1/ldlinux.sys" $(($2 + 64 * 512))
}

# Stage 1 of GRUB Legacy, which goes on with a stage 1.5 in the gap.
stage15_install()
{
	{
		printf '\353\110'
		head -c 60 /dev/zero
		printf '\003\002\377\000\000\040\001\000\000\000\000\002'
		head -c 310 /dev/zero
		printf 'GRUB \000Geom\000Hard Disk\000Read\000 Error'
	} > ../stage1
	put ../stage1 0 440
	printf 'stage 1.5' > ../stage15
	put ../stage15 512
}

# The files of GRUB Legacy in directory $1, so much of them as is told to them when it is
# installed; more of stage 1.5 than one sector.
legacy_files()
{
	mkdir -p "$1"
	{
		printf '\353\110\220'
		head -c 59 /dev/zero
		printf '\003\002\377\000\000\200\001\000\000\000\000\010\372\353\007'
		head -c 307 /dev/zero | tr '\000' c
		printf 'GRUB \000Geom\000Hard Disk\000Read\000 Error'
		head -c 94 /dev/zero
		printf '\125\252'
	} > "$1/stage1"
	{
		head -c 504 /dev/zero | tr '\000' s
		printf '\002\000\000\000\000\000\040\002'
		printf '\352\160\042\000\000\000\003\002\377\377\377\000\000\000\000\000'
		printf '\002\0000.97\000\377\377\377\377/boot/grub/stage2\000'
		head -c 68 /dev/zero
		head -c 700 /dev/zero | tr '\000' f
	} > "$1/e2fs_stage1_5"
	{ printf 'stage2\000'; head -c 1017 /dev/zero; } > "$1/stage2"
}
