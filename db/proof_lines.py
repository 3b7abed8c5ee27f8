"""What a patient's plan holds, as literals: the same reading of the rules as the planner's."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from db.formula import TODAY
from db.guideline import Due, Rule
from db.proof_domain import Domain
from db.proof_encoder import NO, YES, Encoder
from db.proof_logic import World
from db.standing import URGENT_PART, Standing, standing


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

    def later(self, statement: str) -> int:
        """The line of a statement, if there is one, holds only after the emergency is settled."""
        return self.keep("later", statement, lambda: self.stands(statement, "later"))

    def withheld(self, statement: str) -> int:
        """The line of a statement, if there is one, is not shown until the emergency is settled."""
        return self.keep("withheld", statement, lambda: self.stands(statement, "withheld"))

    def stands(self, statement: str, how: Standing) -> list[int]:
        """The cases in which the first rule that gives a statement makes it stand so, for an emergency is open."""
        found: list[int] = []
        earlier: list[int] = []
        for rule in self.domain.givers.get(statement, ()):
            if standing(self.domain.statements[statement], rule.topic) == how:
                found.append(self.encoder.every([self.unsettled, self.fires(rule), *(-e for e in earlier)]))
            earlier.append(self.fires(rule))
        return found

    def shown(self, statement: str) -> int:
        """A statement is on the plan and not withheld; perhaps only for after the emergency is settled."""
        if self.domain.statements[statement].kind == "info":
            return self.keep("shown", statement, lambda: self.notes(statement, self.shown))
        return self.encoder.every((self.given(statement), -self.withheld(statement)))

    def notes(self, statement: str, stands: Callable[[str], int]) -> list[int]:
        """The cases in which an info statement is attached to a line that stands so."""
        found = []
        for rule in self.domain.givers.get(statement, ()):
            host = self.host(rule, statement)
            found.append(self.encoder.every((self.fires(rule), stands(host))) if host else NO)
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
        if self.domain.statements[statement].kind == "info":
            return self.keep("free", statement, lambda: self.notes(statement, self.free))
        return self.encoder.every((self.shown(statement), -self.later(statement)))

    def handed(self, block: str) -> int:
        """A block is in the handout; while an emergency is open only what is urgent, or what an emergency gives."""
        rules = [r for r in self.domain.rules if block in r.handout]
        urgent = [r for r in rules if r.topic == "emergency" or r in self.domain.stop_rules]
        part = next(b.part for b in self.domain.decision.blocks if b.id == block)
        given = self.encoder.some(self.fires(r) for r in rules)
        if part == URGENT_PART:
            return given
        held = self.encoder.every((self.unsettled, -self.encoder.some(self.fires(r) for r in urgent)))
        return self.encoder.every((given, -held))

    def due_on(self, statement: str, due: Due) -> int:
        """A statement is on the plan, with this due day among those that its rules give; none while it has to wait."""
        line = (statement, due)
        given = (r for r in self.domain.givers[statement] if any((x.statement, x.due) == line for x in r.lines))
        known = YES if due.after == TODAY else self.world.is_known(due.after)
        return self.encoder.every((known, self.free(statement), self.encoder.some(self.fires(r) for r in given)))

    def keep(self, what: str, statement: str, parts: Callable[[], list[int]]) -> int:
        """One of these literals holds; encoded once."""
        if (what, statement) not in self.kept:
            self.kept[what, statement] = self.encoder.some(parts())
        return self.kept[what, statement]
