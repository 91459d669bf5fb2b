# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# For the tests of the appliance as a machine of its own, beside its disks; sourced.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/../host/lib.sh"
appliance=${DRYDOCK_APPLIANCE:-$here/../../build/appliance}
qemu=${DRYDOCK_QEMU:-qemu-system-x86_64}
accel=${DRYDOCK_ACCEL:-tcg}

# device CONTROLLER DRIVE: what QEMU is told for the drive on it, on one line
device() {
	serial="serial=sn-$1"
	case $1 in
	virtio-blk) echo "-device virtio-blk-pci,drive=$2,$serial" ;;
	virtio-scsi) scsi virtio-scsi-pci "$1" "$2" ;;
	ahci) echo "-device ahci,id=$1 -device ide-hd,bus=$1.0,drive=$2,$serial" ;;
	piix) echo "-device ide-hd,bus=ide.0,drive=$2,$serial" ;;
	nvme) echo "-device nvme,drive=$2,$serial" ;;
	pvscsi) scsi pvscsi "$1" "$2" ;;
	lsi53c895a) scsi lsi53c895a "$1" "$2" ;;
	mptsas1068) scsi mptsas1068 "$1" "$2" ,wwn=0x5000c50012345678 ;;
	megasas) scsi megasas "$1" "$2" ;;
	megasas-gen2) scsi megasas-gen2 "$1" "$2" ;;
	usb-uhci) usb piix3-usb-uhci "$1" "$2" ;;
	usb-ehci) usb usb-ehci "$1" "$2" ;;
	usb-xhci) usb qemu-xhci "$1" "$2" ;;
	usb-uas) uas qemu-xhci "$1" "$2" ;;
	usb-uas-ehci) uas usb-ehci "$1" "$2" ;;
	sd) echo "-device sdhci-pci,id=$1 -device sd-card,drive=$2" ;;
	*) echo "no controller $1" >&2 && exit 4 ;;
	esac
}

scsi() { # DEVICE ID DRIVE [MORE]
	echo "-device $1,id=$2 -device scsi-hd,bus=$2.0,drive=$3,serial=sn-$2${4:-}"
}

usb() { # DEVICE ID DRIVE
	echo "-device $1,id=$2 -device usb-storage,bus=$2.0,drive=$3,serial=sn-$2"
}

uas() { # DEVICE ID DRIVE
	echo "-device $1,id=$2 -device usb-uas,id=$2-uas,bus=$2.0"
	echo "-device scsi-hd,bus=$2-uas.0,drive=$3,serial=sn-$2"
}

# drive ID FILE [MORE]: an image, raw, for device()
drive() {
	echo "-drive if=none,format=raw,id=$1,file=$2${3:-}"
}

# machine ARGUMENT...: start QEMU; its serial line is $tmp/out, types() is its keyboard;
# "serial=none": without one
machine() {
	rm -f "$tmp/keys"
	mkfifo "$tmp/keys"
	: > "$tmp/out"
	"$qemu" -nodefaults -no-user-config -display none -accel "$accel" -cpu max,erms=off,fsrm=off -m 1024 \
		-no-reboot -serial "${serial:-stdio}" "$@" < "$tmp/keys" > "$tmp/out" 2>&1 &
	machine=$!
	exec 3> "$tmp/keys"
}

# the appliance's kernel and initramfs, without a medium; $words go to the kernel, by
# default the one for a shell instead of the menu
appliance() {
	machine -kernel "$appliance/kernel" -initrd "$appliance/initramfs.cpio" \
		-append "console=ttyS0 quiet panic=-1 mitigations=off no_timer_check ${words-drydock.shell}" "$@"
}

# said: what the machine has printed, as plain lines
said() {
	tr -d '\r' < "$tmp/out" | sed "s/$(printf '\033')\[[0-9;?]*[A-Za-z]//g"
}

# waits PATTERN [SECONDS]: until it stands on a line; 1 when it did not come
waits() {
	for _ in $(seq $((${2:-60} * 5))); do
		! said | grep -q -e "$1" || return 0
		kill -0 "$machine" 2> /dev/null || break
		sleep 0.2
	done
	said | grep -q -e "$1"
}

types() {
	printf '%s\n' "$1" >&3
}

# after COMMAND [SECONDS]: type it and wait until it has ended; "ended-N" has its status
after() {
	typed=$((${typed:-0} + 1))
	types "$1; echo ended\"\"-$typed-\$?"
	waits "^ended-$typed-" "${2:-60}"
}

ended() { # STATUS: of the last command
	said | grep -q "^ended-$typed-$1\$"
}

prints() { # PATTERN: the last command did
	said | awk -v before="ended-$((typed - 1))-" \
		'index($0, before) == 1 { lines = ""; next } { lines = lines $0 "\n" }
		END { printf "%s", lines }' | grep -q -e "$1"
}

# What an operator does at the serial line, the socket "serial"; QEMU's monitor is the socket
# "monitor"; each "see" and "at" of it is a check.
operates() { # NAME, the script on standard input
	"$here/operator" serial monitor > "$tmp/out" 2>&1
	status=$?
	held=$(sed -n 's/^\([0-9]*\) passed.*/\1/p' "$tmp/out")
	passed=$((passed + ${held:-0}))
	[ $status -eq 0 ] || bad "$1"
}

stop() {
	exec 3>&-
	kill "$machine" 2> /dev/null
	wait "$machine" 2> /dev/null
	machine=
}

trap '[ -z "${machine:-}" ] || kill "$machine"; rm -rf "$tmp"' EXIT
