"""Is a guideline sound? Ids, references, types and shapes; the proofs over its rules are made elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final

import msgspec

from db.check_acts import check_acts
from db.check_alarms import check_alarms
from db.check_conflicts import check_conflicts
from db.check_cuts import check_cuts
from db.check_doses import check_doses
from db.check_index import check_index
from db.check_inputs import check_derived, check_inputs, check_pages, check_use
from db.check_markdown import check_markdown
from db.check_withheld import check_withheld
from db.condition_tree import Always
from db.findings import Finding, Subject
from db.formula import TODAY
from db.guideline import Decision, Due, Guideline, Record, Rule, Section, Statement
from db.lexer import KEYWORDS
from db.problem import Place, Problem
from db.standing import acts_first, standing
from db.vocabulary import condition_faults
from db.wording import similar

ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
PLACED: Final = re.compile(r"\[\[([^\[\]]*)\]\]")
EVIDENCE: Final = {"claims": re.compile(r"S[1-9]\d?"), "facts": re.compile(r"X[1-9]\d?")}
MAX_DAYS: Final = 3_660


def check_guideline(guideline: Guideline, places: Mapping[str, Place]) -> list[Problem]:
    """List what is wrong with a guideline, each at its place in the sources."""
    subject = Subject(guideline)
    otherwise = places.get("guideline", Place(guideline.id, 1))
    findings = (finding for check in CHECKS for finding in check(subject))
    return [finding.placed(places, otherwise) for finding in findings]


def check_head(subject: Subject) -> Iterator[Finding]:
    """What the guideline says of itself."""
    guideline = subject.guideline
    for key in ("id", "title", "version", "publisher"):
        if not getattr(guideline, key).strip():
            yield Finding(f"guideline.{key}", f"'{key}' is empty")
    if guideline.id and not ID.fullmatch(guideline.id):
        yield Finding("guideline.id", f"'{guideline.id}' is no id: write letters, digits, - and _")
    if not LANGUAGE.fullmatch(guideline.language):
        yield Finding("guideline.language", f"'{guideline.language}' is no language tag such as en or pt-BR")
    if not guideline.sections:
        yield Finding("guideline", "a guideline needs sections")
    if not guideline.decision.rules and guideline.decision != Decision(pages=()):
        yield Finding("guideline", "a guideline that asks needs rules; one that is only read has 'pages: []'")
    if guideline.next_review <= guideline.reviewed:
        yield Finding("guideline.next_review", f"next review {guideline.next_review} is not after {guideline.reviewed}")


def check_ids(subject: Subject) -> Iterator[Finding]:
    """Every id is well formed and stands once; inputs and derived quantities share their names."""
    seen: Counter[tuple[str, str]] = Counter()
    for kind, identity, _ in subject.items:
        named = kind in ("input", "derived")
        seen[kind, identity] += 1
        times = seen[kind, identity]
        name = f"{kind}:{identity}" + (f" ({times})" if times > 1 else "")
        if times > 1 or (kind == "derived" and seen["input", identity]):
            yield Finding(name, f"{kind} '{identity}' stands twice" if times > 1 else f"'{identity}' is also an input")
        elif named and (not NAME.fullmatch(identity) or identity in KEYWORDS or identity == TODAY):
            yield Finding(name, f"'{identity}' cannot be used in conditions; write small letters, digits and _")
        elif not named and kind != "term" and not ID.fullmatch(identity):
            yield Finding(name, f"'{identity}' is no id: write letters, digits, - and _")


def check_texts(subject: Subject) -> Iterator[Finding]:
    """No text that must stand is empty."""
    for kind, identity, item in subject.items:
        for key in _required(type(item)):
            value = getattr(item, key)
            if isinstance(value, str) and not value.strip():
                yield Finding(f"{kind}:{identity}.{key}", f"'{key}' is empty")


@cache
def _required(kind: type[Record]) -> tuple[str, ...]:
    """The keys that every item of a kind has."""
    return tuple(field.name for field in msgspec.structs.fields(kind) if field.required)


def check_sections(subject: Subject) -> Iterator[Finding]:
    """Parents stand above their sections, and each statement stands in its section's text exactly once."""
    above: set[str] = set()
    known = [section.id for section in subject.guideline.sections]
    for section in subject.guideline.sections:
        if section.parent and section.parent not in above:
            reason = "there is no section" if section.parent not in known else "the parent must stand above: section"
            ending = similar(section.parent, above) if section.parent not in known else ""
            yield Finding(f"section:{section.id}.parent", f"{reason} '{section.parent}'{ending}")
        above.add(section.id)
        yield from _check_placed(section)


def _check_placed(section: Section) -> Iterator[Finding]:
    """The marks that place statements in one section."""
    own = [statement.id for statement in section.statements]
    times: Counter[str] = Counter()
    for offset, line in enumerate(section.text.split("\n")):
        name = f"body:{section.id}+{offset}"
        marks = PLACED.findall(line)
        times.update(marks)
        if marks and line.strip() != f"[[{marks[0]}]]":
            yield Finding(name, f"[[{marks[0]}]] must stand alone on its line")
        for mark in marks:
            if mark not in own:
                yield Finding(name, f"this section has no statement '{mark}'{similar(mark, own)}")
            elif times[mark] == 2:
                yield Finding(name, f"[[{mark}]] is placed twice")
    for identity in own:
        if not times[identity]:
            yield Finding(f"statement:{identity}", f"the text of the section does not place [[{identity}]]")


def check_statements(subject: Subject) -> Iterator[Finding]:
    """Statements cite references that exist, and what has a source names it."""
    for statement in (item for _, _, item in subject.items if isinstance(item, Statement)):
        name = f"statement:{statement.id}"
        for index, identity in enumerate(statement.references):
            if message := subject.missing("reference", identity):
                yield Finding(f"{name}.references.{index}", message)
            elif identity in statement.references[:index]:
                yield Finding(f"{name}.references.{index}", f"reference '{identity}' stands twice")
        if statement.basis == "source" and not statement.references:
            yield Finding(name, "a statement with a source needs references; else write 'basis: product'")
        if statement.asks and statement.dose:
            yield Finding(f"{name}.dose", "a line that only asks ('asks: true') gives no dose")
        for key, pattern in EVIDENCE.items():
            for index, text in enumerate(getattr(statement, key)):
                if not pattern.fullmatch(text):
                    yield Finding(
                        f"{name}.{key}.{index}", f"'{text}' is none of the {key}, such as {pattern.pattern[0]}1"
                    )


def check_rules(subject: Subject) -> Iterator[Finding]:
    """Rules ask for what exists, and put lines on the plan that can stand there."""
    for rule in subject.guideline.decision.rules:
        name = f"rule:{rule.id}"
        for message in condition_faults(rule.when.test.node, subject.vocabulary):
            yield Finding(f"{name}.when", message)
        for index, identity in enumerate(rule.handout):
            if message := subject.missing("block", identity):
                yield Finding(f"{name}.handout.{index}", message)
        yield from _check_lines(subject, name, rule)


def check_not_applicable(subject: Subject) -> Iterator[Finding]:
    """A rule that says that a topic is no part of the guideline is always true, and the only one on it."""
    rules = subject.guideline.decision.rules
    topics = Counter(rule.topic for rule in rules)
    for rule in (r for r in rules if r.not_applicable):
        if not isinstance(rule.when.test.node, Always):
            yield Finding(f"rule:{rule.id}.when", "a rule that is not_applicable says 'when: always'")
        if topics[rule.topic] > 1:
            message = f"topic {rule.topic} has other rules, so it is part of the guideline"
            yield Finding(f"rule:{rule.id}.not_applicable", message)


def _check_lines(subject: Subject, name: str, rule: Rule) -> Iterator[Finding]:
    """The lines of one rule."""
    statements = subject.guideline.statements()
    for index, line in enumerate(rule.lines):
        place = f"{name}.lines.{index}"
        if message := subject.missing("statement", line.statement):
            yield Finding(f"{place}.statement", message)
        if line.due:
            yield from _check_due(subject, f"{place}.due", line.due)
        if line.due and line.due.days and (said := statements.get(line.statement)) and asks_undelayed(said, rule):
            message = "a line that only asks ('asks: true') and is due later needs 'delay: true'"
            yield Finding(f"{place}.due", f"{message}, or its day stands while an emergency is not excluded")
    if not rule.lines:
        yield Finding(name, "a rule needs at least one line")
    elif (first := statements.get(rule.lines[0].statement)) and first.kind == "info":
        yield Finding(f"{name}.lines.0", "the first line is info, which belongs to the line before it")
    for identity, times in Counter(line.statement for line in rule.lines).items():
        if times > 1:
            yield Finding(f"{name}.lines", f"statement '{identity}' stands {times} times")


def asks_undelayed(statement: Statement, rule: Rule) -> bool:
    """Does a line that only asks stand as it is while an emergency is not excluded, and is no part of settling it?"""
    settles = rule.topic == "emergency" or acts_first(statement)
    return statement.asks and not settles and standing(statement, rule.topic) == "now"


def _check_due(subject: Subject, name: str, due: Due) -> Iterator[Finding]:
    """When a line is due."""
    entry = subject.vocabulary.get(due.after)
    dates = [TODAY, *(key for key, known in subject.vocabulary.items() if known.kind == "date")]
    if due.after not in dates:
        message = f"'{due.after}' is {entry.kind}" if entry else f"there is no input '{due.after}'"
        yield Finding(f"{name}.after", f"{message}; a date input or 'today' is needed{similar(due.after, dates)}")
    if not 0 <= due.days <= MAX_DAYS:
        yield Finding(f"{name}.days", f"{due.days} days is not between 0 and {MAX_DAYS}")


def check_invariants(subject: Subject) -> Iterator[Finding]:
    """Invariants speak of statements and handout blocks that exist."""
    both = subject.ids.get("statement", set()) & subject.ids.get("block", set())
    for invariant in subject.guideline.decision.invariants:
        name = f"invariant:{invariant.id}"
        for message in condition_faults(invariant.when.test.node, subject.vocabulary):
            yield Finding(f"{name}.when", message)
        if not invariant.never and not invariant.always and len(invariant.exclusive) < 2:
            yield Finding(name, "an invariant needs statements under 'never' or 'always', or two under 'exclusive'")
        for key in ("never", "always", "exclusive"):
            for index, identity in enumerate(getattr(invariant, key)):
                message = subject.missing("statement", identity)
                if identity in both:
                    message = f"'{identity}' is a statement and a handout block; give one of them another id"
                if message and (identity in both or subject.missing("block", identity)):
                    yield Finding(f"{name}.{key}.{index}", message)


def check_resolutions(subject: Subject) -> Iterator[Finding]:
    """Resolutions speak of another guideline, of an act of this one, and of references that exist."""
    acts = {statement.act.casefold() for statement in subject.guideline.statements().values() if statement.act}
    for resolution in subject.guideline.decision.resolutions:
        name = f"resolution:{resolution.id}"
        if resolution.guideline == subject.guideline.id:
            yield Finding(f"{name}.guideline", "a resolution names another guideline, not its own")
        if resolution.act.casefold() not in acts:
            message = f"no statement has the act '{resolution.act}'{similar(resolution.act, sorted(acts))}"
            yield Finding(f"{name}.act", message)
        for index, identity in enumerate(resolution.references):
            if message := subject.missing("reference", identity):
                yield Finding(f"{name}.references.{index}", message)


def check_blocks(subject: Subject) -> Iterator[Finding]:
    """Handout blocks stand under a part that exists, and some rule asks for them."""
    wanted = {identity for rule in subject.guideline.decision.rules for identity in rule.handout}
    parts = subject.guideline.handout_parts
    for block in subject.guideline.decision.blocks:
        if block.part not in parts:
            message = f"there is no part '{block.part}' in handout_parts{similar(block.part, parts)}"
            yield Finding(f"block:{block.id}.part", message)
        if block.id not in wanted:
            yield Finding(f"block:{block.id}", f"no rule uses '{block.id}'", "warning")


CHECKS: Final[tuple[Callable[[Subject], Iterator[Finding]], ...]] = (
    check_head,
    check_ids,
    check_texts,
    check_sections,
    check_markdown,
    check_statements,
    check_acts,
    check_index,
    check_alarms,
    check_pages,
    check_inputs,
    check_derived,
    check_rules,
    check_withheld,
    check_doses,
    check_not_applicable,
    check_invariants,
    check_conflicts,
    check_resolutions,
    check_blocks,
    check_cuts,
    check_use,
)
"""Every check, in the order of its findings."""
