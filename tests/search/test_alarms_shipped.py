"""The alarms of the shipped guideline: what is read first in danger, and the plain questions they leave alone."""

import pytest

from db.search import read_query

EMERGENCIES = [
    ("foot drop and incontinence", "emg-cauda-equina"),
    ("sciatica and saddle numbness", "emg-cauda-equina"),
    ("lost control of stool", "emg-cauda-equina"),
    ("bowels not working", "emg-cauda-equina"),
    ("cannot pee weak legs", "emg-cauda-equina"),
    ("wet himself and leg weak", "emg-cauda-equina"),
    ("numb private parts", "emg-cauda-equina"),
    ("both feet numb", "emg-cauda-equina"),
    ("on pregabalin for sciatica and now incontinent", "emg-cauda-equina"),
    ("foot drop could it be cauda equina", "emg-cauda-equina"),
    ("bladder scan 150 ml", "emg-cauda-residual"),
    ("breast cancer and incontinence", "emg-cord-shorter"),
    ("foot drop on warfarin", "emg-haematoma-look"),
    ("foot drop getting worse on warfarin", "emg-haematoma-again"),
    ("apixaban and groin pain", "emg-haematoma"),
    ("bleeding into psoas, foot drop", "emg-haematoma"),
    ("foot drop and fever", "emg-abscess"),
    ("sepsis with a weak foot", "emg-abscess"),
    ("steroids despite fever", "emg-abscess-no-steroid"),
    ("foot drop and pulsatile mass", "emg-aneurysm"),
    ("throbbing belly lump and sciatica", "emg-aneurysm"),
    ("foot drop and cold foot", "emg-ischaemia"),
    ("cannot feel foot pulses", "emg-ischaemia"),
    ("cold leg, start heparin?", "emg-ischaemia-heparin"),
    ("cold leg MRI first", "emg-ischaemia-imaging"),
    ("cold leg after fracture", "emg-vessel"),
    ("myeloma, back pain, weak legs", "emg-cord"),
    ("gunshot wound of the thigh, foot drop", "trauma-gunshot-vessel"),
    ("knife wound buttock weak leg", "trauma-explore-open"),
    ("open wound foot drop", "trauma-explore-open"),
    ("deficit worsening after fracture, when MRI", "trauma-worsening"),
    ("foot drop getting worse", "cause-worsening"),
    ("motorbike crash complete palsy", "trauma-refer-early"),
    ("weakness after hip replacement", "surg-same-day"),
    ("leg paralysed after total knee replacement", "surg-same-day"),
    ("IVIG after surgery", "surg-no-immunotherapy-first"),
    ("fever after delivery and weak legs", "birth-red-flags"),
    ("14 year old", "cause-not-adult"),
    ("girl with foot drop", "cause-not-adult"),
    ("duloxetine for a child", "cause-not-adult"),
    ("drowsy on pregabalin", "pain-toxicity-stop"),
    ("patient unconscious after pregabalin", "pain-toxicity-stop"),
    ("took too many pregabalin tablets", "pain-toxicity-stop"),
    ("stop pregabalin because of toxicity", "pain-toxicity-stop"),
    ("drowsy on pregabalin for sciatica", "pain-toxicity-stop"),
    ("suicidal on pregabalin", "pain-suicidality"),
    ("foot drop, stop pregabalin at once?", "pain-pregabalin-taper"),
    ("pregabalin pregnant", "pain-pregnancy-no-pregabalin"),
    ("duloxetine dose pregnancy", "pain-pregnancy-choice"),
    ("nortriptyline breastfeeding", "pain-pregnancy-choice"),
    ("tramadol breastfeeding", "pain-pregnancy-no-opioid"),
    ("pregabalin sciatica", "cause-sciatica-gabapentinoid"),
    ("haemodialysis duloxetine 60 mg", "pain-no-duloxetine"),
    ("TCA glaucoma", "pain-tricyclic-caution"),
    ("SSRI + SNRI", "pain-serotonin"),
    ("pregabalin and opioid", "pain-breathing"),
    ("IVIG diabetic amyotrophy", "diab-no-ivig"),
    ("can we re-irradiate", "rad-no-radiotherapy"),
    ("contrast in kidney failure", "img-group-one"),
    ("foot drop red flags", "emergencies"),
    ("on blood thinners, foot drop", "emg-haematoma-look"),
    ("foot drop no pulse", "emg-ischaemia"),
    ("cannot wake him, lyrica", "pain-toxicity-stop"),
    ("he wants to end his life", "pain-suicidality"),
]
PLAIN = [
    ("pregabalin", "pregabalin"),
    ("pregabalin dose CrCl 45", "pain-pregabalin-range-30"),
    ("CrCl 20 pregabalin dose", "pain-pregabalin-range-15"),
    ("pregabalin frail", "pain-pregabalin-start-frail"),
    ("pregabalin off-label", "pain-pregabalin-off-label"),
    ("duloxetine dose", "pain-duloxetine"),
    ("duloxetine warfarin", "pain-bleeding"),
    ("gabapentin", "pain-gabapentin-no-number"),
    ("amitriptyline dose", "pain-tricyclic-start"),
    ("tramadol", "pain-tramadol"),
    ("foot drop", "rehab-afo"),
    ("radiation plexopathy both sides", "rad-picture"),
    ("pregnancy MRI", "img-pregnancy"),
    ("breastfeeding gadolinium", "img-breastfeeding"),
    ("foot drop after delivery", "birth-typical"),
    ("pulsed methylprednisolone", "diab-steroid-specialist"),
    ("haematoma surgery", "emg-haematoma-surgery"),
    ("drained haematoma, leg still weak", "emg-afterwards"),
    ("perineal sensation", "trauma-record"),
    ("IVIG evidence", "infl-ivig-evidence"),
    ("exercise after surgery", "rehab-limits-surgery"),
    ("pain worse at night", "cancer-picture"),
    ("trauma", "trauma"),
    ("after surgery", "after-surgery"),
    ("diabetic amyotrophy", "diabetic"),
    ("restart pregabalin after toxicity", "pain-no-gabapentinoid-toxicity"),
    ("electric shock pain in back", "pain"),
    ("end of life care cancer", "cancer"),
    ("nursing home amitriptyline", "pain-tricyclic-start-frail"),
    ("kidney disease contrast", "img-group-one"),
]
DENIED = ["saddle numbness", "incontinence", "cold foot", "pulsatile mass", "fever", "gunshot wound"]


def first(store, typed):
    """The statement or section that a search finds first."""
    hit = store.search(typed).hits[0]
    return hit.statement or hit.section


@pytest.mark.parametrize(("typed", "wanted"), EMERGENCIES)
def test_what_must_be_read_first_stands_first(shipped, typed, wanted):
    assert first(shipped, typed) == wanted


@pytest.mark.parametrize(("typed", "wanted"), PLAIN)
def test_a_plain_question_keeps_its_answer(shipped, typed, wanted):
    assert first(shipped, typed) == wanted


@pytest.mark.parametrize("sign", DENIED)
def test_a_sign_that_is_denied_raises_nothing(shipped, sign):
    assert shipped.index.alarms.raised(read_query(f"foot drop {sign}"))
    assert shipped.index.alarms.raised(read_query(f"foot drop without {sign}")) == []


def test_the_emergency_comes_before_the_rules_on_medicines(shipped):
    found = [hit.statement for hit in shipped.search("incontinent, drowsy on pregabalin for sciatica").hits[:3]]
    assert found == ["pain-toxicity-stop", "emg-cauda-equina", "cause-sciatica-gabapentinoid"]
