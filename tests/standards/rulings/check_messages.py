"""Checks messages to a program with standardwebhooks. usage: check_messages.py FOLDER [TYPE...]
(the types that are expected after the first one, in the order of the log)"""

import json
import sys
from pathlib import Path

from standardwebhooks.webhooks import Webhook

folder, expected = Path(sys.argv[1]), sys.argv[2:]
signer = Webhook((folder / "secret").read_text())
messages = []
for at in range(len(list(folder.glob("*.head")))):
    head = json.loads((folder / f"{at}.head").read_text())
    messages.append((head["webhook-id"], signer.verify((folder / f"{at}.body").read_bytes(), head)))
# Several are sent at once, and may come in any order: their place in the log tells it.
messages[1:] = sorted(messages[1:], key=lambda one: one[1]["data"]["seq"])
types = [message["type"] for _, message in messages]
assert types == ["following.confirm", *expected], types
assert len({name for name, _ in messages}) == len(messages), "an id is there twice"
for _, message in messages[1:]:
    assert message["data"]["url"].endswith(f"/rulings/{message['data']['slug']}"), message
places = [message["data"]["seq"] for _, message in messages[1:]]
assert len(set(places)) == len(places), places
