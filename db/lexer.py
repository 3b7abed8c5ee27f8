"""Words, numbers and signs of the rule language, taken from left to right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NoReturn

MAX_DEPTH: Final = 50
MAX_DIGITS: Final = 20
KEYWORDS: Final = frozenset({"and", "or", "not", "is", "in", "has", "any", "known", "always", "if", "else"})


class ConditionError(ValueError):
    """A text of the rule language that cannot be read; says why and at which column (from 1)."""

    def __init__(self, message: str, column: int) -> None:
        """Keep the column beside the message."""
        super().__init__(f"{message} (column {column})")
        self.column = column


INSTEAD: Final = {
    "<>": "'is not'", "!=": "'is not'", "≠": "'is not'", "=>": "'>='", "=<": "'<='", "≥": "'>='", "≤": "'<='",
    "=": "'is' before a choice; a number is compared with <, <=, > and >=", "&": "'and'", "|": "'or'", "!": "'not'",
    '"': "choices without quotes", "'": "choices without quotes", "×": "'*'", "÷": "'/'", "−": "'-'", "–": "'-'",
    "^": "'x * x'",
}  # fmt: skip
"""What other languages write, and what this one does."""
FOREIGN = re.compile(rf"\s*({'|'.join(map(re.escape, INSTEAD))})")
TOKEN = re.compile(r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<word>[a-z][a-z0-9_]*)|(?P<sign><=|>=|[-+*/<>(),]))")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: kind is number, word, sign or end."""

    kind: str
    text: str
    column: int


def tokens(text: str) -> list[Token]:
    """Cut a text of the rule language into its pieces."""
    found: list[Token] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = TOKEN.match(text, place)
        if match is None or FOREIGN.match(text, place):
            place = end - len(text[place:end].lstrip())
            raise ConditionError(f"unexpected character {text[place]!r}{instead(text, place)}", place + 1)
        kind = match.lastgroup or ""
        found.append(Token(kind, match[kind], match.start(kind) + 1))
        place = match.end()
    found.append(Token("end", "", len(text) + 1))
    return found


def instead(text: str, place: int) -> str:
    """The ending of a message that says what to write instead of what stands at a place, or nothing."""
    found = FOREIGN.match(text, place)
    if found:
        return f"; write {INSTEAD[found[1]]}"
    return "; write names and words in small letters" if text[place].isupper() else ""


class Reader:
    """The pieces of one text, taken from left to right."""

    def __init__(self, text: str) -> None:
        """Start at the first piece."""
        self.pieces = tokens(text)
        self.place = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        """The piece to be taken next."""
        return self.pieces[self.place]

    def take(self, *texts: str) -> Token | None:
        """Take the next piece if it is one of these words or signs."""
        if self.next.kind == "end" or self.next.text not in texts:
            return None
        self.place += 1
        return self.pieces[self.place - 1]

    def need(self, text: str) -> Token:
        """Take this word or sign, or refuse."""
        found = self.take(text)
        if found is None:
            self.refuse(f"'{text}'")
        return found

    def name(self, what: str = "a name") -> str:
        """Take a name."""
        if self.next.kind != "word" or self.next.text in KEYWORDS:
            self.refuse(what)
        self.place += 1
        return self.pieces[self.place - 1].text

    def number(self) -> Decimal:
        """Take a number."""
        if self.next.kind != "number":
            self.refuse("a number")
        if len(self.next.text) > MAX_DIGITS:
            raise ConditionError(f"a number of more than {MAX_DIGITS} digits", self.next.column)
        self.place += 1
        return Decimal(self.pieces[self.place - 1].text)

    def refuse(self, wanted: str) -> NoReturn:
        """Say what was wanted instead of the next piece."""
        got = f"'{self.next.text}'" if self.next.text else "the end"
        raise ConditionError(f"expected {wanted}, found {got}", self.next.column)

    def deeper(self) -> None:
        """Count one level of nesting, and refuse too many."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ConditionError(f"nested deeper than {MAX_DEPTH} levels", self.next.column)
