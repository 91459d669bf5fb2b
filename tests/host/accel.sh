#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A KVM in which a guest makes no progress is given up, and that is remembered.  The KVM is
# played by TCG, so that the test tells the same on every host that has /dev/kvm.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

system_tree tree "A System"
truncate -s 64M disk.raw
mke2fs -q -F -t ext4 -b 4096 -d tree disk.raw
XDG_RUNTIME_DIR=$tmp/runtime DRYDOCK_QEMU=$tmp/qemu ACCELS=$tmp/accels
export XDG_RUNTIME_DIR DRYDOCK_QEMU ACCELS
unset DRYDOCK_ACCEL

# qemu_that WHAT: a QEMU that does WHAT when it is asked for KVM, and notes what it is asked for
qemu_that() {
	cat > "$tmp/qemu" <<EOF
#!/bin/bash
[ "\$1" = -version ] && exec qemu-system-x86_64 -version
args=()
for arg; do
	[[ "\$last" = -accel ]] && echo "\${arg%%,*}" >> "\$ACCELS" &&
		[[ "\$arg" = kvm ]] && { $1; }
	args+=("\$arg") last=\$arg
done
exec qemu-system-x86_64 "\${args[@]}"
EOF
	chmod +x "$tmp/qemu"
	rm -rf "$XDG_RUNTIME_DIR" "$ACCELS"
	mkdir "$XDG_RUNTIME_DIR"
}

asked_for() {
	[ "$(tr '\n' ' ' < "$ACCELS")" = "$1 " ]
}

if [ -w /dev/kvm ]; then
	first='kvm tcg'
else
	first=tcg
fi
qemu_that 'exec sleep 100'
ends 1 "A System" check disk.raw --only fstab-by-uuid
holds "a KVM that says nothing is given up: $(cat "$ACCELS")" asked_for "$first"
ends 1 "A System" check disk.raw --only fstab-by-uuid
holds "and not asked again: $(cat "$ACCELS")" asked_for "$first tcg"
DRYDOCK_ACCEL=kvm
export DRYDOCK_ACCEL
ends 4 "appliance" check disk.raw --only fstab-by-uuid
holds "but where the user decides it is: $(cat "$ACCELS")" asked_for "$first tcg kvm"
unset DRYDOCK_ACCEL

[ "$first" = tcg ] || first=kvm
qemu_that 'arg=tcg'
ends 1 "A System" check disk.raw --only fstab-by-uuid
ends 1 "A System" check disk.raw --only fstab-by-uuid
holds "a KVM that works stays: $(cat "$ACCELS")" asked_for "$first $first"
finish
