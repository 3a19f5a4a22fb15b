"""Publishes the ruling that waits for it, corrects a slip in it, and later takes it back, over the API.
usage: afterlife.py correct (says the slug) | afterlife.py withdraw SLUG | afterlife.py mask (says the slug) |
afterlife.py translate SLUG   (BASE_URL, BODY)"""

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


if sys.argv[1] == "correct":
    correct()
elif sys.argv[1] == "mask":
    mask()
elif sys.argv[1] == "translate":
    translate(sys.argv[2])
else:
    withdraw(sys.argv[2])
