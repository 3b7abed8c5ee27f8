"""The bill of materials (CycloneDX 1.6): every component with its licence and its files, each with its hash."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from notices import Component, normal, owner

NAME: Final = "sbom.cdx.json"


def bill(found: list[Component], program: Path, version: str) -> str:
    """The bill as JSON; the same program gives the same bytes."""
    files = [file(path, program) for path in sorted(program.rglob("*")) if path.is_file() and path.name != NAME]
    owners = {entry["name"]: owner(entry["name"], found) for entry in files}
    digest = hashlib.sha256("".join(f["hashes"][0]["content"] for f in files).encode()).hexdigest()
    whole: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, digest)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "waymark", "name": "waymark", "version": version,
                                   "licenses": [{"expression": "Apache-2.0"}]}},
        "components": [
            *(library(part, [f for f in files if owners[f["name"]] == part]) for part in found),
            *(entry for entry in files if owners[entry["name"]] is None),
        ],
        "dependencies": graph(found),
    }  # fmt: skip
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def reference(component: Component) -> str:
    """What a component is called elsewhere in the bill."""
    whole = f"{component.name}@{component.version}"
    return f"{whole} {component.inside}" if component.inside not in ("", component.version) else whole


def graph(found: list[Component]) -> list[dict[str, Any]]:
    """What each component needs; the program itself needs all that is not a piece of another."""
    needed = {"waymark": [reference(part) for part in found if not part.needed_by]}
    for part in found:
        pieces = (other for other in found if other.needed_by == part.name or normal(other.name) in part.needs)
        needed[reference(part)] = [reference(other) for other in pieces]
    return [{"ref": name, "dependsOn": others} for name, others in needed.items()]


def fault(bill: str) -> str:
    """What is wrong with a bill by the schema of CycloneDX, or with licences, addresses, names; empty if nothing is."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    if found := JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill):
        return str(found)
    parts = [part for part in json.loads(bill)["components"] if part["type"] == "library"]
    odd = [part["bom-ref"] for part in parts if not (is_licensed(part) and is_addressed(part))]
    twice = [name for name, count in Counter(part["bom-ref"] for part in parts).items() if count > 1]
    return ", ".join(odd + twice)


def is_licensed(part: dict[str, Any]) -> bool:
    """Is the licence of a component an expression of SPDX, or a reference of its own?"""
    from cyclonedx.spdx import is_expression

    licence = part["licenses"][0]["expression"]
    return is_expression(licence) or re.fullmatch(r"LicenseRef-[A-Za-z0-9.-]+", licence) is not None


def is_addressed(part: dict[str, Any]) -> bool:
    """Is the address of a component, if it has one, a package URL as it is written?"""
    from packageurl import PackageURL

    address = part.get("purl")
    return address is None or PackageURL.from_string(address).to_string() == address


def library(component: Component, files: list[dict[str, Any]]) -> dict[str, Any]:
    """A component of others, with its files."""
    found = {
        "type": "library",
        "bom-ref": reference(component),
        "name": component.name,
        "licenses": [{"expression": component.licence}],
    }
    version = component.version if component.version != component.inside else ""
    more = {"version": version, "description": component.inside}
    more |= {"copyright": "\n".join(component.copyright), "purl": component.url, "components": files}
    return found | {key: value for key, value in more.items() if value}


def file(path: Path, program: Path) -> dict[str, Any]:
    """One file of the program."""
    place = path.relative_to(program).as_posix()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {
        "type": "file",
        "bom-ref": f"file:{place}",
        "name": place,
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }
