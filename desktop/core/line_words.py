"""The words below a line of the plan: when it is due, what it rests on, and why it is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from db.guideline import UNGRADED, Due, Reference, Statement
from desktop.core.plan import Because, PlanLine
from desktop.core.text import NO_BREAK, date_words
from desktop.language import gettext as _
from desktop.language import ngettext


def kind_word(kind: str) -> str:
    """The word that stands beside the sign of a kind."""
    words = {
        "stop": _("STOP"),
        "do": _("DO"),
        "consider": _("CONSIDER"),
        "do-not": _("DO NOT"),
        "timing": _("TIMING"),
        "open": _("OPEN"),
        "info": _("NOTE"),
    }
    return words[kind]


def dose_for_words(what: str) -> str:
    """What a dose is for, such as a kidney function."""
    return _("Dose for: {what}").format(what=what)


def due_words(line: PlanLine, labels: Mapping[str, str]) -> str:
    """When a line is due, from which day that is counted, and who says so; `labels` names the inputs.

    Where another rule than that of the line brought the day, it is named with its answers.
    """
    due = line.due
    if due is None:
        return ""
    basis = _("interval from the source") if due.basis == "source" else _("interval is a default of this program")
    span = span_words(due, labels)
    if line.when is None:
        text = _("{span}: no date can be given; {basis}.")
    else:
        text = _("Overdue since {day} ({span}); {basis}.") if line.overdue else _("Due {day} ({span}); {basis}.")
    day = date_words(line.when) if line.when else ""
    return f"{text.format(day=day, span=span, basis=basis)} {dated_words(line)}".strip()


def dated_words(line: PlanLine) -> str:
    """The rule that brought the day of a line, with its answers, where the line names another rule."""
    if line.dated is None or line.dated.rule is line.rule:
        return ""
    because = reason_words(b for b in line.dated.because if not b.brought_by)
    return f"{_('This day by rule {rule}.').format(rule=line.dated.rule.id)} {because}".strip()


def span_words(due: Due, labels: Mapping[str, str]) -> str:
    """The interval: `Date of injury + 30 days`."""
    start = _("the date of this plan") if due.after == "today" else labels[due.after]
    if due.days == 0:
        return start
    count = ngettext("{n} day", "{n} days", due.days).format(n=due.days).replace(" ", NO_BREAK)
    return f"{start} + {count}"


def number_references(lines: Iterable[PlanLine]) -> dict[str, int]:
    """References numbered from 1 by their first use."""
    statements = (s for line in lines for s in (line.statement, line.source, *line.notes) if s)
    used = dict.fromkeys(key for s in statements for key in s.references)
    return {key: number for number, key in enumerate(used, start=1)}


def marks(statement: Statement, numbers: Mapping[str, int], references: Mapping[str, Reference]) -> str:
    """The references of a statement as short marks, those that are secondary or not traced apart and named so."""
    sorts = ((True, False, "{marks}"), (True, True, _("secondary {marks}")), (False, False, _("not traced {marks}")))
    found = []
    for traced, secondary, words in sorts:
        keys = [k for k in statement.references if standing(references[k]) == (traced, secondary)]
        if keys:
            found.append(words.format(marks=", ".join(f"[{numbers[k]}]" for k in keys)))
    return "; ".join(found)


def standing(reference: Reference) -> tuple[bool, bool]:
    """Is a reference traced, and then, is it secondary?"""
    return reference.traced, reference.traced and reference.secondary


def source_words(statement: Statement, numbers: Mapping[str, int], references: Mapping[str, Reference]) -> str:
    """What a statement rests on, and how strong its source says it is."""
    origin = origin_words(statement, numbers, references) or _("No reference given.")
    if statement.basis == "product":
        return origin
    if statement.strength == statement.certainty == UNGRADED:
        return f"{origin} " + _("Strength: not graded by the source.")
    text = _("{origin} Strength: {strength}. Certainty: {certainty}.")
    return text.format(origin=origin, strength=statement.strength, certainty=statement.certainty)


def origin_words(statement: Statement, numbers: Mapping[str, int], references: Mapping[str, Reference]) -> str:
    """The marks of a statement, or that it is a rule of this program; empty if there is nothing to name."""
    found = marks(statement, numbers, references)
    if statement.basis == "product":
        rule = _("Rule of this program, no source.")
        return f"{rule} " + _("See {marks}.").format(marks=found) if found else rule
    return _("Source: {marks}.").format(marks=found) if found else ""


def computed_from(line: PlanLine) -> Iterator[str]:
    """What a dose rests on: each computed quantity with the answers that it was computed from."""
    if line.statement is None or not line.statement.dose or line.withheld:
        return
    for computed in line.because:
        bases = [f"{b.label} {b.answer}" for b in line.because if b.input in computed.rests_on]
        if bases:
            yield f"{computed.label}: {computed.answer} ({'; '.join(bases)})."


def note_words(note: Statement, numbers: Mapping[str, int], references: Mapping[str, Reference]) -> str:
    """An attached remark with its own marks."""
    origin = origin_words(note, numbers, references)
    return f"{note.text} {origin}" if origin else note.text


def trace_words(line: PlanLine) -> tuple[str, ...]:
    """Why a line is here: the answers, and the statement with the claims and facts it rests on."""
    because = because_words(line)
    statement = statement_words(line.statement) if line.statement else ""
    return tuple(words for words in (because, statement) if words)


def rule_words(lines: list[PlanLine]) -> str:
    """Why the lines of one rule are here, together."""
    statements = [statement_words(line.statement) for line in lines if line.statement]
    return " · ".join(words for words in (because_words(lines[0]), *statements) if words)


def because_words(line: PlanLine) -> str:
    """The answers that a line rests on.

    What a quantity was computed from stands beside a dose; elsewhere the list of answers has it.
    """
    dose = line.statement is not None and line.statement.dose
    return reason_words([b for b in line.why if dose or not b.brought_by])


def reason_words(because: Iterable[Because], *, also: bool = False) -> str:
    """Answers as a reason; `also` for those of a further rule."""
    answers = "; ".join(f"{b.label} = {b.answer}" for b in because)
    text = _("Also because: {answers}") if also else _("Because: {answers}")
    return text.format(answers=answers) if answers else ""


def statement_words(statement: Statement) -> str:
    """A statement by its id, with the claims and facts that it rests on."""
    return _("Statement {id}").format(id=statement.id) + evidence_words(statement)


def evidence_words(statement: Statement) -> str:
    """The claims of the source note and the facts of the evidence base, if there are any."""
    claims = _("claims {claims}").format(claims=", ".join(statement.claims)) if statement.claims else ""
    facts = _("facts {facts}").format(facts=", ".join(statement.facts)) if statement.facts else ""
    return "".join(f"; {words}" for words in (claims, facts) if words)
