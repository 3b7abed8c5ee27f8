"""Reading answers: what is accepted, and the sentence of each refusal."""

from datetime import date
from decimal import Decimal

import pytest

from db.guideline import Decision, Input, Page, Unit
from desktop.core.answers import read_facts
from desktop.core.facts import AnswerError, Facts, Patient, age_on, earliest_birth, read_answer
from desktop.core.text import answer_words
from tests.shipped import shipped
from tests.small import TODAY, asked, guideline

SEX = asked("sex", "one-of", "female", "male")
FLAGS = asked("flags", "any-of", "a", "b", "c")
PAIN = asked("pain", "yes-no")
DAY = asked("day", "date")
CREATININE = next(i for i in guideline().decision.inputs() if i.key == "creatinine")
AGE = next(i for i in guideline().decision.inputs() if i.key == "age")

ACCEPTED = [
    (PAIN, "yes", True),
    (PAIN, "no", False),
    (PAIN, "unknown", None),
    (SEX, "female", "female"),
    (SEX, "unknown", None),
    (FLAGS, [], {"a": False, "b": False, "c": False}),
    (FLAGS, ["b"], {"a": False, "b": True, "c": False}),
    (FLAGS, {"a": "yes", "b": "no", "c": "unknown"}, {"a": True, "b": False, "c": None}),
    (FLAGS, {"a": "yes"}, {"a": True, "b": None, "c": None}),
    (FLAGS, "unknown", {"a": None, "b": None, "c": None}),
    (DAY, "2026-11-01", date(2026, 11, 1)),
    (DAY, "01-Nov-2026", date(2026, 11, 1)),
    (DAY, "1 nov 2026", date(2026, 11, 1)),
    (DAY, "2024-02-29", date(2024, 2, 29)),
]


@pytest.mark.parametrize(("question", "raw", "answer"), ACCEPTED)
def test_answers_that_are_accepted(question, raw, answer):
    assert read_answer(question, raw, TODAY) == answer


REFUSED = [
    (PAIN, "Yes", "yes, no or unknown"),
    (PAIN, "", "yes, no or unknown"),
    (PAIN, ["yes"], "yes, no or unknown"),
    (SEX, "femal", "female, male, unknown"),
    (FLAGS, "a", "list of choices"),
    (FLAGS, ["d"], "a, b, c, unknown"),
    (FLAGS, {"d": "yes"}, "a, b, c, unknown"),
    (FLAGS, {"a": "maybe"}, "flags.a"),
    (AGE, "1,5", "not a plain number"),
    (AGE, "1e3", "not a plain number"),
    (AGE, "-5", "not a plain number"),
    (AGE, "٦٥", "not a plain number"),
    (AGE, "６５", "not a plain number"),
    (AGE, "0x10", "not a plain number"),
    (AGE, ".5", "not a plain number"),
    (AGE, "NaN", "not a plain number"),
    (AGE, "121", "0 to 120 years"),
    (AGE, {"value": "65", "unit": "months"}, "years"),
    (AGE, {"value": "65", "units": "years"}, "value and a unit"),
    (CREATININE, "1.1", "µmol/L, mg/dL"),
    (CREATININE, {"value": "1.1", "unit": "µmol/L"}, "18 to 1768 µmol/L"),
    (CREATININE, {"value": "97", "unit": "mg/dL"}, "0.2 to 20 mg/dL"),
    (CREATININE, {"value": "97", "unit": "umol"}, "µmol/L, mg/dL"),
    (CREATININE, {"unit": "mg/dL"}, "the number is missing; write it as value"),
    (DAY, "03/04/2026", "not a clear date"),
    (DAY, "3.4.2026", "not a clear date"),
    (DAY, "2026-02-31", "not a day of the calendar"),
    (DAY, "31-Feb-2026", "not a day of the calendar"),
    (DAY, "01-Nox-2026", "not a day of the calendar"),
    (DAY, "2026-11-23", "outside 01-Jan-1900 to 22-Nov-2026"),
    (DAY, "1899-12-31", "outside"),
    (DAY, ["2026-11-01"], "not a clear date"),
]


@pytest.mark.parametrize(("question", "raw", "sentence"), REFUSED)
def test_answers_that_are_refused(question, raw, sentence):
    with pytest.raises(AnswerError) as refused:
        read_answer(question, raw, TODAY)
    assert sentence in str(refused.value)
    assert question.key in str(refused.value)


NESTED = [
    (PAIN, {"a": "b"}, "pain: {a: b} is not allowed"),
    (PAIN, ["yes", ["no"]], "pain: [yes, [no]] is not allowed"),
    (SEX, {"a": "b"}, "sex: {a: b} is not a choice"),
    (FLAGS, [{"a": "b"}], "flags: {a: b} is not a choice"),
    (AGE, {"value": ["1"], "unit": "years"}, "age: [1] is not a plain number"),
    (DAY, {"a": "b"}, "day: {a: b} is not a clear date"),
]


@pytest.mark.parametrize(("question", "raw", "sentence"), NESTED)
def test_a_refusal_says_what_was_written_as_it_is_written(question, raw, sentence):
    with pytest.raises(AnswerError) as refused:
        read_answer(question, raw, TODAY)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(("on", "earliest"), [(date(50, 1, 2), date.min), (date(62, 3, 30), date(1, 3, 28))])
def test_the_calendar_begins_with_the_year_1(on, earliest):
    assert earliest_birth(60, on) == earliest


def test_units_meet_exactly():
    in_mg = read_answer(CREATININE, {"value": "1.5", "unit": "mg/dL"}, TODAY)
    in_umol = read_answer(CREATININE, {"value": "132.6", "unit": "µmol/L"}, TODAY)
    assert in_mg.value == in_umol.value == Decimal("132.6")
    assert str(in_mg) == "1.5\u00a0mg/dL"


def test_a_single_unit_may_be_left_out():
    kilo = Input("w", "quantity", "W", "?", "!", units=(Unit("kg", Decimal(25), Decimal(300)),))
    assert read_answer(kilo, "70.5", TODAY).value == Decimal("70.5")


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1961, 4, 5), date(2026, 4, 4), 64),
        (date(1961, 4, 5), date(2026, 4, 5), 65),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age_goes_by_the_calendar(born, on, years):
    assert age_on(born, on) == years


MONTHS = asked(
    "age",
    "quantity",
    units=(Unit("months", Decimal(0), Decimal(1200)), Unit("years", Decimal(0), Decimal(100), Decimal(12))),
)
YOUNG_AND_OLD = asked(
    "age",
    "quantity",
    units=(Unit("months", Decimal(0), Decimal(36)), Unit("years", Decimal(3), Decimal(100), Decimal(12))),
)
WEEKS = asked("age", "quantity", units=(Unit("weeks", Decimal(0), Decimal(5000)),))
BORN = date(2024, 12, 31)
BY_BIRTH = [
    (MONTHS, None, "22", "months"),
    (MONTHS, {"value": "22", "unit": "months"}, "22", "months"),
    (MONTHS, {"value": "1", "unit": "years"}, "1", "years"),
    (AGE, "1", "1", "years"),
    (WEEKS, None, "98", "weeks"),
    (YOUNG_AND_OLD, None, "22", "months"),
]


def with_age(question):
    pages = (Page("p", "P", (question, DAY)),)
    return Decision(pages)


@pytest.mark.parametrize(("question", "given", "entered", "unit"), BY_BIRTH)
def test_the_date_of_birth_gives_the_age_in_its_unit(question, given, entered, unit):
    data = {"patient": {"born": str(BORN)}, "answers": {"age": given} if given else {}}
    age = read_facts(with_age(question), data, TODAY).answers["age"]
    assert (age.entered, age.unit) == (Decimal(entered), unit)


def test_an_age_beyond_the_first_unit_is_given_in_the_next():
    facts = read_facts(with_age(YOUNG_AND_OLD), {"patient": {"born": "1961-04-05"}}, TODAY)
    assert facts.answers["age"].value == 65 * 12


def test_an_age_that_differs_from_the_date_of_birth_is_refused_in_every_unit():
    for age in ({"value": "23", "unit": "months"}, {"value": "2", "unit": "years"}):
        with pytest.raises(AnswerError, match="differs from the patient's details"):
            read_facts(with_age(MONTHS), {"patient": {"born": str(BORN)}, "answers": {"age": age}}, TODAY)


@pytest.mark.parametrize(
    ("question", "age"),
    [
        (MONTHS, {"value": "6", "unit": "months"}),
        (MONTHS, {"value": "0.5", "unit": "years"}),
        (WEEKS, "26"),
        (AGE, "0"),
    ],
)
def test_birth_is_reckoned_in_the_unit_of_the_age(question, age):
    with pytest.raises(AnswerError, match="before birth at this age; 22-Nov-2025 is the earliest"):
        read_facts(with_age(question), {"answers": {"age": age, "day": "2025-11-21"}}, TODAY)
    assert read_facts(with_age(question), {"answers": {"age": age, "day": "2025-11-22"}}, TODAY)


def test_an_age_that_is_no_quantity_is_not_filled():
    grown = with_age(asked("age", "one-of", "child", "adult"))
    assert "age" not in read_facts(grown, {"patient": {"born": "1961-04-05"}}, TODAY).answers


DECISION = guideline().decision


def test_patient_details_fill_age_and_sex():
    facts = read_facts(DECISION, {"patient": {"born": "1961-04-05", "sex": "female"}}, TODAY)
    assert facts.answers["age"].value == 65
    assert facts.answers["sex"] == "female"


FILES = [
    ([], "the file"),
    ({"answer": {}}, "did you mean answers?"),
    ({"answers": {"wond": "open"}}, "did you mean wound?"),
    ({"answers": []}, "answers"),
    ({"patient": {"name": "x"}}, "patient.name"),
    ({"patient": {"born": "2027-01-01"}}, "not a possible date of birth"),
    ({"patient": {"born": "1861-01-01"}}, "not a possible date of birth"),
    ({"patient": {"sex": "f"}}, "female or male"),
    ({"patient": {"family": ["x"]}}, "patient.family"),
    ({"patient": {"born": "1961-04-05"}, "answers": {"age": "64"}}, "differs"),
    ({"patient": {"sex": "male"}, "answers": {"sex": "female"}}, "Sex: the answer Female differs"),
]


@pytest.mark.parametrize(("data", "sentence"), FILES)
def test_answers_files_that_are_refused(data, sentence):
    with pytest.raises(AnswerError) as refused:
        read_facts(DECISION, data, TODAY)
    assert sentence in str(refused.value)


CONTRADICTIONS = [
    ({}, {"sex": "male", "pregnancy": ["pregnant"]}, "Pregnancy and childbirth: marked yes"),
    ({"sex": "male"}, {"pregnancy": {"childbirth": "yes"}}, "Pregnancy and childbirth: marked yes"),
    ({}, {"lesion": "lymphoma", "lymphoma_excluded": "yes"}, "Lymphoma or other tumour excluded: answered yes"),
    ({"born": "1961-04-05"}, {"injury_date": "1961-04-04"}, "Date of injury: 04-Apr-1961 is before the date of birth"),
    ({}, {"age": "40", "surgery_date": "1985-10-01"}, "Date of surgery: 01-Oct-1985 is before birth at this age"),
]
NO_CONTRADICTIONS = [
    ({}, {"sex": "male", "pregnancy": []}),
    ({}, {"sex": "unknown", "pregnancy": ["pregnant"]}),
    ({}, {"lesion": "lymphoma", "lymphoma_excluded": "unknown"}),
    ({"born": "1961-04-05"}, {"injury_date": "1961-04-05"}),
    ({}, {"age": "40", "surgery_date": "1985-12-01"}),
    ({}, {"age": "unknown", "injury_date": "1985-12-01"}),
]


@pytest.mark.parametrize(("patient", "answers", "sentence"), CONTRADICTIONS)
def test_answers_that_cannot_both_be_true_are_refused_by_name(patient, answers, sentence):
    with pytest.raises(AnswerError) as refused:
        read_facts(shipped().decision, {"patient": patient, "answers": answers}, TODAY)
    assert str(refused.value).startswith(sentence)
    assert refused.value.field in answers


@pytest.mark.parametrize(("patient", "answers"), NO_CONTRADICTIONS)
def test_answers_that_can_both_be_true_are_taken(patient, answers):
    assert (
        read_facts(shipped().decision, {"patient": patient, "answers": answers}, TODAY).answers.keys() >= answers.keys()
    )


def test_age_not_known_does_not_hide_a_date_of_birth():
    facts = read_facts(DECISION, {"patient": {"born": "1961-04-05"}, "answers": {"age": "unknown"}}, TODAY)
    assert facts.answers["age"].value == 65


def test_sex_alone_identifies_nobody():
    assert Patient(sex="male").is_empty()
    assert not Patient(sex="male", number="7").is_empty()


def test_details_may_come_after_the_answers():
    before = Facts(TODAY).with_answer("pain", answer=True)
    after = before.with_patient(Patient(family="Example"))
    assert (before.patient, after.patient.family, after.answers) == (Patient(), "Example", {"pain": True})


def test_the_only_choice_of_a_question_is_denied_by_its_name():
    only = asked("cautions", "any-of", "opioid")
    assert answer_words(only, read_answer(only, [], TODAY)) == f"No: {only.choices[0].label}"
    assert answer_words(FLAGS, read_answer(FLAGS, [], TODAY)) == "None of the 3"
