#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The media: the same bytes again, small, and the appliance starts from each, from CD, USB
# stick, disk and network, by BIOS and UEFI, with a screen, a serial line, and both.
#
# A few of these only, unless BOOT_CASES is "all" or CASES has lines as below. With
# DRYDOCK_PICTURES, a directory, pictures of the screens are left there.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"
scripts=$here/../../scripts

# medium, firmware, consoles; those of a short run
cat > "$tmp/short" <<'END'
cd bios vga
usb uefi both
disk bios serial
END
cat > "$tmp/all" <<'END'
cd bios vga
cd bios serial
cd bios both
cd uefi vga
cd uefi serial
cd uefi both
usb bios serial
usb bios vga
usb uefi vga
usb uefi both
disk bios serial
disk bios both
disk uefi both
disk uefi vga
pxe bios serial
pxe bios vga
pxe uefi serial
pxe uefi both
END

firmware() { # bios|uefi
	[ "$1" = uefi ] || return 0
	cp /usr/share/OVMF/OVMF_VARS_4M.fd vars.fd
	echo "-drive if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd"
	echo "-drive if=pflash,format=raw,file=vars.fd"
}

consoles() { # vga|serial|both
	case $1 in
	serial) serial=stdio && display="-vga none" ;;
	vga) serial=none && display="-vga std" ;;
	both) serial=stdio && display="-vga std" ;;
	esac
}

# The broken disk is the first, the medium comes behind it.
medium() { # cd|usb|disk|pxe FIRMWARE
	case $1 in
	cd) echo "-drive if=none,id=m,media=cdrom,format=raw,readonly=on,file=$tmp/iso
		-device ide-cd,drive=m,bootindex=1" ;;
	usb) echo "-device qemu-xhci $(drive m "$tmp/iso" ,snapshot=on)
		-device usb-storage,drive=m,bootindex=1" ;;
	disk) echo "$(drive m "$tmp/img" ,snapshot=on) -device ahci,id=a
		-device ide-hd,bus=a.0,drive=m,bootindex=1" ;;
	pxe)
		file=drydock.ipxe
		[ "$2" = bios ] || file=drydock.efi
		echo "-netdev user,id=n,restrict=on,tftp=$tmp/pxe,bootfile=$file
			-device virtio-net-pci,netdev=n,bootindex=1" ;;
	esac
}

# ask COMMAND: one line to QEMU's monitor
ask() {
	echo "$1" > "$tmp/monitor.in"
}

# What stands on a screen in text mode, read where the card keeps it: character, attribute. It
# is all that the card has: to scroll, the kernel moves the part of it that is shown.
text_screen() {
	rm -f screen
	ask "pmemsave 0xb8000 32768 screen"
	await screen && sleep 0.2
	od -An -v -w2 -tc screen | awk '{ printf "%s", substr($0, 4, 1) }
		NR % 80 == 0 { print "" }'
}

# A picture of the screen, and how many lines of it, of 16 pixels, begin with a character: GRUB's
# menu has none.
picture() {
	rm -f picture.ppm
	ask "screendump picture.ppm"
	await picture.ppm && sleep 0.3
	python3 - picture.ppm <<'END'
import sys
data = open(sys.argv[1], "rb").read()
kind, size, depth, pixels = data.split(b"\n", 3)
width, height = map(int, size.split())
first = [b"".join(pixels[y * width * 3:][:8 * 3] for y in range(top, min(top + 16, height)))
         for top in range(0, height, 16)]
print(sum(1 for cell in first if max(cell) > 96))
END
}

# The list of disks and the lines around it, which are six; firmware shows less.
shows_text() { # FIRMWARE
	for _ in $(seq 200); do
		if [ "$1" = bios ]; then
			! text_screen > text || ! grep -q '^drydock:' text || return 0
		else
			[ "$(picture)" -lt 6 ] || return 0
		fi
		sleep 1
	done
	return 1
}

# "clear", typed on the keyboard, leaves a line: firmware's text, also on UEFI, would stay.
clears() {
	for key in c l e a r ret; do
		ask "sendkey $key"
		sleep 0.3
	done
	for _ in $(seq 30); do
		[ "$(picture)" -gt 1 ] || return 0
		sleep 1
	done
	return 1
}

starts() { # MEDIUM FIRMWARE CONSOLES
	case="$1, $2, $3"
	consoles "$3"
	rm -f "$tmp/monitor.in" "$tmp/monitor.out"
	mkfifo "$tmp/monitor.in" "$tmp/monitor.out"
	cat "$tmp/monitor.out" > /dev/null &
	# shellcheck disable=SC2046,SC2086 # lists
	machine -machine pc $display -monitor "pipe:$tmp/monitor" $(firmware "$2") \
		$(drive broken broken.raw ,snapshot=on) $(device virtio-blk broken) $(medium "$1" "$2")
	if [ "$3" != vga ]; then
		holds "$case: a shell on the serial line" waits '^drydock:' 900
		holds "$case: the broken disk is seen" \
			grep -q '^vda  *67 MB .*serial sn-virtio-blk' "$tmp/out"
	fi
	case $1-$3 in
	usb-both | disk-serial | disk-both) holds "$case: its own medium is known" \
		grep -q "the appliance's own" "$tmp/out" ;;
	esac
	if [ "$3" != serial ]; then
		holds "$case: text on the screen" shows_text "$2"
		[ "$2" = uefi ] || holds "$case: the broken disk stands there" \
			grep -q '^vda  *67 MB .*serial sn-virtio-blk' text
		holds "$case: a picture of it shows lines of text" [ "$(picture)" -ge 6 ]
		[ -z "${DRYDOCK_PICTURES:-}" ] || cp picture.ppm "$DRYDOCK_PICTURES/$1-$2.ppm"
	fi
	[ "$3" != vga ] || holds "$case: the keyboard clears the screen" clears
	if [ "$2-$3" = uefi-both ]; then
		after "cat /dev/vcs1; cat /sys/class/graphics/fb0/name"
		holds "$case: the frame buffer of UEFI is the screen" prints 'EFI VGA'
		holds "$case: it shows the list of disks" prints 'sn-virtio-blk'
	fi
	stop
}

truncate -s 64M broken.raw
for again in 1 2; do
	"$scripts/iso" "$appliance" "iso$again" || exit 4
	"$scripts/disk-image" "$appliance" "img$again" || exit 4
	"$scripts/pxe" "$appliance" "pxe$again" || exit 4
done
for kind in iso img pxe; do
	holds "$kind: the same bytes again" diff -r ${kind}1 ${kind}2
	holds "$kind: $(du -bs ${kind}1 | cut -f 1) bytes are under 32 MB" \
		[ "$(du -bs ${kind}1 | cut -f 1)" -lt 32000000 ]
done
# shellcheck disable=SC2016 # for that shell
holds "the list of what is inside is on the ISO" \
	sh -c 'osirrox -indev iso1 -extract /drydock/about about 2> /dev/null; cmp about "$0"' \
	"$appliance/about"
rm -rf iso? img? pxe?

# Without the check of a timer, that fails at times where other work has the processor.
"$scripts/iso" "$appliance" "$tmp/iso" no_timer_check drydock.shell || exit 4
"$scripts/disk-image" "$appliance" "$tmp/img" no_timer_check drydock.shell || exit 4
"$scripts/pxe" "$appliance" "$tmp/pxe" no_timer_check drydock.shell || exit 4
list=$tmp/short
[ "${BOOT_CASES:-}" != all ] || list=$tmp/all
[ -z "${CASES:-}" ] || { echo "$CASES" > "$tmp/one" && list=$tmp/one; }
while read -r kind firmware consoles <&4; do
	starts "$kind" "$firmware" "$consoles"
done 4< "$list"
finish
