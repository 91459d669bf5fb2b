#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Systems in LUKS containers: opened with a key that comes in no argument and stays nowhere.
# Takes long.
# shellcheck source=tests/host/stack-lib.sh
. "$(dirname "$0")/stack-lib.sh"
container=5d2e6c1a-9f0b-4c3d-8e7f-1a2b3c4d5e6f
fast="--batch-mode --uuid $container --key-file=-"

printf 'correct horse' > right.key
printf 'battery staple' > wrong.key

PATH=$PATH:/sbin:/usr/sbin

# LUKS 2 with LVM inside.
system_tree seed "A Secret System"
printf '/dev/vg/root / ext4 defaults 0 1\n/dev/sda1 none swap sw 0 0\n' > seed/etc/fstab
printf 'cryptroot UUID=%s none luks,discard\n' $container > seed/etc/crypttab
disk luks.raw 160 'start=2048,size=8M,type=82' 'type=83'
in_appliance "
mkswap /dev/vda1
echo -n 'correct horse' | cryptsetup luksFormat $fast --type luks2 --pbkdf argon2id \
	--pbkdf-memory 1024 --pbkdf-force-iterations 4 /dev/vda2
echo -n 'correct horse' | cryptsetup open --key-file=- --allow-discards /dev/vda2 secret
lvm vgcreate -q vg /dev/mapper/secret
lvm lvcreate -q -y -n root -L 48M vg
mke2fs -q -t ext4 -d /seed /dev/vg/root
lvm vgchange -q -an vg
cryptsetup close secret
" luks.raw
ends 3 "disk0p2 (crypto_LUKS): encrypted, and no key was given" check luks.raw
ends 3 "disk0p2 (crypto_LUKS): .*the key that was given does not open it" \
	check --key-file wrong.key luks.raw
ends 2 "no key in" check --key-file /dev/null luks.raw
ends 2 "choose --key-file or" check --key-file right.key --passphrase-stdin luks.raw
look="--key-file right.key"
repaired "vg/root (ext4)" luks.raw

# The passphrase on standard input, with the line feed that does not belong to it.
echo 'correct horse' | "$drydock" check --passphrase-stdin --only "$rules" --json \
	luks.raw > "$tmp/out" 2>&1
holds "a passphrase from standard input opens it" [ $? -eq 1 ]
holds "the key is in no report" sh -c "! grep -q -e 'correct horse' -e \
	\"\$(printf 'correct horse' | od -An -tx1 | tr -d ' \n')\" '$tmp/out'"

# LUKS 1 on a logical volume.
system_tree seed "An Older Secret"
printf '/dev/mapper/root / ext4 defaults 0 1\n/dev/sda1 none swap sw 0 0\n' > seed/etc/fstab
printf 'root /dev/vg/secret none luks\n' > seed/etc/crypttab
disk inside.raw 160 'start=2048,size=8M,type=82' 'type=8e'
in_appliance "
mkswap /dev/vda1
lvm vgcreate -q vg /dev/vda2
lvm lvcreate -q -y -n secret -L 64M vg
echo -n 'correct horse' | cryptsetup luksFormat $fast --type luks1 --pbkdf-force-iterations 1000 /dev/vg/secret
echo -n 'correct horse' | cryptsetup open --key-file=- /dev/vg/secret root
mke2fs -q -t ext4 -d /seed /dev/mapper/root
cryptsetup close root
lvm vgchange -q -an vg
" inside.raw
repaired "luks-$container (ext4)" inside.raw
ends 3 "vg/secret (crypto_LUKS): encrypted, and no key" fix inside.raw -o out.qcow2

# A slot as costly as cryptsetup makes them where there is memory: 1 GiB. It is made here, as
# an emulated processor takes half a minute for it; the appliance fills the container through
# a cheap slot, which then goes.
system_tree seed "A Costly Secret"
printf '/dev/sda2 / ext4 defaults 0 1\n' > seed/etc/fstab
truncate -s 95M container
# shellcheck disable=SC2086 # several words
{
	cryptsetup luksFormat $fast --type luks2 --pbkdf argon2id --pbkdf-memory 1048576 \
		--pbkdf-parallel 4 --pbkdf-force-iterations 4 container < right.key
	cryptsetup luksAddKey --batch-mode --key-file=right.key --new-keyfile=wrong.key \
		--pbkdf pbkdf2 --pbkdf-force-iterations 1000 container
}
holds "the slot costs 1 GiB" sh -c "cryptsetup luksDump container | grep -q 'Memory: *1048576'"
disk costly.raw 96 'start=2048,type=83'
dd if=container of=costly.raw bs=1M seek=1 conv=notrunc,sparse status=none
in_appliance "
echo -n 'battery staple' | cryptsetup open --key-slot 1 --key-file=- /dev/vda1 secret
mke2fs -q -t ext4 -d /seed /dev/mapper/secret
cryptsetup close secret
cryptsetup luksKillSlot --batch-mode /dev/vda1 1
" costly.raw
ends 1 "A Costly Secret" check --key-file right.key --only fstab-by-uuid costly.raw
ends 3 "memory" check --key-file right.key --memory 768 costly.raw
finish
