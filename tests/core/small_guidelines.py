"""Random small guidelines: few inputs of every kind, and rules near each other, so that properties hold and fail."""

from datetime import date
from decimal import Decimal

from db import condition, formula
from db.guideline import (
    TOPICS,
    Block,
    Conflict,
    Decision,
    Derived,
    Due,
    Guideline,
    Invariant,
    Line,
    Page,
    Reference,
    Rule,
    Scope,
    Section,
    Unit,
)
from tests.small import asked, statement

REVIEWED, NEXT_REVIEW = date(2026, 11, 2), date(2026, 11, 4)
FIRST_DAY = date(2026, 11, 1)
ACTS = ("scan", "drug", "")
ORDINARY = ("do", "consider", "do-not", "timing", "do-not", "do")


def small_guideline(rng, most=270, *, sides=False):
    """A guideline of at most so many patients on one day; with `sides` its formulas choose by answers."""
    return (Sided if sides else Maker)(rng, most).guideline()


class Maker:
    """One guideline in the making."""

    def __init__(self, rng, most):
        self.rng = rng
        self.most = most
        self.inputs = self.some_inputs()
        self.derived = self.some_derived()
        self.names = [i.key for i in self.inputs] + [d.key for d in self.derived]
        self.statements = self.some_statements()
        self.blocks = (Block("now", "Do this first", "Now."), Block("later", "Later", "Later."))

    def guideline(self):
        rules = self.some_rules()
        decision = Decision(
            pages=self.pages(),
            derived=self.derived,
            rules=rules,
            invariants=tuple(self.invariant(n) for n in range(self.rng.choice((0, 1, 2, 3)))),
            blocks=self.blocks,
            conflicts=self.conflicts(),
        )
        return Guideline(
            id="random",
            title="Random",
            version="1",
            language="en",
            publisher="Nobody",
            reviewed=REVIEWED,
            next_review=NEXT_REVIEW,
            scope=Scope("a", "b", "c", "d"),
            decision=decision,
            references=(Reference("ref-a", "A."),),
            handout_parts=("Do this first", "Later"),
            sections=(Section("all", "All", "", "Prose.", self.statements),),
        )

    # --- what is asked ---------------------------------------------------------------------------------------------

    def some_inputs(self):
        """A flag that may be an emergency, and one to four others, with at most so many patients."""
        rng, found, left = self.rng, [asked("flag", "yes-no")], self.most // 3
        for key in rng.sample("abcdefg", rng.randint(1, 4)):
            kind = rng.choice(("yes-no", "yes-no", "one-of", "any-of", "quantity", "quantity", "date"))
            if kind == "date" and any(i.kind == "date" for i in found):
                kind = "yes-no"
            made, size = self.one_input(key, kind)
            if size <= left:
                found.append(made)
                left //= size
        if rng.random() < 0.3:
            rng.shuffle(found)
        return tuple(found)

    def one_input(self, key, kind):
        """An input, and how many answers there are to it, as the judge counts them."""
        rng = self.rng
        match kind:
            case "yes-no":
                return asked(key, kind), 3
            case "one-of":
                values = ("u", "v", rng.choice(("w", "other")))[: rng.randint(2, 3)]
                return asked(key, kind, *values), len(values) + 1
            case "any-of":
                values = ("m", rng.choice(("n", "other")))
                return asked(key, kind, *values), 9
            case "quantity":
                return asked(key, kind, units=(Unit("g", Decimal(0), Decimal(2)),)), 10
        return asked(key, kind, earliest=FIRST_DAY), 9

    def some_derived(self):
        """Up to two quantities that are computed."""
        rng = self.rng
        numbers = [i.key for i in self.inputs if i.kind == "quantity"]
        days = [i.key for i in self.inputs if i.kind == "date"]
        found = [Derived("days", "Days", "d", formula.parse(f"today - {day}")) for day in days if rng.random() < 0.9]
        for key in ("z", "y")[: rng.randint(0, 2)] if numbers else ():
            inner = [*numbers, "z"] if key == "y" and rng.random() < 0.5 else numbers
            found.append(self.one_derived(key, inner))
        return tuple(found)

    def one_derived(self, key, numbers):
        rng = self.rng
        one, other = rng.choice(numbers), rng.choice(numbers)
        texts = [f"{one} * 2", f"{one} + 1", f"{one} + {other}", f"{one} - {other}", f"2 - {one}", f"{one} * {other}"]
        texts.append(f"{one} / ({other} + 2)")
        yes = [i.key for i in self.inputs if i.kind == "yes-no"]
        if yes:
            texts.append(f"{one} * (2 if {rng.choice(yes)} else 1)")
        only_if = rng.choice(["always"] * 3 + [f"{one} >= 1"] + yes[:1])
        return Derived(key, key.upper(), "g", formula.parse(rng.choice(texts)), condition.parse(only_if))

    def pages(self):
        """The inputs in their order, on pages of one or two."""
        left, found = list(self.inputs), []
        while left:
            count = self.rng.choice((1, 1, 2))
            found.append(Page(f"p{len(found)}", "P", tuple(left[:count])))
            left = left[count:]
        return tuple(found)

    # --- conditions ------------------------------------------------------------------------------------------------

    def test(self, name=None):
        """A test of one name, as text."""
        rng = self.rng
        name = name or rng.choice(self.names)
        asked_ = next((i for i in self.inputs if i.key == name), None)
        kind = asked_.kind if asked_ else "quantity"
        if rng.random() < 0.15:
            return f"known({name})"
        values = [c.value for c in asked_.choices] if asked_ else []
        match kind:
            case "yes-no":
                return name
            case "one-of":
                return rng.choice([f"{name} is {v}" for v in values] + [f"{name} in ({values[0]}, {values[1]})"])
            case "any-of":
                has = [f"{name} has {v}" for v in values]
                return rng.choice([*has, *has, f"any({name})", f"known({name} has {values[0]})"])
            case "quantity":
                cut = rng.choice((1, 1, 2, 0) if asked_ is None else (1, 1, 2))
                return f"{name} {rng.choice(('<', '<=', '>', '>='))} {cut}"
        return f"known({name})"

    def condition(self, depth=2):
        rng = self.rng
        if depth > 0 and self.derived and rng.random() < 0.2:
            return self.beside(rng.choice(self.derived))
        if depth == 0 or rng.random() < 0.4:
            test = self.test()
            return f"not {test}" if rng.random() < 0.35 else test
        joined = rng.choice((" and ", " and ", " or ")).join(
            f"({self.condition(depth - 1)})" for _ in range(rng.randint(2, 3))
        )
        return f"not ({joined})" if rng.random() < 0.1 else joined

    def beside(self, derived):
        """A computed quantity compared beside one of its inputs."""
        key = self.rng.choice([n for n in (*derived.formula.names, *derived.only_if.names) if n != "today"])
        joint = self.rng.choice(("and", "and", "or"))
        return f"{self.test(key)} {joint} {self.test(derived.key)}"

    # --- what is said ----------------------------------------------------------------------------------------------

    def some_statements(self):
        rng = self.rng
        found = [
            statement("halt", "stop", act=rng.choice(ACTS)),
            statement("refer", "stop", act="drug"),
            statement("rest", asks=rng.random() < 0.5),
            statement("note", "info"),
        ]
        for number in range(rng.randint(3, 6)):
            kind = rng.choice(ORDINARY)
            more = {"act": rng.choice(ACTS)}
            if kind != "do-not":
                more["dose"] = rng.random() < 0.2
                more["asks"] = rng.random() < 0.25
            if kind == "timing":
                more["urgent"] = rng.random() < 0.4
            more["delay"] = rng.random() < 0.15
            found.append(statement(f"s{number}", kind, **more))
        return tuple(found)

    def some_rules(self):
        rng = self.rng
        rules = []
        if rng.random() < 0.75:
            rules.append(self.rule("R-STOP", "emergency", rng.choice(["flag", "flag", self.condition(1)]), "halt"))
        if rng.random() < 0.25:
            rules.append(self.rule("R-REFER", "cause", self.condition(1), "refer"))
        topics = rng.sample(TOPICS, rng.choice((1, 2, 2, 3)))
        for topic in topics:
            rules += self.partition(topic) if rng.random() < 0.6 else self.loose(topic)
        rng.shuffle(rules)
        named = {r.topic for r in rules}
        for topic in (t for t in TOPICS if t not in named):
            when = condition.parse("always")
            rules.append(Rule(f"R-NONE-{topic}", topic, when, (Line("rest"),), not_applicable=True))
        return tuple(rules)

    def rule(self, key, topic, when, first=None):
        """A rule with one to three lines."""
        rng = self.rng
        ordinary = [s.id for s in self.statements if s.id.startswith("s")]
        keys = [first] if first else []
        keys += rng.sample(ordinary, rng.choice((0, 0, 1)) if first else rng.choice((1, 1, 2)))
        if rng.random() < 0.2:
            keys.insert(rng.randint(1, len(keys)), "note")
        handout = rng.choice(((), (), (), ("now",), ("later",)))
        return Rule(key, topic, condition.parse(when), tuple(self.line(k) for k in keys), handout)

    def line(self, key):
        """A line, due after something in one of eight."""
        days = [i.key for i in self.inputs if i.kind == "date"]
        if self.rng.random() < 0.12:
            return Line(key, Due(self.rng.choice((1, 9)), self.rng.choice(["today", *days]), "source"))
        return Line(key)

    def partition(self, topic):
        """Rules that together settle a topic, but for a fault now and then."""
        rng = self.rng
        name = rng.choice(self.names)
        test = self.test(name)
        whens = [test, f"not {test}", *([] if test.startswith("known") else [f"not known({name})"])]
        if rng.random() < 0.3:
            extra = self.test()
            whens[0:1] = [f"{whens[0]} and {extra}", f"{whens[0]} and not {extra}"]
        if rng.random() < 0.25:
            whens.pop(rng.randrange(len(whens)))
        if rng.random() < 0.25:
            place = rng.randrange(len(whens))
            whens[place] = f"({whens[place]}) {rng.choice(('and', 'or'))} {self.condition(0)}"
        return [self.rule(f"R-{topic}-{n}", topic, when) for n, when in enumerate(whens)]

    def loose(self, topic):
        """Rules of any kind."""
        return [self.rule(f"R-{topic}-{n}", topic, self.condition()) for n in range(self.rng.randint(1, 3))]

    # --- what must hold --------------------------------------------------------------------------------------------

    def invariant(self, number):
        rng = self.rng
        keys = self.sayings()
        what = rng.choice(
            (
                {"never": (rng.choice(keys),)},
                {"never": (rng.choice(keys),)},
                {"always": (rng.choice(keys),)},
                {"exclusive": tuple(rng.sample(keys, 2))},
            )
        )
        return Invariant(f"i{number}", condition.parse(rng.choice((self.condition(1), self.test(), "always"))), **what)

    def sayings(self):
        """What an invariant can speak of."""
        return [s.id for s in self.statements]

    def conflicts(self):
        """Answers that are refused, in one of five."""
        if self.rng.random() > 0.2 or len(self.inputs) < 2:
            return ()
        one, other = self.rng.sample([i.key for i in self.inputs], 2)
        return (Conflict("c", condition.parse(f"{self.test(one)} and {self.test(other)}"), "Correct one."),)


class Sided(Maker):
    """A guideline whose formulas take one side or the other, by conditions on answers of every kind.

    Its invariants speak of blocks of the handout as well.
    """

    def sayings(self):
        return [*super().sayings(), *(block.id for block in self.blocks)]

    def one_derived(self, key, numbers):
        rng = self.rng
        one, other = rng.choice(numbers), rng.choice(numbers)
        plain = (one, other, f"{one} * 2", f"{one} + 1", "1", "2")
        text = self.side(rng.choice(plain), rng.choice((other, "1", "2")))
        if rng.random() < 0.3:
            text = self.side(text, rng.choice(plain)) if rng.random() < 0.5 else f"{one} * {text}"
        only_if = rng.choice(["always"] * 3 + [self.choosing()])
        return Derived(key, key.upper(), "g", formula.parse(text), condition.parse(only_if))

    def side(self, then, otherwise):
        return f"({then} if {self.choosing()} else {otherwise})"

    def choosing(self):
        """A condition as formulas may have it: of one or two inputs, and without `known(…)`."""
        rng, found = self.rng, []
        while len(found) < rng.choice((1, 2, 2)):
            test = self.test(rng.choice([i.key for i in self.inputs if i.kind != "date"]))
            if "known" not in test:
                found.append(f"not {test}" if rng.random() < 0.25 else test)
        return rng.choice((" or ", " or ", " and ")).join(found)
