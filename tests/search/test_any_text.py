"""Whatever is typed: no error, and an answer in time. `make soak` types two hundred thousand."""

import os
import random
import sys
import time

import pytest

from db.store import Store

SEARCHES = int(os.environ.get("WAYMARK_SEARCHES", "5000"))
SLOWEST = 0.05
"""Seconds within which 99 of 100 searches are answered."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
PIECES = (
    *(
        '"',
        "*",
        "(",
        ")",
        "NEAR(",
        "AND",
        " OR ",
        "NOT",
        ":",
        "^",
        "{title} :",
        "+",
        "--",
        ";",
        "'",
        "%",
        "\\",
        "-",
        "“",
    ),
    *("'; DROP TABLE passage; --", "1 OR 1=1", "title:", "NEAR/3", "UNION SELECT", "\0", "\ud800", "\udfff", "\ufeff"),
    *(
        "פלקסוס",
        "الضفيرة",
        "\u202eabc",
        "腰骶神经丛",
        "神経",
        "신경",
        "สมอง",
        "\u0301",
        "e\u0301",
        "ﬁ",
        "𝔸",
        "👩‍⚕️",
        "½",
        "5",
    ),
    *(" ", "\n", "\t", "pregabalin", "plexus", "MRI ", "kidny", "2.5mg", "l4-l5", "-pain"),
)


def texts(number):
    """Texts of pieces, of any characters, of letters, and now and then a long one."""
    chance = random.Random(number)
    for count in range(number):
        kind = count % 4
        if count % 500 == 499:
            yield (chance.choice(PIECES) * 10_000)[:10_000]
        elif kind == 0:
            yield "".join(chance.choices(PIECES, k=chance.randint(1, 12)))
        elif kind == 1:
            yield "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randint(1, 40)))
        elif kind == 2:
            yield " ".join(
                "".join(chance.choices(LETTERS, k=chance.randint(1, 9))) for _ in range(chance.randint(1, 6))
            )
        else:
            yield "".join(chr(chance.randrange(32, 127)) for _ in range(chance.randint(1, 60)))


def test_any_text_is_answered_in_time(shipped_store):
    spent = []
    with Store.open(shipped_store) as store:
        store.load_repairs()
        for text in texts(SEARCHES):
            begun = time.process_time()
            assert store.search(text).query == text
            spent.append(time.process_time() - begun)
    spent.sort()
    median, slow = spent[len(spent) // 2], spent[-len(spent) // 100]
    print(
        f"{len(spent)} texts: median {1e3 * median:.2f} ms, 99th {1e3 * slow:.1f} ms, slowest {1e3 * spent[-1]:.1f} ms"
    )
    assert slow <= SLOWEST


def test_a_piece_of_a_word_is_found_if_nothing_begins_so(shipped_store):
    with Store.open(shipped_store) as store:
        assert any("radiculoplexus" in hit.snippet.lower() for hit in store.search("iculoplexus", exact=True).hits)


LONG = (
    *(
        piece * 5_000
        for piece in ("1 mg ", "mg 5 ", "ß", "ﷺ", "a", '"a" ', "kidny ", "5-", "1,", "腰骶", "5 to 9 weeks ")
    ),
    " ".join(f"{number} mg" for number in range(2_000)),
)
MOST_CALLS = 80_000
"""So many calls of functions take about 20 ms."""


def calls(store, text):
    """How many functions a search calls, which is the same on every machine, however busy it is."""
    count = 0

    def counted(_frame, event, _function):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    store.search(text)
    sys.setprofile(None)
    return count


@pytest.mark.parametrize("text", LONG, ids=[text[:8] for text in LONG])
def test_a_long_text_takes_no_more_work_than_a_long_question(shipped_store, text):
    with Store.open(shipped_store) as store:
        store.load_repairs()
        store.search("within 24 hours")
        assert 0 < calls(store, text) <= MOST_CALLS
