# shellcheck shell=sh
# Sourced by the prepare scripts here, in the root of the case: the ESP is boot/efi.
set -eu
esp=boot/efi
mkdir -p $esp etc

# loader PATH-ON-ESP KIND MACHINE OPTION...: see the script efi-program
loader() {
	to=$esp/$1
	shift
	"$(dirname "$0")/../../efi-program" "$to" "$@"
}

# As Debian 12 leaves it, but for the fallback.
debian() {
	loader EFI/debian/shimx64.efi shim x64 signed
	loader EFI/debian/grubx64.efi grub x64 signed prefix=/EFI/debian beside
	loader EFI/debian/mmx64.efi other x64 signed
	loader EFI/debian/fbx64.efi other x64 signed
	printf 'shimx64.efi,debian,,text\n' | iconv -t utf-16le > $esp/EFI/debian/BOOTX64.CSV
	printf 'search.fs_uuid 7d6a3c1e-52b4-4f0b-9a53-1f3b5f1c2a01 root\n' > $esp/EFI/debian/grub.cfg
}
