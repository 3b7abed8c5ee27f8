"""Unknown is never no: an answer made unknown adds no advice, and silently removes no warning, nor delays it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from db.guideline import Rule, Statement
from db.proof_claims import UNKNOWN, Answers, Finding, Forgotten
from db.proof_domain import line_dues, tests_unknown
from db.proof_due import no_later
from db.proof_encoder import NO, YES, Model
from db.proof_lines import Lines
from db.proof_logic import World
from db.proof_properties import POSITIVE
from db.proof_search import Search, answers, finding, value_words
from db.standing import standing

ADVICE = ("do", "consider", "timing")
Part = Literal["a", "b", "c"]


def unknown_is_never_no(search: Search) -> Iterator[Finding]:
    """Every patient is compared with the copies that know one answer less."""
    for key, rules in search.domain.rules_by_input.items():
        if rules or any(due.after == key for s in search.domain.givers for due in line_dues(search.domain, s)):
            yield from Forgetting(search, key).findings()


class Forgetting:
    """A patient, and the same patient with one answer, or some of its marks, not known."""

    def __init__(self, search: Search, key: str) -> None:
        """Prepare both plans."""
        self.search = search
        self.key = key
        self.domain = search.domain
        self.encoder = search.encoder()
        self.world = World(self.encoder)
        self.copy = World(self.encoder, self.world, (key,), "unknown")
        self.before, self.after = Lines(self.world), Lines(self.copy)
        self.reached = self.reached_statements()

    def reached_statements(self) -> list[Statement]:
        """The statements whose lines can change; all of them if a stop can."""
        if any(self.copy.touches(r.when.names) for r in self.domain.stop_rules):
            return [self.domain.statements[key] for key in self.domain.givers]
        return [self.domain.statements[s] for s, rules in self.domain.givers.items() if self.is_touched(s, rules)]

    def is_touched(self, statement: str, rules: list[Rule]) -> bool:
        """Does the answer reach one of the rules that give a line, or its day?"""
        dated = any(due.after == self.key for due in line_dues(self.domain, statement))
        return dated or any(self.copy.touches(rule.when.names) for rule in rules)

    def findings(self) -> Iterator[Finding]:
        """The changes that must not be."""
        for statement in self.reached:
            if statement.kind in ADVICE or statement.dose:
                yield from self.report("a", statement, self.added(statement), "appears")
                yield from self.report("c", statement, self.released(statement), "is no longer withheld")
            if statement.kind in ("stop", "do-not"):
                yield from self.report("b", statement, self.lost(statement), "disappears without an open line")
            yield from self.report("b", statement, self.delayed(statement), "falls due later without an open line")
            for warning in self.against(statement):
                what = f"may be followed although {warning.id} warned"
                yield from self.report("c", statement, self.allowed(warning, statement), what)
        self.encoder.close()

    def report(self, part: Part, statement: Statement, bad: int, what: str) -> Iterator[Finding]:
        """The patient of whom this holds."""

        def claim(model: Model) -> Forgotten:
            after = answers(self.copy, model, {self.key})[self.key]
            return Forgotten(part, statement.id, self.key, after)

        def is_shown(model: Model, full: Answers) -> bool:
            return self.search.is_shown(claim(model), full)

        accept = is_shown if part == "b" else None
        for model, small, full in self.search.patient(self.world, bad, self.copy, accept):
            found = claim(model)
            text = f"({part}) {statement.id} {what} when {self.key} becomes {value_words(found.answer)}"
            yield finding(UNKNOWN, text, found, small, full)

    def added(self, statement: Statement) -> int:
        """A line that was not due; one that only asks may come from a rule that tests `not known` of this answer."""
        rules = [r for r in self.domain.givers[statement.id] if not self.may_ask(r, statement)]
        new = self.encoder.some(self.after.fires(r) for r in rules)
        return self.encoder.every((new, self.after.shown(statement.id), -self.before.due(statement.id)))

    def may_ask(self, rule: Rule, statement: Statement) -> bool:
        """Does a line only ask for this answer, or warn that it is missing?"""
        return statement.asks and tests_unknown(rule.when, self.copy.affected)

    def released(self, statement: Statement) -> int:
        """A line that was due and not to be followed, and that may now be followed; what always holds is never held."""
        if standing(statement, "") == "now":
            return NO
        held = self.encoder.every((self.before.due(statement.id), -self.before.free(statement.id)))
        return self.encoder.every((held, self.after.free(statement.id)))

    def lost(self, statement: Statement) -> int:
        """A stop or do-not that goes, where no other line tells of it."""
        gone = (self.before.shown(statement.id), -self.after.shown(statement.id))
        return self.encoder.every([*gone, *(-n for n in self.named(statement))])

    def delayed(self, statement: Statement) -> int:
        """A line that falls due later, where no other line tells of it.

        A later day is no weaker advice where an open line says that the missing answer would decide the act: whoever
        settles it gets the earlier day. Else every missing answer behind an early day would have to bring that day.
        """
        dues = line_dues(self.domain, statement.id)
        after = {due: self.after.due_on(statement.id, due) for due in dues}
        some = self.encoder.some(after.values())
        found = []
        for due in dues:
            kept = (self.encoder.every((after[d], no_later(self.world, d, due))) for d in dues)
            found.append(self.encoder.every((self.before.due_on(statement.id, due), some, *(-k for k in kept))))
        return self.encoder.every((self.encoder.some(found), *(-n for n in self.named(statement)))) if found else NO

    def named(self, statement: Statement) -> list[int]:
        """The cases in which a line "settle now" or an open line tells of a statement for sure.

        Whether there is another open line of the act only the program can tell.
        """
        node = {r.id: r.when.test.node for r in self.domain.givers[statement.id] if r in self.domain.stop_rules}
        named = [self.copy.unsettled_by(n, self.key) for n in node.values()]
        if statement.act:
            about = (r for r in self.domain.rules if any(self.speaks_of(statement.act, x.statement) for x in r.lines))
            named += [self.waits(r) for r in about]
        return named

    def waits(self, rule: Rule) -> int:
        """A rule held, and does not now that the answer is not known: its open line says what it would decide.

        A rule that tests that this answer is not known may have held because of a mark that is still missing.
        """
        whole = self.world.known_literal(self.key, "") if tests_unknown(rule.when, self.copy.affected) else YES
        return self.encoder.every((self.before.holds(rule), -self.after.holds(rule), self.after.counts(rule), whole))

    def speaks_of(self, act: str, statement: str) -> bool:
        """Is a statement about an act, letter case aside?"""
        return self.domain.statements[statement].act.casefold() == act.casefold()

    def against(self, statement: Statement) -> Iterator[Statement]:
        """The do-nots of the act of a line."""
        if statement.kind in POSITIVE and statement.act:
            for key in self.domain.givers:
                if self.domain.statements[key].kind == "do-not" and self.speaks_of(statement.act, key):
                    yield self.domain.statements[key]

    def allowed(self, warning: Statement, statement: Statement) -> int:
        """A line comes that a do-not of its act replaced; not one put off for an emergency that only now is open."""
        was_open = self.encoder.every((self.before.unsettled, -self.before.stop))
        stays = self.encoder.some((self.after.free(statement.id), was_open))
        withheld = (self.before.shown(warning.id), -self.before.shown(statement.id))
        return self.encoder.every((*withheld, self.after.shown(statement.id), stays))
