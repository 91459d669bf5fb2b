# shellcheck shell=sh
# Sourced by the prepare scripts here, in the root of the case: ../disk.img, of 8 MiB, with
# two partitions that end at sector 10239.
cd ..

gpt_in()
{
	truncate -s 8M "$1"
	sgdisk -n 1:2048:6143 -t 1:ef02 -n 2:6144:10239 "$1" > /dev/null
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
