#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "Prove that it boots" from the menu: what boots does, with evidence, what does not does not,
# and no byte of a disk changes; without its medium, or memory, the appliance says so. The
# emulator comes from a disk, a CD, and beside the initramfs.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"
scripts=$here/../../scripts

# A system that is up as soon as its kernel is: it asks for an address and for a name. Nobody
# looks at it twice, so it has no initramfs, and a GRUB that knows what to start.
system_tree tree "A Small System"
cp /bin/busybox tree/bin/busybox
ln -sf busybox tree/bin/sh
mkdir tree/dev tree/proc tree/sys
cat > tree/sbin/init <<'END'
#!/bin/sh
busybox mount -t proc proc /proc
busybox ip link set eth0 up
printf '#!/bin/sh\n[ "$1" != bound ] || busybox ip address add $ip/24 dev eth0\n' > /tmp/dhcp
busybox chmod 755 /tmp/dhcp
busybox udhcpc -q -n -i eth0 -s /tmp/dhcp
busybox printf 'small login: '
while :; do busybox printf 'SSH-2.0-small\r\n' | busybox nc -l -p 22; done
END
mkdir tree/tmp
cp "$appliance/kernel" tree/boot/vmlinuz
cat > early.cfg <<'END'
serial
terminal_output serial
set root=(hd0,msdos1)
linux /boot/vmlinuz root=/dev/vda1 rw console=ttyS0 mitigations=off no_timer_check
boot
END
grub-mkimage -O i386-pc -o core.img -c early.cfg -p /boot/grub \
	biosdisk part_msdos ext2 linux boot serial terminal
truncate -s 80M good.raw bad.raw
for disk in good bad; do
	echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel $disk.raw
	part_at $disk.raw 1 64 tree
done
dd if=/usr/lib/grub/i386-pc/boot.img of=good.raw bs=440 count=1 conv=notrunc status=none
dd if=core.img of=good.raw bs=512 seek=1 conv=notrunc status=none
printf '\315\030' | dd of=bad.raw conv=notrunc status=none # int 0x18: nothing to start
before=$(sha256sum good.raw bad.raw)

"$scripts/disk-image" "$appliance" medium.img || exit 4
"$scripts/iso" "$appliance" medium.iso || exit 4
number=$(fdisk -l medium.img | sed -n 's/^Disk identifier: 0x//p' | tr a-f A-F)

# The processor that is emulated here has SVM: in it KVM runs, ten times as fast as TCG in TCG.
# That it works is not to be found out against a clock on a busy machine.
kvm=
[ "$accel" != tcg ] || kvm=" DRYDOCK_ACCEL=kvm"

# beside MEMORY WORDS DISK ARGUMENT...: the appliance, which takes WORDS for those of its own
# loader
beside() {
	memory=$1 words="$2$kvm" disk=$3
	shift 3
	rm -f serial monitor
	# shellcheck disable=SC2046 # lists
	appliance -m "$memory" -smp 2 $(drive disk "$disk.raw") $(device virtio-blk disk) "$@"
}

# shellcheck disable=SC2046 # lists
serial=unix:serial,server=on beside 2560 "drydock.medium=$number" good -vga std \
	-qmp unix:monitor,server=on,wait=off \
	$(drive bad bad.raw) -device virtio-blk-pci,drive=bad,serial=sn-bad \
	$(drive medium medium.img ,readonly=on) $(device usb-xhci medium)
{
	cat << 'END'
see 300 Systems on the disks of this machine
at vda
press enter
see 30 Where is it to run?
press enter
see 300 Explain
press V
at Prove that it boots
press enter
see 20 What kind of machine?
see 5 from a layer in memory: nothing is
at BIOS, a virtio disk: for generic-kvm
press enter
see 60 vda is being started
see 300 Now: prove
press esc
see 30 Explain
press enter
see 20 What kind of machine?
press enter
see 900 It boots
see 5 boots: DHCP 10.0.2.15, SSH-2.0-small after
see 5 wire: DHCPACK of 10.0.2.15 to the guest
press enter
see 20 Explain
press esc
see 20 Which one is to be looked at
press 2
at vdb
press enter
see 30 Where is it to run?
press enter
see 300 Explain
press V
at Prove that it boots
press enter
see 20 What kind of machine?
press enter
see 600 Not proven to boot
see 5 does not boot:
see 5 No bootable device
press enter
see 20 Explain
press esc
see 20 Which one is to be looked at
press S enter
see 20 goes back to the menu
type clear; ip -o link show lo | grep -c UP; grep -c drydock/proof /proc/mounts; find /run/drydock/proof -type f | wc -l; pidof qemu-system-x86_64; echo nothing""left
see 30 nothingleft
note left
type drydock prove /dev/sda; drydock prove --memory 8192 /dev/vda; echo two""refused
see 30 tworefused
see 5 is the medium this appliance was started from
see 5 too little memory:
see 5 are needed: 8192 for the
type clear; drydock prove /dev/vdb > /tmp/proof 2>&1 & for i in $(seq 900); do ! grep ' 0A ' /proc/net/tcp || break; sleep 0.2; done; kill -0 $! && echo still""running; wait; echo all""ended
see 300 stillrunning
note listens
see 600 allended
type clear; grep -c ' 0A ' /proc/net/tcp; tail -n 1 /tmp/proof; echo 1 > /sys/block/sda/device/delete; echo it""isgone
see 30 itisgone
see 5 does not boot:
type exit
see 30 Which one is to be looked at
press enter
see 30 Where is it to run?
press enter
see 300 Explain
press V
at Prove that it boots
press enter
see 20 What kind of machine?
press enter
see 60 It cannot be proven here
see 5 put it back in
see 5 Two other ways are left
press enter
see 20 Explain
press esc
see 20 Which one is to be looked at
leave
END
} > script
operates "proofs" < script
stop
cat left listens > "$tmp/out" 2>&1
holds "nothing is left of a proof" test "$(grep -c '^0$' left)$(grep -c '^[1-9]' left)" = 30
holds "one process listens" test "$(grep -c ' 0A ' listens)" -eq 1
holds "it is QEMU, on the loopback" grep ' 0100007F:[0-9A-F]* 00000000:0000 0A ' listens

beside 2048 "drydock.medium=$number drydock.shell" bad \
	-drive if=none,id=cd,media=cdrom,format=raw,readonly=on,file=medium.iso \
	-device ide-cd,drive=cd
holds "a shell" waits "drydock:/# " 200
after "drydock prove --disk ide /dev/vda" 400
holds "the emulator is taken from a CD" ended 5
holds "its firmware starts" prints 'firmware: SeaBIOS'
stop

mkdir pxe
cp "$appliance/proof.squashfs" proof.squashfs
{
	cat "$appliance/initramfs.cpio"
	echo proof.squashfs | cpio --quiet -o -H newc
} > pxe/initramfs.cpio
cp "$appliance/kernel" pxe
appliance=$PWD/pxe beside 2048 drydock.shell bad
holds "a shell" waits "drydock:/# " 200
after "drydock prove --disk sata /dev/vda" 400
holds "the emulator is taken from beside the initramfs" ended 5
stop

beside 1280 drydock.shell good
holds "a shell" waits "drydock:/# " 200
after "drydock prove /dev/vda"
holds "without much memory it does not start" ended 4
holds "it says how much there is" prints '^drydock: too little memory: [0-9]* MiB are free, and 1600 are needed'
after "drydock prove --memory 256 /dev/vda"
holds "without an emulator it does not start" ended 4
holds "it says where there is one" prints 'was started without the emulator'
stop
holds "no disk has changed" test "$before" = "$(sha256sum good.raw bad.raw)"
finish
