#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The power fails during a repair in place. Each write of one repair is recorded; from the
# record come the states a disk may be in when it fails ($STATES of them, by $SEED). The
# next start of the appliance finishes the repair, or undoes it; then the disk is as after
# the repair or as before it, file by file and in its boot blocks, and its file system is
# sound. Some are started. And QEMU itself is killed in the middle.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/attached/patient.sh
. "$here/patient.sh"
crashes=${CRASHES:-$here/../../build/crashes}
[ "${BOOT_CASES:-}" != all ] || STATES=${STATES:-1000}
states=${STATES:-48} seed=${SEED:-1} boots=${BOOTS:-1} kills=${KILLS:-1} disks=24
[ "$states" -lt 1000 ] || boots=${BOOTS:-10} kills=${KILLS:-5} disks=40
: > table

record() {
	: > log
	appliance -machine q35,sata=off -blockdev driver=file,filename=disk.raw,node-name=disk \
		-blockdev driver=file,filename=log,node-name=log \
		-blockdev driver=blklogwrites,node-name=logged,file=disk,log=log \
		-device virtio-blk-pci,drive=logged
	waits '^drydock:' 300
	after "drydock fix --in-place /dev/vda --only $rules" 300
	holds "the repair that is recorded" ended 0
	types "poweroff -f"
	wait "$machine"
	stop
}

# beside COMMAND FILE...: start the appliance beside the disks, and run COMMAND on each
beside() {
	command=$1
	shift
	set -- "$@" --
	number=0
	while [ "$1" != -- ]; do
		file=$1
		shift
		set -- "$@" -drive "if=none,format=raw,id=d$number,cache=unsafe,file=$file" \
			-device "scsi-hd,drive=d$number,serial=${file%.raw}"
		number=$((number + 1))
	done
	shift
	appliance -machine q35,sata=off -device virtio-scsi-pci "$@"
	waits '^drydock:' 300
	after "stty -echo; for d in /sys/block/sd*; do n=\${d##*/}; drydock $command /dev/\$n > /tmp/said 2>&1; \
echo state=\$n status=\$? \$(tail -n 1 /tmp/said); done; drydock disks" 1200
	types "poweroff -f"
	wait "$machine"
	stop
	# By the serial number, which is the name of the file.
	said | awk '/^state=/ { status[substr($1, 7)] = substr($0, length($1) + 9) }
		/ serial state-| serial killed-/ { print $NF, status[$1] }' > statuses
}

# now FILE: what became of the disk: before, after, or something worse
now() {
	if ! clean "$1" > "$tmp/held" 2>&1; then
		echo damaged
		return
	fi
	facts "$1" > now 2> "$tmp/held" || { echo unreadable; return; }
	if cmp -s now before; then
		echo before
	elif cmp -s now after; then
		echo after
	else
		echo neither
	fi
}

# judge COMMAND FILE: by what was said of it; a line of the table
judge() {
	name=${2%.raw}
	status=$(sed -n "s/^$name \([0-9]*\) .*/\1/p" statuses)
	is=$(now "$2")
	case "$1 $status $is" in
	"finish 0 after") outcome="interrupted, finished: as after the repair" ;;
	"undo 0 before") outcome="undone: as before the repair" ;;
	"finish 3 before" | "undo 3 before") outcome="not begun yet: as before the repair" ;;
	"finish 3 after") outcome="it had ended: as after the repair" ;;
	*)
		outcome="LEFT WORSE: $is after $1 with status ${status:-none}"
		sed -n "s/^$name /     $name: /p" statuses
		diff before now | head -n 5
		[ -z "${KEEP:-}" ] || cp "$2" "$KEEP/"
		;;
	esac
	echo "$1: $outcome" >> table
}

# recover COMMAND FILE...: at the next start, and judge each
recover() {
	beside "$@"
	command=$1
	shift
	for file; do
		judge "$command" "$file"
	done
}

batch() { # FIRST COUNT COMMAND
	"$crashes" log before.raw "$seed" "$1" "$2" state- > figures || exit 4
	# shellcheck disable=SC2046 # a list
	recover "$3" $(seq -f 'state-%.0f.raw' "$1" $(($1 + $2 - 1)))
	for file in state-*.raw; do
		if [ "$started" -eq "$boots" ] || [ "$3" = undo ] || [ "$(now "$file")" != after ]; then
			continue
		fi
		started=$((started + 1))
		holds "a disk that was recovered starts ($file)" boots "$file"
	done
	rm -f state-*.raw
}

# killed N: kill QEMU in the middle of the repair, a little later each time: N hundredths of a
# second after the first byte came to the disk
killed() {
	cp --sparse=always before.raw "killed-$1.raw"
	# shellcheck disable=SC2046 # lists
	appliance -machine q35,sata=off $(drive disk "killed-$1.raw") $(device virtio-blk disk)
	waits '^drydock:' 300
	untouched=$(stat -c %y "killed-$1.raw")
	types "drydock fix --in-place /dev/vda --only $rules"
	for _ in $(seq 6000); do
		[ "$(stat -c %y "killed-$1.raw")" = "$untouched" ] || break
		sleep 0.01
	done
	sleep "$(printf '0.%02d' "$1")"
	stat -c %y "killed-$1.raw" >&2; date +%T.%N >&2; 	kill -KILL "$machine"
	stop 2> /dev/null
}

patient disk.raw
cp --sparse=always disk.raw before.raw
facts disk.raw > before
record
clean disk.raw > "$tmp/out" 2>&1 || bad "the repaired disk is not sound"
facts disk.raw > after
holds "the repair changes something" sh -c "! cmp -s before after"

started=0 first=0 turn=0
while [ "$first" -lt "$states" ]; do
	count=$((states - first))
	[ "$count" -le "$disks" ] || count=$disks
	[ $((turn % 2)) -eq 0 ] && command=finish || command=undo
	batch "$first" "$count" "$command"
	first=$((first + count)) turn=$((turn + 1))
done
hit=0 tried=0
while [ "$hit" -lt "$kills" ] && [ "$tried" -lt $((kills * 8)) ]; do
	tried=$((tried + 1))
	killed "$tried"
	recover finish "killed-$tried.raw"
	! tail -n 1 table | grep -q interrupted || hit=$((hit + 1))
done

echo "$(cat figures) recorded; states by outcome:"
sort table | uniq -c
holds "each state was judged" test "$(wc -l < table)" -ge $((states + tried))
holds "$hit of $tried kills came in the middle of the writing" test "$hit" -eq "$kills"
holds "left worse: zero" sh -c "! grep 'LEFT WORSE' table"
holds "$boots of them were started" test "$started" -eq "$boots"
finish
