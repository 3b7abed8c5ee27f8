"""Why each line of a plan is there and why the others are not, as a document: short, the answers first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from db.guideline import Rule, Statement
from desktop.core.blocks import Document, Heading, Item, Notice, Part, Ruled, Title, Trace
from desktop.core.condition_words import ConditionWords
from desktop.core.line_words import kind_word, reason_words
from desktop.core.not_given import NotGiven, not_given
from desktop.core.open_points import Missing, Turned, some_of
from desktop.core.plan import Plan, PlanLine
from desktop.language import gettext as _

OPEN: Final = "open:"


def explained(document: Document, plan: Plan, about: str = "") -> Document:
    """The plan's document with the reasons below each line, and with the lines that are not given.

    `about` leaves only the lines that have these words in them, or in the ids of their statement and rules; their
    rules are then written as lists.
    """
    words = ConditionWords(plan.engine.decision)
    lines = {line.id: line for line in plan.lines}
    parts: list[Part] = []
    for part in document.parts:
        if part == Heading(_("Answers")):
            parts += why_not(plan, words, about)
        if isinstance(part, Item):
            line = lines.get(part.line)
            if line and line_is_about(about, line):
                parts.append(explained_item(part, line, plan, words, about))
        elif not isinstance(part, Trace | Ruled) and part != Heading(_("Trace: why each line is here")):
            parts.append(part)
    return replace(document, parts=tuple(parts_about(parts)) if about else tuple(parts))


def parts_about(parts: list[Part]) -> Iterator[Part]:
    """What is left where only some lines are wanted: they with the headings above them, the notices, the references."""
    above: Heading | None = None
    for part in parts:
        if isinstance(part, Title | Notice):
            yield part
        elif isinstance(part, Heading):
            above = part
        elif isinstance(part, Item) or above == Heading(_("References")):
            yield from (above, part) if above else (part,)
            above = None


def is_about(about: str, *texts: str) -> bool:
    """Are the words that were asked for in one of these texts?"""
    return any(about.casefold() in text.casefold() for text in texts)


def line_is_about(about: str, line: PlanLine) -> bool:
    """Are the words in a line of the plan, or in the ids of its statement and rules?"""
    return is_about(about, line.text, line.id, *(reason.rule.id for reason in line.reasons))


def rule_is_about(about: str, rule: Rule, statements: Mapping[str, Statement]) -> bool:
    """Are the words in the id of a rule, or in the statements that it would give?"""
    given = (statements[line.statement] for line in rule.lines)
    return is_about(about, rule.id, *(text for statement in given for text in (statement.id, statement.text)))


def is_known(plan: Plan, about: str) -> bool:
    """Has any line of the plan, or any statement or rule of the guideline, these words in it?"""
    statements = plan.engine.guideline.statements()
    rules = (rule_is_about(about, rule, statements) for rule in plan.engine.decision.rules)
    return any(rules) or any(line_is_about(about, line) for line in plan.lines)


def explained_item(item: Item, line: PlanLine, plan: Plan, words: ConditionWords, about: str) -> Item:
    """A line with its reasons: the answers, the rule in words, the statement, then what stood below it."""
    told = rule_words(line.rule, words, whole=bool(about)) if line.rule else []
    for reason in line.reasons[1:] if about else ():
        told += [reason_words(reason.because, also=True), *rule_words(reason.rule, words, whole=True)]
    if line.id.startswith(OPEN):
        told += would_words(plan, line.id.removeprefix(OPEN))
    first = 1 if line.why else 0
    trace = (*item.trace[:first], *told, *item.trace[first:], *item.details)
    return replace(item, details=(), notes=(), trace=tuple(text for text in trace if text))


def rule_words(rule: Rule, words: ConditionWords, *, whole: bool) -> list[str]:
    """A rule in words: in one line, or as a whole list."""
    node = rule.when.test.node
    first, *more = words.outline(node) if whole else [words.words(node)]
    text = _("{rule} applies where {words}") if more else _("{rule} applies where: {words}")
    return [text.format(rule=rule.id, words=first), *more]


def would_words(plan: Plan, key: str) -> list[str]:
    """What a missing answer could change, in short."""
    statements = plan.engine.guideline.statements()
    turned = would_change(plan, key)
    told = (
        (_("Could add: {lines}."), turned.added),
        (_("Could take away: {lines}."), turned.removed),
        (_("Could move: {lines}."), turned.moved),
    )
    named = [(text, [statements[s] for s in ids if statements[s].kind != "info"]) for text, ids in told]
    return [text.format(lines=some_of(tuple(dict.fromkeys(map(short_words, found))))) for text, found in named if found]


def short_words(statement: Statement) -> str:
    """A line in a few words, with its kind, so that nothing to avoid is read as an offer."""
    return f"{kind_word(statement.kind)} {statement.act or first_sentence(statement.text).rstrip('.')}"


def would_change(plan: Plan, key: str) -> Turned:
    """The lines that a missing answer could change."""
    return Missing(plan.engine, plan.facts, plan.engine.step(plan.facts)).turned(key)


def why_not(plan: Plan, words: ConditionWords, about: str = "") -> Iterator[Part]:
    """The lines that are not given, under the answers that keep them from the plan."""
    yield Heading(_("Why not: the lines that are not given"))
    for group in not_given(plan):
        items = tuple(not_given_items(group, words, about))
        if items:
            yield Heading(group.words, minor=True)
            yield from items


def not_given_items(group: NotGiven, words: ConditionWords, about: str) -> Iterator[Item]:
    """Each line in its first sentence, or where it was asked for in full with its rules."""
    for statement, rules in group.lines:
        if is_about(about, statement.text, statement.id, *(rule.id for rule in rules)):
            text = statement.text if about else first_sentence(statement.text)
            told = [line for rule in rules for line in rule_words(rule, words, whole=True)] if about else []
            yield Item(
                kind=statement.kind,
                word=_("NOT GIVEN"),
                text=f"{kind_word(statement.kind)}: {text}",
                trace=(*told, _("Statement {id}").format(id=statement.id)) if about else (),
            )


def first_sentence(text: str) -> str:
    """The first sentence of a line; the plan itself shows the whole."""
    first, stop, _rest = text.partition(". ")
    return first + stop.strip()
