"""The public client sdmx1 against the SDMX endpoint of a running server.

usage: probe.py BASE_URL AGENCY TOKEN FOLDER
Reads the structure without a token and the data with it, then saves in FOLDER what the server
gave, so that check_sdmx.py can check what the client does not.
"""
import io
import logging
import os
import sys
import urllib.error
import urllib.request
import warnings

import sdmx

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
DIMENSIONS = ["FREQ", "REF_AREA", "BODY", "INDICATOR", "STAGE", "TECH_CLASS", "TIME_PERIOD"]
STATE = "XBB"
KEY = f"S.{STATE}.*.*.*.*"


def fetch(url, accept, token=None):
    headers = {"Accept": accept}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
        return answer.read()


def main(base, agency, token, folder):
    source = {"id": agency, "name": "Review body", "url": base, "versions": ["3.0.0"]}
    sdmx.add_source(source, override=True)
    public = sdmx.Client(agency)
    definition = public.dataflow("LINKAGE").structure["LINKAGE"]
    found = [dimension.id for dimension in definition.dimensions]
    assert found == DIMENSIONS, f"dimensions are {found}"

    client = sdmx.Client(agency)
    client.session.headers["Authorization"] = f"Bearer {token}"
    # sdmx1 makes and sends the request, but its `data` forgets the structure that CSV is read by
    # when the key is text, and cannot make a key of a mapping; so the answer is handed to its reader.
    request = client.data("LINKAGE", key=KEY, dry_run=True)
    answer = client.session.send(request, timeout=30)
    answer.raise_for_status()
    data = sdmx.to_pandas(sdmx.read_sdmx(io.BytesIO(answer.content), format="csv", structure=definition))
    assert len(data) > 0, "no observations"
    areas = set(data.index.get_level_values("REF_AREA"))
    assert areas == {STATE}, f"asked for {STATE}, got {areas}"

    flow = f"{agency}/LINKAGE/1.0.0"
    address = f"{base}/data/dataflow/{flow}/{KEY}"
    try:
        fetch(address, "*/*")
        raise AssertionError("data was given to someone who is not signed in")
    except urllib.error.HTTPError as error:
        assert error.code == 401, f"without a sign-in: {error.code}"

    files = {
        "structure.xml": (f"{base}/structure/dataflow/{flow}?references=all", "*/*", None),
        "data.csv": (address, "application/vnd.sdmx.data+csv; version=2.0.0", token),
    }
    for name, (url, accept, bearer) in files.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(fetch(url, accept, bearer))
    print(f"sdmx1 {sdmx.__version__} read {len(data)} observations")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), *sys.argv[2:])
