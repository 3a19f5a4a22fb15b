"""Checks in SDMX-CSV what sdmx1 does not: every column there, every coded value in its code
list, no key twice, status consistent with the value, suppressed values absent, and no index
without its interval.

usage: check_sdmx.py STRUCTURE.xml DATA.csv [DATA.csv ...]
"""
import csv
import math
import sys
import warnings

import sdmx

warnings.simplefilter("ignore")
MISSING = {"M", "Q"}
SUPPRESSED = {"N", "C"}
ACTIONS = {"A", "D", "I", "R"}


def number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def faults_of(row, key, codes):
    """What is wrong with one row."""
    for component, allowed in codes.items():
        if row.get(component) and row[component] not in allowed:
            yield f"{component}={row[component]!r} is not in its code list"
    if row.get("ACTION") not in ACTIONS:
        yield f"ACTION={row.get('ACTION')!r}"
    value = number(row.get("OBS_VALUE"))
    if value is None:
        yield f"OBS_VALUE={row.get('OBS_VALUE')!r} is not a number"
        return
    gone = math.isnan(value)
    if gone != (row.get("OBS_STATUS") in MISSING):
        yield f"OBS_STATUS={row.get('OBS_STATUS')} with value {row['OBS_VALUE']}"
    if row.get("CONF_STATUS") in SUPPRESSED and not gone:
        yield f"CONF_STATUS={row['CONF_STATUS']} but a value is published"
    if row.get("INDICATOR") == "COMPLIANCE_INDEX":
        if not (row.get("N_OBS") or "").isdigit():
            yield "an index without its number of remedies"
        lower, upper = number(row.get("LOWER")), number(row.get("UPPER"))
        if not gone and (lower is None or upper is None or not 0 <= lower <= value <= upper <= 1):
            yield "an index without an interval around it, from 0 to 1"


def faults_in(path, definition):
    """What is wrong with one file."""
    dimensions = [dimension.id for dimension in definition.dimensions]
    attributes = [attribute.id for attribute in definition.attributes.components]
    coded = [*definition.dimensions.components, *definition.attributes.components]
    codes = {
        one.id: set(one.local_representation.enumerated.items)
        for one in coded
        if one.local_representation and one.local_representation.enumerated
    }
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    wanted = ["STRUCTURE", "STRUCTURE_ID", "ACTION", *dimensions, "OBS_VALUE", *attributes]
    absent = [name for name in wanted if name not in (reader.fieldnames or [])]
    if absent:
        yield f"no column {', '.join(absent)}"
        return
    if not rows:
        yield "no observations"
    seen = set()
    for row in rows:
        key = ".".join(row[name] or "?" for name in dimensions)
        if "?" in key.split("."):
            yield f"{key}: a dimension has no value"
        if key in seen:
            yield f"{key}: twice"
        seen.add(key)
        for fault in faults_of(row, key, codes):
            yield f"{key}: {fault}"


def main(structure, *files):
    definition = next(iter(sdmx.read_sdmx(structure).structure.values()))
    faults = [f"{path}: {fault}" for path in files for fault in faults_in(path, definition)]
    for fault in faults:
        print("FAIL", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
