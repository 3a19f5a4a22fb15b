"""A time-stamp authority of the tests: OpenSSL makes it and answers for it. usage: authority.py FOLDER PORT

Leaves `authority.pem` in the folder, and `stranger.pem`, the certificate of an authority that stamped nothing here.
"""

import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

folder, port = Path(sys.argv[1]), int(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
(folder / "settings").write_text("""
[req]
distinguished_name=name
prompt=no
[name]
CN=Time-stamp authority of the tests
[stamps]
extendedKeyUsage=critical,timeStamping
[tsa]
default_tsa=one
[one]
serial=serial
signer_digest=sha256
default_policy=1.2.3.4.1
digests=sha256
ess_cert_id_alg=sha256
""")
(folder / "serial").write_text("01\n")


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


for name in ("stranger", "authority"):
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.pem",
            "-days", "2", "-config", "settings", "-extensions", "stamps")


class Answer(BaseHTTPRequestHandler):
    def do_POST(self):
        (folder / "question").write_bytes(self.rfile.read(int(self.headers["content-length"])))
        openssl("ts", "-reply", "-config", "settings", "-queryfile", "question", "-signer", "authority.pem",
                "-inkey", "authority.key", "-out", "answer")
        answer = (folder / "answer").read_bytes()
        self.send_response(200)
        self.send_header("content-type", "application/timestamp-reply")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


HTTPServer(("127.0.0.1", port), Answer).serve_forever()
