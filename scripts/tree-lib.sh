# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# For the scripts that copy installed programs with their libraries into a tree; sourced with
# $tree, an empty directory, and $here, that of the project.
set -eu
umask 022
export LC_ALL=C

die() {
	echo "${0##*/}: $*" >&2
	exit 4
}

# /bin, /sbin and /lib are links into /usr, in Debian and here.
merged() {
	case $1 in
	/bin/* | /sbin/* | /lib/* | /lib64/*) printf '%s' "/usr$1" ;;
	*) printf '%s' "$1" ;;
	esac
}

put() { # SOURCE [TARGET]
	target=${tree:?}$(merged "${2:-$1}")
	mode=644
	[ ! -x "$1" ] || mode=755
	mkdir -p "${target%/*}"
	install -m "$mode" "$1" "$target" || die "cannot copy '$1': run scripts/install-deps build"
}

# listed LIST: its lines "PATH [TARGET]"
listed() {
	sed 's/[[:space:]]*#.*//; /^$/d' "${here:?}/rootfs/$1"
}

# libraries LIST: those of the programs and libraries of the list, the loader included
libraries() {
	listed "$1" | cut -f 1 | xargs -n 1 ldd 2>/dev/null |
		sed -n 's/.*=> *\(\/[^ ]*\).*/\1/p; s/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p' | sort -u
}

# more_libraries: those of the list "proof" that the list "files" has not
more_libraries() {
	{
		libraries files
		listed files | cut -f 1
	} >"$tree.have"
	libraries proof | grep -vxF -f "$tree.have" || :
	rm "$tree.have"
}

# put_list LIST: its files
put_list() {
	listed "$1" >"$tree.list"
	while read -r path target; do
		put "$path" "$target"
	done <"$tree.list"
	rm "$tree.list"
}

# put_all: the files whose names come on standard input
put_all() {
	while read -r path; do
		put "$path"
	done
}

# dated: the tree is of no user and of no time
dated() {
	chmod -R u=rwX,go=rX "$tree" # whatever umask the clone was made under
	find "$tree" -exec touch -h -d @0 {} +
}
