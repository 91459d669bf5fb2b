# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced after break.sh by the scripts in break/ that take an initramfs apart: in $work, and
# under fakeroot, so that owners and device nodes in the archives stay what they are.

# What a kernel is given as its initramfs, and the copies on the ESP, as paths.
initramfs_paths() {
	list_files "${boot?}/" | sed -n "s|^initr|$boot/&|p"
	esp_files | grep '/initr[^/]*$' || :
}

# split FILE: it becomes seg.1, seg.2 ...: archives of which only the last, seg.$count, was
# compressed, as $pack does it.
split() {
	rm -rf seg.* && cp "$1" rest
	count=0 pack=cat
	while [ -s rest ]; do
		count=$((count + 1)) unpack=''
		case $(od -An -tx1 -N6 rest | tr -d ' ') in
		303730373031) ;;
		1f8b*) unpack='gzip -dc' pack=$(pack_with gzip) ;;
		28b52ffd*) unpack='zstd -qdc' pack=$(pack_with zstd) ;;
		fd377a585a00) unpack='xz -dc' pack=$(pack_with xz) ;;
		02214c18*) unpack='lz4 -dc' pack=$(pack_with lz4) ;;
		425a68*) unpack='bzip2 -dc' pack=$(pack_with bzip2) ;;
		5d0000*) unpack='xz -dc --format=lzma' pack=$(pack_with lzma) ;;
		894c5a4f*) unpack='lzop -dc' pack=$(pack_with lzo) ;;
		*) fail "segment $count of '$1' is of no known kind" ;;
		esac
		if [ "$unpack" ]; then
			$unpack rest >seg.$count
			break
		fi
		blocks=$(LC_ALL=C cpio -t 2>&1 >/dev/null <rest | sed -n 's/ block.*//p')
		head -c $((blocks * 512)) rest >seg.$count
		tail -c +$((blocks * 512 + 1)) rest >left
		mv left rest
	done
}

# pack_with KIND: the command that compresses as the generators do, for what kernels take.
pack_with() {
	case $1 in
	gzip) echo 'gzip -nc' ;;
	zstd) echo 'zstd -qc' ;;
	xz) echo 'xz -1c --check=crc32' ;;
	lz4) echo 'lz4 -1lc' ;;
	bzip2) echo 'bzip2 -c' ;;
	lzma) echo 'xz -1c --format=lzma' ;;
	lzo) echo 'lzop -c' ;;
	*) fail "no compressor '$1'" ;;
	esac
}

# join FILE: the segments become FILE again, the last one compressed by $pack.
join() {
	$pack "seg.$count" >last
	rm -f "$1"
	i=1
	while [ $i -lt "$count" ]; do
		cat "seg.$i" >>"$1"
		i=$((i + 1))
	done
	cat last >>"$1"
}
