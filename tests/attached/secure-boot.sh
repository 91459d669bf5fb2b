#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Secure Boot, as README says it: the media are refused, also behind a distribution's shim;
# signed with a key of one's own the appliance starts, by firmware that has the certificate,
# and by firmware that has Microsoft's only once shim's key manager was given it.
#
# Only with BOOT_CASES=all: it needs packages that nothing else does.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"
scripts=$here/../../scripts
if [ "${BOOT_CASES:-}" != all ]; then
	finish
	exit
fi

# started VARIABLES MEDIUM: a machine with Secure Boot on
started() {
	cp "/usr/share/OVMF/OVMF_VARS_4M.$1.fd" vars.fd
	again "$2"
}

again() { # MEDIUM: with the variables as they are
	# shellcheck disable=SC2046 # lists
	machine -machine q35,smm=on -global driver=cfi.pflash01,property=secure,value=on \
		-global ICH9-LPC.disable_s3=1 \
		-drive if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.secboot.fd \
		-drive if=pflash,format=raw,file=vars.fd \
		$(drive m "$1") -device ide-hd,bus=ide.0,drive=m,bootindex=1
}

# keys KEY...: on the serial line, as a person does; down is an arrow key
keys() {
	for key; do
		case $key in
		down) printf '\033[B' >&3 ;;
		enter) printf '\r' >&3 ;;
		esac
		sleep 2
	done
}

# stick FILE NAME=FILE...: a FAT with these in EFI/BOOT
stick() {
	fat=$1
	shift
	truncate -s 64M "$fat"
	mkfs.fat -F 32 "$fat" > /dev/null
	mmd -i "$fat" ::EFI ::EFI/BOOT
	for file; do
		mcopy -i "$fat" "${file#*=}" "::EFI/BOOT/${file%%=*}"
	done
}

apt-get -q download shim-signed shim-helpers-amd64-signed > apt.log 2>&1 || exit 4
for package in ./*.deb; do
	dpkg-deb -x "$package" shim
done
shim=shim/usr/lib/shim
openssl req -x509 -newkey rsa:2048 -nodes -keyout own.key -out own.pem -days 2 \
	-subj '/CN=own key' 2> openssl.log || exit 4
openssl x509 -in own.pem -outform DER -out own.cer
openssl rsa -in /usr/share/ovmf/PkKek-1-snakeoil.key -passin pass:snakeoil -out db.key 2> openssl.log || exit 4
words="no_timer_check drydock.shell"
# shellcheck disable=SC2086 # a list
{
	"$scripts/disk-image" "$appliance" disk.img $words || exit 4
	"$scripts/uki" "$appliance" own.efi own.key own.pem $words || exit 4
	"$scripts/uki" "$appliance" db.efi db.key /usr/share/ovmf/PkKek-1-snakeoil.pem $words || exit 4
}
mcopy -i disk.img@@1M ::EFI/BOOT/BOOTX64.EFI grub.efi

started ms disk.img
holds "the disk as it is: refused" waits 'Access Denied' 300
stop

stick shim-grub.img BOOTX64.EFI=$shim/shimx64.efi.signed grubx64.efi=grub.efi
started ms shim-grub.img
holds "GRUB of the disk behind Debian's shim: refused" waits 'Security Violation' 300
stop

stick other.img BOOTX64.EFI=own.efi
started snakeoil other.img
holds "signed with a key that the firmware does not have: refused" waits 'Access Denied' 300
stop

stick db.img BOOTX64.EFI=db.efi
started snakeoil db.img
holds "signed with a key of db: starts" waits '^drydock:' 600
after 'mount -t efivarfs efivarfs /sys/firmware/efi/efivars'
# Four bytes of attributes, and the value.
after 'od -An -tu1 /sys/firmware/efi/efivars/SecureBoot-*'
holds "with Secure Boot on" prints ' 0  *0  *0  *1$'
stop

stick shim.img BOOTX64.EFI=$shim/shimx64.efi.signed grubx64.efi=own.efi \
	mmx64.efi=$shim/mmx64.efi.signed
mcopy -i shim.img own.cer ::own.cer
started ms shim.img
holds "behind shim, before its key is known: refused" waits 'Security Violation' 300
# Its key manager: OK; any key; Enroll key from disk; the disk; behind EFI/ the certificate;
# Continue; Yes; Reboot.
keys enter
holds "shim's key manager comes up" waits 'MOK management' 60
keys enter
waits 'Enroll key from disk' 60
keys down enter
waits 'PciRoot(0)/' 60
keys enter
holds "it shows the certificate" waits 'own.cer' 60
keys down enter
waits 'View key' 60
keys down enter
waits 'Enroll the key' 60
keys down enter
waits 'Reboot' 60
keys enter
for _ in $(seq 60); do
	kill -0 "$machine" 2> /dev/null || break
	sleep 1
done
stop
again shim.img
holds "behind shim, its key enrolled: starts" waits '^drydock:' 600
stop
finish
