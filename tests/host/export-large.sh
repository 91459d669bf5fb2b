#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "drydock export" of a disk of 1 TiB with little on it: in bounded memory, holes not read.
# Takes long.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

size=1099511627776
truncate -s $size large.raw
python3 -c '
import os
with open("large.raw", "r+b") as file:
    for place in range(0, 1 << 40, 1 << 30):
        file.seek(place + 512 * (place >> 30))
        file.write(os.urandom(4096))
    file.seek((1 << 40) - 512)
    file.write(b"E" * 512)
'
for format in zvhd2 zvhd raw-tar-gz raw qcow2; do
	rm -f out out.bmap out.manifest.json
	holds "1 TiB to $format in 256 MiB of memory" \
		python3 "$here/peak.py" 256 "$drydock" export large.raw --whole -o out --format $format
	holds "$format stores no holes" [ "$(stat -c %b out)" -lt 400000 ]
done
python3 "$here/peak.py" 256 "$drydock" export large.raw --whole -o - --format zvhd2 2> "$tmp/out" |
	cat > out
holds "1 TiB to a pipe in 256 MiB of memory" grep -q 'status 0' "$tmp/out"
holds "by the tables" python3 "$here/zvhd.py" out large.raw zstd
rm -f out out.manifest.json
finish
