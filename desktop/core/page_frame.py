"""What stands at the head and at the foot of every page of the plan: whose it is, and of which edition."""

from __future__ import annotations

from db.guideline import Guideline
from desktop.core.facts import Facts, age_on
from desktop.core.plan import Plan
from desktop.core.text import NO_BREAK, date_words
from desktop.language import gettext as _


def identity(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Who the plan is for, as every page shows it."""
    patient, missing = plan.facts.patient, _("Not recorded")
    name = ", ".join(words for words in (patient.family.upper(), patient.given) if words)
    born = missing
    if patient.born:
        years = age_on(patient.born, plan.facts.on)
        born = _("{day} ({years})").format(day=date_words(patient.born), years=f"{years}{NO_BREAK}y")
    return (
        (_("Patient"), name or missing),
        (_("Born"), born),
        (_("Sex"), sex_words(plan) or missing),
        (_("Patient No."), patient.number or missing),
    )


def sex_words(plan: Plan) -> str:
    """The patient's sex in the guideline's words, if it asks for it."""
    choices = [c for i in plan.engine.decision.inputs() if i.key == "sex" for c in i.choices]
    sex = plan.facts.answers.get("sex") or plan.facts.patient.sex
    return next((c.label for c in choices if c.value == sex), plan.facts.patient.sex)


def footer(guideline: Guideline, facts: Facts, printed: str, program: str) -> tuple[str, ...]:
    """What stands at the foot of every page, beside its number."""
    reviewed = _("{title}, version {version} · reviewed {reviewed} · next review {next_review}")
    unreviewed = _("{title}, version {version} · text of {reviewed} · next review {next_review}")
    text = reviewed if guideline.reviewer else unreviewed
    first = text.format(
        title=guideline.title,
        version=guideline.version,
        reviewed=date_words(guideline.reviewed),
        next_review=date_words(guideline.next_review),
    )
    made = _("Plan of {day}").format(day=date_words(facts.on))
    when = _("printed {printed}").format(printed=printed) if printed else ""
    return first, " · ".join(words for words in (made, program, when) if words)
