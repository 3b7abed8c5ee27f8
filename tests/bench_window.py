"""How fast the window follows the keys: from key press to painted list, and how long it is ever held up.

The floor is a bare `QListView` that shows other rows at each key, in the same run. A window is held up for as long as
the largest gap between two ticks of a timer that should tick every 5 ms.
"""

import os
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from PySide6.QtCore import QEvent, QEventLoop, QObject, QStringListModel, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QVBoxLayout, QWidget

from db.build import store_bytes
from db.source import Source
from db.store import Store
from desktop.app import make_window
from desktop.settings import Settings
from desktop.ui import theme
from desktop.ui.history import READER
from tests.bench_search import made

SIZE = (1024, 768)
SECTIONS, PER_GUIDELINE = 10_000, 50
TICK_MS = 5
PACE_MS = 60
"""Between two keys of a fast typist."""
WAITING = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents


def rest(milliseconds):
    """Let the program be as it is between two keys; `QTest.qWait` would let no other thread work."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Painted(QObject):
    """Whether a widget was painted since it was last asked."""

    def __init__(self, *widgets):
        super().__init__()
        self.seen = False
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, _widget, event):
        self.seen |= event.type() == QEvent.Type.Paint
        return False


class Ticks:
    """A timer whose largest gap tells how long the window was held up, and how long its thread worked at one go.

    The second says what the program is to blame for where other programs take their share of the machine.
    """

    def __init__(self):
        self.timer = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self.tick)

    def __enter__(self):
        self.longest = self.work = 0.0
        self.last, self.worked = time.perf_counter(), time.thread_time()
        self.timer.start()
        return self

    def tick(self):
        now, worked = time.perf_counter(), time.thread_time()
        self.longest, self.work = max(self.longest, now - self.last), max(self.work, worked - self.worked)
        self.last, self.worked = now, worked

    def __exit__(self, *_error):
        self.tick()
        self.timer.stop()


def keys_to_paint(field, texts, painted, is_answered):
    """For each key the seconds to the end of the paint that shows its answer, and the work of the window's thread."""
    found = []
    for text in texts:
        field.clear()
        for letter in text:
            rest(PACE_MS)
            painted.seen = False
            begun, worked = time.perf_counter(), time.thread_time()
            QTest.keyClick(field, letter)
            while not (painted.seen and is_answered()):
                QApplication.processEvents(WAITING)
            found.append((time.perf_counter() - begun, time.thread_time() - worked))
    return found


def bare_list(texts):
    """The same keys in a bare field above a bare list."""
    window, field, listing = QWidget(), QLineEdit(), QListView()
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addWidget(listing)
    model = QStringListModel()
    listing.setModel(model)
    field.textChanged.connect(lambda text: model.setStringList([f"{text} {n}" for n in range(20)]))
    window.resize(*SIZE)
    window.show()
    QTest.qWaitForWindowExposed(window)
    return keys_to_paint(field, texts, Painted(listing.viewport()), lambda: True)


def percentiles(times):
    """Median, 95th of a hundred and longest, in milliseconds."""
    ordered = sorted(times)
    return statistics.median(ordered) * 1e3, ordered[int(0.95 * (len(ordered) - 1))] * 1e3, ordered[-1] * 1e3


def say(what, times):
    """One row of the table; gives the 95th of a hundred."""
    middle, most, longest = percentiles(times)
    print(f"{what:44} p50 {middle:6.1f} ms   p95 {most:6.1f} ms   longest {longest:6.1f} ms")
    return most


def first_words(store, count):
    """What is typed: two words of sections from all over the store."""
    rows = store.rows("SELECT text FROM section WHERE text <> ''")
    step = max(len(rows) // count, 1)
    return [" ".join(row["text"].split()[1:3]).lower() for row in rows[::step]][:count]


def bench(path, data):
    """The whole table for one store."""
    with Store.open(path) as store:
        texts = first_words(store, 25)
        window = make_window(store, Settings(theme="light"), data)
        window.resize(*SIZE)
        window.show()
        window.warm_up()
        rest(3_000)
        library = window.library
        painted = Painted(library.page.list.viewport(), library.page.nothing, library.home.viewport())
        with Ticks() as typing:
            ours = keys_to_paint(window.bar.search, texts, painted, lambda: not library.waiting)
        with Ticks():
            floor = bare_list(texts)
        for what, part in (("from key to painted list", 0), ("   of it work of the window's thread", 1)):
            bare = say(f"{what}, bare", [times[part] for times in floor])
            ratio = say(f"{what}, ours", [times[part] for times in ours]) / bare
            print(f"{'':44} ours / bare, p95: {ratio:.1f}")
        print(f"{'longest hold-up while typing':44} {typing.longest * 1e3:10.1f} ms, work {typing.work * 1e3:.1f} ms")
        rest(1_000)
        opening = [open_hit(window, text) for text in texts]
        say("from Enter to the painted text", [seconds for seconds, _ticks in opening])
        longest, work = (max(getattr(ticks, part) for _seconds, ticks in opening) * 1e3 for part in ("longest", "work"))
        print(f"{'longest hold-up while opening':44} {longest:10.1f} ms, work {work:.1f} ms")
        with Ticks() as ticks:
            read_on(window.reader)
        print(f"{'longest hold-up while reading on':44} {ticks.longest * 1e3:10.1f} ms, work {ticks.work * 1e3:.1f} ms")
        window.close()


def open_hit(window, text):
    """Search and open the first hit; seconds until its text is painted, and the hold-ups until it is whole."""
    window.go_home()
    QTest.keyClicks(window.bar.search, text)
    while window.library.waiting:
        QApplication.processEvents(WAITING)
    rest(PACE_MS)
    reader, painted = window.reader.text, Painted(window.reader.text.viewport())
    with Ticks() as ticks:
        begun = time.perf_counter()
        QTest.keyClick(window.bar.search, Qt.Key.Key_Return)
        while not painted.seen:
            QApplication.processEvents(WAITING)
        seconds = time.perf_counter() - begun
        assert window.history.here.view == READER
        while reader.growth is not None:
            QApplication.processEvents(WAITING)
    return seconds, ticks


def read_on(reader):
    """Page down, go from hit to hit and through the outline, and hide and show that."""
    for _ in range(20):
        QTest.keyClick(reader.text, Qt.Key.Key_PageDown)
        rest(PACE_MS)
    for _ in range(10):
        reader.next_hit()
        rest(PACE_MS)
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home, *[Qt.Key.Key_PageDown] * 10):
        QTest.keyClick(reader.outline, key)
        rest(PACE_MS)
    for _ in range(4):
        reader.banner.outline_button.toggle()
        rest(PACE_MS)


def write_big_store(path, size):
    """The 10,000 sections of the bench of the search, in guidelines of this size."""
    whole = made(SECTIONS)
    parts = [whole.sections[at : at + size] for at in range(0, SECTIONS, size)]
    guidelines = [
        msgspec.structs.replace(whole, id=f"g{number:03}", title=f"Guideline {number}", sections=part)
        for number, part in enumerate(parts)
    ]
    sources = [Source(path.parent, guideline.id, guideline, {}) for guideline in guidelines]
    path.write_bytes(store_bytes(sources, {}, "big"))


def main():
    """Print the table, for the stores that are named or for 10,000 sections in 200 guidelines and in one."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _app = QApplication(sys.argv[:1])
    theme.load_fonts()
    with TemporaryDirectory() as data:
        paths = [Path(name) for name in sys.argv[1:]]
        if not paths:
            for size in (PER_GUIDELINE, SECTIONS):
                paths.append(Path(data) / f"{size}.sqlite")
                write_big_store(paths[-1], size)
        for path in paths:
            print(f"--- {path.stem} ---")
            bench(path, Path(data))


if __name__ == "__main__":
    main()
