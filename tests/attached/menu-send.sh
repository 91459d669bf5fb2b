#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The disk to a server, from the menu: a network is chosen first and is off afterwards; a web
# server refuses and takes it; an SSH server's key is confirmed before a password is typed.
# Takes long.
# shellcheck source=tests/attached/network-lib.sh
. "$(dirname "$0")/network-lib.sh"

system_tree tree "A Small System"
truncate -s 24M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 20 tree
before=$(sha256sum disk.raw)
network

rm -f serial monitor
# shellcheck disable=SC2046 # lists
words='' serial=unix:serial,server=on appliance -machine q35,sata=off -vga std \
	-qmp unix:monitor,server=on,wait=off $(drive disk disk.raw) $(device virtio-blk disk) \
	-netdev "user,id=lan,net=10.0.2.0/24,$lan" -device virtio-net-pci,netdev=lan,romfile=
operates "an image for a server" << END
see 300 Systems on the disks of this machine
press enter
see 30 Where is it to run?
press enter
see 300 would be repaired
to Export the disk
press enter
see 20 Where is the image to be written?
at a server
press enter
see 60 Choose a network
at eth0     virtio_net
framed
press enter
see 20 Which address?
at by DHCP
press enter
see 90 What does the server speak?
to not encrypted
press enter
see 20 The address of a folder
type 10.0.2.100/private/
see 60 In which format?
at raw
press enter
see 20 Who you are on that server
press enter
see 20 Send the disk?
see 5 http://10.0.2.100/private/drydock-vda.raw
see 5 NOTHING IS ENCRYPTED
framed
at No
press left
at Yes, send
press enter
see 300 Not sent
see 5 wants a user and a password
press enter
see 20 The address of a folder
see 5 10.0.2.100/private/
press enter
see 20 In which format?
press enter
see 20 Who you are on that server
type taker
see 20 It is not shown as you type
type pass word
see 20 Send the disk?
see 5 User: taker
lacks pass word
press left
at Yes, send
press enter
see 600 Sent
see 5 $(sha256sum < disk.raw | cut -c1-40)
press enter
see 60 Explain
to Export the disk
press enter
see 20 Where is the image to be written?
press enter
see 60 Choose a network
see 5 off
press enter
see 20 Which address?
to one that is typed
press enter
see 20 Address of this machine
type 10.0.2.50/24
see 20 Router
press enter
see 90 What does the server speak?
at HTTPS
press enter
see 20 The address of a folder
type 10.0.2.100/put/file
see 20 In which format?
to vmdk-stream
press enter
see 20 Who you are on that server
press enter
see 20 Its certificate is checked
press left
press enter
see 300 Not sent
see 5 the server's certificate is not accepted
press enter
see 20 The address of a folder
press esc
see 60 Explain
to Export the disk
press enter
see 20 Where is the image to be written?
press enter
see 60 Choose a network
press enter
see 20 Which address?
press enter
see 90 What does the server speak?
to SSH
press enter
see 20 HOST/~/
type 10.0.2.100/~/
see 20 In which format?
press enter
see 90 Is this the server?
see 5 $fingerprint
framed
at No
press enter
see 20 HOST/~/
press enter
see 20 In which format?
press enter
see 90 Is this the server?
press left
at Yes, it is
press enter
see 20 Who you are on that server
type taker
see 20 It is not shown as you type
type another word
see 20 Send the disk?
see 5 there is not written over
press left
press enter
see 300 Not sent
see 5 does not take that user and password
press enter
see 20 HOST/~/
press enter
see 20 In which format?
press enter
see 90 Is this the server?
press left
press enter
see 20 Who you are on that server
press enter
see 20 It is not shown as you type
type pass word
see 20 Send the disk?
press left
press enter
see 600 Sent
see 5 10.0.2.100/~/drydock-vda.raw
press enter
see 60 Explain
press esc
see 20 Which one is to be looked at
press S enter
see 20 goes back to the menu
type echo up""-\$(ip -o link | grep -c "[<,]UP[,>]")-\$(grep -c " 0A " /proc/net/tcp)
see 60 up-0-0
type exit
see 20 Which one is to be looked at
leave
END
stop
holds "the disk is as it was" test "$before" = "$(sha256sum disk.raw)"
holds "what came by PUT" cmp disk.raw received-drydock-vda.raw
holds "what came through SSH" cmp disk.raw home/drydock-vda.raw
holds "nothing else came" [ "$(echo received-* home/*)" = "received-drydock-vda.raw home/drydock-vda.raw" ]
finish
