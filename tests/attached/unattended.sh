#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The appliance with nobody at its console: what to do comes from the kernel's command line
# or from fw_cfg, what came of it goes to the serial line, a port, and QEMU's exit status.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"

# disk NAME SYSTEM
disk() {
	rm -rf tree
	system_tree tree "$2"
	truncate -s 80M "$1"
	echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel "$1"
	part_at "$1" 1 64 tree
}

# fstab DISK: what stands in it
fstab() {
	dd if="$1" of="$tmp/part" bs=1M skip=1 count=64 status=none
	debugfs -R "cat /etc/fstab" "$tmp/part" 2> /dev/null
}

# The lines of the recipe that map a status back: here they are used as they stand there.
eval "$(sed -n '/^drydock_status()/,/^}/p' "$here/../../docs/unattended.md")"

# alone STATUS NAME ARGUMENT...: start the appliance, and wait until QEMU has ended so
alone() {
	status=$1 name=$2
	shift 2
	rm -f result.json
	appliance -machine q35,sata=off -device virtio-serial-pci \
		-chardev file,id=result,path=result.json \
		-device virtserialport,chardev=result,name=drydock.result "$@"
	exec 3>&-
	for _ in $(seq 1500); do
		kill -0 "$machine" 2> /dev/null || break
		! grep -q '^drydock 0' "$tmp/out" || break # a shell: it waits for ever
		sleep 0.2
	done
	kill "$machine" 2> /dev/null
	wait "$machine"
	got=$?
	machine=
	holds "$name: QEMU ends with $got, wanted $status" [ $got -eq "$status" ]
	[ $((status % 2)) -eq 1 ] || return 0
	drydock_status $got result.json
	holds "$name: that is drydock's status" [ $? -eq $((status / 2)) ]
}

# line PYTHON...: each is true of the line "r" on the serial line, and of that of the port
line() {
	said | grep '^{"command"' > line.json
	python3 - "$@" <<'END'
import json, sys
lines = open("line.json").read().splitlines()
assert len(lines) == 1 and lines[0].isascii(), lines
r = json.loads(lines[0])
p = json.loads(open("result.json").read())
assert "report" not in r and {k: v for k, v in p.items() if k != "report"} == r, (r, p)
for claim in sys.argv[1:]:
    assert eval(claim), (claim, r)
END
}

exits="-device isa-debug-exit"
disk sick.raw "A Sick System"
truncate -s 64M empty.raw
cp --sparse=always sick.raw kept.raw

# shellcheck disable=SC2046,SC2086 # lists
both() {
	echo $(drive sick sick.raw) $(device virtio-blk sick) \
		$(drive empty empty.raw) $(device virtio-scsi empty)
}

# A command line as a boot loader makes it, and the only system of two disks.
words='drydock.run="fix --only fstab-by-uuid --for alibaba" drydock.disk=auto drydock.then=poweroff'
# shellcheck disable=SC2046,SC2086 # lists
alone 1 "a repair" $(both) $exits
holds "the result" line 'r["status"] == 0' 'r["error"] is None' \
	'[d["name"] for d in r["disks"]] == ["vda"]' 'r["disks"][0]["serial"] == "sn-virtio-blk"' \
	'r["findings"][0]["outcome"] == "repaired"' '"verified" in r["verdict"]' \
	'p["report"]["profile"] == "alibaba"' 'p["report"]["image"] == "vda"'
fstab sick.raw > after
holds "it is on the disk: $(cat after)" grep -q '^UUID=' after

# The same by fw_cfg, undone, without the device that ends QEMU.
words=
# shellcheck disable=SC2046 # lists
alone 0 "fw_cfg" $(both) -fw_cfg name=opt/drydock/run,string=undo \
	-fw_cfg name=opt/drydock/disk,string=sn-virtio-blk \
	-fw_cfg name=opt/drydock/then,string=poweroff
holds "undone" line 'r["status"] == 0' 'r["run"] == "undo"' 'r["findings"] == []'
fstab sick.raw > after
holds "as before: $(cat after)" grep -q '^/dev/sda1' after

# The command line goes before fw_cfg; nothing is written by a look.  Restart is an end, too.
sum=$(sha256sum sick.raw empty.raw)
words='drydock.run="check --only fstab-by-uuid" drydock.disk=sn-virtio-blk drydock.then=reboot'
# shellcheck disable=SC2046,SC2086 # lists
alone 3 "findings remain" $(both) $exits -fw_cfg name=opt/drydock/run,string=fix
holds "they are listed" line 'r["status"] == 1' 'r["findings"][0]["rule"] == "fstab-by-uuid"' \
	'r["findings"][0]["path"] == "/etc/fstab"'
# shellcheck disable=SC2046 # lists
alone 0 "restarted" $(both)

# What is not to be guessed.
words='drydock.run=fix drydock.then=poweroff'
disk other.raw "Another System"
# shellcheck disable=SC2046,SC2086 # lists
alone 7 "two systems" $(both) $exits $(drive other other.raw) $(device nvme other)
holds "no disk is chosen of two" line 'r["status"] == 3' 'r["disks"] == []' \
	'"2 systems found" in r["error"]'
# shellcheck disable=SC2046,SC2086 # lists
alone 7 "no system" $exits $(drive empty empty.raw) $(device virtio-scsi empty)
holds "no system is said" line 'r["status"] == 3' '"no system" in r["error"]'
words='drydock.run=fix drydock.disk=sn-nowhere drydock.then=poweroff'
# shellcheck disable=SC2046,SC2086 # lists
alone 7 "no such serial number" $(both) $exits
holds "it is said" line 'r["error"] == "no disk has the serial number \"sn-nowhere\""'
for wrong in 'run="shell" drydock.then=poweroff' 'run="fix --no-such" drydock.then=poweroff' \
	'run=fix drydock.then=explode' 'run="fix /dev/vda" drydock.then=poweroff'; do
	words="drydock.$wrong"
	# shellcheck disable=SC2046,SC2086 # lists
	alone 5 "drydock.$wrong" $(both) $exits
	holds "drydock.$wrong is said to be wrong" line 'r["status"] == 2' 'r["error"]'
done
holds "no disk was written" [ "$sum" = "$(sha256sum sick.raw empty.raw)" ]

# Its own medium is no patient, whatever is asked; tests/attached/controllers.sh starts from it.
"$here/../../scripts/disk-image" "$appliance" medium.raw
id=$(strings -n 8 medium.raw | sed -n 's/.*\(drydock\.medium=[0-9A-F]*\).*/\1/p' | head -n 1)
words="$id drydock.run=fix drydock.disk=sn-nvme drydock.then=poweroff"
# shellcheck disable=SC2046,SC2086 # lists
alone 5 "its own medium" $(both) $exits $(drive medium medium.raw) $(device nvme medium)
holds "the medium is refused" line '"own medium" in r["error"]'
holds "still nothing was written" [ "$sum" = "$(sha256sum sick.raw empty.raw)" ]

# What QEMU says of itself is no result of drydock's.
rm -f result.json
"$qemu" -no-such-option > "$tmp/out" 2>&1
drydock_status $? result.json
holds "QEMU's own failure is none of drydock's successes" [ $? -eq 4 ]

# Nobody asks for anything but a shell: it comes; and no port is open.
words=drydock.shell
# shellcheck disable=SC2046,SC2086 # lists
appliance -machine q35,sata=off $(both) -nic user,model=virtio-net-pci
waits '^drydock:' 300
holds "no result where nothing was asked for" sh -c "! grep -q '^{' '$tmp/out'"
# A row of /proc/net/tcp has the state as its fourth field; 0A is LISTEN.
after "cat /proc/net/tcp /proc/net/tcp6 2> /dev/null | awk '\$4 == \"0A\" { bad = 1 } END { exit bad }'"
holds "nobody listens" ended 0
after "cat /proc/net/udp /proc/net/udp6 2> /dev/null | grep -v local_address"
holds "nobody waits for a datagram" ended 1
after "for i in /sys/class/net/*/flags; do read f < \$i; [ \$((f & 1)) = 0 ] || exit 9; done 2> /dev/null"
holds "no network card is up" ended 0
stop
finish
