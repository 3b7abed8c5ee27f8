"""What the checks of a guideline share: items by name, and findings that are placed later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from db.guideline import Guideline, Record
from db.problem import Place, Problem
from db.vocabulary import Vocabulary, vocabulary_of
from db.wording import similar


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of a named part of the guideline, such as `rule:R-1.when`; `body:ID+2` is two lines into a text."""

    name: str
    message: str
    severity: Literal["error", "warning"] = "error"

    def placed(self, places: Mapping[str, Place], otherwise: Place) -> Problem:
        """The problem at the place of its part, or of the nearest part around it."""
        name, _, offset = self.name.partition("+")
        while name not in places and "." in name:
            name = name.rpartition(".")[0]
        place = places.get(name, otherwise)
        return Problem(self.severity, place.file, place.line + int(offset or 0), self.message)


@dataclass(frozen=True)
class Subject:
    """A guideline under check."""

    guideline: Guideline
    items: list[tuple[str, str, Record]] = field(init=False)
    """Each item with its kind and id."""

    def __post_init__(self) -> None:
        """List the items once."""
        object.__setattr__(self, "items", list(_items(self.guideline)))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names that conditions may use."""
        return vocabulary_of(self.guideline)

    @cached_property
    def ids(self) -> dict[str, set[str]]:
        """The ids of each kind."""
        found: dict[str, set[str]] = {}
        for kind, identity, _ in self.items:
            found.setdefault(kind, set()).add(identity)
        return found

    def missing(self, kind: str, identity: str) -> str:
        """A message if there is no such item, else nothing."""
        known = self.ids.get(kind, set())
        return "" if identity in known else f"there is no {kind} '{identity}'{similar(identity, sorted(known))}"


def _items(guideline: Guideline) -> Iterator[tuple[str, str, Record]]:
    """Every item of a guideline, with its kind and id."""
    decision = guideline.decision
    yield from (("section", section.id, section) for section in guideline.sections)
    yield from (("statement", item.id, item) for section in guideline.sections for item in section.statements)
    yield from (("reference", item.id, item) for item in guideline.references)
    yield from (("term", item.term, item) for item in guideline.terms)
    yield from (("page", item.id, item) for item in decision.pages)
    yield from (("input", item.key, item) for item in decision.inputs())
    yield from (("derived", item.key, item) for item in decision.derived)
    yield from (("rule", item.id, item) for item in decision.rules)
    yield from (("invariant", item.id, item) for item in decision.invariants)
    yield from (("block", item.id, item) for item in decision.blocks)
    yield from (("conflict", item.id, item) for item in decision.conflicts)
    yield from (("resolution", item.id, item) for item in decision.resolutions)
