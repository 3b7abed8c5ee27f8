"""How much a passage is like what was typed: by the forms and the order of its words, and by its names.

A passage's names are its title, if it is a section as a whole, and its phrases in the author's index.
"""

from __future__ import annotations

from db.search import Query, telling_stems


class Typed:
    """What was typed, ready to be compared with passages."""

    def __init__(self, query: Query) -> None:
        """Take the words as they are, and their stems."""
        end = "" if query.words[-1].is_begun else " "
        self.forms = [f" {wanted.word}{'' if wanted.is_begun else ' '}" for wanted in query.words]
        self.said = query.said
        self.in_a_row = f" {' '.join(query.said)}{end}"
        self.stems = telling_stems(query.said)

    def held(self, line: str) -> tuple[float, bool]:
        """The share of the words that stand in a folded text as they were typed, and whether all stand in a row."""
        share = sum([form in line for form in self.forms]) / len(self.forms)
        return share, share == 1 and len(self.said) > 1 and self.in_a_row in line

    def likeness(self, names: str) -> float:
        """How like the likest of some names is, from 0 to 1 (the Dice coefficient); each is a line of stems."""
        if not names or not any([stem in names for stem in self.stems]):  # noqa: C419  # half the time
            return 0.0
        each = [name.split() for name in names.split("\n")]
        return max([2 * len(self.stems.intersection(name)) / (len(name) + len(self.stems)) for name in each])
