#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A disk made to harm who looks at it: links out of its root and to devices, pipes and
# devices where files belong, files without end, and names that a terminal would obey.
# Nothing outside is read, nothing hangs, and nothing of it reaches a terminal as it is.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"
escape=$(printf '\033')
evil=$(printf 'a\033[2J\033]0;owned\007\nb\r\302\233 c\177\342\200\256d')
files='etc/fstab etc/passwd etc/shadow etc/crypttab etc/default/grub boot/grub/grub.cfg
etc/network/interfaces etc/ssh/sshd_config etc/modprobe.d/x.conf etc/lvm/lvm.conf
etc/mdadm/mdadm.conf boot/loader/entries/x.conf boot/grub/menu.lst etc/selinux/config
etc/sysconfig/network-scripts/ifcfg-eth0 etc/netplan/x.yaml etc/cloud/cloud.cfg
etc/udev/rules.d/70-persistent-net.rules var/cache/debconf/config.dat etc/hostname
etc/resolv.conf etc/machine-id etc/systemd/system/x.mount boot/vmlinuz-6.1.0
boot/initrd.img-6.1.0 lib/modules/6.1.0/modules.dep root/.ssh/authorized_keys'

# tree: a system with a plain file at each of them
tree() {
	rm -rf tree
	system_tree tree "A System"
	mkdir -p tree/dev tree/usr/lib
	for file in $files; do
		mkdir -p "tree/${file%/*}"
		[ -e "tree/$file" ] || echo "plain" > "tree/$file"
	done
}

# harmless FILE: no byte of it that a terminal acts on, no invisible character; UTF-8. Some
# signs of Arabic and its like are of the class of the invisible, and seen.
harmless() {
	python3 - "$1" <<'END'
import sys, unicodedata
text = open(sys.argv[1], "rb").read().decode("utf-8")
for character in text:
    seen = "\n\t\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
    if character not in seen and unicodedata.category(character) in ("Cc", "Cf"):
        sys.exit("%r" % character)
END
}

# survives NAME [LIMIT]: every look at the tree ends, says nothing of what lies outside, and
# is harmless, on paper and on a terminal
survives() {
	what=$1
	for command in check trace; do
		prlimit --as=2000000000 timeout "${2:-60}" "$drydock" $command tree \
			--html page.html > "$tmp/out" 2>&1 < /dev/null
		status=$?
		holds "$what: $command ends, with status $status" [ $status -le 1 -o $status -eq 3 ]
		holds "$what: $command is harmless" harmless "$tmp/out"
		holds "$what: the page of $command is harmless" harmless page.html
		holds "$what: nothing from outside in $command" \
			sh -c "! grep -q s3cret-outside '$tmp/out' page.html"
	done
	timeout "${2:-60}" "$drydock" check tree --json --junit junit.xml > report.json \
		2> "$tmp/out" < /dev/null
	holds "$what: JSON follows its schema" "$here/../report/schema-check" report.json
	holds "$what: JUnit is harmless" harmless junit.xml
	holds "$what: JUnit is XML" python3 -c \
		'import xml.dom.minidom as m; m.parse("junit.xml")'
	holds "$what: nothing from outside in JSON" sh -c '! grep -q s3cret-outside report.json'
}

# Outside of the root, and as a path on this machine.
secret=$tmp/s3cret
{
	echo '# s3cret-outside'
	echo '/dev/s3cret-outside /s3cret-outside ext4 defaults 0 2'
	echo 's3cret-outside:x:0:0:s3cret-outside:/:/bin/sh'
} > "$secret"

tree
for file in $files; do
	up=$(echo "$file" | sed 's|[^/]*/|../|g; s|[^/]*$||')
	ln -sf "${up}../../s3cret" "tree/$file"
done
survives "links out of the root, relative"
tree
for file in $files; do
	ln -sf "$secret" "tree/$file"
done
survives "links out of the root, absolute"
tree
rm -rf tree/boot tree/etc/ssh tree/var
ln -s ../.. tree/boot
ln -s "$tmp" tree/etc/ssh
ln -s ../../../../../../.. tree/var
survives "directories that lead out"
tree
ln -sf loop tree/etc/loop
for file in $files; do
	ln -sf /etc/loop "tree/$file"
done
survives "links without end"
tree
rm -rf tree/boot
ln -s . tree/boot
mkdir -p tree/deep
(cd tree/deep && for _ in $(seq 200); do mkdir d && cd d || exit; done)
survives "a directory in itself"

tree
for file in $files; do
	rm "tree/$file"
	mkfifo "tree/$file"
done
survives "pipes"
tree
for file in $files; do
	rm "tree/$file"
	mkdir "tree/$file"
done
survives "directories"
if [ "$(id -u)" -eq 0 ] && mknod null c 1 3 2> /dev/null; then
	for node in "c 1 5" "c 5 0" "c 4 64" "b 7 0"; do
		tree
		for file in $files; do
			rm "tree/$file"
			# shellcheck disable=SC2086 # a type and two numbers
			mknod "tree/$file" $node
		done
		survives "devices $node"
	done
fi

for size in 1G 1T; do
	tree
	for file in $files; do
		truncate -s $size "tree/$file"
	done
	survives "files of $size" 120
done
tree
head -c 4M /dev/zero | tr '\0' '\n' > tree/etc/fstab
head -c 4M /dev/zero | tr '\0' '(' > tree/boot/grub/grub.cfg
head -c 4M /dev/zero | tr '\0' '[' > tree/etc/netplan/x.yaml
survives "files of one character" 240
tree
for file in $files; do
	python3 -c 'import random, sys
random.seed(sys.argv[1])
sys.stdout.buffer.write(random.randbytes(20000))' "$file" > "tree/$file"
done
survives "noise"

# Names and texts that a terminal would obey.
tree
cp tree/etc/fstab fstab
{
	cat fstab
	printf '/dev/%s /mnt/x ext4 defaults 0 2\n' "$evil"
	printf '/dev/sdb\033[31m1 /srv\033]0;owned\007 ext4 defaults 0 2\n'
	printf '/dev/sdc\302\2331 /\342\200\256x\377 \001 defaults 0 2\n'
} > tree/etc/fstab
printf 'PRETTY_NAME="A %s System"\nID="%s"\n' "$evil" "$evil" > tree/etc/os-release
printf "menuentry '%s' {\n linux /boot/vmlinuz-%s root=/dev/%s\n initrd /%s\n}\n" "$evil" \
	"$evil" "$evil" "$evil" > tree/boot/grub/grub.cfg
printf 'title %s\nlinux /%s\noptions root=/dev/%s\n' "$evil" "$evil" "$evil" \
	> "tree/boot/loader/entries/$evil.conf"
printf 'auto %s\niface %s inet static\n\taddress 192.0.2.7%s\n' "$evil" "$evil" "$evil" \
	> tree/etc/network/interfaces
printf 'DEVICE="%s"\nHWADDR="%s"\nBOOTPROTO=static\nIPADDR=%s\n' "$evil" "$evil" "$evil" \
	> "tree/etc/sysconfig/network-scripts/ifcfg-$(printf 'e\033[31m\nh')"
printf '%s:x:0:0:%s:/root:/bin/sh\n' "$evil" "$evil" >> tree/etc/passwd
printf '%s none none luks\n' "$evil" > tree/etc/crypttab
mkdir -p "tree/lib/modules/$evil"
: > "tree/boot/vmlinuz-$evil"
: > "tree/etc/systemd/system/$evil.mount"
printf '[Mount]\nWhat=/dev/%s\nWhere=/%s\n' "$evil" "$evil" > tree/etc/systemd/system/x.mount
survives "names that a terminal obeys"
holds "the names are there" grep -q 'owned' report.json
script -qec "stty cols 100; NO_COLOR=1 $drydock check tree" typescript < /dev/null > /dev/null
tr -d '\r' < typescript | sed "/^Script /d; s/^.*$escape\[K//" > seen
holds "on a terminal too" harmless seen
script -qec "$drydock check tree --json" typescript < /dev/null > /dev/null
tr -d '\r' < typescript | sed '/^Script /d' > seen
holds "as JSON on a terminal too" harmless seen
for name in "$evil" "$(printf 'x\033[2J')"; do
	for command in check trace fix prove export batch; do
		"$drydock" $command "$name" -o out > "$tmp/out" 2>&1 < /dev/null
		holds "$command names a hostile image harmlessly" harmless "$tmp/out"
	done
done

# The same through the appliance, written: a link to a device is no file to write to.
ln -sf /dev/vda tree/etc/crypttab
ln -sf "$secret" tree/etc/hostname
rm -f tree/etc/machine-id && mkfifo tree/etc/machine-id
truncate -s 80M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 64 tree
sum=$(sha256sum disk.raw "$secret")
timeout 300 "$drydock" fix disk.raw -o out.raw --format raw > "$tmp/out" 2>&1 < /dev/null
status=$?
holds "a repair ends, with status $status" [ $status -le 1 -o $status -eq 3 ]
holds "it is harmless" harmless "$tmp/out"
holds "it repairs what can be repaired" grep -q 'repaired: now UUID=' "$tmp/out"
holds "the image and the file outside are as they were" \
	[ "$sum" = "$(sha256sum disk.raw "$secret")" ]
holds "the table of the result is whole" sh -c 'cmp -n 512 disk.raw out.raw || true; sfdisk -q -l out.raw'
finish
