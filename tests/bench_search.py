"""How fast the search is over stores of many sections, beside plain FTS5 with a prefix index in the same run.

The sections are made of sentences of realistic length, of English words as frequent as words are; the keystrokes are
those of searches for one to three words, and the questions are whole sentences of a section with words left out.
"""

import random
import sqlite3
import sys
import time
from datetime import date
from itertools import accumulate
from pathlib import Path

from db.guideline import Decision, Guideline, Scope, Section
from db.search import find_words, read_query
from db.search_index import SCALE, write_index
from db.search_postings import rarity
from db.search_rank import FEW, Index, paired
from db.search_typo import read_english
from db.store import Store

SIZES = (1_000, 10_000, 100_000)
WORDS = 30_000
DAY = date(2026, 1, 1)
COMMON = tuple(
    "the of and to in a is for with or be on by as not are at an from this if before after when it that".split()  # noqa: SIM905
)
QUERY = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY bm25(search, 10, 1) LIMIT 20"


def sections(count):
    """Titles and texts: three to nine sentences of eight to twenty-six words, words by Zipf's law."""
    chance = random.Random(7)
    words = list(COMMON) + chance.sample(read_english(), WORDS)
    weights = list(accumulate(1 / (rank + 2) for rank in range(len(words))))
    for _ in range(count):
        sentences = (
            " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(8, 26)))
            for _ in range(chance.randint(3, 9))
        )
        title = " ".join(chance.choices(words[len(COMMON) :], cum_weights=weights[len(COMMON) :], k=3))
        yield title, ". ".join(sentences)


def guidelines(texts):
    """Guidelines of two hundred sections each."""
    for start in range(0, len(texts), 200):
        found = tuple(Section(f"s{n}", title, text=text) for n, (title, text) in enumerate(texts[start : start + 200]))
        yield Guideline(
            f"g{start}", f"Guideline {start}", "1", "en", "Nobody", DAY, DAY,
            Scope("", "", "", ""), Decision((), (), ()), sections=found,
        )  # fmt: skip


def keystrokes(texts, count):
    """Every key of searches for one to three words that stand in one section."""
    chance = random.Random(3)
    typed = []
    while len(typed) < count:
        words = [w for w in find_words(chance.choice(texts)[1]) if w not in COMMON and len(w) > 3]
        query = " ".join(chance.sample(words, chance.randint(1, 3)))
        typed += [query[: n + 1] for n in range(len(query)) if query[n] != " "]
    return typed[:count]


def questions(texts, count):
    """Whole sentences with every fourth word left out."""
    chance = random.Random(5)
    found = (chance.choice(chance.choice(texts)[1].split(". ")).split() for _ in range(count))
    return ["how " + " ".join(w for n, w in enumerate(words) if n % 4) + "?" for words in found]


def plain_store(texts):
    """Plain FTS5 with a prefix index."""
    plain = sqlite3.connect(":memory:")
    plain.execute(
        "CREATE VIRTUAL TABLE search USING fts5(title, body, "
        "tokenize = 'porter unicode61 remove_diacritics 2', prefix = '1 2 3 4')"
    )
    plain.executemany("INSERT INTO search VALUES (?, ?)", texts)
    plain.execute("INSERT INTO search (search) VALUES ('optimize')")
    plain.commit()
    return plain


def plain_search(plain, typed):
    """What plain FTS5 finds: all words, the last one as a prefix."""
    words = [f'"{word}"' for word in find_words(typed)]
    return plain.execute(QUERY, (" ".join(words) + "*",)).fetchall()


def times(work, arguments):
    """The 50th, 95th and 99th of a hundred, in milliseconds."""
    found = []
    for argument in arguments:
        begun = time.perf_counter()
        work(argument)
        found.append(1e3 * (time.perf_counter() - begun))
    found.sort()
    return [found[min(len(found) - 1, len(found) * part // 100)] for part in (50, 95, 99)]


def size_of(connection):
    """The bytes of a database."""
    (pages,), (size,) = (connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
    return pages * size


def exhaustive(index, query):
    """The first ten places by scoring every passage that holds any word, without what makes it fast."""
    parts = [part for wanted in paired(query.words) if (part := index.of(wanted)).count]
    scores = {}
    for part in parts:
        share = rarity(part.count, index.total) / SCALE
        for place, weight in part.pairs():
            score, held = scores.get(place, (0.0, 0))
            scores[place] = score + share * weight, held + 1

    def order(place):
        score, held = scores[place]
        return -(held == len(parts) and len(query.said) <= FEW), -round(score, 6), place

    return sorted(scores, key=order)[:10]


def bench(count):
    """The rows of one size."""
    texts = list(sections(count))
    begun = time.perf_counter()
    plain = plain_store(texts)
    plain_build = time.perf_counter() - begun
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.row_factory = sqlite3.Row
    begun = time.perf_counter()
    write_index(connection, guidelines(texts))
    build = time.perf_counter() - begun
    print(f"{count} sections: build {build:.1f} s, plain {plain_build:.1f} s, ratio {build / plain_build:.2f}; "
          f"size ratio {size_of(connection) / size_of(plain):.2f} ({size_of(connection) >> 20} MiB)")  # fmt: skip
    store = Searcher(connection)
    typed, asked = keystrokes(texts, 1_100), questions(texts, 200)
    ours = times(store.search, typed)
    floor = times(lambda words: plain_search(plain, words), typed)
    print("  keystrokes p50/p95/p99  " + row(ours) + "  plain " + row(floor) + f"  p95 ratio {ours[1] / floor[1]:.2f}")
    print("  questions  p50/p95/p99  " + row(times(store.search, asked)))
    same = sum(
        [p for p, _ in store.index.rank(read_query(words), 10)] == exhaustive(store.index, read_query(words))
        for words in typed[:300]
    )
    print(f"  same first ten as exhaustive: {same} of 300")


def row(found):
    """Three times in a row."""
    return " / ".join(f"{value:8.3f}" for value in found) + " ms"


class Searcher(Store):
    """A store that is nothing but an index in memory."""

    def __init__(self, connection):
        self.path, self.ids, self.index, self.repairs = Path("memory"), frozenset(), Index(connection), None
        self.connection = connection


def main():
    """Print the table."""
    for count in map(int, sys.argv[1:]) if sys.argv[1:] else SIZES:
        bench(count)


if __name__ == "__main__":
    main()
