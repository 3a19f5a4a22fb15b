"""Documents on their way past the scanner: a clean one is taken, a known one is not, and nothing is
taken while the scanner cannot be asked.
usage: upload.py clean|known|unasked (BASE_URL, BODY)"""

import json
import os
import sys
import urllib.error
import urllib.request
import uuid

BASE = f"{os.environ['BASE_URL']}/api/{os.environ['BODY']}"
# The harmless test file of EICAR, put together here so that no scanner of a developer takes this file away.
EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def call(method, path, token=None, data=None, kind="application/json"):
    headers = {"content-type": kind}
    if token:
        headers["authorization"] = f"Bearer {token}"
    request = urllib.request.Request(BASE + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def main(what):
    agent = os.environ.get("AGENT", "agent.xaa")
    said = json.dumps({"email": f"{agent}@{os.environ['BODY']}.example", "password": "proviso-demonstration"}).encode()
    token = call("POST", "/tokens", data=said)[1]["access_token"]
    for case in call("GET", "/cases", token)[1]["items"]:
        text = EICAR if what == "known" else "All is well."
        pdf = f"%PDF-1.7\n{text}\n{'x' * 200_000}\ntrailer<</Root 1 0 R>>\n%%EOF\n".encode()
        path = f"/cases/{case['id']}/documents/{uuid.uuid4()}"
        status, answer = call("PUT", f"{path}?file_name=paper.pdf&class=C1", token, pdf, "application/pdf")
        if status == 403 or answer.get("code") == "case.closed":
            continue
        there = call("GET", path, token)[0]
        wanted = {"clean": (200, None, 200), "known": (409, "document.infected", 404), "unasked": (503, "busy", 404)}[what]
        assert (status, answer.get("code"), there) == wanted, (status, answer, there)
        if what != "clean":
            assert answer["detail"] and answer["remedy"], answer
        return
    raise AssertionError("there is no case in which this agent may send a document")


main(sys.argv[1])
