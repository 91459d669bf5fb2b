#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What does not boot must be said not to, quickly and with the reason.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

truncate -s 64M empty.raw
ends 5 "does not boot: .*[Nn]o bootable\|does not boot: .*Boot failed" prove empty.raw
holds "no stage after the firmware" grep -q '^loader .*not reached' "$tmp/out"
ends 5 "does not boot" prove empty.raw --firmware uefi --disk sata
ends 2 'does not know "floppy"' prove empty.raw --disk floppy
ends 2 "no such\|No such" prove nothing.raw

"$drydock" prove empty.raw --json --screenshot screen.png > proof.json 2> "$tmp/out"
holds "the proof in JSON" python3 -c '
import json
proof = json.load(open("proof.json"))
assert proof["verdict"] == "fails" and not proof["ok"], proof
assert proof["reached"] == "firmware", proof'
holds "the screen is a PNG" sh -c 'head -c 8 screen.png | od -An -tx1 | grep -q "89 50 4e 47 0d 0a 1a 0a"'

# Boot code that floods the firmware's port with every byte, while QEMU is asked for other
# things, and then gives up: mov ecx,4194304; mov dx,0x402; out dx,al; inc ax; loopd; int 0x18.
truncate -s 64M flood.raw
printf '\146\271\000\000\100\000\272\002\004\356\100\147\342\373\315\030' |
	dd of=flood.raw conv=notrunc status=none
printf '\125\252' | dd of=flood.raw bs=1 seek=510 conv=notrunc status=none
ends 5 "does not boot: .*[Nn]o bootable" prove flood.raw

# A disk whose boot code loads GRUB, which finds no configuration: the loader, and no further.
cat > early.cfg <<'EOF'
serial
terminal_output serial console
echo drydock-loader-was-here
echo "error: no such device: 0000-0000."
echo "Entering rescue mode..."
echo "grub rescue>"
halt
EOF
grub-mkimage -O i386-pc -o core.img -c early.cfg -p /nowhere biosdisk serial terminal echo halt
truncate -s 64M loader.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel loader.raw
mkdir -p tree/boot/grub/i386-pc
cp /usr/lib/grub/i386-pc/boot.img core.img tree/boot/grub/i386-pc
system_tree tree "A System"
: > tree/boot/grub/grub.cfg
rm -f loader.raw
truncate -s 80M loader.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel loader.raw
part_at loader.raw 1 64 tree
"$drydock" fix loader.raw -o embedded.raw --format raw --only boot-code > "$tmp/out" 2>&1 ||
	bad "boot code embedded"
ends 5 "grub rescue>" prove embedded.raw
finish
