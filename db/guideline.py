"""What a guideline is: frozen values, read from its sources or from the store.

The same types check the sources (unknown keys are refused), travel through the store as JSON, and feed the engine.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal, TypeVar, get_args

import msgspec

from db import condition, formula
from db.condition import Condition
from db.formula import Formula

Kind = Literal["stop", "do", "consider", "do-not", "timing", "info"]
Topic = Literal["emergency", "cause", "imaging", "treatment", "pain", "follow-up"]
InputKind = Literal["yes-no", "one-of", "any-of", "quantity", "date"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)
MAX_SIZE: Final = Decimal(10) ** 9
"""The largest number of a unit."""
MOST_DIGITS: Final = 30
"""Before and behind the point of each."""
UNGRADED: Final = "not graded by the source"


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A frozen value whose unknown keys are refused."""


class Reference(Record, frozen=True):
    """One entry of the bibliography; an untraced one says so in its citation."""

    id: str
    citation: str
    traced: bool = True
    secondary: bool = False


class Statement(Record, frozen=True):
    """The smallest thing that is cited and recommended.

    `claims` and `facts` name what it rests on in the evidence files. `basis` is "product" for a safety rule or default
    of this program, which has no source. `dose` and `delay` mark lines that are withheld while an emergency is not
    excluded; `asks` marks a line that only asks, checks or warns. `dose_for` says what the amount in the text is for,
    such as a kidney function, where the dose depends on it.
    """

    id: str
    kind: Kind
    text: str
    rationale: str
    references: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    strength: str = UNGRADED
    certainty: str = UNGRADED
    act: str = ""
    basis: Literal["source", "product"] = "source"
    urgent: bool = False
    dose: bool = False
    delay: bool = False
    asks: bool = False
    dose_for: str = ""


class Section(Record, frozen=True):
    """A titled part of the guideline; `text` is Markdown in which `[[id]]` alone on a line places a statement."""

    id: str
    title: str
    parent: str = ""
    text: str = ""
    statements: tuple[Statement, ...] = ()


class Term(Record, frozen=True):
    """A word of the field and the other words that people use for it.

    `dose_by` is what the dose depends on of a medicine of that name: no amount of it stands without.
    """

    term: str
    also: tuple[str, ...]
    dose_by: str = ""


class IndexEntry(Record, frozen=True):
    """What readers type when they look for a statement or section, by its id; it is searched and never shown.

    As an alarm of a statement: the words that bring it to the top wherever all of them are typed.
    """

    id: str
    phrases: tuple[str, ...]


class Choice(Record, frozen=True):
    """One answer of a one-of or any-of input."""

    value: str
    label: str
    help: str = ""


class Unit(Record, frozen=True):
    """A unit of a quantity: multiply by `factor` to reach the first unit; the range is in this unit."""

    name: str
    minimum: Decimal
    maximum: Decimal
    factor: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        """Refuse numbers with which nothing can be computed."""
        if not all(map(is_usable, (self.minimum, self.maximum, self.factor))):
            message = f"must be numbers up to {MAX_SIZE:,} of at most {MOST_DIGITS} decimals"
            raise ValueError(f"'{self.name}': minimum, maximum and factor {message}")


def is_usable(number: Decimal) -> bool:
    """Is this a number, and not of so many digits that exact arithmetic with it would not end?"""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and abs(exponent) <= MOST_DIGITS and number.copy_abs() <= MAX_SIZE


class Input(Record, frozen=True):
    """One thing asked about the patient; "not known" is always an answer.

    `label` is its short name on the check-answers page and the plan. A quantity has `units`, the first of which is the
    one that rules compare in. A date may not lie after the day of the plan, nor before `earliest`.
    """

    key: str
    kind: InputKind
    label: str
    question: str
    why: str
    help: str = ""
    choices: tuple[Choice, ...] = ()
    units: tuple[Unit, ...] = ()
    earliest: date = date(1900, 1, 1)
    section: str = ""


class Page(Record, frozen=True):
    """Inputs of one group, asked together."""

    id: str
    title: str
    inputs: tuple[Input, ...]


class Derived(Record, frozen=True):
    """A quantity computed from inputs; not computed (unknown) unless `only_if` is true."""

    key: str
    label: str
    unit: str
    formula: Formula
    only_if: Condition = condition.parse("always")


class Conflict(Record, frozen=True):
    """Answers that cannot both be true, known by `when`; `text` names them and asks to correct one."""

    id: str
    when: Condition
    text: str


class Resolution(Record, frozen=True):
    """What to follow where this guideline and another contradict each other on an act, and why."""

    id: str
    guideline: str
    act: str
    text: str
    references: tuple[str, ...] = ()


class Due(Record, frozen=True):
    """When a line is due: so many days after a date input or after "today"; `basis` says whether a source says so."""

    days: int
    after: str
    basis: Literal["source", "product"]


class Line(Record, frozen=True):
    """A statement that a rule puts on the plan, with its due time."""

    statement: str
    due: Due | None = None


class Rule(Record, frozen=True):
    """When `when` holds for the patient, these lines and handout blocks apply.

    `not_applicable` marks the one rule of a topic that is no part of the guideline; it is always true and says so.
    """

    id: str
    topic: Topic
    when: Condition
    lines: tuple[Line, ...] = ()
    handout: tuple[str, ...] = ()
    not_applicable: bool = False


class Invariant(Record, frozen=True):
    """What must hold for every patient while `when` holds.

    The statements in `never` are not on the plan, those in `always` are, and of those in `exclusive` at most one is. A
    block of the handout can stand there by its id as well.
    """

    id: str
    when: Condition
    never: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    exclusive: tuple[str, ...] = ()


class Block(Record, frozen=True):
    """A piece of the patient handout, in plain language; `part` is the heading it stands under."""

    id: str
    part: str
    text: str


class Decision(Record, frozen=True):
    """The questions and rules of a guideline."""

    pages: tuple[Page, ...]
    derived: tuple[Derived, ...] = ()
    rules: tuple[Rule, ...] = ()
    invariants: tuple[Invariant, ...] = ()
    blocks: tuple[Block, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    resolutions: tuple[Resolution, ...] = ()

    def inputs(self) -> tuple[Input, ...]:
        """Every input, in the author's order."""
        return tuple(i for page in self.pages for i in page.inputs)


class Scope(Record, frozen=True):
    """For whom the guideline is meant, as the start page of the wizard says it."""

    use: str
    not_for: str
    have_ready: str
    limits: str


class Guideline(Record, frozen=True):
    """One published body of advice."""

    id: str
    title: str
    version: str
    language: str
    publisher: str
    reviewed: date
    next_review: date
    scope: Scope
    decision: Decision
    reviewer: str = ""
    references: tuple[Reference, ...] = ()
    terms: tuple[Term, ...] = ()
    index: tuple[IndexEntry, ...] = ()
    alarms: tuple[IndexEntry, ...] = ()
    handout_parts: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    def statements(self) -> dict[str, Statement]:
        """Every statement by its id."""
        return {s.id: s for section in self.sections for s in section.statements}


def encode_value(value: Any) -> Any:
    """Conditions and formulas travel as the text that their author wrote."""
    if isinstance(value, Condition | Formula):
        return value.text
    raise NotImplementedError(type(value))


def decode_value(kind: type, value: Any) -> Any:
    """Read a condition or formula from its text; a `ConditionError` is a `ValueError`, as msgspec wants it."""
    if kind is Condition:
        return condition.parse(value)
    if kind is Formula:
        return formula.parse(value)
    raise NotImplementedError(kind)


def to_json(value: Record) -> bytes:
    """Write a record as JSON; the same record gives the same bytes."""
    return msgspec.json.encode(value, enc_hook=encode_value, order="deterministic")


R = TypeVar("R", bound=Record)


def from_json(text: bytes | str, kind: type[R]) -> R:
    """Read a record that `to_json` wrote."""
    return msgspec.json.decode(text, type=kind, dec_hook=decode_value)
