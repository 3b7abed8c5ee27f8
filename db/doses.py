"""Amounts of medicines in texts, and the medicines whose dose depends on something, as on the kidney function."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from db.guideline import Term
from db.search import stem_line

NUMBER: Final = r"(?:\d[\d.,]*|an?|one|two|three|four|five|six|eight|ten|twelve)"
RANGE: Final = rf"\b{NUMBER}(?:\s*(?:to|or|-|–)\s*{NUMBER})?"
CONCENTRATION: Final = r"(?!\s*(?:/|per)\s*(?:d?l|ml|lit(?:re|er)|m?mol|g)\b)"
OFTEN: Final = (
    r"(?=[^.;]{0,25}?(?:\b(?:daily|once|twice|times|every|each|at night)|hourly|weekly"
    r"|(?:/|\b(?:per|a)\b)\s*(?:day|kg|dose)))"
)
MASSES: Final = r"(?:(?:m|µ|μ|mc|n)g|(?:milli|micro)grams?|iu)"
DOSE: Final = re.compile(
    rf"{RANGE}\s*{MASSES}{CONCENTRATION}\b"
    rf"|{RANGE}\s*(?:g|grams?|ml|units?|tablets?|capsules?|drops?|puffs?){CONCENTRATION}\b{OFTEN}",
    re.IGNORECASE,
)
"""An amount of a medicine; of what is also measured in other things only where it is said how often."""
MASS: Final = re.compile(rf"(?<![^\W\d]){MASSES}\b{CONCENTRATION}", re.IGNORECASE)
"""The unit of such an amount, which in a table may stand apart from its numbers."""


class Medicines:
    """The terms of a guideline that are medicines whose dose depends on something, ready to be looked for in texts."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Fold every name once."""
        dosed = (term for term in terms if term.dose_by.strip())
        self.names = [(term, [stem_line(name) for name in (term.term, *term.also)]) for term in dosed]

    def named_in(self, text: str) -> list[Term]:
        """Those of which a text speaks, by any of their names."""
        line = stem_line(text) if self.names else ""
        return [term for term, names in self.names if any(name in line for name in names)]

    def dose_by(self, title: str, text: str) -> str:
        """What the doses in the text of a section depend on; empty if it tells none of such a medicine."""
        if not self.names or not MASS.search(text):
            return ""
        return ", ".join(dict.fromkeys(term.dose_by for term in self.named_in(f"{title} · {text}")))
