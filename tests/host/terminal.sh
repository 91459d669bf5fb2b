#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# On a terminal: coloured, no line longer than it, a bar while it lasts; in a pipe: plain.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"
escape=$(printf '\033')

system_tree tree "A System"
cat >> tree/etc/fstab <<'EOT'
/dev/sdb1 /srv/a/directory/with/a/name/that/is/rather/long/for/a/report/on/a/terminal ext4 defaults 0 2
/dev/disk/by-path/pci-0000:00:10.0-scsi-0:0:1:0-part1 /data xfs defaults 0 2
EOT
mkdir -p tree/data
truncate -s 80M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 64 tree

# on_terminal COLUMNS ENVIRONMENT...: drydock there; what it printed, the bars apart, is in
# seen, without colours in text
on_terminal() {
	columns=$1
	shift
	script -qec "stty cols $columns; env $* $drydock check disk.raw" typescript \
		< /dev/null > /dev/null
	tr -d '\r' < typescript | sed '/^Script /d' > all
	sed "s/^.*$escape\[K//" all > seen
	sed "s/$escape\[[0-9;]*m//g" seen > text
}

for columns in 80 120; do
	on_terminal $columns TERM=xterm
	holds "$columns columns: colours" grep -q "$escape\[1;31munbootable" seen
	holds "$columns columns: the findings" grep -q '^unbootable *fstab-by-uuid ' text
	# shellcheck disable=SC2016
	holds "$columns columns: no line is longer" \
		awk -v "max=$columns" 'length($0) > max { print; bad = 1 } END { exit bad }' text
	holds "$columns columns: no blank at a line's end" sh -c '! grep -q " $" text'
done
on_terminal 80 NO_COLOR=1
holds "NO_COLOR: no colour" sh -c "! grep -q '$escape' seen"

# More than two seconds: a bar, gone at the end.
mkdir slow
cat > slow/qemu <<'SH'
#!/bin/sh
sleep 3
exec qemu-system-x86_64 "$@"
SH
chmod 755 slow/qemu
on_terminal 80 DRYDOCK_QEMU="$PWD/slow/qemu"
holds "a bar for what takes long" grep -q '\[#*\.*\] *[0-9]*%' all
holds "no bar is left" sh -c "! grep -q '%' text"

"$drydock" check disk.raw > "$tmp/out" 2> errors
holds "no colour in a pipe" sh -c "! grep -q '$escape' '$tmp/out'"
holds "a finding is a line in a pipe" \
	grep -q '^unbootable  fstab-by-uuid .*/etc/fstab:1 .*changes with the machine$' "$tmp/out"
holds "no bar in a pipe" [ ! -s errors ]
finish
