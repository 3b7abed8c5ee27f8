"""Checks of what is asked: pages, inputs, derived quantities, and whether rules use them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from db.condition_tree import Always, AnyYes, Known, Node, atoms
from db.findings import Finding, Subject
from db.formula import Arithmetic, Either, Name, Term, eithers
from db.guideline import MAX_SIZE, Derived, Input, Unit
from db.lexer import KEYWORDS
from db.vocabulary import choices_of, condition_faults, formula_faults

MAX_INPUTS: Final = 5
MOST_ENTERED: Final = Decimal("999999.999999")  # of a number as it is answered: six digits on either side
FACTOR_DIGITS: Final = 12
"""As many as an answer may have: what is entered can be multiplied with it exactly."""
MAX_PARTS: Final = 200
"""Of a derived quantity with all that it rests on: more is deeper than the proofs can follow."""
SEXES: Final = {"female", "male"}
"""What the patient's details may say."""
CHOICES_NEEDED: Final = {"one-of": 2, "any-of": 1}


def check_pages(subject: Subject) -> Iterator[Finding]:
    """A page asks one to five things."""
    for page in subject.guideline.decision.pages:
        if not page.inputs:
            yield Finding(f"page:{page.id}", "a page needs at least one input")
        if len(page.inputs) > MAX_INPUTS:
            message = f"{len(page.inputs)} inputs on one page; at most {MAX_INPUTS} can be taken in at once"
            yield Finding(f"page:{page.id}", message, "warning")


def check_inputs(subject: Subject) -> Iterator[Finding]:
    """Each input has the choices or units that its kind needs, and points to a section that exists."""
    for item in subject.guideline.decision.inputs():
        name = f"input:{item.key}"
        if item.section and (message := subject.missing("section", item.section)):
            yield Finding(f"{name}.section", message)
        yield from _check_choices(name, item)
        if item.key == "sex" and (item.kind != "one-of" or not SEXES.issubset(choice.value for choice in item.choices)):
            message = "'sex' is filled from the patient's details: ask it as one-of with the choices female and male"
            yield Finding(name, f"{message}, or give it another key")
        if item.kind == "quantity" and not item.units:
            yield Finding(name, "a quantity needs at least one unit")
        if item.kind == "date" and item.earliest > subject.guideline.reviewed:
            message = f"{item.earliest} is after the review on {subject.guideline.reviewed}, so no answer is allowed"
            yield Finding(f"{name}.earliest", message)
        if item.kind != "quantity" and item.units:
            yield Finding(f"{name}.units", f"units are for a quantity; this is {item.kind}")
        for index, unit in enumerate(item.units):
            yield from _check_unit(f"{name}.units.{index}", unit, first=index == 0)
        if len({unit.name for unit in item.units}) < len(item.units):
            yield Finding(f"{name}.units", "two units have the same name")


def _check_choices(name: str, item: Input) -> Iterator[Finding]:
    """The choices of one input."""
    needed = CHOICES_NEEDED.get(item.kind)
    if needed is None and item.choices:
        yield Finding(f"{name}.choices", f"choices are for one-of and any-of; this is {item.kind}")
    elif needed and len(item.choices) < needed:
        yield Finding(name, f"{item.kind} needs at least {needed} choice{'s'[: needed - 1]}")
    for index, choice in enumerate(item.choices):
        place = f"{name}.choices.{index}"
        if choice.value in KEYWORDS or not choice.value.isidentifier() or choice.value.lower() != choice.value:
            yield Finding(place, f"'{choice.value}' cannot be used in conditions; write small letters, digits and _")
        if not choice.label.strip():
            yield Finding(place, "'label' is empty")
    for value, times in Counter(choice.value for choice in item.choices).items():
        if times > 1:
            yield Finding(f"{name}.choices", f"choice '{value}' stands {times} times")


def _check_unit(name: str, unit: Unit, *, first: bool) -> Iterator[Finding]:
    """The range and factor of one unit."""
    if unit.minimum >= unit.maximum:
        yield Finding(name, f"'{unit.name}': minimum {unit.minimum} is not below maximum {unit.maximum}")
    if unit.minimum < 0 or unit.maximum > MOST_ENTERED:
        yield Finding(name, f"'{unit.name}': an answer lies between 0 and {MOST_ENTERED}, and so must the range")
    if unit.factor <= 0:
        yield Finding(name, f"'{unit.name}': factor {unit.factor} is not above 0")
    elif unit.factor * MAX_SIZE < 1 or _digits(unit.factor) > FACTOR_DIGITS:
        message = f"a factor has up to {FACTOR_DIGITS} digits and is not below {1 / MAX_SIZE:f}"
        yield Finding(f"{name}.factor", f"'{unit.name}': {message}")
    elif first and unit.factor != 1:
        yield Finding(name, f"'{unit.name}' is the first unit, which rules compare in: its factor must be 1")


def _digits(number: Decimal) -> int:
    """How many digits a number has, those that only say its size aside."""
    return len("".join(map(str, number.as_tuple().digits)).rstrip("0"))


def check_derived(subject: Subject) -> Iterator[Finding]:
    """Each derived quantity is computed from inputs and from derived quantities above it."""
    later = {derived.key for derived in subject.guideline.decision.derived}
    sizes: Counter[str] = Counter()
    for derived in subject.guideline.decision.derived:
        name = f"derived:{derived.key}"
        for message in formula_faults(derived.formula, subject.vocabulary):
            yield Finding(f"{name}.formula", message)
        for message in condition_faults(derived.only_if.test.node, subject.vocabulary):
            yield Finding(f"{name}.only_if", message)
        yield from _check_known(name, derived)
        for used in dict.fromkeys((*derived.formula.names, *derived.only_if.names)):
            if used in later:
                yield Finding(name, f"'{used}' is used before it is derived, or rests on itself; derive it above")
        later.discard(derived.key)
        sizes[derived.key] = _size(derived.formula.tree, sizes) + sum(sizes[n] or 1 for n in derived.only_if.names)
        if sizes[derived.key] > MAX_PARTS:
            message = (
                f"'{derived.key}' is computed in more than {MAX_PARTS} parts, those of what it rests on among them"
            )
            yield Finding(f"{name}.formula", message)
            sizes[derived.key] = 1  # what rests on it is not told again


def _check_known(name: str, derived: Derived) -> Iterator[Finding]:
    """With more unknown a derived quantity can only be lost: none appears, or changes, because something is unknown."""
    parts = {"only_if": [derived.only_if.test.node], "formula": [e.condition for e in eithers(derived.formula.tree)]}
    for key, nodes in parts.items():
        for atom in (a for node in nodes for a in atoms(node) if isinstance(a, Known)):
            message = (
                "known(…) may not stand in a derived quantity, for what is not known may not change it: write it in "
                f"the rules that use '{derived.key}', and derive each way to compute it apart (column {atom.column})"
            )
            yield Finding(f"{name}.{key}", message)


def _size(term: Term, sizes: Counter[str]) -> int:
    """The parts of a formula with those of the derived quantities in it, whose sizes are known."""
    match term:
        case Name(name):
            return sizes[name] or 1
        case Arithmetic(_, left, right):
            return 1 + _size(left, sizes) + _size(right, sizes)
        case Either(then, condition, otherwise):
            used = (atom.name for atom in atoms(condition) if not isinstance(atom, Always))
            return 1 + _size(then, sizes) + _size(otherwise, sizes) + sum(sizes[name] or 1 for name in used)
    return 1


def check_use(subject: Subject) -> Iterator[Finding]:
    """Warn of what is asked or derived and makes no difference to any rule."""
    decision = subject.guideline.decision
    used = _used(subject)
    for derived in decision.derived:
        if derived.key not in used:
            yield Finding(f"derived:{derived.key}", f"no rule uses '{derived.key}'", "warning")
    for item in decision.inputs():
        name = f"input:{item.key}"
        if item.key not in used:
            yield Finding(name, f"no rule uses '{item.key}'", "warning")
            continue
        idle = [c.value for c in item.choices if c.value not in used[item.key] and "*" not in used[item.key]]
        if item.kind == "one-of" and len(idle) == 1:
            continue  # the one that is left when the others are excluded
        for index, choice in enumerate(item.choices):
            if choice.value in idle:
                yield Finding(f"{name}.choices.{index}", f"no rule uses choice '{choice.value}'", "warning")


def _used(subject: Subject) -> dict[str, set[str]]:
    """The names that rules use, directly or through a derived quantity, each with its choices; `*` is all of them."""
    decision = subject.guideline.decision
    used: dict[str, set[str]] = {}
    for rule in decision.rules:
        _note(rule.when.test.node, used)
        for line in rule.lines:
            if line.due:
                used.setdefault(line.due.after, set())
    for derived in reversed(decision.derived):
        if derived.key in used:
            _note_derived(derived, used)
    return used


def _note_derived(derived: Derived, used: dict[str, set[str]]) -> None:
    """Note the names that a derived quantity rests on."""
    for node in (derived.only_if.test.node, *(e.condition for e in eithers(derived.formula.tree))):
        _note(node, used)
    for name in derived.formula.names:
        used.setdefault(name, set())


def _note(node: Node, used: dict[str, set[str]]) -> None:
    """Note the names and choices of a condition."""
    for atom in atoms(node):
        if not isinstance(atom, Always):
            used.setdefault(atom.name, set()).update({"*"} if isinstance(atom, AnyYes) else choices_of(atom))
