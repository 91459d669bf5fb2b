#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every disk controller, on the chipsets pc and q35: the appliance sees a disk on it (size,
# model, serial number), and starts from a medium on it with SeaBIOS and, where that
# firmware drives it, with OVMF. Closes with all of it as a table.
#
# It starts from a few of them only, unless BOOT_CASES is "all".
# Takes long.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"

# controller, its driver in Linux, chipsets, firmware that drives it, model, started from
# in a short run. USB 1.1 is too slow to start from: 13 MB would take it many minutes; of
# USB Attached SCSI, SeaBIOS drives what is not SuperSpeed ("not supported (yet)"), OVMF none.
cat > "$tmp/controllers" <<'END'
virtio-blk    virtio_blk   pc,q35  bios,uefi  -               q35-uefi
virtio-scsi   virtio_scsi  pc,q35  bios,uefi  QEMU.HARDDISK   -
ahci          ahci         pc,q35  bios,uefi  QEMU.HARDDISK   -
piix          ata_piix     pc      bios       QEMU.HARDDISK   pc-bios
nvme          nvme         pc,q35  bios,uefi  QEMU.NVMe.Ctrl  q35-bios
pvscsi        vmw_pvscsi   pc,q35  bios       QEMU.HARDDISK   -
lsi53c895a    sym53c8xx    pc,q35  bios       QEMU.HARDDISK   -
mptsas1068    mptsas       pc,q35  bios       QEMU.HARDDISK   -
megasas       megaraid_sas pc,q35  bios       QEMU.HARDDISK   -
megasas-gen2  megaraid_sas pc,q35  bios       QEMU.HARDDISK   -
usb-uhci      usb-storage  pc,q35  -          QEMU.HARDDISK   -
usb-ehci      usb-storage  pc,q35  bios,uefi  QEMU.HARDDISK   -
usb-xhci      usb-storage  pc,q35  bios,uefi  QEMU.HARDDISK   pc-bios
usb-uas       uas          pc,q35  -          QEMU.HARDDISK   -
usb-uas-ehci  uas          pc,q35  bios       QEMU.HARDDISK   -
sd            sdhci-pci    pc,q35  bios       QEMU!           -
END

# is_in WORD LIST: whether the comma-separated list has it
is_in() {
	case ",$2," in
	*",$1,"*) return 0 ;;
	esac
	return 1
}

# line CONTROLLER DRIVER MODEL: the pattern of its line in "drydock disks"
line() {
	serial=sn-$1
	[ "$1" != sd ] || serial=0xdeadbeef
	printf '^[a-z0-9]*  *67 MB  %s  *%s  serial %s' "$2" "$3" "$serial"
}

# A disk on each at once; one machine for each chipset.
sees() { # CHIPSET
	arguments=
	while read -r controller _ chipsets _; do
		is_in "$1" "$chipsets" || continue
		truncate -s 64M "$controller.raw"
		arguments="$arguments $(drive "drive-$controller" "$controller.raw") $(device "$controller" "drive-$controller")"
	done < "$tmp/controllers"
	# shellcheck disable=SC2086 # a list
	appliance -machine "$1" $arguments
	waits '^drydock:' 300
	while read -r controller driver chipsets _ model _; do
		is_in "$1" "$chipsets" || continue
		cell "$controller $1-seen" "$(line "$controller" "$driver" "$model")"
	done < "$tmp/controllers"
	stop
}

cell() { # "CONTROLLER COLUMN" PATTERN
	found=NO
	! said | grep -q -e "$2" || found=yes
	echo "$1 $found" >> "$tmp/cells"
	holds "$1" test $found = yes
}

firmware() { # bios|uefi
	[ "$1" = uefi ] || return 0
	cp /usr/share/OVMF/OVMF_VARS_4M.fd vars.fd
	echo "-drive if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd"
	echo "-drive if=pflash,format=raw,file=vars.fd"
}

starts_from() { # CONTROLLER DRIVER MODEL CHIPSET FIRMWARE
	# shellcheck disable=SC2046 # lists
	machine -machine "$4" $(firmware "$5") $(drive medium "$tmp/medium.raw" ,snapshot=on) \
		$(device "$1" medium)
	waits '^drydock:' 600
	cell "$1 $4-$5" "$(line "$1" "$2" "$3"), the appliance's own"
	stop
}

"$here/../../scripts/disk-image" "$appliance" "$tmp/medium.raw" no_timer_check drydock.shell || exit 4
truncate -s 64M "$tmp/medium.raw" # as the other disks; of an SD card the size is a power of 2
for chipset in pc q35; do
	sees $chipset
done
while read -r controller driver chipsets firmwares model short; do
	for chipset in pc q35; do
		for firmware in bios uefi; do
			is_in $chipset "$chipsets" || continue
			is_in $firmware "$firmwares" || continue
			[ "${BOOT_CASES:-}" = all ] || is_in "$chipset-$firmware" "$short" || continue
			starts_from "$controller" "$driver" "$model" $chipset $firmware
		done
	done
done < "$tmp/controllers"

awk '
BEGIN {
	columns = split("pc-seen pc-bios pc-uefi q35-seen q35-bios q35-uefi", column, " ")
	printf "%-14s", "controller"
	for (c = 1; c <= columns; c++)
		printf " %9s", column[c]
	print ""
}
FILENAME == ARGV[1] { cell[$1, $2] = $3; next }
{
	printf "%-14s", $1
	for (c = 1; c <= columns; c++)
		printf " %9s", (($1, column[c]) in cell) ? cell[$1, column[c]] : "-"
	print ""
}' "$tmp/cells" "$tmp/controllers"
finish
