"""The guard against a fault of Qt's Python binding that ends the process after some hundred signals."""

import subprocess
import sys
from textwrap import dedent

MANY_SIGNALS = dedent("""
    from PySide6.QtCore import QObject, Signal
    from desktop.ui.true_guard import guard_true

    class Emitter(QObject):
        said = Signal()

    guard_true()
    guard_true()
    emitter = Emitter()
    for _turn in range(5000):
        emitter.said.emit()
    print("alive")
""")


def test_thousands_of_signals_do_not_end_the_process():
    done = subprocess.run([sys.executable, "-c", MANY_SIGNALS], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "alive\n", done.stderr
