# shellcheck shell=sh
# Sourced by the prepare scripts here: programs of which only the headers are real.

# A program of 64 bits for machine $1 (octal, low byte first) and, in $2, of a kind: 01 is
# static, 03 asks for a dynamic linker.  The words behind it are in it, NUL after each.
program()
{
	printf '\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0%b\1\0\0\0' "$1"
	printf '\0\0\0\0\0\0\0\0\100\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
	printf '\100\0\70\0\1\0\0\0\0\0\0\0'
	printf '%b\0\0\0' "$2"
	head -c 52 /dev/zero
	shift 2
	for word; do
		printf '%s\0' "$word"
	done
}

x86_64='\0076\0' arm64='\0267\0'

busybox()
{
	program "$1" '\01' sh mount cat cut modprobe findfs sleep switch_root
}
