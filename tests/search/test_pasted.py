"""A statement of a large store pasted whole or in part, among many that say the same with other numbers."""

import random
from itertools import product

import pytest

from db.guideline import Decision, Guideline, Scope, Section, Statement
from db.search import STOP_WORDS, find_words, read_query
from tests.bench_search import DAY

SECTIONS = 2_000
LIMIT = 20
FORMS = (
    "Give {drug} {dose} mg twice daily to {people} for {time} days unless they bleed.",
    "After {time} weeks without improvement refer to a specialist of the {organ}.",
    "In {people} offer a scan of the {organ} within {time} hours of arrival, and repeat it if the pain returns.",
    "Of {dose} patients followed for {time} years, one in {time} had a cyst of the {organ} again.",
    "Keep the pressure of the {organ} below {dose} mmHg in {people}.",
    "The usual dose of {drug} is {dose}.5 mg per kilogram, {time},000 mg at most.",
    "Tell {people} to come back at once with fever, new pain of the {organ} or shortness of breath.",
)
WORDS = {
    "drug": tuple(f"{name}alin" for name in ("b", "d", "f", "g", "k", "l", "m", "n", "r", "z")),
    "dose": (5, 10, 25, 50, 75, 100, 150, 300),
    "time": range(2, 49),
    "people": ("adults over 65", "pregnant women", "people on dialysis", "smokers", "athletes"),
    "organ": ("heart", "lung", "liver", "kidney", "spleen", "colon", "bladder", "thyroid", "retina", "larynx"),
}


def sentence(chance):
    """One of the forms, filled in."""
    return chance.choice(FORMS).format(**{name: chance.choice(words) for name, words in WORDS.items()})


def section(number, chance):
    """A section whose text repeats such sentences and whose statements are some."""
    statements = tuple(Statement(f"s{number}-{at}", "do", sentence(chance), "As in a book.") for at in range(3))
    text = " ".join(sentence(chance) for _ in range(chance.randint(2, 8)))
    return Section(f"sec{number}", f"{chance.choice(WORDS['organ'])} {number}", "", text, statements)


@pytest.fixture(scope="module")
def guideline():
    """Many sections in which the same sentences come again with other numbers, drugs, people and organs."""
    chance = random.Random(7)
    sections = tuple(section(number, chance) for number in range(SECTIONS))
    return Guideline("book", "Book", "1", "en", "", DAY, DAY, Scope("", "", "", ""), Decision(()), sections=sections)


@pytest.fixture(scope="module")
def texts(guideline):
    """The texts of some statements."""
    every = [statement.text for section in guideline.sections for statement in section.statements]
    return random.Random(3).sample(every, 400)


def found(index, typed):
    """The rows that a query finds."""
    return [place.row for place in index.rank(index.finished(read_query(typed)), LIMIT)]


@pytest.mark.parametrize("end", [".", ""])
def test_a_statement_pasted_whole_stands_first(index, texts, end):
    typed = [text.removesuffix(".") + end for text in texts]
    assert [text for text, whole in zip(typed, texts, strict=True) if found(index, text)[0].text != whole] == []


def pieces(texts):
    """A number out of each text with the words beside it, as somebody would type them."""
    chance = random.Random(5)
    for text in texts:
        words = text.rstrip(".").split()
        numbers = [at for at, word in enumerate(words) if word.isdigit()]
        if numbers:
            at = chance.choice(numbers)
            yield " ".join(words[max(0, at - chance.randint(2, 5)) : at + chance.randint(2, 6)])


def is_passed_over(index, typed):
    """Does a statement with another number stand before all that hold the number and the same words?"""
    telling = {word for word in find_words(typed) if word not in STOP_WORDS}
    numbers = {word for word in telling if word.isdigit()}
    each = [(row.statement, set(find_words(f"{row.title} {row.text}"))) for row in found(index, typed)]
    first = next((at for at, (_, words) in enumerate(each) if telling <= words), len(each))
    return any(statement and telling - numbers <= words for statement, words in each[:first])


def test_no_other_number_stands_before_the_very_number_with_the_same_words(index, texts):
    typed = list(pieces(texts))
    wrong = [text for text in typed if is_passed_over(index, text)]
    print(f"{len(typed)} pieces of statements, {len(wrong)} with another number first: {wrong}")
    assert len(wrong) <= len(typed) / 100


@pytest.mark.parametrize(("drug", "dose"), list(product(WORDS["drug"][:3], WORDS["dose"])))
def test_a_dose_that_many_statements_name_stands_first(index, drug, dose):
    for typed in (f"Give {drug} {dose} mg twice daily", f"{drug} {dose}mg twice", f"twice daily {drug} {dose} mg"):
        assert f"Give {drug} {dose} mg" in found(index, typed)[0].text, typed
