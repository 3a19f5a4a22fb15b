"""Publishes the ruling that waits for it, corrects a slip in it, and later takes it back, over the API.
usage: afterlife.py correct (says the slug) | afterlife.py withdraw SLUG | afterlife.py mask (says the slug) |
afterlife.py translate SLUG | afterlife.py revise SLUG (says the slug of the ruling in its place)   (BASE_URL, BODY)"""

import json
import os
import re
import sys
import urllib.error
import urllib.request

base = f"{os.environ['BASE_URL']}/api/{os.environ['BODY']}"


def call(path, body=None, token=None, version=None, method=None):
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    if version is not None:
        headers["if-match"] = str(version)
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(base + path, data, headers, method=method), timeout=20) as answer:
        return json.load(answer)


def sign_in(who):
    said = {"email": f"{who}@{os.environ['BODY']}.example", "password": "proviso-demonstration"}
    return call("/tokens", said)["access_token"]


def act(token, case, name, body):
    version = call(f"/cases/{case}", token=token)["version"]
    return call(f"/cases/{case}/{name}", body, token, version)


def correct():
    registrar, presiding = sign_in("registrar"), sign_in("legal")
    work = call("/work", token=registrar)["items"]
    case = next(one["case_id"] for one in work if one["act"] == "case.publish")
    act(registrar, case, "publish", {})
    slug = call(f"/cases/{case}/ruling", token=registrar)["slug"]
    first = call(f"/rulings/{slug}")["sections"][0]["paragraphs"][0]
    slip = {"note": "A slip of the pen.", "corrections": [{"paragraph": 1, "text": f"{first} As corrected."}]}
    act(presiding, case, "rectify", slip)
    print(slug)


def withdraw(slug):
    president = sign_in("president")
    case = call(f"/rulings/{slug}")["case_id"]
    act(president, case, "withdraw_ruling", {"reason": "For a test of the record."})
    try:
        call(f"/rulings/{slug}")
    except urllib.error.HTTPError as gone:
        assert gone.code == 410, gone.code
        assert "For a test of the record." in json.load(gone)["detail"]
        return
    raise AssertionError("the ruling is still there")


def mask():
    presiding, registrar = sign_in("legal"), sign_in("registrar")
    work = call("/work", token=presiding)["items"]
    case = next(one["case_id"] for one in work if one["act"] == "case.rule_on_redactions")
    asked = call(f"/cases/{case}/redactions", token=presiding)
    rulings = [{"no": one["no"], "granted": True, "reasons": "It is needed for nothing that was voted."} for one in asked]
    act(presiding, case, "rule_on_redactions", {"rulings": rulings})
    act(registrar, case, "publish", {})
    slug = call(f"/cases/{case}/ruling", token=registrar)["slug"]
    shown = json.dumps(call(f"/rulings/{slug}"))
    assert asked and not any(one["words"] in shown for one in asked), "what is masked is shown"
    print(slug)


def translate(slug):
    """Into French and Arabic, each paragraph by its number and with the bars of the authentic one."""
    registrar = sign_in("registrar")
    path = f"/cases/{call(f'/rulings/{slug}')['case_id']}/translations"
    for language, word in (("fr", "Paragraphe"), ("ar", "الفقرة")):
        seen = call(path, token=registrar)
        sections = []
        for part in seen["source"]:
            texts = enumerate(part["paragraphs"], part["first"])
            said = [" ".join([f"{word} {no}.", *re.findall(r"█████ \[[^]]*\]", own)]) for no, own in texts]
            sections.append({"section": part["section"], "paragraphs": said})
        written = {"of_version": seen["of_version"], "sections": sections}
        kept = call(f"{path}/{language}", written, registrar, 0, "PUT")
        version = next(one["version"] for one in kept["translations"] if one["language"] == language)
        call(f"{path}/{language}/publish", {}, registrar, version)


def revise(slug):
    """On a fact of the respondent; the panel scores the claim anew and finds the same."""
    registrar, legal, security, technology = map(sign_in, ("registrar", "legal", "security", "technology"))
    ruling = call(f"/rulings/{slug}")
    case, panel = ruling["case_id"], (legal, security, technology)
    applicant, respondent = (sign_in(f"agent.{ruling[side]['code'].lower()}") for side in ("applicant", "respondent"))
    today = call(f"/cases/{case}/ruling", token=registrar)["signed_registrar_at"][:10]
    act(respondent, case, "request_revision", {"text": "The tenders were opened to all in May.", "discovered_on": today})
    act(legal, case, "admit_revision", {"reasons": "It decides claim 1.", "claims": [1]})
    rescore(case, panel)
    act(legal, case, "scoring_complete", {})
    path = f"/cases/{case}/ruling"
    text = {"sections": [{"section": "findings", "paragraphs": ["The fact changes nothing."]}], "remedies": REMEDIES}
    call(path, text, legal, call(path, token=legal)["version"], "PUT")
    for agent in (applicant, respondent):
        act(agent, case, "waive_interim_review", {})
    act(legal, case, "skip_interim_review", {"class_checked": True})
    for member in panel:
        act(member, case, "final_vote", {"confirm": True})
    act(legal, case, "sign", {})
    act(registrar, case, "issue", {})
    act(registrar, case, "open_redaction", {})
    for agent in (applicant, respondent):
        act(agent, case, "nothing_to_redact", {})
    act(registrar, case, "publish", {})
    later = call(f"/cases/{case}/ruling", token=registrar)["slug"]
    assert call(f"/rulings/{slug}")["revised_by"]["slug"] == later != slug
    print(later)


REMEDIES = [{"claim_no": 1, "text": "withdraw the quota on marine radar sets", "weight": 1}]
WHY = "The record shows this well enough to say so. " * 8


def open_step(case, member):
    claim = call(f"/cases/{case}/review", token=member)["claims"][0]
    step = next((one for one in claim["steps"] if one["status"] in ("scoring", "revealed")), None)
    return step and (f"/cases/{case}/review/{claim['id']}/{step['step']}", step)


def rescore(case, panel):
    """Every member answers 1 everywhere and votes against every motion."""
    while there := open_step(case, panel[0]):
        path, step = there
        said = {"answer": "1", "confidence": "M", "reasons": WHY, "exhibits": ["XAA-1"]}
        for member in panel:
            call(f"{path}/score", {"answers": {row["key"]: said for row in step["rows"]}}, member)
        for motion in open_step(case, panel[0])[1]["motions"]:
            elements = {one["id"]: one["outcomes"][1] for one in motion["elements"]}
            for member in panel:
                vote = {"motion": motion["key"], "vote": "no", "reasons": "As scored.", "elements": elements}
                call(f"{path}/vote", vote, member, open_step(case, member)[1]["version"])


if sys.argv[1] == "correct":
    correct()
elif sys.argv[1] == "mask":
    mask()
elif sys.argv[1] == "translate":
    translate(sys.argv[2])
elif sys.argv[1] == "revise":
    revise(sys.argv[2])
else:
    withdraw(sys.argv[2])
