"""Denial in questions to the shipped guideline: what is denied does not stand first, what is stated does."""

import pytest

from db.search import read_query

STATED = [
    ("no incontinence but saddle anaesthesia", "emg-cauda-equina"),
    ("no fever, foot drop and incontinence", "emg-cauda-equina"),
    ("foot drop without fever, saddle numbness", "emg-cauda-equina"),
    ("denies incontinence, both legs weak", "emg-cauda-equina"),
    ("no bladder control", "emg-cauda-equina"),
    ("without bladder or bowel control, leg weak", "emg-cauda-equina"),
    ("no loss of consciousness, lost bowel control", "emg-cauda-equina"),
    ("weak leg, no bladder sensation", "emg-cauda-equina"),
    ("no saddle numbness, weak legs, cannot pee", "emg-cauda-equina"),
    ("MRI negative, incontinence and weak legs", "emg-cauda-equina"),
    ("MRI negative incontinence and weak legs", "emg-cauda-equina"),
    ("MRI normal, incontinence and weak legs", "emg-cauda-equina"),
    ("incontinence and MRI normal, weak leg", "emg-cauda-equina"),
    ("incontinence normal MRI weak legs", "emg-cauda-equina"),
    ("incontinence: yes, fever: no, weak leg", "emg-cauda-equina"),
    ("fever: no, incontinence: yes, leg weak", "emg-cauda-equina"),
    ("bladder not normal, weak leg", "emg-cauda-equina"),
    ("bladder no longer normal, weak leg", "emg-cauda-equina"),
    ("foot drop mri normal bladder trouble", "emg-cauda-equina"),
    ("abnormal bladder, weak leg", "emg-cauda-equina"),
    ("lost bladder tone and power normal", "emg-cauda-equina"),
    ("saddle and power normal", "emg-cauda-equina"),
    ("reflexes normal, saddle numbness", "emg-cauda-equina"),
    ("normal pulses, saddle numbness", "emg-cauda-equina"),
    ("foot drop, sensation normal but incontinent", "emg-cauda-equina"),
    ("bladder ok yesterday, incontinent today, leg weak", "emg-cauda-equina"),
    ("not sure whether incontinent, weak leg", "emg-cauda-equina"),
    ("foot drop, no change in incontinence", "emg-cauda-equina"),
    ("cannot exclude incontinence, weak leg", "emg-cauda-equina"),
    ("no longer continent, weak leg", "emg-cauda-equina"),
    ("never incontinent until today, leg weak", "emg-cauda-equina"),
    ("not incontinent before, leg weak", "emg-cauda-equina"),
    ("no improvement in saddle numbness", "emg-cauda-equina"),
    ("no sensation in saddle area", "emg-cauda-equina"),
    ("doesn't feel when wiping", "emg-cauda-equina"),
    ("isn't able to pee, weak legs", "emg-cauda-equina"),
    ("couldn't pee, weak legs", "emg-cauda-equina"),
    ("hasn't passed urine", "emg-retention"),
    ("didn't pass urine since yesterday", "emg-retention"),
    ("no pain relief, incontinence, foot drop", "emg-cauda-equina"),
    ("no pulse in the leg", "emg-ischaemia"),
    ("cold leg, no fever", "emg-ischaemia"),
    ("foot drop, no pulse", "emg-ischaemia"),
    ("no fever no pulse cold foot", "emg-ischaemia"),
    ("not incontinent but on warfarin, foot drop", "emg-haematoma-look"),
    ("no incontinence, on apixaban, groin pain", "emg-haematoma"),
    ("no back pain, fever and weak leg", "emg-abscess"),
    ("no trauma, weak foot, fever", "emg-abscess"),
    ("cancer, back pain, no incontinence", "emg-cord"),
    ("no improvement, foot drop getting worse", "cause-worsening"),
    ("no opioid, drowsy on pregabalin", "pain-toxicity-stop"),
    ("not suicidal before, now wants to die", "pain-suicidality"),
]
"""An emergency that is stated beside something denied."""
DENIED = [
    ("foot drop, no incontinence", "rehab-afo"),
    ("foot drop no incontinence", "rehab-afo"),
    ("no incontinence, foot drop", "rehab-afo"),
    ("foot drop without incontinence", "rehab-afo"),
    ("foot drop w/o incontinence", "rehab-afo"),
    ("foot drop, denies incontinence", "rehab-afo"),
    ("foot drop, incontinence denied", "rehab-afo"),
    ("foot drop, not incontinent", "rehab-afo"),
    ("foot drop, never incontinent", "rehab-afo"),
    ("foot drop, isn't incontinent", "rehab-afo"),
    ("foot drop, no new incontinence", "rehab-afo"),
    ("foot drop, no history of incontinence", "rehab-afo"),
    ("foot drop, nil incontinence", "rehab-afo"),
    ("foot drop, no saddle numbness", "rehab-afo"),
    ("foot drop, no saddle anaesthesia or incontinence", "rehab-afo"),
    ("foot drop, no fever", "rehab-afo"),
    ("foot drop, negative for fever", "rehab-afo"),
    ("foot drop, no fever or incontinence", "rehab-afo"),
    ("foot drop, no fever, bladder or bowel symptoms", "rehab-afo"),
    ("foot drop, no bowel or bladder problems", "rehab-afo"),
    ("foot drop, no loss of bladder control", "rehab-afo"),
    ("foot drop, bladder normal", "rehab-afo"),
    ("foot drop, bladder and bowel normal", "rehab-afo"),
    ("foot drop, bladder and bowels are intact", "rehab-afo"),
    ("foot drop, bladder ok", "rehab-afo"),
    ("foot drop, bladder function preserved", "rehab-afo"),
    ("foot drop, saddle sensation normal", "rehab-afo"),
    ("foot drop, no fever, saddle sensation and sphincter tone intact", "rehab-afo"),
    ("foot drop, normal bladder and bowel function", "rehab-afo"),
    ("foot drop, sphincters intact", "rehab-afo"),
    ("foot drop, no erectile dysfunction", "rehab-afo"),
    ("no cauda equina symptoms, foot drop", "rehab-afo"),
    ("no urinary incontinence or retention, foot drop", "rehab-afo"),
    ("foot drop, no urinary retention", "rehab-afo"),
    ("foot drop, no pulsatile mass", "rehab-afo"),
    ("foot drop, foot not cold", "rehab-afo"),
    ("foot drop, no signs of sepsis", "rehab-afo"),
    ("foot drop, no evidence of sepsis", "rehab-afo"),
    ("foot drop, no anticoagulant", "rehab-afo"),
    ("foot drop, not on warfarin", "rehab-afo"),
    ("foot drop, no red flags", "rehab-afo"),
    ("quadriceps weakness, no incontinence", "rehab-afo"),
    ("foot drop after delivery, no fever", "birth-typical"),
    ("foot drop after delivery, no incontinence", "birth-typical"),
    ("radiation plexopathy, no incontinence", "rad-supportive"),
    ("diabetic amyotrophy, no incontinence", "diabetic"),
    ("nerve conduction, no saddle numbness", "electrodiagnosis"),
    ("closed injury MRI when, no incontinence", "trauma-mri-one-month"),
    ("closed injury MRI when, deficit not worsening", "trauma-mri-one-month"),
    ("prednisolone diabetic, no fever", "diab-steroid-specialist"),
    ("pregabalin dose CrCl 45, not drowsy", "pain-pregabalin-range-30"),
    ("pregabalin dose CrCl 45, not suicidal", "pain-pregabalin-range-30"),
    ("duloxetine dose, not pregnant", "pain-duloxetine"),
    ("duloxetine dose, no glaucoma", "pain-duloxetine"),
    ("amitriptyline dose, no arrhythmia", "pain-tricyclic-start"),
]
"""What is denied beside a plain question, with the answer to that."""
MEANT = [
    ("no pulse", "emg-ischaemia"),
    ("cannot walk", "emg-cord"),
    ("not improving", "trauma-decide-now"),
    ("no relief", "infl-supportive"),
    ("no incontinence", "emg-cord-shorter"),
    ("back pain and foot drop, no incontinence", "emg-cauda-equina"),
    ("no steroid lymphoma", "infl-no-steroid-lymphoma"),
    ("no pregabalin in pregnancy", "pain-pregnancy-no-pregabalin"),
    ("no duloxetine glaucoma", "pain-no-duloxetine-glaucoma"),
    ("no pregabalin for sciatica", "cause-sciatica-gabapentinoid"),
    ("no opioids sciatica", "cause-sciatica-other"),
    ("no radiotherapy again", "rad-no-radiotherapy"),
    ("no tricyclic after infarction", "pain-no-tricyclic"),
    ("do not start heparin cold leg", "emg-ischaemia-heparin"),
    ("not rule out cauda equina residual", "emg-cauda-residual"),
]
"""Where the guideline itself says no, or where nothing else was asked for."""


PASSED = [
    ("bladder cancer radiotherapy, foot drop", "rehab-afo"),
    ("bladder cancer and foot drop", "rehab-afo"),
    ("hay fever and sciatica", "cause-sciatica-other"),
    ("foot drop, hay fever", "rehab-afo"),
    ("white man with foot drop", "rehab-afo"),
    ("common cold, foot drop", "rehab-afo"),
    ("vertebral collapse back pain", "emg-aneurysm"),
]
"""Two words that are no sign side by side; "back pain" by itself finds the aneurysm first."""
STILL = [
    ("bladder cancer and incontinence", "emg-cord-shorter"),
    ("bladder cancer, bladder not working, weak leg", "emg-cauda-equina"),
    ("trouble with bladder, cancer, weak leg", "emg-cauda-equina"),
    ("hay fever, now fever 39 and weak leg", "emg-abscess"),
    ("white man, cold white foot", "emg-ischaemia"),
    ("collapse and back pain, old vertebral collapse", "emg-aneurysm"),
]
"""The sign beside them, or by itself."""
QUOTED = [
    ('"saddle numbness"', "emg-cauda-equina"),
    ('foot drop "saddle numbness"', "emg-cauda-equina"),
    ('foot drop "cold foot"', "emg-ischaemia"),
    ('"cauda equina" foot drop', "emg-cauda-equina"),
]


def found(store, typed, limit=20):
    """The statements and sections that a search finds."""
    return [hit.statement or hit.section for hit in store.search(typed, limit=limit).hits]


def raised(store, typed):
    """The statements and sections that the alarms bring up."""
    rows = store.index.rows(store.index.alarms.raised(read_query(typed)))
    return [row.statement or row.section for row in rows]


@pytest.mark.parametrize(("typed", "wanted"), STATED + STILL)
def test_an_emergency_that_is_stated_stands_first(shipped, typed, wanted):
    assert raised(shipped, typed)[0] == found(shipped, typed)[0] == wanted


@pytest.mark.parametrize(("typed", "wanted"), DENIED + PASSED)
def test_what_is_denied_stands_below_the_answer_to_the_rest(shipped, typed, wanted):
    assert raised(shipped, typed) == []
    assert found(shipped, typed)[0] == wanted
    assert found(shipped, typed, 1) == [wanted]


@pytest.mark.parametrize("sign", ["incontinence", "saddle numbness", "fever", "pulsatile mass"])
def test_what_is_denied_stays_in_the_list(shipped, sign):
    first = found(shipped, sign)[0]
    assert first in found(shipped, f"foot drop, no {sign}")


@pytest.mark.parametrize(("typed", "wanted"), MEANT)
def test_a_denial_that_is_meant_keeps_its_answer(shipped, typed, wanted):
    assert found(shipped, typed)[0] == wanted


@pytest.mark.parametrize(("typed", "wanted"), QUOTED)
def test_a_quoted_emergency_stands_first(shipped, typed, wanted):
    assert found(shipped, typed)[0] == wanted


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("pregabalin CrCl 70, no diabetes", "pain-pregabalin-range-60"),
        ("pregabalin CrCl 45 without diabetes", "pain-pregabalin-range-30"),
        ("pregabalin CrCl 20 not diabetic", "pain-pregabalin-range-15"),
        ("pregabalin CrCl 20 not on dialysis", "pain-pregabalin-range-15"),
        ("pregabalin CrCl 70 diabetes", "pain-pregabalin-range-60-diabetes"),
        ("pregabalin without diabetes crcl 70", "pain-pregabalin-range-60"),
    ],
)
def test_a_dose_for_what_is_denied_does_not_come_first(shipped, typed, first):
    assert shipped.search(typed).hits[0].statement == first
