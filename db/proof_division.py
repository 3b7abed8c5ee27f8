"""May a formula divide by zero?"""

from __future__ import annotations

from typing import Any

from db.condition_outcome import COMPARE
from db.condition_tree import Always, And, Compare, Has, Is, Node, Not, Or, Yes
from db.formula import TODAY, Arithmetic, Either, Name, Number, Term
from db.proof_answers import write_number
from db.proof_candidates import written
from db.proof_claims import Answers
from db.proof_domain import Domain
from db.proof_reals import SOLVER_MS, calculate, rational, real
from db.proof_search import words


def divides_by_zero(domain: Domain, key: str) -> tuple[str, Answers | None] | None:
    """Answers for which a derived quantity divides by zero, in words and as a file has them; None if there are none.

    There is no file where a number cannot be written as an answer, and no words where it is not decided.
    """
    import z3

    division = Division(domain)
    division.symbolic(domain.derived[key].formula.tree)
    solver = z3.Solver()
    solver.set("timeout", SOLVER_MS)
    solver.add(division.guard(domain.derived[key].only_if.test.node))
    solver.add(*division.ranges)
    solver.add(z3.Or([z3.And(*guards, divisor == 0) for guards, divisor in division.found]))
    result = solver.check() if division.found else z3.unsat
    if result == z3.unsat:
        return None
    if result == z3.unknown:
        return "not decided", None
    return division.told(solver.model())


class Division:
    """The divisors of a formula, each with what must hold for it to be used."""

    def __init__(self, domain: Domain) -> None:
        """Start with nothing found."""
        self.domain = domain
        self.found: list[tuple[list[Any], Any]] = []
        self.symbols: dict[str, Any] = {}
        self.ranges: list[Any] = []
        self.guards: list[Any] = []
        self.marks: dict[tuple[str, str], Any] = {}

    def symbolic(self, term: Term) -> Any:
        """A term as z3 sees it; its divisors are collected on the way."""
        import z3

        match term:
            case Number(value):
                return z3.Q(*value.as_integer_ratio())
            case Name(name):
                return self.name(name)
            case Arithmetic(sign, left, right):
                first, second = self.symbolic(left), self.symbolic(right)
                if sign == "/":
                    self.found.append(([*self.guards], second))
                return calculate(sign, first, second)
            case Either(then, condition, otherwise):
                guard = self.guard(condition)
                branches = []
                for holds, branch in ((guard, then), (z3.Not(guard), otherwise)):
                    self.guards.append(holds)
                    branches.append(self.symbolic(branch))
                    self.guards.pop()
                return z3.If(guard, *branches)

    def name(self, name: str) -> Any:
        """An input within its range, today, or another derived quantity."""
        import z3

        if name == TODAY:
            return z3.RealVal(0)
        if name in self.domain.derived:
            return self.symbolic(self.domain.derived[name].formula.tree)
        if name not in self.symbols:
            symbol = z3.Int(name) if self.domain.inputs[name].kind == "date" else z3.Real(name)
            low, high = self.domain.span(name)
            assert low is not None
            assert high is not None
            self.symbols[name] = symbol
            self.ranges += [symbol >= real(low), symbol <= real(high)]
        return self.symbols[name]

    def guard(self, node: Node) -> Any:
        """A condition as z3 sees it."""
        import z3

        match node:
            case Not(item):
                return z3.Not(self.guard(item))
            case And(items):
                return z3.And([self.guard(i) for i in items])
            case Or(items):
                return z3.Or([self.guard(i) for i in items])
            case Compare(name, sign, number):
                return COMPARE[sign](self.name(name), z3.Q(*number.as_integer_ratio()))
            case Always():
                return z3.BoolVal(True)
            case Yes(name):
                return self.mark(name, "")
            case Has(name, choice):
                return self.mark(name, choice)
            case Is(name, choices):
                return z3.Or([self.mark(name, choice) for choice in choices])
        return z3.Or([self.mark(node.name, c.value) for c in self.domain.inputs[node.name].choices])

    def mark(self, name: str, choice: str) -> Any:
        """An answer is yes, or is this choice; a one-of input has one."""
        import z3

        asked = self.domain.inputs[name]
        if (name, choice) not in self.marks:
            keys = [c.value for c in asked.choices] or [""]
            self.marks.update({(name, key): z3.Bool(f"{name} has {key}") for key in keys})
            if asked.kind == "one-of":
                self.ranges.append(z3.PbEq([(self.marks[name, key], 1) for key in keys], 1))
        return self.marks[name, choice]

    def told(self, model: Any) -> tuple[str, Answers | None]:
        """The answers of a solution, in words and as a file has them."""
        import z3

        inputs = self.domain.inputs
        chosen = [key for key, mark in self.marks.items() if z3.is_true(model.eval(mark, model_completion=True))]
        found: dict[str, object] = {}
        for name in dict.fromkeys(name for name, _ in self.marks):
            values = [choice for key, choice in chosen if key == name]
            single = {"one-of": values[:1], "yes-no": ["yes" if values else "no"]}.get(inputs[name].kind)
            found[name] = single[0] if single else values
        told, writable = [words(found)] if found else [], True
        for name, symbol in self.symbols.items():
            number = rational(model.eval(symbol, model_completion=True))
            if written(inputs[name], number) is None:
                told, writable = [*told, f"{name} = {float(number):g}"], False
            else:
                found[name] = write_number(self.domain, name, number)
                told.append(words({name: found[name]}))
        ordered = {key: found[key] for key in inputs if key in found}
        return "; ".join(told), ordered if writable else None
