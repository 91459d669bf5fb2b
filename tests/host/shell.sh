#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The rescue shell: what is typed runs beside the system; changes are kept only with -o.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

system_tree tree "A System"
truncate -s 80M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 64 tree

# waits PATTERN: until it is on the terminal, a minute at most
waits() {
	for _ in $(seq 120); do
		tr -d '\r' < "$tmp/out" | sed "s/$(printf '\033')\[[0-9;]*[A-Za-z]//g" |
			grep -q -e "$1" && return
		sleep 0.5
	done
}

# type_into COMMANDS ARGUMENT...: a terminal that types once the shell is there
type_into() {
	commands=$1
	shift
	: > "$tmp/out"
	{
		waits '# $'
		printf '%s; echo typed""-42\n' "$commands"
		waits '^typed-42'
		printf 'exit\n'
		for _ in $(seq 120); do [ -e out.raw ] && break; sleep 0.5; done
	} | script -qec "$drydock $*" /dev/null > "$tmp/out" 2>&1
}

type_into 'cat etc/os-release; echo kept > etc/kept; ls /sys/class/net | sed s/^/card:/' \
	shell disk.raw -o out.raw --format raw
holds "the shell sees the system" grep -q 'PRETTY_NAME="A System"' "$tmp/out"
holds "there is no network card" [ "$(tr -d '\r' < "$tmp/out" | grep '^card:')" = card:lo ]
holds "changes are kept" sh -c 'debugfs -R "cat /etc/kept" "out.raw?offset=1048576" | grep -q kept'
holds "the source is not changed" \
	sh -c '! debugfs -R "cat /etc/kept" "disk.raw?offset=1048576" 2> /dev/null | grep -q kept'
finish
