"""Reads a structure and data that are files, by one client alone and by nothing of ours.
usage: read.py sdmx1|pysdmx STRUCTURE.xml DATA.csv"""

import contextlib
import io
import logging
import sys
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


def by_sdmx1(structure, data):
    import sdmx
    from sdmx.reader.csv import Reader

    # It prints all that it had read when it gives up.
    with contextlib.redirect_stdout(io.StringIO()):
        definition = sdmx.read_sdmx(structure).structure["LINKAGE"]
    with open(data, "rb") as file:
        message = Reader().convert(file, structure=definition)
    return sum(len(sdmx.to_pandas(one)) for one in message.data)


def by_pysdmx(structure, data):
    from pysdmx.io import get_datasets

    return sum(len(one.data) for one in get_datasets(data, structure, validate=True))


client, structure, data = sys.argv[1:]
try:
    count = {"sdmx1": by_sdmx1, "pysdmx": by_pysdmx}[client](structure, data)
except Exception as error:
    raise SystemExit(f"{client} cannot read it: {error!r}"[:400])
if count == 0:
    raise SystemExit("no observations")
