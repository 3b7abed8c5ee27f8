"""What a proof says: a property that holds, or a claim about one patient who breaks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final, Literal

SOUND: Final = "sound"
GAP: Final = "no gap"
CONTRADICTION: Final = "no contradiction"
DEAD: Final = "nothing dead"
UNKNOWN: Final = "unknown is never no"
INVARIANT: Final = "never and always"
CUTS: Final = "cuts"
PATHS: Final = "paths end"
PROPERTIES: Final = (GAP, CONTRADICTION, DEAD, UNKNOWN, INVARIANT, CUTS, PATHS)

Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Proof:
    """One property: whether it holds, a sentence on it, and if it does not, the answers of a patient who breaks it.

    `on` is the day of that patient's plan, if it is not that of the review.
    """

    property: str
    holds: bool
    detail: str
    witness: Answers | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """None of these rules on a topic fires, and no stop makes that needless."""

    topic: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unsettled:
    """This rule, which stops, is neither true nor false, and no answer is missing that could settle it."""

    rule: str


@dataclass(frozen=True, slots=True)
class Together:
    """These statements are on one plan, while the condition of the invariant, if it is one, is not false."""

    first: str
    second: str
    invariant: str = ""


@dataclass(frozen=True, slots=True)
class Present:
    """This statement is on the plan, while the condition of this invariant is not false.

    Where the line holds only after an emergency is settled, `settled` are the answers that exclude the emergency, and
    leave the condition not false.
    """

    statement: str
    invariant: str
    settled: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Absent:
    """This statement is not on the plan, while the condition of this invariant is true."""

    statement: str
    invariant: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Making one answer unknown changes the plan in a way it must not: `part` is a, b or c."""

    part: Literal["a", "b", "c"]
    statement: str
    key: str
    answer: object  # the answer after the change


@dataclass(frozen=True, slots=True)
class Side:
    """A rule fires (or does not) for the patient, and the other way round after one more change."""

    rule: str
    name: str
    fires: bool
    changes: Answers


@dataclass(frozen=True, slots=True)
class Longest:
    """The patient is asked this many pages, the `first` among them or beyond it."""

    pages: int
    first: bool = False


@dataclass(frozen=True, slots=True)
class Unfired:
    """A rule does not fire for who is asked page by page; `holds` says that it would but for a stop."""

    rule: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """Another answer to this input leaves every line and the handout as they are."""

    key: str
    answer: object


@dataclass(frozen=True, slots=True)
class Level:
    """No rule turns by its test of a quantity against this number where these changes take it from beside it to it."""

    name: str
    cut: Fraction
    changes: Answers


@dataclass(frozen=True, slots=True)
class Apart:
    """A quantity is not at this number, and cannot be."""

    name: str
    number: Fraction


Claim = Gap | Unsettled | Together | Present | Absent | Forgotten | Side | Longest | Unfired | Alike | Level | Apart


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a property: it holds, or `claim` says what the patient with these answers shows.

    `small` holds the answers that suffice, `full` those of every input that was looked at, on the day `on`, if that is
    not the day of the review.
    """

    property: str
    holds: bool
    detail: str
    claim: Claim | None = None
    small: Answers | None = None
    full: Answers | None = None
    on: date | None = None

    def proof(self) -> Proof:
        """The finding as it is reported."""
        return Proof(self.property, self.holds, self.detail, None if self.holds else self.small, self.on)
