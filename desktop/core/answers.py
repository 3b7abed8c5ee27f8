"""An answers file, already read as plain values, becomes facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from types import MappingProxyType
from typing import Final

from db.guideline import Decision
from desktop.core.facts import AnswerError, Facts, Patient, read_answer, read_date
from desktop.core.text import date_words
from desktop.language import gettext as _

PATIENT_FIELDS: Final = tuple(f.name for f in fields(Patient))
MAX_NAME: Final = 200


def read_facts(decision: Decision, data: object, on: date) -> Facts:
    """Read `{patient: …, answers: …}`, both optional.

    Raises `AnswerError` for the first thing that is refused; its field is the path, such as `answers.wound`.
    """
    document = mapping("", data)
    refuse_unknown("", document, ("patient", "answers"))
    patient = read_patient(mapping("patient", document.get("patient", {})), on)
    inputs = {i.key: i for i in decision.inputs()}
    raw = mapping("answers", document.get("answers", {}))
    refuse_unknown("answers", raw, tuple(inputs))
    answers = {key: read_answer(inputs[key], value, on) for key, value in raw.items()}
    return Facts(on, patient, MappingProxyType(answers)).checked(decision)


def read_patient(raw: Mapping[str, object], on: date) -> Patient:
    """Read the patient's details; all are optional."""
    refuse_unknown("patient", raw, PATIENT_FIELDS)
    for key, value in raw.items():
        if not isinstance(value, str) or len(value) > MAX_NAME:
            message = _("patient.{key}: write a text of at most {most} characters.")
            raise AnswerError(f"patient.{key}", message.format(key=key, most=MAX_NAME))
    words = {key: str(value).strip() for key, value in raw.items()}
    if words.get("sex", "") not in ("", "female", "male"):
        raise AnswerError("patient.sex", _("patient.sex: {sex} is not a choice; write female or male.").format(**words))
    born = read_birth(words.pop("born", ""), on)
    return Patient(born=born, **words)


def read_birth(text: str, on: date) -> date | None:
    """Read a date of birth; it may not lie after the day of the plan."""
    if not text:
        return None
    born = read_date("patient.born", text)
    if not 0 <= on.year - born.year <= 130 or born > on:
        message = _("patient.born: {born} is not a possible date of birth on {on}.")
        raise AnswerError("patient.born", message.format(born=date_words(born), on=date_words(on)))
    return born


def mapping(path: str, value: object) -> Mapping[str, object]:
    """A value that has to be a mapping of names to values."""
    if not isinstance(value, Mapping):
        where = path or _("the file")
        raise AnswerError(path, _("{path}: write names with their values here.").format(path=where))
    return value


def refuse_unknown(path: str, found: Mapping[str, object], allowed: tuple[str, ...]) -> None:
    """Refuse a key that is not known, and name the nearest one that is."""
    for key in found:
        if key not in allowed:
            from difflib import get_close_matches  # most files have no such key

            where = f"{path}.{key}" if path else key
            near = get_close_matches(key, allowed, 1)
            hint = _("; did you mean {near}?").format(near=near[0]) if near else ""
            message = _("{where} is not known{hint} Allowed: {allowed}.")
            words = message.format(where=where, hint=hint or ".", allowed=", ".join(allowed))
            raise AnswerError(where, words)
