"""What a patient's plan holds, as literals: the same reading of the rules as the planner's."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from db.guideline import Rule, Statement
from db.proof_domain import Domain
from db.proof_encoder import NO, YES, Encoder
from db.proof_logic import World


def acts_first(statement: Statement) -> bool:
    """Does a statement stand among the things to do first?"""
    return statement.kind == "stop" or (statement.kind == "timing" and statement.urgent)


def holds_at_once(statement: Statement) -> bool:
    """Does a line hold even while an emergency is not excluded? What is urgent does, and what only asks or warns."""
    return acts_first(statement) or (statement.asks and not (statement.dose or statement.delay))


class Lines:
    """The lines of one patient's plan."""

    def __init__(self, world: World, domain: Domain | None = None) -> None:
        """Nothing is encoded before it is asked for; `domain` has the rules, if not all of the world's count."""
        self.world = world
        self.domain = domain or world.domain
        self.encoder: Encoder = world.encoder
        self.kept: dict[tuple[str, str], int] = {}

    @cached_property
    def stop(self) -> int:
        """An emergency rule ended the questions."""
        return self.encoder.some(self.holds(r) for r in self.domain.stop_rules)

    @cached_property
    def unsettled(self) -> int:
        """An emergency could not be excluded."""
        return self.encoder.some(self.world.unknown(r.when.test.node) for r in self.domain.stop_rules)

    def holds(self, rule: Rule) -> int:
        """The condition of a rule is true."""
        return self.world.true(rule.when.test.node)

    def counts(self, rule: Rule) -> int:
        """A rule is in force: after a stop only what stops and what is about the emergency."""
        return YES if rule.topic == "emergency" or rule in self.domain.stop_rules else -self.stop

    def fires(self, rule: Rule) -> int:
        """A rule is in force and holds."""
        return self.encoder.every((self.counts(rule), self.holds(rule)))

    def due(self, statement: str) -> int:
        """Some rule would give a statement, whether a stop withholds it or not."""
        return self.keep("due", statement, lambda: [self.holds(r) for r in self.domain.givers.get(statement, ())])

    def given(self, statement: str) -> int:
        """A statement has a line on the plan, be it withheld."""
        return self.keep("given", statement, lambda: [self.fires(r) for r in self.domain.givers.get(statement, ())])

    def guarded(self, statement: str) -> int:
        """The line of a statement waits for an emergency to be settled; the first rule that fires decides."""
        if holds_at_once(self.domain.statements[statement]):
            return NO
        return self.keep("guarded", statement, lambda: self.guards(statement))

    def guards(self, statement: str) -> list[int]:
        """The cases in which the first rule that gives a statement is not about the emergency."""
        earlier: list[int] = []
        found = []
        for rule in self.domain.givers.get(statement, ()):
            if rule.topic != "emergency":
                found.append(self.encoder.every([self.unsettled, self.fires(rule), *(-e for e in earlier)]))
            else:
                earlier.append(self.fires(rule))
        # a rule on the emergency after one that is not does not lift the guard
        return found

    def shown(self, statement: str) -> int:
        """A statement is on the plan and not withheld; perhaps only for after the emergency is settled."""
        asked = self.domain.statements[statement]
        if asked.kind == "info":
            return self.keep("shown", statement, lambda: self.notes(statement))
        if asked.dose or asked.delay:
            return self.encoder.every((self.given(statement), -self.guarded(statement)))
        return self.given(statement)

    def notes(self, statement: str) -> list[int]:
        """The cases in which an info statement is attached to a line that is shown."""
        found = []
        for rule in self.domain.givers.get(statement, ()):
            host = self.host(rule, statement)
            found.append(self.encoder.every((self.fires(rule), self.shown(host))) if host else NO)
        return found

    def host(self, rule: Rule, statement: str) -> str:
        """The statement of a rule that an info statement is attached to."""
        host = ""
        for line in rule.lines:
            if line.statement == statement:
                break
            if self.domain.statements[line.statement].kind != "info":
                host = line.statement
        return host

    def free(self, statement: str) -> int:
        """A statement is on the plan, to be followed now."""
        return self.encoder.every((self.shown(statement), -self.guarded(statement)))

    def keep(self, what: str, statement: str, parts: Callable[[], list[int]]) -> int:
        """One of these literals holds; encoded once."""
        if (what, statement) not in self.kept:
            self.kept[what, statement] = self.encoder.some(parts())
        return self.kept[what, statement]

    def names_open(self, rule: Rule, key: str) -> int:
        """A rule is unsettled, and the open line of this input, which is not known, says so."""
        return self.world.unsettled_by(rule.when.test.node, key)
