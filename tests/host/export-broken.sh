#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "drydock export" that does not come to its end leaves nothing under the final name.
# Takes long.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

head -c 192M /dev/urandom > noise.raw
find . | sort > "$tmp/want"

# nothing_left: no output, and in a moment no work directory
nothing_left() {
	for _ in $(seq 300); do
		find . | sort > "$tmp/after"
		! cmp -s "$tmp/want" "$tmp/after" || return 0
		sleep 0.1
	done
	diff "$tmp/want" "$tmp/after"
}

# await_gone FILE: half a minute at most
await_gone() {
	for _ in $(seq 300); do
		[ -e "$1" ] || return 0
		sleep 0.1
	done
}

# begin FORMAT: export in the background until the file is being written
begin() {
	env --default-signal=INT,TERM "$drydock" export noise.raw --whole -o out --format "$1" \
		> "$tmp/out" 2>&1 &
	child=$!
	while kill -0 "$child" 2> /dev/null; do
		[ ! -s .out.drydock/out/out ] || return 0
		sleep 0.01
	done
	return 1
}

formats='qcow2 vhd vhd-fixed vhdx vmdk vmdk-stream vdi qed qcow zvhd2 zvhd raw-tar-gz ova raw'
for format in $formats; do
	for signal in KILL TERM; do
		holds "$format is being written" begin "$format"
		holds "$format is not there before its time" [ ! -e out ]
		kill -$signal "$child"
		wait "$child"
		status=$?
		holds "$signal ends it: $status" [ "$(kill -l $status)" = $signal ]
		# What was written of a raw disk is kept for the next run, under another name.
		[ "$format" != raw ] || rm -f out.partial out.partial.json
		holds "$signal in the middle of $format" nothing_left
	done
done

# Wherever it is cut: no output, or a whole one; and what it says of it only beside it.
head -c 24M noise.raw > small.raw
for format in zvhd2 qcow2 ova raw; do
	start=$(date +%s%N)
	"$drydock" export small.raw --whole -o out --format $format > "$tmp/out" 2>&1
	step=$((($(date +%s%N) - start) / 10))
	size=$(stat -c %s out)
	rm out*
	cut=0 wait=$step
	for try in 1 2 3 4 5 6 7 8 9 10 11 12; do
		"$drydock" export small.raw --whole -o out --format $format > "$tmp/out" 2>&1 &
		child=$!
		sleep "$(awk "BEGIN { print $wait / 1e9 }")"
		kill -KILL "$child" 2> /dev/null
		if wait "$child"; then
			wait=$((wait * 2 / 3))
		else
			cut=$((cut + 1)) wait=$((wait + step))
		fi
		await_gone .out.drydock
		holds "no manifest of nothing: $format, $try" [ -e out -o ! -e out.manifest.json ]
		# Its content differs in a number, or a time, each time it is made.
		[ ! -e out ] || holds "$format is whole" [ "$(stat -c %s out)" -eq "$size" ]
		rm -f out out.*
	done
	holds "$format was cut $cut times" [ $cut -ge 3 ]
done

# The disk is full, at every point: in the image, its map, its manifest.
mkdir full
if mount -t tmpfs none full 2> /dev/null; then
	umount full
	head -c 4M noise.raw > small.raw
	done=0
	for room in $(seq 3900 60 5000); do
		mount -t tmpfs -o size="${room}k" none full
		"$drydock" export small.raw --whole -o full/out --format raw > "$tmp/out" 2>&1
		status=$?
		if [ $status -eq 0 ]; then
			done=$((done + 1))
			holds "all of it in $room KiB" cmp small.raw full/out
			holds "with its map and manifest" [ -s full/out.bmap -a -s full/out.manifest.json ]
		else
			holds "a full disk of $room KiB is status 4, not $status" [ $status -eq 4 ]
			holds "and is said" grep -q 'o space left\|No space\|lack of space' "$tmp/out"
			holds "and leaves nothing" [ -z "$(ls -A full)" ]
		fi
		umount full
	done
	holds "some of it fits, some not: $done" [ $done -gt 0 -a $done -lt 18 ]
fi
rmdir full
rm small.raw
for format in zvhd2 zvhd raw vmdk-stream raw-tar-gz; do
	"$drydock" export noise.raw --whole -o - --format $format 2> "$tmp/out" > /dev/full
	holds "a full stream of $format is status 4, not $?" [ $? -eq 4 ]
done
find . | sort > "$tmp/want"

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
	kill -KILL "$child"
	wait "$child"
	await_gone .out.drydock
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
pkill -KILL -P "$child" qemu-nbd
wait "$child"
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
