"""A program that follows a body: asks to be told, checks each message with standardwebhooks and keeps
what it was sent. usage: receiver.py FOLDER PORT   (BASE_URL, BODY)"""

import json
import os
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

folder, port = Path(sys.argv[1]), int(sys.argv[2])
NAMES = ("webhook-id", "webhook-timestamp", "webhook-signature")


class Program(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        head = {name: self.headers[name] for name in NAMES}
        try:
            message = Webhook((folder / "secret").read_text()).verify(body, head)
        except WebhookVerificationError:
            return self.answer(400, b"")
        count = len(list(folder.glob("*.head")))
        (folder / f"{count}.body").write_bytes(body)
        (folder / f"{count}.head").write_text(json.dumps(head))
        challenge = message["data"].get("challenge") if message["type"] == "following.confirm" else None
        return self.answer(200, json.dumps({"challenge": challenge}).encode())

    def answer(self, status, text):
        self.send_response(status)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", port), Program)
wish = json.dumps({"endpoint": f"http://127.0.0.1:{port}/"}).encode()
where = f"{os.environ['BASE_URL']}/api/{os.environ['BODY']}/following/webhooks"
request = urllib.request.Request(where, wish, {"content-type": "application/json"})
with urllib.request.urlopen(request, timeout=20) as answer:
    # The first message waits at the door until the secret is there.
    (folder / "secret").write_text(json.load(answer)["secret"])
server.serve_forever()
