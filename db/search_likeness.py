"""How much a passage is like what was typed: by the forms and the order of its words, and by its names.

A passage's names are its title, if it is a section as a whole, and its phrases in the author's index.
"""

from __future__ import annotations

from collections.abc import Iterable

from db.search import Query, Wanted, telling_stems


def singular(line: str) -> str:
    """A folded text without the s at the end of its words."""
    return line.replace("s ", " ")


def _begun(words: str) -> str:
    """Words of which the last may still be typed, ready to be found in what `singular` makes."""
    return singular(f" {words.removesuffix('s')}")


def _forms(word: str, *, is_begun: bool) -> tuple[str, str]:
    """A word without an s at its end, and with it; one that is begun may go on."""
    one = f" {word.removesuffix('s')}"
    return (one, one) if is_begun else (f"{one} ", f"{one}s ")


class Typed:
    """What was typed, ready to be compared with passages."""

    def __init__(self, query: Query) -> None:
        """Take the words as they are, and their stems."""
        self.forms = {wanted: _forms(wanted.word, is_begun=wanted.is_begun) for wanted in query.words}
        row = " ".join(query.said)
        self.in_a_row = _begun(row) if query.words[-1].is_begun else singular(f" {row} ")
        self.is_row = len(query.said) > 1
        self.stems = telling_stems(query.said)

    def held(self, line: str, words: Iterable[Wanted]) -> tuple[float, bool]:
        """The share of the words that stand in a folded line as they were typed, and whether all stand in a row.

        Looked for are those that it may hold. "blood thinner" is what "blood thinners" is.
        """
        count = 0
        for form, many in map(self.forms.__getitem__, words):
            count += form in line or many in line
        is_said = count == len(self.forms) and self.is_row and self.in_a_row in singular(line)
        return count / len(self.forms), is_said

    def likeness(self, names: str) -> float:
        """How like the likest of some names is, from 0 to 1 (the Dice coefficient); each is a line of stems."""
        for stem in self.stems if names else ():
            if stem in names:
                each = [name.split() for name in names.split("\n")]
                return max([2 * len(self.stems.intersection(name)) / (len(name) + len(self.stems)) for name in each])
        return 0.0
