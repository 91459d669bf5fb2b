#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The undo file of a repair in place lies on the stick that the appliance was started from,
# where that has room, and on the patient where it has none.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/attached/patient.sh
. "$here/patient.sh"

id=1234ABCD
words="drydock.shell drydock.medium=$id"

# stick FILE: a medium of the appliance, with room
stick() {
	truncate -s 40M "$1"
	echo 'start=2048, type=ef, bootable' | sfdisk -q --no-tell-kernel "$1"
	mkfs.fat -F 16 -n DRYDOCK -i "$id" --offset 2048 "$1" 39936 > /dev/null
}

# beside FILE: the patient, and the stick FILE
beside() {
	# shellcheck disable=SC2046 # lists
	appliance -machine q35,sata=off $(drive disk disk.raw) $(device virtio-blk disk) \
		${1:+$(drive stick "$1") $(device usb-xhci stick)}
	waits '^drydock:' 300
	[ -z "$1" ] || after 'until grep -q sda1 /proc/partitions; do sleep 0.2; done'
}

on_stick() { # FILE
	mdir -b -i "$1@@1M" ::drydock-undo 2> /dev/null | grep undo-
}

on_patient() {
	debugfs -R 'ls -p /var/lib/drydock' 'disk.raw?offset=1048576' 2> /dev/null | grep undo-
}

patient disk.raw
facts disk.raw > before
cp --sparse=always disk.raw again.raw
stick stick.raw
stick full.raw
head -c 40780000 /dev/zero > filler
mcopy -i full.raw@@1M filler ::filler
others=$(mdir -b -i stick.raw@@1M ::)

beside stick.raw
after "drydock disks" 300
holds "the medium is not offered" prints "^sda .*the appliance's own"
after "drydock fix --in-place /dev/vda --only $rules" 300
holds "a repair in place" ended 0
holds "it says where the way back is" prints "drydock-undo on the appliance's medium"
stop
holds "the undo file is on the stick" on_stick stick.raw
holds "and not on the patient" sh -c "! debugfs -R 'ls -p /var/lib/drydock' 'disk.raw?offset=1048576' 2>&1 | grep undo-"
holds "the patient is sound" clean disk.raw

beside ""
after "drydock undo /dev/vda" 300
holds "without the stick nothing is known of it" ended 3
stop

beside stick.raw
after "drydock undo /dev/vda" 300
holds "with it, it is undone" ended 0
after "drydock undo /dev/vda" 300
holds "once" ended 3
stop
facts disk.raw > undone
holds "all is as it was" diff before undone
holds "the patient is sound again" clean disk.raw
holds "nothing else came on the stick" [ "$(mdir -b -i stick.raw@@1M :: | grep -v drydock-undo)" = "$others" ]

mv again.raw disk.raw
beside full.raw
after "drydock fix --in-place /dev/vda --only $rules" 300
holds "a repair in place beside a full stick" ended 0
stop
holds "the undo file is on the patient" on_patient
holds "and not on the stick" sh -c '! mdir -b -i full.raw@@1M ::drydock-undo 2> /dev/null | grep undo-'
finish
