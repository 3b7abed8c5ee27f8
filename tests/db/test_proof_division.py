"""A formula that may divide by zero is told with answers that a file can hold, choices among them."""

import msgspec
import pytest

from db import condition, formula
from db.guideline import Derived
from db.proof_claims import SOUND
from desktop.core.answers import read_facts
from desktop.core.engine import Engine
from desktop.core.prove import prove
from desktop.core.shown import Shown
from tests.db.proof_fixtures import DERIVED, sound

FORMULAS = [
    ("100 / (1 if wound is none else weight - 70)", "always", {"wound", "weight"}),
    ("100 / (0 if wound is open else 1)", "always", {"wound"}),
    ("100 / (0 if pain else 1)", "always", {"pain"}),
    ("100 / (0 if flags has cauda and not flags has ischaemia else 1)", "always", {"flags"}),
    ("100 / (1 if any(flags) else 0)", "not pain", {"flags", "pain"}),
    ("100 / (today - injury_date)", "always", {"injury_date"}),
]


def proof_of(text, only_if="always"):
    bad = Derived("bad", "Bad", "x", formula.parse(text), condition.parse(only_if))
    made = sound(derived=(*DERIVED, bad))
    return made, next((p for p in prove(made) if p.property == SOUND), None)


@pytest.mark.parametrize(("text", "only_if", "keys"), FORMULAS)
def test_the_answers_make_the_divisor_zero(text, only_if, keys):
    made, proof = proof_of(text, only_if)
    assert proof.detail.startswith("derived bad may divide by zero: ")
    assert set(proof.witness) == keys
    facts = read_facts(made.decision, {"answers": proof.witness}, proof.on or made.reviewed)
    assert facts.answers.keys() == keys
    divisor = formula.parse(text.removeprefix("100 / "))
    inverse = msgspec.structs.replace(made.decision, derived=(*DERIVED, Derived("d", "D", "x", divisor)))
    assert divisor_of(msgspec.structs.replace(made, decision=inverse), facts) == 0


def divisor_of(made, facts):
    return Shown(Engine(made), facts).values["d"]


def test_choices_that_exclude_each_other_do_not_meet():
    assert proof_of("100 / ((0 if wound is open else 1) + (0 if wound is none else 1))")[1] is None


def test_a_number_that_cannot_be_written_is_told_without_a_file():
    _, proof = proof_of("100 / (3 * weight - 100)")
    assert (proof.witness, proof.detail) == (None, "derived bad may divide by zero: weight = 33.3333")
