"""Which statements use each claim of the source note and each fact of the evidence base, as a Markdown table.

`python -m tests.coverage_table > docs/coverage.md` writes the page anew.
"""

from pathlib import Path

from db.guideline import Guideline
from db.source import read_guideline

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "guidelines" / "lumbosacral-plexopathy"

HEAD = """# What the evidence became

Written by `python -m tests.coverage_table > docs/coverage.md`; a test keeps it true.

S1 to S26 are the claims of the source note, X1 to X50 the facts of the evidence base. The last column names what is not
shown, and why. Grade C means not verified; "not citable" means read only where no review stands behind it. Neither is
shown as a sourced fact.
"""

CLAIMS = {
    "S1": "MRI first, treatment by cause",
    "S2": "Plexus MRI in all scenarios",
    "S3": "Contrast",
    "S4": "About 1 month after a closed injury",
    "S5": "Dedicated protocol, not a routine pelvic MRI",
    "S6": "Electrodiagnostic tests",
    "S7": "MR neurography and radiculopathy",
    "S8": "Pregabalin, range and evidence",
    "S9": "When pregabalin works",
    "S10": "Order of the other medicines",
    "S11": "Short course of corticosteroids",
    "S12": "Long-term immunosuppression",
    "S13": "IVIg",
    "S14": "No randomised trial",
    "S15": "Radiotherapy and chemotherapy",
    "S16": "CT or MRI for tumour",
    "S17": "Open and gunshot wounds",
    "S18": "Closed injuries",
    "S19": "Ruptured or in continuity; time",
    "S20": "Rehabilitation",
    "S21": "Recovery of the idiopathic form",
    "S22": "Follow-up",
    "S23": "How often MRI changes management",
    "S24": "Plexopathy or radiculopathy",
    "S25": "Far-lateral disc",
    "S26": "Delay as a pitfall",
}

FACTS = {
    "X1": "ACR 2021, Variant 2",
    "X2": "ACR 2021, trauma",
    "X3": "ACR 2021, known malignancy",
    "X4": "Ratings of 2008",
    "X5": "When MRI is not possible",
    "X6": "Gadolinium and kidneys",
    "X7": "Imaging in pregnancy and lactation",
    "X8": "A normal MRI",
    "X9": "Sensory responses",
    "X10": "Paraspinal muscles",
    "X11": "Timing of nerve studies",
    "X12": "Breadth of the study",
    "X13": "Under-detection after trauma",
    "X14": "Prognostic patterns",
    "X15": "Timing of surgery",
    "X16": "The window closes",
    "X17": "Late vascular injury",
    "X18": "Emergencies override",
    "X19": "Cauda equina syndrome",
    "X20": "Retroperitoneal or psoas haematoma",
    "X21": "Psoas abscess",
    "X22": "Aneurysm",
    "X23": "Acute limb ischaemia",
    "X24": "Cord compression and others",
    "X25": "Neoplastic plexopathy",
    "X26": "Radiation plexopathy",
    "X27": "Tumour or radiation",
    "X28": "Pregabalin by creatinine clearance",
    "X29": "Cockcroft-Gault",
    "X30": "Titration and ceilings",
    "X31": "Respiratory depression",
    "X32": "Other label warnings",
    "X33": "Pregnancy and lactation: pregabalin",
    "X34": "Toxicity in kidney disease",
    "X35": "Label status",
    "X36": "NeuPSIG",
    "X37": "NICE CG173",
    "X38": "NICE NG59 (sciatica)",
    "X39": "Gabapentin",
    "X40": "Duloxetine and tricyclics",
    "X41": "Postsurgical inflammatory neuropathy",
    "X42": "IVIg: consensus",
    "X43": "IVIg: reports and risks",
    "X44": "Corticosteroid cautions",
    "X45": "Diabetic radiculoplexus neuropathy",
    "X46": "Population study",
    "X47": "After childbirth",
    "X48": "Rehabilitation in detail",
    "X49": "Work-up when the cause is unclear",
    "X50": "Source hygiene",
}

NOT_SHOWN = {
    "S1": '"Surgery if compressive" as a rule: treatment follows the kind of lesion.',
    "S4": "The month as a sourced fact: the paragraph behind it was not read. It is a default of the program.",
    "S7": "Not on any plan: it is about radiculopathy. It stands in the section on imaging alone.",
    "S16": "CT as the best test: outdated. It is quoted once, marked as superseded.",
    "S21": "The range of 6 to 36 months stands only with the words that its source is not traced.",
    "S22": "No interval as sourced: every interval is a default of the program.",
    "S23": "The rate of the source note: its primary study was not found.",
    "X1": "Rows of the table that were cut off or not read.",
    "X2": "The rating for trauma: not citable. The abstract stands in its place.",
    "X3": "The rating in known malignancy: not citable. The rating of PET/CT: not read.",
    "X5": "Which contrast CT needs: not citable. Clips, implants and neurostimulators: grade C.",
    "X7": "Gadolinium in pregnancy: grade C.",
    "X9": "Absent sural responses in old age and diabetes: grade C.",
    "X11": "An early baseline study: grade C.",
    "X12": "Needle studies under anticoagulation: grade C.",
    "X13": "The Korean series: no citation.",
    "X20": "Avoiding intramuscular injections and NSAIDs: grade C.",
    "X23": "Heparin: the program never prompts for it.",
    "X24": "Guillain-Barré and compressive causes that are not emergencies: grade C.",
    "X26": "Dose figures: no citation.",
    "X28": "Steps of the supplement after haemodialysis: grade C. Peritoneal dialysis: no data, so no dose.",
    "X30": "A starting dose in frail patients: grade C. A pharmacist is asked.",
    "X33": "The crude rate of malformations: printed differently by three sources.",
    "X35": "The label changes of 4/2025: not read.",
    "X36": "Doses of the recommendations: they are not starting doses and not adjusted for the kidneys.",
    "X39": "Any dose of gabapentin: its kidney table is not citable.",
    "X43": "The reported dose of IVIg: a report, not a recommendation.",
    "X44": "Psychosis, hypertension, osteoporosis, bleeding, sick-day rules: grade C.",
    "X47": "Signs after a neuraxial block: grade C. Red flags are asked for anyway. The counts behind 0.92 %.",
    "X48": "Insensate foot, contractures, driving: treated as grade C.",
    "X49": "The whole list: not separated from grade C until a clinician has confirmed it.",
    "X50": "A rule on sources: the source note and pages without review are never cited.",
}


def guideline() -> Guideline:
    """The shipped guideline."""
    source, problems = read_guideline(FOLDER)
    assert source, problems
    return source.guideline


def used_by(shipped: Guideline) -> dict[str, list[str]]:
    """The statements that rest on each claim and fact, in the order of the sections."""
    found: dict[str, list[str]] = {key: [] for key in (*CLAIMS, *FACTS)}
    for statement in shipped.statements().values():
        for key in (*statement.claims, *statement.facts):
            found.setdefault(key, []).append(statement.id)
    return found


def page(shipped: Guideline) -> str:
    """The whole page."""
    found = used_by(shipped)
    lines = [HEAD]
    for title, subjects in (("Claims of the source note", CLAIMS), ("Facts of the evidence base", FACTS)):
        lines += [f"## {title}", "", "| Id | About | Statements | Not shown, and why |", "|---|---|---|---|"]
        for key, about in subjects.items():
            statements = ", ".join(f"`{s}`" for s in found[key]) or "none"
            lines.append(f"| {key} | {about} | {statements} | {NOT_SHOWN.get(key, '')} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    print(page(guideline()), end="")
