"""The bill of materials (CycloneDX 1.6): every component with its licence, every file with its hash."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from notices import Component

NAME: Final = "sbom.cdx.json"


def bill(found: list[Component], program: Path, version: str) -> str:
    """The bill as JSON; the same program gives the same bytes."""
    files = [file(path, program) for path in sorted(program.rglob("*")) if path.is_file() and path.name != NAME]
    digest = hashlib.sha256("".join(f["hashes"][0]["content"] for f in files).encode()).hexdigest()
    whole: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, digest)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "waymark", "name": "waymark", "version": version,
                                   "licenses": [{"expression": "Apache-2.0"}]}},
        "components": [*map(library, found), *files],
    }  # fmt: skip
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def library(component: Component) -> dict[str, Any]:
    """A component of others."""
    found = {
        "type": "library",
        "bom-ref": f"{component.name}@{component.version}",
        "name": component.name,
        "version": component.version,
        "licenses": [{"expression": component.licence}],
    }
    return found | ({"purl": component.url} if component.url else {})


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
