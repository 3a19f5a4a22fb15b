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


def read(client, dsd, key, **parameters):
    """Data by key. sdmx1 builds the request and reads the answer; in between it would lose the
    structure, without which it cannot read CSV (2.28.0: a key as text drops `dsd`)."""
    request = client.data("LINKAGE", key=key, params=parameters, dry_run=True)
    answer = client.session.send(request, timeout=30)
    answer.raise_for_status()
    message = Reader().convert(io.BytesIO(answer.content), structure=dsd)
    return sdmx.to_pandas(message.data[0])


def answered(answer, count):
    """So many observations; none are SDMX's own "No results found", 404 with the code 100."""
    if count == 0:
        return answer.status_code == 404 and 'ErrorMessage code="100"' in answer.text
    return (answer.status_code, len(answer.text.splitlines()) - 1) == (200, count)


def by_pysdmx(agency, data):
    """The queries that pysdmx builds, each parameter written out; it has no place for a token itself."""
    from datetime import datetime

    from pysdmx.api.dc.query import DateTimeFilter, LogicalOperator, MultiFilter, Operator, TextFilter
    from pysdmx.api.qb.data import ApiVersion, DataContext, DataQuery

    years = [datetime(1999, 1, 1), datetime(2098, 12, 31)]
    within = DateTimeFilter("TIME_PERIOD", Operator.BETWEEN, years)
    stages = TextFilter("STAGE", Operator.IN, ["T0", "NEC"])
    of_steps = int(data.index.get_level_values("STAGE").isin(["T0", "NEC"]).sum())
    for name, filters, more, count in [
        ("a period", within, {}, len(data)),
        ("a period and steps", MultiFilter([within, stages], LogicalOperator.AND), {}, of_steps),
        ("an instant", None, {"as_of": datetime(1999, 1, 1)}, 0),
        ("updates", None, {"updated_after": datetime(2099, 1, 1)}, 0),
    ]:
        asked = DataQuery(DataContext.DATAFLOW, agency, "LINKAGE", "1.0.0", f"S.{AREA}.*.*.*.*", filters, **more)
        for version, short in [(ApiVersion.V2_0_0, True), (ApiVersion.V2_2_0, False)]:
            if more.get("as_of") and version < ApiVersion.V2_2_0:
                continue
            answer = requests.get(BASE + asked.get_url(version, short), headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30)
            check(f"pysdmx asks for {name} in {version.label}", answered(answer, count), answer.text[:300])


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

    same = read(client, dsd, f"S.{AREA}.*.*.*.*", last_n_observations=9, attributes="dsd", measures="all", dimension_at_observation="TIME_PERIOD")
    check("the parameters of sdmx1 are understood", len(same) == len(data), len(same))
    # sdmx1 2.28.0 takes one `c` and no name of a component in it: the parameter is added to what it built.
    request = client.data("LINKAGE", key=f"S.{AREA}.*.*.*.*", dry_run=True)
    for name, value, count in [
        ("c[TIME_PERIOD]", "ge:1999-S1", len(data)), ("c[TIME_PERIOD]", "ge:2099-S1", 0), ("c[TIME_PERIOD]", "ge:1999+le:2098", len(data)),
        ("updatedAfter", "2099-01-01T00:00:00+00:00", 0), ("asOf", "1999-01-01T00:00:00", 0),
    ]:
        asked = request.copy()
        asked.prepare_url(request.url, {name: value})
        answer = client.session.send(asked, timeout=30)
        check(f"{name}={value} is honoured", answered(answer, count), f"{answer.status_code}, not {count}: {answer.text[:300]}")
    try:
        client.data("LINKAGE", key=f"S.{AREA}.*.*.*.*", params={"measures": "none"})
        check("sdmx1 is told what is not supported", False, "it was answered")
    except NotImplementedError:
        check("sdmx1 is told what is not supported", True)
    by_pysdmx(agency, data)

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
