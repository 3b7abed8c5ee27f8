"""The main job without a screen: search, plan for the example patient, both papers, and pictures of every screen.

python -m desktop.tour OUT
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from db.store import Store
from db.store_file import StoreError
from desktop import context
from desktop.paths import RESOURCES

if TYPE_CHECKING:
    from desktop.ui.window import Window

GUIDELINE: Final = "lumbosacral-plexopathy"
EXAMPLE: Final = RESOURCES / "examples" / f"{GUIDELINE}.yaml"
DAY: Final = date(2026, 11, 22)
"""The day on which the example patient is seen: the same pictures and pages on every machine."""
QUERIES: Final = ("contrast", "when to scan after an injury", "pregabalin kidney")
SIZE: Final = (1024, 768)
PICTURED: Final = "pattern"
"""The question whose page stands for the wizard's pages."""
REST_MS: Final = 300
"""A window that has nothing to do and looks the same after so long has come to rest."""
PATIENCE_S: Final = 60
"""After so long the picture is taken of what is there."""


def main(argv: list[str] | None = None) -> int:
    """Do the job and print where its papers and pictures are."""
    out = Path((argv if argv is not None else sys.argv[1:])[0])
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")  # what the offscreen platform cannot do
    out.mkdir(parents=True, exist_ok=True)
    try:
        with TemporaryDirectory() as data, context.open_store(None, None) as store:
            show_searches(store)
            for path in (*write_papers(store, out), *take_pictures(store, out, Path(data))):
                print(path)
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}; name another folder: make run OUT=FOLDER", file=sys.stderr)
        return 1
    return 0


def show_searches(store: Store) -> None:
    """Print what some searches find first."""
    for words in QUERIES:
        hit = store.search(words).hits[0]
        print(f"{words}: {hit.title} ({hit.path})")


def example_answers() -> dict[str, Any]:
    """The example's answers file, as plain values."""
    from db.source import read_yaml

    data, _lines = read_yaml(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name)
    assert isinstance(data, dict)
    return data


def write_papers(store: Store, out: Path) -> Iterator[Path]:
    """Write the plan and the handout of the example patient."""
    from desktop.app import make_pdf
    from desktop.core.answers import read_facts
    from desktop.core.engine import Engine
    from desktop.core.files import write_file
    from desktop.core.planner import make_plan
    from desktop.settings import Settings

    engine = Engine(store.guideline(GUIDELINE))
    plan = make_plan(engine, read_facts(engine.decision, example_answers(), DAY))
    for kind in ("plan", "handout"):
        path = out / f"{kind}.pdf"
        write_file(path, make_pdf(plan, kind, "a4", Settings()))
        yield path


def take_pictures(store: Store, out: Path, data: Path) -> Iterator[Path]:
    """Walk through the window as a user would, and take a picture of each screen."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from desktop.app import make_window
    from desktop.settings import Settings
    from desktop.ui import theme

    app = QApplication.instance() or QApplication(["waymark"])
    assert isinstance(app, QApplication)
    app.setCursorFlashTime(0)  # a cursor that blinks never comes to rest
    theme.load_fonts()
    window = make_window(store, Settings(theme="light"), data)
    window.resize(*SIZE)
    window.show()
    QTest.keyClicks(window.bar.search, QUERIES[1])
    yield picture(window, out, "search")
    window.library.open_chosen()
    yield picture(window, out, "reader")
    window.begin_plan(GUIDELINE)
    yield picture(window, out, "start")
    for name in walk_questions(window, store):
        yield picture(window, out, name)
    window.show_plan()
    yield picture(window, out, "plan")
    window.preview()
    yield picture(window, out, "preview")
    window.case.mark_done()
    window.close()


def picture(window: Window, out: Path, name: str) -> Path:
    """Take a picture of the window once it has come to rest: its look is watched, for Qt draws a PDF beside it."""
    from PySide6.QtCore import QEventLoop, QTimer

    before, after, end = None, window.grab().toImage(), time.monotonic() + PATIENCE_S
    while (before != after or is_busy(window)) and time.monotonic() < end:
        rest = QEventLoop()  # not QTest.qWait, which lets no other thread work
        QTimer.singleShot(REST_MS, rest.quit)
        rest.exec()
        before, after = after, window.grab().toImage()
    path = out / f"{name}.png"
    after.save(str(path))
    return path


def is_busy(window: Window) -> bool:
    """Does the window wait for a timer, or for work beside it?"""
    from PySide6.QtCore import QTimer

    from desktop.ui import tasks

    asked = window.reading.newest or window.desk.worker.newest or tasks.UNDER_WAY
    return bool(asked) or any(timer.isActive() for timer in window.findChildren(QTimer))


def walk_questions(window: Window, store: Store) -> Iterator[str]:
    """Answer every question for the example patient; yields a name whenever the window shows what is to be pictured."""
    from desktop.core.answers import read_patient
    from desktop.core.engine import Engine

    case, example = window.case, example_answers()
    case.start(Engine(store.guideline(GUIDELINE)), read_patient(example["patient"], DAY), DAY)
    window.wizard.advance()
    yield "emergencies"
    while (page := case.step.page) is not None:
        for asked in case.step.ask:
            case.answer(asked.key, example["answers"][asked.key])
        if any(asked.key == PICTURED for asked in page.inputs):
            window.wizard.show_page(page)
            yield "wizard"
    window.wizard.advance()
    yield "check-answers"


if __name__ == "__main__":
    sys.exit(main())
