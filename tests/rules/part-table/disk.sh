# shellcheck shell=sh
# Sourced by the prepare scripts here, in the root of the case: ../disk.img, of 8 MiB, with
# two partitions that end at sector 10239.
cd ..

gpt_in()
{
	truncate -s 8M "$1"
	# Not by sgdisk, which sleeps for a second.
	printf 'label: gpt\nfirst-lba: 34\nstart=2048, size=4096, type=%s\nstart=6144, size=4096\n' \
		21686148-6449-6E6F-744E-656564454649 | sfdisk -q --no-tell-kernel "$1"
}

gpt()
{
	gpt_in disk.img
}

mbr()
{
	truncate -s 8M disk.img
	printf 'label: dos\nlabel-id: 0x1f2e3d4c\nstart=2048, size=4096\nsize=4096\n' |
		sfdisk -q --no-tell-kernel disk.img
}

# $2 zeros from sector $1 on.
wipe()
{
	dd if=/dev/zero of=disk.img seek="$1" count="$2" conv=notrunc status=none
}
