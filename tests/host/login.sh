#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A way into a system of which nobody knows the password: a root password and SSH keys, set
# on the disk, seen there by other programs, and told to nobody on the way.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"

key='ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f me@desk'
system_tree "$tmp/tree" Locked 7d6a3c1e-52b4-4f0b-9a53-1f3b5f1c2a01
mkdir -p "$tmp/tree/home/ann" "$tmp/tree/usr/sbin" "$tmp/tree/root"
: > "$tmp/tree/usr/sbin/sshd"
printf 'root:x:0:0::/root:/bin/sh\nann:x:1000:1001::/home/ann:/bin/sh\n' > "$tmp/tree/etc/passwd"
printf 'root:*:19000:0:99999:7:::\nann:!:19000::::::\n' > "$tmp/tree/etc/shadow"
chmod 640 "$tmp/tree/etc/shadow"
echo 'ENCRYPT_METHOD SHA512' > "$tmp/tree/etc/login.defs"
truncate -s 66M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 64 "$tmp/tree"
echo "$key" > me.pub
echo '-----BEGIN OPENSSH PRIVATE KEY-----' > me
printf 'base = generic-kvm\npassword_length_min = 8\npassword_classes = 4\n' > strict.profile

# in_disk FILE: what the disk out.raw holds there
in_disk() {
	dd if=out.raw of=part bs=1M skip=1 count=64 status=none
	debugfs -R "cat $1" part 2> /dev/null
}

# lacks TEXT: the last output of drydock does not hold it
lacks() {
	! grep -qF -e "$1" "$tmp/out"
}

# with_password PASSWORD ARGUMENT...: drydock with that on standard input; in $tmp/out
with_password() {
	printf '%s\n' "$1" > "$tmp/typed"
	shift
	"$drydock" "$@" < "$tmp/typed" > "$tmp/out" 2>&1
}

ends 2 'takes USER=FILE' fix --ssh-key me.pub disk.raw --dry-run
ends 2 'a private key' fix --ssh-key root=me disk.raw --dry-run
ends 2 'No such file' fix --ssh-key root=gone.pub disk.raw --dry-run
head -c 70000 /dev/zero > long.pub
ends 2 'too long for a file of keys' fix --ssh-key root=long.pub disk.raw --dry-run
ends 2 'no password on standard input' fix --set-root-password-stdin disk.raw --dry-run
ends 2 'does not take "--ssh-key"' trace --ssh-key root=me.pub disk.raw
with_password 'simple' fix --for ./strict.profile --set-root-password-stdin --dry-run disk.raw
holds "a weak password is refused before anything starts" grep -q 'shorter than 8' "$tmp/out"
holds "and not told" lacks simple

with_password 'Ship+Shape9' fix --only login-possible --set-root-password-stdin \
	--ssh-key root=me.pub --ssh-key ann=me.pub disk.raw -o out.raw --format raw --json
holds "it is set, verified and written" test $? -eq 0
holds "nobody is told the password" lacks Shape9
in_disk /etc/shadow > shadow
hash=$(sed -n 's/^root:\([^:]*\):.*/\1/p' shadow)
holds "nor its hash" lacks "$hash"
# shellcheck disable=SC2016 # perl's
holds "the hash is SHA-512, as login.defs says, and that of the password" \
	perl -e 'exit !($ARGV[0] =~ /^\$6\$/ && crypt("Ship+Shape9", $ARGV[0]) eq $ARGV[0])' "$hash"
holds "the other line is as it was" grep -q '^ann:!:19000::::::$' shadow
holds "shadow keeps its mode" sh -c 'debugfs -R "stat /etc/shadow" part 2> /dev/null | grep -q "Mode:  0640"'
in_disk /home/ann/.ssh/authorized_keys > keys
holds "the key is there" cmp -s keys me.pub
holds "it is ann's alone" sh -c 'debugfs -R "stat /home/ann/.ssh/authorized_keys" part 2> /dev/null |
	tr "\n" " " | grep -q "Mode:  0600 .*User:  1000   Group:  1001"'
holds "and so is its directory" sh -c 'debugfs -R "stat /home/ann/.ssh" part 2> /dev/null |
	tr "\n" " " | grep -q "Mode:  0700 .*User:  1000   Group:  1001"'
with_password 'Ship+Shape9' check --only login-possible --set-root-password-stdin \
	--ssh-key ann=me.pub out.raw
holds "a second look finds nothing to set" test $? -eq 0
with_password 'Ship+Shape8' check --only login-possible --set-root-password-stdin out.raw
holds "another password is told apart" test $? -eq 1
finish
