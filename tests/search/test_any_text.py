"""Whatever is typed: no error, and an answer in time. `make soak` types two hundred thousand."""

import os
import random
import time

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
