#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The keyboard of the screen, a USB one, means what the kernel's command line or "drydock
# keymap" says. QEMU sends keys by their place on a US keyboard.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"

# keys KEY...: pressed on the second virtual terminal, where nobody else reads
keys() {
	after "rm -f /tmp/line; head -n 1 < /dev/tty2 > /tmp/line & true"
	after "sleep 1; chvt 2"
	for key in "$@" ret; do
		echo "sendkey $key" > monitor.in
		sleep 0.3
	done
	after 'for i in 1 2 3 4 5; do [ -s /tmp/line ] && break; sleep 1; done; cat /tmp/line'
}

mkfifo monitor.in monitor.out
cat monitor.out > /dev/null &
words="drydock.shell drydock.keymap=de"
appliance -machine q35,sata=off -device qemu-xhci -device usb-kbd -monitor pipe:monitor
waits '^drydock:' 300
keys z y shift-2 slash
holds "the German keyboard of the command line" prints '^yz"-$'
after "drydock keymap us"
keys z y shift-2 slash
holds "the US keyboard of the command" prints '^zy@/$'
after "drydock keymap fr"
keys q shift-2
holds "the French keyboard" prints '^a2$'
after "drydock keymap klingon"
holds "no such keyboard" ended 2
holds "those that there are are named" prints 'no keyboard "klingon"; there are: be br .* us$'
after "drydock keymap ../../../etc/passwd"
holds "a path is no name" ended 2
after "drydock keymap | wc -l"
holds "each map of the list is in the appliance" \
	prints "^$(grep -c '^[a-z]' "$here/../../rootfs/keymaps")\$"
stop
finish
