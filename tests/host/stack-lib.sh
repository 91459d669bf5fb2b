# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# For the tests of disks with LVM, RAID and LUKS; sourced.  The disks are made in the
# appliance, by the tools in it, so this needs neither root nor a device mapper here.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck disable=SC2034 # for those who source this
boot_uuid=0f0a5b4c-7a2e-4c7d-9a53-2f3c5d0b7e11
rules=fstab-by-uuid,swap-by-uuid
appliance=${DRYDOCK_APPLIANCE:-$here/../../build/appliance}

# in_appliance COMMANDS DISK...: run there as root, the files as /dev/vda, /dev/vdb…; the
# directory seed is /seed there; the first command that fails is an error; $memory is in MiB
in_appliance() {
	# busybox has smaller ones of the same names.
	printf '%s\n' 'mke2fs() { /usr/sbin/mke2fs "$@"; }' "$1" > "$tmp/commands"
	shift
	rm -rf "$tmp/more"
	mkdir -p "$tmp/more/seed"
	[ ! -d seed ] || cp -a seed "$tmp/more"
	cp "$tmp/commands" "$tmp/more/commands"
	cat > "$tmp/more/init" <<'EOF'
#!/bin/sh
export PATH=/usr/bin:/usr/sbin LC_ALL=C
mount -a
echo 1 > /sys/module/md_mod/parameters/start_dirty_degraded
sh -ex /commands && echo all-done
sync
poweroff -f
EOF
	chmod 755 "$tmp/more/init"
	(cd "$tmp/more" && find . | cpio --quiet -o -H newc) > "$tmp/more.cpio"
	cat "$appliance/initramfs.cpio" "$tmp/more.cpio" > "$tmp/initramfs"
	drives=
	for disk; do
		drives="$drives -drive if=virtio,format=raw,discard=unmap,file=$disk"
	done
	# shellcheck disable=SC2086 # several words
	timeout 600 qemu-system-x86_64 -nodefaults -no-user-config -display none \
		-machine q35,sata=off,smbus=off -accel "${DRYDOCK_ACCEL:-tcg}" -cpu max,erms=off,fsrm=off -m "${memory:-2048}" \
		-no-reboot -kernel "$appliance/kernel-pvh" -initrd "$tmp/initramfs" \
		-append "console=ttyS0 quiet panic=-1 mitigations=off no_timer_check" \
		-serial "file:$tmp/out" $drives < /dev/null
	grep -q '^all-done' "$tmp/out" && return
	bad "in_appliance"
	exit 1
}

# disk FILE MIB SFDISK-LINE...: a new disk with these partitions
disk() {
	file=$1
	rm -f "$file"
	truncate -s "$2M" "$file"
	shift 2
	[ $# -eq 0 ] || printf '%s\n' "$@" | sfdisk -q --no-tell-kernel "$file"
}

# repaired WHERE DISK...: a system whose root is WHERE is found, repaired into new files and
# right then, and the disks are as they were; more options are in $look, and for the repair
# in $with
repaired() {
	where=$1
	shift
	sums=$(sha256sum "$@")
	out=out.raw
	[ $# -eq 1 ] || out=out
	# shellcheck disable=SC2086 # several words
	ends 1 "on $where" check ${look:-} --only "$rules" "$@"
	# shellcheck disable=SC2086
	"$drydock" fix ${look:-} ${with:-} --only "$rules" "$@" -o $out --format raw \
		> "$tmp/out" 2>&1
	holds "fix $*" [ $? -eq 0 ]
	[ $# -eq 1 ] || out=$(printf 'out/%s ' "$@")
	# shellcheck disable=SC2086
	ends 0 "on $where" check ${look:-} --only "$rules" $out
	holds "the source is not changed" sh -c "echo '$sums' | sha256sum --quiet -c"
	rm -rf out out.raw out.raw.manifest.json
}
