"""The patient handout: plain-language blocks under the guideline's headings, and whom to call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from db.guideline import Block, Guideline
from db.standing import URGENT_PART
from desktop.core.blocks import Bullets, Document, Heading, Notice, Paragraph, Part, Rows, Ruled, Title
from desktop.core.plan import Plan
from desktop.language import gettext as _
from desktop.settings import Settings

EMERGENCY_PART: Final = "Get help at once"
QUESTIONS_PART: Final = "Questions to ask"
BULLET: Final = "• "


def handout_document(plan: Plan, settings: Settings, program: str = "") -> Document:
    """The handout for the patient; `program` is name and version."""
    guideline, patient = plan.engine.guideline, plan.facts.patient
    name = " ".join(words for words in (patient.given, patient.family) if words)
    born = ((_("Born"), long_date(patient.born)),) if patient.born else ()
    title = _("Information for you")
    return Document(
        kind="handout",
        title=title,
        language=guideline.language,
        identity=((_("For"), name or _("Not recorded")), *born) if name or born else (),
        anonymous=_("No name recorded. This sheet is for one person only."),
        footer=footer(guideline, program),
        parts=(
            Title(title, _("Made on {day}").format(day=long_date(plan.facts.on))),
            *unfinished(plan),
            *chosen_parts(plan),
            *questions(plan),
            *contact(settings),
            *origin(plan),
        ),
        subject=f"{guideline.id} {guideline.version}",
        program=program,
    )


def unfinished(plan: Plan) -> Iterator[Notice]:
    """A handout of an open plan, or of one with something to settle first, must not be taken for the last word."""
    if plan.status == "open":
        text = _("This sheet is not finished. Some questions have not been asked yet.")
        yield Notice("open", text, _("Not finished"))
    settle = [line for line in plan.lines if line.id.startswith("settle:")]
    if settle and plan.status != "open" and not plan.is_emergency:
        if any(line.rule is None or line.rule.topic == "emergency" for line in settle):
            text = _("We do not know yet if this is an emergency. Ask us about it before you leave.")
        else:
            text = _("We do not know yet if this advice is for you. Ask us about it before you leave.")
        yield Notice("open", text, _("Not finished"))


def chosen_parts(plan: Plan) -> Iterator[Part]:
    """The blocks under their headings, in the author's order; what is urgent stands on cards of its own."""
    for part in plan.engine.guideline.handout_parts:
        blocks = [b for b in plan.handout if b.part == part]
        if not blocks or part == QUESTIONS_PART:
            continue
        yield Heading(part)
        if part == URGENT_PART:
            yield from (Notice("stop", card_text([block]), _("NOW")) for block in blocks)
        elif part == EMERGENCY_PART:
            yield Notice("stop", card_text(blocks), _("EMERGENCY"))
        else:
            yield from (found for block in blocks for found in plain_parts(block.text))


def card_text(blocks: list[Block]) -> str:
    """The blocks of a card as lines, in which a list keeps its bullets."""
    lines: list[str] = []
    for part in (found for block in blocks for found in plain_parts(block.text)):
        lines += [part.text] if isinstance(part, Paragraph) else [BULLET + entry for entry in part.items]
    return "\n".join(lines)


def plain_parts(text: str) -> Iterator[Paragraph | Bullets]:
    """Read plain text: paragraphs stand apart by an empty line, a line that begins with "- " is an entry of a list."""
    for chunk in text.split("\n\n"):
        words: list[str] = []
        entries: list[str] = []
        for line in (found.strip() for found in chunk.splitlines() if found.strip()):
            if line.startswith("- "):
                entries.append(line.removeprefix("- ").strip())
            elif entries:
                entries[-1] += " " + line
            else:
                words.append(line)
        if words:
            yield Paragraph(" ".join(words))
        if entries:
            yield Bullets(tuple(entries))


def questions(plan: Plan) -> Iterator[Part]:
    """Room for the patient's own questions, and the request to say the plan back."""
    yield Heading(QUESTIONS_PART)
    for block in plan.handout:
        if block.part == QUESTIONS_PART:
            yield from plain_parts(block.text)
    yield Ruled(("", ""))
    yield Paragraph(_("Tell us in your own words what you will do."))


def contact(settings: Settings) -> Iterator[Part]:
    """Whom to call; a number that is not set is left to be written by hand."""
    yield Heading(_("Who to call"))
    rows = (
        (_("Clinic"), settings.clinic_name),
        (_("Address"), settings.clinic_address),
        (_("Phone"), settings.clinic_phone),
    )
    known = tuple(row for row in rows if row[1])
    if known:
        yield Rows(known)
    if not settings.clinic_phone:
        yield Ruled((_("Phone"),))


def origin(plan: Plan) -> Iterator[Part]:
    """Where the information comes from, and what it does not replace."""
    guideline = plan.engine.guideline
    reviewer = _("Reviewed by {name}.").format(name=guideline.reviewer)
    words = [
        _("Information from {title}, version {version}.").format(title=guideline.title, version=guideline.version),
        reviewer if guideline.reviewer else _("No clinician has reviewed this information yet."),
    ]
    if guideline.next_review < plan.facts.on:
        words.append(_("The review of this information is overdue. It may be out of date."))
    yield Paragraph(" ".join([*words, _("This does not replace advice from your care team.")]), small=True)


def footer(guideline: Guideline, program: str) -> tuple[str, ...]:
    """What stands at the foot of every page, beside its number."""
    source = _("Information from {title}, version {version}").format(title=guideline.title, version=guideline.version)
    reviewed, unreviewed = _("Reviewed {day}, next review {next_day}"), _("Text of {day}, next review {next_day}")
    words = reviewed if guideline.reviewer else unreviewed
    dates = words.format(day=long_date(guideline.reviewed), next_day=long_date(guideline.next_review))
    return source, " · ".join(words for words in (dates, program) if words)


def long_date(day: date) -> str:
    """A date as patients read it: 3 April 2026."""
    months = (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"),
        _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip
    return f"{day.day} {months[day.month - 1]} {day.year}"
