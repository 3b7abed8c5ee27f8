"""Checks that no amount of a medicine stands without what its dose depends on, as a kidney function."""

from __future__ import annotations

from collections.abc import Iterator

from db.doses import DOSE, Medicines
from db.findings import Finding, Subject
from db.search_passages import headings


def check_doses(subject: Subject) -> Iterator[Finding]:
    """A statement with an amount of a medicine whose dose depends on something says for what the amount is.

    It is of a medicine that its text or act names, or what it stands under, for then a reader takes it for that.
    """
    medicines = Medicines(subject.guideline.terms)
    for section in subject.guideline.sections if medicines.names else ():
        under = headings(section.text)
        for statement in section.statements:
            amount = None if statement.dose_for.strip() else DOSE.search(statement.text)
            if amount is None:
                continue
            own = medicines.named_in(f"{statement.text} · {statement.act}")
            for term in own or medicines.named_in(f"{section.title} · {under.get(statement.id, '')}"):
                message = f"the dose of {term.term} depends on {term.dose_by}, and '{amount.group()}' stands without"
                yield Finding(f"statement:{statement.id}.text", f"{message}: say in 'dose_for' what it is for")
