#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Without root: the appliance starts, and what may not be read or written is said.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

system_tree tree "A System"
truncate -s 80M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 64 tree
cp --sparse=always disk.raw secret.raw
chmod 400 disk.raw
chmod 0 secret.raw
mkdir closed
chmod 555 closed

# Root becomes nobody; nobody else needs to.  The program may lie where nobody may not look.
if [ "$(id -u)" -eq 0 ]; then
	mkdir bin
	cp "$drydock" bin/drydock
	cp -R "$here/../../build/appliance" bin
	chown -R 65534:65534 "$tmp"
	cat > bin/as-nobody <<-'SH'
		#!/bin/sh
		exec setpriv --reuid=65534 --regid=65534 --clear-groups \
			env -u XDG_CACHE_HOME -u XDG_RUNTIME_DIR HOME=/nonexistent \
			"${0%/*}/drydock" "$@"
	SH
	chmod 755 bin/as-nobody
	drydock=$tmp/work/bin/as-nobody
fi

ends 1 "A System on disk0 partition 1" check disk.raw --only fstab-by-uuid
ends 0 '^+UUID=' fix disk.raw --dry-run --only fstab-by-uuid
"$drydock" fix disk.raw -o out.qcow2 --only fstab-by-uuid > "$tmp/out" 2>&1
holds "a fix without root: $?" grep -q 'of 1 finding repaired' "$tmp/out"
ends 0 "A System" check out.qcow2 --only fstab-by-uuid
ends 4 "'secret.raw'.*Permission denied" check secret.raw
ends 4 "Permission denied" fix disk.raw -o closed/out.qcow2
truncate -s 64M empty.raw
ends 5 "does not boot" prove empty.raw
finish
