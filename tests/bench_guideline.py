"""A made-up guideline of any size of which every property holds, to measure how the check grows."""

import random
from decimal import Decimal

import msgspec

from db import formula
from db.guideline import Derived, Page, Section, Unit
from tests.small import asked, guideline, rule, statement

FLAGS = ("cauda", "ischaemia", "abscess", "bleeding", "cord")
CHOICES = ("alpha", "beta", "gamma", "delta")
TOPICS = ("cause", "imaging", "treatment", "pain", "follow-up")
KINDS = ("do", "consider", "timing", "do-not")
CYCLE = ("yes-no", "yes-no", "one-of", "any-of", "quantity", "quantity", "yes-no", "one-of", "quantity", "date")
CLEARANCE = "(140 - {}) * {} / (72 * {})"
NUMBER = (Unit("mg", Decimal(1), Decimal(100)),)
PER_PAGE = 13  # sixteen pages beyond the first, which is the most that a path may have


def made_up(rules=1000, inputs=200, seed=1):
    """A guideline with so many rules over so many inputs; the same for the same seed."""
    maker = Maker(random.Random(seed), inputs)
    maker.emergencies()
    maker.topics()
    while len(maker.rules) < rules:
        maker.one()
    pages = [Page("flags", "Flags", tuple(maker.inputs[:1]))]
    pages += [Page(f"page{n}", f"Page {n}", tuple(maker.inputs[n : n + PER_PAGE])) for n in range(1, inputs, PER_PAGE)]
    text = "\n\n".join(f"[[{s.id}]]" for s in maker.statements)
    section = Section("all", "All of it", "", text, tuple(maker.statements))
    made = guideline(tuple(maker.rules), tuple(pages), sections=(section,))
    decision = msgspec.structs.replace(made.decision, derived=tuple(maker.derived), blocks=())
    return msgspec.structs.replace(made, decision=decision)


class Maker:
    """Inputs of every kind, and rules whose conditions name each of them."""

    def __init__(self, rng, inputs):
        self.rng = rng
        self.inputs = [asked("flags", "any-of", *FLAGS)]
        self.inputs += [self.asked(f"in{n}", CYCLE[n % len(CYCLE)]) for n in range(1, inputs)]
        numbers = [i.key for i in self.inputs if i.kind == "quantity"]
        dates = [i.key for i in self.inputs if i.kind == "date"]
        formulas = [CLEARANCE.format(*numbers[n : n + 3]) for n in range(0, 18, 3)] + [f"today - {d}" for d in dates]
        self.derived = [Derived(f"der{n}", f"Derived {n}", "mL", formula.parse(f)) for n, f in enumerate(formulas)]
        self.tests = [t for i in self.inputs[1:] for t in self.tests_of(i)]
        self.tests += [f"der{n} {sign} 30" for n in range(len(self.derived)) for sign in ("<", ">=")]
        self.next = 0
        self.rules, self.statements = [], []

    def asked(self, key, kind):
        choices = CHOICES if kind in ("one-of", "any-of") else ()
        return asked(key, kind, *choices, units=NUMBER if kind == "quantity" else ())

    def tests_of(self, one):
        key = one.key
        if one.kind == "yes-no":
            return [key, f"not {key}"]
        if one.kind == "quantity":
            return [f"{key} < 40", f"{key} >= 70"]
        return [f"{key} {'is' if one.kind == 'one-of' else 'has'} {c}" for c in CHOICES] if one.kind != "date" else []

    def add(self, topic, when, kind="do", act="", **more):
        key = f"S{len(self.rules)}"
        self.statements.append(statement(key, kind, act=act or f"act {key}", **more))
        self.rules.append(rule(f"R{len(self.rules)}", topic, when, key))

    def emergencies(self):
        for flag in FLAGS:
            self.add("emergency", f"flags has {flag}", "stop")
        self.add("emergency", "not any(flags)")

    def topics(self):
        """Each topic is settled by one choice, known or not."""
        chosen = [i.key for i in self.inputs if i.kind == "one-of"]
        for topic, key in zip(TOPICS, chosen, strict=False):
            for choice in CHOICES:
                self.add(topic, f"{key} is {choice}")
            self.add(topic, f"not known({key})", asks=True)

    def one(self):
        """A rule; of every eighth there is also one against its act, for the patients that the first is not for."""
        tests = [self.test(n) for n in range(self.rng.randint(2, 5))]
        first, rest = tests[0], tests[1:]
        when = f"({' or '.join(rest)})" if len(rest) == 3 else " and ".join(rest)
        topic = self.rng.choice(TOPICS)
        if len(self.rules) % 8:
            self.add(topic, f"{first} and {when}", self.rng.choice(KINDS))
        else:
            act = f"shared {len(self.rules)}"
            self.add(topic, f"{first} and {when}", "do", act)
            self.add(topic, f"not ({first}) and {when}", "do-not", act)

    def test(self, place):
        """The next test in turn, so that every one is used, then some at random; no two of one input."""
        if place == 0:
            self.used = set()
            self.next += 1
            found = self.tests[self.next % len(self.tests)]
        else:
            found = self.rng.choice([t for t in self.tests if self.name(t) not in self.used])
        self.used.add(self.name(found))
        return found

    def name(self, test):
        return test.removeprefix("not ").split()[0]
