"""What the proofs claim, counted out: every patient of a small guideline is given to the program, one by one.

Nothing here is solved. The engine and the planner make the plan of each patient; loops over all of them say which
property is broken, and by what. Numbers are taken in quarters, and low ones in eighths, for a quantity may be doubled
twice: they lie in and between all cuts of the guidelines that `small_guidelines` makes.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_05UP, Context, Decimal
from itertools import product
from types import MappingProxyType

from db.condition_tree import And, Known, Not, Or
from db.guideline import TOPICS
from desktop.core.engine import Engine
from desktop.core.facts import AnswerError, Facts, Quantity
from desktop.core.planner import make_plan
from tests.core.naive import Naive, condition
from tests.core.patients import exact

MISSING = object()
ADVICE = ("do", "consider", "timing")
NEAREST = Context(prec=50, rounding=ROUND_05UP)  # never onto a cut that is not met
NUMBERS = [Decimal(n) / 8 for n in (0, 1, 2, 3, *range(4, 17, 2))]


@dataclass(frozen=True)
class Seen:
    """One patient's plan: the statements on it, those to be followed now, and what it says of open points."""

    step: object
    plan: object
    lines: frozenset
    free: frozenset

    @property
    def handed(self):
        """The blocks of the handout, which stand, and hold, as lines do."""
        return {block.id for block in self.plan.handout}

    @property
    def face(self):
        """All that the patient's answers can change, open points aside."""
        days = {line.id: line.when for line in self.plan.lines if line.statement and not line.withheld}
        return self.lines, tuple(sorted((k, v) for k, v in days.items() if v)), [b.id for b in self.plan.handout]


def seen(engine, facts):
    plan = make_plan(engine, facts)
    shown = [line for line in plan.lines if line.statement is not None and not line.withheld]
    lines = frozenset([line.id for line in shown] + [note.id for line in shown for note in line.notes])
    now = [line for line in shown if not line.after_settled]
    free = frozenset([line.id for line in now] + [note.id for line in now for note in line.notes])
    return Seen(engine.step(facts), plan, lines, free)


class Judge:
    """All patients of one guideline."""

    def __init__(self, guideline):
        self.guideline = guideline
        self.decision = guideline.decision
        self.engine, self.naive = Engine(guideline), Naive(guideline)
        self.inputs = self.decision.inputs()
        self.keys = [i.key for i in self.inputs]
        self.statements = guideline.statements()
        self.rules = self.decision.rules
        self.givers = {key: [n for n, r in enumerate(self.rules) if key in said(r)] for key in self.statements}
        self.refused = [condition(c.when.text) for c in self.decision.conflicts]
        self.invariants_ = [(i, condition(i.when.text)) for i in self.decision.invariants]
        self.patients = {}
        for on in self.days():
            for answers in product(*(self.answers(i, on) for i in self.inputs)):
                given = dict(zip(self.keys, answers, strict=True))
                if self.accepts(given):
                    self.patients[on, answers] = self.patient(given, on)

    def patient(self, given, on):
        """One patient: the plan, the values by name, and what each rule comes to (2 true, 1 unknown, 0 false)."""
        values = self.naive.values(exact(given), on)
        found = seen(self.engine, Facts(on, answers=MappingProxyType(given)))
        return given, found, values, self.naive.outcomes(values)

    def days(self):
        """The days on which a plan can be made, if that matters."""
        first, last = self.guideline.reviewed, self.guideline.next_review
        if not any(i.kind == "date" for i in self.inputs):
            return [first]
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def answers(self, asked, on):
        """Every answer to one input, "not known" among them."""
        values = [c.value for c in asked.choices]
        match asked.kind:
            case "yes-no":
                return [True, False, None]
            case "one-of":
                return [*values, None]
            case "any-of":
                marks = product((True, False, None), repeat=len(values))
                return [Marks(zip(values, m, strict=True)) for m in marks]
            case "quantity":
                return [*(Quantity(n, "g", n) for n in NUMBERS), None]
        return [*(asked.earliest + timedelta(days=n) for n in range((on - asked.earliest).days + 1)), None]

    def accepts(self, given):
        """Does the program accept these answers?"""
        try:
            Facts(self.guideline.reviewed, answers=MappingProxyType(given)).checked(self.decision)
        except AnswerError:
            return False
        return True

    def changed(self, key):
        """Every patient with every other answer to one input: both patients."""
        place = self.keys.index(key)
        for (on, answers), one in self.patients.items():
            for other in self.answers(self.inputs[place], on):
                if other != answers[place]:
                    twin = self.patients.get((on, (*answers[:place], other, *answers[place + 1 :])))
                    if twin is not None:
                        yield one, twin

    # --- no gap ---------------------------------------------------------------------------------------------------

    def gaps(self):
        """The topics on which some patient gets nothing."""
        always = {n for n in range(len(self.rules)) if all(p[3][n] == 2 for p in self.patients.values())}
        found = set()
        for topic in TOPICS:
            count = {r.id for n, r in enumerate(self.rules) if r.topic == topic and r.lines}
            count -= {r.id for n, r in enumerate(self.rules) if n in always and not r.not_applicable}
            for _, one, _, _ in self.patients.values():
                excused = one.step.stops or (topic == "emergency" and one.step.unsettled_stops)
                if not excused and not count & {r.id for r in one.step.fired}:
                    found.add(topic)
        return found | {self.rules[n].id for n in self.naive.stops if self.is_never_settled(n)}

    def is_never_settled(self, number):
        """Is a stop neither true nor false for somebody who knows all that it rests on, and whom no other stops?"""
        keys = {k for name in self.rules[number].when.names for k in self.engine.bases(name)}
        return any(
            held[number] == 1 and not any(lacks(given[k]) for k in keys) and not one.step.stops
            for given, one, _, held in self.patients.values()
        )

    # --- no contradiction, never and always -----------------------------------------------------------------------

    def contradictions(self):
        """The pairs of statements that stand together on some plan and must not."""
        found = set()
        for one, test in self.facts():
            for first, second in product(one.lines, one.lines):
                a, b = self.statements[first], self.statements[second]
                if a.kind in (*ADVICE, "stop") and b.kind == "do-not" and a.act and same_act(a, b):
                    found.add((first, second))
            for invariant, when in self.invariants_:
                both = set(invariant.exclusive) & (one.lines | one.handed)
                if len(both) > 1 and test(invariant, when) in (1, 2):
                    found.add((invariant.id, *sorted(both)))
        return found

    def invariants(self):
        """The invariants that some plan breaks, with the statement."""
        found = set()
        for one, test in self.facts():
            for invariant, when in self.invariants_:
                outcome = test(invariant, when)
                counts = {2: one.lines | one.handed, 1: one.free | one.handed}.get(outcome, ())
                found |= {(invariant.id, key) for key in invariant.never if key in counts}
                settled = not one.step.pending
                if outcome == 2 and settled:
                    found |= {(invariant.id, key) for key in invariant.always if key not in one.lines | one.handed}
        return found

    def invariants_later(self):
        """The same of lines that wait for an emergency to be settled, once it is excluded."""
        found = set()
        for (on, answers), (_, one, values, _) in self.patients.items():
            waiting = one.lines - one.free
            for invariant, when in self.invariants_:
                keys = waiting & set(invariant.never)
                if keys and when(values) != 0 and any(when(v) != 0 for v in self.once_excluded(on, answers)):
                    found |= {(invariant.id, key) for key in keys}
        return found

    def once_excluded(self, on, answers):
        """The values of the same patient with more known of what a stop rests on, so that no stop is left."""
        keys = {k for n in self.naive.stops for name in self.rules[n].when.names for k in self.engine.bases(name)}
        choices = [
            self.more_known(i, a, on) if i.key in keys else [a] for i, a in zip(self.inputs, answers, strict=True)
        ]
        for other in product(*choices):
            found = self.patients.get((on, other))
            if found and not any(found[3][n] for n in self.naive.stops):
                yield found[2]

    def more_known(self, asked, answer, on):
        """The answers that agree with one as far as it is known."""
        return [a for a in self.answers(asked, on) if a == answer or forgets(a, answer)]

    def facts(self):
        """Every plan, also from answers of which some are missing; with a function that judges an invariant."""
        for _, one, values, _ in self.patients.values():
            yield one, lambda _, when, values=values: when(values)
        for one, values in self.partial():
            yield one, lambda invariant, _, values=values: {1: 2, 2: 0, 4: 1, 5: 1}.get(invariant.when.outcomes(values))

    def partial(self):
        """The plans from answers of which some are missing, as after a stop, with what is known then."""
        if not hasattr(self, "_partial"):
            self._partial = list(self.some_missing()) if self.decision.invariants else []
        return self._partial

    def some_missing(self):
        for on in self.days():
            for answers in product(*([MISSING, *self.answers(i, on)] for i in self.inputs)):
                given = {k: a for k, a in zip(self.keys, answers, strict=True) if a is not MISSING}
                if len(given) == len(self.keys):
                    continue
                facts = Facts(on, answers=MappingProxyType(given))
                if self.engine.step(facts).stops and self.accepts(given):
                    yield seen(self.engine, facts), every_value(self, facts)

    # --- nothing dead ---------------------------------------------------------------------------------------------

    def dead(self):
        """The rules that no patient comes to, and the inputs and choices that change no plan."""
        alive = {r.id for on, answers in self.patients for r in self.walked(on, answers)[0].fired}
        found = {("rule", r.id) for r in self.rules if r.id not in alive}
        for asked in self.inputs:
            differ = [(a, b) for a, b in self.changed(asked.key) if a[1].face != b[1].face]
            if not any(is_known_alike(a[0][asked.key], b[0][asked.key]) for a, b in differ):
                found.add(("input", asked.key))
            elif any(True for _ in idle_choices(asked, differ)):
                found.add(("choice", asked.key))
        return found

    def walked(self, on, answers):
        """The last step of a patient who is asked page by page, and the pages."""
        given, facts, pages = dict(zip(self.keys, answers, strict=True)), Facts(on), []
        while (step := self.engine.step(facts)).page is not None:
            pages.append(step.page.id)
            for asked in step.ask:
                facts = facts.with_answer(asked.key, given[asked.key])
        return step, pages

    # --- unknown is never no --------------------------------------------------------------------------------------

    def unknown(self):
        """The statements that come, go or are released when one answer is made unknown."""
        found = set()
        for asked in self.inputs:
            for before, after in self.changed(asked.key):
                if forgets(before[0][asked.key], after[0][asked.key]):
                    found |= {(*what, asked.key) for what in self.forgotten(asked.key, before, after)}
        return found

    def forgotten(self, key, before, after):
        """What must not change, and does."""
        (_, one, _, held), (_, other, _, _) = before, after
        unsure = one.step.unsettled_stops and not one.step.stops
        for statement in self.statements.values():
            was_due = any(held[n] == 2 for n in self.givers[statement.id])
            if statement.kind in ADVICE or statement.dose:
                fired = [self.rules[n] for n in self.givers[statement.id] if self.rules[n] in other.step.fired]
                bad = [r for r in fired if not (statement.asks and self.asks_for(r, key))]
                if statement.id in other.lines and bad and not was_due:
                    yield "a", statement.id
                if was_due and statement.id in other.free - one.free and not at_once(statement):
                    yield "c", statement.id
            gone = statement.id in one.lines - other.lines and statement.kind in ("stop", "do-not")
            if (gone or self.falls_later(statement, before, after)) and not self.is_named(key, statement, other):
                yield "b", statement.id
            if statement.kind in (*ADVICE, "stop") and statement.act:
                warned = [s for s in self.statements.values() if s.kind == "do-not" and same_act(s, statement)]
                stays = statement.id in other.free or (statement.id in other.lines and unsure)
                if stays and statement.id not in one.lines and any(s.id in one.lines for s in warned):
                    yield "c", statement.id

    def falls_later(self, statement, before, after):
        """Is a line due later than with the answer?"""
        old, new = self.days_due(statement, *before[:2]), self.days_due(statement, *after[:2])
        return bool(old and new) and min(new) > min(old)

    def days_due(self, statement, given, one):
        """The days on which a line is due; it has none while it waits for an emergency to be settled."""
        rules = one.step.fired if statement.id in one.free and statement.kind != "info" else ()
        dues = [x.due for r in rules for x in r.lines if x.statement == statement.id and x.due]
        starts = {**given, "today": one.plan.facts.on}
        return [starts[d.after] + timedelta(days=d.days) for d in dues if starts[d.after] is not None]

    def asks_for(self, rule, key):
        """Does a rule test `not known` of this answer, or of what is computed from it?"""
        names = {key} | {name for name in self.engine.derived if key in self.engine.bases(name)}
        return tests_missing(rule.when.test.node, names, turned=False)

    def is_named(self, key, statement, other):
        """Does an open line name the answer, and the act or the rule that hangs on it?"""
        rules = {self.rules[n].id for n in self.givers[statement.id]}
        for line in other.plan.lines:
            if line.statement is None and key in {b.input for b in line.because}:
                if line.rule is not None and line.rule.id in rules:
                    return True
                if statement.act and statement.act in line.acts:
                    return True
        return False

    # --- paths ----------------------------------------------------------------------------------------------------

    def longest(self):
        """The most pages that one patient is asked, and the most beyond the first."""
        paths = [self.walked(on, answers)[1] for on, answers in self.patients]
        first = self.decision.pages[0].id
        return max(map(len, paths)), max(len([p for p in path if p != first]) for path in paths)


class Marks(dict):
    """The marks of an any-of answer, as a value."""

    def __hash__(self):
        return hash(tuple(sorted(self.items(), key=str)))


def said(rule):
    return [line.statement for line in rule.lines]


def same_act(one, other):
    return one.act.casefold() == other.act.casefold()


def at_once(statement):
    """Does a line hold while an emergency is open?"""
    first = statement.kind == "stop" or (statement.kind == "timing" and statement.urgent)
    return first or (statement.asks and not (statement.dose or statement.delay))


def forgets(old, new):
    """Is one answer the other, with some of it made unknown?"""
    if isinstance(old, dict):
        return old != new and all(new[k] in (old[k], None) for k in old)
    return new is None


def lacks(answer):
    """Is an answer, or a mark of it, not known?"""
    return answer is None or (isinstance(answer, dict) and None in answer.values())


def is_known_alike(one, other):
    """Are two answers known, or not, in the same parts?"""
    if isinstance(one, dict):
        return all((one[k] is None) == (other[k] is None) for k in one)
    return (one is None) == (other is None)


def tests_missing(node, names, *, turned):
    match node:
        case Not(item):
            return tests_missing(item, names, turned=not turned)
        case And(items) | Or(items):
            return any(tests_missing(i, names, turned=turned) for i in items)
        case Known(name):
            return turned and name in names
    return False


def idle_choices(asked, differ):
    """The choices that change nothing, or of which two never differ."""
    values = [c.value for c in asked.choices if c.value != "other"]
    if asked.kind == "any-of":
        for value in values:
            pairs = ((a[0][asked.key], b[0][asked.key]) for a, b in differ)
            turned = ({k for k in a if a[k] != b[k]} == {value} and a[value] and b[value] is False for a, b in pairs)
            if not any(turned):
                yield value
    if asked.kind == "one-of":
        apart = {frozenset((a[0][asked.key], b[0][asked.key])) for a, b in differ}
        pairs = (frozenset((a, b)) for a in values for b in values if a < b)
        yield from (pair for pair in pairs if pair not in apart)


def every_value(judge, facts):
    """Each answer, in force or not, and what is computed from it, as conditions see them; numbers are rounded last.

    A quantity is there once it comes out although all that is missing is not known, or does not if all of it is.
    """
    values = {k: a.value if isinstance(a, Quantity) else a for k, a in facts.answers.items()}
    values["today"] = facts.on
    nothing = {i.key: unknown_answer(i) for i in judge.inputs}
    fractions = judge.naive.values({**nothing, **exact(facts.answers)}, facts.on)
    for derived in judge.decision.derived:
        number = fractions[derived.key]
        if number is not None:
            values[derived.key] = NEAREST.divide(Decimal(number.numerator), Decimal(number.denominator))
        elif not derived.only_if.outcomes(values) & 1 or not derived.formula.outcomes(values) & 1:
            values[derived.key] = None
    return values


def unknown_answer(asked):
    return dict.fromkeys((c.value for c in asked.choices), None) if asked.kind == "any-of" else None
