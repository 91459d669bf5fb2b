#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Many images: each a process of its own, one that is broken stops nobody, what is done is
# not done again, and who is killed leaves nothing half.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

# disk NAME SYSTEM
disk() {
	rm -rf tree
	system_tree tree "$2"
	truncate -s 80M "$1"
	echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel "$1"
	part_at "$1" 1 64 tree
}

# of PYTHON...: each is true of the batch's JSON, "b", with an image "i"["name"]
of() {
	python3 - "$@" <<'END'
import json, sys
b = json.load(open("batch.json"))
i = {image["images"][0]: image for image in b["images"]}
for claim in sys.argv[1:]:
    assert eval(claim), (claim, b)
END
}

# batch STATUS ARGUMENT...: with --json, the output in batch.json
batch() {
	status=$1
	shift
	"$drydock" batch "$@" --json > batch.json 2> "$tmp/out" < /dev/null
	got=$?
	holds "batch $*: status $got, wanted $status" [ $got -eq "$status" ]
}

disk one.raw "System One"
disk "a, two.raw" "System Two"
disk three.raw "System Three"
qemu-img convert -f raw -O qcow2 three.raw three.qcow2
rm three.raw
head -c 1048576 /dev/urandom > broken.raw
cat > list <<'END'
# one path a line
one.raw
broken.raw

"a, two.raw"
END
cat > list.csv <<'END'
Image,profile,output,options
one.raw,huawei,csv/one.img,--format raw --only fstab-by-uuid
three.qcow2,,,
END

# Nothing is begun where a line is wrong.
printf 'one.raw,a\na, two.raw,,,,x\n' > wrong
ends 2 'line 2: too many fields' batch wrong
for line in ',x' '"one.raw' 'one.raw,x,no-such-cloud' 'one.raw,x,,--no-such' 'one.raw' \
	'one.raw,x,,-o y' 'one.raw,x,,--format tape' 'one.raw,x,,--passphrase-stdin'; do
	printf 'broken.raw,b\n%s\n' "$line" > wrong
	ends 2 '"wrong", line 2: ' batch wrong
done
printf 'one.raw,x\nthree.qcow2,./x/\n' > wrong
ends 2 'another line has this output' batch wrong
printf 'one.raw,x\nthree.qcow2,../work/x\n' > wrong
ends 2 'another line has this output' batch wrong
printf 'image,size\none.raw,7\n' > wrong
ends 2 '"wrong", line 1: the columns are .* not "size"' batch wrong
printf '# nothing\n' > wrong
ends 2 'names no image' batch wrong
ends 2 'No such file' batch nowhere
ends 2 'jobs takes a number' batch list --jobs 0
ends 2 'are of fix' batch list -o out --dry-run
holds "no output of any of them" [ ! -e out ]

# The broken one in the middle stops nobody.
batch 3 list -o out --jobs 2 --only fstab-by-uuid
holds "two repaired, one not" of 'b["sum"]["good"] == 2' 'b["sum"]["failed"] == 1' \
	'i["one.raw"]["status"] == 0' 'i["broken.raw"]["status"] == 3' \
	'"no system" in i["broken.raw"]["error"]' \
	'i["a, two.raw"]["report"]["system"]["name"] == "System Two"'
holds "by the schema" "$here/../report/schema-check" batch.json
holds "one is written" [ -e out/one.qcow2 ]
holds "two is written" [ -e "out/a, two.qcow2" ]
holds "the broken one is not" [ ! -e out/broken.qcow2 ]
holds "the sum of the image is in its record" grep -q \
	"$(sha256sum one.raw | cut -d ' ' -f 1)" out/one.qcow2.result.json
holds "the record of the broken one says why" grep -q 'no system' out/broken.qcow2.result.json
ends 0 "System Two" check "out/a, two.qcow2" --only fstab-by-uuid
holds "no mark is left" sh -c '! ls -A out | grep "^\."'

# Again: only the broken one is tried.
sum=$(cd out && sha256sum one.qcow2 && stat -c %Y.%i one.qcow2)
batch 3 list -o out --jobs 2 --only fstab-by-uuid
holds "done before" of 'i["one.raw"]["done_before"]' 'i["a, two.raw"]["done_before"]' \
	'"done_before" not in i["broken.raw"]' 'b["sum"]["done_before"] == 2'
holds "its file was left alone" [ "$sum" = "$(cd out && sha256sum one.qcow2 && stat -c %Y.%i one.qcow2)" ]
disk broken.raw "System Mended"
batch 0 list -o out --only fstab-by-uuid
holds "mended, it is done too" of 'i["broken.raw"]["report"]["system"]["name"] == "System Mended"'

# A copy with another time is the same image; other content and other options are not.
touch one.raw
batch 0 list -o out --only fstab-by-uuid
holds "a later time, the same bytes: done" of 'i["one.raw"]["done_before"]'
touch one.raw
batch 0 list -o out --only fstab-by-uuid --no-checksum
holds "without checksums the time counts" of '"done_before" not in i["one.raw"]'
disk one.raw "System New"
batch 0 list -o out --only fstab-by-uuid
holds "other bytes: again" of 'i["one.raw"]["report"]["system"]["name"] == "System New"' \
	'i["a, two.raw"]["done_before"]'
batch 0 list -o out --only fstab-by-uuid,nic-dhcp
holds "other options: again" of '"done_before" not in i["a, two.raw"]'

# What somebody else wrote is not replaced, but by --force.
echo mine > out/one.qcow2
batch 4 list -o out --only fstab-by-uuid,nic-dhcp
holds "not ours: said" of '"exists" in i["one.raw"]["error"]' 'i["one.raw"]["status"] == 2' \
	'i["a, two.raw"]["done_before"]'
holds "and kept" grep -q mine out/one.qcow2
batch 0 list -o out --only fstab-by-uuid,nic-dhcp --force
holds "forced" of 'i["one.raw"]["status"] == 0'

# The columns of a CSV, and the table.
mkdir csv
"$drydock" batch list.csv -o out --only fstab-by-uuid > table 2> progress < /dev/null
holds "a CSV: $?" [ -s csv/one.img ]
holds "the profile of its line" grep -q '"profile": "huawei"' csv/one.img.result.json
holds "the format of its line" sh -c 'cmp -n 440 csv/one.img one.raw'
cp table "$tmp/out"
holds "a row each" [ "$(grep -c '^repaired  ' table)" -eq 2 ]
holds "the sum" grep -q '^2 images: 2 good, 0 written with something left, 0 failed\.$' table
holds "each as it ended" grep -q '^\[2/2\] three.qcow2: repaired$' progress

# Two disks of one machine.
disk four.raw "System Four"
truncate -s 64M data.raw
echo 'four.raw|data.raw' > pair
batch 0 pair -o out --only fstab-by-uuid
holds "both disks" [ -e out/four/four.qcow2 -a -e out/four/data.qcow2 ]
batch 0 pair -o out --only fstab-by-uuid
holds "both are done" of 'i["four.raw"]["done_before"]'
rm out/four/data.qcow2
batch 4 pair -o out --only fstab-by-uuid
holds "one of them is gone: not taken for done" of 'i["four.raw"]["status"] == 2'

# Killed while it is at work: a QEMU that waits tells when that is.
mkdir slow killed
cat > slow/qemu <<SH
#!/bin/sh
touch $PWD/slow/started.\$\$
sleep 600 &
wait
SH
chmod 755 slow/qemu
for signal in INT-130 TERM-143 KILL-137; do
	ends=${signal#*-} signal=${signal%-*}
	rm -f slow/started.*
	# A shell starts what is in the background with SIGINT ignored.
	DRYDOCK_QEMU=$PWD/slow/qemu setsid python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$drydock" batch list -o killed --jobs 2 \
		--only fstab-by-uuid > "$tmp/out" 2>&1 < /dev/null &
	victim=$!
	for _ in $(seq 200); do
		[ "$(find slow -name 'started.*' | wc -l)" -lt 2 ] || break
		sleep 0.1
	done
	holds "$signal: two are at work" [ "$(find slow -name 'started.*' | wc -l)" -eq 2 ]
	kill -"$signal" "$victim"
	wait $victim
	status=$?
	holds "$signal: it ends by it: $status" [ $status = "$ends" ]
	for _ in $(seq 100); do
		alive=0
		for file in slow/started.*; do
			! kill -0 "${file##*.}" 2> /dev/null || alive=1
		done
		[ $alive = 1 ] || [ "$(find killed -mindepth 1 -type d | wc -l)" -gt 0 ] || break
		sleep 0.1
	done
	holds "$signal: no child is left" [ "$alive" = 0 ]
	holds "$signal: nothing half is left" [ "$(find killed -mindepth 1 ! -name '.*.batch')" = "" ]
	[ "$signal" = KILL ] || holds "$signal: no mark" [ "$(find killed -mindepth 1)" = "" ]
done
batch 0 list -o killed --jobs 2 --only fstab-by-uuid
holds "started again, all are done" of 'b["sum"]["good"] == 3' 'b["sum"]["done_before"] == 0'
holds "no mark is left by it" sh -c '! ls -A killed | grep "^\."'

# Killed between the output and its record: that output is ours.
printf 1 > killed/.one.qcow2.batch
rm killed/one.qcow2.result.json
batch 0 list -o killed --jobs 2 --only fstab-by-uuid
holds "an output without its record, and a mark: again" of \
	'"done_before" not in i["one.raw"]' 'b["sum"]["done_before"] == 2'

# Two at once, on one list.
flock -x killed/.one.qcow2.batch sleep 600 &
holder=$!
for _ in $(seq 100); do
	flock -n killed/.one.qcow2.batch true 2> /dev/null || break
	sleep 0.1
done
batch 4 list -o killed --only fstab-by-uuid
holds "who comes second leaves it alone" of '"another batch" in i["one.raw"]["error"]'
kill $holder
finish
