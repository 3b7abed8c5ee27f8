"""How much a passage is like what was typed: by the forms and the order of its words, and by its names.

A passage's names are its title, if it is a section as a whole, and its phrases in the author's index.
"""

from __future__ import annotations

from db.search import Query, telling_stems


def singular(line: str) -> str:
    """A folded text without the s at the end of its words."""
    return line.replace("s ", " ")


def _begun(words: str) -> str:
    """Words of which the last may still be typed, ready to be found in what `singular` makes."""
    return singular(f" {words.removesuffix('s')}")


class Typed:
    """What was typed, ready to be compared with passages."""

    def __init__(self, query: Query) -> None:
        """Take the words as they are, and their stems."""
        self.forms = [_begun(word) if is_begun else singular(f" {word} ") for word, is_begun in query.words]
        row = " ".join(query.said)
        self.in_a_row = _begun(row) if query.words[-1].is_begun else singular(f" {row} ")
        self.is_row = len(query.said) > 1
        self.stems = telling_stems(query.said)

    def held(self, line: str) -> tuple[float, bool]:
        """The share of the words that stand in a line as they were typed, and whether all stand in a row.

        The line is one that `singular` made, so that "blood thinner" is what "blood thinners" is.
        """
        share = sum([form in line for form in self.forms]) / len(self.forms)
        return share, share == 1 and self.is_row and self.in_a_row in line

    def likeness(self, names: str) -> float:
        """How like the likest of some names is, from 0 to 1 (the Dice coefficient); each is a line of stems."""
        if not names or not any([stem in names for stem in self.stems]):  # noqa: C419  # half the time
            return 0.0
        each = [name.split() for name in names.split("\n")]
        return max([2 * len(self.stems.intersection(name)) / (len(name) + len(self.stems)) for name in each])
