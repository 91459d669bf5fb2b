#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Network cards: the drivers are there, no card is up and nobody listens until somebody asks;
# asked, each card gets an address, and a disk goes to a web server by PUT, over TLS only to
# one whose certificate is trusted, and through SSH only to one whose key is the right one.
# shellcheck source=tests/attached/network-lib.sh
. "$(dirname "$0")/network-lib.sh"

# Cards that QEMU has, and their drivers; of the others the drivers are only looked for.
cat > cards <<'END'
virtio-net-pci virtio_net
e1000 e1000
e1000e e1000e
vmxnet3 vmxnet3
END
others="pci/drivers/bnx2 pci/drivers/igb pci/drivers/ixgbe pci/drivers/r8169 pci/drivers/tg3"

network
head -c 3000000 /dev/urandom > image.raw
truncate -s 4M image.raw
cp own.pem certificate.raw
truncate -s 1M certificate.raw

# shellcheck disable=SC2046 # lists
set -- $(drive image image.raw) $(drive certificate certificate.raw)
number=2
while read -r card _; do
	set -- "$@" -netdev "user,id=$card,net=10.0.$number.0/24,$lan" -device "$card,netdev=$card,romfile="
	lan=restrict=on number=$((number + 1))
done < cards
appliance -machine q35,sata=off "$@" -device virtio-blk-pci,drive=image \
	-device virtio-blk-pci,drive=certificate
waits '^drydock:' 300

# card DRIVER, typed there: the name of its card
# shellcheck disable=SC2016 # for the shell there
after 'card() { for c in /sys/class/net/*; do case $(readlink -f $c/device/driver) in */$1) echo ${c##*/};; esac; done; }'
while read -r card driver; do
	after "echo it-is-\$(card $driver)"
	holds "$card: has a driver" prints '^it-is-eth'
done < cards
for driver in $others; do
	after "ls -d /sys/bus/$driver"
	holds "there is a driver $driver" ended 0
done
after 'ip -o link | grep -c "[<,]UP[,>]"'
holds "no card is up, nor the loopback" prints '^0$'
after 'ip -o address | wc -l'
holds "there is no address" prints '^0$'
after 'ls /proc/net/if_inet6 /proc/net/tcp6'
holds "there is no IPv6" ended 1
# shellcheck disable=SC2016 # for the shell there
sockets='for s in tcp udp raw packet; do sed 1d /proc/net/$s; done | wc -l'
after "$sockets"
holds "nobody listens" prints '^0$'

after 'drydock network'
holds "the cards are listed" prints 'virtio_net .* off$'
number=2
while read -r card driver; do
	after "drydock network \$(card $driver) dhcp && ip -4 -o address"
	holds "$card: gets an address" prints "inet 10\\.0\\.$number\\.15/24 "
	holds "$card: says so" prints "^eth.*: 10\\.0\\.$number\\.15\$"
	number=$((number + 1))
done < cards
after 'ip -o link | grep -c "[<,]UP[,>]"'
holds "one card at a time" prints '^1$'
after 'drydock network eth7 dhcp'
holds "no such card" ended 2
after "drydock network \$(card virtio_net) 10.0.2.300/24"
holds "no such address" ended 2
after "drydock network \$(card virtio_net) 10.0.2.20/24 10.0.2.2 10.0.2.3 && cat /etc/resolv.conf && ip route"
holds "an address that is typed" prints 'src 10\.0\.2\.20'
holds "its router" prints '^default via 10\.0\.2\.2'
holds "its name server" prints '^nameserver 10\.0\.2\.3$'
after 'drydock network off'
holds "off" ended 0
after 'ip -o link | grep -c "[<,]UP[,>]"'
holds "no card is up again" prints '^0$'
after 'ip -o address | wc -l'
holds "there is no address again" prints '^0$'
after 'pidof udhcpc'
holds "nobody keeps an address" ended 1
after "drydock network \$(card virtio_net) dhcp"
# A network that leads nowhere tells no router and no name servers: what udhcpc would say.
after "interface=\$(card virtio_net) ip=10.0.2.15 mask=24 router='10.0.2.2 10.0.2.9' domain=example.org \
dns='10.0.2.3 10.0.2.4' /etc/udhcpc/default.script renew; cat /etc/resolv.conf; ip route"
holds "the name servers are known" prints '^nameserver 10\.0\.2\.4$'
holds "the domain is known" prints '^search example\.org$'
holds "the first router is taken" prints '^default via 10\.0\.2\.2 dev eth'
after "$sockets"
holds "still nobody listens" prints '^0$'

put="curl -sS -f -T /dev/vda"
after "$put http://10.0.2.100/put/plain" 120
holds "a disk is sent by PUT" ended 0
holds "it is the same there" cmp image.raw received-plain
after "$put https://10.0.2.100/put/refused" 120
holds "a certificate that nobody trusts: refused" ended 60
holds "nothing was sent" [ ! -e received-refused ]
after "tr -d '\\000' < /dev/vdb > /tmp/own.pem"
after "$put --cacert /tmp/own.pem https://10.0.2.100/put/secure" 120
holds "a disk is sent by PUT over TLS" ended 0
holds "it is the same there too" cmp image.raw received-secure
put="$put -u 'taker:pass word' --hostpubsha256"
after "$put wrong sftp://10.0.2.100/~/refused" 120
holds "a server with another key: refused" ended 60
holds "nothing was sent there" [ ! -e home/refused ]
after "$put ${fingerprint#SHA256:} sftp://10.0.2.100/~/image" 120
holds "a disk is sent through SSH" ended 0
holds "it is the same there as well" cmp image.raw home/image
stop
finish
