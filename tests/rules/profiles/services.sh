# shellcheck shell=sh
# Sourced by the prepare scripts here, in the root of the case: what the profiles disagree on
# in a system as a whole, in one of the EL 7 family that no cloud lists.
set -eu

# as_elf32 FILE: a program of 32 bits for x86, as far as its header goes.
as_elf32() {
	{
		printf '\177ELF\001\001\001'
		head -c 9 /dev/zero
		printf '\002\000\003\000\001\000\000\000' # a program for i386
		head -c 4 /dev/zero
		printf '\064\000\000\000'
		head -c 8 /dev/zero
		printf '\064\000\040\000\001\000' # one header of 32 bytes, at 52
		head -c 100 /dev/zero
	} > "$1"
	chmod 755 "$1"
}

# unit NAME [TARGET]: a unit of systemd, wanted by the target.
unit() {
	printf '[Service]\nExecStart=/usr/bin/true\n[Install]\nWantedBy=%s\n' \
		"${2:-multi-user.target}" > "usr/lib/systemd/system/$1"
	mkdir -p "etc/systemd/system/${2:-multi-user.target}.wants"
	ln -s "/usr/lib/systemd/system/$1" "etc/systemd/system/${2:-multi-user.target}.wants/$1"
}

# service NAME: a script of System V, started in run level 3.
service() {
	printf '#!/bin/sh\n# chkconfig: 2345 10 90\n# description: %s\n' "$1" > "etc/rc.d/init.d/$1"
	chmod 755 "etc/rc.d/init.d/$1"
	ln -s "../init.d/$1" "etc/rc.d/rc3.d/S10$1"
}

mkdir -p bin sbin usr/bin usr/sbin usr/lib/systemd/system usr/lib/systemd/system-generators \
	etc/rc.d/init.d etc/rc.d/rc3.d etc/sysconfig/network-scripts etc/cloud/cloud.cfg.d \
	var/lib/dhclient
ln -s rc.d/init.d etc/init.d
ln -s rc.d/rc3.d etc/rc3.d
printf 'ID=scientific\nID_LIKE="rhel centos fedora"\nVERSION_ID=7\nPRETTY_NAME="%s"\n' \
	'Scientific Linux 7' > etc/os-release
as_elf32 usr/lib/systemd/systemd
ln -s ../usr/lib/systemd/systemd sbin/init
as_elf32 bin/bash

printf 'DEVICE=eth0\nBOOTPROTO=dhcp\nONBOOT=yes\n' > etc/sysconfig/network-scripts/ifcfg-eth0
echo '#!/bin/bash' > etc/sysconfig/network-scripts/ifup-eth
service network
unit NetworkManager.service
printf 'lease {\n  interface "eth0";\n  fixed-address 192.0.2.77;\n}\n' \
	> var/lib/dhclient/dhclient--eth0.lease

echo '#!/usr/bin/python' > usr/bin/cloud-init
chmod 755 usr/bin/cloud-init
echo '#!/bin/sh' > usr/lib/systemd/system-generators/cloud-init-generator
chmod 755 usr/lib/systemd/system-generators/cloud-init-generator
printf 'users:\n - default\n' > etc/cloud/cloud.cfg
echo 'datasource_list: [ VMware, OVF ]' > etc/cloud/cloud.cfg.d/99-old.cfg

echo 'root:x:0:0:root:/root:/bin/bash' > etc/passwd
echo 'root:!!:18000:0:99999:7:::' > etc/shadow
chmod 600 etc/shadow
printf '0.013 1500000000 0.0\n1500000000\nLOCAL\n' > etc/adjtime
: > usr/bin/qemu-ga
unit qemu-guest-agent.service
unit ds_agent.service
: > usr/bin/nvidia-smi
chmod 755 usr/bin/qemu-ga usr/bin/nvidia-smi
: > usr/bin/uvp-monitor
chmod 755 usr/bin/uvp-monitor
service uvp-monitor
