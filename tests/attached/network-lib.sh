# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A network with servers for the appliance, that leads nowhere else; sourced.
# shellcheck source=tests/attached/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/host/servers-lib.sh
. "$here/../host/servers-lib.sh"

# One end of a connection of the guest is here, the other one is that port of this machine.
cat > relay.py <<'END'
import os, socket, sys, threading

link = socket.create_connection(("127.0.0.1", int(sys.argv[1])))

def up():
    while part := os.read(0, 65536):
        link.sendall(part)
    link.shutdown(socket.SHUT_WR)

threading.Thread(target=up, daemon=True).start()
while part := link.recv(65536):
    while part:
        part = part[os.write(1, part):]
END

# network: QEMU's "user" network with $lan reaches the servers at 10.0.2.100, ports 80, 443
# and 22, and nothing else
network() {
	servers
	relay="python3 $PWD/relay.py"
	lan="restrict=on,guestfwd=tcp:10.0.2.100:80-cmd:$relay $plain"
	lan="$lan,guestfwd=tcp:10.0.2.100:443-cmd:$relay $secure"
	lan="$lan,guestfwd=tcp:10.0.2.100:22-cmd:$relay $ssh"
}
