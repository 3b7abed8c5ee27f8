"""A condition in words, for the trace of a line: the labels of the questions and answers in place of their keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from db.condition_tree import Always, And, AnyYes, Atom, Compare, Has, Is, Known, Node, Not, Or, Yes
from db.guideline import Decision, Derived, Input
from desktop.core.text import quantity_words
from desktop.language import gettext as _

OPPOSITE: Final = {"<": ">=", ">=": "<", ">": "<=", "<=": ">"}
INDENT: Final = "  "
Tested = Yes | Is | Has | AnyYes | Compare | Known


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a subject, an input or one choice of it; `words` begin with the sign or space before them."""

    subject: tuple[str, str]
    label: str
    words: str


class ConditionWords:
    """Says the conditions of one decision in words."""

    def __init__(self, decision: Decision) -> None:
        """Collect the labels."""
        self.inputs: Mapping[str, Input] = {i.key: i for i in decision.inputs()}
        self.derived: Mapping[str, Derived] = {d.key: d for d in decision.derived}

    def words(self, node: Node) -> str:
        """A whole condition in one line; parts joined the other way stand in brackets."""
        one = self.test(node)
        if one:
            return one
        match node:
            case And(items):
                return _(" and ").join(self.inner(i) for i in items)
            case Or():
                return _(" or ").join(self.inner(i) for i in self.grouped(node))
            case Not(item):
                return _("not {words}").format(words=self.inner(item))
        return _("always")

    def inner(self, node: Node) -> str:
        """A part of a condition, in brackets where its own words are joined."""
        words = self.words(node)
        several = isinstance(node, Is) and len(node.choices) > 1
        joined = isinstance(node, And) or (isinstance(node, Or) and not is_either(*node.items[:2]))
        return f"({words})" if several or joined else words

    def outline(self, node: Node, depth: int = 0) -> Iterator[str]:
        """A whole condition as a list, one test a line; a part of several tests stands indented below its head."""
        lead = INDENT * depth + "• " if depth else ""
        one = self.test(node)
        match node:
            case _ if one:
                yield lead + one
            case And(items):
                yield lead + _("all of these hold:")
                for item in items:
                    yield from self.outline(item, depth + 1)
            case Or():
                yield lead + _("at least one of these holds:")
                for item in self.grouped(node):
                    yield from self.outline(item, depth + 1)
            case Not(item):
                yield lead + _("this does not hold:")
                yield from self.outline(item, depth + 1)
            case _:
                yield lead + _("always")

    def grouped(self, node: Or) -> list[Node]:
        """The parts of an `or`, those about one subject joined."""
        groups: dict[object, list[Node]] = {}
        for place, item in enumerate(node.items):
            said = self.said(item)
            groups.setdefault(said.subject if said else place, []).append(item)
        return [Or(tuple(items)) if len(items) > 1 else items[0] for items in groups.values()]

    def test(self, node: Node) -> str:
        """What is said of one subject; empty if a condition is about several."""
        said = self.said(node)
        return f"{said.label}{said.words}" if said else ""

    def said(self, node: Node) -> Said | None:
        """What is said of one subject, where a condition is about one; several things may be said of it."""
        match node:
            case Or((first, second)) if is_either(first, second):
                return self.known(Known(first.name)) if isinstance(first, Yes | Compare) else None
            case Or(items):
                found = [self.said(item) for item in items]
                told = [said for said in found if said]
                if len(told) < len(found) or len({said.subject for said in told}) > 1:
                    return None
                words = _(" or ").join(said.words.lstrip(": ") for said in told)
                return Said(told[0].subject, told[0].label, (": " if told[0].words[0] == ":" else " ") + words)
            case Not(item):
                return self.denied(item)
            case And() | Always():
                return None
            case atom:
                return self.tested(atom)

    def tested(self, atom: Tested) -> Said:
        """One test of one input."""
        label = self.label(atom.name)
        match atom:
            case Yes(name):
                return Said((name, ""), label, _(": yes"))
            case Is(name, choices):
                return Said((name, ""), label, _(": {words}").format(words=self.any_quoted(name, choices)))
            case Has(name, choice):
                return Said((name, choice), label, _(": {words}").format(words=self.quoted(name, choice)))
            case AnyYes(name):
                return Said((name, ""), label, _(": any of them"))
            case Compare(name, sign, number):
                words = compared(sign).format(number=quantity_words(number, self.unit(name)))
                return Said((name, ""), label, words)
        return self.known(atom)

    def denied(self, item: Node) -> Said | None:
        """What is denied of one subject; None if what is denied is about several."""
        if isinstance(item, Not):
            return self.said(item.item)
        if isinstance(item, And | Or | Always):
            return None
        label = self.label(item.name)
        match item:
            case Yes(name):
                return Said((name, ""), label, _(": no"))
            case Is(name, choices):
                words = self.any_quoted(name, choices)
                words = f"({words})" if len(choices) > 1 else words
                return Said((name, ""), label, _(": not {words}").format(words=words))
            case Has(name, choice):
                return Said((name, choice), label, _(": not {words}").format(words=self.quoted(name, choice)))
            case AnyYes(name):
                return Said((name, ""), label, _(": none of them"))
            case Compare(name, sign, number):
                return self.tested(Compare(name, OPPOSITE[sign], number))
        return self.known(item, _(" not known"))

    def known(self, atom: Known, words: str = "") -> Said:
        """What has to be known: an input, or one choice of it."""
        words = words or _(" known")
        if atom.choice:
            words = f": {self.quoted(atom.name, atom.choice)}{words}"
        return Said((atom.name, atom.choice), self.label(atom.name), words)

    def atom(self, atom: Atom) -> str:
        """One test of one input, in one line."""
        return self.test(atom) or _("always")

    def any_choice(self, name: str, values: tuple[str, ...]) -> str:
        """The labels of choices, any of which will do."""
        return _(" or ").join(self.choice(name, value) for value in values)

    def any_quoted(self, name: str, values: tuple[str, ...]) -> str:
        """The same, where the words around them must not run into them."""
        return _(" or ").join(self.quoted(name, value) for value in values)

    def quoted(self, name: str, value: str) -> str:
        """The label of a choice, in quotation marks where it could be read as several."""
        label = self.choice(name, value)
        return f"“{label}”" if any(sign in label for sign in (",", ":", _(" and "), _(" or "), _("not "))) else label

    def label(self, name: str) -> str:
        """The short name of an input or derived quantity."""
        return self.derived[name].label if name in self.derived else self.inputs[name].label

    def unit(self, name: str) -> str:
        """The unit that rules compare in."""
        return self.derived[name].unit if name in self.derived else self.inputs[name].units[0].name

    def choice(self, name: str, value: str) -> str:
        """The label of a choice."""
        return next(c.label for c in self.inputs[name].choices if c.value == value)


def is_either(first: Node, second: Node) -> bool:
    """Is one of these tests true as soon as the answer is known?"""
    if isinstance(first, Compare) and isinstance(second, Compare):
        return second == Compare(first.name, OPPOSITE[first.operator], first.number)
    return isinstance(first, Yes) and second == Not(first)


def compared(sign: str) -> str:
    """How a comparison is said, with the number to be filled in."""
    match sign:
        case "<":
            return _(" under {number}")
        case "<=":
            return _(" at most {number}")
        case ">":
            return _(" over {number}")
    return _(" at least {number}")
