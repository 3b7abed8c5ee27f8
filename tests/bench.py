"""`make bench`: how fast the program is, as ratios to a floor measured in the same run.

Machines are noisy, so nothing here is a test. Each figure is the median of several runs.
"""

import sqlite3
import statistics
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench_decision import bench_check, bench_decision

ROOT = Path(__file__).resolve().parent.parent
GUIDELINE = "lumbosacral-plexopathy"

BARE_WINDOW = """
from PySide6.QtWidgets import QApplication, QMainWindow, QLabel
app = QApplication([])
window = QMainWindow(); window.setCentralWidget(QLabel("Waymark")); window.resize(1024, 768)
window.show(); app.processEvents(); window.grab()
"""
OUR_WINDOW = """
from pathlib import Path
from PySide6.QtWidgets import QApplication
from desktop import context
from desktop.app import make_window
from desktop.settings import Settings
from desktop.ui import theme
store = context.open_store(None, Path({data!r}))
app = QApplication([])
theme.load_fonts()
window = make_window(store, Settings(), Path({data!r}))
window.resize(1024, 768)
window.show(); app.processEvents(); window.grab()
"""


def seconds(work, runs):
    """The median time of some work."""
    found = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return statistics.median(found)


def process(code):
    """Run some code in a process of its own."""
    environment = {"QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin", "HOME": "/tmp"}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True, capture_output=True)


def say(what, ours, floor, unit="ms"):
    """One row of the table."""
    scale = {"ms": 1e3, "µs": 1e6}[unit]
    print(f"{what:44} {ours * scale:9.1f} {unit}   floor {floor * scale:9.1f} {unit}   ratio {ours / floor:5.2f}")


def bench_start(data):
    """From nothing to the first painted window, beside a bare PySide6 window."""
    code = OUR_WINDOW.format(data=data)
    process(code)  # builds the store, once
    pairs = [(seconds(lambda: process(code), 1), seconds(lambda: process(BARE_WINDOW), 1)) for _ in range(7)]
    ours, floor = (statistics.median(column) for column in zip(*pairs, strict=True))
    say("start to first paint", ours, floor)


def bench_search(store):
    """Every keystroke of some searches, beside the bare full-text query."""
    words = ("contrast", "when to scan after an injury", "pregabalin kidney")
    keystrokes = [w[:n] for w in words for n in range(1, len(w) + 1)]
    bare = sqlite3.connect(store.path)
    query = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY bm25(search) LIMIT 20"

    def plain():
        for typed in keystrokes:
            tokens = " ".join(f'"{t}"' for t in typed.split())
            bare.execute(query, (tokens + "*",)).fetchall()

    ours = seconds(lambda: [store.search(typed) for typed in keystrokes], 15) / len(keystrokes)
    say("search, one keystroke", ours, seconds(plain, 15) / len(keystrokes), "µs")


def bench_paper(plan):
    """The plan and the handout as PDF, beside a bare ReportLab page in the same font."""
    from reportlab.pdfgen.canvas import Canvas

    from desktop.app import make_pdf
    from desktop.settings import Settings

    def bare():
        canvas = Canvas(BytesIO())
        for line in range(50):
            canvas.drawString(50, 800 - 14 * line, "A line of a plan, drawn without layout.")
        canvas.showPage()
        canvas.save()

    make_pdf(plan, "plan", "a4", Settings())
    floor = seconds(bare, 30)
    for kind in ("plan", "handout"):
        say(f"{kind} as PDF", seconds(lambda kind=kind: make_pdf(plan, kind, "a4", Settings()), 5), floor)


def main():
    """Print the table."""
    from desktop import context

    with TemporaryDirectory() as data:
        bench_start(data)
        with context.open_store(None, Path(data)) as store:
            bench_search(store)
            guideline = store.guideline(GUIDELINE)
            bench_paper(bench_decision(guideline, say))
            bench_check(guideline, say)


if __name__ == "__main__":
    main()
