"""Cuts, counted out: at which numbers no rule turns, whoever the patient is."""

from fractions import Fraction
from itertools import pairwise, product

from db.condition_tree import Compare, atoms
from db.formula import Arithmetic, Either, Name


class Cuts:
    """The cuts of one guideline, with the patients that a judge has listed."""

    def __init__(self, judge):
        self.decision, self.rules = judge.decision, judge.rules
        self.patients, self.naive = judge.patients, judge.naive

    def cuts(self):
        """The cuts at which no rule turns."""
        nodes = [r.when.test.node for r in self.rules] + [i.when.test.node for i in self.decision.invariants]
        nodes += [n for d in self.decision.derived for n in inner_conditions(d)]
        cuts = {(a.name, a.number) for node in nodes for a in atoms(node) if isinstance(a, Compare)}
        return {(name, number) for name, number in cuts if not self.turns_at(name, number)}

    def turns_at(self, name, number):
        """Does some rule turn when a quantity goes from beside a cut to it, and would it by the quantity alone?"""
        users = self.users(name, number)
        moving = self.numbers_behind(name)
        for low, high in self.neighbours(name, number):
            groups = {}
            for (on, _), one in self.patients.items():
                value = one[2][name]
                if value is not None and (low(value) or high(value)):
                    rest = tuple(v for k, v in one[0].items() if k not in moving)
                    groups.setdefault((on, rest), ([], []))[high(value)].append(one)
            for lower, upper in groups.values():
                for one, other in product(lower, upper):
                    if self.same_known(one, other, moving) and any(self.turns(u, name, one, other) for u in users):
                        return True
        return False

    def same_known(self, one, other, moving):
        return all((one[0][k] is None) == (other[0][k] is None) for k in moving)

    def turns(self, user, name, one, other):
        """Does a rule turn between two patients, and by this quantity?"""
        number, by_itself = user
        if (one[3][number] == 2) == (other[3][number] == 2):
            return False
        return not by_itself or self.by_alone(number, name, one, other) or self.by_alone(number, name, other, one)

    def by_alone(self, number, name, one, other):
        """Would a rule turn for one patient if the quantity alone were as the other's?"""
        return (self.naive.outcomes({**one[2], name: other[2][name]})[number] == 2) != (one[3][number] == 2)

    def users(self, name, number):
        """The rules that compare a quantity with a number, each with: does it do so by itself alone?"""
        inner = {d.key for d in self.decision.derived if any(compares(n, name, number) for n in inner_conditions(d))}
        found = []
        for place, rule in enumerate(self.rules):
            through = self.rests(rule.when.names, inner)
            if through or compares(rule.when.test.node, name, number):
                found.append((place, not through))
        return found or [(place, False) for place in range(len(self.rules))]

    def rests(self, names, derived):
        """Does one of these names rest on one of these derived quantities?"""
        known = {d.key: d for d in self.decision.derived}
        return any(
            n in derived or (n in known and self.rests((*known[n].formula.names, *known[n].only_if.names), derived))
            for n in names
        )

    def numbers_behind(self, name):
        """The inputs whose number a quantity is computed from."""
        derived = {d.key: d for d in self.decision.derived}
        if name not in derived:
            return {name}
        return {key for n in numbers_in(derived[name].formula.tree) for key in self.numbers_behind(n)}

    def neighbours(self, name, number):
        """The regions next to each other around a cut that some patient is in: functions that tell who is in one."""
        nodes = [r.when.test.node for r in self.rules] + [i.when.test.node for i in self.decision.invariants]
        nodes += [n for d in self.decision.derived for n in inner_conditions(d)]
        nodes += [c.when.test.node for c in self.decision.conflicts]
        cuts = {Fraction(a.number) for node in nodes for a in atoms(node) if isinstance(a, Compare) and a.name == name}
        cut = Fraction(number)
        values = {p[2][name] for p in self.patients.values()} - {None}
        under = max((v for v in values if v < cut), default=None)
        over = min((v for v in values if v > cut), default=None)
        places = [under, cut if cut in values else None, over]
        regions = [self.region(v, cuts) for v in places if v is not None]
        return pairwise(regions) if cut in values or len(regions) > 1 else []

    def region(self, value, cuts):
        """Does a number lie between the same cuts as this value, or at the same one?"""
        if value in cuts:
            return lambda v: v == value
        low = max((c for c in cuts if c < value), default=Fraction(-99))
        high = min((c for c in cuts if c > value), default=Fraction(99))
        return lambda v: low < v < high


def compares(node, name, number):
    return any(isinstance(a, Compare) and (a.name, a.number) == (name, number) for a in atoms(node))


def inner_conditions(derived):
    yield derived.only_if.test.node
    yield from choices_in(derived.formula.tree)


def choices_in(term):
    match term:
        case Arithmetic(_, left, right):
            yield from choices_in(left)
            yield from choices_in(right)
        case Either(then, test, otherwise):
            yield test
            yield from choices_in(then)
            yield from choices_in(otherwise)


def numbers_in(term):
    match term:
        case Name(name) if name != "today":
            yield name
        case Arithmetic(_, left, right):
            yield from numbers_in(left)
            yield from numbers_in(right)
        case Either(then, _, otherwise):
            yield from numbers_in(then)
            yield from numbers_in(otherwise)
