"""Typing mistakes: how many are mended as they were meant, how fast, and that right words are left alone."""

import random
import time
from pathlib import Path

import pytest

from db.search_stem import stem
from db.search_typo import Repairs, read_english, slips
from db.store import Store

BY_HAND = Path(__file__).with_name("misspelt.txt")
OTHERS = Path(__file__).with_name("other_words.txt").read_text(encoding="ascii").split()
SWAPS = (
    ("ph", "f"),
    ("y", "i"),
    ("ae", "e"),
    ("ll", "l"),
    ("ss", "s"),
    ("rr", "r"),
    ("ei", "ie"),
    ("a", "e"),
    ("i", "e"),
)
NEAR = dict(zip("abcdefghilmnoprstuvy", "svxsrgjfokmbieedyybt", strict=True))


@pytest.fixture(scope="module")
def shipped(shipped_store):
    with Store.open(shipped_store) as opened:
        yield opened


@pytest.fixture(scope="module")
def repairs(shipped):
    return Repairs(shipped.index.vocabulary())


def slip(word, chance):
    """A word as fingers or ears get it wrong, in one place after the first letter."""
    at = chance.randrange(1, len(word) - 1)
    heard = [word.replace(right, wrong, 1) for right, wrong in SWAPS if right in word[1:]]
    made = [
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + NEAR.get(word[at], "a") + word[at + 1 :],
        *heard,
        *heard,
    ]
    return chance.choice(made)


def misspelt(repairs):
    """Mistakes collected by hand, and three hundred made by rule of the longer words of the guideline."""
    pairs = [tuple(line.split()) for line in BY_HAND.read_text().splitlines()]
    chance = random.Random(11)
    words = sorted(word for word in repairs.counts if len(word) > 6 and word.isascii())
    pairs += [(slip(word, chance), word) for word in chance.sample(words, 300)]
    return [(wrong, right) for wrong, right in pairs if wrong not in repairs.counts and right in repairs.counts]


def same(found, right):
    return found is not None and stem(found) == stem(right)


def test_most_mistakes_are_mended_as_they_were_meant(repairs, shipped, record_property):
    pairs = [(wrong, right) for wrong, right in misspelt(repairs) if not shipped.index.knows(wrong)]
    assert len(pairs) >= 300
    begun = time.perf_counter()
    found = [repairs.meant(wrong) for wrong, _ in pairs]
    each = (time.perf_counter() - begun) / len(pairs)
    missed = [(*pair, word) for pair, word in zip(pairs, found, strict=True) if not same(word, pair[1])]
    rate = 1 - len(missed) / len(pairs)
    record_property("typo_accuracy", rate)
    print(f"{len(pairs)} mistakes, {rate:.3f} mended, {1e3 * each:.2f} ms each; missed: {missed}")
    assert rate >= 0.95


def test_right_words_are_left_alone(shipped, repairs):
    chance = random.Random(2)
    right = [*repairs.counts, *chance.sample(read_english().split(), 3_000)]
    changed = [word for word in right if shipped.search(word, limit=1).corrected]
    assert len(right) >= 4_000
    assert len(changed) <= len(right) / 1_000, changed


def test_words_that_neither_the_store_nor_the_list_holds_are_left_alone(shipped, repairs):
    english = read_english().split()
    unknown = [w for w in OTHERS if not shipped.index.knows(w) and w not in english]
    assert len(unknown) >= 40
    assert {w: found for w in OTHERS if (found := shipped.search(w, limit=1).corrected)} == {}
    assert repairs.meant("meningioma") is None


def test_a_word_is_not_mended_while_it_may_still_be_typed(shipped):
    for word in ("pregabalin", "plexopathy", "haematoma", "stroke", "migraine"):
        for end in range(1, len(word) + 1):
            assert shipped.search(word[:end], limit=1).corrected is None, word[:end]


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("plxop", "plexopathy"),
        ("Pregablin in KIDNY disease", "pregabalin in kidney disease"),
        ("xylophone", None),
        ("l5-s1", None),
        ("qzxv", None),
        ("pacemakermri", "pacemaker mri"),
    ],
)
def test_what_is_mended(shipped, typed, corrected):
    assert shipped.search(typed).corrected == corrected
    assert shipped.search(typed, exact=True).corrected is None


def test_likelier_slips_cost_less():
    assert slips("lymfoma", "lymphoma") < slips("lymxoma", "lymphoma")
    assert slips("absess", "abscess") < slips("abqcess", "absxess")
    assert slips("pregnacny", "pregnancy") < 0.6
    assert slips("same", "same") == 0
