#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A machine becomes a template: with --template its identity, keys and logs go, and what the new
# machines need stays; without it nothing of that is touched.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"

tree=$tmp/tree
system_tree "$tree" "A Mould" 7d6a3c1e-52b4-4f0b-9a53-1f3b5f1c2a01
mkdir -p "$tree/etc/ssh" "$tree/etc/cloud" "$tree/usr/bin" "$tree/usr/lib/systemd/system" \
	"$tree/root/.ssh" "$tree/home/ann/.ssh" "$tree/var/log/journal/0af1" \
	"$tree/var/lib/cloud/instances/i-1" "$tree/var/lib/cloud/seed/nocloud" "$tree/var/lib/dbus"
echo 0123456789abcdef0123456789abcdef > "$tree/etc/machine-id"
ln -s /etc/machine-id "$tree/var/lib/dbus/machine-id"
: > "$tree/usr/bin/cloud-init"
chmod 755 "$tree/usr/bin/cloud-init"
mkdir -p "$tree/usr/lib/systemd/system-generators" \
	"$tree/etc/systemd/system/cloud-init.target.wants"
: > "$tree/usr/lib/systemd/system-generators/cloud-init-generator"
for unit in cloud-init-local cloud-init cloud-config cloud-final; do
	echo '[Service]' > "$tree/usr/lib/systemd/system/$unit.service"
	ln -s "/usr/lib/systemd/system/$unit.service" \
		"$tree/etc/systemd/system/cloud-init.target.wants"
done
echo 'datasource_list: [ NoCloud ]' > "$tree/etc/cloud/cloud.cfg"
echo '[Service]' > "$tree/usr/lib/systemd/system/sshd-keygen.service"
for kind in rsa ed25519; do
	echo "secret $kind" > "$tree/etc/ssh/ssh_host_${kind}_key"
	echo "public $kind" > "$tree/etc/ssh/ssh_host_${kind}_key.pub"
done
echo 'PermitRootLogin no' > "$tree/etc/ssh/sshd_config"
echo 'ssh-ed25519 AAAA me@desk' | tee "$tree/root/.ssh/authorized_keys" \
	> "$tree/home/ann/.ssh/authorized_keys"
echo 'mysql -p secret' > "$tree/root/.bash_history"
seq 1000 > "$tree/var/log/syslog"
seq 1000 > "$tree/var/log/syslog.1"
seq 1000 > "$tree/var/log/journal/0af1/system.journal"
echo i-1 > "$tree/var/lib/cloud/instances/i-1/obj.pkl"
echo 'instance-id: x' > "$tree/var/lib/cloud/seed/nocloud/meta-data"
truncate -s 66M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 64 "$tree"

only='--only machine-id --only logs-keys-clean --only cloud-init-clean'

# in_disk IMAGE FILE: what it holds there
in_disk() {
	dd if="$1" of=part bs=1M skip=1 count=64 status=none
	debugfs -R "cat $2" part 2> part.err
}

# is_gone IMAGE FILE
is_gone() {
	in_disk "$1" "$2" > gone
	grep -q 'not found' part.err
}

# is_empty IMAGE FILE: there, with nothing in it
is_empty() {
	in_disk "$1" "$2" > gone
	! grep -q 'not found' part.err && [ ! -s gone ]
}

# shellcheck disable=SC2086 # words
ends 0 '^' check $only disk.raw
holds "without --template there is nothing to be said" grep -q '3 not applicable' "$tmp/out"
# shellcheck disable=SC2086
ends 1 'machine-id' check --template $only disk.raw
# shellcheck disable=SC2086
holds "it is made a template" "$drydock" fix --template $only disk.raw -o mould.raw --format raw
holds "the identity is empty, which makes a new one" is_empty mould.raw /etc/machine-id
for file in /etc/ssh/ssh_host_rsa_key /etc/ssh/ssh_host_rsa_key.pub /root/.ssh/authorized_keys \
	/home/ann/.ssh/authorized_keys /root/.bash_history /var/log/syslog.1 \
	/var/log/journal/0af1/system.journal /var/lib/cloud/instances/i-1/obj.pkl; do
	holds "$file is gone" is_gone mould.raw $file
done
holds "a log that is being written is emptied" is_empty mould.raw /var/log/syslog
holds "the server's configuration stays" test \
	"$(in_disk mould.raw /etc/ssh/sshd_config)" = 'PermitRootLogin no'
holds "the seed stays" test \
	"$(in_disk mould.raw /var/lib/cloud/seed/nocloud/meta-data)" = 'instance-id: x'
# shellcheck disable=SC2086
ends 0 '^' check --template $only mould.raw
holds "the file system is whole" e2fsck -fn part
finish
