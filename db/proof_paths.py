"""The longest path: how many pages one patient can be asked.

Before each page the earlier answers are given and the later ones are missing, so a condition has a set of outcomes. The
page is asked where one of its inputs can still turn a rule, as the engine decides it; but a derived quantity that is
not computed yet is taken for any number, so that whoever is found is shown to the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from db.condition_outcome import ANY, FALSE, NEGATED, TRUE
from db.condition_tree import Always, And, Atom, Known, Node, Not, Or
from db.formula import TODAY, Arithmetic, Either, Name, Term
from db.guideline import Page, Rule
from db.proof_claims import PATHS, Answers, Finding, Longest
from db.proof_domain import names_of
from db.proof_encoder import NO, YES, Encoder, Pair
from db.proof_logic import World
from db.proof_search import Search, chosen, full_answers

MOST_WORK: Final = 6000  # rules times pages; beyond it an upper bound is enough, if it is low enough
MOST_TRIES: Final = 100  # patients of one length whom the program asks less
MOST_PAGES: Final = 16  # beyond the first, which asks for emergencies
Mask = tuple[int, int, int]  # may be true, may be false, may be unknown


def paths(search: Search) -> Iterator[Finding]:
    """The longest path, with a patient who takes it."""
    pages = search.domain.decision.pages
    if len(pages) * len(search.domain.rules) > MOST_WORK and len(pages) - 1 <= MOST_PAGES:
        yield Finding(PATHS, holds=True, detail=f"at most {len(pages)} pages (upper bound)")
        return
    world = World(search.encoder())
    asking = Asking(world)
    asked = [asking.before(number).asks(page) for number, page in enumerate(pages)]
    claim, patient = longest(search, world, asked[1:], first=False)
    whole, somebody = longest(search, world, asked, first=True)
    text = f"the longest path asks {whole.pages} pages, and {claim.pages} beyond the first"
    if patient is None or somebody is None:
        yield Finding(PATHS, holds=claim.pages <= MOST_PAGES, detail=f"{text}, at most (upper bound)")
    else:
        yield Finding(PATHS, holds=claim.pages <= MOST_PAGES, detail=text, claim=claim, small=patient, full=patient)
    world.encoder.close()


def longest(search: Search, world: World, asked: list[int], *, first: bool) -> tuple[Longest, Answers | None]:
    """The largest number of these pages that one patient is asked, and the patient; None if the program asks nobody.

    The clauses take a derived quantity that is not computed yet for any number, so they may ask more than the program.
    """
    encoder = world.encoder
    for count in range(len(asked), 0, -1):
        claim, trying = Longest(count, first=first), encoder.new()
        for _ in range(MOST_TRIES):
            model = encoder.solve(trying, at_least(encoder, asked, count))
            if model is None:
                break
            full = full_answers(world, model)
            if search.is_shown(claim, full):
                return claim, full
            encoder.add(-trying, *(-x for x in chosen(world, model, None)))
        else:
            return claim, None
    return Longest(0, first=first), {}


def at_least(encoder: Encoder, literals: list[int], count: int) -> int:
    """A literal that holds where at least so many of these do."""
    reached = [YES] + [NO] * count
    for literal in literals:
        reached = [YES] + [
            encoder.some((reached[i], encoder.every((reached[i - 1], literal)))) for i in range(1, count + 1)
        ]
    return reached[count]


def dates_from(rule: Rule, key: str) -> bool:
    """Do the due dates of a rule's lines count from this input?"""
    return any(line.due is not None and line.due.after == key for line in rule.lines)


class Asking:
    """One patient before each page."""

    def __init__(self, world: World) -> None:
        """Prepare nothing before it is asked for."""
        self.world = world
        self.encoder = world.encoder
        self.pages = world.domain.decision.pages
        self.known: dict[int, Before] = {}

    def before(self, number: int) -> Before:
        """What is known before the page with this number."""
        if number not in self.known:
            self.known[number] = Before(self.world, self.pages[:number])
        return self.known[number]

    def fires(self, rule: Rule) -> int:
        """At the beginning a rule holds, or after some page, and no stop had fired before that page."""
        turns = range(len(self.pages))
        found = [self.encoder.every((self.before(n + 1).settled_true(rule), -self.before(n).stopped)) for n in turns]
        return self.encoder.some([self.before(0).settled_true(rule), *found])


class Before:
    """What the engine knows before a page, when the earlier pages are answered."""

    def __init__(self, world: World, answered: tuple[Page, ...]) -> None:
        """Keep the answered inputs."""
        self.world = world
        self.domain = world.domain
        self.encoder = world.encoder
        self.given = {i.key for page in answered for i in page.inputs}
        self.masks: dict[Node, Mask] = {}

    def asks(self, page: Page) -> int:
        """No stop has fired, and some input of the page can still turn a rule or date a line that may stand."""
        found = []
        for asked in page.inputs:
            for rule in self.domain.rules_by_input[asked.key]:
                wanted = ANY if rule in self.domain.stop_rules else TRUE
                found.append(self.waits(rule.when.test.node, asked.key, wanted))
            found += [self.mask(r.when.test.node)[0] for r in self.domain.rules if dates_from(r, asked.key)]
        return self.encoder.every((-self.stopped, self.encoder.some(found)))

    @cached_property
    def stopped(self) -> int:
        """A stop has fired already."""
        return self.encoder.some(self.settled_true(r) for r in self.domain.stop_rules)

    def settled_true(self, rule: Rule) -> int:
        """A rule has fired already."""
        true, false, unknown = self.mask(rule.when.test.node)
        return self.encoder.every((true, -false, -unknown))

    def waits(self, node: Node, key: str, wanted: int) -> int:
        """A condition waits for an input: it is open, and so is every part down to a test of the input."""
        match node:
            case Not(item):
                inner = self.waits(item, key, NEGATED[wanted])
            case And(items) | Or(items):
                inner = self.encoder.some(self.waits(i, key, wanted) for i in items)
            case Always():
                return NO
            case _:
                inner = YES if key in self.domain.bases(node.name) else NO
        return self.encoder.every((inner, self.is_open(node, wanted)))

    def is_open(self, node: Node, wanted: int) -> int:
        """More than one outcome is possible, and what is wanted is among them."""
        true, false, unknown = self.mask(node)
        pairs = ((true, false), (true, unknown), (false, unknown))
        brings = {ANY: YES, TRUE: true, FALSE: false}[wanted]
        return self.encoder.every((brings, self.encoder.some(self.encoder.every(p) for p in pairs)))

    def mask(self, node: Node) -> Mask:
        """The outcomes that a condition may still have."""
        if node not in self.masks:
            self.masks[node] = self.encode(node)
        return self.masks[node]

    def encode(self, node: Node) -> Mask:
        """The outcomes of a condition from those of its parts."""
        if all(n in self.given for n in names_of(node)):
            true, false = self.world.condition(node)
            return true, false, self.world.unknown(node)
        match node:
            case Not(item):
                true, false, unknown = self.mask(item)
                return false, true, unknown
            case And(items):
                return self.all_of([self.mask(i) for i in items])
            case Or(items):
                false, true, unknown = self.all_of([(f, t, u) for t, f, u in map(self.mask, items)])
                return true, false, unknown
            case _:
                return self.atom(node)

    def all_of(self, parts: list[Mask]) -> Mask:
        """The outcomes of conditions joined by `and`."""
        every, some = self.encoder.every, self.encoder.some
        not_false = every(some((t, u)) for t, _, u in parts)
        unknown = every((not_false, some(u for _, _, u in parts)))
        return every(t for t, _, _ in parts), some(f for _, f, _ in parts), unknown

    def atom(self, atom: Atom) -> Mask:
        """The outcomes of a test whose input has not been answered, or whose quantity is not computed yet."""
        assert not isinstance(atom, Always)
        if atom.name not in self.domain.derived:
            return YES, YES, NO if isinstance(atom, Known) else YES
        every, some = self.encoder.every, self.encoder.some
        nothing, number = self.computed(atom.name)
        missing = every((-nothing, -number))
        true, false = self.world.condition(atom)
        unknown = every((-true, -false))
        settled = -missing
        may_be_unknown = NO if isinstance(atom, Known) else some((missing, every((settled, unknown))))
        if isinstance(atom, Known):
            return some((missing, every((number, true)))), some((missing, nothing, every((number, false)))), NO
        is_true, is_false = some((missing, every((number, true)))), some((missing, every((number, false))))
        return is_true, is_false, some((may_be_unknown, nothing))

    def computed(self, name: str) -> tuple[int, int]:
        """A derived quantity is settled as not known, and is settled by its formula."""
        derived = self.domain.derived[name]
        may, may_not = self.computable(derived.formula.tree)
        true, false, unknown = self.mask(derived.only_if.test.node)
        return -self.encoder.every((true, may)), -self.encoder.some((false, unknown, may_not))

    def computable(self, term: Term) -> Pair:
        """A term may have a number, and may have none."""
        every, some = self.encoder.every, self.encoder.some
        match term:
            case Name(name) if name != TODAY:
                return self.state(name)
            case Arithmetic(_, left, right):
                (one, not_one), (other, not_other) = self.computable(left), self.computable(right)
                return every((one, other)), some((not_one, not_other))
            case Either(then, condition, otherwise):
                true, false, unknown = self.mask(condition)
                (one, not_one), (other, not_other) = self.computable(then), self.computable(otherwise)
                has_number = some((every((true, one)), every((false, other))))
                return has_number, some((unknown, every((true, not_one)), every((false, not_other))))
        return YES, NO

    def state(self, name: str) -> Pair:
        """A name may be known, and may be settled as not known."""
        if name in self.domain.derived:
            nothing, number = self.computed(name)
            return -nothing, -number
        if name not in self.given:
            return YES, YES
        known = self.world.is_known(name)
        return known, -known
