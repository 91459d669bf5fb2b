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

# A raw disk that was cut short is gone on with, by the same run of the same image only.
truncate -s 1G large.raw
for place in 0 200 400 600 800; do
	dd if=noise.raw of=large.raw bs=1M seek=$place conv=notrunc status=none
done
cut_short() {
	"$drydock" export large.raw --whole -o out --format raw > "$tmp/out" 2>&1 &
	child=$!
	for _ in $(seq 1000); do
		[ ! -e out.partial.json ] || break
		sleep 0.01
	done
	kill -KILL $child
	wait $child
	await_gone .out.drydock
}
await_gone() {
	for _ in $(seq 100); do
		[ -e "$1" ] || return 0
		sleep 0.1
	done
}
cut_short
holds "nothing has the name, and a part is kept" [ ! -e out -a -e out.partial ]
"$drydock" export large.raw --whole -o out --format raw > "$tmp/out" 2>&1
holds "it goes on" grep -q 'goes on with ".*/out.partial" at [1-9][0-9]* MiB' "$tmp/out"
holds "and is whole" cmp large.raw out
holds "with its map" bmaptool -q copy out back
holds "and nothing is left of the part" [ ! -e out.partial -a ! -e out.partial.json ]
rm -f out out.bmap out.manifest.json back
cut_short
printf X | dd of=large.raw bs=1 seek=5 conv=notrunc status=none
"$drydock" export large.raw --whole -o out --format raw > "$tmp/out" 2>&1
holds "a changed image starts again" grep -q 'is not of this image as it is now: starts again' "$tmp/out"
holds "and is whole, too" cmp large.raw out
rm -f out out.bmap out.manifest.json
cut_short
echo "another image" | dd of=out.partial bs=1 seek=5000000 conv=notrunc status=none
"$drydock" export large.raw --whole -o out --format raw > "$tmp/out" 2>&1
holds "a part that was touched is not believed: $?" grep -q 'Content mismatch' "$tmp/out"
holds "and goes" [ ! -e out -a ! -e out.partial ]
echo mine > out.partial
"$drydock" export large.raw --whole -o out --format raw > "$tmp/out" 2>&1
holds "somebody's file of that name stays" grep -q mine out.partial
holds "and the output is made" cmp large.raw out
rm -f out out.bmap out.manifest.json out.partial large.raw

# The server of the blocks dies.
begin zvhd2
pkill -KILL -P $child qemu-nbd
wait $child
holds "a lost qemu-nbd is status 4, not $?" [ $? -eq 4 ]
holds "and is said" grep -q 'qemu-nbd failed' "$tmp/out"
holds "and leaves nothing" nothing_left

# It is not installed: what needs it says so.
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
