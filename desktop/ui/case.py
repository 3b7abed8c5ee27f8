"""The one thing that changes: the case of one patient, from the first answer to the printed plan."""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtCore import QObject, Signal

from db.guideline import Guideline, Input
from desktop.core.engine import Engine, Step
from desktop.core.facts import Answer, AnswerError, Facts, Patient, read_answer
from desktop.core.plan import Plan
from desktop.core.planner import make_plan

NO_CASE: Final = "There is no case"


class Case(QObject):
    """The facts of one patient in one guideline; every change is announced by `facts_changed`."""

    facts_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin without a case."""
        super().__init__(parent)
        self._engine: Engine | None = None
        self._facts: Facts | None = None
        self._past: list[Facts] = []
        self._step: Step | None = None
        self._plan: Plan | None = None
        self._unfinished = False

    def start(self, engine: Engine, patient: Patient, on: date) -> None:
        """Start a case; nothing of the one before remains. Raises `AnswerError` where the patient's age is refused."""
        facts = Facts(on=on, patient=patient)
        facts.checked(engine.decision)
        self._engine, self._past = engine, []
        self._put(facts, unfinished=patient != Patient())

    def clear(self) -> None:
        """Forget the case."""
        self._engine = self._facts = self._step = self._plan = None
        self._past = []
        self._unfinished = False
        self.facts_changed.emit()

    def is_active(self) -> bool:
        """Has a case been started?"""
        return self._engine is not None

    def is_unfinished(self) -> bool:
        """Has something been given that was not printed or saved since?"""
        return self._unfinished

    def mark_done(self) -> None:
        """The plan has been printed or saved as it stands."""
        self._unfinished = False

    @property
    def engine(self) -> Engine:
        """The decision that the case walks through."""
        if self._engine is None:
            raise RuntimeError(NO_CASE)
        return self._engine

    @property
    def guideline(self) -> Guideline:
        """The guideline that the case walks through."""
        return self.engine.guideline

    @property
    def facts(self) -> Facts:
        """What has been answered, without what the patient's details add."""
        if self._facts is None:
            raise RuntimeError(NO_CASE)
        return self._facts

    @property
    def filled(self) -> Facts:
        """What has been answered, with age and sex taken from the patient's details."""
        return self.facts.filled(self.engine.decision)

    @property
    def step(self) -> Step:
        """The engine's answer to the facts."""
        if self._step is None:
            self._step = self.engine.step(self.filled)
        return self._step

    def plan(self) -> Plan:
        """The plan as the facts make it now."""
        if self._plan is None:
            self._plan = make_plan(self.engine, self.facts)
        return self._plan

    def input(self, key: str) -> Input:
        """The input of this key."""
        return next(i for i in self.engine.decision.inputs() if i.key == key)

    def read(self, key: str, raw: object) -> Answer:
        """Read an answer without keeping it. Raises `AnswerError` in the words of the question."""
        asked = self.input(key)
        try:
            answer = read_answer(asked, raw, self.facts.on)
            self.facts.with_answer(key, answer).checked(self.engine.decision)
        except AnswerError as error:
            raise AnswerError(key, str(error).replace(f"{key}:", f"{asked.label}:", 1)) from None
        return answer

    def answer(self, key: str, raw: object) -> None:
        """Keep an answer, given as text and never guessed. Raises `AnswerError`, and then nothing has changed."""
        answer = self.read(key, raw)
        if key not in self.facts.answers or self.facts.answers[key] != answer:
            self._past.append(self.facts)
            self._put(self.facts.with_answer(key, answer), unfinished=True)

    def stops_if(self, key: str, raw: object) -> bool:
        """Would this answer be an emergency? Raises `AnswerError`."""
        facts = self.facts.with_answer(key, self.read(key, raw))
        return bool(self.engine.step(facts.filled(self.engine.decision)).stops)

    def take_back(self) -> str:
        """Undo the last answer, and name its key; empty if there is nothing to undo."""
        if not self._past:
            return ""
        before, now = self._past.pop().answers, self.facts.answers
        self._put(Facts(self.facts.on, self.facts.patient, before), unfinished=True)
        missing = object()
        return next((k for k in (*now, *before) if before.get(k, missing) != now.get(k, missing)), "")

    def set_patient(self, patient: Patient) -> None:
        """Give or correct the details of this patient. Raises `AnswerError` where they contradict an answer."""
        if patient == self.facts.patient:
            return
        facts = self.facts.with_patient(patient)
        facts.checked(self.engine.decision)
        self._past = []  # an undo must not bring back answers that contradict the new details
        self._put(facts, unfinished=True)

    def _put(self, facts: Facts, *, unfinished: bool) -> None:
        """Hold these facts and tell everybody."""
        self._facts, self._step, self._plan = facts, None, None
        self._unfinished = unfinished
        self.facts_changed.emit()
