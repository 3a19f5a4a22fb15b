"""Asks every operation of the contract, as nobody and in several roles, what schemathesis thinks of:
no answer is a failure of ours, and each has the status, the type and the shape that the contract says.
usage: probe.py [--only PATTERN] ROLE... (BASE_URL, BODY); a line for each role, with what it found"""

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request

BASE, BODY = os.environ["BASE_URL"], os.environ["BODY"]
PASSWORD = "proviso-demonstration"
HERE = os.path.dirname(os.path.abspath(__file__))
# Another one for each role, the same in every run.
SEED = 20260302
# The edges of every value are tried by whoever may see the most; the others are given what chance makes.
PHASES = {"president": "coverage,fuzzing"}
# What would end the session with which is asked, or lock its owner out.
NOT_ASKED = {"close_session", "end_session", "end_other_sessions", "change_roles"}
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def call(path, token=None, body=None):
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{BASE}/api/{BODY}{path}", data, headers), timeout=20) as answer:
        return json.load(answer)


def sign_in(who):
    return call("/tokens", body={"email": f"{who}@{BODY}.example", "password": PASSWORD})["access_token"]


def known():
    """Ids of things that are there, beside which schemathesis makes up its own."""
    token = sign_in("president")
    cases = [one["id"] for one in call("/cases", token)["items"]]
    documents = [one["id"] for case in cases[:3] for one in call(f"/cases/{case}/documents", token)["items"]]
    reports = [one["id"] for one in call("/reports", token)["items"]]
    slugs = [one["slug"] for one in call("/rulings")["items"]]
    return {"body": [BODY], "case": cases[:4], "document": documents[:4], "report": reports[:4], "slug": slugs[:4],
            "step": ["threshold", "necessity"], "language": ["fr", "ar"], "edition": [1]}


def contract(ids):
    """The contract, with what is there in the place of ids that nobody would guess."""
    with open(os.path.join(HERE, "../../golden/openapi.json")) as file:
        document = json.load(file)
    for item in document["paths"].values():
        for method in [name for name in item if name in ("get", "put", "post", "delete")]:
            operation = item[method]
            if operation.get("operationId") in NOT_ASKED:
                del item[method]
                continue
            for one in operation.get("parameters", []):
                if one["in"] == "path" and ids.get(one["name"]):
                    values = ids[one["name"]]
                    one["schema"] = {"enum": values} if one["name"] == "body" else {"anyOf": [{"enum": values}, one["schema"]]}
    document["paths"] = {path: item for path, item in document["paths"].items() if item}
    return document


def asked(role, path, folder, only):
    # One at a time: Python 3.11 parses its own sources by several threads wrongly now and then (gh-106905).
    command = ["schemathesis", "--config-file", os.path.join(HERE, "schemathesis.toml"), "--no-color", "run", path, "--url", BASE, "--phases", PHASES.get(role, "fuzzing"), "-n", "6", "--seed", str(SEED + len(role)),
               "-c", CHECKS, "--generation-database", "none", "--no-shrink", "--continue-on-failure", "--suppress-health-check", "all",
               "--warnings", "off", "--request-timeout", "30", "-w", "1"]
    if role != "nobody":
        command += ["-H", f"Authorization: Bearer {sign_in(role)}"]
    if only:
        command += ["--include-path-regex", only]
    told = {**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": HERE, "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(command, cwd=folder, env=told, capture_output=True, text=True)
    said = ran.stdout + ran.stderr
    count = re.search(r"(\d+) generated", said)
    return ran.returncode == 0 and count is not None and int(count.group(1)) > 100, said, count


def main(arguments):
    only = None
    if arguments[:1] == ["--only"]:
        only, arguments = arguments[1], arguments[2:]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "openapi.json")
        with open(path, "w") as file:
            json.dump(contract(known()), file)
        for role in arguments:
            good, said, count = asked(role, path, folder, only)
            if not good:
                print("\n".join(f"| {line}" for line in said.splitlines()[:400]))
            print(f"{'ok' if good else 'FAIL'} the contract holds for {role} in {count.group(1) if count else 0} requests, says schemathesis", flush=True)


main(sys.argv[1:])
