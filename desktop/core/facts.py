"""The patient: what has been answered so far, immutable, and how answers are read.

An answer is a bool, a choice, a `Quantity`, a date, or a mapping of choices to bool or None; None stands for
"asked, and not known". A key that is absent has not been asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from db.birth import YEARS, completed, earliest_birth, whole_years
from db.condition_outcome import TRUE
from db.guideline import Decision, Input, Unit
from desktop.core.text import MONTHS, answer_words, date_words, number_words, quantity_words
from desktop.language import gettext as _

UNKNOWN: Final = "unknown"
NUMBER: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
ISO_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
LETTER_DATE: Final = re.compile(r"([0-9]{1,2})[- ]([A-Za-z]{3})[- ]([0-9]{4})")


class AnswerError(ValueError):
    """An answer that is refused; the sentence names the field and what is allowed."""

    def __init__(self, field_name: str, message: str) -> None:
        """Name the key of the input, or `patient.born` and its like."""
        super().__init__(message)
        self.field = field_name


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it was entered, with its unit, and its value in the unit that rules compare in."""

    entered: Decimal
    unit: str
    value: Decimal

    def __str__(self) -> str:
        """As entered: `97 µmol/L`."""
        return quantity_words(self.entered, self.unit)


Answer = bool | str | Quantity | date | Mapping[str, bool | None] | None


@dataclass(frozen=True, slots=True)
class Patient:
    """Who the plan is for; everything may be missing."""

    family: str = ""
    given: str = ""
    born: date | None = None
    sex: str = ""
    number: str = ""

    def is_empty(self) -> bool:
        """Is nothing known that identifies the patient?"""
        return self == Patient(sex=self.sex)


@dataclass(frozen=True, slots=True)
class Facts:
    """What has been answered, for one patient, on one day."""

    on: date
    patient: Patient = Patient()
    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))

    def with_answer(self, key: str, answer: Answer) -> Facts:
        """The same facts with one answer given or changed."""
        return replace(self, answers=MappingProxyType({**self.answers, key: answer}))

    def with_patient(self, patient: Patient) -> Facts:
        """The same facts for a patient whose details are now known."""
        return replace(self, patient=patient)

    def filled(self, decision: Decision) -> Facts:
        """Age and sex taken from the patient's details where they have not been answered.

        Raises `AnswerError` where both are given and differ.
        """
        found = {i.key: i for i in decision.inputs()}
        facts = self
        if self.patient.born and "age" in found and found["age"].units:
            age = read_age(found["age"], self.patient.born, self.on, self.answers.get("age"))
            facts = agree(facts, found["age"], age)
        if self.patient.sex and "sex" in found:
            facts = agree(facts, found["sex"], read_answer(found["sex"], self.patient.sex, self.on))
        return facts

    def checked(self, decision: Decision) -> Facts:
        """The same facts, filled. Raises `AnswerError` where two answers cannot both be true."""
        facts = self.filled(decision)
        earliest = earliest_by_age(facts, decision)
        for asked in decision.inputs():
            refuse_before_birth(facts, asked, earliest)
        values = {
            key: answer.value if isinstance(answer, Quantity) else answer for key, answer in facts.answers.items()
        }
        for conflict in decision.conflicts:
            if conflict.when.outcomes(values) == TRUE:
                raise AnswerError(conflict.when.names[-1], conflict.text)
        return facts


def agree(facts: Facts, asked: Input, answer: Answer) -> Facts:
    """Fill in an answer that the patient's details give. Raises `AnswerError` if another one was given."""
    given = facts.answers.get(asked.key, answer)
    if given is not None and given != answer:
        message = _("{label}: the answer {given} differs from the patient's details, which give {answer}.")
        words = {"given": answer_words(asked, given), "answer": answer_words(asked, answer)}
        raise AnswerError(asked.key, message.format(label=asked.label, **words))
    return facts.with_answer(asked.key, answer)


def earliest_by_age(facts: Facts, decision: Decision) -> date | None:
    """The earliest date of birth that the age allows; None if it is not known."""
    for asked in decision.inputs():
        age = facts.answers.get(asked.key)
        if asked.key == "age" and isinstance(age, Quantity):
            return earliest_birth(whole_years(asked, age.value), facts.on)
    return None


def refuse_before_birth(facts: Facts, asked: Input, earliest: date | None) -> None:
    """Raise `AnswerError` for a date before the date of birth, or before the earliest one that the age allows."""
    day = facts.answers.get(asked.key)
    if not isinstance(day, date):
        return
    born = facts.patient.born
    message = _("{label}: {day} is before the date of birth, {born}. Correct one of the two.")
    if born is None:
        born = earliest
        message = _("{label}: {day} is before birth at this age; {born} is the earliest. Correct the date or the age.")
    if born is not None and day < born:
        words = {"day": date_words(day), "born": date_words(born)}
        raise AnswerError(asked.key, message.format(label=asked.label, **words))


def age_on(born: date, on: date) -> int:
    """Age in completed years, by the calendar."""
    return completed(born, on, YEARS)


def read_age(asked: Input, born: date, on: date, given: Answer) -> Answer:
    """The age by the date of birth: in the unit of the answer that was given, else in the first that can hold it."""
    units = [u for u in asked.units if not isinstance(given, Quantity) or u.name == given.unit]
    counts = [(unit, completed(born, on, unit.name)) for unit in units]
    unit, count = next(((u, n) for u, n in counts if u.minimum <= n <= u.maximum), counts[0])
    return read_answer(asked, {"value": str(count), "unit": unit.name}, on)


def read_answer(asked: Input, raw: object, on: date) -> Answer:
    """Read one answer from its text form, the same for the window and an answers file.

    `raw` is a string, or a mapping `{value, unit}` for a quantity, or a list of choices or a mapping of choices to
    yes, no or unknown for an any-of input. Raises `AnswerError`.
    """
    if raw == UNKNOWN:
        return {c.value: None for c in asked.choices} if asked.kind == "any-of" else None
    match asked.kind:
        case "yes-no":
            return read_yes_no(asked.key, raw)
        case "one-of":
            return read_choice(asked, raw)
        case "any-of":
            return read_marks(asked, raw)
        case "quantity":
            return read_quantity(asked, raw)
    return read_past_date(asked, raw, on)


def allowed(asked: Input) -> str:
    """The choices of an input, as a refusal lists them."""
    return ", ".join([c.value for c in asked.choices] + [UNKNOWN])


def written(raw: object) -> str:
    """A value as it is written in an answers file, to be named in a refusal."""
    if isinstance(raw, Mapping):
        return "{" + ", ".join(f"{key}: {written(value)}" for key, value in raw.items()) + "}"
    if isinstance(raw, Sequence) and not isinstance(raw, str):
        return f"[{', '.join(map(written, raw))}]"
    return str(raw)


def read_yes_no(key: str, raw: object) -> bool | None:
    """Read yes, no or unknown."""
    marks = {"yes": True, "no": False, UNKNOWN: None}
    if not isinstance(raw, str) or raw not in marks:
        message = _("{key}: {raw} is not allowed; write yes, no or unknown.")
        raise AnswerError(key, message.format(key=key, raw=written(raw)))
    return marks[raw]


def read_choice(asked: Input, raw: object) -> str:
    """Read the value of a one-of input."""
    if isinstance(raw, str) and raw in {c.value for c in asked.choices}:
        return raw
    message = _("{key}: {raw} is not a choice; write one of: {allowed}.")
    raise AnswerError(asked.key, message.format(key=asked.key, raw=written(raw), allowed=allowed(asked)))


def read_marks(asked: Input, raw: object) -> Mapping[str, bool | None]:
    """Read the marks of an any-of input; choices not named are no in a list, unknown in a mapping."""
    values = [c.value for c in asked.choices]
    if isinstance(raw, str) or not isinstance(raw, Sequence | Mapping):
        message = _("{key}: write a list of choices, [] for none of them, or unknown.")
        raise AnswerError(asked.key, message.format(key=asked.key))
    for value in raw:
        if value not in values:
            message = _("{key}: {value} is not a choice; write some of: {allowed}.")
            words = message.format(key=asked.key, value=written(value), allowed=allowed(asked))
            raise AnswerError(asked.key, words)
    if isinstance(raw, Mapping):
        return MappingProxyType({v: read_yes_no(f"{asked.key}.{v}", raw.get(v, UNKNOWN)) for v in values})
    return MappingProxyType({v: v in raw for v in values})


def read_number(key: str, raw: object) -> Decimal:
    """Read a plain decimal number; a comma, an exponent or a sign is refused, never guessed."""
    if not isinstance(raw, str) or not NUMBER.fullmatch(raw.strip()):
        message = _("{key}: {raw} is not a plain number; write digits, with a point before decimals, such as 1.5.")
        raise AnswerError(key, message.format(key=key, raw=written(raw)))
    return Decimal(raw.strip())


def read_quantity(asked: Input, raw: object) -> Quantity:
    """Read a number with its unit; the unit may be left out where there is only one."""
    entry = raw if isinstance(raw, Mapping) else {"value": raw}
    unit = _unit_of(asked, entry)
    if "value" not in entry:
        raise AnswerError(asked.key, _("{key}: the number is missing; write it as value.").format(key=asked.key))
    entered = read_number(asked.key, entry["value"])
    if not unit.minimum <= entered <= unit.maximum:
        message = _("{key}: {entered} is outside {minimum} to {maximum} {unit}; check the number and its unit.")
        raise AnswerError(
            asked.key,
            message.format(
                key=asked.key,
                entered=quantity_words(entered, unit.name),
                minimum=number_words(unit.minimum),
                maximum=number_words(unit.maximum),
                unit=unit.name,
            ),
        )
    return Quantity(entered, unit.name, entered * unit.factor)


def _unit_of(asked: Input, entry: Mapping[str, object]) -> Unit:
    """The unit that an entry names."""
    units = {u.name: u for u in asked.units}
    extra = sorted(set(entry) - {"value", "unit"})
    name = entry.get("unit", asked.units[0].name if len(units) == 1 else None)
    if extra or name not in units:
        message = _("{key}: write a value and a unit; the unit is one of: {units}.")
        raise AnswerError(asked.key, message.format(key=asked.key, units=", ".join(units)))
    return units[str(name)]


def read_date(key: str, raw: object) -> date:
    """Read 2026-04-03 or 03-Apr-2026; a date in digits only is ambiguous and refused."""
    text = raw.strip() if isinstance(raw, str) else ""
    try:
        if match := ISO_DATE.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := LETTER_DATE.fullmatch(text):
            return date(int(match[3]), MONTHS.index(match[2].capitalize()) + 1, int(match[1]))
    except ValueError:
        message = _("{key}: {raw} is not a day of the calendar; write it as 03-Apr-2026 or 2026-04-03.")
        raise AnswerError(key, message.format(key=key, raw=raw)) from None
    message = _("{key}: {raw} is not a clear date; write it as 03-Apr-2026 or 2026-04-03.")
    raise AnswerError(key, message.format(key=key, raw=written(raw)))


def read_past_date(asked: Input, raw: object, on: date) -> date:
    """Read a date that may not lie after the day of the plan."""
    day = read_date(asked.key, raw)
    if not asked.earliest <= day <= on:
        message = _("{key}: {day} is outside {earliest} to {on}.")
        words = {"day": date_words(day), "earliest": date_words(asked.earliest), "on": date_words(on)}
        raise AnswerError(asked.key, message.format(key=asked.key, **words))
    return day
