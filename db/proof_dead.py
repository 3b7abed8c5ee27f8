"""Nothing dead: every rule can fire, and every input and every choice can change the plan.

There is no patient who breaks it; a finding names the one who comes nearest.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice

from db.condition_tree import Always, And, Node, atoms
from db.guideline import Input, Rule
from db.proof_answers import write_number
from db.proof_candidates import candidates, simple_number
from db.proof_claims import DEAD, Alike, Answers, Finding, Unfired
from db.proof_domain import line_dues
from db.proof_due import days_differ
from db.proof_encoder import YES, Model
from db.proof_lines import Lines
from db.proof_logic import World
from db.proof_paths import Asking
from db.proof_search import Search, finding, full_answers, value_words


def dead(search: Search) -> Iterator[Finding]:
    """Every rule can fire, and every input and every choice can change the plan."""
    lines = Lines(World(search.encoder()))
    asking = Asking(lines.world)
    for rule in search.domain.rules:
        alone = lines.encoder.solve(lines.holds(rule), -lines.stop) is not None
        if not alone and not fires_beside_a_stop(search, lines, asking, rule):
            yield unfired(search, lines, rule)
    lines.encoder.close()
    for asked in search.domain.inputs.values():
        yield from idle(search, asked)


def fires_beside_a_stop(search: Search, lines: Lines, asking: Asking, rule: Rule) -> bool:
    """Can a rule on the emergency, or one that stops, fire with what is asked before a stop ends the questions?

    The clauses take a derived quantity that is not computed yet for any number, so the program may stop earlier.
    """
    if lines.counts(rule) != YES:
        return False

    def is_fired(_model: Model, full: Answers) -> bool:
        return search.shows is None or not search.is_shown(Unfired(rule.id, holds=True), full)

    return any(True for _ in search.patient(lines.world, asking.fires(rule), accept=is_fired))


def unfired(search: Search, lines: Lines, rule: Rule) -> Finding:
    """A rule that never fires: a patient for whom it holds behind a stop, else one for whom most of it holds."""
    parts = [(lines.holds(rule), 0)]
    text, behind = "its condition holds only behind a stop, as for", lines.encoder.solve(lines.holds(rule)) is not None
    if not behind:
        node = rule.when.test.node
        parts, left = most_of(lines, node.items if isinstance(node, And) else (node,))
        text = f"what stands at column {left} cannot hold with the rest, which does for"
    near = lines.encoder.every(literal for literal, _ in parts)
    _, small, full = next(search.patient(lines.world, near))
    if not parts:
        text = f"rule {rule.id} never fires: it holds for nobody (column {left}), as any patient shows"
        return Finding(DEAD, holds=False, detail=text, claim=Unfired(rule.id, behind), small={}, full=full)
    return finding(DEAD, f"rule {rule.id} never fires: {text}", Unfired(rule.id, behind), small, full)


def most_of(lines: Lines, parts: tuple[Node, ...]) -> tuple[list[tuple[int, int]], int]:
    """The parts of a condition that can hold together, taken in the author's order, and the column of one left out."""
    found: list[tuple[int, int]] = []
    left = 1
    for part in parts:
        literal, column = lines.world.true(part), column_of(part)
        if lines.encoder.solve(literal, *(x for x, _ in found)) is None:
            left = column
        else:
            found.append((literal, column))
    return found, left


def column_of(node: Node) -> int:
    """Where a condition begins."""
    return min((a.column for a in atoms(node) if not isinstance(a, Always)), default=1)


def idle(search: Search, asked: Input) -> Iterator[Finding]:
    """An input that changes nothing, or choices of it that never differ."""
    encoder = search.encoder()
    here = World(encoder)
    other = World(encoder, here, (asked.key,), "other")
    change = changes(Lines(here), Lines(other))
    if encoder.solve(change, *as_known(here, other, asked.key)) is None:
        first, second = two_answers(search, asked)
        text = f"no answer to {asked.key} changes the plan"
        if encoder.solve(change) is not None:
            text = f"no two known answers to {asked.key} differ in the plan"
        yield same(here, asked, first, second, f"{text}; the lines are as with {value_words(second)} for")
    else:
        yield from idle_choices(asked, here, other, change)
    encoder.close()


def as_known(here: World, other: World, key: str) -> Iterator[int]:
    """Both answers to an input are known, or not, in the same parts: two answers differ in what they say."""
    before, after = here.slot(key), other.slot(key)
    some, differs = here.encoder.some, here.encoder.differs
    yield -differs(some(before.options), some(after.options))
    for one, two in zip(before.marks.values(), after.marks.values(), strict=True):
        yield -differs(some(one), some(two))


def changes(here: Lines, other: Lines) -> int:
    """The lines or the handout differ between a patient and a copy; all of them can where a stop can."""
    rules = here.domain.rules
    if not any(other.world.touches(r.when.names) for r in here.domain.stop_rules):
        rules = tuple(r for r in rules if other.world.touches(r.when.names))
    statements = dict.fromkeys(line.statement for rule in rules for line in rule.lines)
    blocks = dict.fromkeys(block for rule in rules for block in rule.handout)
    differs = here.encoder.differs
    dues = ((key, line_dues(here.domain, key)) for key in here.domain.givers)
    dated = (key for key, days in dues if any(due.after in other.world.changed for due in days))
    found = [differs(here.shown(key), other.shown(key)) for key in statements]
    found += [differs(here.handed(block), other.handed(block)) for block in blocks]
    found += [days_differ(here, other, key) for key in dict.fromkeys((*statements, *dated))]
    return here.encoder.some(found)


def idle_choices(asked: Input, here: World, other: World, change: int) -> Iterator[Finding]:
    """Choices between which no patient's plan differs; a residual "other" is legal."""
    values = [c.value for c in asked.choices]
    if asked.kind == "any-of":
        marks = [value for value in values if value != "other"]
        alike = [value for value in marks if here.encoder.solve(*turned(here, other, asked, value), change) is None]
        if alike:
            text = f"choices of {asked.key} without effect: {', '.join(alike)}; the lines are as without it for"
            yield same(here, asked, [alike[0]], [], text)
        return
    pairs = [p for p in combinations(enumerate(values), 2) if "other" not in (p[0][1], p[1][1])]
    options = here.slot(asked.key).options, other.slot(asked.key).options
    found = [(i, a, b) for (i, a), (j, b) in pairs if here.encoder.solve(change, options[0][i], options[1][j]) is None]
    if found:
        _, first, second = found[0]
        named = ", ".join(f"{a} and {b}" for _, a, b in found)
        yield same(here, asked, first, second, f"choices of {asked.key} that never differ: {named}; as for")


def same(here: World, asked: Input, first: object, second: object, text: str) -> Finding:
    """Two answers with the same lines, as a finding: the patient has the first."""
    model = here.encoder.solve(*stands(here, asked, first))
    others = dict.fromkeys(here.domain.inputs, "unknown") if model is None else full_answers(here, model)
    return finding(DEAD, text, Alike(asked.key, second), {asked.key: first}, {**others, asked.key: first})


def stands(here: World, asked: Input, answer: object) -> list[int]:
    """What has to hold of a patient with this answer; a number is the lowest that there is."""
    slot, values = here.slot(asked.key), [c.value for c in asked.choices]
    match answer:
        case list():
            return [pair[value not in answer] for value, pair in slot.marks.items()]
        case str() if answer in values:
            return [slot.options[values.index(answer)]]
        case "yes":
            return [slot.marks[""][0]]
    lowest = (i for i in range(len(slot.options)) if simple_number(here.domain, asked.key, i) is not None)
    return [slot.options[i] for i in islice(lowest, 1)]


def two_answers(search: Search, asked: Input) -> tuple[object, object]:
    """Two known answers to an input."""
    values = [c.value for c in asked.choices]
    match asked.kind:
        case "yes-no":
            return "yes", "no"
        case "one-of":
            return values[0], values[1]
        case "any-of":
            return values[:1], []
    regions = search.domain.regions(asked.key)
    numbers = [n for region in regions for n in candidates(search.domain, asked.key, region)]
    first, second = (write_number(search.domain, asked.key, n) for n in (min(numbers), max(numbers)))
    return first, second


def turned(here: World, other: World, asked: Input, value: str) -> Iterator[int]:
    """One mark goes from yes to no, the others stay."""
    before, after = here.slot(asked.key).marks, other.slot(asked.key).marks
    yield before[value][0]
    yield after[value][1]
    for choice in before:
        if choice != value:
            yield from (-here.encoder.differs(a, b) for a, b in zip(before[choice], after[choice], strict=True))
