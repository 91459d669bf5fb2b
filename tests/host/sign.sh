#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "--sign": whoever has the key can trust the manifest, and without one nothing is begun.
# shellcheck source=tests/host/lib.sh
. "$(dirname "$0")/lib.sh"

truncate -s 4M disk.raw
head -c 1M /dev/urandom | dd of=disk.raw conv=notrunc status=none
GNUPGHOME=$tmp/gnupg
export GNUPGHOME
mkdir -m 700 "$GNUPGHOME"
trap 'gpgconf --kill gpg-agent; rm -rf "$tmp"' EXIT

# export_to OUT OPTION...
export_to() {
	out=$1
	shift
	"$drydock" export disk.raw --whole -o "$out" "$@" > "$tmp/out" 2>&1 < /dev/null
}

ends 2 "nothing signs as 'pen' (gpg, gpg:KEY, minisign, minisign:FILE)" \
	export disk.raw --whole -o out --sign pen
ends 2 "nothing signs as 'gpg:'" export disk.raw --whole -o out --sign gpg:
ends 2 "a stream has no manifest" export disk.raw --whole -o - --format raw --sign gpg
ends 2 "gpg has no secret key" export disk.raw --whole -o out --sign gpg
for name in one two; do
	gpg -q --batch --passphrase '' --quick-gen-key "$name@example.org" > "$tmp/out" 2>&1
done
ends 2 "gpg has no secret key three@example.org" export disk.raw --whole -o out \
	--sign gpg:three@example.org
holds "signed by gpg" export_to out --sign gpg
holds "which its own key verifies" gpg -q --verify out.manifest.json.asc out.manifest.json
holds "signed by another key" export_to two --sign gpg:two@example.org --format raw
holds "which is that one's" sh -c 'gpg --status-fd 1 --verify two.manifest.json.asc \
	two.manifest.json 2> /dev/null | grep -q "GOODSIG .*two@example.org"'
holds "as private as the image" [ "$(stat -c %a out)" = "$(stat -c %a out.manifest.json.asc)" ]
sed 's/"bytes"/"Bytes"/' out.manifest.json > changed
holds "a changed manifest is not trusted" sh -c '! gpg -q --verify out.manifest.json.asc changed'

# A signature is of one manifest.
rm out out.manifest.json
ends 2 "the signature 'out.manifest.json.asc' exists already" export disk.raw --whole -o out
holds "--force replaces it" export_to out --force --sign gpg
holds "by one that is right" gpg -q --verify out.manifest.json.asc out.manifest.json
holds "--force without --sign" export_to out --force
holds "leaves none" [ ! -e out.manifest.json.asc ]
rm out out.manifest.json two*

# A key that nobody unlocks is found out at the end, and nothing is left.
gpg -q --batch --pinentry-mode loopback --passphrase secret --quick-gen-key locked@example.org \
	> "$tmp/out" 2>&1
gpgconf --kill gpg-agent
echo 'pinentry-program /bin/false' > "$GNUPGHOME/gpg-agent.conf"
ends 4 "gpg --batch failed" export disk.raw --whole -o out --sign gpg:locked@example.org

minisign -G -W -p "$tmp/key.pub" -s "$tmp/key" > "$tmp/out" 2>&1
ends 2 "the key of minisign 'nowhere'" export disk.raw --whole -o out --sign minisign:nowhere
holds "signed by minisign" export_to out --sign "minisign:$tmp/key"
holds "which its key verifies" minisign -V -q -p "$tmp/key.pub" -m out.manifest.json
mkdir "$tmp/.minisign"
cp "$tmp/key" "$tmp/.minisign/minisign.key"
HOME=$tmp
export HOME
holds "by the key at home" export_to out --force --sign minisign
holds "which verifies too" minisign -V -q -p "$tmp/key.pub" -m out.manifest.json
rm out out.manifest.json*

mkdir bin
ln -s "$(command -v qemu-img)" bin
PATH=$PWD/bin "$drydock" export disk.raw --whole -o out --sign gpg > "$tmp/out" 2>&1
holds "no gpg: $?" grep -q "gpg is not installed (package gnupg)" "$tmp/out"
PATH=$PWD/bin "$drydock" export disk.raw --whole -o out --sign minisign > "$tmp/out" 2>&1
holds "no minisign: $?" grep -q "minisign is not installed (package minisign)" "$tmp/out"
holds "nothing was begun" [ ! -e out ]
finish
