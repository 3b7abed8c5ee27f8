"""The fewest answers that settle a condition: what a line rests on, and what excluded a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from db.condition_outcome import FALSE, NEGATED, TRUE, UNKNOWN, Test, reasons
from db.condition_tree import Always, And, AnyYes, Compare, Has, Is, Known, Not, Or, Yes
from db.formula import TODAY
from desktop.core.engine import Engine, Values, has_unknown

NOT_TRUE: Final = FALSE | UNKNOWN
MOST_SETS: Final = 24
"""Only so many sets, the smallest, are followed further, so that no rule takes long, however it is joined."""


@dataclass(frozen=True, slots=True)
class Ground:
    """An answer that an outcome rests on; of an any-of input the mark of one `choice`, or every mark if that is empty.

    `via` names the derived quantity that was computed from it, if the condition does not test the input itself.
    """

    name: str
    choice: str = ""
    via: str = ""


Grounds = tuple[Ground, ...]
Tested = Yes | Is | Has | AnyYes | Compare | Known


class Reasons:
    """Finds the answers of one patient on which conditions rest."""

    def __init__(self, engine: Engine, values: Values) -> None:
        """Look at these answers, and at what was derived from them."""
        self.engine = engine
        self.values = values
        self.places = {name: place for place, name in enumerate((*engine.keys, *engine.derived))}

    def fewest(self, test: Test, wanted: int) -> Grounds:
        """The fewest answers with which a condition has a wanted outcome, whatever the others are.

        Of equally few those that are asked first. The condition has one of the wanted outcomes now: true, false, or
        `NOT_TRUE`.
        """
        return self.sets(test, wanted)[0]

    def sets(self, test: Test, wanted: int) -> list[Grounds]:
        """Sets of answers that suffice, each for itself, the best first."""
        match test.node:
            case Not():
                return self.sets(test.parts[0], NEGATED[wanted])
            case And() | Or():
                parts = [part for part in test.parts if not part.outcomes(self.values) & ~wanted]
                needs_all = bool(wanted & TRUE) == isinstance(test.node, And)
                found = [self.sets(part, wanted) for part in parts]
                if len(found) == 1:
                    return found[0]
                return self.joined(found) if needs_all else self.best(one for sets in found for one in sets)
            case Always():
                return [()]
            case atom if atom.name in self.engine.derived:
                return [(Ground(atom.name), *one) for one in self.computed(atom.name, atom.name)]
            case atom:
                return [(Ground(atom.name, choice),) for choice in self.marks(atom, wanted)]

    def marks(self, atom: Tested, wanted: int) -> list[str]:
        """The marks of an any-of answer that suffice, each for itself; one that is empty stands for all of them."""
        given = self.values[atom.name]
        if not isinstance(given, Mapping):
            return [""]
        match atom:
            case Has(choice=choice) | Known(choice=choice) if choice:
                return [choice]
            case AnyYes() if wanted & TRUE:
                return [choice for choice, mark in given.items() if mark]
            case Known() if not wanted & TRUE:
                return [choice for choice, mark in given.items() if mark is None]
        return [""]

    def lacking(self, test: Test) -> list[Ground]:
        """What is not known of the tests that keep a condition from being true or false."""
        found: dict[Ground, None] = {}
        for atom in reasons(test, self.values, UNKNOWN):
            if not isinstance(atom, Always):
                found |= dict.fromkeys(self.unknown_of(atom))
        return list(found)

    def unknown_of(self, atom: Tested) -> Iterator[Ground]:
        """What is not known of one test, of a derived quantity also what it is computed from."""
        value = self.values.get(atom.name)
        if isinstance(value, Mapping):
            marks = [atom.choice] if isinstance(atom, Has) else [c for c, mark in value.items() if mark is None]
            yield from (Ground(atom.name, choice) for choice in marks)
            return
        yield Ground(atom.name)
        if atom.name in self.engine.derived:
            bases = self.engine.bases(atom.name)
            yield from (Ground(base, via=atom.name) for base in bases if has_unknown(self.values.get(base)))

    def computed(self, name: str, via: str) -> list[Grounds]:
        """The answers from which a derived quantity was computed, or for want of which it cannot be."""
        derived = self.engine.derived[name]
        needed = [n for n in derived.formula.names if n != TODAY]
        if self.values[name] is not None:
            found = self.joined([*(self.of_name(n, via) for n in needed), self.sets(derived.only_if.test, TRUE)])
        else:
            missing = [one for n in needed if self.values.get(n, n) is None for one in self.of_name(n, via)]
            barred = not derived.only_if.outcomes(self.values) & TRUE
            found = self.best([*missing, *(self.sets(derived.only_if.test, NOT_TRUE) if barred else ())])
        return [tuple(replace(ground, via=via) for ground in one) for one in found]

    def of_name(self, name: str, via: str) -> list[Grounds]:
        """The answers behind one name in a formula."""
        return self.computed(name, via) if name in self.engine.derived else [(Ground(name),)]

    def joined(self, parts: Iterable[list[Grounds]]) -> list[Grounds]:
        """Sets of answers that suffice for all parts together."""
        found: list[Grounds] = [()]
        for sets in parts:
            found = self.best(tuple(dict.fromkeys((*one, *more))) for one, more in product(found, sets))
        return found

    def best(self, sets: Iterable[Grounds]) -> list[Grounds]:
        """The sets of the fewest answers, then of the fewest marks, then of what is asked first."""
        return sorted(dict.fromkeys(sets), key=self.size)[:MOST_SETS]

    def size(self, grounds: Grounds) -> tuple[int, int, list[int]]:
        """What makes a set of answers better than another; derived quantities count for nothing."""
        answers = {(g.name, g.choice) for g in grounds if g.name not in self.engine.derived}
        names = {name for name, _choice in answers}
        return len(names), len(answers), sorted(self.places[name] for name in names)
