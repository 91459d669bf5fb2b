#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The rescue shell: what is typed runs beside the system; changes are kept only with -o.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

system_tree tree "A System"
truncate -s 80M disk.raw
echo 'start=2048, type=83' | sfdisk -q disk.raw
part_at disk.raw 1 64 tree

# type_into COMMANDS ARGUMENT...: a terminal that types once the shell is there
type_into() {
	commands=$1
	shift
	{
		sleep 8
		printf '%s\n' "$commands"
		sleep 2
		printf 'exit\n'
		sleep 5
	} | script -qec "$drydock $*" /dev/null > "$tmp/out" 2>&1
}

type_into 'cat etc/os-release; echo kept > etc/kept' shell disk.raw -o out.raw --format raw
holds "the shell sees the system" grep -q 'PRETTY_NAME="A System"' "$tmp/out"
holds "changes are kept" sh -c 'debugfs -R "cat /etc/kept" "out.raw?offset=1048576" | grep -q kept'
holds "the source is not changed" \
	sh -c '! debugfs -R "cat /etc/kept" "disk.raw?offset=1048576" 2> /dev/null | grep -q kept'
finish
