"""How long the plan of the example holds up the window: until its first paint, until it is whole, and with Why not.

The floor is a loop of plain Python in the same run.
"""

import os
import statistics
import sys
import time

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from db.source import read_guideline
from desktop.core.answers import read_patient
from desktop.core.document import plan_document
from desktop.core.engine import Engine
from desktop.paths import GUIDELINES
from desktop.settings import Settings
from desktop.tour import DAY, GUIDELINE, example_answers
from desktop.ui import theme
from desktop.ui.case import Case
from desktop.ui.plan_view import PlanView
from tests.bench_window import SIZE, WAITING, Painted, Ticks

ROUNDS = 7


def floor():
    """Seconds of the loop."""
    begun = time.perf_counter()
    sum(range(1_000_000))
    return time.perf_counter() - begun


def example_case():
    """The case of the example."""
    source, _problems = read_guideline(GUIDELINES / GUIDELINE)
    case, answers = Case(), example_answers()
    case.start(Engine(source.guideline), read_patient(answers["patient"], DAY), DAY)
    for key, raw in answers["answers"].items():
        case.answer(key, raw)
    return case


def held_up(do, laying):
    """The longest hold-up of a deed until all is laid out, and seconds to its first paint."""
    area = laying().area
    painted = Painted(area.inside)
    with Ticks() as ticks:
        begun = time.perf_counter()
        do()
        while not painted.seen:
            QApplication.processEvents(WAITING)
        seconds = time.perf_counter() - begun
        while laying().pieces is not None:
            QApplication.processEvents(WAITING)
    return seconds, ticks.longest


def main():
    """Print the table."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication(sys.argv[:1])
    theme.load_fonts()
    theme.wear(app, "light", 100)
    case = example_case()
    view = PlanView(case, lambda _kind, _paper: b"")
    view.resize(*SIZE)
    view.show()
    QTest.qWaitForWindowExposed(view)
    document, plan = plan_document(case.plan(), Settings()), case.plan()
    rounds = []
    for _round in range(ROUNDS):
        least = floor()
        shown = held_up(lambda: view.show_plan(document, plan), lambda: view.laying)
        why_not = held_up(view.toggle_why_not, lambda: view.why_not.laying)
        found = held_up(lambda: QTest.keyClick(view.why_not.word, Qt.Key.Key_M), lambda: view.why_not.laying)
        rounds.append((least, shown[0], shown[1], why_not[1], found[1]))
    least = statistics.median(row[0] for row in rounds)
    names = ("plan, first paint", "plan, longest hold-up", "why not, longest hold-up", "its find field, hold-up")
    for place, name in enumerate(names, 1):
        times = [row[place] for row in rounds]
        middle = statistics.median(times)
        print(f"{name:28} p50 {middle * 1e3:6.1f} ms  longest {max(times) * 1e3:6.1f} ms  floor {middle / least:4.1f}")


if __name__ == "__main__":
    main()
