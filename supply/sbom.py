"""Writes what the product is made of, as CycloneDX (JSON): the server with every crate that it is
built from, the desk and the embedded database with every package. What is written is valid by the schema of CycloneDX.
usage: sbom.py FOLDER (from the root of the repository; ./run sbom does it)"""

import json
import os
import subprocess
import sys

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.contrib.this.builders import this_component
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

PLATFORM = "x86_64-unknown-linux-gnu"
LICENSES = LicenseFactory()


def said(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def digests():
    """The digest of each crate, as Cargo.lock holds it."""
    found, entry = {}, {}
    with open("Cargo.lock") as lock:
        for line in lock:
            name, _, value = line.strip().partition(" = ")
            if line.startswith("[[package]]"):
                entry = {}
            entry[name] = value.strip('"')
            if name == "checksum":
                found[entry["name"], entry["version"]] = entry["checksum"]
    return found


def crate(package, digest):
    of_us = package["source"] is None
    # Before there was SPDX, a slash stood for OR.
    licence = (package["license"] or "").replace(" / ", "/").replace("/", " OR ")
    return Component(
        type=ComponentType.LIBRARY,
        name=package["name"],
        version=package["version"],
        bom_ref=f"pkg:cargo/{package['name']}@{package['version']}",
        purl=None if of_us else PackageURL("cargo", None, package["name"], package["version"]),
        licenses=[LICENSES.make_from_string(licence)] if licence else [],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)] if digest else [],
        external_references=[ExternalReference(type=ExternalReferenceType.VCS, url=XsUri(package["repository"]))]
        if package["repository"]
        else [],
    )


def server():
    """The crates from which `proviso` is made: those that only test it or run before its build are left out."""
    metadata = json.loads(said("cargo", "metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", PLATFORM))
    packages = {one["id"]: one for one in metadata["packages"]}
    nodes = {one["id"]: one for one in metadata["resolve"]["nodes"]}
    root = next(one["id"] for one in metadata["packages"] if one["name"] == "proviso")
    known, reached, waiting = digests(), {}, [root]
    while waiting:
        node = waiting.pop()
        if node not in reached:
            linked = [dep["pkg"] for dep in nodes[node]["deps"] if any(kind["kind"] is None for kind in dep["dep_kinds"])]
            reached[node] = linked
            waiting += linked
    made = {node: crate(packages[node], known.get((packages[node]["name"], packages[node]["version"]))) for node in reached}
    bom = Bom()
    bom.metadata.component = made[root]
    bom.metadata.tools.components.add(this_component())
    for node, component in made.items():
        if node != root:
            bom.components.add(component)
        bom.register_dependency(component, [made[dep] for dep in reached[node]])
    assert len(bom.components) > 200, f"only {len(bom.components)} crates"
    return JsonV1Dot6(bom).output_as_string(indent=1), SchemaVersion.V1_6


def packages(folder):
    """By npm itself, from the lock alone."""
    text = said("npm", "sbom", "--prefix", folder, "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only")
    assert json.loads(text)["components"], folder
    return text, SchemaVersion.V1_5


def main(folder):
    os.makedirs(folder, exist_ok=True)
    for name, (text, version) in {"server": server(), "desk": packages("frontend"), "database": packages("postgres")}.items():
        fault = JsonStrictValidator(version).validate_str(text)
        if fault is not None:
            raise SystemExit(f"{name}: {fault}")
        path = os.path.join(folder, f"proviso-{name}.cdx.json")
        with open(path, "w") as file:
            file.write(text)
        print(f"{path}: {len(json.loads(text)['components'])} components")


main(sys.argv[1])
