"""Unknown is never no: an answer made unknown adds no advice and silently removes no warning."""

from __future__ import annotations

from collections.abc import Iterator

from db.guideline import Rule, Statement
from db.proof_claims import UNKNOWN, Finding, Forgotten
from db.proof_domain import tests_unknown
from db.proof_encoder import NO
from db.proof_lines import Lines, holds_at_once
from db.proof_logic import World
from db.proof_properties import POSITIVE
from db.proof_search import Search, answers, finding, value_words


def unknown_is_never_no(search: Search) -> Iterator[Finding]:
    """Every patient is compared with the copies that know one answer less."""
    for key, rules in search.domain.rules_by_input.items():
        if rules:
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
        self.copy = World(self.encoder, self.world, key, "unknown")
        self.before, self.after = Lines(self.world), Lines(self.copy)
        self.reached = self.reached_statements()

    def reached_statements(self) -> list[Statement]:
        """The statements whose lines can change; all of them if a stop can."""
        if any(self.copy.touches(r.when.names) for r in self.domain.stop_rules):
            return [self.domain.statements[key] for key in self.domain.givers]
        return [self.domain.statements[s] for s, rules in self.domain.givers.items() if self.is_touched(rules)]

    def is_touched(self, rules: list[Rule]) -> bool:
        """Does the answer reach one of these rules?"""
        return any(self.copy.touches(rule.when.names) for rule in rules)

    def findings(self) -> Iterator[Finding]:
        """The changes that must not be."""
        for statement in self.reached:
            if statement.kind in ("do", "consider", "timing") or statement.dose:
                yield from self.report("a", statement, self.added(statement), "appears")
                yield from self.report("c", statement, self.released(statement), "is no longer withheld")
            if statement.kind in ("stop", "do-not"):
                yield from self.report("b", statement, self.lost(statement), "disappears without an open line")
            if statement.kind == "do-not" and statement.act:
                for other in self.allowed_by(statement):
                    bad = self.encoder.every((self.before.shown(statement.id), self.after.shown(other.id)))
                    yield from self.report("c", other, bad, f"appears although {statement.id} warned")
        self.encoder.close()

    def report(self, part: str, statement: Statement, bad: int, what: str) -> Iterator[Finding]:
        """The patients of whom this holds."""
        assert part in ("a", "b", "c")
        for model, small, full in self.search.patients(self.world, bad, self.copy):
            after = answers(self.copy, model, {self.key})[self.key]
            claim = Forgotten(part, statement.id, self.key, after)  # type: ignore[arg-type]
            text = f"({part}) {statement.id} {what} when {self.key} becomes {value_words(after)}"
            yield finding(UNKNOWN, text, claim, small, full)

    def added(self, statement: Statement) -> int:
        """A line that was not due; one that only asks may come from a rule that tests `not known` of this answer."""
        rules = [r for r in self.domain.givers[statement.id] if not self.may_ask(r, statement)]
        new = self.encoder.some(self.after.fires(r) for r in rules)
        return self.encoder.every((new, self.after.shown(statement.id), -self.before.due(statement.id)))

    def may_ask(self, rule: Rule, statement: Statement) -> bool:
        """Does a line only ask for this answer, or warn that it is missing?"""
        return statement.asks and tests_unknown(rule.when, self.copy.affected)

    def released(self, statement: Statement) -> int:
        """A line that a warning withheld, and that may now be followed; what is urgent or asks is never withheld."""
        if holds_at_once(statement):
            return NO
        held = self.encoder.every((self.before.due(statement.id), -self.before.free(statement.id)))
        return self.encoder.every((held, self.after.free(statement.id)))

    def lost(self, statement: Statement) -> int:
        """A stop or do-not that goes, with no line that names this answer and the act."""
        named = [self.settles(r) for r in self.domain.givers[statement.id] if r in self.domain.stop_rules]
        if statement.act:
            named.append(self.open_line(statement.act))
        gone = (self.before.shown(statement.id), -self.after.shown(statement.id))
        return self.encoder.every([*gone, *(-n for n in named)])

    def settles(self, rule: Rule) -> int:
        """The line "settle now" of a stop rule names this answer."""
        return self.after.names_open(rule, self.key)

    def open_line(self, act: str) -> int:
        """The open line of this answer names the act."""
        rules = [r for r in self.domain.rules if any(self.speaks_of(act, x.statement) for x in r.lines)]
        named = ((self.after.counts(r), self.after.names_open(r, self.key)) for r in rules)
        return self.encoder.some(self.encoder.every(n) for n in named)

    def speaks_of(self, act: str, statement: str) -> bool:
        """Is a statement about an act, letter case aside?"""
        return self.domain.statements[statement].act.casefold() == act.casefold()

    def allowed_by(self, warning: Statement) -> Iterator[Statement]:
        """The statements for the act that a do-not is against."""
        for key, rules in self.domain.givers.items():
            other = self.domain.statements[key]
            if self.speaks_of(warning.act, key) and other.kind in POSITIVE and self.is_touched(rules):
                yield other
