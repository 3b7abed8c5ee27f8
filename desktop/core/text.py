"""How numbers, dates and answers are written for people, the same on screen, paper and terminal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import ROUND_FLOOR, Context, Decimal
from itertools import count
from typing import Final

from db.guideline import Input
from desktop.language import gettext as _

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NO_BREAK: Final = "\u00a0"
WIDE: Final = Context(prec=20_000)
"""As many digits as a formula may give."""
ONE: Final = {"days": "day", "weeks": "week", "months": "month", "years": "year"}


def date_words(day: date) -> str:
    """A date as 03-Apr-2026."""
    return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year:04d}"


def number_words(value: Decimal) -> str:
    """A number without exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def quantity_words(value: Decimal, unit: str) -> str:
    """A number and its unit, kept together; a unit of time is in the singular after 1."""
    return f"{number_words(value)}{NO_BREAK}{ONE.get(unit, unit) if value == 1 else unit}"


def computed_words(value: Decimal, unit: str, cuts: Collection[Decimal]) -> str:
    """A computed quantity with one decimal, or as many more as show it on its side of each of these cuts.

    Further digits are cut off and not rounded: no limit is shown as reached that is not.
    """
    few = (value.quantize(Decimal(1).scaleb(-digits), ROUND_FLOOR, WIDE) for digits in count(1))
    shown = next(short for short in few if all(short.compare(cut) == value.compare(cut) for cut in cuts))
    return quantity_words(shown, unit)


def answer_words(asked: Input, answer: object) -> str:
    """The answer to one input, as the check-answers page and the plan show it."""
    labels = {c.value: c.label for c in asked.choices}
    match answer:
        case None:
            return _("Not known")
        case bool():
            return _("Yes") if answer else _("No")
        case str():
            return labels[answer]
        case date():
            return date_words(answer)
        case Mapping():
            return _marks_words(labels, answer)
    return str(answer)


def full_answer_words(asked: Input, answer: object) -> str:
    """The answer to one input with everything that was denied, as the record of a plan keeps it."""
    if not isinstance(answer, Mapping):
        return answer_words(asked, answer)
    words = {True: _("Yes"), None: _("Not known"), False: _("No")}
    found = []
    for mark, word in words.items():
        labels = [c.label for c in asked.choices if answer[c.value] is mark]
        if labels:
            found.append(f"{word}: " + "; ".join(labels))
    return ". ".join(found)


def unknown_words(asked: Input, answer: object) -> str:
    """What is not known: the label of an answer, with those of its marks that are not known if others are."""
    if not isinstance(answer, Mapping) or all(mark is None for mark in answer.values()):
        return asked.label
    marks = "; ".join(c.label for c in asked.choices if answer[c.value] is None)
    return _("{label} ({marks})").format(label=asked.label, marks=marks)


def _marks_words(labels: Mapping[str, str], marks: Mapping[str, bool | None]) -> str:
    """The marks of an any-of answer: the choices that apply, then those that are not known."""
    found = [label for value, label in labels.items() if marks[value]]
    unknown = [label for value, label in labels.items() if marks[value] is None]
    if not found and not unknown and len(labels) == 1:
        return _("No: {label}").format(label=next(iter(labels.values())))
    if not found and not unknown:
        return _("None of the {count}").format(count=len(labels))
    if len(unknown) == len(labels):
        return _("Not known")
    words = "; ".join(found) if found else _("None marked yes")
    return words + (". " + _("Not known") + ": " + "; ".join(unknown) if unknown else "")
