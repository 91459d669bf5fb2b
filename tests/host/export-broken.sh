#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "drydock export" that does not come to its end leaves nothing under the final name.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

head -c 192M /dev/urandom > noise.raw
find . | sort > "$tmp/want"

# nothing_left: no output, and in a moment no work directory
nothing_left() {
	for _ in $(seq 100); do
		find . | sort > "$tmp/after"
		! cmp -s "$tmp/want" "$tmp/after" || return 0
		sleep 0.1
	done
	diff "$tmp/want" "$tmp/after"
}

# begin FORMAT: export in the background until the file is being written
begin() {
	env --default-signal=INT,TERM "$drydock" export noise.raw --whole -o out --format "$1" \
		> "$tmp/out" 2>&1 &
	child=$!
	for _ in $(seq 200); do
		[ ! -s .out.drydock/out/out ] || return 0
		sleep 0.02
	done
}

for format in zvhd2 zvhd raw-tar-gz vmdk-stream ova qcow2; do
	for signal in KILL TERM; do
		begin $format
		holds "$format is not there before its time" [ ! -e out ]
		kill -$signal $child
		wait $child
		holds "$signal in the middle of $format: $?" nothing_left
	done
done

# The server of the blocks dies.
begin zvhd2
pkill -KILL -P $child qemu-nbd
wait $child
holds "a lost qemu-nbd is status 4, not $?" [ $? -eq 4 ]
holds "and is said" grep -q 'qemu-nbd failed' "$tmp/out"
holds "and leaves nothing" nothing_left

# It is not installed: what needs it says so, and the others do not need it.
mkdir "$tmp/bin"
ln -s "$(command -v qemu-img)" "$tmp/bin/qemu-img"
old=$PATH
PATH=$tmp/bin
"$drydock" export noise.raw --whole -o out --format zvhd2 > "$tmp/out" 2>&1
status=$?
PATH=$old
holds "without qemu-nbd it is status 4, not $status" [ $status -eq 4 ]
holds "with its package" grep -q 'qemu-nbd is not installed (package qemu-utils)' "$tmp/out"

# What was written does not read back: a file system that loses data.
rm "$tmp/bin/qemu-img"
cat > "$tmp/bin/qemu-img" <<-END
	#!/bin/sh
	[ "\$1" != compare ] || { echo 'Content mismatch at offset 0!'; exit 1; }
	exec $(command -v qemu-img) "\$@"
END
chmod +x "$tmp/bin/qemu-img"
PATH=$tmp/bin:$old
for format in raw vmdk-stream ova; do
	ends 4 "Content mismatch" export noise.raw --whole -o out --format $format
done
PATH=$old
finish
