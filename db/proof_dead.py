"""Nothing dead: every rule can fire, and every input and every choice can change the plan.

There is no patient who breaks it; a finding names the one who comes nearest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from db.condition_tree import Always, And, Node, atoms
from db.guideline import Due, Input, Rule
from db.proof_answers import write_number
from db.proof_candidates import candidates
from db.proof_claims import DEAD, Alike, Finding, Unfired
from db.proof_domain import Domain
from db.proof_encoder import YES
from db.proof_lines import Lines
from db.proof_logic import World
from db.proof_paths import Asking
from db.proof_search import Search, finding, full_answers, value_words


def dead(search: Search) -> Iterator[Finding]:
    """Every rule can fire, and every input and every choice can change the plan."""
    lines = Lines(World(search.encoder()))
    asking = Asking(lines.world)
    for rule in search.domain.rules:
        if lines.encoder.solve(lines.holds(rule), -lines.stop) is None and not fires_beside_a_stop(lines, asking, rule):
            yield unfired(search, lines, rule)
    lines.encoder.close()
    for asked in search.domain.inputs.values():
        yield from idle(search, asked)


def fires_beside_a_stop(lines: Lines, asking: Asking, rule: Rule) -> bool:
    """Can a rule on the emergency, or one that stops, fire with what is asked before a stop ends the questions?"""
    if lines.counts(rule) != YES:
        return False
    return lines.encoder.solve(asking.fires(rule)) is not None


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
    lines = Lines(here)
    change = changes(lines, Lines(other))
    if encoder.solve(encoder.some((change, moves_a_day(lines, asked)))) is None:
        first, second = two_answers(search, asked)
        text = f"no answer to {asked.key} changes the plan; the lines are as with {value_words(second)} for"
        yield same(here, asked, first, second, text)
    else:
        yield from idle_choices(asked, here, other, change)
    encoder.close()


def moves_a_day(lines: Lines, asked: Input) -> int:
    """The due date of a line that is shown counts from this input."""
    dated = ((rule, key) for rule, key, due in dues_of(lines.domain, lines.domain.rules) if due.after == asked.key)
    known = lines.world.is_known(asked.key)
    every = lines.encoder.every
    return lines.encoder.some(every((known, lines.fires(rule), lines.shown(key))) for rule, key in dated)


def changes(here: Lines, other: Lines) -> int:
    """The lines or the handout differ between a patient and a copy; all of them can where a stop can."""
    rules = here.domain.rules
    if not any(other.world.touches(r.when.names) for r in here.domain.stop_rules):
        rules = tuple(r for r in rules if other.world.touches(r.when.names))
    statements = dict.fromkeys(line.statement for rule in rules for line in rule.lines)
    blocks = dict.fromkeys(block for rule in rules for block in rule.handout)
    differs = here.encoder.differs
    found = [differs(here.shown(key), other.shown(key)) for key in statements]
    found += [differs(here.handed(block), other.handed(block)) for block in blocks]
    dues = dict.fromkeys((key, due) for _, key, due in dues_of(here.domain, rules))
    found += [differs(here.due_by(key, due), other.due_by(key, due)) for key, due in dues]
    return here.encoder.some(found)


def dues_of(domain: Domain, rules: Iterable[Rule]) -> Iterator[tuple[Rule, str, Due]]:
    """The lines that these rules give with a due date; a note shows none."""
    for rule in rules:
        for line in rule.lines:
            if line.due is not None and domain.statements[line.statement].kind != "info":
                yield rule, line.statement, line.due


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
    """What has to hold of a patient with this answer."""
    slot, values = here.slot(asked.key), [c.value for c in asked.choices]
    match answer:
        case list():
            return [pair[value not in answer] for value, pair in slot.marks.items()]
        case str() if answer in values:
            return [slot.options[values.index(answer)]]
        case "yes":
            return [slot.marks[""][0]]
    return [here.is_known(asked.key)]


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
