"""The fewest answers that settle a condition: what a line rests on, and what excluded a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from db.condition import Condition
from db.condition_outcome import FALSE, NEGATED, TRUE, UNKNOWN, Test, Values, compile_node, reasons
from db.condition_tree import Always, And, AnyYes, Compare, Has, Is, Known, Not, Or, Yes
from db.formula import TODAY, Arithmetic, Either, Name, Term
from desktop.core.engine import Engine
from desktop.core.fewest import Mark, Marks, fewest
from desktop.core.values import add_derived, has_unknown

NOT_TRUE: Final = FALSE | UNKNOWN
NOT_FALSE: Final = TRUE | UNKNOWN


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


@dataclass(frozen=True, slots=True)
class Need:
    """What an outcome needs: these marks, called `ground`, and all of the parts, or where it says so `one` of them."""

    ground: Ground | None = None
    marks: Marks = frozenset()
    parts: tuple[Need, ...] = ()
    one: bool = False

    def all_marks(self) -> Marks:
        """Every mark that could be needed."""
        return self.marks.union(*(part.all_marks() for part in self.parts))

    def leaves_a_choice(self) -> bool:
        """Is it enough that some of the marks are kept?"""
        return self.one or any(part.leaves_a_choice() for part in self.parts)

    def suffices(self, kept: Marks) -> bool:
        """Is there all that is needed?"""
        if not self.marks <= kept:
            return False
        found = (part.suffices(kept) for part in self.parts)
        return any(found) if self.one else all(found)

    def named(self, kept: Marks) -> Iterator[Ground]:
        """What is needed of the marks that are kept, in the author's order."""
        if self.ground:
            yield self.ground
        parts = [part for part in self.parts if part.suffices(kept)]
        for part in parts[:1] if self.one else parts:
            yield from part.named(kept)


class Reasons:
    """Finds the answers of one patient on which conditions rest."""

    def __init__(self, engine: Engine, values: Values) -> None:
        """Look at these answers, and at what was derived from them."""
        self.engine = engine
        self.values = values

    def settling(self, condition: Condition, wanted: int) -> Grounds:
        """The fewest answers with which a condition has a wanted outcome, true or `NOT_TRUE`, whatever the others are.

        Its tests may leave open what a formula settles, while answers that it needs are missing.
        """
        if not condition.outcomes(self.values) & ~wanted:
            return self.fewest(condition.test, wanted)
        bases = {base for name in condition.names for base in self.engine.bases(name)}
        every = [(key, "") for key in self.engine.keys if key in bases and key in self.values]
        kept = fewest(lambda marks: self.settles(condition, wanted, marks), every)
        return tuple(Ground(*mark) for mark in every if mark in kept)

    def settles(self, condition: Condition, wanted: int, kept: Marks | None = None) -> bool:
        """Has a condition a wanted outcome, true or `NOT_TRUE`, if these answers are given, or all that are?"""
        values = self.values if kept is None else self.only(kept)
        if not condition.outcomes(values) & ~wanted:
            return True
        if wanted == TRUE:
            return self.engine.is_constant(condition, values, TRUE)
        return not self.engine.may_be_true(condition, values)

    def only(self, kept: Marks) -> Values:
        """These answers alone, and what is derived from them."""
        found = {name: self.values[name] for name in (TODAY, *(key for key, _choice in kept))}
        add_derived(self.engine.derived.values(), found)
        return found

    def fewest(self, test: Test, wanted: int) -> Grounds:
        """The fewest answers with which the tests of a condition have a wanted outcome, whatever the others are.

        Of equally few those that are asked first. They have one of the wanted outcomes now: true, false, or `NOT_TRUE`.
        Fewer may suffice where an answer is tested both by `known(…)` and otherwise: tests are looked at one by one,
        so of `x or not x or not known(x)`, which holds for everybody, the answer to x is named all the same.
        """
        need = self.need(test, wanted)
        kept = need.all_marks()
        if need.leaves_a_choice():
            kept = fewest(need.suffices, [mark for key in self.engine.keys for mark in self.marks(key) if mark in kept])
        return tuple(dict.fromkeys(need.named(kept)))

    def marks(self, name: str) -> list[Mark]:
        """The marks of an answer: one, but of an any-of answer one for each choice."""
        value = self.values.get(name)
        return [(name, choice) for choice in value] if isinstance(value, Mapping) else [(name, "")]

    def need(self, test: Test, wanted: int, via: str = "") -> Need:
        """What a condition needs for a wanted outcome, as it is joined of parts."""
        match test.node:
            case Not():
                return self.need(test.parts[0], NEGATED[wanted], via)
            case And() | Or():
                settled = (part for part in test.parts if not part.outcomes(self.values) & ~wanted)
                needs_all = bool(wanted & TRUE) == isinstance(test.node, And)
                return either([self.need(part, wanted, via) for part in settled], one=not needs_all)
            case Always():
                return Need()
            case atom if atom.name in self.engine.derived:
                may_be_unknown = not test.outcomes({atom.name: None}) & ~wanted
                return self.computed(atom.name, via or atom.name, Ground(atom.name, via=via), may_be_unknown)
            case atom:
                return self.tested(atom, wanted, via)

    def tested(self, atom: Tested, wanted: int, via: str) -> Need:
        """What one test of an input needs; of an any-of answer the marks that suffice."""
        given = self.values[atom.name]
        if isinstance(given, Mapping):
            match atom:
                case Has(choice=choice) | Known(choice=choice) if choice:
                    return self.of_mark(atom.name, choice, via)
                case AnyYes() if wanted & TRUE:
                    enough = [c for c, mark in given.items() if mark or (mark is None and wanted & UNKNOWN)]
                    return either([self.of_mark(atom.name, choice, via) for choice in enough], one=True)
                case Known() if not wanted & TRUE:
                    unknown = [choice for choice, mark in given.items() if mark is None]
                    return either([self.of_mark(atom.name, choice, via) for choice in unknown], one=True)
        return self.whole(atom.name, via)

    def of_mark(self, name: str, choice: str, via: str) -> Need:
        """One mark of an any-of answer."""
        return Need(Ground(name, choice, via), frozenset({(name, choice)}))

    def whole(self, name: str, via: str) -> Need:
        """An answer with all its marks."""
        return Need(Ground(name, via=via), frozenset(self.marks(name)))

    def computed(self, name: str, via: str, ground: Ground | None, may_be_unknown: bool) -> Need:
        """The answers from which a derived quantity was computed, or for want of which it cannot be.

        Where it `may_be_unknown` as well, it is not needed that it can be computed.
        """
        term, allowed = self.engine.derived[name].formula.tree, self.engine.derived[name].only_if
        if self.values[name] is not None:
            parts = [self.number(term, via, may_be_unknown)]
            parts += [] if may_be_unknown else [self.need(allowed.test, TRUE, via)]
            return Need(ground, parts=tuple(parts))
        found = list(self.nothing(term, via))
        if not allowed.outcomes(self.values) & TRUE:
            found.append(self.need(allowed.test, NOT_TRUE, via))
        if not found:  # all is known, and it divides by zero
            found = [self.number(term, via, may_be_unknown=True)]
        return Need(ground, parts=(either(found, one=True),))

    def number(self, term: Term, via: str, may_be_unknown: bool) -> Need:
        """What a term has its number from: of an `if … else` what decides it, and the side that is taken."""
        match term:
            case Name(name) if name != TODAY:
                return self.of_name(name, via, may_be_unknown)
            case Arithmetic(_, left, right):
                return Need(parts=tuple(self.number(side, via, may_be_unknown) for side in (left, right)))
            case Either(then, condition, otherwise):
                test = compile_node(condition)
                taken = test.outcomes(self.values)
                decided = self.need(test, taken | UNKNOWN if may_be_unknown else taken, via)
                return Need(parts=(decided, self.number(then if taken == TRUE else otherwise, via, may_be_unknown)))
        return Need()

    def nothing(self, term: Term, via: str) -> Iterator[Need]:
        """What a term cannot be computed for want of; each is enough by itself."""
        match term:
            case Name(name) if name != TODAY and self.values.get(name, ...) is None:
                yield self.of_name(name, via, may_be_unknown=True)
            case Arithmetic(_, left, right):
                yield from self.nothing(left, via)
                yield from self.nothing(right, via)
            case Either(then, condition, otherwise):
                test = compile_node(condition)
                barred = []  # why neither side gives a number
                for side, wanted in ((then, NOT_TRUE), (otherwise, NOT_FALSE)):
                    is_not_taken = not test.outcomes(self.values) & ~wanted
                    taken_away = [self.need(test, wanted, via)] if is_not_taken else []
                    barred.append([*taken_away, *self.nothing(side, via)])
                if all(barred):
                    yield Need(parts=tuple(either(found, one=True) for found in barred))

    def of_name(self, name: str, via: str, may_be_unknown: bool) -> Need:
        """The answers behind one name in a formula."""
        if name in self.engine.derived:
            return self.computed(name, via, None, may_be_unknown)
        return self.whole(name, via)

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


def either(found: list[Need], *, one: bool) -> Need:
    """All of several needs, or `one` of them."""
    return found[0] if len(found) == 1 else Need(parts=tuple(found), one=one)
