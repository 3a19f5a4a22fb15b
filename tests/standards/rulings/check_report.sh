#!/usr/bin/env bash
# A linkage report on paper: archival and accessible by its own claim, every font embedded, its series
# attached whole, and the same words and sources as the data. usage: check_report.sh FILE.pdf FILE.csv FILE.json
set -euo pipefail
pdf=$1 csv=$2 json=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pdfinfo "$pdf" >"$work/info"
grep -q '^Tagged: *yes' "$work/info"
grep -q '^PDF version: *1.7' "$work/info"
pdfinfo -meta "$pdf" >"$work/meta"
for claim in 'pdfaid:part>3<' 'pdfaid:conformance>A<' 'pdfuaid:part>1<'; do
  grep -q "$claim" "$work/meta" || { echo "it does not claim $claim"; exit 1; }
done
pdffonts "$pdf" | tail -n +3 | awk '{ if ($(NF-4) != "yes") { print "not embedded: " $1; bad = 1 } } END { exit bad }'
pdfdetach -list "$pdf" | grep -q '^1: linkage.csv$'
pdfdetach -save 1 -o "$work/attached.csv" "$pdf"
cmp "$work/attached.csv" "$csv"
# Tables are told to whoever does not see them.
pdfinfo -struct "$pdf" >"$work/structure"
grep -q '^ *Table' "$work/structure" || { echo "no table is tagged"; exit 1; }
pdftotext -raw "$pdf" "$work/text"
python3 - "$work/text" "$json" <<'PYTHON'
import json
import re
import sys

# Lines break anywhere, and words at hyphens that the setting put in.
plain = re.sub(r"[\s-]+", "", open(sys.argv[1], encoding="utf-8").read())
report = json.load(open(sys.argv[2], encoding="utf-8"))
wanted = [report["state_name"], report["period"]]
wanted += [f"{one['no']}.{one['title']}" for one in report["sections"]]
# The heads of pages fall between the words of what runs on: whole paragraphs are looked for by their beginning.
wanted += [text.splitlines()[0][:60] for one in report["sections"] for text in one["paragraphs"]]
wanted += [source for one in report["series"] for source in one["sources"]]
for one in wanted:
    if re.sub(r"[\s-]+", "", one) not in plain:
        raise SystemExit(f"not in the text: {one}")
if len(report["sections"]) != 10:
    raise SystemExit("a report has ten sections")
PYTHON
