"""The rule language: a condition as its author writes it, read into a tree; never evaluated as Python.

A condition is a sentence over the guideline's inputs::

    wound is closed and not deficit is worsening
    crcl >= 15 and crcl < 30
    red_flags has cauda_equina or any(steroid_cautions)
    not known(creatinine)
"""

from __future__ import annotations

from db.condition_outcome import COMPARE, compile_node
from db.condition_tree import Always, And, AnyYes, Compare, Has, Is, Known, Node, Not, Or, Yes, atoms
from db.lexer import Reader


class Condition:
    """A condition as its author wrote it, ready to be evaluated.

    Equal where the text is. Not a dataclass, so that JSON holds its text alone.
    """

    __slots__ = ("names", "outcomes", "test", "text")

    def __init__(self, text: str, tree: Node) -> None:
        """Compile the tree once."""
        self.text = text
        self.test = compile_node(tree)
        self.outcomes = self.test.outcomes
        self.names = tuple(dict.fromkeys(a.name for a in atoms(tree) if not isinstance(a, Always)))

    def __eq__(self, other: object) -> bool:
        """Compare by text."""
        return isinstance(other, Condition) and self.text == other.text

    def __hash__(self) -> int:
        """Hash by text."""
        return hash(self.text)

    def __repr__(self) -> str:
        """Show the text."""
        return f"Condition({self.text!r})"


def parse(text: str) -> Condition:
    """Read a condition.

    Raises `ConditionError` with the column where it stops making sense.
    """
    reader = Reader(text)
    tree = parse_node(reader)
    if reader.next.kind != "end":
        reader.refuse("'and', 'or' or the end")
    return Condition(text, tree)


def parse_node(reader: Reader) -> Node:
    """Read a condition; `or` binds weakest, then `and`, then `not`."""
    reader.deeper()
    items = [parse_and(reader)]
    while reader.take("or"):
        items.append(parse_and(reader))
    reader.depth -= 1
    return items[0] if len(items) == 1 else Or(tuple(items))


def parse_and(reader: Reader) -> Node:
    """Read conditions joined by `and`."""
    items = [parse_not(reader)]
    while reader.take("and"):
        items.append(parse_not(reader))
    return items[0] if len(items) == 1 else And(tuple(items))


def parse_not(reader: Reader) -> Node:
    """Read a condition that may be negated or stand in brackets."""
    if reader.take("not"):
        reader.deeper()
        inner = Not(parse_not(reader))
        reader.depth -= 1
        return inner
    if reader.take("("):
        node = parse_node(reader)
        reader.need(")")
        return node
    return parse_atom(reader)


def parse_atom(reader: Reader) -> Node:
    """Read one test of one input."""
    column = reader.next.column
    if reader.take("always"):
        return Always()
    if reader.take("known"):
        reader.need("(")
        name = reader.name("the name of an input")
        choice = reader.name("a choice") if reader.take("has") else ""
        reader.need(")")
        return Known(name, choice, column)
    if reader.take("any"):
        reader.need("(")
        name = reader.name("the name of an input")
        reader.need(")")
        return AnyYes(name, column)
    return parse_test(reader, reader.name("the name of an input"), column)


def parse_test(reader: Reader, name: str, column: int) -> Node:
    """Read what follows the name of an input; nothing makes it a yes/no test."""
    if reader.take("is"):
        negated = reader.take("not")
        test = Is(name, (reader.name("a choice"),), column)
        return Not(test) if negated else test
    if reader.take("in"):
        return Is(name, parse_choices(reader), column)
    if reader.take("has"):
        return Has(name, reader.name("a choice"), column)
    sign = reader.take(*COMPARE)
    return Compare(name, sign.text, reader.number(), column) if sign else Yes(name, column)


def parse_choices(reader: Reader) -> tuple[str, ...]:
    """Read a list of choices in brackets."""
    reader.need("(")
    choices = [reader.name("a choice")]
    while reader.take(","):
        choices.append(reader.name("a choice"))
    reader.need(")")
    return tuple(choices)
