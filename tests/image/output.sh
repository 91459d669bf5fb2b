#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The output is there only when it is whole; whatever ends a run, nothing else remains.
# shellcheck disable=SC1091,SC2154 # lib.sh, and its $tmp
. "$(dirname "$0")/lib.sh"

disk disk.raw
before=$(sha256sum < disk.raw)

: > there
refuses 2 "the output 'there' exists already" -o there disk.raw
ln -s nowhere dangling
refuses 2 "the output 'dangling' exists already" -o dangling disk.raw
refuses 2 "its directory does not exist" -o no/such/out disk.raw
mkdir directory
refuses 2 "is a directory" -o directory disk.raw
refuses 2 "is a directory" -o directory/ disk.raw
refuses 2 "is a file that 'disk.raw' is read from" -F -o disk.raw disk.raw
ln disk.raw hard
refuses 2 "is a file that 'disk.raw' is read from" -F -o hard disk.raw
refuses 2 "unknown output format 'zip'" -f zip -o out disk.raw
refuses 2 "is too long" -o "$(printf '%0250d' 1)" disk.raw
refuses 2 "name one\|no such\|No such" -o out gone.raw

check "replaces" "$IMAGE_DRIVER" -F -o there disk.raw
check "replaced" qemu-img compare -q -f qcow2 -F raw there disk.raw
name='a,b:c "d" é'
cp disk.raw "$name"
check "any name" "$IMAGE_DRIVER" -f vmdk -o "out $name" "./$name"
check "any name's content" qemu-img compare -q -f vmdk -F raw "./out $name" disk.raw

chmod 600 disk.raw
check "private" "$IMAGE_DRIVER" -o private disk.raw
check "stays private" test "$(stat -c %a private)" = 600
chmod 644 disk.raw

cp disk.raw touched.raw
refuses 4 "was changed by another program meanwhile" -o out -c "touch touched.raw" touched.raw
"$IMAGE_DRIVER" -o out -c "echo x > out" disk.raw > "$tmp/said" 2>&1
check "an output that came meanwhile" grep "has come into being meanwhile" "$tmp/said"
check "is not run over" test "$(cat out)" = x
rm out

# Two runs that make the same output.
"$IMAGE_DRIVER" -o out -c "touch ready; timeout 60 sh -c 'while test -e ready; do sleep 0.1; done'" disk.raw \
	> "$tmp/first" 2>&1 &
await ready
refuses 4 "another drydock is writing '.*/out' at this moment" -o out disk.raw
rm ready
wait $!
check "the first one ends well" test $? -eq 0 -a -e out
rm out

# Every signal, at every moment of a run; the status tells the signal.
ls -A > want
for signal in INT TERM HUP KILL; do
	# A shell without job control has its children ignore SIGINT, nohup SIGHUP.
	env --default-signal=INT,HUP,TERM "$IMAGE_DRIVER" -o out -c "touch ready; sleep 100" \
		disk.raw > "$tmp/out" 2>&1 &
	pid=$!
	await ready
	kill -s $signal $pid
	wait $pid
	status=$?
	rm ready
	# After SIGKILL the directory goes a moment later.
	[ $signal != KILL ] || sleep 1
	check "$signal ends it" test $status -gt 128
	check "$signal leaves nothing" sh -c 'ls -A | cmp - want'
done
for moment in 0.05 0.1 0.15 0.2 0.25 0.3; do
	"$IMAGE_DRIVER" -o out disk.raw > "$tmp/out" 2>&1 &
	sleep $moment
	kill -s TERM $! 2> /dev/null
	wait $!
	rm -f out
	check "TERM after $moment s leaves nothing" sh -c 'ls -A | cmp - want'
done

# An output that does not read back equal, or cannot be made, is none.
mkdir "$tmp/bin"
cat > "$tmp/bin/qemu-img" <<-'END'
	#!/bin/sh
	case $1:$FAKE in
	compare:compare) echo "Content mismatch at offset 0!"; exit 1 ;;
	check:check) case $* in *'/out/'*) echo "ERROR refcount" >&2; exit 2 ;; esac ;;
	convert:convert) kill -9 $$ ;;
	esac
	exec "$REAL" "$@"
END
chmod +x "$tmp/bin/qemu-img"
REAL=$(command -v qemu-img)
export REAL FAKE
OLD_PATH=$PATH
PATH=$tmp/bin:$PATH
FAKE=compare
refuses 4 "qemu-img compare failed (status 1): Content mismatch at offset 0" -o out disk.raw
FAKE=check
refuses 4 "is damaged: qemu-img check finds errors" -o out disk.raw
FAKE=convert
refuses 4 "qemu-img convert failed (status 137)" -o out disk.raw
PATH=$OLD_PATH

# What a run left that could not even clean up is taken over.
mkdir .out.drydock
: > .out.drydock/lock
: > .out.drydock/overlay.qcow2
check "takes over" "$IMAGE_DRIVER" -o out disk.raw
check "and removes" test ! -e .out.drydock
rm out
TMPDIR=$PWD/temp
export TMPDIR
mkdir temp temp/drydock-work-old000
: > temp/drydock-work-old000/lock
: > temp/drydock-work-old000/source-0
check "removes a stale one" "$IMAGE_DRIVER" disk.raw
check "removed it" test -z "$(ls -A temp)"
# What only looks like ours is somebody's.
mkdir temp/drydock-work-mine00 temp/drydock-sources temp/drydock-work-longer-name
touch -d '1 hour ago' temp/drydock-work-mine00 temp/drydock-sources
: > temp/drydock-work-mine00/thesis
: > temp/drydock-work-longer-name/lock
"$IMAGE_DRIVER" disk.raw > /dev/null
check "keeps what is not ours" test -e temp/drydock-work-mine00/thesis
check "keeps other names" test -d temp/drydock-sources -a -e temp/drydock-work-longer-name/lock
rm -r temp
unset TMPDIR

check "the source is as it was" test "$before" = "$(sha256sum < disk.raw)"
finish
