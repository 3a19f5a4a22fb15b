"""Reads a ruling's BibTeX and RIS with public parsers. usage: check_citations.py FILE.bib FILE.ris FILE.json"""

import json
import sys

import bibtexparser
import rispy

bib, ris, data = sys.argv[1:4]
ruling = json.load(open(data, encoding="utf-8"))
library = bibtexparser.parse_file(bib)
assert not library.failed_blocks, library.failed_blocks
(entry,) = library.entries
fields = {field.key: field.value for field in entry.fields}
assert entry.key == ruling["slug"], entry.key
assert fields["title"] == ruling["caption"], fields["title"]
assert fields["howpublished"] == ruling["citation"], fields
assert fields["year"] == ruling["issued_on"][:4], fields
assert fields["url"].endswith(f"/rulings/{ruling['slug']}"), fields["url"]
(record,) = rispy.load(open(ris, encoding="utf-8"))
assert record["type_of_reference"] == "CASE", record
assert record["title"] == ruling["caption"], record
assert record["short_title"] == ruling["citation"], record
assert record["urls"] == [fields["url"]], record
