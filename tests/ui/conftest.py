"""What the tests of the window share: Qt without a screen, the look, a small guideline, and its services."""

import os
from dataclasses import replace
from datetime import date

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import msgspec
import pytest

from db.condition import parse
from db.guideline import (
    Block,
    Decision,
    Guideline,
    Input,
    Line,
    Page,
    Reference,
    Rule,
    Scope,
    Section,
    Statement,
)
from db.search import read_query
from db.store import Hit, Results, Store, Summary
from desktop.app import make_window
from desktop.settings import Settings
from desktop.ui import portions, reader_hits, reader_writing, search_desk, theme, window_places
from desktop.ui.immortal import guard_constants
from desktop.ui.results_row import unmarked
from desktop.ui.window import Window
from desktop.ui.window_services import Services
from tests.ui.care_fixtures import case, dress, real, wizard  # noqa: F401  # fixtures

guard_constants()
TODAY = date(2026, 11, 22)
MRI = Statement(
    id="mri",
    kind="do",
    text="Plexus MRI is the first test.",
    rationale="It shows the plexus.",
    references=("acr", "note"),
    claims=("S1",),
    facts=("X1",),
    strength="usually appropriate",
    act="plexus MRI",
)
BLIND = Statement(id="blind", kind="do-not", text="Do not operate blind.", rationale="No source.", basis="product")
SECTIONS = (
    Section("glance", "At a glance", text="Start with <b>imaging</b>.\n\n![x](http://example.org/x.png)\n"),
    Section(
        "imaging",
        "Imaging of the lumbosacral plexus and its roots",
        text="Before.\n\n[[mri]]\n\nAfter the box.\n\n| Test | Rating |\n|---|---|\n| MRI | high |\n",
        statements=(MRI, BLIND),
    ),
    Section("limits", "Limits", parent="imaging", text="Some patients cannot have an MRI.\n"),
    Section("pain", "Pain", text="\n\n".join(f"Paragraph {n} about pregabalin." for n in range(60))),
)
GUIDELINE = Guideline(
    id="plexus",
    title="Plexus care",
    version="1.2",
    language="en",
    publisher="Test",
    reviewed=date(2026, 11, 1),
    next_review=date(2027, 5, 1),
    scope=Scope("Adults.", "Children.", "Power.", "None."),
    decision=Decision(
        pages=(Page("first", "First", (Input("weak", "yes-no", "Weakness", "Is there weakness?", "It decides."),)),),
        rules=(Rule("r1", "imaging", parse("weak"), lines=(Line("mri"),), handout=("h1",)),),
        blocks=(Block("h1", "What happens next", "You will have a scan."),),
    ),
    references=(
        Reference("acr", "ACR 2021. https://example.org/a/very/long/address/that/goes/on"),
        Reference("note", "Reference not given.", traced=False),
        Reference("book", "A textbook.", secondary=True),
    ),
    handout_parts=("What happens next",),
    sections=SECTIONS,
)
SUMMARY = Summary(
    "plexus",
    "Plexus care",
    "1.2",
    "en",
    "2026-11-01",
    "2027-05-01",
    "",
    4,
    2,
    rules=1,
    proved=True,
    scope=GUIDELINE.scope,
    topics=(("imaging", "Imaging"), ("pain", "Pain")),
)


def make_hit(statement="mri", snippet="Plexus \x02MRI\x03 is the first test.", **changes):
    text, marks = unmarked(snippet)
    hit = Hit(
        guideline="plexus",
        section="imaging",
        statement=statement,
        kind="do" if statement else "section",
        title="Imaging",
        path="Plexus care",
        text=text,
        spans=tuple((start, start + length) for start, length in marks),
        score=9.0,
        references=("acr",) if statement else (),
        queries=(read_query(" ".join(text[start : start + length] for start, length in marks)),),
    )
    return msgspec.structs.replace(hit, **changes)


class Knowledge:
    """A search that knows three words, and numbers the references of the small guideline."""

    def search(self, words, guideline=None, limit=20, *, kinds=None, exact=False):
        found = find(words, exact=exact)
        hits = tuple(
            hit for hit in found.hits if guideline in (None, hit.guideline) and (kinds is None or hit.kind in kinds)
        )
        return replace(found, hits=hits)

    def explained(self, results):
        return results

    def hits_by_section(self, words, guideline):
        hits = self.search(words, guideline).hits
        return {hit.section: sum(h.section == hit.section and h.statement is not None for h in hits) for hit in hits}

    def reference_numbers(self, guideline):
        return {reference.id: number for number, reference in enumerate(GUIDELINE.references, 1)}

    def mend_search(self):
        pass

    def close(self):
        pass


def find(words, *, exact=False):
    """What is found for three words."""
    hits = {
        "mri": (make_hit(), make_hit(None), make_hit("blind", kind="do-not", section="imaging")),
        "pain": (make_hit(None, section="pain", title="Pain", snippet="about \x02pain\x03 <b>"),),
    }
    asked = words.strip().lower()
    corrected = None if exact else {"pian": "pain"}.get(asked)
    return Results(words, corrected, hits.get(corrected or asked, ()))


@pytest.fixture(scope="session", autouse=True)
def fonts(qapp):
    theme.load_fonts()


@pytest.fixture(autouse=True)
def look(qapp):
    return theme.wear(qapp, "light", 100)


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Wait for every answer and write every guideline whole, however busy the machine is; some tests undo it."""
    monkeypatch.setattr(search_desk, "PATIENCE", 10)
    monkeypatch.setattr(window_places, "PATIENCE", 10)
    monkeypatch.setattr(reader_hits, "STEP", 10)
    monkeypatch.setattr(reader_writing, "STEP", 10)
    monkeypatch.setattr(portions, "STEP", 10)


@pytest.fixture
def kept():
    """The settings that the window kept, in order."""
    return []


@pytest.fixture
def services(kept):
    return Services(
        guidelines=(SUMMARY,),
        guideline={"plexus": GUIDELINE}.__getitem__,
        open_search=Knowledge,
        make_pdf=lambda plan, kind, paper, settings: f"{kind} {paper}".encode(),
        keep_settings=kept.append,
        version="0.0",
        today=lambda: TODAY,
    )


@pytest.fixture
def open_window(qtbot, tmp_path):
    """Open the window over a store, and close both."""
    stores = []

    def show(path):
        stores.append(store := Store.open(path))
        found = make_window(store, Settings(theme="light"), tmp_path)
        qtbot.addWidget(found)
        found.resize(1024, 768)
        with qtbot.waitExposed(found):
            found.show()
        found.activateWindow()
        qtbot.waitUntil(found.bar.search.hasFocus)
        return found

    yield show
    for store in stores:
        store.close()


@pytest.fixture
def window(qtbot, services):
    found = Window(services, Settings(theme="light"))
    qtbot.addWidget(found, before_close_func=lambda w: w.case.clear())
    found.resize(1200, 760)
    with qtbot.waitExposed(found):
        found.show()
    found.activateWindow()
    qtbot.waitUntil(found.bar.search.hasFocus)
    return found
