"""Random patients: answers near every cut, unknown ones among them."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from db.condition_tree import Compare, atoms
from desktop.core.facts import Facts, Quantity

POOL = 400


def cuts_of(guideline, key):
    """The numbers that rules compare an input or a derived quantity with."""
    nodes = [r.when.test.node for r in guideline.decision.rules] + [
        d.only_if.test.node for d in guideline.decision.derived
    ]
    return sorted({a.number for node in nodes for a in atoms(node) if isinstance(a, Compare) and a.name == key})


def numbers(asked, cuts, rng):
    """Answers to a quantity: at each cut, a hair beside it, at the ends, and anywhere in each unit."""
    hair = Decimal("0.000001")
    found = []
    for unit in asked.units:
        low, high = unit.minimum, unit.maximum
        spread = [low, high, *(c / unit.factor for c in cuts)]
        spread += [low + (high - low) * Decimal(rng.randrange(10**6)) / 10**6 for _ in range(40)]
        spread += [Decimal(rng.randrange(int(low) + 1, int(high))) for _ in range(40)]
        for value in spread:
            for near in (value - hair, value, value + hair):
                entered = near.quantize(hair)
                if low <= entered <= high:
                    found.append(Quantity(entered, unit.name, entered * unit.factor))
    return found


def days(guideline, key, on):
    """Dates that put every derived number of days on and beside its cuts."""
    cuts = [c for d in guideline.decision.derived if key in d.formula.names for c in cuts_of(guideline, d.key)]
    near = {int(c) + shift for c in cuts for shift in (-1, 0, 1)} | {0, 1, 7, 400, 4000}
    return [on - timedelta(days=n) for n in sorted(near)]


class Patients:
    """A stream of random patients of one guideline, the same for the same seed."""

    def __init__(self, guideline, on, rng):
        self.on = on
        self.rng = rng
        self.inputs = guideline.decision.inputs()
        self.pools = {i.key: self.pool(guideline, i) for i in self.inputs}

    def pool(self, guideline, asked):
        """Answers to one input, to draw from; about one in seven is not known."""
        rng = self.rng
        match asked.kind:
            case "yes-no":
                return [True] * 5 + [False] * 5 + [None] * 2
            case "one-of":
                values = [c.value for c in asked.choices]
                return [*values * 3, *[values[0]] * 3, None]
            case "any-of":
                values = [c.value for c in asked.choices]
                none = MappingProxyType(dict.fromkeys(values, False))
                return [MappingProxyType(self.marks(values)) for _ in range(POOL)] + [none] * POOL * 3
            case "quantity":
                found = numbers(asked, cuts_of(guideline, asked.key), rng)
                return found + [None] * (len(found) // 8)
        found = days(guideline, asked.key, self.on)
        return found + [None] * (len(found) // 6 + 1)

    def marks(self, values):
        """Marks of an any-of answer: mostly no, some yes, some not known."""
        return {v: self.rng.choice((True, None, *[False] * 6)) for v in values}

    def one(self):
        """The answers of one patient."""
        return {key: self.rng.choice(pool) for key, pool in self.pools.items()}

    def facts(self, answers):
        """These answers as the engine takes them."""
        return Facts(self.on, answers=MappingProxyType(answers))


def exact(answers):
    """These answers as the naive evaluator takes them: plain mappings, and numbers as fractions."""
    return {key: plain(value) for key, value in answers.items()}


def plain(value):
    if isinstance(value, Quantity):
        return FRACTIONS.setdefault(value.value, Fraction(value.value))
    return dict(value) if isinstance(value, MappingProxyType) else value


FRACTIONS = {}
