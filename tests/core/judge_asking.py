"""What is asked, counted out: which missing answers decide something, whatever the others are."""

from datetime import timedelta
from itertools import product
from types import MappingProxyType

from desktop.core.facts import Facts
from tests.core.patients import exact

MISSING = object()


class Asking:
    """Every way to answer some of the questions of one small guideline."""

    def __init__(self, judge):
        self.judge, self.engine = judge, judge.engine
        self.keys, self.rules, self.stops = judge.keys, judge.rules, judge.naive.stops
        self.outcomes = {}

    def differences(self):
        """What is asked and decides nothing, and what decides and is not asked: each time the key and the answers."""
        vain, left_out = [], []
        on = self.judge.guideline.reviewed + timedelta(days=1)
        answers = [self.judge.answers(i, on) for i in self.judge.inputs]
        for some in product(*([MISSING, *found] for found in answers)):
            given = {k: a for k, a in zip(self.keys, some, strict=True) if a is not MISSING}
            step = self.engine.step(Facts(on, answers=MappingProxyType(given)))
            if step.stops or step.inert:
                continue
            decide = self.deciding(on, some, answers)
            vain += [(key, given) for key in step.pending if key not in decide]
            left_out += [(key, given) for key in decide if key not in step.pending]
        return vain, left_out

    def deciding(self, on, some, answers):
        """The missing answers that turn a rule, all others being the same, or date a line that may stand."""
        every = list(product(*(found if one is MISSING else [one] for one, found in zip(some, answers, strict=True))))
        decide = set()
        for place, key in enumerate(self.keys):
            if some[place] is MISSING and (self.turns(on, place, every) or self.dates(on, key, every)):
                decide.add(key)
        return decide

    def turns(self, on, place, every):
        """Do two patients who differ in one answer alone differ in a rule?"""
        groups = {}
        for full in every:
            groups.setdefault((*full[:place], *full[place + 1 :]), set()).add(self.counted(on, full))
        return any(len(found) > 1 for found in groups.values())

    def counted(self, on, full):
        """Which rules fire; of a stop also whether it is unknown."""
        return tuple(o if n in self.stops else o == 2 for n, o in enumerate(self.held(on, full)))

    def dates(self, on, key, every):
        """Does a line count from this date that somebody gets?"""
        due = [n for n, r in enumerate(self.rules) if any(x.due and x.due.after == key for x in r.lines)]
        return any(self.held(on, full)[n] == 2 for n in due for full in every)

    def held(self, on, full):
        """What each rule comes to for one patient, whether the program takes the answers or not."""
        if full not in self.outcomes:
            naive = self.judge.naive
            given = dict(zip(self.keys, full, strict=True))
            self.outcomes[full] = naive.outcomes(naive.values(exact(given), on))
        return self.outcomes[full]
