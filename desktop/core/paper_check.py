"""Can every text of a guideline that stands on a plan or handout be printed? Loads the fonts of the paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from db.findings import Finding, Subject
from db.guideline import Guideline, Input
from db.problem import Place, Problem
from desktop.core.glyphs import PaperError, printable
from desktop.core.pdf_fonts import glyphs

PRINTED: Final = {
    "statement": ("text", "act"),
    "reference": ("citation",),
    "input": ("label",),
    "derived": ("label", "unit"),
    "block": ("part", "text"),
}
"""What stands on paper of each kind of item."""
HEAD: Final = ("title", "publisher", "reviewer")


def unprintable(guideline: Guideline, places: Mapping[str, Place]) -> list[Problem]:
    """The texts with a character that no font holds or nobody sees: the plan or handout would be refused."""
    otherwise = places.get("guideline", Place(guideline.id, 1))
    found: list[Problem] = []
    for name, text in texts(guideline):
        try:
            printable(text, glyphs())
        except PaperError as error:
            found.append(Finding(name, str(error)).placed(places, otherwise))
    return found


def texts(guideline: Guideline) -> Iterator[tuple[str, str]]:
    """Each text that is printed, with the name of the part of the guideline that it is."""
    yield from ((f"guideline.{key}", getattr(guideline, key)) for key in HEAD)
    yield from ((f"guideline.scope.{key}", getattr(guideline.scope, key)) for key in guideline.scope.__struct_fields__)
    for kind, identity, item in Subject(guideline).items:
        yield from ((f"{kind}:{identity}.{key}", getattr(item, key)) for key in PRINTED.get(kind, ()))
        if isinstance(item, Input):
            yield from ((f"input:{item.key}.choices.{n}", choice.label) for n, choice in enumerate(item.choices))
            yield from ((f"input:{item.key}.units.{n}", unit.name) for n, unit in enumerate(item.units))
