# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Servers that an image is sent to, on the loopback of this machine only; sourced after lib.sh.

# One that takes a PUT and writes it to "received-NAME", by HTTP and by HTTPS with a
# certificate that nobody trusts. What it refuses is said by the path.
cat > web.py <<'END'
import base64, http.server, os, ssl, threading, time

WANTED = "Basic " + base64.b64encode(b"taker:pass word").decode()

class Taker(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def refusal(self):
        if self.path.startswith("/closed/"):
            return 403
        if self.path.startswith("/private/") and self.headers["Authorization"] != WANTED:
            return 401
        if self.path.startswith("/counted/") and not self.headers["Content-Length"]:
            return 411
        return None

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def handle_expect_100(self):
        if self.refusal():
            self.answer(self.refusal())
            return False
        return super().handle_expect_100()

    def parts(self):
        left = self.headers["Content-Length"]
        if left:
            left = int(left)
            while left:
                part = self.rfile.read(min(left, 1 << 20))
                if not part:
                    raise EOFError
                left -= len(part)
                yield part
            return
        while size := int(self.rfile.readline() or "no end came", 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def do_PUT(self):
        if self.refusal():
            self.answer(self.refusal())
            return
        try:
            self.take()
        finally:
            open("ended-" + self.path.rsplit("/", 1)[1], "w").close()

    def take(self):
        name = "received-" + self.path.rsplit("/", 1)[1]
        got = 0
        with open(name + ".part", "wb") as out:
            for part in self.parts():
                out.write(part)
                got += len(part)
                if self.path.startswith("/slow/") and got - len(part) <= 1 << 20 < got:
                    time.sleep(2)
                if self.path.startswith("/full/") and got > 1 << 20:
                    self.answer(507)
                    return
        os.rename(name + ".part", name)
        self.answer(201)

def serve(name):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    if name == "secure":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("own.pem", "own.key")
        server.socket = context.wrap_socket(server.socket, server_side=True,
                                            do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port

with open("ports.new", "w") as out:
    print(serve("plain"), serve("secure"), file=out)
os.rename("ports.new", "ports")
while True:
    time.sleep(60)
END

free_port() {
	python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# An SSH server for the user "taker", whose password is "pass word" and whose files are in
# "home"; $fingerprint is that of its key.
ssh_server() {
	mkdir home
	dropbearkey -t ed25519 -f key > key.log 2>&1 || exit 4
	fingerprint=$(sed -n 's/^Fingerprint: //p' key.log)
	echo "taker:x:$(id -u):$(id -g)::$PWD/home:/bin/sh" > passwd
	echo "taker:x:$(id -g):" > group
	echo "taker:$(openssl passwd -6 'pass word'):19000:0:99999:7:::" > shadow
	ssh=$(free_port)
	LD_PRELOAD=libnss_wrapper.so NSS_WRAPPER_PASSWD=$PWD/passwd NSS_WRAPPER_GROUP=$PWD/group \
		NSS_WRAPPER_SHADOW=$PWD/shadow dropbear -F -E -p "127.0.0.1:$ssh" -r key -P ssh.pid 2> ssh.log &
	servers="$servers $!"
	await ssh.pid || exit 4
}

# servers: both, at the ports $plain (HTTP), $secure (HTTPS) and $ssh
servers() {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout own.key -out own.pem -days 2 \
		-subj /CN=test -addext subjectAltName=IP:10.0.2.100 2> openssl.log || exit 4
	python3 web.py 2> web.log &
	servers=$!
	await ports || exit 4
	read -r plain secure < ports
	ssh_server
}

# shellcheck disable=SC2086 # a list
trap 'kill ${servers:-} 2> /dev/null; [ -z "${machine:-}" ] || kill "$machine"; rm -rf "$tmp"' EXIT
