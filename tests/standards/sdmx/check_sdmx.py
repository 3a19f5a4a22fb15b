"""Reads structure and data with sdmx1 and pysdmx and checks what neither checks: the seven
dimensions, each present in every row; every coded value in its code list; no key twice; status
consistent with the value; withheld values absent; an index never without its interval.

usage: python check_sdmx.py STRUCTURE.xml DATA.csv
"""
import csv
import math
import sys
import warnings

import sdmx
from pysdmx.io import get_datasets

warnings.simplefilter("ignore")
DIMENSIONS = ["FREQ", "REF_AREA", "BODY", "INDICATOR", "STAGE", "TECH_CLASS", "TIME_PERIOD"]
MISSING = {"M", "Q"}
WITHHELD = {"N", "C"}


def components(structure):
    dsd = next(iter(sdmx.read_sdmx(structure).structure.values()))
    dims = [dimension.id for dimension in dsd.dimensions]
    codes = {}
    for component in [*dsd.dimensions.components, *dsd.attributes.components]:
        form = component.local_representation
        if form and form.enumerated is not None:
            codes[component.id] = {code for code in form.enumerated.items}
    return dims, codes


def row_faults(row, key, codes):
    for name, allowed in codes.items():
        if row.get(name) and row[name] not in allowed:
            yield f"{name}={row[name]!r} is not in its code list"
    if row["ACTION"] != "I":
        yield f"ACTION={row['ACTION']!r}"
    try:
        value = float(row["OBS_VALUE"])
    except ValueError:
        yield f"OBS_VALUE={row['OBS_VALUE']!r} is not a number"
        return
    gone = math.isnan(value)
    if gone != (row["OBS_STATUS"] in MISSING):
        yield f"OBS_STATUS={row['OBS_STATUS']} with value {row['OBS_VALUE']}"
    if row["CONF_STATUS"] in WITHHELD and not gone:
        yield f"CONF_STATUS={row['CONF_STATUS']} but a value is published"
    if row["INDICATOR"] == "COMPLIANCE_INDEX" and not gone and not (row["LOWER"] and row["UPPER"] and row["N_OBS"]):
        yield "an index without its interval or its number of remedies"


def main(structure, path):
    errors = []
    dims, codes = components(structure)
    if dims != DIMENSIONS:
        errors.append(f"dimensions are {dims}")
    if not set(DIMENSIONS[:-1]) <= set(codes):
        errors.append(f"dimensions without a code list: {set(DIMENSIONS[:-1]) - set(codes)}")
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if not rows:
        errors.append("no rows")
    seen = set()
    for row in rows:
        lacking = [dim for dim in DIMENSIONS if not row.get(dim)]
        if lacking:
            errors.append(f"no value for dimension {lacking}")
            continue
        key = ".".join(row[dim] for dim in DIMENSIONS)
        if key in seen:
            errors.append(f"{key} twice")
        seen.add(key)
        errors.extend(f"{key}: {fault}" for fault in row_faults(row, key, codes))
    if not errors:
        read = sum(len(data.data) for data in get_datasets(path, structure, validate=True))
        if read != len(rows):
            errors.append(f"pysdmx read {read} rows of {len(rows)}")
    for error in errors:
        print("FAIL", error)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
