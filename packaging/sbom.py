"""The bill of materials (CycloneDX 1.6): every component with its licence and its files, each with its hash."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from notices import Component, owner

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
    }  # fmt: skip
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def library(component: Component, files: list[dict[str, Any]]) -> dict[str, Any]:
    """A component of others, with its files."""
    found = {
        "type": "library",
        "bom-ref": f"{component.name}@{component.version}",
        "name": component.name,
        "version": component.version,
        "licenses": [{"expression": component.licence}],
    }
    more = {"copyright": "\n".join(component.copyright), "purl": component.url, "components": files}
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
