"""`make bench`: how fast the search is, beside plain FTS5 with a prefix index in the same run.

The stores are made of sentences of realistic length whose words are as frequent as words of a language are (Zipf): the
words that join others first, then those of the guideline, then those of the English list. Recorded is every keystroke
of searches of one to four words, drawn as they stand in the text, and whole questions.

Timed is what the program does before it can paint: reading and mending the words, ranking, and the rows of the hits.
The words are marked in a hit, and its snippet is cut, when its row is shown; the second row of the table has those of
all hits, as the command line prints them. In the third row every keystroke is the first: nothing is kept of the keys
before it. Plain FTS5 gives numbers of rows alone. Garbage is looked for as seldom as in the program, and the stores are
built in a process of its own, so that the one that searches is no larger than the program is.

Everything is done several times, each time from the beginning, and of each call the least time counts: what other
programs of the machine take only ever adds to it. A second line gives the median.
"""

import gc
import itertools
import random
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from db.guideline import Decision, Guideline, Scope, Section
from db.search import STOP_WORDS, find_words, read_query
from db.search_english import ENGLISH
from db.search_impacts import scaled
from db.search_index import write_index
from db.search_marks import shadow_finder
from db.search_passages import passages
from db.search_plain import plain_text
from db.search_rank import Index
from db.search_stem import stem
from db.store import WARM_UP, Store
from desktop.app import GARBAGE
from tests.shipped import shipped

DAY = date(2026, 11, 22)
VOCABULARY = 30_000
LIMIT = 20
RUNS = 5
BUILDS = 3
SLIP = "neuropahty"
LONG = 5
PLAIN = """
    CREATE VIRTUAL TABLE plain
    USING fts5(title, body, content = '', tokenize = 'porter unicode61', prefix = '1 2 3')"""
PLAIN_ASK = "SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY bm25(plain) LIMIT 20"
PLAIN_ROWS = """
    CREATE TABLE passage (id INTEGER PRIMARY KEY, guideline, section, statement, kind, title, path, text, cited)"""


def vocabulary():
    """Words, the most frequent first."""
    texts = [text for section in shipped().sections for text in (section.text, *(s.text for s in section.statements))]
    own = [word for text in texts for word in find_words(plain_text(text)) if len(word) > 2]
    english = ENGLISH.read_text().split()
    random.Random(3).shuffle(english)
    return list(dict.fromkeys([*sorted(STOP_WORDS), *(word for word, _ in Counter(own).most_common()), *english]))


def made(size):
    """A guideline of so many sections."""
    chance, words = random.Random(size), vocabulary()[:VOCABULARY]
    weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(words))))

    def sentence(shortest, longest):
        return " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(shortest, longest))).capitalize()

    sections = tuple(
        Section(f"s{n}", sentence(2, 5), "", " ".join(sentence(8, 28) + "." for _ in range(chance.randint(3, 9))))
        for n in range(size)
    )
    return Guideline("bench", "Bench", "1", "en", "", DAY, DAY, Scope("", "", "", ""), Decision(()), sections=sections)


def recorded(guideline, searches):
    """Every keystroke of some searches of one to four words that stand in the text, and as many whole questions."""
    chance = random.Random(5)
    keystrokes, questions = [], []
    for number in range(searches):
        words = chance.choice(guideline.sections).text.lower().replace(".", "").split()
        meant = [word for word in words if word not in STOP_WORDS] or words
        typed = " ".join(chance.sample(meant, min(len(meant), number % 4 + 1)))
        keystrokes += [typed[:end] for end in range(1, len(typed) + 1)]
        at = chance.randrange(len(words))
        questions.append(" ".join(words[at : at + chance.randint(6, 14)]) + "?")
    return keystrokes, questions


def swapped(word):
    """A word of which two letters changed places."""
    return word[:2] + word[3] + word[2] + word[4:]


def build_ours(guideline, file):
    """The passages and the index of the program."""
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE meta (key, value)")
        connection.execute("INSERT INTO meta VALUES ('content_hash', '')")
        connection.execute("CREATE TABLE guideline (id)")
        write_index(connection, [guideline])


def build_plain(guideline, file):
    """The same passages, and a plain index."""
    with sqlite3.connect(file) as connection:
        connection.execute(PLAIN_ROWS)
        connection.execute(PLAIN)
        for number, passage in enumerate(passages(guideline), 1):
            row = (
                passage.guideline,
                passage.section,
                "",
                passage.kind,
                passage.title,
                passage.path,
                passage.text,
                "[]",
            )
            connection.execute("INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (number, *row))
            connection.execute(
                "INSERT INTO plain (rowid, title, body) VALUES (?, ?, ?)", (number, passage.title, passage.text)
            )
        connection.execute("INSERT INTO plain (plain) VALUES ('optimize')")


def expression(typed, *, every, begun):
    """A search as plain FTS5 takes it."""
    words = [f'"{wanted.word}"' for wanted in read_query(typed).words]
    return (" " if every else " OR ").join(words) + ("*" if begun and typed[-1] != " " else "")


class Work(NamedTuple):
    """What is timed: a call; what goes before all of them and before each is not."""

    call: Callable[[object], object]
    begin: Callable[[], object] = lambda: None
    before: Callable[[], object] = lambda: None


def timed(calls, *works, runs=RUNS):
    """How much time of the processor each work takes for each call, in milliseconds: a list for each run.

    All are done several times over, one work after the other, so that they meet the machine in the same moods.
    """
    times = [[] for _ in works]
    for _, (work, each) in itertools.product(range(runs), list(zip(works, times, strict=True))):
        work.begin()
        each.append([])
        for call in calls:
            work.before()
            begun = time.process_time()
            work.call(call)
            each[-1].append(1e3 * (time.process_time() - begun))
    return times


def say(what, ours, plain=None):
    """Two rows of the table: the median, the 95th and the 99th of a hundred calls, in milliseconds.

    Of the runs of each call the least time counts in the first row, and the median in the second.
    """
    for choose, name in ((min, what), (median, "    median of the runs")):
        both = [sorted(map(choose, zip(*runs, strict=True))) for runs in (ours, plain) if runs]
        at = [[times[min(len(times) - 1, int(share * len(times)))] for share in (0.5, 0.95, 0.99)] for times in both]
        cells = "   plain ".join(" ".join(f"{each:9.3f}" for each in row) for row in at)
        ratio = f"   ratio at 95: {at[0][1] / at[1][1]:.3f}" if plain else ""
        print(f"{name:34} {cells}{ratio}", flush=True)


def build(size, searches, files):
    """Build both stores; tells how that went, and gives the keystrokes and the questions to ask them."""
    guideline = made(size)
    begins = [partial(file.unlink, missing_ok=True) for file in files]
    ours, plain = (
        Work(lambda _: build_ours(guideline, files[0]), begins[0]),
        Work(lambda _: build_plain(guideline, files[1]), begins[1]),
    )
    spent = [min(runs)[0] / 1e3 for runs in timed([""], ours, plain, runs=BUILDS)]
    sizes = [file.stat().st_size / 1e6 for file in files]
    print(
        f"{size} sections: built in {spent[0]:.1f} s, plain {spent[1]:.1f} s, ratio {spent[0] / spent[1]:.2f}; "
        f"passages and index {sizes[0]:.1f} MB, plain {sizes[1]:.1f} MB, ratio {sizes[0] / sizes[1]:.2f}",
        flush=True,
    )
    return recorded(guideline, searches)


def bench(size, searches, folder):
    """The rows for one size."""
    files = [Path(folder) / f"{name}-{size}.sqlite" for name in ("ours", "plain")]
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        keystrokes, questions = apart.submit(build, size, searches, files).result()
    gc.freeze()
    gc.set_threshold(GARBAGE)
    plain = sqlite3.connect(files[1])
    connection = sqlite3.connect(files[0])
    connection.row_factory = sqlite3.Row
    with Store(files[0], connection) as store:

        def ask(typed, every, begun):
            plain.execute(PLAIN_ASK, (expression(typed, every=every, begun=begun),)).fetchall()

        def hits(typed, is_finished=False):
            return store.search(typed, limit=LIMIT, is_finished=is_finished).hits

        def forget():
            store.index = Index(connection)
            for kept in (shadow_finder, scaled, stem):
                kept.cache_clear()
            store.search(WARM_UP, exact=True)  # as the window does

        begun = time.process_time()
        store.search(SLIP, limit=LIMIT)
        print(f"  first typing mistake, which loads the word lists, ms: {1e3 * (time.process_time() - begun):.0f}")
        ours, floor = timed(keystrokes, Work(hits, forget), Work(partial(ask, every=True, begun=True)))
        say(f"  {len(keystrokes)} keystrokes, ms", ours, floor)
        snippets = Work(lambda typed: [hit.snippet for hit in hits(typed)], forget)
        say("  the same with all snippets, ms", *timed(keystrokes, snippets), floor)
        say("  with nothing kept, ms", *timed(keystrokes, Work(hits, before=forget)), floor)
        works = Work(partial(hits, is_finished=True), forget), Work(partial(ask, every=False, begun=False))
        say(f"  {len(questions)} whole questions, ms", *timed(questions, *works))
        mistakes = [swapped(word) for word in dict.fromkeys(" ".join(questions).split()) if len(word) > LONG]
        say(f"  {len(mistakes)} typing mistakes, ms", *timed(mistakes, Work(store.repairs.meant)))
    plain.close()


def main():
    """Print the table; sizes may be named."""
    sizes = [int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000]
    with TemporaryDirectory() as folder:
        for size in sizes:
            bench(size, 80 if size <= 10_000 else 24, folder)


if __name__ == "__main__":
    main()
