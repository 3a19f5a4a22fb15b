#!/usr/bin/env bash
# A ruling on paper: archival and accessible by its own claim, every font embedded, the signed text
# attached whole, and the same words as the text. usage: check_pdf.sh FILE.pdf FILE.xml FILE.json [ATTACHED]
# ATTACHED: what the attached file is called; ruling.xml, or translation.xml of a translation.
set -euo pipefail
pdf=$1 xml=$2 json=$3 attached=${4:-ruling.xml}
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
pdfdetach -list "$pdf" | grep -q "^1: $attached\$"
pdfdetach -save 1 -o "$work/attached.xml" "$pdf"
cmp "$work/attached.xml" "$xml"
pdftotext -raw "$pdf" "$work/text"
python3 - "$work/text" "$json" <<'PYTHON'
import json
import re
import sys

# Lines break anywhere, and words at hyphens that the setting put in. The bar of a mask is drawn.
text = re.sub(r"\s+", "", open(sys.argv[1], encoding="utf-8").read())
plain = text.replace("-", "")
ruling = json.load(open(sys.argv[2], encoding="utf-8"))
wanted = [ruling["citation"], ruling["caption"]]
# The heads of pages fall between the words of what runs on: whole paragraphs are looked for by their beginning.
if "of_version" in ruling:
    wanted += [(one["text"] or one["authentic"])[:60] for section in ruling["sections"] for one in section["paragraphs"]]
else:
    wanted += [claim["outcome"] for claim in ruling["claims"]] + [one["sentence"] for one in ruling["remedies"]]
    wanted += [text[:60] for section in ruling["sections"] if section["section"] != "votes" for text in section["paragraphs"]]
for one in wanted:
    if re.sub(r"[\s█-]+", "", one) not in plain:
        raise SystemExit(f"not in the text: {one}")
PYTHON
