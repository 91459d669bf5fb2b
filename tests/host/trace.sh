#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The boot chain of a small disk and of a tree: statuses, JSON, pages, a terminal.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

# page FILE: a web page that is whole by itself
page() {
	holds "$1 is a page" "$here/../report/html-check" "$1"
}

system_tree tree "A System"
truncate -s 80M disk.raw
echo 'start=2048, type=83' | sfdisk -q --no-tell-kernel disk.raw
part_at disk.raw 1 64 tree

sha256sum disk.raw > before
touch trace.html trace.json check.html fix.html fixed.qcow2 typescript
ends 1 'BROKEN *Boot code *disk0 at 0: zeros' trace disk.raw --html trace.html
ends 1 '^- *not reached' trace disk.raw
ends 3 '^unknown *Boot code' trace tree --html trace.html
holds "the disk is as it was" sha256sum -c before
page trace.html

"$drydock" trace disk.raw --json > trace.json 2> "$tmp/out"
holds "by the schema" "$here/../report/schema-check" trace.json
holds "the first broken link, and nothing claimed behind it" python3 -c '
import json
trace = json.load(open("trace.json"))["trace"]
assert trace["state"] == "broken" and trace["broken"]["stage"] == "boot-code", trace["broken"]
states = {link["stage"]: link["state"] for link in trace["links"]}
assert states["table"] == "holds" and states["init"] == "not-reached", states'

ends 1 'fstab-by-uuid' check disk.raw --html check.html
page check.html
"$drydock" check disk.raw --only fstab-by-uuid --json > plain.json 2> "$tmp/out"
holds "a check without a page has no chain" sh -c '! grep -q "\"trace\"" plain.json'
"$drydock" fix disk.raw -o fixed.qcow2 --force --only fstab-by-uuid --html fix.html \
	> "$tmp/out" 2>&1
page fix.html
holds "as it was, and repaired" grep -q '<h3>Repaired</h3>' fix.html
holds "what was changed" grep -q 'class="add">+UUID=' fix.html
ends 4 'no/such.html' trace disk.raw --html no/such.html
ends 2 'does not take' trace disk.raw --only fstab-by-uuid
ends 2 'does not take' prove disk.raw --html trace.html

# In 80 columns of a terminal, and in colour only there.
script -qefc "stty cols 80; '$drydock' trace disk.raw" typescript > "$tmp/out" 2>&1 < /dev/null
holds "red where it breaks" grep -q "$(printf '\033')\[1;31mBROKEN" typescript
holds "no line is longer than the terminal" python3 -c '
import re
for line in open("typescript", errors="replace").read().splitlines()[1:-1]:
    plain = re.sub("\x1b\\[[0-9;]*[mK]", "", line).split("\r")[-1]
    assert line.startswith("Script") or len(plain) <= 80, line'
"$drydock" trace disk.raw > plain 2> "$tmp/out"
holds "plain in a pipe" sh -c '! grep -q "[[:cntrl:]]" plain'
finish
