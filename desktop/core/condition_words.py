"""A condition in words, for the trace of a line: the labels of the questions and answers in place of their keys."""

from __future__ import annotations

from collections.abc import Mapping

from db.condition_tree import And, AnyYes, Atom, Compare, Has, Is, Known, Node, Not, Or, Yes
from db.guideline import Decision, Derived, Input
from desktop.core.text import quantity_words
from desktop.language import gettext as _


class ConditionWords:
    """Says the conditions of one decision in words."""

    def __init__(self, decision: Decision) -> None:
        """Collect the labels."""
        self.inputs: Mapping[str, Input] = {i.key: i for i in decision.inputs()}
        self.derived: Mapping[str, Derived] = {d.key: d for d in decision.derived}

    def words(self, node: Node) -> str:
        """A whole condition; parts joined the other way stand in brackets."""
        match node:
            case Not(item):
                return self.negated(item)
            case And(items):
                return _(" and ").join(self.inner(i) for i in items)
            case Or(items):
                return _(" or ").join(self.inner(i) for i in items)
            case _:
                return self.atom(node)

    def inner(self, node: Node) -> str:
        """A part of a condition, in brackets where its own words are joined."""
        joined = isinstance(node, And | Or) or (isinstance(node, Is) and len(node.choices) > 1)
        return f"({self.words(node)})" if joined else self.words(node)

    def negated(self, item: Node) -> str:
        """What is denied; a test of one answer says so beside its label."""
        match item:
            case Yes(name):
                return _("{label}: no").format(label=self.label(name))
            case Is(name, choices):
                words = self.any_choice(name, choices)
                words = f"({words})" if len(choices) > 1 else words
                return _("{label}: not {words}").format(label=self.label(name), words=words)
            case Has(name, choice):
                return _("{label}: not {words}").format(label=self.label(name), words=self.choice(name, choice))
            case AnyYes(name):
                return _("{label}: none of them").format(label=self.label(name))
            case Known():
                return _("{label} not known").format(label=self.subject(item))
        return _("not {words}").format(words=self.inner(item))

    def atom(self, atom: Atom) -> str:
        """One test of one input."""
        match atom:
            case Yes(name):
                return _("{label}: yes").format(label=self.label(name))
            case Is(name, choices):
                return _("{label}: {words}").format(label=self.label(name), words=self.any_choice(name, choices))
            case Has(name, choice):
                return _("{label}: {words}").format(label=self.label(name), words=self.choice(name, choice))
            case AnyYes(name):
                return _("{label}: any of them").format(label=self.label(name))
            case Compare(name, sign, number):
                return compared(sign).format(label=self.label(name), number=quantity_words(number, self.unit(name)))
            case Known():
                return _("{label} known").format(label=self.subject(atom))
        return _("always")

    def subject(self, known: Known) -> str:
        """What has to be known: an input, or one choice of it."""
        label = self.label(known.name)
        if not known.choice:
            return label
        return _("{label}: {words}").format(label=label, words=self.choice(known.name, known.choice))

    def any_choice(self, name: str, values: tuple[str, ...]) -> str:
        """The labels of choices, any of which will do."""
        return _(" or ").join(self.choice(name, value) for value in values)

    def label(self, name: str) -> str:
        """The short name of an input or derived quantity."""
        return self.derived[name].label if name in self.derived else self.inputs[name].label

    def unit(self, name: str) -> str:
        """The unit that rules compare in."""
        return self.derived[name].unit if name in self.derived else self.inputs[name].units[0].name

    def choice(self, name: str, value: str) -> str:
        """The label of a choice."""
        return next(c.label for c in self.inputs[name].choices if c.value == value)


def compared(sign: str) -> str:
    """How a comparison is said, with the label and the number to be filled in."""
    match sign:
        case "<":
            return _("{label} under {number}")
        case "<=":
            return _("{label} at most {number}")
        case ">":
            return _("{label} over {number}")
    return _("{label} at least {number}")
