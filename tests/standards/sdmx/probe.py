"""Reads a running server with sdmx1, as a liaison would; every line of output is one check.

usage: BASE_URL=http://127.0.0.1:8080 BODY=sim TOKEN=... AREA=XCC python probe.py FOLDER
Leaves structure.xml and data.csv in FOLDER for the other checks.
"""
import io
import logging
import os
import pathlib
import sys
import warnings

import requests
import sdmx
from sdmx.reader.csv import Reader

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

BASE = f"{os.environ['BASE_URL'].rstrip('/')}/api/{os.environ['BODY']}/sdmx"
TOKEN = os.environ["TOKEN"]
AREA = os.environ.get("AREA", "XCC")
DIMENSIONS = ["FREQ", "REF_AREA", "BODY", "INDICATOR", "STAGE", "TECH_CLASS", "TIME_PERIOD"]
failed = False


def check(name, holds, told=""):
    global failed
    failed = failed or not holds
    print(f"{'ok' if holds else 'FAIL'} {name}{'' if holds else f': {told}'}")


def read(client, dsd, key):
    """Data by key. sdmx1 builds the request and reads the answer; in between it would lose the
    structure, without which it cannot read CSV (2.28.0: a key as text drops `dsd`)."""
    request = client.data("LINKAGE", key=key, dry_run=True)
    answer = client.session.send(request, timeout=30)
    answer.raise_for_status()
    message = Reader().convert(io.BytesIO(answer.content), structure=dsd)
    return sdmx.to_pandas(message.data[0])


def main(folder):
    folder = pathlib.Path(folder)
    structure = requests.get(f"{BASE}/structure/dataflow/*/LINKAGE/+", timeout=30)
    check("structure is public", structure.status_code == 200, structure.text)
    (folder / "structure.xml").write_bytes(structure.content)
    agency = next(iter(sdmx.read_sdmx(folder / "structure.xml").structure.values())).maintainer.id

    sdmx.add_source({"id": agency, "name": "Proviso", "url": BASE, "versions": ["3.0.0"]}, override=True)
    client = sdmx.Client(agency)
    client.session.headers["Authorization"] = f"Bearer {TOKEN}"
    dsd = client.dataflow("LINKAGE").structure["LINKAGE"]
    named = [dimension.id for dimension in dsd.dimensions]
    check("sdmx1 reads the structure", named == DIMENSIONS, named)
    data = read(client, dsd, f"S.{AREA}.*.*.*.*")
    check("sdmx1 reads the data", len(data) > 0, "no observations")
    areas = set(data.index.get_level_values("REF_AREA"))
    check("only the area that was asked for", areas == {AREA}, areas)
    narrowed = read(client, dsd, f"S.{AREA}.*.REMEDIES_DUE+COMPLIANCE_INDEX.*.*")
    indicators = set(narrowed.index.get_level_values("INDICATOR"))
    check("a key narrows the data", indicators == {"REMEDIES_DUE", "COMPLIANCE_INDEX"}, indicators)

    url = f"{BASE}/data/dataflow/{agency}/LINKAGE/1.0.0/*"
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    answer = requests.get(url, headers=bearer, timeout=30)
    check("all data at once", answer.status_code == 200 and "sdmx.data+csv" in answer.headers["content-type"], answer.text)
    (folder / "data.csv").write_bytes(answer.content)
    check("no data without signing in", requests.get(url, timeout=30).status_code == 401)
    other = url.replace(f"/{agency}/", "/SOMEONE/")
    check("no data of another agency", requests.get(other, headers=bearer, timeout=30).status_code == 404)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
