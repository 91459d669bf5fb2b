#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# An image goes to a server while it is made, all of it or nothing, and a refusal is told in
# plain words.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/host/servers-lib.sh
. "$here/servers-lib.sh"

servers
head -c 3000000 /dev/urandom > disk.raw
truncate -s 8M disk.raw
web=http://127.0.0.1:$plain
files=sftp://127.0.0.1:$ssh/~

# sends PASSWORD ARGUMENT...
sends() {
	printf '%s\n' "$1" > secret
	shift
	"$drydock" send "$@" < secret > "$tmp/out" 2>&1
}

# refused STATUS TEXT PASSWORD ARGUMENT...: with that status and text, and nothing is there
refused() {
	status=$1 text=$2
	shift 2
	sends "$@"
	got=$?
	holds "$*: status $got" [ "$got" -eq "$status" ]
	holds "$*: says \"$text\"" grep -q -e "$text" "$tmp/out"
	holds "$*: nothing is there" [ ! -e received-x ] && holds "nor there" [ ! -e home/x ]
	holds "the password is not shown" sh -c "! grep -q 'pass word' '$tmp/out'"
}

sends '' "$web/put/raw" raw disk.raw
holds "raw, by PUT" cmp disk.raw received-raw
holds "its sum is told" grep -q "sha256 $(sha256sum < disk.raw | cut -d ' ' -f 1)" "$tmp/out"
sends '' "$web/counted/raw2" raw disk.raw
holds "raw, where the length must be told" cmp disk.raw received-raw2
sends '' "$web/put/vmdk" vmdk-stream disk.raw
holds "a VMDK, whose length nobody knows" qemu-img compare -q -f raw -F vmdk disk.raw received-vmdk
sends '' "$web/counted/vmdk2" vmdk-stream disk.raw
holds "a VMDK, made twice to know its length" qemu-img compare -q -f raw -F vmdk disk.raw received-vmdk2
sends 'pass word' --user taker "$web/private/raw3" raw disk.raw
holds "with a password" cmp disk.raw received-raw3

refused 4 "wants a user and a password" '' "$web/private/x" raw disk.raw
refused 4 "wants a user and a password" 'wr"on\g' --user taker "$web/private/x" raw disk.raw
refused 4 "does not allow it (403)" '' "$web/closed/x" raw disk.raw
refused 4 "no room left (507)" '' "$web/full/x" raw disk.raw
refused 4 "certificate is not accepted" '' "https://127.0.0.1:$secure/put/x" raw disk.raw
refused 4 "nobody takes connections there" '' http://127.0.0.1:1/x raw disk.raw
refused 2 "cannot be sent while it is made" '' "$web/put/x" qcow2 disk.raw
refused 2 "are not part of the address" '' http://taker@127.0.0.1/x raw disk.raw
refused 2 "the name of a file" '' "$web/put/" raw disk.raw
refused 2 "begins with https" '' ftp://127.0.0.1/x raw disk.raw
refused 2 "no-such-disk" '' "$web/put/x" vmdk-stream no-such-disk

"$drydock" send --host-key-of "$files/x" > "$tmp/out" 2>&1
holds "the key of the SSH server is told" grep -qF "\"$fingerprint\"" "$tmp/out"
sends 'pass word' --user taker --host-key "$fingerprint" "$files/raw" raw disk.raw
holds "raw, through SSH" cmp disk.raw home/raw
sends 'pass word' --user taker --host-key "$fingerprint" "sftp://127.0.0.1:$ssh$PWD/home/raw4" raw disk.raw
holds "to a path from the root" cmp disk.raw home/raw4
cp home/raw before
refused 4 "raw exists there already" 'pass word' --user taker --host-key "$fingerprint" "$files/raw" raw disk.raw
holds "what is there is as it was" cmp before home/raw
refused 4 "does not take that user and password" wrong --user taker --host-key "$fingerprint" "$files/x" raw disk.raw
refused 4 "another key than" 'pass word' --user taker --host-key SHA256:AAAA "$files/x" raw disk.raw
refused 4 "no such folder" 'pass word' --user taker --host-key "$fingerprint" "$files/no/x" raw disk.raw
refused 2 "needs a user, and its key" 'pass word' --user taker "$files/x" raw disk.raw
holds "the server has what was sent, and no parts" [ "$(ls home)" = "$(printf 'raw\nraw4')" ]

# One that is ended in the middle leaves nothing that looks whole.
head -c 40000000 /dev/urandom > large.raw
"$drydock" send "$web/slow/y" vmdk-stream large.raw < /dev/null > "$tmp/out" 2>&1 &
sender=$!
await received-y.part
kill "$sender"
wait "$sender"
await ended-y
holds "ended: the server has seen it" [ -e ended-y ]
holds "ended: it is not there" [ ! -e received-y ]
finish
