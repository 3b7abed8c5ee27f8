"""The words of the plan and their order, decided once for screen, paper and terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from db.guideline import Guideline, Reference
from desktop.core.blocks import (
    Bullets,
    Document,
    Heading,
    Item,
    Notice,
    Paragraph,
    Part,
    Rows,
    Ruled,
    Title,
    Trace,
)
from desktop.core.line_words import (
    computed_from,
    due_words,
    kind_word,
    note_words,
    number_references,
    rule_words,
    source_words,
    trace_words,
)
from desktop.core.page_frame import footer, identity
from desktop.core.plan import GROUPS, Group, Plan, PlanLine
from desktop.core.planner import withheld_words
from desktop.core.text import date_words, full_answer_words, unknown_words
from desktop.language import gettext as _
from desktop.language import ngettext
from desktop.settings import Settings


def plan_document(plan: Plan, settings: Settings, printed: str = "", program: str = "") -> Document:
    """The management plan for the clinician; `printed` is the time of printing, `program` name and version."""
    guideline = plan.engine.guideline
    title = guideline.title
    subtitle = _("Management plan of {day}").format(day=date_words(plan.facts.on))
    parts = (
        Title(title, " · ".join(words for words in (subtitle, settings.clinic_name) if words)),
        *notices(plan),
        *groups(plan),
        *answers(plan),
        *trace(plan),
        *about(guideline),
        *reference_list(plan),
        *signature(),
    )
    return Document(
        kind="plan",
        title=title,
        language=guideline.language,
        identity=() if plan.facts.patient.is_empty() else identity(plan),
        anonymous=_("No patient details: this plan cannot be filed"),
        footer=footer(guideline, plan.facts, printed, program),
        parts=parts,
        subject=f"{guideline.id} {guideline.version}",
        program=program,
    )


def notices(plan: Plan) -> Iterator[Notice]:
    """What the reader must know before the first line: who reviewed the content, and what state the plan is in."""
    guideline = plan.engine.guideline
    if guideline.reviewer:
        yield Notice("info", _("Reviewed by {name}.").format(name=guideline.reviewer), _("REVIEWED"))
    else:
        yield Notice("timing", _("No clinician has reviewed the content of this guideline."), _("NOT REVIEWED"))
    if plan.facts.on < guideline.reviewed:
        text = _("The text of this guideline is of {day}. It and the proof of its rules are later than this plan.")
        yield Notice("timing", text.format(day=date_words(guideline.reviewed)), _("EARLIER DAY"))
    if guideline.next_review < plan.facts.on:
        text = _(
            "The review of this guideline was due on {day}. Its content may be out of date, and its rules were proved "
            "only up to that day."
        )
        yield Notice("timing", text.format(day=date_words(guideline.next_review)), _("REVIEW OVERDUE"))
    if plan.is_emergency:
        yield Notice("stop", _("Emergency: the elective pathway is stopped."), _("STOP"))
    elif plan.status == "stop":
        yield Notice("stop", _("This guideline does not cover this patient."), _("STOP"))
    elif must_settle(plan):
        yield Notice("stop", settle_words(plan), _("SETTLE FIRST"))
    if plan.status == "open":
        text = ngettext(
            "This plan is still open: {n} question not asked.",
            "This plan is still open: {n} questions not asked.",
            len(plan.open),
        )
        yield Notice("open", text.format(n=len(plan.open)), _("OPEN"))
    if plan.status == "complete" and all(line.group == "open" for line in plan.lines):
        yield Notice("info", _("The guideline gives no recommendation for these answers."), _("NOTE"))


def must_settle(plan: Plan) -> bool:
    """Is there something that would stop the plan and could not be excluded?"""
    return any(line.id.startswith("settle:") for line in plan.lines)


def settle_words(plan: Plan) -> str:
    """What has to be settled before anything else: an emergency, or whether the guideline covers the patient."""
    rules = [line.rule for line in plan.lines if line.id.startswith("settle:")]
    if any(rule is not None and rule.topic == "emergency" for rule in rules):
        return _("An emergency is not excluded. Settle what stands under Act first before anything else.")
    if None in rules:
        return _("Not everything that could stop this plan has been asked. Settle what stands under Act first.")
    return _("It is not known whether this guideline covers this patient. Settle what stands under Act first.")


def groups(plan: Plan) -> Iterator[Part]:
    """Every group under its heading, in fixed order; an empty one says so, so that absence is visible."""
    guideline = plan.engine.guideline
    lines = ordered(plan)
    numbers = number_references(lines)
    references = {r.id: r for r in guideline.references}
    labels = {i.key: i.label for i in plan.engine.decision.inputs()}
    for group in GROUPS:
        yield Heading(group_title(group))
        mine = [line for line in lines if line.group == group]
        withheld = [line for line in mine if line.withheld]
        if not mine:
            yield Paragraph(nothing_words(plan, group))
        if withheld:
            yield withheld_item(withheld)
        later = False
        for line in (line for line in mine if not line.withheld):
            if line.after_settled and not later:
                yield Heading(_("Only after this is settled"), minor=True)
                later = True
            yield item(line, labels, numbers, references)


def ordered(plan: Plan) -> tuple[PlanLine, ...]:
    """The lines as they are printed: in each group, what waits for an emergency to be settled comes last."""
    return tuple(line for group in GROUPS for line in sorted(plan.group(group), key=lambda x: x.after_settled))


def group_title(group: Group) -> str:
    """The heading of a group."""
    titles = {
        "act-first": _("Act first"),
        "do": _("Do"),
        "consider": _("Consider"),
        "do-not": _("Do not"),
        "open": _("Open points"),
        "follow-up": _("Follow-up"),
    }
    return titles[group]


def nothing_words(plan: Plan, group: Group) -> str:
    """What stands under an empty heading; after a stop, "None" would read as if nothing were called for."""
    if plan.status == "stop" and group != "act-first":
        return _("Withheld: the emergency comes first.") if plan.is_emergency else _("None: not covered.")
    return _("None so far; the plan is still open.") if plan.status == "open" else _("None")


def item(
    line: PlanLine, labels: Mapping[str, str], numbers: Mapping[str, int], references: Mapping[str, Reference]
) -> Item:
    """One line of the plan with what stands below it."""
    origin = line.statement or line.source
    source = source_words(origin, numbers, references) if origin else ""
    if line.rule:
        source = f"{source} " + _("Rule {rule}.").format(rule=line.rule.id)
    return Item(
        kind=line.kind,
        word=kind_word(line.kind),
        text=line.text,
        details=tuple(words for words in (due_words(line, labels), *computed_from(line), source.strip()) if words),
        notes=tuple(note_words(note, numbers, references) for note in line.notes),
        trace=trace_words(line),
        line=line.id,
    )


def withheld_item(lines: list[PlanLine]) -> Item:
    """All that is withheld while an emergency is not excluded, as one line with the reasons of each."""
    acts = tuple(dict.fromkeys(act for line in lines for act in line.acts))
    rules = tuple(dict.fromkeys(line.rule.id for line in lines if line.rule))
    return Item(
        kind="open",
        word=kind_word("open"),
        text=withheld_words(acts),
        details=(ngettext("Rule {rules}.", "Rules {rules}.", len(rules)).format(rules=", ".join(rules)),),
        trace=tuple(words for line in lines for words in trace_words(line)),
        line=lines[0].id,
    )


def answers(plan: Plan) -> Iterator[Part]:
    """Every answer in force, what was computed from them, and what is not known."""
    computed = {b.label: b.answer for line in plan.lines for b in line.because if b.input in plan.engine.derived}
    yield Heading(_("Answers"))
    inputs = {i.key: i for i in plan.engine.decision.inputs()}
    given = [(b.label, full_answer_words(inputs[b.input], plan.facts.answers[b.input])) for b in plan.answers]
    rows = (*given, *computed.items())
    yield Rows(rows) if rows else Paragraph(_("None"))
    yield Heading(_("Not known"))
    labels = {i.key: i.label for i in plan.engine.decision.inputs()}
    unknown = [unknown_words(inputs[key], plan.facts.answers[key]) for key in plan.unknown]
    unasked = [_("{label}: not asked").format(label=labels[key]) for key in plan.open]
    yield Bullets((*unknown, *unasked)) if unknown or unasked else Paragraph(_("None"))


def trace(plan: Plan) -> Iterator[Part]:
    """Every rule that has a line on the plan, with the answers that made it true and the statements that it brought."""
    rules: dict[str, list[PlanLine]] = {}
    for line in ordered(plan):
        if line.rule:
            rules.setdefault(line.rule.id, []).append(line)
    yield Heading(_("Trace: why each line is here"))
    rows = tuple((rule, rule_words(lines)) for rule, lines in rules.items())
    yield Trace(rows) if rows else Paragraph(_("None"))


def about(guideline: Guideline) -> Iterator[Part]:
    """For whom the guideline is meant, and its limits."""
    yield Heading(_("About this guideline"))
    scope = guideline.scope
    yield Rows(((_("Meant for"), scope.use), (_("Not for"), scope.not_for), (_("Limits"), scope.limits)))


def reference_list(plan: Plan) -> Iterator[Part]:
    """The references in the order of their numbers, each exactly as far as it is known."""
    references = {r.id: r for r in plan.engine.guideline.references}
    numbers = number_references(ordered(plan))
    yield Heading(_("References"))
    rows = tuple((f"[{number}]", reference_words(references[key])) for key, number in numbers.items())
    yield Rows(rows) if rows else Paragraph(_("None"))


def reference_words(reference: Reference) -> str:
    """One entry of the list; an untraced one already says so in its citation."""
    secondary = reference.traced and reference.secondary
    return f"{reference.citation} " + _("(secondary source)") if secondary else reference.citation


def signature() -> Iterator[Part]:
    """Where the clinician signs, and what the signature means."""
    yield Heading(_("Signature"))
    yield Ruled((_("Name in print"), _("Role"), _("Registration number"), _("Signature"), _("Date and time")))
    text = _(
        "Decision aid output. The signing clinician decides. It supports and does not replace clinical judgement or "
        "local protocols. Not for an emergency that leaves no time to review its basis."
    )
    yield Notice("info", text, _("NOTE"))
