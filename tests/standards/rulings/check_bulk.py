"""Fetches the newest bulk files of a body and reads them with Python's own readers of JSON, CSV and ZIP.

usage: check_bulk.py FOLDER RULINGS WITHDRAWN   fetches (BASE_URL, BODY) and reads; leaves the Akoma Ntoso in the folder
       check_bulk.py --read FOLDER RULINGS WITHDRAWN   reads what is in the folder already
"""

import csv
import hashlib
import io
import json
import os
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

fetches = sys.argv[1] != "--read"
folder, rulings, withdrawn = Path(sys.argv[-3]), int(sys.argv[-2]), int(sys.argv[-1])
folder.mkdir(exist_ok=True)


def get(path):
    with urllib.request.urlopen(os.environ["BASE_URL"] + path, timeout=10) as answer:
        return answer.read()


if fetches:
    body = os.environ["BODY"]
    last = json.loads(get(f"/api/{body}/changes"))["items"][-1]["seq"]
    for _ in range(30):
        files = [one for one in json.loads(get(f"/api/{body}/bulk"))["items"] if one["seq"] == last]
        if files:
            break
        time.sleep(1)
    assert len(files) == 3, files
    for one in files:
        content = get(one["address"])
        assert len(content) == one["size"] and hashlib.sha256(content).hexdigest() == one["sha256"], one
        assert (one["rulings"], one["withdrawn"]) == (rulings, withdrawn), one
        (folder / ("all." + one["name"].split(".", 1)[1])).write_bytes(content)

lines = [json.loads(line) for line in (folder / "all.jsonl").read_text().splitlines()]
rows = list(csv.DictReader(io.StringIO((folder / "all.csv").read_text(), newline="")))
standing = {line["slug"] for line in lines if line["change"] != "withdrawn"}
gone = {line["slug"]: line["note"] for line in lines if line["change"] == "withdrawn"}
assert (len(standing), len(gone)) == (rulings, withdrawn), (standing, gone)
translated = [line for line in lines if line["change"] == "translated"]
own = [line for line in lines if line["change"] != "translated"]
assert all(line["translation"]["language"] == line["language"] != "en" and line["slug"] in standing for line in translated)
assert [(line["seq"], line["slug"], line["change"]) for line in own] == [(int(row["seq"]), row["slug"], row["change"]) for row in rows]
assert all(line["ruling"] is None and line["note"] for line in lines if line["slug"] in gone)

with zipfile.ZipFile(folder / "all.akn.zip") as archive:
    assert archive.testzip() is None
    texts = {name: archive.read(name) for name in archive.namelist()}
names = {f"{slug}.xml" for slug in standing} | {f"{slug}.withdrawn.txt" for slug in gone}
assert set(texts) == names | {f"{line['slug']}.{line['language']}.xml" for line in translated}, set(texts)
for line in lines:
    if line["slug"] in gone:
        assert gone[line["slug"]] in texts[f"{line['slug']}.withdrawn.txt"].decode()
    else:
        name = f"{line['slug']}.xml" if line["language"] == "en" else f"{line['slug']}.{line['language']}.xml"
        assert hashlib.sha256(texts[name]).hexdigest() == line["sha256"], name
        (folder / name).write_bytes(texts[name])
