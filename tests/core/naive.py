"""A second reading of the rules, written apart from the program's: every condition becomes one Python expression.

True is 2, unknown is 1, false is 0; `and` is the minimum, `or` the maximum, `not` is 2 minus. Numbers are fractions. A
patient is a mapping of every input to its answer; None, or a mark that is None, is not known.
"""

import re
from datetime import date
from fractions import Fraction

WORD = re.compile(r"[a-z][a-z0-9_]*|\d+(?:\.\d+)?|<=|>=|[-+*/<>(),]")


class Text:
    """A text of the rule language, eaten word by word, and turned into Python."""

    def __init__(self, text, shared):
        self.words = WORD.findall(text)
        self.shared = shared  # each test of an answer, and the name that its outcome gets

    def peek(self):
        return self.words[0] if self.words else ""

    def eat(self, *wanted):
        if self.words and (not wanted or self.words[0] in wanted):
            return self.words.pop(0)
        return None

    def any_of(self):
        parts = [self.all_of()]
        while self.eat("or"):
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else f"max({','.join(parts)})"

    def all_of(self):
        parts = [self.one()]
        while self.eat("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else f"min({','.join(parts)})"

    def one(self):
        if self.eat("not"):
            return f"(2-{self.one()})"
        if self.eat("("):
            inner = self.any_of()
            self.eat(")")
            return inner
        return self.test()

    def test(self):
        if self.eat("always"):
            return "2"
        return self.shared.setdefault(self.fresh_test(), f"t{len(self.shared)}")

    def fresh_test(self):
        word = self.eat()
        if word in ("known", "any"):
            self.eat("(")
            name = self.eat()
            choice = self.eat("has") and self.eat()
            self.eat(")")
            return f"any_marked(v[{name!r}])" if word == "any" else f"is_known(v[{name!r}],{choice!r})"
        value = f"v[{word!r}]"
        if self.eat("is"):
            turned, choice = self.eat("not"), self.eat()
            test = f"within({value},({choice!r},))"
            return f"2-{test}" if turned else test
        if self.eat("in"):
            return f"within({value},{self.choices()!r})"
        if self.eat("has"):
            return f"three({value}[{self.eat()!r}])"
        sign = self.eat("<", "<=", ">", ">=")
        if sign:
            return f"(1 if {value} is None else 2*({value}{sign}number({self.eat()!r})))"
        return f"three({value})"

    def choices(self):
        found = []
        self.eat("(")
        while not self.eat(")"):
            word = self.eat()
            if word != ",":
                found.append(word)
        return tuple(found)

    def total(self):
        term = self.product()
        while sign := self.eat("+", "-"):
            term = f"join({sign!r},{term},{self.product()})"
        return term

    def product(self):
        term = self.factor()
        while sign := self.eat("*", "/"):
            term = f"join({sign!r},{term},{self.factor()})"
        return term

    def factor(self):
        if self.eat("("):
            term = self.total()
            if self.eat("if"):
                condition = self.any_of()
                self.eat("else")
                term = f"(lambda c: {term} if c == 2 else {self.total()} if c == 0 else None)({condition})"
            self.eat(")")
            return term
        word = self.eat()
        return f"number({word!r})" if word[0].isdigit() else f"v[{word!r}]"


NUMBERS = {}


def number(text):
    return NUMBERS.setdefault(text, Fraction(text))


def three(value):
    return 1 if value is None else 2 if value else 0


def within(value, choices):
    return 1 if value is None else 2 if value in choices else 0


def is_known(value, choice):
    if isinstance(value, dict):
        return 2 if (value[choice] is not None if choice else all(m is not None for m in value.values())) else 0
    return 0 if value is None else 2


def any_marked(value):
    return max(three(mark) for mark in value.values())


def join(sign, left, right):
    if left is None or right is None:
        return None
    if isinstance(left, date):
        return Fraction((left - right).days)
    if sign == "/":
        return left / right if right else None
    return left + right if sign == "+" else left - right if sign == "-" else left * right


SCOPE = {
    "three": three,
    "within": within,
    "is_known": is_known,
    "any_marked": any_marked,
    "join": join,
    "number": number,
}


def compiled(read):
    """A function of a patient, from a text that is read while its tests are collected."""
    shared = {}
    result = read(shared)
    lines = [f"    {name} = {test}" for test, name in shared.items()]
    scope = dict(SCOPE)
    exec("\n".join(["def found(v):", *lines, f"    return {result}"]), scope)
    return scope["found"]


def condition(text):
    return compiled(lambda shared: Text(text, shared).any_of())


def formula(text):
    return compiled(lambda shared: Text(text, shared).total())


class Naive:
    """A guideline's rules, each read again from its text."""

    def __init__(self, guideline):
        self.guideline = guideline
        decision = guideline.decision
        self.derived = [(d.key, condition(d.only_if.text), formula(d.formula.text)) for d in decision.derived]
        texts = [r.when.text for r in decision.rules]
        self.outcomes = compiled(lambda shared: f"[{','.join(Text(t, shared).any_of() for t in texts)}]")
        self.statements = {s.id: s for section in guideline.sections for s in section.statements}
        kinds = [{self.statements[line.statement].kind for line in r.lines} for r in decision.rules]
        self.stops = [number for number, found in enumerate(kinds) if "stop" in found]

    def values(self, answers, on):
        """The answers of a patient, and what is derived from them."""
        values = {**answers, "today": on}
        for key, only_if, compute in self.derived:
            values[key] = compute(values) if only_if(values) == 2 else None
        return values

    def decide(self, answers, on):
        """The rules in force that hold, the stops among them, and the stops that cannot be excluded, by position."""
        outcomes = self.outcomes(self.values(answers, on))
        stops = [n for n in self.stops if outcomes[n] == 2]
        rules = self.guideline.decision.rules
        fired = [
            n
            for n, outcome in enumerate(outcomes)
            if outcome == 2 and (not stops or rules[n].topic == "emergency" or n in self.stops)
        ]
        return fired, stops, [n for n in self.stops if outcomes[n] == 1]

    def lines(self, answers, on):
        """Each statement on the plan, notes aside: given, after the emergency is settled, or withheld."""
        fired, _, unsettled = self.decide(answers, on)
        found = {}
        for rule in (self.guideline.decision.rules[n] for n in fired):
            for line in rule.lines:
                statement = self.statements[line.statement]
                if statement.kind != "info" and statement.id not in found:
                    found[statement.id] = self.state(statement, rule) if unsettled else "given"
        return found

    def state(self, statement, rule):
        first = statement.kind == "stop" or (statement.kind == "timing" and statement.urgent)
        if rule.topic == "emergency" or first:
            return "given"
        if statement.dose or statement.delay:
            return "withheld"
        return "given" if statement.kind == "do-not" or statement.asks else "after"
